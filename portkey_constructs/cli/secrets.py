"""`secrets`: lists the Secrets that you create or fill before the pods of a configuration can start."""

import json
from collections.abc import Mapping, Sequence
from typing import TextIO

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.console import FAILED, printable, write_message, write_output
from portkey_constructs.cli.selection import Selection, by_environment, json_by_environment, selection_options
from portkey_constructs.manifests.secret_templates import entry_templates, secret_templates
from portkey_constructs.output.yaml_text import to_yaml
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.required_secrets import FILLED_BY, RequiredSecret
from portkey_constructs.verify.secret_files import SecretComparison, compare_secrets, read_secrets

__all__ = ["secrets"]

_EPILOG = """\
Formats:
  table     each Secret with its keys, their purpose and their readers, and the volume claims that must exist
  json      the same for programs
  manifest  Secret objects to fill in and apply
  entries   the JSON documents that the entries of your secret manager must contain

The command never asks for a value and never prints one: angle brackets mark what you fill in.

With --check, the command compares Secrets in files with those that must exist, and lists missing and empty keys, as text or as JSON. A file
has manifests, such as the output of `kubectl get secrets -o yaml`, or a map of names and lists of keys without any value:
{portkey-mysql: [mysql_host, mysql_password]}. Keys that the configuration does not read are listed too; they are no error.

Examples:
  portkey-constructs secrets -f portkey.yaml
  kubectl get secrets -n portkey -o yaml | portkey-constructs secrets -f portkey.yaml --check -
  portkey-constructs secrets --all --format json
  portkey-constructs secrets -f portkey.yaml --format manifest > secrets.yaml
  portkey-constructs secrets -f portkey.yaml --format entries | jq '.["portkey/mysql"]'

Exit status:
  0  the list is printed; with --check, every Secret has every key
  1  with --check, a Secret or a key is missing or empty; or the output cannot be written
  2  the configuration is invalid, or a file of --check cannot be read
"""


@click.command(cls=Command, epilog=_EPILOG)
@selection_options
@click.option("--format", "output_format", type=click.Choice(["table", "json", "manifest", "entries"]), default="table", help="Output format.")
@click.option(
    "--check",
    "checked",
    multiple=True,
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="File with Secrets to compare; - reads standard input. Repeat it for several.",
)
def secrets(selection: Selection, output_format: str, checked: tuple[TextIO, ...]) -> None:
    """List every Secret that you create or fill, with its keys, their purpose and their readers. Prints no values."""
    if checked and output_format not in ("table", "json"):
        raise click.UsageError("--check prints a table or JSON: use --format table or --format json")
    if checked and len(selection.names) > 1:
        raise click.UsageError("--check compares Secrets with one configuration: select one environment with -e NAME")
    configs = selection.load("reading")
    if checked:
        _check(configs[0][1].resolve(), checked, as_json=output_format == "json")
    elif output_format in ("json", "entries"):
        answer = _json if output_format == "json" else _entries
        write_output(json_by_environment([(name, answer(config.resolve())) for name, config in configs]))
    elif output_format == "manifest":
        write_output(by_environment([(name, _manifest(config.resolve())) for name, config in configs], comment=True))
    else:
        write_output(by_environment([(name, _table(config.resolve())) for name, config in configs]))


def _manifest(platform: Platform) -> str:
    _explain_manifest(platform.required_secrets)
    return to_yaml(secret_templates(platform))


def _entries(platform: Platform) -> Mapping[str, object]:
    documents = entry_templates(platform)
    if not documents:
        write_message("no Secret of this configuration is filled by a secret manager: --format manifest prints those that you create")
    return documents


