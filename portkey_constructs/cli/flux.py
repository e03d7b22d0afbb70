"""`flux`: prints the Flux objects that deploy a configuration from a repository."""

from pathlib import Path

import click

from portkey_constructs.cli.command import Command, utf8
from portkey_constructs.cli.selection import Selection, by_environment, selection_options
from portkey_constructs.cli.text_output import write_text
from portkey_constructs.output.flux import FluxSource
from portkey_constructs.output.flux import flux as flux_objects
from portkey_constructs.output.yaml_text import to_yaml

__all__ = ["flux"]

_LAYOUT = "{}.yaml"
_EPILOG = """\
Examples:
  portkey-constructs flux -f portkey.yaml --path dist/production \\
    --url https://git.example.org/platform.git
  portkey-constructs flux -f portkey.yaml --path production --ref v1 -o flux/portkey.yaml \\
    --url oci://registry.example.org/manifests
  portkey-constructs flux --all --path dist -o clusters --url https://git.example.org/platform.git

With --all or -e, --path is the folder that contains a folder for each environment, and -o a folder
in which each of several environments gets a file.

Exit status:
  0  the objects are printed
  1  the output cannot be written
  2  the configuration or an option is invalid
"""


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@click.option("--url", required=True, callback=utf8, metavar="URL", help="Repository of the manifests: a Git repository, or oci://...")
@click.option("--path", required=True, callback=utf8, metavar="DIR", help="Folder of the manifests in the repository, such as dist/production.")
@selection_options
@click.option("--ref", callback=utf8, metavar="REF", help="Git branch [default: main], or tag of the OCI artifact [default: latest].")
@click.option("--secret", callback=utf8, metavar="NAME", help="Secret with the credentials of the repository.")
@click.option(
    "--flux-namespace",
    "namespace",
    default="flux-system",
    callback=utf8,
    metavar="NAME",
    help="Namespace in which the Flux objects are created.",
)
@click.option("--interval", default="10m", callback=utf8, metavar="DURATION", help="How often Flux compares the cluster with the repository.")
@click.option(
    "--name",
    callback=utf8,
    metavar="NAME",
    help="Name of the source, and prefix of the Kustomizations [default: NAMESPACE.NAME of the platform].",
)
@click.option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output; several environments need a folder.")
def flux(
    url: str,
    path: str,
    selection: Selection,
    ref: str | None,
    secret: str | None,
    namespace: str,
    interval: str,
    name: str | None,
    output: str | None,
) -> None:
    """Print the Flux source and Kustomizations that deploy manifests from a repository, stage by stage."""
    several = len(selection.names) > 1
    if several and name is not None:
        raise click.UsageError("--name is the name of one environment: leave it out, and each gets its own")
    texts: list[tuple[str, str]] = []
    for environment, config in selection.load("rendering", deployed=True, output=output, layout=_LAYOUT):
        source = FluxSource(url, ref, selection.folder(path, environment), secret, namespace, interval, name)
        texts.append((environment, to_yaml(flux_objects(config.resolve(), source))))
    if several and output is not None:
        for environment, text in texts:
            write_text(Path(output, _LAYOUT.format(environment)), text)
    else:
        write_text(output, by_environment(texts, comment=True) if output is None else texts[0][1])
