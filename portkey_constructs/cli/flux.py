"""`flux`: the Flux objects that bring a configuration up from a repository."""

from typing import Annotated

import typer

from portkey_constructs.cli.options import FILES, Files

__all__ = ["flux"]


def _text(said: str | None) -> str | None:
    """Refuses bytes that are no text: what is said here is printed as YAML."""
    try:
        (said or "").encode()
    except UnicodeEncodeError:
        raise typer.BadParameter(f"{said!r} is not UTF-8 text") from None
    return said


def flux(
    url: Annotated[str, typer.Option("--url", callback=_text, metavar="URL", help="Where Flux finds the manifests: a Git repository, or oci://...")],
    path: Annotated[str, typer.Option("--path", callback=_text, metavar="DIR", help="Folder there with the manifests, such as dist/production.")],
    files: Files = FILES,
    ref: Annotated[
        str | None, typer.Option("--ref", callback=_text, metavar="REF", help="Git branch [main], or tag of the artifact [latest].")
    ] = None,
    secret: Annotated[str | None, typer.Option("--secret", callback=_text, metavar="NAME", help="Secret with the repository's credentials.")] = None,
    namespace: Annotated[
        str, typer.Option("--flux-namespace", callback=_text, metavar="NAME", help="Namespace of the Flux objects.")
    ] = "flux-system",
    interval: Annotated[str, typer.Option("--interval", callback=_text, metavar="DURATION", help="How often Flux looks.")] = "10m",
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", path_type=str, help="Write into this file.")] = None,
) -> None:
    """Print Flux's source and Kustomizations, stage by stage, for manifests in a repository."""
    from portkey_constructs.cli.ending import ending, printed

    with ending("nothing written"):
        from portkey_constructs.cli.progress import patience
        from portkey_constructs.cli.report import show
        from portkey_constructs.config import load_with_warnings
        from portkey_constructs.loading.yaml_source import source_names
        from portkey_constructs.output.flux import FluxSource
        from portkey_constructs.output.flux import flux as objects
        from portkey_constructs.output.yaml_text import to_yaml

        with patience("rendering"):
            config, warnings = load_with_warnings(files, deployed=True)
            text = to_yaml(objects(config, FluxSource(url, ref, path, secret, namespace, interval)))
        show(warnings, source_names(files))
        if output is None:
            printed(text)
        else:
            from pathlib import Path

            from portkey_constructs.output.files import write_file

            write_file(Path(output), text)
