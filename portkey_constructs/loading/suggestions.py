"""Suggests a valid value or setting in place of an unknown one.

The tables are data beside this module: synonyms.yaml and helm_chart_keys.yaml.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

from portkey_constructs.loading.yaml_document import read

__all__ = [
    "SIMILARITY",
    "ForeignKey",
    "chart_keys",
    "did_you_mean",
    "foreign_key",
    "keys_of_chart",
    "likely_values",
    "notes",
    "squeezed",
    "synonyms",
    "table",
]

SIMILARITY: Final = 0.72
"""Minimum similarity (0 to 1) at which one word is suggested for another."""
_SIMILARITY_OF_FOREIGN_KEYS: Final = 0.85
_SHORTEST: Final = 3
_SERVICES: Final = ("gateway", "backend", "dataservice", "frontend")
_STORES: Final = ("mysql", "redis", "clickhouse", "former")
_CHART: Final = "the Helm chart"
_TOP: Final = "top level of the Helm chart"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A key from the Helm chart, from Kubernetes or in common use, with the corresponding settings or advice."""

    name: str
    settings: tuple[str, ...]
    advice: str = ""
    origin: str = ""

    @property
    def fix(self) -> str:
        """The fix for using the key."""
        if self.advice:
            return f"{self.advice} (a key of {self.origin})" if self.origin else self.advice
        same_name = all(setting.endswith(f".{self.name}") for setting in self.settings)
        origin = f" ({self.origin} {'has it at the top level' if same_name else f'calls it {self.name}'})" if self.origin else ""
        *others, last = self.settings
        return f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?{origin}"


def table(name: str) -> dict[str, Any]:
    """Load the table from a YAML file in this folder."""
    return read([Path(__file__).with_name(name)]).data


def _expanded(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Splits comma-separated keys into one entry for each word."""
    return {key: value for keys, value in entries.items() for key in keys.split(", ")}


@cache
def synonyms() -> Mapping[str, Sequence[str]]:
    """The values that each word may mean."""
    return _expanded(table("synonyms.yaml")["values"])


@cache
def notes() -> Mapping[str, Mapping[str, str]]:
    """Additional notes for a word, by accepted value."""
    return {accepted: _expanded(words) for accepted, words in table("synonyms.yaml")["notes"].items()}


@cache
def chart_keys() -> Mapping[str, Any]:
    """The keys of the Helm chart, of Kubernetes and in common use, grouped by location."""
    nested = ("maps", "advice")
    return {
        section: {parent: _expanded(keys) for parent, keys in content.items()} if section in nested else _expanded(content)
        for section, content in table("helm_chart_keys.yaml").items()
    }


def keys_of_chart() -> frozenset[str]:
    """The top-level keys of the Helm chart's values that are not settings of this library."""
    return frozenset(chart_keys()[_TOP])


def squeezed(name: str) -> str:
    """A name in lower case, without underscores, hyphens and spaces."""
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()


def likely_values(word: str, accepted: Iterable[str]) -> tuple[str, ...]:
    """The accepted values that `word` probably means; empty if none is similar."""
    by_name = {squeezed(value): value for value in accepted}
    word = squeezed(word)
    if word in by_name:
        return (by_name[word],)
    if meanings := tuple(value for value in synonyms().get(word, ()) if value in by_name.values()):
        return meanings
    if len(word) >= _SHORTEST:
        starts = [name for name in by_name if name.startswith(word)] or [n for n in by_name if len(n) >= _SHORTEST and word.startswith(n)]
        if len(starts) == 1:
            return (by_name[starts[0]],)
    return tuple(by_name[name] for name in get_close_matches(word, by_name, n=1, cutoff=SIMILARITY))


def did_you_mean(word: str, accepted: Iterable[str]) -> str:
    """A "did you mean" question for `word`, followed by notes; empty if there is no suggestion."""
    accepted = tuple(accepted)
    likely = likely_values(word, accepted)
    note = next((text for value in accepted if (text := notes().get(value, {}).get(squeezed(word)))), "")
    question = f"did you mean {' or '.join(likely)}?" if likely else ""
    return f"{question} ({note})" if note and question else note or question


def foreign_key(path: Sequence[str | int], *, similar: bool = False) -> ForeignKey | None:
    """The foreign key that matches the last part of a path, or with `similar` resembles it; None if there is none."""
    parts = [squeezed(str(part)) for part in path]
    keys = [(name, meaning, origin) for keys, origin in _tables_at(parts) for name, meaning in keys.items()]
    wanted = parts[-1]
    if similar:
        wanted = next(iter(get_close_matches(wanted, [squeezed(name) for name, *_ in keys], n=1, cutoff=_SIMILARITY_OF_FOREIGN_KEYS)), "")
    for name, meaning, origin in keys:
        if squeezed(name) == wanted and isinstance(meaning, str):
            return ForeignKey(name, (), meaning, origin)
        if squeezed(name) == wanted:
            return ForeignKey(name, tuple(setting.replace("KEY", name) for setting in meaning), "", origin)
    return None


def _tables_at(parts: Sequence[str]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The tables of foreign keys that apply to a path, most specific first, each with its origin."""
    tables = chart_keys()
    above = parts[-2] if len(parts) > 1 else ""
    yield tables["advice"].get(above, {}), ""
    if not above:
        yield from ((tables[_TOP], _CHART), (tables["below the top level of the Helm chart"], _CHART))
    yield tables["maps"].get(above, {}), _CHART
    if "exposure" in parts[-3:-1]:
        yield tables["maps"]["exposure"], _CHART
    if above in _STORES:
        yield tables["stores"], _CHART
    if above in _SERVICES and parts[0] == above:
        yield tables["services"], _CHART
    yield from ((tables["anywhere"], _CHART), (tables["Kubernetes"], "Kubernetes"), (tables["common names"], ""))
