"""Fields of objects as short texts, in one spelling for equal meanings."""

import json
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from portkey_constructs.config.quantities import amount

__all__ = ["flattened", "own_labels", "quantity", "text"]

_STANDARD: Final = ("app.kubernetes.io/", "helm.sh/", "checksum/", "config.linkerd.io/")
_UNITS: Final = ("Gi", "Mi", "Ki")


def text(value: Any) -> str:
    """A value as text: scalars as YAML has them, lists and maps as compact JSON with sorted keys."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return "" if value is None else str(value)


def flattened(value: Any, prefix: str = "", leave_out: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """The leaves of nested maps with their dotted paths; empty maps, empty lists and null are left out."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in leave_out:
                yield from flattened(inner, f"{prefix}.{name}" if prefix else str(name))
    elif value is not None and value != []:
        yield prefix, text(value)


def quantity(value: Any) -> str:
    """A quantity in its shortest spelling: `1000m` is 1, `1024Mi` is 1Gi."""
    try:
        number = amount(str(value))
    except (InvalidOperation, KeyError):
        return str(value)
    for power, unit in zip((3, 2, 1), _UNITS, strict=True):
        size = Decimal(1024**power)
        if number >= size and number % size == 0:
            return f"{number / size:f}{unit}"
    return f"{number.normalize():f}"


def own_labels(labels: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Labels or annotations without those that every tool writes about itself."""
    for name, value in (labels or {}).items():
        if not name.startswith(_STANDARD):
            yield name, text(value)
