"""The fields of a live object that somebody applied, from its managed fields and from the annotation of `kubectl apply`."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

__all__ = ["owned_parts"]

_LAST_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
_ABSENT: Final = object()


def owned_parts(live: Mapping[str, Any], writers: Callable[[str], bool] = lambda _: False) -> Iterator[Mapping[str, Any]]:
    """The parts of an object that were applied: the next apply removes what they have and the new manifest lacks.

    The parts of managers that only update count too if `writers` is true for their name.
    """
    metadata = live["metadata"]
    text = (metadata.get("annotations") or {}).get(_LAST_APPLIED)
    try:
        applied = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        applied = None
    if isinstance(applied, dict) and applied:
        yield applied
    for entry in metadata.get("managedFields") or ():
        applied_by = entry.get("operation") == "Apply" or (writers(str(entry.get("manager"))) and not entry.get("subresource"))
        if applied_by and isinstance(entry.get("fieldsV1"), Mapping):
            part = _owned(live, entry["fieldsV1"])
            if isinstance(part, Mapping):
                yield part


def _owned(value: Any, fields: Mapping[str, Any]) -> Any:
    """The part of a value that a set of fields names; a set without names is the whole value."""
    names = {key: inner for key, inner in fields.items() if key != "."}
    if not names:
        return value
    if isinstance(value, Mapping):
        return {key[2:]: _owned(value[key[2:]], inner) for key, inner in names.items() if key.startswith("f:") and key[2:] in value}
    if isinstance(value, list):
        entries = [(entry, inner) for key, inner in names.items() if (entry := _entry(value, key)) is not _ABSENT]
        return [_owned(entry, inner) if isinstance(entry, Mapping | list) else entry for entry, inner in entries]
    return value


def _entry(values: list[Any], key: str) -> Any:
    """The entry of a list that a key such as `k:{"name":"x"}` or `v:"x"` names."""
    kind, _, text = key.partition(":")
    try:
        wanted = json.loads(text)
    except ValueError:
        return _ABSENT
    if kind == "k":
        matching = (entry for entry in values if isinstance(entry, Mapping) and all(entry.get(name) == value for name, value in wanted.items()))
        return next(matching, _ABSENT)
    return next((entry for entry in values if entry == wanted), _ABSENT) if kind == "v" else _ABSENT
