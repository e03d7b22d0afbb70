"""Programs from Debian packages, unpacked aside: nothing is installed, and the package lists of the machine stay as they are."""

import functools
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from tests.support.cache import build_folder, build_lock, cache_path, report_progress

__all__ = ["FetchError", "MissingToolError", "Package", "closure", "programs", "tree"]

_LINE: Final = re.compile(r"^'(?P<address>[^']+)' (?P<file>\S+) (?P<size>\d+) (?P<hash>\S*)$")
_AGE: Final = 7 * 24 * 3600.0
_RUNTIME: Final = ("libc6_", "libgcc-s1_", "libstdc++6_")
_LINKS: Final = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


class FetchError(Exception):
    """A package cannot be fetched."""


class MissingToolError(FetchError):
    """This machine has no apt-get or no dpkg-deb."""


class Package(NamedTuple):
    """A file of a package, by its name with version and architecture, and its hash where the archive states one in its list."""

    file: str
    hash: str


def _state() -> Path:
    return cache_path("debian")


def _options() -> list[str]:
    state = _state()
    settings = {
        "Dir::State": state,
        "Dir::State::lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::Cache": state / "cache",
        # The user that apt fetches as cannot read the cache folder of root.
        "APT::Sandbox::User": "root",
    }
    return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]


def _apt(*arguments: str) -> str:
    for tool in ("apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise MissingToolError(f"{tool} is not on PATH: the programs in pods come from Debian packages")
    process = subprocess.run(["apt-get", *_options(), "-qq", *arguments], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    if process.returncode:
        raise FetchError(f"apt-get {' '.join(arguments)} ended with {process.returncode}: {process.stderr.strip()}")
    return process.stdout


def _update() -> None:
    state = _state()
    fresh = state / "updated"
    if fresh.exists() and time.time() - fresh.stat().st_mtime < _AGE:
        return
    with build_lock(state, "package lists of Debian"):
        for folder in ("lists", "cache"):
            (state / folder).mkdir(parents=True, exist_ok=True)
        # Nothing counts as installed, so that apt-get resolves all that a package needs.
        (state / "status").touch()
        try:
            _apt("update")
        except FetchError as error:
            # Without a network, what was fetched before is enough.
            if not fresh.exists():
                raise
            report_progress(f"package lists of Debian: {error}; those of an earlier run are used")
        fresh.touch()


@functools.cache
def closure(*names: str) -> tuple[Package, ...]:
    """The packages with all that they depend on, in the versions that Debian has now."""
    _update()
    fresh = _state() / "updated"
    # Resolving takes seconds, and its result depends on the lists alone.
    resolved = _state() / hashlib.sha256(repr((fresh.stat().st_mtime_ns, names)).encode()).hexdigest()[:20]
    if not resolved.exists():
        printed = _apt("install", "--print-uris", "--yes", "--no-install-recommends", *names)
        with tempfile.NamedTemporaryFile("w", dir=_state(), delete=False) as new:
            new.write(printed)
        Path(new.name).rename(resolved)
    printed = resolved.read_text()
    matches = [match for line in printed.splitlines() if (match := _LINE.match(line))]
    return tuple(sorted(Package(match["file"], match["hash"]) for match in matches))


def tree(what: str, packages: Iterable[Package], *, merged: bool = True) -> Path:
    """A folder with the files of packages, unpacked once and kept; `merged` puts /bin and /lib below /usr, as Debian's installation does."""
    wanted = sorted(packages)
    digest = hashlib.sha256(repr((wanted, merged)).encode()).hexdigest()[:20]
    ready = cache_path(f"debian-{what}-{digest}")
    if ready.is_dir():
        return ready
    with build_lock(ready, f"Debian packages of {what}"):
        if not ready.is_dir():
            _unpack(what, wanted, ready, merged=merged)
    return ready


def programs(what: str, *names: str) -> Path:
    """A folder with the programs of packages, to be run on this machine; the C library of the machine belongs to its own loader."""
    return tree(what, (package for package in closure(*names) if not package.file.startswith(_RUNTIME)))


def _unpack(what: str, packages: list[Package], ready: Path, *, merged: bool) -> None:
    started = time.monotonic()
    report_progress(f"{what}: fetching {len(packages)} Debian packages; this happens once and is kept in {ready}")
    with build_folder(ready) as new:
        root, fetched = new / "root", new / "fetched"
        root.mkdir()
        fetched.mkdir()
        if merged:
            for link in _LINKS:
                (root / "usr" / link).mkdir(parents=True)
                (root / link).symlink_to(f"usr/{link}")
        _fetch(packages, fetched)
        for package in packages:
            _extract(fetched / package.file, root)
        for folder in ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info"):
            shutil.rmtree(root / folder, ignore_errors=True)
        root.chmod(0o755)
        root.rename(ready)
    report_progress(f"{what}: unpacked {len(packages)} Debian packages in {time.monotonic() - started:.0f} s")


def _extract(package: Path, root: Path) -> None:
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as read:
        # dpkg-deb itself would replace the links /bin and /lib by folders.
        subprocess.run(["tar", "--extract", "--keep-directory-symlink", "--directory", root], stdin=read.stdout, check=True)
    if read.returncode:
        raise FetchError(f"dpkg-deb cannot read {package.name}: it ended with {read.returncode}")


def _fetch(packages: list[Package], folder: Path) -> None:
    names = [f"{name}={version}" for name, version, _ in (package.file.removesuffix(".deb").rsplit("_", 2) for package in packages)]
    names = [name.replace("%3a", ":") for name in names]
    command = ["apt-get", *_options(), "-qq", "download", *names]
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    missing = [package.file for package in packages if not (folder / package.file).is_file()]
    if process.returncode or missing:
        raise FetchError(f"apt-get download fetched all but {', '.join(missing) or 'nothing'}: {process.stderr.strip()}")
