"""The keys of Portkey's Helm charts, versions 1.5 to 1.7, with their types, their defaults and the settings that replace them.

Source: values.yaml and the templates of the charts portkey-app and portkey-gateway (github.com/Portkey-AI/helm).
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import yaml

__all__ = ["Chart", "ChartKey", "chart_defaults", "chart_keys", "chart_maps"]

Chart = Literal["app", "gateway"]
KeyType = Literal["text", "boolean", "integer", "map", "list"]
_EMPTY: Mapping[str, Any] = MappingProxyType({"text": "", "boolean": False, "integer": None, "map": {}, "list": []})
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ChartKey(NamedTuple):
    """A key of a chart."""

    path: str
    type: KeyType
    default: Any
    target: str
    """The setting that replaces the key; empty if nothing does."""
    conversion: str
    """How its value becomes that of the setting: `copy`, `text`, `env`, `probe`, `annotations` or `container`."""
    handler: str
    """The function that decides over the key together with others; empty for a key that stands alone."""
    outcome: str
    """The outcome of a key that is not carried: `dead`, `derived`, `fixed` or `needs_you`; empty otherwise."""
    remark: str


@cache
def chart_keys(chart: Chart) -> Mapping[str, ChartKey]:
    """The keys of a chart by their path."""
    rows: dict[str, dict[str, Any]] = yaml.load(Path(__file__).with_name(f"keys_of_{chart}.yaml").read_text("utf-8"), _Loader)
    return MappingProxyType({path: _key(path, row) for path, row in rows.items()})


@cache
def chart_maps(chart: Chart) -> frozenset[str]:
    """The paths of the maps that contain keys of a chart."""
    parts = (path.split(".") for path in chart_keys(chart))
    return frozenset(".".join(path[:depth]) for path in parts for depth in range(1, len(path)))


def _key(path: str, row: Mapping[str, Any]) -> ChartKey:
    default = row.get("default", _EMPTY[row["type"]])
    return ChartKey(
        path, row["type"], default, row.get("to", ""), row.get("as", "copy"), row.get("by", ""), row.get("outcome", ""), row.get("remark", "")
    )


def chart_defaults(chart: Chart) -> dict[str, Any]:
    """The default values of a chart, as nested maps."""
    values: dict[str, Any] = {}
    for key in chart_keys(chart).values():
        *parents, name = key.path.split(".")
        place = values
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = deepcopy(key.default)
    return values
