"""Merges a part of an object into it, as Kubernetes merges it on the server: maps by key, and lists whose entries have a key by that key."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portkey_constructs.config.frozen import thaw
from portkey_constructs.config.object_schema import entry_key, list_keys

__all__ = ["MergeError", "merged"]

_DIRECTIVE: Final = "$patch"
_DELETE: Final = "delete"

Path = tuple[str | int, ...]


class MergeError(Exception):
    """A part cannot be merged."""

    def __init__(self, path: Path, message: str, fix: str) -> None:
        super().__init__(message)
        self.path, self.message, self.fix = path, message, fix


def merged(kind: str, original: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of an object with a part merged into it; null removes a field.

    Lists whose entries have a key, such as containers and variables with their names, are merged by it: an entry with a new key is added at
    the end, and an entry with the key and `$patch: delete` is removed. Other lists are replaced.

    Raises:
        MergeError: an entry of a list lacks its key, or an entry to remove does not exist.
    """
    return _map(kind, original, part, ())


def _map(kind: str, original: Mapping[str, Any], part: Mapping[str, Any], path: Path) -> dict[str, Any]:
    result: dict[str, Any] = thaw(original)
    for key, value in part.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            before = result.get(key)
            result[key] = _map(kind, before if isinstance(before, dict) else {}, value, (*path, key))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            result[key] = _list(kind, result.get(key) or [], value, (*path, key))
        else:
            result[key] = value
    return result


def _list(kind: str, original: Sequence[Any], part: Sequence[Any], path: Path) -> list[Any]:
    keys = list_keys(kind, path)
    if not keys:
        return [_map(kind, {}, entry, (*path, index)) if isinstance(entry, Mapping) else thaw(entry) for index, entry in enumerate(part)]
    result = {entry_key(entry, keys): entry for entry in original}
    for index, entry in enumerate(part):
        key = entry_key(entry, keys)
        if key[0] is None:
            raise MergeError((*path, index), f"has no {keys[0]}, by which entries of {path[-1]} are merged", f"add {keys[0]}")
        if entry.get(_DIRECTIVE) == _DELETE:
            if key not in result:
                raise MergeError((*path, index), f"removes an entry that {path[-1]} does not have", "remove it, or correct its key")
            del result[key]
        elif _DIRECTIVE in entry:
            raise MergeError((*path, index, _DIRECTIVE), "is not delete", "write delete, or use json for another change")
        else:
            result[key] = _map(kind, result.get(key, {}), entry, (*path, index))
    return list(result.values())
