"""Writes files atomically: a reader sees all old files or all new ones, even if the process is killed.

A new folder is written next to the old one under a hidden name, flushed to disk, and moved into place in one step. An interrupted run
leaves at most a hidden folder, which the next run removes. Files of somebody else stay where they are: each folder with our files has a marker
that lists them.
"""

import errno
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from portkey_constructs.errors import OutputError
from portkey_constructs.manifests.private_files import SECRET, open_private, restrict
from portkey_constructs.output.directory_swap import (
    original_name,
    output_errors,
    output_lock,
    recover,
    remove_directory,
    swap_directory,
    swap_name,
    sync_to_disk,
    temporary_directory,
)
from portkey_constructs.output.foreign_files import carry_over, reclaim
from portkey_constructs.output.kustomization import KUSTOMIZATION
from portkey_constructs.output.ownership import MARKER, Contents, marker_texts, occupied, read_contents
from portkey_constructs.output.yaml_text import SUFFIX

__all__ = ["Written", "replace_directory", "staging", "write_directory", "write_file", "write_new_files"]


class Written(NamedTuple):
    """How many of our files were added, changed, removed and left unchanged, and how many files of somebody else were kept."""

    added: int
    changed: int
    removed: int
    unchanged: int
    kept: int = 0


def write_directory(target: Path, files: Mapping[str, str]) -> Written:
    """Replaces our files in `target` with `files`, which maps relative POSIX paths to texts.

    The paths end in `.k8s.yaml` or `kustomization.yaml`. A file with a Secret has mode 0600.

    A symbolic link is followed and kept. If nothing differs, nothing is written. Files that this library did not write are kept.

    Raises:
        OutputError: a file that this library did not write has the path of a new one, or writing failed; the previous files are unchanged.
    """
    with staging(target) as ready:
        with output_errors(target):
            names = write_new_files(ready, {_relative(name): text for name, text in files.items()})
        return replace_directory(target, ready, names)


