"""Text that files, Kubernetes objects and environment variables can contain."""

import re
from typing import Final

__all__ = ["PRINTABLE", "PRINTABLE_PATTERN", "SOME_TEXT_PATTERN", "is_printable"]

PRINTABLE: Final = "text without control characters"
"""What messages call such text."""
_CONTROL: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
PRINTABLE_PATTERN: Final = f"^[^{_CONTROL}]*$"
"""Text without control characters other than tabs and line breaks."""
SOME_TEXT_PATTERN: Final = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"
"""Such text with at least one character that is not a space."""
_FORBIDDEN: Final = re.compile(rf"[{_CONTROL}\ud800-\udfff]")
"""JSON Schema has no use for a pattern of surrogates: text in UTF-8 has none, but a text in Python may."""


def is_printable(text: str) -> bool:
    """Whether a text contains no control characters other than tabs and line breaks, and without lone surrogates."""
    return _FORBIDDEN.search(text) is None
