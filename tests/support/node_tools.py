"""Node's test tools, a YAML language server and Mermaid: installed once from the lock file in `tools/node`, and kept in the user's cache folder.

`python -m tests.support.node_tools` installs them where they are missing, says what it does, and prints where they are.
"""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.support.cache import build_folder, build_lock, cache_path, report_progress

__all__ = ["REQUIRE", "InstallError", "MissingNodeError", "Tools", "install", "required", "tools"]

TOOLS: Final = Path(__file__).resolve().parents[2] / "tools" / "node"
REQUIRE: Final = "PORTKEY_REQUIRE_EDITOR"
_WHAT: Final = "tools/node"
_FILES: Final = ("package.json", "package-lock.json", ".npmrc")
# No package has a script to run when it is installed, and none that comes to have one runs it.
_INSTALL: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_EVERY: Final = 20.0


class InstallError(Exception):
    """The tools cannot be installed."""


class MissingNodeError(InstallError):
    """No Node that can run the tools is installed."""


@dataclass(frozen=True, slots=True)
class Tools:
    """A Node, and the packages for it."""

    node: Path
    modules: Path


def required() -> bool:
    """Whether the tests have to run here, so that nothing may be skipped."""
    return os.environ.get(REQUIRE) == "1"


def tools() -> Tools:
    """The tools; skips the test where they are not installed, and fails it where everything has to be tested."""
    try:
        installed = Tools(_node(), _ready() / "node_modules")
        reason = "" if installed.modules.is_dir() else f"{_WHAT} is not installed: make test-slow, or python -m tests.support.node_tools, installs it"
    except MissingNodeError as error:
        reason = str(error)
    if not reason:
        return installed
    if required():
        pytest.fail(f"{reason}, and {REQUIRE}=1", pytrace=False)
    pytest.skip(reason)


@functools.cache
def _node() -> Path:
    """A Node that the tools run on, that of this Python's environment first; raises `MissingNodeError`."""
    expected: str = json.loads((TOOLS / "package.json").read_text())["engines"]["node"].removeprefix(">=")
    node = shutil.which("node", path=_path())
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip() if node else ""
    if not node or _numbers(version.removeprefix("v")) < _numbers(expected):
        raise MissingNodeError(
            f"{_WHAT} needs Node {expected} or newer, found {node or 'none'} {version}".rstrip() + ": install it, and put it on PATH"
        )
    return Path(node)


def install() -> Path:
    """The folder `node_modules`, installed if it does not exist yet; raises `InstallError`."""
    _node()
    ready = _ready()
    if not ready.is_dir():
        with build_lock(ready, _WHAT) as lock:
            if not ready.is_dir():
                _make(ready, lock)
    return ready / "node_modules"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _path() -> str:
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))


def _ready() -> Path:
    digest = hashlib.sha256(repr(_INSTALL).encode())
    for name in _FILES:
        digest.update((TOOLS / name).read_bytes())
    return cache_path(f"node-{digest.hexdigest()[:20]}")


def _make(ready: Path, lock: int) -> None:
    started = time.monotonic()
    report_progress(f"{_WHAT}: installing a YAML language server and Mermaid, some 250 MB; this happens once and is kept in {ready}")
    with build_folder(ready) as new:
        for name in _FILES:
            shutil.copy(TOOLS / name, new)
        _run(new, lock)
        new.chmod(0o755)
        new.rename(ready)
    report_progress(f"{_WHAT}: installed in {time.monotonic() - started:.0f} s")


def _run(folder: Path, lock: int) -> None:
    npm = shutil.which("npm", path=_path())
    if not npm:
        raise MissingNodeError(f"{_WHAT} needs npm, and there is none on PATH")
    reported, log = time.monotonic(), folder / "npm.log"
    with log.open("wb") as output:
        # Whoever kills this process leaves the lock to its child, which is still writing.
        process = subprocess.Popen(
            [npm, *_INSTALL],
            cwd=folder,
            env=os.environ | {"PATH": _path()},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(lock,),
        )
    while process.poll() is None:
        time.sleep(0.1)
        if time.monotonic() - reported > _EVERY:
            reported = time.monotonic()
            report_progress(f"{_WHAT}: {sum(1 for _ in folder.glob('node_modules/*'))} folders of packages so far")
    if process.returncode:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        raise InstallError(f"{_WHAT}: npm {_INSTALL[0]} ended with {process.returncode}:\n{end}")


def main() -> int:
    """Installs missing tools; returns 0 without Node too, because the tests are skipped then unless they are required."""
    try:
        print(f"node_modules: {install()}")
    except MissingNodeError as error:
        report_progress(f"{error}; the tests that need it are {'required' if required() else 'skipped'}")
        return int(required())
    except InstallError as error:
        report_progress(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