def write_new_files(folder: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Writes files to a new folder, by relative POSIX path, with the markers that list them; returns the path of each.

    A file with a Secret has mode 0600.
    """
    texts = {**files, **marker_texts(files)}
    for parent in dict.fromkeys(name.rpartition("/")[0] for name in texts):
        (folder / parent).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        content = text.encode()
        with open(f"{folder}/{name}", "xb", opener=open_private if SECRET in content else None) as file:
            file.write(content)
    return tuple(texts)


def replace_directory(target: Path, ready: Path, files: Collection[str] | None = None) -> Written:
    """Replaces our files in the folder `target` with the folder `ready` in one step; `ready` no longer exists afterwards.

    `ready` must be on the same file system, such as a folder from `staging`. If `write_new_files` has written everything in it, `files` are the
    paths in it; otherwise they are looked for, and get markers.

    Raises:
        OutputError: as `write_directory`.
    """
    with output_errors(target):
        real = _real(target)
        new_folder = ready.resolve()
        if new_folder == real or new_folder in real.parents or real in new_folder.parents:
            raise OutputError(f"{target} cannot be replaced by {ready}: one of them contains the other")
        new = frozenset(_with_markers(new_folder, ready) if files is None else files)
        with output_lock(real):
            old = _contents(real, target).adopted(new, new_folder, target)
            same = {name for name in new if name in old.owned and old.owned[name].read_bytes() == (new_folder / name).read_bytes()}
            written = _counted(old.owned.keys(), new, same)._replace(kept=len(old.foreign))
            if not real.exists() or old.owned.keys() != new or same != new:
                sync_to_disk(new_folder)
                _replace(real, target, new_folder, old, new)
            else:
                _restrict(old.owned)
        remove_directory(new_folder)
        return written


def _restrict(files: Mapping[str, Path]) -> None:
    """Makes Secrets private that an earlier version wrote for everybody."""
    for path in files.values():
        if SECRET in path.read_bytes():
            restrict(path)


def _replace(real: Path, target: Path, ready: Path, old: Contents, new: Collection[str]) -> None:
    """Moves `ready` to `real`, together with what somebody else has in `real`; requires the lock."""
    carried = carry_over(old, ready)
    previous = ready.rename(swap_name(real))
    owned = frozenset(old.owned)
    try:
        swap_directory(previous, real)
    except BaseException:
        with suppress(OSError, OutputError):
            reclaim(previous, real)
        raise
    if not previous.exists():
        return
    if late := {name for name in read_contents(previous, target).foreign if name in new and name not in owned}:
        swap_directory(previous, real)
        reclaim(previous, real)
        raise OutputError(occupied(target, late))
    reclaim(previous, real, owned, carried)


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """An empty hidden folder next to `target`, for `replace_directory`; it is removed at the end if it was not used.

    Raises:
        OutputError: `target` must not be replaced, or the folder cannot be created.
    """
    with ExitStack() as stack:
        with output_errors(target):
            real = _real(target)
            real.parent.mkdir(parents=True, exist_ok=True)
            with output_lock(real):
                _recover(real)
                _contents(real, target)
            ready = stack.enter_context(temporary_directory(real))
        yield ready


def write_file(path: Path, text: str, *, overwrite: bool = True) -> None:
    """Replaces the contents of a file with `text` in one step; without `overwrite`, the file must not exist.

    Raises:
        OutputError: `path` is not a regular file, exists without `overwrite`, or writing failed; the previous file is unchanged.
    """
    with output_errors(path):
        real = path.resolve()
        if real.exists() and not real.is_file():
            raise OutputError(f"{path} is not a regular file: name another file")
        if not overwrite and os.path.lexists(path):
            raise _existing(path)
        real.parent.mkdir(parents=True, exist_ok=True)
        # The lock is kept, because another run may move the folder with everything in it.
        with output_lock(real):
            _recover(real)
            with temporary_directory(real, locked=True) as folder:
                new = folder / real.name
                with new.open("xb") as file:
                    file.write(text.encode())
                    file.flush()
                    if real.exists():
                        new.chmod(real.stat().st_mode & 0o7777)
                    os.fsync(file.fileno())
                if not overwrite and os.path.lexists(real):
                    raise _existing(path)
                new.replace(real)


def _existing(path: Path) -> OutputError:
    return OutputError(f"{path} exists: name another folder, or remove it")


def _relative(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or "\0" in name or "\\" in name:
        raise OutputError(f"the file name {name!r} leaves the output folder: use a relative path")
    if not _is_output(name):
        raise OutputError(f"the file name {name!r} does not end in {SUFFIX}")
    return name


def _real(target: Path) -> Path:
    try:
        real = target.resolve()
    except RuntimeError as error:
        raise OutputError(f"{target} is a symbolic link to itself: remove it, or name another folder") from error
    current = Path.cwd()
    if real == current or real in current.parents:
        raise OutputError(f"{target} is the current folder or one above it, and would be replaced as a whole: name a folder inside it")
    if real.exists() and not real.is_dir():
        raise OutputError(f"{target} is a file, but the output is a folder: name another folder")
    return real


def _recover(real: Path) -> None:
    """Removes what interrupted runs have left next to `real`, except files of somebody else; requires the lock."""
    for previous in recover(real):
        reclaim(previous, real)


def _contents(real: Path, target: Path) -> Contents:
    """What `real` contains, after removing what interrupted runs have left inside it."""
    if not real.exists():
        return Contents()
    contents = read_contents(real, target)
    for leftover in contents.leftovers:
        _recover(leftover.with_name(original_name(leftover.name)))
    return read_contents(real, target) if contents.leftovers else contents


def _with_markers(folder: Path, name: Path) -> list[str]:
    """The path of every file of a new folder, with the markers that this function adds."""
    if not folder.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    contents = read_contents(folder, name, adopt=False)
    files = {inner: path for inner, path in (contents.owned | contents.foreign).items() if PurePosixPath(inner).name != MARKER}
    for inner, path in files.items():
        if path.is_symlink() or not path.is_file() or not _is_output(inner):
            raise OutputError(f"{name} contains {inner}, which this library did not write: remove it")
    markers = marker_texts(files)
    for inner, text in markers.items():
        (folder / inner).write_bytes(text.encode())
    return [*files, *markers]


def _is_output(name: str) -> bool:
    """Whether this library writes files with this name."""
    return name.endswith(SUFFIX) or PurePosixPath(name).name == KUSTOMIZATION


def _counted(old: Iterable[str], new: Iterable[str], same: Iterable[str]) -> Written:
    """How many files were added, changed, removed and left as they are, without the markers."""
    before, after, unchanged = ({name for name in names if name.rpartition("/")[2] != MARKER} for names in (old, new, same))
    return Written(len(after - before), len((before & after) - unchanged), len(before - after), len(unchanged))
