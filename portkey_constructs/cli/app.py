"""The program and its commands; what a command needs is imported when it runs."""

import atexit
import gc
import os
from typing import Annotated

import typer

from portkey_constructs.cli.aws import aws
from portkey_constructs.cli.ending import helped
from portkey_constructs.cli.explain import explain
from portkey_constructs.cli.flux import flux
from portkey_constructs.cli.graph import graph
from portkey_constructs.cli.init import init
from portkey_constructs.cli.options import FileCommand
from portkey_constructs.cli.render import render
from portkey_constructs.cli.schema import schema
from portkey_constructs.cli.secrets import secrets
from portkey_constructs.cli.validate import validate
from portkey_constructs.cli.verify import verify

__all__ = ["app", "main"]

_NAME = "portkey-constructs"

app = typer.Typer(
    name=_NAME,
    help="Render Kubernetes manifests of Portkey Enterprise from one portkey.yaml.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} init --list\n"
    f"  {_NAME} init quickstart -o platform\n"
    f"  {_NAME} validate -f platform/portkey.yaml\n"
    f"  {_NAME} secrets -f platform/portkey.yaml\n"
    f"  {_NAME} render -f platform/portkey.yaml -o platform/dist\n"
    "  kubectl apply -R -f platform/dist\n"
    f"  {_NAME} verify -f platform/portkey.yaml --wait 5m\n"
    "\n\b\n"
    f"{_NAME} COMMAND --help has examples of each; {_NAME} explain NAME says what a setting, a\n"
    "variable, a Secret key or an error code is.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"{_NAME} {version(_NAME)}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    pass


app.command(
    short_help="Write a portkey.yaml to begin with, or a whole project.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} init --list\n"
    f"  {_NAME} init quickstart --host portkey.example.org\n"
    f"  {_NAME} init irsa --app -o platform --host portkey.example.org --account-id 111122223333\n"
    "\n\b\n"
    "A value that the template has no place for is refused. On a terminal, the template, the host name\n"
    "and the namespace are asked for when they are not said. Nothing that is there is overwritten.\n"
    "\n\b\n"
    "Exit status: 0 written, or there already; 1 it could not be written, or other content is there;\n"
    "2 a template or a value is refused, or none is named and nobody can be asked.",
)(init)
app.command(
    cls=FileCommand,
    short_help="Print or write the Kubernetes objects.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} render -f portkey.yaml\n"
    f"  {_NAME} render -f portkey.yaml -f production.yaml -o dist/production\n"
    f"  {_NAME} render -f - < portkey.yaml | kubectl apply -f -\n"
    "\n\b\n"
    "Exit status: 0 rendered, 1 the output could not be written, 2 the configuration is refused.",
)(render)
app.command(
    cls=FileCommand,
    short_help="Check a configuration.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} validate -f portkey.yaml --strict\n"
    f"  {_NAME} validate -f portkey.yaml --format json | jq '.problems[].message'\n"
    "\n\b\n"
    "Exit status: 0 valid, 1 the output could not be written, 2 the configuration is refused.",
)(validate)
app.command(
    cls=FileCommand,
    short_help="List the Secrets that must exist or be filled.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} secrets -f portkey.yaml\n"
    f"  {_NAME} secrets -f portkey.yaml --format manifest > secrets.yaml\n"
    f"  {_NAME} secrets -f portkey.yaml --format entries | jq '.[\"portkey/mysql\"]'\n"
    "\n\b\n"
    "Values are never asked for and never printed; what is to be filled in stands in angle brackets.\n"
    "\n\b\n"
    "Exit status: 0 printed, 1 the output could not be written, 2 the configuration is refused.",
)(secrets)
app.command(
    cls=FileCommand,
    short_help="Print Flux objects that bring it up stage by stage.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} flux -f portkey.yaml --url https://git.example.org/platform.git --path dist/production\n"
    f"  {_NAME} flux -f portkey.yaml --url oci://registry.example.org/manifests --path production --ref v1 -o flux/portkey.yaml\n"
    "\n\b\n"
    "Exit status: 0 printed, 1 the output could not be written, 2 the configuration or an option is refused.",
)(flux)
app.command(
    cls=FileCommand,
    short_help="Draw the picture of a configuration.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} graph -f portkey.yaml > portkey.mmd\n"
    f"  {_NAME} graph -f portkey.yaml -o docs/portkey.svg\n"
    "\n\b\n"
    "The SVG image is light or dark as its viewer likes it, and holds the same in sentences.\n"
    "\n\b\n"
    "Exit status: 0 drawn, 1 the output could not be written, 2 the configuration is refused.",
)(graph)
app.command(
    short_help="Explain a setting, a variable, a key or an error.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} explain\n"
    f"  {_NAME} explain logStore.encryption.keyArn\n"
    f"  {_NAME} explain redis.elasticache\n"
    f"  {_NAME} explain REDIS_URL -f portkey.yaml\n"
    f"  {_NAME} explain Deployment/portkey-backend\n"
    f"  {_NAME} explain mysql/mysql_host\n"
    f"  {_NAME} explain PK-MYSQL-004 --format json | jq -r '.pages[].mend'\n"
    "\n\b\n"
    "What is said of a setting is asked of the types and the manifests themselves, by rendering with it\n"
    "and without it.\n"
    "\n\b\n"
    "Exit status: 0 explained, 1 the output could not be written, 2 nothing is called so, or the\n"
    "configuration is refused.",
)(explain)
app.command(
    short_help="Print the JSON Schema, for editors.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} schema > portkey.schema.json\n"
    "\n\b\n"
    "An editor with a YAML language server checks a portkey.yaml that begins with:\n"
    "  # yaml-language-server: $schema=portkey.schema.json\n"
    "\n\b\n"
    "Exit status: 0 printed, 1 the output could not be written.",
)(schema)
app.command(
    cls=FileCommand,
    short_help="Check a live cluster against a configuration.",
    epilog="\b\nExamples:\n"
    f"  {_NAME} verify -f portkey.yaml\n"
    f"  {_NAME} verify -f portkey.yaml --context production --wait 5m\n"
    f"  {_NAME} verify -f portkey.yaml --format json | jq '.findings[] | select(.status != \"ok\")'\n"
    "\n\b\n"
    "The cluster is only read, by get and list. What may not be read is said to be unknown.\n"
    "\n\b\n"
    "Exit status: 0 all is well, 1 something is not or could not be read, 2 the configuration is\n"
    "refused or there is no cluster to look at.",
)(verify)
app.add_typer(aws, name="aws", short_help="Print the IAM roles that it needs, with their policies.")


def main() -> None:
    """Runs the program and ends the process."""
    # Start-up is felt: searching every installed package for pydantic plugins costs 20 ms, and what is built lives to the end.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()
    atexit.register(gc.freeze)
    with helped():
        app(prog_name=_NAME)
