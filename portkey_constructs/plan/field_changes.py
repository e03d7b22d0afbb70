"""The fields in which two objects differ: entries of lists are compared by the keys by which Kubernetes merges them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from portkey_constructs.config.object_schema import entry_key, entry_keys
from portkey_constructs.plan.model import FieldChange
from portkey_constructs.plan.redaction import shown_value

__all__ = ["ABSENT", "Difference", "Path", "at", "differences", "dotted", "field_change"]

Path = tuple[str, ...]
"""Names of fields; an entry of a list is its key in brackets, such as `[gateway]`."""
ABSENT: Final = object()
"""The value of a field that an object does not have."""


class Difference(NamedTuple):
    """A field and its two values; one of them may be `ABSENT`."""

    path: Path
    old: Any
    new: Any


def differences(kind: str, old: Any, new: Any) -> list[Difference]:
    """Every field in which two normal forms differ, in the order of the new one."""
    return list(_compared(kind, old, new, (), ()))


def _compared(kind: str, old: Any, new: Any, path: Path, schema_path: tuple[str | int, ...]) -> Iterator[Difference]:
    if old is new or (old == new and type(old) is type(new)):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in (*new, *(key for key in old if key not in new)):
            yield from _compared(kind, old.get(key, ABSENT), new.get(key, ABSENT), (*path, key), (*schema_path, key))
    elif isinstance(old, list) and isinstance(new, list) and (keys := entry_keys(kind, schema_path, (*old, *new))):
        yield from _compared_entries(kind, old, new, path, schema_path, keys)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and all(isinstance(entry, Mapping) for entry in (*old, *new)):
        for position, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _compared(kind, before, after, (*path, f"[{position}]"), (*schema_path, 0))
    else:
        yield Difference(path, old, new)


def _compared_entries(
    kind: str, old: Sequence[Any], new: Sequence[Any], path: Path, schema_path: tuple[str | int, ...], keys: tuple[str, ...]
) -> Iterator[Difference]:
    before, after = ({_label(entry, keys): entry for entry in entries} for entries in (old, new))
    if len(before) != len(old) or len(after) != len(new):
        yield Difference(path, list(old), list(new))
        return
    for label in (*after, *(label for label in before if label not in after)):
        yield from _compared(kind, before.get(label, ABSENT), after.get(label, ABSENT), (*path, f"[{label}]"), (*schema_path, 0))
    if (order := [label for label in after if label in before]) != [label for label in before if label in after]:
        yield Difference((*path, "(order)"), [label for label in before if label in after], order)


def _label(entry: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return "/".join(map(str, entry_key(entry, keys)))


def dotted(path: Path) -> str:
    """A path as text: `spec.template.spec.containers[gateway].image`."""
    text = ""
    for part in path:
        bracketed = part if part.startswith(("[", "(")) else f"[{part}]" if not part.replace("-", "").replace("_", "").isalnum() else ""
        text += (f" {part}" if part.startswith("(") else bracketed) if bracketed else f"{'.' if text else ''}{part}"
    return text


def at(value: Any, path: Path) -> Any:
    """The value at a path of maps; `ABSENT` if it does not exist."""
    for part in path:
        value = value.get(part, ABSENT) if isinstance(value, Mapping) else ABSENT
    return value


def field_change(kind: str, difference: Difference) -> FieldChange:
    """The difference as text, without values that may be secret."""
    path, old, new = difference
    old_text, new_text = (None if value is ABSENT else shown_value(kind, path, value, other) for value, other in ((old, new), (new, old)))
    return FieldChange(dotted(path), old_text, new_text)
