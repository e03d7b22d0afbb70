"""Compares rendered files with a folder, without writing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import yaml

from portkey_constructs.errors import OutputError
from portkey_constructs.output.marker import MARKER, listed_names
from portkey_constructs.output.ownership import is_labelled
from portkey_constructs.output.yaml_text import SUFFIX

__all__ = ["FileChanges", "file_changes"]

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FileChanges(NamedTuple):
    """The objects whose files writing a folder would add, change and remove, such as `Service portkey-gateway`."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    is_new: bool
    """Whether the folder does not exist yet."""

    @property
    def lines(self) -> Iterator[str]:
        """A line for each object, with +, ~ or -."""
        for symbol, names in (("+", self.added), ("~", self.changed), ("-", self.removed)):
            yield from (f"  {symbol} {name}" for name in names)


def file_changes(target: Path, files: Mapping[str, str], kustomizations: Mapping[str, str] = MappingProxyType({})) -> FileChanges:
    """Compares the folder `target` with `files`, which maps relative POSIX paths to texts; files of others are left out.

    Files in `kustomizations` are named by their path.

    A file that another writer such as cdk8s formatted is unchanged if it contains the same object.

    Raises:
        OutputError: `target` is a file, or a file in it cannot be read.
    """
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target} is a file, but the output is a folder: name another folder")
    try:
        old = {path.relative_to(target).as_posix(): path.read_bytes() for path in _manifest_files(target)}
    except OSError as error:
        raise OutputError(f"{error.filename or target} cannot be read ({(error.strerror or '').lower()})") from error
    return FileChanges(
        tuple(_title(name) for name in files if name not in old),
        (
            *(_title(name) for name, text in files.items() if name in old and not _same(old[name], text)),
            *(name for name, text in kustomizations.items() if not _is_text(target / name, text)),
        ),
        tuple(_title(name) for name, content in sorted(old.items()) if name not in files and _is_ours(target / name, content)),
        not target.exists(),
    )


def _is_ours(path: Path, content: bytes) -> bool:
    """Whether the marker beside a file lists it; versions without markers wrote files with a label."""
    marker = path.parent / MARKER
    return path.name in listed_names(marker) if marker.is_file() else is_labelled(content)


def _is_text(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def _same(old: bytes, new: str) -> bool:
    if old == new.encode():
        return True
    try:
        return list(yaml.load_all(old.decode(), Loader=_LOADER)) == list(yaml.load_all(new, Loader=_LOADER))
    except (yaml.YAMLError, ValueError, RecursionError):
        return False


def _manifest_files(folder: Path) -> Iterator[Path]:
    """The files in the folder and in the folders of its stages; nothing deeper, because the folder may be a wrong one with many files."""
    for pattern in (f"*{SUFFIX}", f"*/*{SUFFIX}"):
        yield from (path for path in folder.glob(pattern) if path.is_file())


def _title(name: str) -> str:
    """The kind and the name of the object in a file such as `5-services/Service.portkey-gateway.k8s.yaml`."""
    return name.rpartition("/")[2].removesuffix(SUFFIX).replace(".", " ", 1)
