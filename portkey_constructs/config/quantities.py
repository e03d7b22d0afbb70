"""Kubernetes quantities as numbers."""

from decimal import Decimal, InvalidOperation
from typing import Any, Final

__all__ = ["amount", "exact_amount"]

_UNITS: Final[dict[str, Decimal]] = {
    "": Decimal(1),
    "n": Decimal("0.000000001"),
    "u": Decimal("0.000001"),
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    **{unit: Decimal(10 ** (3 * power)) for power, unit in enumerate("MGTPE", start=2)},
    **{f"{unit}i": Decimal(1024**power) for power, unit in enumerate("KMGTPE", start=1)},
}


def amount(quantity: str) -> Decimal:
    """A quantity as a number of cores or bytes: `500m` is 0.5, `1Ki` is 1024."""
    number = quantity.rstrip("numkMGTPEKi")
    return Decimal(number) * _UNITS[quantity[len(number) :]]


def exact_amount(quantity: Any) -> Decimal | None:
    """A quantity in any form that Kubernetes reads, also a number; None if it is none."""
    try:
        return amount(str(quantity))
    except (InvalidOperation, KeyError):
        return None
