"""Puts new files into a folder and never touches one that is there.

A folder that does not exist yet appears whole, in one step. In one that does, each file appears whole, and what a run had put there is taken
away again when it cannot go on. Nothing is ever half a file.
"""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from portkey_constructs.errors import OutputError
from portkey_constructs.output.directory_swap import directory_lock, output_errors, recover, sync_to_disk, temporary_directory

__all__ = ["write_new"]

_ASIDE = "init"
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
_NOT_A_USE = {".git"}
_SHOWN = 3


def write_new(folder: Path, files: Mapping[str, str], *, alone: bool = False) -> tuple[str, ...]:
    """Writes `files` (relative POSIX paths and their texts) below `folder`; the names of those that were not there yet.

    A file that is there with the very same text is kept. With `alone`, a folder that holds anything else is not added to.

    Raises:
        OutputError: a file is there with another text, the folder is in use, or writing failed; what was there before is whole.
    """
    contents = {name: text.encode() for name, text in files.items()}
    with output_errors(folder):
        try:
            real = folder.resolve()
        except RuntimeError as error:
            raise OutputError(f"{folder} is a symbolic link that leads back to itself: remove it, or name another folder") from error
        if real.is_dir():
            return _added(folder, real, contents, alone=alone)
        if real.exists():
            raise OutputError(f"{folder} is a file, and the output is a folder: name another")
        real.parent.mkdir(parents=True, exist_ok=True)
        with directory_lock(real.parent):
            recover(real)
        with temporary_directory(real) as ready:
            _fill(ready, contents)
            # Not on top of what somebody else made meanwhile, unless it is empty.
            ready.rename(real)
        return tuple(contents)


def _added(folder: Path, real: Path, contents: Mapping[str, bytes], *, alone: bool) -> tuple[str, ...]:
    with directory_lock(real):
        recover(real / _ASIDE)
    new = _new(folder, real, contents, alone=alone)
    if not new:
        return ()
    with temporary_directory(real / _ASIDE) as ready:
        _fill(ready, {name: contents[name] for name in new})
        with directory_lock(real), _undone() as made:
            for name in _new(folder, real, contents, alone=alone, besides=ready.name):
                for above in reversed(Path(name).parents[:-1]):
                    if not (real / above).is_dir():
                        (real / above).mkdir()
                        made.append(real / above)
                _put(ready / name, real / name)
                made.append(real / name)
    return new


def _new(folder: Path, real: Path, contents: Mapping[str, bytes], *, alone: bool, besides: str = "") -> tuple[str, ...]:
    """The files that are not there yet, when they may be added."""
    there = [name for name in contents if os.path.lexists(real / name)]
    other = [name for name in there if not _same(real / name, contents[name])]
    if other:
        raise OutputError(
            f"{_listed(other)} in {folder} {'is' if len(other) == 1 else 'are'} there already, with other content, and nothing was overwritten: "
            "move what is there away, or name another folder with -o"
        )
    new = tuple(name for name in contents if name not in there)
    ours = {Path(name).parts[0] for name in contents} | _NOT_A_USE | {besides}
    if alone and new and (strange := sorted(entry.name for entry in real.iterdir() if entry.name not in ours)):
        raise OutputError(f"{folder} is in use, and a project wants a folder of its own (it holds {_listed(strange)}): name a new one with -o")
    return new


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _listed(names: Sequence[str]) -> str:
    further = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {further} more" if further > 0 else "")


def _fill(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sync_to_disk(folder)


def _put(new: Path, place: Path) -> None:
    """Gives a finished file its name, which nothing may have yet."""
    try:
        os.link(new, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(place):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        new.rename(place)


@contextmanager
def _undone() -> Iterator[list[Path]]:
    """A list of what is made, all of which goes away again when not everything could be."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        raise
