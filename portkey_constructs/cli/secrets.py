"""`secrets`: what must be made or filled before a configuration's pods start."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from portkey_constructs.cli.options import FILES, Files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portkey_constructs.manifests.required import RequiredSecret

__all__ = ["SecretsFormat", "secrets"]


class SecretsFormat(StrEnum):
    """How `secrets` answers."""

    TABLE = "table"
    JSON = "json"
    MANIFEST = "manifest"
    ENTRIES = "entries"


_HELP = "A table for people, the same as JSON, Secrets to fill in and apply, or the JSON documents that a secret manager's entries are to hold."


def secrets(
    files: Files = FILES,
    form: Annotated[SecretsFormat, typer.Option("--format", help=_HELP)] = SecretsFormat.TABLE,
) -> None:
    """List every Secret that must exist or be filled: its keys, what each is for, and who reads it. Never a value."""
    from portkey_constructs.cli.ending import ending, noted, printed

    with ending(""):
        from portkey_constructs.cli.progress import patience
        from portkey_constructs.cli.report import show
        from portkey_constructs.config import load_with_warnings
        from portkey_constructs.loading.yaml_source import source_names
        from portkey_constructs.manifests.required import entries, fill_in, required_secrets

        with patience("reading"):
            config, warnings = load_with_warnings(files)
        show(warnings, source_names(files))
        if form is SecretsFormat.MANIFEST:
            from portkey_constructs.output.yaml_text import to_yaml

            noted(_beside_the_manifest(required_secrets(config)))
            printed(to_yaml(fill_in(config)))
        elif form is SecretsFormat.ENTRIES:
            import json

            found = entries(config)
            noted("" if found else "no secret manager fills a Secret of this configuration: --format manifest has those that must exist")
            printed(json.dumps(found, indent=2) + "\n")
        elif form is SecretsFormat.JSON:
            printed(_json(required_secrets(config)))
        else:
            printed(_table(required_secrets(config), config.namespace))


def _beside_the_manifest(found: "Sequence[RequiredSecret]") -> str:
    """What the Secrets to fill in do not tell."""
    managed = [one.name for one in found if one.source != "existing"]
    if managed:
        return f"from a secret manager, and not in here: {', '.join(managed)}; --format entries has what its entries are to hold"
    return "" if found else "nothing to make or fill"


def _json(found: "Sequence[RequiredSecret]") -> str:
    import json

    described = [
        {
            "kind": one.kind,
            "name": one.name,
            "type": one.type or None,
            "source": one.source,
            "entry": one.entry or None,
            "keys": [{"name": key.name, "purpose": key.purpose, "readers": list(key.readers), "property": key.property or None} for key in one.keys],
        }
        for one in found
    ]
    return json.dumps({"secrets": described}, indent=2) + "\n"


def _table(found: "Sequence[RequiredSecret]", namespace: str) -> str:
    """A block a Secret: how it comes to be, and a line a key."""
    if not found:
        return f"namespace {namespace}: nothing to make or fill\n"
    lines = [f"namespace {namespace}"]
    for one in found:
        width, purposes = max(len(key.name) for key in one.keys), max(len(key.purpose) for key in one.keys)
        lines += ["", f"{one.kind} {one.name}{_origin(one)}"]
        lines += [f"  {key.name:<{width}}  {key.purpose:<{purposes}}  {', '.join(key.readers)}" for key in one.keys]
    return "\n".join(lines) + "\n"


def _origin(one: "RequiredSecret") -> str:
    type_ = f", type {one.type}" if one.type not in ("", "Opaque") else ""
    if one.source == "existing":
        return f": must exist{type_}"
    from portkey_constructs.manifests.required import FILLED_BY

    where = f"entries {one.entry}-..." if one.flat else f"entry {one.entry}"
    return f": filled by {FILLED_BY[one.source]} from {where}{type_}"
