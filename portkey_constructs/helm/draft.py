"""The configuration that an import builds, with what becomes of each key of the values."""

from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.helm.chart_keys import Chart, ChartKey, chart_defaults, chart_keys
from portkey_constructs.helm.report import Entry, Outcome
from portkey_constructs.helm.values import GivenValues, helm_merge

__all__ = ["MISSING", "Draft", "printed"]

MISSING: Final = object()


def printed(value: object) -> str:
    """A value as a template prints it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Draft:
    """A configuration in the making: values go in, settings, Secrets and report entries come out."""

    def __init__(self, given: GivenValues) -> None:
        self.given = given
        self.chart: Chart = given.chart
        self.keys: Mapping[str, ChartKey] = chart_keys(given.chart)
        self.values = helm_merge(chart_defaults(given.chart), given.data)
        self.config: dict[str, Any] = {}
        self.comments: dict[str, list[str]] = {}
        """Comments on a choice, by top-level setting."""
        self.secrets: dict[str, dict[str, str]] = {}
        """The values of each Secret, by its name."""
        self.full_name = "portkey"
        """Prefix of the names of the release's objects."""
        self.entries: dict[str, Entry] = {}

    def value(self, path: str) -> Any:
        """The value of a key after merging with the defaults of the chart; None if there is none."""
        value: Any = self.values
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def values_at(self, path: str) -> Mapping[str, Any]:
        """The map at a path; empty if there is none."""
        value = self.value(path)
        return value if isinstance(value, Mapping) else {}

    def text(self, path: str) -> str:
        """The value of a key as text, as a template prints it; empty if there is none."""
        value = self.value(path)
        return "" if value is None else printed(value)

    def truth(self, path: str) -> bool:
        """Whether a template takes the value of a key for true: text that is not empty is true, even `false`."""
        return bool(self.value(path))

    def number(self, path: str) -> int | str | None:
        """The value of a key as a number, if it is one."""
        value = self.value(path)
        return int(value) if isinstance(value, str) and value.isdecimal() else value

    def is_given(self, path: str) -> bool:
        """Whether the values have the key, or a key below it."""
        return any(leaf == path or leaf.startswith(f"{path}.") or path.startswith(f"{leaf}.") for leaf in self.given.leaves)

    def set(self, setting: str, value: Any) -> None:
        """Give a setting a value; a value of None or an empty text leaves it out."""
        if value is not None and value != "":
            self._write(setting, value)

    def switch_off(self, setting: str) -> None:
        """Give a setting the value null."""
        self._write(setting, None)

    def _write(self, setting: str, value: Any) -> None:
        *parents, name = setting.split(".")
        place = self.config
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = value

    def get(self, setting: str) -> Any:
        """The value of a setting; `MISSING` if it is not set."""
        value: Any = self.config
        for part in setting.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return MISSING
            value = value[part]
        return value

    def comment(self, setting: str, text: str) -> None:
        """Explain a choice above a top-level setting."""
        self.comments.setdefault(setting, []).append(text)

    def secret(self, name: str, key: str, value: object) -> None:
        """Keep the value of a key of a Secret, unless it is empty."""
        if value not in (None, ""):
            self.secrets.setdefault(name, {})[key] = str(value)

    def report(self, path: str, outcome: Outcome, target: str = "", remark: str = "") -> None:
        """Say what becomes of a given key and of the keys below it; keys that are not given, and those with an entry, are ignored."""
        for leaf in self.given.leaves:
            if leaf not in self.entries and (leaf == path or leaf.startswith(f"{path}.")):
                self.entries[leaf] = Entry(leaf, outcome, target, remark)

    def revise(self, path: str, outcome: Outcome, target: str = "", remark: str = "") -> None:
        """Say what becomes of a given key and of the keys below it, in place of what was said before."""
        for leaf in tuple(self.entries):
            if leaf == path or leaf.startswith(f"{path}."):
                del self.entries[leaf]
        self.report(path, outcome, target, remark)

    def need(self, target: str, remark: str) -> None:
        """Say what the values do not contain, and the line to fill in."""
        key = f"({target})"
        if key in self.entries and remark not in self.entries[key].remark:
            remark = f"{self.entries[key].remark}; {remark}"
        self.entries[key] = Entry(key, Outcome.NEEDS_YOU, target, remark)
