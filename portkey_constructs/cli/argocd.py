"""`argocd`: prints the Argo CD Application that deploys a configuration from a repository."""

import click

from portkey_constructs.cli.command import Command, utf8
from portkey_constructs.cli.console import show_problems
from portkey_constructs.cli.selection import Selection, selection_options
from portkey_constructs.cli.text_output import write_text
from portkey_constructs.output.argocd import ArgoCdEnvironment, ArgoCdSource, application, application_set, missing_waves
from portkey_constructs.output.yaml_text import to_yaml

__all__ = ["argocd"]

_EPILOG = """\
Examples:
  portkey-constructs argocd -f portkey.yaml --path dist/production \\
    --url https://git.example.org/platform.git
  portkey-constructs argocd -f portkey.yaml --path production --ref v1 -o argocd/portkey.yaml \\
    --url oci://registry.example.org/manifests --cluster eu-production
  portkey-constructs argocd --all --path dist --url https://git.example.org/platform.git

Several environments become one ApplicationSet. With --all or -e, --path is the folder that contains
a folder for each environment, and the cluster is that of the environment.

Exit status:
  0  the Application or ApplicationSet is printed
  1  the output cannot be written
  2  the configuration or an option is invalid
"""


@click.command(cls=Command, outcome="nothing written", epilog=_EPILOG)
@click.option("--url", required=True, callback=utf8, metavar="URL", help="Repository of the manifests: a Git repository, or oci://...")
@click.option("--path", required=True, callback=utf8, metavar="DIR", help="Folder of the manifests in the repository, such as dist/production.")
@selection_options
@click.option("--ref", callback=utf8, metavar="REF", help="Git branch, tag or commit [default: HEAD], or tag of the OCI artifact [default: latest].")
@click.option(
    "--cluster",
    callback=utf8,
    metavar="NAME",
    help="Cluster in Argo CD [default: that of the environment, or in-cluster].",
)
@click.option("--project", default="default", callback=utf8, metavar="NAME", help="AppProject of the Application.")
@click.option(
    "--argocd-namespace", "namespace", default="argocd", callback=utf8, metavar="NAME", help="Namespace in which the Application is created."
)
@click.option(
    "--name",
    callback=utf8,
    metavar="NAME",
    help="Name of the Application or ApplicationSet [default: that of the environment, or NAMESPACE.NAME].",
)
@click.option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output.")
def argocd(
    url: str,
    path: str,
    selection: Selection,
    ref: str | None,
    cluster: str | None,
    project: str,
    namespace: str,
    name: str | None,
    output: str | None,
) -> None:
    """Print the Argo CD Application, or the ApplicationSet of environments, that deploys manifests from a repository in sync waves."""
    several = len(selection.names) > 1
    source = ArgoCdSource(url, ref, namespace, project)
    environments: list[ArgoCdEnvironment] = []
    for environment, config in selection.load("rendering", deployed=True, output=output):
        platform = config.resolve()
        target = cluster or selection.cluster(environment) or "in-cluster"
        folder = selection.folder(path, environment)
        own_name = environment if several else name or (environment or None)
        environments.append(ArgoCdEnvironment.of(platform, folder, cluster=target, name=own_name))
        show_problems(missing_waves(platform), environment or selection.source)
    text = to_yaml([application_set(name or "portkey", source, environments) if several else application(source, environments[0])])
    write_text(output, text)
