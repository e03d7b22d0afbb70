"""Why the pods of a workload are replaced: the changes of its pod template."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from portkey_constructs.plan.field_changes import ABSENT, Difference, Path, dotted, field_change
from portkey_constructs.plan.normal_form import replicas, whole_number
from portkey_constructs.plan.references import References

__all__ = ["ROLLING_KINDS", "restart_reasons", "rollout_effects"]

Map = Mapping[str, Any]

ROLLING_KINDS: Final = ("Deployment", "StatefulSet", "DaemonSet")
"""The kinds that replace their pods when the template changes."""
_TEMPLATE: Final = ("spec", "template")
_PLAIN: Final = "is a plain value now"
_REFERENCE: Final = "is read from a Secret or a ConfigMap now"
_LISTS: Final = {"containers": "", "initContainers": "init container "}
_CHECKSUMS: Final = {"checksum/config": "ConfigMap", "checksum/secret": "Secret"}


def restart_reasons(kind: str, differences: Iterable[Difference], references: References, changed: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """A text for each reason; `changed` has the names of the changed objects by kind, which explain a checksum."""
    reasons: dict[str, None] = {}
    for difference in _by_variable(differences):
        if difference.path[:2] == _TEMPLATE:
            reasons.update(dict.fromkeys(_reasons(kind, difference, references, changed)))
    return tuple(reasons)


def _by_variable(differences: Iterable[Difference]) -> Iterator[Difference]:
    """The differences, with one for each variable that has another source."""
    moved: set[Path] = set()
    for difference in differences:
        variable, field = difference.path[:-1], difference.path[-1]
        if "[" in variable[-1][:1] and variable[-2:-1] == ("env",) and field in ("value", "valueFrom") and ABSENT in (difference.old, difference.new):
            if variable not in moved:
                moved.add(variable)
                plain = (field == "value") is (difference.old is ABSENT)
                yield Difference((*variable, _PLAIN if plain else _REFERENCE), difference.old, difference.new)
        else:
            yield difference


def _reasons(kind: str, difference: Difference, references: References, changed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    path = difference.path[2:]
    if path[:2] == ("metadata", "annotations") and path[2:3] and path[2] in _CHECKSUMS:
        yield _checksum(path[2], references, changed)
    elif path[:2] == ("metadata", "annotations") and len(path) == 2:
        yield from _annotations(kind, difference, references, changed)
    elif path[:1] == ("spec",) and path[1:2] and path[1] in _LISTS and len(path) > 2:
        yield _container(kind, difference, path)
    else:
        yield f"{dotted(path).removeprefix('spec.')} {_values(kind, difference)}"


def _annotations(kind: str, difference: Difference, references: References, changed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The reasons of annotations that are all added or all removed."""
    old, new = (value if isinstance(value, Mapping) else {} for value in (difference.old, difference.new))
    for name in {**new, **old}:
        yield from _reasons(kind, Difference((*difference.path, name), old.get(name, ABSENT), new.get(name, ABSENT)), references, changed)


def _checksum(name: str, references: References, changed: Mapping[str, frozenset[str]]) -> str:
    kind = _CHECKSUMS[name]
    read = references.config_maps if kind == "ConfigMap" else references.secrets
    if names := sorted(read & changed.get(kind, frozenset())):
        return f"{kind} {', '.join(names)} changes"
    return f"the values in a {kind} change"


def _container(kind: str, difference: Difference, path: Path) -> str:
    name = f"{_LISTS[path[1]]}{path[2].strip('[]')}"
    rest = path[3:]
    if not rest:
        return f"container {name} is {_presence(difference)}" if path[2] != "(order)" else f"{path[1]} have another order"
    if rest[0] == "env" and len(rest) > 1:
        if rest[1] == "(order)":
            return f"the variables of {name} have another order"
        return f"variable {rest[1].strip('[]')} of {name} {_variable(kind, difference, rest[2:])}"
    if rest == ("image",):
        return f"image of {name} {_values(kind, difference)}"
    return f"{dotted(rest)} of {name} {_values(kind, difference)}"


def _variable(kind: str, difference: Difference, path: Path) -> str:
    if not path:
        entry = difference.new if difference.old is ABSENT else difference.old
        if isinstance(entry, Mapping) and "valueFrom" in entry:
            return f"is {_presence(difference)}{_source(entry['valueFrom'])}"
        if isinstance(entry, Mapping):
            side = "new" if difference.old is ABSENT else "old"
            change = field_change(kind, Difference((*difference.path, "value"), ABSENT, str(entry.get("value", ""))))
            return f"is added ({change.new})" if side == "new" else "is removed"
        return f"is {_presence(difference)}"
    if path[0] in (_PLAIN, _REFERENCE):
        return path[0]
    if path[0] == "valueFrom":
        return f"is read from another place: {dotted(path[1:])} {_values(kind, difference)}"
    return _values(kind, difference)


def _source(source: Map) -> str:
    for field, word in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
        if field in source:
            return f" (key {source[field].get('key')} of {word} {source[field].get('name')})"
    return ""


def _presence(difference: Difference) -> str:
    return "added" if difference.old is ABSENT else "removed" if difference.new is ABSENT else "changed"


def _values(kind: str, difference: Difference) -> str:
    change = field_change(kind, difference)
    if change.old is None:
        return f"is added ({change.new})"
    if change.new is None:
        return f"is removed ({change.old})"
    return "changes" if change.old == change.new else f"changes from {change.old} to {change.new}"


def rollout_effects(kind: str, old: Map, new: Map, reasons: Sequence[str]) -> tuple[bool, tuple[str, ...]]:
    """Whether the pods are replaced when the template changes, and what the rollout means for clients."""
    if not reasons:
        return False, ()
    spec = new.get("spec", {})
    if kind != "DaemonSet" and (replicas(new) == 0 or replicas(old) == 0):
        return False, ("no pod runs, so none restarts",)
    if kind == "Deployment":
        return _deployment_rollout(spec)
    strategy = spec.get("updateStrategy", {})
    if strategy.get("type") == "OnDelete":
        return False, ("updateStrategy is OnDelete: each pod keeps the old template until you delete it",)
    partition = whole_number(strategy.get("rollingUpdate", {}).get("partition"), 0)
    if kind == "StatefulSet" and partition:
        first = whole_number(spec.get("ordinals", {}).get("start"), 0)
        if partition >= first + replicas(new):
            return False, (f"updateStrategy has partition {partition}: no pod has so high a number, so none restarts",)
        return True, (f"updateStrategy has partition {partition}: pods with a lower number keep the old template",)
    if kind == "StatefulSet" and replicas(new) == 1:
        return True, ("the only pod restarts: it does not answer until it is ready again",)
    return True, ()


def _deployment_rollout(spec: Map) -> tuple[bool, tuple[str, ...]]:
    if spec.get("paused"):
        return False, ("the Deployment is paused: its pods restart when it is resumed",)
    if spec.get("strategy", {}).get("type") == "Recreate":
        return True, ("strategy is Recreate: all pods stop before the new ones start",)
    return True, ()
