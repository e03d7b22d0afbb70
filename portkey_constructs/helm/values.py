"""Reads values files as Helm does: YAML or JSON, merged in order, directly or below the key of an umbrella chart."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from portkey_constructs.errors import ConfigurationError, Position, Problem
from portkey_constructs.helm.chart_keys import Chart, chart_keys, chart_maps
from portkey_constructs.helm.other_texts import NOT_VALUES, TEMPLATE_FIX, TEMPLATED, manifest, open_source_image, other_text, template_lines
from portkey_constructs.helm.shapes import misshapen
from portkey_constructs.loading.file_problems import FileProblem
from portkey_constructs.loading.yaml_composer import compose
from portkey_constructs.loading.yaml_node import Node
from portkey_constructs.loading.yaml_source import files_in, source_name, source_names, source_text

__all__ = ["GivenValues", "helm_merge", "read_values"]

_HEADINGS: Final = ("USER-SUPPLIED VALUES", "COMPUTED VALUES")
_TEMPLATED: Final = re.compile(r"\{\{.*\}\}|\$\{[A-Za-z_]")
_SHELL: Final = frozenset(("command", "args"))
"""Lists in which ${NAME} is a variable of a shell."""
_NO_VALUES: Final = re.compile(r"(USER-SUPPLIED|COMPUTED) VALUES:\s*(null|\{\})\s*")
"""What `helm get values` prints for a release without values; it is not YAML."""
WRONG_TYPE: Final = "PK-HELM-003"
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "text": (str, int, float, bool, type(None)),
    "boolean": (bool, str, type(None)),
    "integer": (int, str, type(None)),
    "map": (dict, type(None)),
    "list": (list, type(None)),
}
_EXPECTED: Final = {"text": "text", "boolean": "true or false", "integer": "a number", "map": "a map", "list": "a list"}

_FOREIGN: Final[Mapping[str, frozenset[str]]] = {
    "bitnami/redis": frozenset(("architecture", "master", "replica")),
    "bitnami/mysql or bitnami/mariadb": frozenset(("architecture", "primary", "secondary")),
    "litellm-helm": frozenset(("masterkey", "proxy_config")),
}
"""Charts that a user may confuse with ours, by keys that together only they have."""


class GivenValues:
    """The values that the user gave to a chart."""

    def __init__(self, chart: Chart, data: dict[str, Any], positions: Mapping[str, Position]) -> None:
        self.chart = chart
        self.data = data
        self._positions = positions

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The path of each given key: of a key of the chart, or of the first key that the chart does not have."""
        return tuple(_leaves(self.data, "", self.chart))

    def position(self, path: str) -> Position | None:
        """The position of a key."""
        while path and path not in self._positions:
            path = path.rpartition(".")[0]
        return self._positions.get(path)


def read_values(sources: Sequence[str | Path], chart: Chart | None) -> GivenValues:
    """Read values files and merge them; the chart is recognized by its keys unless it is named.

    Raises:
        ConfigurationError: a file cannot be read, or does not contain values of one of Portkey's charts; with every problem.
    """
    sources = files_in([sources])
    problems: list[Problem] = []
    nodes: list[Node] = []
    for source in sources:
        text = source_text(source)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        name = source_name(source)
        if other := other_text(text, name):
            problems.append(other)
            continue
        if _NO_VALUES.fullmatch(text):
            continue
        node, file_problems = compose(text, name)
        if node is None and [problem.code for problem in file_problems] == [FileProblem.EMPTY.code]:
            continue
        problems += [*template_lines(text, name)] or map(manifest, file_problems) if file_problems else []
        if node is not None:
            problems += _templated(node, ())
            nodes.append(node)
    if problems:
        raise ConfigurationError(problems, source_names(sources))
    data: dict[str, Any] = {}
    positions: dict[str, Position] = {}
    for node in nodes:
        top = _without_heading(node)
        data = helm_merge(data, top.data())
        positions.update(_positions(top, ""))
    return _recognized(data, positions, chart, source_names(sources))


