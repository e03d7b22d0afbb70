"""`argocd`: prints the Argo CD Application that deploys a configuration from a repository."""

from pathlib import Path

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import files_option, load_configuration
from portkey_constructs.cli.console import show_problems, write_output
from portkey_constructs.loading.yaml_source import source_names
from portkey_constructs.output.argocd import ArgoCdEnvironment, ArgoCdSource, application, missing_waves
from portkey_constructs.output.files import write_file
from portkey_constructs.output.yaml_text import to_yaml

__all__ = ["argocd"]

_EPILOG = """\
Examples:
  portkey-constructs argocd -f portkey.yaml --path dist/production \\
    --url https://git.example.org/platform.git
  portkey-constructs argocd -f portkey.yaml --path production --ref v1 -o argocd/portkey.yaml \\
    --url oci://registry.example.org/manifests --cluster eu-production

Exit status:
  0  the Application is printed
  1  the output cannot be written
  2  the configuration or an option is invalid
"""


def _utf8(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Reject an option that is not valid UTF-8, because the value becomes part of the YAML output."""
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        raise click.BadParameter(f"{value!r} is not UTF-8 text") from None
    return value


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@click.option("--url", required=True, callback=_utf8, metavar="URL", help="Repository of the manifests: a Git repository, or oci://...")
@click.option("--path", required=True, callback=_utf8, metavar="DIR", help="Folder of the manifests in the repository, such as dist/production.")
@files_option
@click.option("--ref", callback=_utf8, metavar="REF", help="Git branch, tag or commit [default: HEAD], or tag of the OCI artifact [default: latest].")
@click.option("--cluster", default="in-cluster", callback=_utf8, metavar="NAME", help="Cluster to deploy to, by its name in Argo CD.")
@click.option("--project", default="default", callback=_utf8, metavar="NAME", help="AppProject of the Application.")
@click.option(
    "--argocd-namespace", "namespace", default="argocd", callback=_utf8, metavar="NAME", help="Namespace in which the Application is created."
)
@click.option("--name", callback=_utf8, metavar="NAME", help="Name of the Application [default: NAMESPACE.NAME of the platform].")
@click.option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output.")
def argocd(
    url: str, path: str, files: tuple[str, ...], ref: str | None, cluster: str, project: str, namespace: str, name: str | None, output: str | None
) -> None:
    """Print the Argo CD Application that deploys manifests from a repository, in sync waves."""
    platform = load_configuration(files, "rendering", deployed=True).resolve()
    environment = ArgoCdEnvironment.of(platform, path, cluster=cluster, name=name)
    text = to_yaml([application(ArgoCdSource(url, ref, namespace, project), environment)])
    show_problems(missing_waves(platform), source_names(files))
    if output is None:
        write_output(text)
    else:
        write_file(Path(output), text)
