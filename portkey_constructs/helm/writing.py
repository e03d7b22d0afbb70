"""Writes an imported configuration, its report and its Secrets."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import yaml

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.helm.draft import Draft
from portkey_constructs.helm.report import Entry, Outcome
from portkey_constructs.manifests.yaml_text import to_yaml

__all__ = ["configuration_text", "report_json", "report_text", "secret_objects", "secrets_text"]

_WIDTH: Final = 110


def configuration_text(draft: Draft) -> str:
    """The configuration as YAML in the order of its settings, with a comment above each choice and each missing value."""
    order = [yaml_name(PortkeyConfig, field) for field in PortkeyConfig.model_fields]
    needed: dict[str, list[str]] = {}
    for entry in draft.entries.values():
        if entry.outcome is Outcome.NEEDS_YOU:
            needed.setdefault(entry.target.partition(".")[0], []).append(entry.remark)
    lines = [f"# Imported from values of the chart portkey-{draft.chart}.\n"]
    settings = sorted(draft.config, key=lambda name: order.index(name) if name in order else len(order))
    for name in settings:
        lines += [f"# {text}\n" for text in draft.comments.get(name, ())]
        lines += [f"# change: {text}\n" for text in needed.pop(name, ())]
        lines.append(_setting(name, draft.config[name]))
    lines += [f"# change: {text}\n" for texts in needed.values() for text in texts]
    return "".join(lines)


def _setting(name: str, value: Any) -> str:
    """A setting, in one line if it fits."""
    if not isinstance(value, dict | list):
        return yaml.safe_dump({name: value}, allow_unicode=True, width=1_000_000)
    flow = f"{name}: " + yaml.safe_dump(value, sort_keys=False, default_flow_style=True, width=1_000_000, allow_unicode=True)
    if flow.count("\n") == 1 and len(flow) <= _WIDTH:
        return flow
    return yaml.safe_dump({name: value}, sort_keys=False, default_flow_style=False, width=1_000_000, allow_unicode=True)


def report_text(chart: str, entries: Sequence[Entry]) -> str:
    """The report: a section for each outcome, and a line for each key. It contains no values."""
    lines = [f"values of portkey-{chart}: {len(entries)} entries", ""]
    for outcome in Outcome:
        section = [entry for entry in entries if entry.outcome is outcome]
        if section:
            lines += [f"{outcome.heading} ({len(section)})", ""]
            width = min(60, max(len(entry.key) for entry in section))
            for entry in section:
                target = f" -> {entry.target}" if entry.target and not entry.key.startswith("(") else ""
                remark = f": {entry.remark}" if entry.remark else ""
                lines.append(f"  {entry.key:<{width}}{target}{remark}")
            lines.append("")
    return "\n".join(lines) + "\n"


def report_json(chart: str, entries: Iterable[Entry]) -> str:
    """The report for programs."""
    rows = [{"key": entry.key, "outcome": entry.outcome.value, "target": entry.target or None, "remark": entry.remark or None} for entry in entries]
    return json.dumps({"chart": f"portkey-{chart}", "keys": rows}, indent=2) + "\n"


def secret_objects(secrets: Mapping[str, Mapping[str, str]], namespace: str) -> list[dict[str, Any]]:
    """The confidential values as Secret objects."""
    types = {".dockerconfigjson": "kubernetes.io/dockerconfigjson", "tls.crt": "kubernetes.io/tls"}
    return [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": namespace},
            "type": next((types[key] for key in values if key in types), "Opaque"),
            "stringData": dict(values),
        }
        for name, values in secrets.items()
    ]


def secrets_text(secrets: Mapping[str, Mapping[str, str]], namespace: str, form: Literal["kubernetes", "json"]) -> str:
    """The confidential values: as Secret objects, whose data SOPS can encrypt, or as JSON by Secret and key."""
    if form == "json":
        return json.dumps(secrets, indent=2) + "\n"
    return to_yaml(secret_objects(secrets, namespace))
