"""LocalStack's virtual environment: created once from its lock file, with Python 3.13, and cached in the user's cache folder."""

import functools
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.support.cache import build_lock, cache_path, report_progress

__all__ = ["REQUIREMENTS", "BuildError", "MissingPythonError", "interpreter", "python"]

REQUIREMENTS: Final = Path(__file__).resolve().parents[2] / "tools" / "localstack" / "requirements.txt"
_TOOL: Final = "tools/localstack"
_VERSION: Final = "3.13"
_PROGRAM: Final = f"python{_VERSION}"
_PROGRESS_SECONDS: Final = 20.0
_READY: Final = ".ready"
# Debian packages these modules separately.
_DESCRIBE: Final = "import sys, venv, ensurepip; print(sys.version_info[:2], sys.version, sys.base_exec_prefix)"


class BuildError(Exception):
    """LocalStack's environment cannot be created."""


class MissingPythonError(BuildError):
    """No Python for LocalStack is installed."""


def python() -> Path:
    """The Python of LocalStack's environment, which is created if necessary; raises `BuildError`."""
    base, about = interpreter()
    digest = hashlib.sha256(about.encode() + REQUIREMENTS.read_bytes()).hexdigest()
    ready = cache_path(f"localstack-{digest[:20]}")
    if not (ready / _READY).exists():
        with build_lock(ready, _TOOL) as lock:
            if not (ready / _READY).exists():
                _create(base, ready, lock)
    return ready / "bin" / "python"


@functools.cache
def interpreter() -> tuple[Path, str]:
    """A Python 3.13 that can create environments, and its description; raises `MissingPythonError`."""
    tried = []
    for path in _candidates():
        result = subprocess.run([path, "-I", "-c", _DESCRIBE], capture_output=True, text=True)
        if result.returncode == 0 and result.stdout.startswith(f"({_VERSION.replace('.', ', ')})"):
            return path, result.stdout
        tried.append(str(path))
    reason = f"not usable: {', '.join(tried)}" if tried else "none found"
    raise MissingPythonError(f"LocalStack needs Python {_VERSION} with its venv module, {reason}: install it and put {_PROGRAM} on PATH")


def _candidates() -> Iterator[Path]:
    """Programs of that name. A version manager's shim may hide the real program, or a Python that is installed but not on PATH."""
    for folder in os.get_exec_path():
        if os.access(path := Path(folder) / _PROGRAM, os.X_OK):
            yield path
    for question in (("pyenv", "prefix", _VERSION), ("uv", "python", "find", "--no-project", "--no-python-downloads", _VERSION)):
        if shutil.which(question[0]):
            answer = subprocess.run(question, capture_output=True, text=True)
            path = Path(answer.stdout.strip())
            if answer.returncode == 0:
                yield path / "bin" / _PROGRAM if path.is_dir() else path


def _create(base: Path, ready: Path, lock: int) -> None:
    """Create the environment in its final place, since it contains absolute paths; a marker file shows that it is complete."""
    started = time.monotonic()
    report_progress(f"{_TOOL}: installing LocalStack, about 500 MB, once; it stays in {ready}")
    shutil.rmtree(ready, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"
        # Builds the packages without wheels, and is in the lock file too.
        build_requirements = Path(scratch) / "setuptools.txt"
        build_requirements.write_text(_block("setuptools"))
        _run(log, lock, base, "-I", "-m", "venv", ready)
        install = (ready / "bin" / "python", "-I", "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--require-hashes")
        _run(log, lock, *install, "-r", build_requirements)
        _run(log, lock, *install, "--no-build-isolation", "-r", REQUIREMENTS)
    (ready / _READY).touch()
    report_progress(f"{_TOOL}: installed in {time.monotonic() - started:.0f} s")


def _block(name: str) -> str:
    """The lines of one package in the lock file."""
    match = re.search(rf"^{name}==.*(?:\n .*)*", REQUIREMENTS.read_text("utf-8"), re.MULTILINE)
    if not match:
        raise BuildError(f"{_TOOL}/{REQUIREMENTS.name} has no {name}: run make lock")
    return match[0]


def _run(log: Path, lock: int, *command: str | Path) -> None:
    reported = time.monotonic()
    with log.open("wb") as output:
        # If this process is killed, its child still holds the lock while it writes.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, pass_fds=(lock,))
    while process.poll() is None:
        time.sleep(0.1)
        if time.monotonic() - reported > _PROGRESS_SECONDS:
            reported = time.monotonic()
            lines = log.read_text(errors="replace").splitlines()
            collected = sum(line.startswith("Collecting ") for line in lines)
            report_progress(f"{_TOOL}: {collected} packages collected, last output: {lines[-1].strip()[:60] if lines else 'none'}")
    if process.returncode:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        raise BuildError(f"{_TOOL}: {' '.join(map(str, command[:4]))} ended with {process.returncode}:\n{end}")
