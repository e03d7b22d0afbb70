"""The file that lists our files in its folder."""

import os
from pathlib import Path
from typing import Final

__all__ = ["MARKER", "listed_names"]

MARKER: Final = ".portkey-constructs"
"""The name of the file that lists our files in its folder."""
_CONFLICT: Final = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def listed_names(marker: Path) -> frozenset[str]:
    """The names in a marker. After a merge with a conflict, those of both sides count."""
    lines = os.fsdecode(marker.read_bytes()).splitlines()
    return frozenset(line for line in lines if line and not line.startswith(("#", *_CONFLICT)))
