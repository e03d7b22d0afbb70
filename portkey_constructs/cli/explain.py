"""`explain`: describes a setting, a variable, a Secret, an object, a component or a code, in general or in a configuration."""

import json

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import optional_files_option
from portkey_constructs.cli.console import REFUSED, write_message, write_output
from portkey_constructs.cli.explain_layout import layout
from portkey_constructs.explain.in_config import InConfiguration, InConfigurationPage
from portkey_constructs.explain.lookup import Answer, find
from portkey_constructs.explain.pages import EXPLAIN, as_json, blocks, overview, overview_json
from portkey_constructs.loading.reading import load_with_places

__all__ = ["explain"]

_EPILOG = """\
Examples:
  portkey-constructs explain
  portkey-constructs explain logStore.encryption.keyArn
  portkey-constructs explain redis.elasticache
  portkey-constructs explain REDIS_URL -f portkey.yaml
  portkey-constructs explain Deployment/portkey-backend
  portkey-constructs explain mysql/mysql_host
  portkey-constructs explain PK-MYSQL-004 --format json | jq -r '.pages[].fix'

Exit status:
  0  the explanation is printed
  1  the output cannot be written
  2  nothing has this name, or the configuration is invalid
"""


@click.command(cls=Command, epilog=_EPILOG)
@click.argument(
    "words",
    nargs=-1,
    metavar="[PATH|NAME|CODE]",
    help="What to explain, such as redis.tls, REDIS_URL or PK-MYSQL-004 [default: the settings].",
)
@optional_files_option
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@click.option("--long", is_flag=True, help="Print everything instead of at most one screen.")
def explain(words: tuple[str, ...], files: tuple[str, ...], output_format: str, long: bool) -> None:
    """Explain a setting, a variable, a Secret, an object, a component or an error code; with -f, as it is in your configuration."""
    name = " ".join(words).strip()
    if not name and not files:
        write_output(_json(overview_json()) if output_format == "json" else layout(overview(), long=True))
        return
    answer, pages = _in_configuration(name, files) if files else (find(name), ())
    if not answer.pages and not pages:
        _refuse(answer)
    write_output(_json(as_json(answer, pages)) if output_format == "json" else layout(blocks(answer, pages, long=long), long=long))


def _in_configuration(name: str, files: tuple[str, ...]) -> tuple[Answer, tuple[InConfigurationPage, ...]]:
    config, document, _ = load_with_places(files)
    configuration = InConfiguration(config, document)
    if not name:
        return Answer(name), (configuration.top_level(),)
    answer = find(configuration.default_names(name))
    return answer, configuration.pages(answer)


def _refuse(answer: Answer) -> None:
    lines = [f"{answer.name}: no such name"]
    lines += [f"  {answer.hint}"] if answer.hint else []
    lines += ["  name a configuration with -f FILE"] if answer.name.endswith((".yaml", ".yml")) else []
    lines += [f"  did you mean {', '.join(answer.similar)}?"] if answer.similar else []
    lines += [f"  `{EXPLAIN}` lists the top-level settings"] if len(lines) == 1 else []
    write_message("\n".join(lines))
    raise SystemExit(REFUSED)


def _json(data: object) -> str:
    return json.dumps(data, indent=2) + "\n"
