"""Files with a Secret: only their owner reads them."""

import os
from pathlib import Path
from typing import Final

__all__ = ["PRIVATE", "SECRET", "open_private", "restrict"]

SECRET: Final = b"\nkind: Secret\n"
"""The line of a manifest that makes its file private: every manifest begins with apiVersion, and texts in it are indented."""
PRIVATE: Final = 0o600


def open_private(path: str, flags: int) -> int:
    """An opener for `open`, so that nobody else can read the file even while it is written."""
    return os.open(path, flags, PRIVATE)


def restrict(path: Path) -> None:
    """Lets only the owner read and write a file."""
    if path.stat().st_mode & 0o077:
        path.chmod(PRIVATE)