def _check(platform: Platform, files: Sequence[TextIO], *, as_json: bool) -> None:
    """Compare the Secrets in files with those that must exist, and exit with status 1 if something is missing."""
    contents = {}
    for file in files:
        try:
            contents.update(read_secrets(file.read(), platform.names.namespace))
        except ValueError as error:
            reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            raise click.BadParameter(f"{file.name} {reason}", param_hint="--check") from None
    comparisons = compare_secrets(platform, contents)
    incomplete = [comparison for comparison in comparisons if comparison.status in ("missing", "incomplete")]
    write_output(_comparisons_json(comparisons) if as_json else _comparisons_text(comparisons, platform.names.namespace))
    if incomplete:
        raise SystemExit(FAILED)


def _comparisons_json(comparisons: Sequence[SecretComparison]) -> str:
    rows = [
        {
            "kind": comparison.kind,
            "name": comparison.name,
            "source": comparison.source,
            "status": comparison.status,
            "missing": list(comparison.missing),
            "empty": list(comparison.empty),
            "type": comparison.wrong_type or None,
            "expectedType": comparison.expected_type or None,
            "unread": list(comparison.unread),
        }
        for comparison in comparisons
    ]
    return json.dumps({"secrets": rows}, indent=2) + "\n"


def _comparisons_text(comparisons: Sequence[SecretComparison], namespace: str) -> str:
    lines = [f"{comparison.kind} {printable(comparison.name)} {comparison.message}" for comparison in comparisons]
    return "\n".join([f"namespace {namespace}", "", *(lines or ["no Secrets to create or fill"])]) + "\n"


def _explain_manifest(required: Sequence[RequiredSecret]) -> None:
    """Report on standard error which Secrets the manifest does not contain, and why."""
    managed = [secret.name for secret in required if secret.source != "existing"]
    if managed:
        write_message(f"not printed, because a secret manager fills them: {', '.join(managed)}; --format entries prints the content of its entries")
    elif not required:
        write_message("no Secrets to create or fill")


def _json(platform: Platform) -> Mapping[str, object]:
    rows = [
        {
            "kind": secret.kind,
            "name": secret.name,
            "type": secret.type or None,
            "source": secret.source,
            "entry": secret.entry or None,
            "keys": [
                {"name": key.name, "purpose": key.purpose, "readers": list(key.readers), "property": key.property or None} for key in secret.keys
            ],
            **({"allKeysReaders": list(secret.all_keys_readers)} if secret.all_keys_readers else {}),
        }
        for secret in platform.required_secrets
    ]
    volumes = [{"name": claim.name, "purpose": claim.purpose, "readers": list(claim.readers)} for claim in platform.required_claims]
    return {"secrets": rows, **({"claims": volumes} if volumes else {})}


def _table(platform: Platform) -> str:
    """The table as text: a block for each Secret with its origin and a line for each key, and a block for each claim."""
    required, claims, namespace = platform.required_secrets, platform.required_claims, platform.names.namespace
    if not required and not claims:
        return f"namespace {namespace}: no Secrets to create or fill\n"
    lines = [f"namespace {namespace}"]
    for secret in required:
        lines += ["", f"{secret.kind} {secret.name}: {_origin(secret)}"]
        if secret.all_keys_readers:
            lines.append(f"  each key becomes a variable of {', '.join(secret.all_keys_readers)}")
            continue
        names, purposes = max(len(key.name) for key in secret.keys), max(len(key.purpose) for key in secret.keys)
        lines += [f"  {key.name:<{names}}  {key.purpose:<{purposes}}  {', '.join(key.readers)}" for key in secret.keys]
    for claim in claims:
        lines += ["", f"PersistentVolumeClaim {claim.name}: must exist", f"  {claim.purpose}  {', '.join(claim.readers)}"]
    return "\n".join(lines) + "\n"


def _origin(secret: RequiredSecret) -> str:
    type_ = f", type {secret.type}" if secret.type not in ("", "Opaque") else ""
    if secret.source == "existing":
        return f"must exist{type_}"
    place = f"entries {secret.entry}-..." if secret.flat else f"entry {secret.entry}"
    return f"filled by {FILLED_BY[secret.source]} from {place}{type_}"
