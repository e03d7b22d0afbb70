"""Builds the site: `python -m docs_site [FOLDER]` assembles `build/docs` and builds the site in FOLDER, by default `build/site`."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from docs_site.assembly import ROOT, assemble

__all__ = ["main"]

_DOCS: Final = ROOT / "build" / "docs"
# A fixed date, so that the same sources give the same site; and no announcement of MkDocs 2 in the output.
_ENVIRONMENT: Final = {"SOURCE_DATE_EPOCH": "0", "NO_MKDOCS_2_WARNING": "1"}


def main() -> int:
    """Returns the exit status: 0, or that of MkDocs if it reports a warning or an error."""
    assemble(_DOCS)
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "site").resolve()
    # Not with --quiet: MkDocs then drops warnings before --strict counts them.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    result = subprocess.run(command, cwd=ROOT, env={**os.environ, **_ENVIRONMENT}, check=False, text=True, capture_output=True)
    if result.returncode:
        sys.stderr.write(result.stdout + result.stderr)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
