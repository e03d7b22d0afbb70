"""`explain`: what a setting, a variable, a Secret, an object, a component or a code is, in general or in a configuration."""

import json
from collections.abc import Sequence

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import optional_files_option
from portkey_constructs.cli.console import REFUSED, delayed_progress, write_message, write_output
from portkey_constructs.cli.pages import answer_data, overview, overview_data, text
from portkey_constructs.explain.here import HerePage, by_default_names
from portkey_constructs.explain.here_setting import answer_here, top_here
from portkey_constructs.explain.lookup import Answer, find
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
  portkey-constructs explain PK-MYSQL-004 --format json | jq -r '.pages[].mend'

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
        write_output(_json(overview_data()) if output_format == "json" else overview())
        return
    answer, in_configuration = _answer(name, files)
    if not answer.pages and not in_configuration:
        _refuse(answer)
    write_output(_json(answer_data(answer, in_configuration)) if output_format == "json" else text(answer, in_configuration, long=long))


def _answer(name: str, files: Sequence[str]) -> tuple[Answer, tuple[HerePage, ...]]:
    """The pages about a name, and the pages about it in the configuration."""
    with delayed_progress("looking it up"):
        if not files:
            return find(name), ()
        config, document, _ = load_with_places(files)
        if not name:
            return Answer(name), (top_here(config, document),)
        answer = find(by_default_names(config, name))
        return answer, answer_here(config, document, answer)


def _refuse(answer: Answer) -> None:
    lines = [f"{answer.asked}: nothing is called so"]
    lines += [f"  {answer.hint}"] if answer.hint else []
    lines += ["  a configuration is named by -f FILE"] if answer.asked.endswith((".yaml", ".yml")) else []
    lines += [f"  did you mean {', '.join(answer.nearest)}?"] if answer.nearest else []
    lines += ["  `portkey-constructs explain` lists the settings at the top"] if len(lines) == 1 else []
    write_message("\n".join(lines))
    raise SystemExit(REFUSED)


def _json(data: object) -> str:
    return json.dumps(data, indent=2) + "\n"
