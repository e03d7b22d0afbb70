"""Values files of our own, one for each feature of the charts, with the facts that must hold after their import."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

import yaml

from portkey_constructs.helm import Chart, Imported, import_values

__all__ = ["CASES", "CONFIDENTIAL", "RELEASE", "FeatureCase", "mismatches"]

FOLDER: Final = Path(__file__).with_name("features")
RELEASE: Final = "portkey"
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONFIDENTIAL: Final = "c0nf1dent1al"


class FeatureCase(NamedTuple):
    """A feature of a chart."""

    chart: Chart
    name: str
    facts: Mapping[str, Any]
    """What must hold, by what it is about:

    - config: a part of portkey.yaml. Null stands for a setting that is not there.
    - report: the outcome of keys of the values.
    - secrets: the keys of Secrets that the import writes.
    - pods, containers, variables: a part of the pod, of the main container, and of its variables, by component.
    - objects: a part of an object, by kind and name.
    - answers: the answers to the open questions of the import.
    - chart: why the chart itself does not render the values.
    - unknown: the Secret outside the manifests that has the values of all differences without an explanation.
    """

    @property
    def values(self) -> list[str | Path]:
        """What every release needs, and the values of the feature."""
        return [FOLDER / f"base_of_{self.chart}.yaml", FOLDER / self.chart / f"{self.name}.yaml"]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers to the open questions. A login that is off is a question of every production release."""
        public = {"auth": {"allowPublic": True}} if self.facts["config"].get("auth", {}).get("kind", "none") == "none" else {}
        return {**(public if self.chart == "app" else {}), **self.facts.get("answers", {})}

    @property
    def imported(self) -> Imported:
        """The import of the values."""
        return _imported(self.chart, self.name)


@cache
def _facts(chart: Chart) -> Mapping[str, Any]:
    facts: dict[str, Any] = yaml.load((FOLDER / f"facts_of_{chart}.yaml").read_text("utf-8"), _Loader)
    return facts


@cache
def _imported(chart: Chart, name: str) -> Imported:
    return import_values(FeatureCase(chart, name, {}).values, release=RELEASE, chart=chart)


CASES: Final = [
    FeatureCase(chart, path.stem, _facts(chart)[path.stem]) for chart in get_args(Chart) for path in sorted((FOLDER / chart).glob("*.yaml"))
]
assert {(case.chart, case.name) for case in CASES} == {(chart, name) for chart in get_args(Chart) for name in _facts(chart)}


def mismatches(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Where the actual value lacks a part of the expected one. Entries of lists are found by their name, if they have one."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for name, part in expected.items():
            yield from mismatches(part, actual.get(name), f"{path}/{name}")
    elif isinstance(expected, list) and isinstance(actual, list) and all(isinstance(entry, Mapping) and "name" in entry for entry in expected):
        entries = {entry["name"]: entry for entry in actual}
        for part in expected:
            yield from mismatches(part, entries.get(part["name"]), f"{path}/{part['name']}")
    elif expected != actual:
        yield f"{path} is {actual!r}, not {expected!r}"
