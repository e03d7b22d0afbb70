"""`import-values`: converts the values of Portkey's Helm charts into a portkey.yaml."""

import os
import subprocess
from pathlib import Path
from typing import Literal

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.console import delayed_progress, printable, write_message, write_output
from portkey_constructs.cli.values_options import (
    adopt_option,
    chart_kind_option,
    chart_version_option,
    check_adoption_options,
    namespace_option,
    release_option,
)
from portkey_constructs.errors import OutputError
from portkey_constructs.helm.importing import import_values as import_from_chart
from portkey_constructs.helm.report import Outcome
from portkey_constructs.helm.writing import report_json, report_text, secrets_text
from portkey_constructs.output.files import write_file

__all__ = ["import_values"]

_EPILOG = """\
Examples:
  portkey-constructs import-values values.yaml production.yaml --release portkey -o platform
  helm get values portkey -n portkey | portkey-constructs import-values - --release portkey
  portkey-constructs import-values values.yaml --release portkey --adopt --chart-version 1.7.6 -o platform
  portkey-constructs import-values values.yaml --format json 2> report.json > portkey.yaml
  portkey-constructs import-values values.yaml --secrets-out ../secrets.yaml

The configuration goes to standard output or to DIR/portkey.yaml, the report to standard error. Every key of the values is in
one of its lists. Neither contains a confidential value: the configuration refers to Secrets with the names of the release.

Exit status:
  0  the configuration is written; the report lists what it needs from you
  1  the output cannot be written
  2  a file does not contain values of one of Portkey's charts
"""


@click.command("import-values", cls=Command, outcome="nothing written", epilog=_EPILOG)
@click.argument("values", nargs=-1, required=True, metavar="VALUES...", help="Values files, as for helm -f; - reads standard input.")
@release_option
@namespace_option
@chart_kind_option
@adopt_option
@chart_version_option
@click.option("--output", "-o", metavar="DIR", help="Write DIR/portkey.yaml, which must not exist, instead of standard output.")
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Format of the report.")
@click.option("--secrets-out", metavar="FILE", help="Write the confidential values to this file, which only you can read.")
@click.option(
    "--secrets-format",
    type=click.Choice(["kubernetes", "json"]),
    default="kubernetes",
    help="Secret objects (for SOPS too), or JSON for a secret manager.",
)
def import_values(
    values: tuple[str, ...],
    release: str | None,
    namespace: str | None,
    chart: Literal["app", "gateway"] | None,
    adopt: bool,
    chart_version: str | None,
    output: str | None,
    output_format: str,
    secrets_out: str | None,
    secrets_format: Literal["kubernetes", "json"],
) -> None:
    """Convert values of Portkey's Helm charts into a portkey.yaml, and report what becomes of every key."""
    check_adoption_options(adopt=adopt, release=release, chart_version=chart_version)
    with delayed_progress("importing"):
        imported = import_from_chart(values, release=release, namespace=namespace, chart=chart, adopt=adopt, chart_version=chart_version)
    target = Path(output) / "portkey.yaml" if output else None
    if target and os.path.lexists(target):
        raise OutputError(f"{target} exists: name another folder, or remove it")
    if target and secrets_out and target.resolve() == Path(secrets_out).resolve():
        raise OutputError(f"{secrets_out} is the file of the configuration: name another file for the confidential values")
    if secrets_out:
        _write_secrets(Path(secrets_out), secrets_text(imported.secrets, imported.namespace, secrets_format))
    if target:
        write_file(target, imported.text, overwrite=False)
    else:
        write_output(imported.text)
    write_message((report_json if output_format == "json" else report_text)(imported.chart, imported.entries).removesuffix("\n"))
    missing = sum(entry.outcome is Outcome.NEEDS_YOU for entry in imported.entries)
    if output_format == "text" and missing:
        write_message(f"{printable(str(target or 'the configuration'))} needs {missing} answer{'s' * (missing != 1)} from you: see the last list")


def _write_secrets(path: Path, text: str) -> None:
    """Write confidential values to a file with mode 0600; refuses a file that git would add to a commit."""
    folder = path.resolve().parent
    if path.exists():
        raise OutputError(f"{path} exists: name another file, or remove it")
    if _tracked(folder, path.resolve()):
        raise OutputError(f"{path} is in a git work tree that does not ignore it: name a file outside, or add it to .gitignore")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({(error.strerror or '').lower()}): name another file") from None


def _tracked(folder: Path, path: Path) -> bool:
    """Whether the folder is in a git work tree that does not ignore the file."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not any((parent / ".git").exists() for parent in (existing, *existing.parents)):
        return False
    try:
        return subprocess.run(("git", "check-ignore", "--quiet", str(path)), cwd=existing, capture_output=True, check=False).returncode != 0
    except OSError:
        return True
