"""The names of a release and of its Secrets."""

from collections.abc import Mapping
from typing import Any

from portkey_constructs.helm.chart_keys import Chart
from portkey_constructs.helm.draft import Draft
from portkey_constructs.helm.report import Outcome
from portkey_constructs.platform.adoption import CHARTS

__all__ = [
    "chosen_names",
    "component_names",
    "full_name",
    "group_secret",
    "keep_names",
    "keep_secret",
    "prefix",
    "rename_secret",
]

_LONGEST = 63


def prefix(values: Mapping[str, Any], chart: Chart, release: str) -> str:
    """The prefix of the names of a release, as the chart computes it."""
    name = str(values.get("nameOverride") or chart)
    full = str(values.get("fullnameOverride") or "") or (release if name in release else f"{release}-{name}")
    return full[:_LONGEST].removesuffix("-")


def component_names(chart: Chart, values: Mapping[str, Any], release: str) -> dict[str, str]:
    """The component of the name of each object of a release that the chart names after a component."""
    full = prefix(values, chart, release)
    groups = ((component, values.get(component)) for component in CHARTS[chart].components)
    chosen = {component: group.get("name") or component if isinstance(group, Mapping) else component for component, group in groups}
    if chart == "gateway":
        return {full: "gateway", f"{full}-mcp": "gateway", f"{full}-{chosen['dataservice']}": "dataservice", "redis": "redis"}
    return {f"{full}-{name}": component for component, name in chosen.items()}


def full_name(draft: Draft, release: str | None) -> str:
    """The prefix of the names of a release, as the chart computes it; without a release, the prefix that this library uses by default."""
    override = draft.text("fullnameOverride")
    full = "portkey" if release is None and not override else prefix(draft.values, draft.chart, release or "")
    draft.full_name = full
    if full != "portkey":
        draft.set("name", full)
    draft.report("fullnameOverride", Outcome.CARRIED, "name")
    used = release is not None and not override
    draft.report(
        "nameOverride",
        Outcome.CARRIED if used else Outcome.DEAD,
        "name",
        "" if used else "it counts only with --release, and without fullnameOverride",
    )
    return full


def group_secret(draft: Draft, group: str, default: str, key: str) -> tuple[str, bool]:
    """The name of the Secret of a group, and whether the user created it: the value of a key of the chart, or the chart's own name."""
    existing = draft.text(key)
    if existing:
        draft.config.setdefault("secrets", {"kind": "existing"}).setdefault("names", {})[group] = existing
        draft.report(key, Outcome.CARRIED, f"secrets.names.{group}")
    else:
        draft.report(key, Outcome.DERIVED, f"secrets.names.{group}", "the default name")
    return existing or default, bool(existing)


def keep_secret(draft: Draft, path: str, secret: str, key: str) -> None:
    """Keep a confidential value for the Secret, out of the configuration."""
    draft.secret(secret, key, draft.value(path) if draft.value(path) != "" else None)
    draft.report(path, Outcome.CARRIED, f"Secret {secret}, key {key}", "not in portkey.yaml; --secrets-out writes it")


def chosen_names(draft: Draft) -> dict[str, str]:
    """The names of components that differ from the defaults of the chart."""
    names = {component: draft.text(f"{component}.name") for component in CHARTS[draft.chart].components if f"{component}.name" in draft.keys}
    fixed = ("gateway", "redis") if draft.chart == "gateway" else ()
    return {component: name for component, name in names.items() if name not in ("", component) and component not in fixed}


def keep_names(draft: Draft) -> None:
    """Keep the names of the Secrets that the chart names after a component, in a configuration with our own names otherwise."""
    for component, name in chosen_names(draft).items():
        former, secret = f"{draft.full_name}-{component}", f"{draft.full_name}-{name}"
        if former in draft.secrets:
            rename_secret(draft, former, secret)
            draft.config.setdefault("secrets", {"kind": "existing"}).setdefault("names", {})[component] = secret


def rename_secret(draft: Draft, former: str, name: str) -> None:
    """The chart names the Secret of a component after it."""
    if former in draft.secrets:
        draft.secrets[name] = draft.secrets.pop(former)
    for key, entry in draft.entries.items():
        if entry.target.startswith(f"Secret {former},"):
            draft.entries[key] = entry._replace(target=entry.target.replace(former, name, 1))
