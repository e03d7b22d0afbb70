"""Patterns of names as Kubernetes checks them."""

from pydantic_core import PydanticCustomError

__all__ = ["ANY_CASE_SUBDOMAIN", "QUALIFIED", "SUBDOMAIN", "label_key"]

_EXPECTED = "expected"
_MAX_PREFIX = 253
_PART = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_ANY_CASE_PART = "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?"
SUBDOMAIN = rf"{_PART}(\.{_PART})*"
"""A part may be as long as the whole."""
ANY_CASE_SUBDOMAIN = rf"{_ANY_CASE_PART}(\.{_ANY_CASE_PART})*"
QUALIFIED = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
"""The name of a label, after its domain."""


def label_key(value: str) -> str:
    """Refuses a key whose domain is longer than Kubernetes allows."""
    if value.find("/") > _MAX_PREFIX:
        raise PydanticCustomError(_EXPECTED, "at most 253 characters before the slash")
    return value
