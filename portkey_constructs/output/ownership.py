"""Decides which files of a folder are ours, and keeps all others.

Each folder with files of this library contains a marker, a list of their names. Files that no marker lists belong to somebody else: they stay
where they are, and one with the name of a new file is never overwritten.

Folders of versions without markers contain nothing but `*.k8s.yaml` files. Those with the labels of this library are adopted.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from portkey_constructs.errors import OutputError
from portkey_constructs.kubernetes.registry import Stage
from portkey_constructs.output.directory_swap import is_leftover
from portkey_constructs.output.marker import MARKER, listed_names
from portkey_constructs.output.yaml_text import SUFFIX
from portkey_constructs.platform.labels import MANAGED_BY_LABEL

__all__ = ["MARKER", "Contents", "is_labelled", "marker_texts", "occupied", "read_contents"]

_HEADER: Final = "# portkey-constructs replaces and removes the files listed here, and keeps all others in this folder.\n"
_LABEL: Final = f"{MANAGED_BY_LABEL}: portkey-constructs".encode()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a folder contains, by relative POSIX path."""

    owned: dict[str, Path] = field(default_factory=dict)
    """The files of this library, with their markers."""
    foreign: dict[str, Path] = field(default_factory=dict)
    """Every other file, symbolic link or special file."""
    folders: dict[str, Path] = field(default_factory=dict)
    """Every folder, each after the one that contains it."""
    leftovers: tuple[Path, ...] = ()
    """The temporary folders of interrupted runs."""

    def foreign_folders(self) -> list[str]:
        """The folders that must stay: those with a file of somebody else, and those in which this library has no file."""
        ours = {parent for name in self.owned for parent in _parents(name)}
        kept = {name for name in self.folders if name not in ours}
        kept |= {parent for name in (*self.foreign, *kept) for parent in _parents(name)}
        return [name for name in self.folders if name in kept]

    def adopted(self, new: AbstractSet[str], folder: Path, name: Path) -> "Contents":
        """These contents, in which files that equal a new file are ours, too; `new` are the paths in the new folder.

        Raises:
            OutputError: something that is not ours has the path of a new file, or of a folder with new files; `name` is the folder.
        """
        equal = {path for path in self.foreign.keys() & new if _equal(self.foreign[path], folder / path)}
        kept = Contents(
            self.owned | {path: self.foreign[path] for path in equal},
            {path: file for path, file in self.foreign.items() if path not in equal},
            self.folders,
            self.leftovers,
        )
        taken = {path for path in new if path in kept.foreign} | {path for path in kept.foreign_folders() if path in new}
        taken |= {parent for path in new for parent in _parents(path) if parent in kept.foreign}
        if taken:
            raise OutputError(occupied(name, taken))
        return kept


def occupied(folder: Path, paths: Iterable[str]) -> str:
    """The message about paths in `folder` that are needed for new files, and that belong to somebody else."""
    names = sorted(paths)
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return (
        f"{folder} contains {shown}, which this library did not write and would overwrite: "
        "rename it, or remove it if an earlier run wrote it, or name another folder"
    )


def marker_texts(names: Iterable[str]) -> dict[str, str]:
    """The text of each marker by its path, for files with these paths."""
    folders: dict[str, list[str]] = {}
    for name in sorted(names):
        folder, _, file = name.rpartition("/")
        folders.setdefault(folder, []).append(file)
    return {f"{folder}/{MARKER}".lstrip("/"): _HEADER + "".join(f"{file}\n" for file in files) for folder, files in folders.items()}


def read_contents(root: Path, name: Path, *, adopt: bool = True) -> Contents:
    """The contents of a folder; `name` is the folder in messages. With `adopt`, files of versions without markers are ours.

    Raises:
        OutputError: a marker is not a regular file.
    """
    contents, leftovers = Contents(), list[Path]()
    listed: dict[str, frozenset[str]] = {}
    without_marker: dict[str, list[str]] = {}
    pending = [("", root)]
    while pending:
        prefix, folder = pending.pop()
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
        marker = next((entry for entry in entries if entry.name == MARKER), None)
        if marker is not None:
            if not marker.is_file(follow_symlinks=False):
                raise OutputError(f"{name / prefix / MARKER} is not a regular file, but lists our files: remove it")
            listed[prefix] = listed_names(Path(marker.path))
        ours = listed.get(prefix, frozenset())
        for entry in entries:
            path, inner = Path(entry.path), f"{prefix}/{entry.name}".lstrip("/")
            if entry.is_dir(follow_symlinks=False):
                if is_leftover(entry.name):
                    leftovers.append(path)
                else:
                    contents.folders[inner] = path
                    pending.append((inner, path))
            elif entry.is_file(follow_symlinks=False) and (entry.name in ours or entry is marker):
                contents.owned[inner] = path
            else:
                contents.foreign[inner] = path
                if marker is None:
                    without_marker.setdefault(prefix, []).append(inner)
    for adopted in _from_versions_without_markers(contents, without_marker, listed) if adopt else ():
        contents.owned[adopted] = contents.foreign.pop(adopted)
    return Contents(contents.owned, contents.foreign, contents.folders, tuple(leftovers))


def _from_versions_without_markers(contents: Contents, folders: Mapping[str, list[str]], listed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The files that a version without markers wrote; `folders` has the files of each folder without a marker.

    A folder of a stage counts until its environment has a marker, and any other folder until any folder has one: later, somebody else made it.
    """
    environments = {parent for folder in listed for parent in (*_parents(folder), "")}
    for folder, files in folders.items():
        staged = folder.rpartition("/")[2] in {*Stage} and folder.rpartition("/")[0] not in {*environments, *listed}
        if (staged or not listed) and all(file.endswith(SUFFIX) and not contents.foreign[file].is_symlink() for file in files):
            yield from (file for file in files if contents.foreign[file].is_file() and is_labelled(contents.foreign[file].read_bytes()))


def is_labelled(content: bytes) -> bool:
    """Whether a manifest has the label of this library."""
    return _LABEL in content


def _parents(path: str) -> list[str]:
    """The folders above a relative path, the nearest first."""
    parents: list[str] = []
    while "/" in path:
        path = path.rpartition("/")[0]
        parents.append(path)
    return parents


def _equal(old: Path, new: Path) -> bool:
    return not old.is_symlink() and old.is_file() and new.is_file() and old.read_bytes() == new.read_bytes()
