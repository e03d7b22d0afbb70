"""`python -m tools.audit` looks up every locked Python package in the database of vulnerabilities that pip-audit uses, and fails on a match.

A database that does not answer, or that does not list a version with published vulnerabilities, cannot find any: the command then prints that nothing
was checked.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

__all__ = ["LOCKS", "audited"]

_ROOT: Final = Path(__file__).parents[1]
LOCKS: Final = (
    *(f"requirements/{name}.txt" for name in ("dev", "docs", "node", "wheel")),
    *(f"portkey_constructs/scaffold/files/locked{name}.txt.in" for name in ("", ".app", ".aws")),
)
"""The audited lock files. That of LocalStack, which only tests run, is not among them."""
_VULNERABLE: Final = "jinja2==2.0\n"


def audited(lock: Path) -> subprocess.CompletedProcess[str]:
    """Run pip-audit on a lock file; status 0 means that every package was looked up and none matched."""
    command = (sys.executable, "-m", "pip_audit", "--strict", "--no-deps", "--disable-pip", "--progress-spinner", "off", "--timeout", "15")
    return subprocess.run((*command, "--requirement", lock), capture_output=True, text=True, check=False)


def _finds_vulnerabilities() -> bool:
    with TemporaryDirectory() as folder:
        lock = Path(folder) / "requirements.txt"
        lock.write_text(_VULNERABLE)
        return "GHSA-" in (output := audited(lock).stdout) or "PYSEC-" in output or "CVE-" in output


def _main() -> int:
    if not _finds_vulnerabilities():
        print("audit: no database of vulnerabilities is in reach, so nothing was checked", file=sys.stderr)
        return 0
    status = 0
    for name in LOCKS:
        done = audited(_ROOT / name)
        print(f"==> audit: {name}: {'no known vulnerabilities' if done.returncode == 0 else 'see below'}")
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(_main())
