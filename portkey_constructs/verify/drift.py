"""Compares a live object with the rendered object, field by field; ignores fields that are not rendered."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from portkey_constructs.config.object_schema import entry_key, entry_keys
from portkey_constructs.config.quantities import amount
from portkey_constructs.config.secret_shapes import masked, secret_in
from portkey_constructs.verify.cluster_state import SecretState
from portkey_constructs.verify.findings import Object

__all__ = ["Difference", "differences", "secret_differences"]

_MAX_LENGTH: Final = 60
_COMPLETE_MAPS: Final = {"matchLabels", "nodeSelector"}
"""Maps in which an additional key changes the meaning."""
_QUANTITY_MAPS: Final = {"requests", "limits", "capacity"}
_QUANTITIES: Final = {"sizeLimit", "averageValue", "divisor"}
_DEFAULTS_FOR_ZERO: Final = {"periodSeconds": 10, "timeoutSeconds": 1, "successThreshold": 1, "failureThreshold": 3}
_OMITTED_ZEROS: Final = {"initialDelaySeconds", "minReadySeconds", "hostPort", "nodePort", *_DEFAULTS_FOR_ZERO}
_TRUE_BY_DEFAULT: Final = {"automountServiceAccountToken", "enableServiceLinks", "allowPrivilegeEscalation"}
_SENSITIVE: Final = {"env", "args", "command", "data", "stringData", "binaryData", "annotations", "httpHeaders"}
"""Fields whose values are never printed."""
_ABSENT: Final = object()
Path = tuple[str, ...]


class Difference(NamedTuple):
    """A field with its rendered and its live value; both are empty if they must not be printed."""

    path: str
    rendered: str = ""
    live: str = ""

    def __str__(self) -> str:
        expected = f", expected {self.rendered}" if self.rendered else ""
        return f"{self.path} {f'is {self.live}' if self.live else 'differs'}{expected}"


def differences(rendered: Object, live: Object) -> list[Difference]:
    """Every rendered field that differs in the live object."""
    return list(_object_differences(rendered, live))


def _object_differences(rendered: Object, live: Object) -> Iterator[Difference]:
    yield from _metadata_differences(rendered, live["metadata"])
    for key, value in rendered.items():
        if key not in ("apiVersion", "kind", "metadata"):
            yield from _compare(rendered["kind"], value, live.get(key, _ABSENT), (key,))
    selector = rendered.get("spec", {}).get("selector")
    if rendered["kind"] == "Service" and selector is not None:
        yield from _additional_keys(selector, live.get("spec", {}).get("selector") or {}, ("spec", "selector"))


def secret_differences(rendered: Object, live: SecretState) -> list[Difference]:
    """The fields and keys of a Secret that differ, without their values."""
    return list(_secret_differences(rendered, live))


def _secret_differences(rendered: Object, live: SecretState) -> Iterator[Difference]:
    yield from _metadata_differences(rendered, live.metadata)
    if rendered.get("type", "Opaque") != live.type:
        yield Difference("type", rendered.get("type", "Opaque"), live.type)
    for key, text in rendered.get("stringData", {}).items():
        if key not in live.keys:
            yield Difference(f"data[{key}]", live="missing")
        elif not live.keys[key].equals(text):
            yield Difference(f"data[{key}]")


def _metadata_differences(rendered: Object, live: Object) -> Iterator[Difference]:
    for key in ("labels", "annotations"):
        yield from _compare("", rendered["metadata"].get(key), live.get(key, _ABSENT), ("metadata", key))


def _compare(kind: str, rendered: Any, live: Any, path: Path) -> Iterator[Difference]:
    if rendered is None:
        return
    if live is _ABSENT or live is None:
        if not _may_be_omitted(rendered, path[-1]):
            yield Difference(_text(path), _printable(rendered, path), "missing")
    elif isinstance(rendered, Mapping):
        if not isinstance(live, Mapping):
            yield Difference(_text(path))
            return
        for field, value in rendered.items():
            yield from _compare(kind, value, live.get(field, _ABSENT), (*path, field))
        if path[-1] in _COMPLETE_MAPS:
            yield from _additional_keys(rendered, live, path)
    elif isinstance(rendered, list | tuple):
        yield from _compare_lists(kind, rendered, live, path) if isinstance(live, list | tuple) else (Difference(_text(path)),)
    elif not _equal(rendered, live, path):
        yield Difference(_text(path), _printable(rendered, path), _printable(live, path))


def _additional_keys(rendered: Mapping[str, Any], live: Mapping[str, Any], path: Path) -> Iterator[Difference]:
    for key in sorted(live.keys() - rendered.keys()):
        yield Difference(f"{_text(path)}.{key}", "none", _printable(live[key], path))


def _compare_lists(kind: str, rendered: Sequence[Any], live: Sequence[Any], path: Path) -> Iterator[Difference]:
    if keys := entry_keys(kind, _schema_path(path), rendered):
        # Additional entries belong to other tools.
        live_items = {entry_key(item, keys): item for item in live}
        for item in rendered:
            identity = entry_key(item, keys)
            yield from _compare(kind, item, live_items.get(identity, _ABSENT), (*path, f"[{'/'.join(map(str, identity))}]"))
    elif len(rendered) != len(live):
        yield Difference(_text(path), f"a list of {len(rendered)}", f"a list of {len(live)}")
    else:
        for number, (item, live_item) in enumerate(zip(rendered, live, strict=True)):
            if path[-1] == "volumeClaimTemplates":
                # The server adds a kind and a status to each volume claim template.
                yield from _compare(kind, item["metadata"], live_item["metadata"], (*path, f"[{number}]", "metadata"))
                yield from _compare(kind, item["spec"], live_item["spec"], (*path, f"[{number}]", "spec"))
            else:
                yield from _compare(kind, item, live_item, (*path, f"[{number}]"))


def _schema_path(path: Path) -> tuple[str | int, ...]:
    """The path with a position for each entry of a list."""
    return tuple(0 if part.startswith("[") else part for part in path)


def _may_be_omitted(rendered: Any, field: str) -> bool:
    """Whether the server may omit a value: true for empty values, unless an omitted value has another meaning."""
    if rendered is False:
        return field not in _TRUE_BY_DEFAULT
    if isinstance(rendered, int | float) and rendered == 0:
        return field in _OMITTED_ZEROS
    return isinstance(rendered, Mapping | list | tuple | str) and not rendered


def _equal(rendered: Any, live: Any, path: Path) -> bool:
    field = path[-1]
    if isinstance(rendered, bool) or isinstance(live, bool):
        return rendered is live
    if isinstance(rendered, int) and rendered == 0 and field in _DEFAULTS_FOR_ZERO:
        return bool(live == _DEFAULTS_FOR_ZERO[field])
    if str(rendered) == str(live):
        return True
    if isinstance(rendered, int | float) and isinstance(live, int | float):
        return rendered == live
    quantity = field in _QUANTITIES or (len(path) > 1 and path[-2] in _QUANTITY_MAPS)
    return quantity and _amount(rendered) is not None and _amount(rendered) == _amount(live)


def _amount(value: Any) -> Decimal | None:
    text = str(value)
    small = {"u": Decimal("1e-6"), "n": Decimal("1e-9")}
    try:
        return Decimal(text[:-1]) * small[text[-1]] if text[-1:] in small else amount(text)
    except (InvalidOperation, KeyError):
        return None


def _text(path: Path) -> str:
    return masked(".".join(path).replace(".[", "["))


def _printable(value: Any, path: Path) -> str:
    """A short value as text; empty for maps and lists, and for fields that may contain a secret."""
    if _SENSITIVE & set(path) or isinstance(value, Mapping | list | tuple):
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _MAX_LENGTH and text.isprintable() and not secret_in(path[-1], text) else ""