def helm_merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge values as Helm does: maps merge, lists and scalars replace, and null stays, to remove a default."""
    merged = dict(below)
    for name, value in above.items():
        former = merged.get(name)
        merged[name] = helm_merge(former, value) if isinstance(former, Mapping) and isinstance(value, Mapping) else value
    return merged


def _not_values(name: str, message: str, fix: str) -> Problem:
    return Problem("", message, fix, NOT_VALUES, position=Position(name, 1, 1))


def _templated(node: Node, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(node.value, dict):
        for name, inner in node.value.items():
            yield from _templated(inner, (*path, name))
    elif isinstance(node.value, list):
        for index, inner in enumerate(node.value):
            yield from _templated(inner, (*path, index))
    elif isinstance(node.value, str) and _TEMPLATED.search(node.value) and _SHELL.isdisjoint(path):
        yield Problem(".".join(map(str, path)), "contains a placeholder of a template", TEMPLATE_FIX, TEMPLATED, position=node.position())


def _without_heading(node: Node) -> Node:
    """The values without the first line of `helm get values`, which is a key without a value."""
    if isinstance(node.value, dict):
        for heading in _HEADINGS:
            if heading in node.value and node.value[heading].value is None:
                node.value = {name: value for name, value in node.value.items() if name != heading}
    return node


def _positions(node: Node, path: str) -> Iterator[tuple[str, Position]]:
    if isinstance(node.value, dict):
        for name, inner in node.value.items():
            yield f"{path}{name}", inner.position(key=True)
            yield from _positions(inner, f"{path}{name}.")


def _recognized(data: dict[str, Any], positions: Mapping[str, Position], chart: Chart | None, source: str) -> GivenValues:
    """The values of the chart: the whole file, or the map below the key of a sub-chart."""
    charts: tuple[Chart, ...] = (chart,) if chart else ("app", "gateway")
    candidates = [(_score(data, each), each, "") for each in charts]
    candidates += [(_score(value, each), each, name) for name, value in data.items() if isinstance(value, dict) for each in charts]
    score, best, below = max(candidates, key=lambda candidate: candidate[0], default=(0, None, ""))
    if not data or best is None:
        return GivenValues(chart or "app", {}, {})
    # Below a key of another chart, a map may have keys that look like those of ours.
    if path := open_source_image(data):
        raise ConfigurationError([_open_source(path, positions)], source)
    if score <= 0 or (below and _foreign_chart(data)):
        raise ConfigurationError([_not_values(source, *_other_chart(data, chart))], source)
    if below:
        data = data[below]
        positions = {path.removeprefix(f"{below}."): position for path, position in positions.items() if path.startswith(f"{below}.")}
    if path := open_source_image(data):
        raise ConfigurationError([_open_source(path, positions)], source)
    return _typed(GivenValues(best, data, positions), source)


def _open_source(path: str, positions: Mapping[str, Position]) -> Problem:
    message = "is the open-source gateway, which has no license, no control plane and none of the settings of Portkey Enterprise"
    fix = "keep it with its own manifests, or set the image of the enterprise gateway, portkeyai/gateway_enterprise"
    return Problem(path, message, fix, NOT_VALUES, position=positions.get(path))


def _other_chart(data: Mapping[str, Any], chart: Chart | None) -> tuple[str, str]:
    """What values without a key of the chart are, and the fix."""
    other: Chart = "gateway" if chart == "app" else "app"
    if chart and _score(data, other) > 0:
        return f"these are values of portkey-{other}, not of portkey-{chart}", f"use --chart {other}, or leave out --chart"
    fix = "pass the values of portkey-app or portkey-gateway; --chart names the chart"
    if foreign := _foreign_chart(data):
        return f"the keys are those of the chart {foreign}", fix
    return f"no key is one of Portkey's charts (the file has {', '.join(sorted(map(str, data))[:3])})", fix


def _foreign_chart(data: Mapping[str, Any]) -> str:
    """The name of the other chart that has the keys; empty if none is recognized."""
    return next((name for name, keys in _FOREIGN.items() if keys <= data.keys()), "")


def _score(data: Mapping[str, Any], chart: Chart) -> float:
    """How many leaves of the data are keys of the chart, less those that are not."""
    return sum(1 if path in chart_keys(chart) or path in chart_maps(chart) else -0.5 for path in _leaves(data, "", chart))


def _leaves(data: Mapping[str, Any], prefix: str, chart: Chart) -> Iterator[str]:
    for name, value in data.items():
        path = f"{prefix}{name}"
        if path in chart_maps(chart) and isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{path}.", chart)
        else:
            yield path


def _typed(given: GivenValues, source: str) -> GivenValues:
    """The values, unless one has a type with which the chart itself would fail."""
    problems = []
    keys = chart_keys(given.chart)
    for path in given.leaves:
        value: Any = given.data
        for part in path.split("."):
            value = value[part] if isinstance(value, Mapping) and part in value else None
        key = keys.get(path)
        expected = _TYPES[key.type] if key else (dict, type(None)) if path in chart_maps(given.chart) else (object,)
        if not isinstance(value, expected) or (key and key.type == "integer" and isinstance(value, bool)):
            wanted = _EXPECTED[key.type] if key else "a map"
            actual = {dict: "a map", list: "a list", bool: "a boolean"}.get(type(value), "text" if isinstance(value, str) else "a number")
            problems.append(
                Problem(path, f"is {actual}", f"write {wanted}: with another type, the chart fails too", WRONG_TYPE, position=given.position(path))
            )
        elif key:
            problems += [Problem(part, fault, fix, WRONG_TYPE, position=given.position(part)) for part, fault, fix in misshapen(key, value)]
    if problems:
        raise ConfigurationError(problems, source)
    return given
