"""LocalStack's environment: made once of its lock file, by a Python 3.13, and kept in the user's cache folder."""

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

from tests.support.cache import alone, kept, say

__all__ = ["REQUIREMENTS", "BuildError", "MissingPythonError", "interpreter", "python"]

REQUIREMENTS: Final = Path(__file__).resolve().parents[2] / "tools" / "localstack" / "requirements.txt"
_WHAT: Final = "tools/localstack"
_VERSION: Final = "3.13"
_PROGRAM: Final = f"python{_VERSION}"
_EVERY: Final = 20.0
_READY: Final = ".ready"
# Fails where Debian has split off what makes an environment.
_ABOUT: Final = "import sys, venv, ensurepip; print(sys.version_info[:2], sys.version, sys.base_exec_prefix)"


class BuildError(Exception):
    """LocalStack's environment cannot be made."""


class MissingPythonError(BuildError):
    """There is no Python that LocalStack runs on."""


def python() -> Path:
    """The Python of an environment that has LocalStack, made now when nobody has made it yet; raises `BuildError`."""
    base, about = interpreter()
    digest = hashlib.sha256(about.encode() + REQUIREMENTS.read_bytes()).hexdigest()
    ready = kept(f"localstack-{digest[:20]}")
    if not (ready / _READY).exists():
        with alone(ready, _WHAT) as lock:
            if not (ready / _READY).exists():
                _make(base, ready, lock)
    return ready / "bin" / "python"


@functools.cache
def interpreter() -> tuple[Path, str]:
    """A Python 3.13 that can make environments, and what it says of itself; raises `MissingPythonError`."""
    tried = []
    for path in _candidates():
        said = subprocess.run([path, "-I", "-c", _ABOUT], capture_output=True, text=True)
        if said.returncode == 0 and said.stdout.startswith(f"({_VERSION.replace('.', ', ')})"):
            return path, said.stdout
        tried.append(str(path))
    found = f"not usable: {', '.join(tried)}" if tried else "none found"
    raise MissingPythonError(f"LocalStack needs Python {_VERSION} with its venv module, {found}: install it and put {_PROGRAM} on PATH")


def _candidates() -> Iterator[Path]:
    """Programs of that name: a version manager's stub may be before the real one, or stand for a Python that it has but does not show."""
    for folder in os.get_exec_path():
        if os.access(path := Path(folder) / _PROGRAM, os.X_OK):
            yield path
    for question in (("pyenv", "prefix", _VERSION), ("uv", "python", "find", "--no-project", "--no-python-downloads", _VERSION)):
        if shutil.which(question[0]):
            answer = subprocess.run(question, capture_output=True, text=True)
            path = Path(answer.stdout.strip())
            if answer.returncode == 0:
                yield path / "bin" / _PROGRAM if path.is_dir() else path


def _make(base: Path, ready: Path, lock: int) -> None:
    """Makes the environment where it is going to stay, since it knows its place; the mark says that it is whole."""
    started = time.monotonic()
    say(f"{_WHAT}: installing LocalStack, some 500 MB; this happens once and is kept in {ready}")
    shutil.rmtree(ready, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"
        # What builds the packages that have no wheel comes from the lock file too, and therefore first.
        first = Path(scratch) / "setuptools.txt"
        first.write_text(_block("setuptools"))
        _run(log, lock, base, "-I", "-m", "venv", ready)
        install = (ready / "bin" / "python", "-I", "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--require-hashes")
        _run(log, lock, *install, "-r", first)
        _run(log, lock, *install, "--no-build-isolation", "-r", REQUIREMENTS)
    (ready / _READY).touch()
    say(f"{_WHAT}: installed in {time.monotonic() - started:.0f} s")


def _block(name: str) -> str:
    """The lines of one package in the lock file."""
    found = re.search(rf"^{name}==.*(?:\n .*)*", REQUIREMENTS.read_text("utf-8"), re.MULTILINE)
    if not found:
        raise BuildError(f"{_WHAT}/{REQUIREMENTS.name} has no {name}: run make lock")
    return found[0]


def _run(log: Path, lock: int, *command: str | Path) -> None:
    said = time.monotonic()
    with log.open("wb") as output:
        # Whoever kills this process leaves the lock to its child, which is still writing.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, pass_fds=(lock,))
    while process.poll() is None:
        time.sleep(0.1)
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            lines = log.read_text(errors="replace").splitlines()
            collected = sum(line.startswith("Collecting ") for line in lines)
            say(f"{_WHAT}: {collected} packages collected, {lines[-1].strip()[:60] if lines else 'nothing said'} is the last")
    if process.returncode:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        raise BuildError(f"{_WHAT}: {' '.join(map(str, command[:4]))} ended with {process.returncode}:\n{end}")
