"""Reads files of a git repository at a revision, without changing the repository."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.plan.manifest_files import too_many

__all__ = ["GitRepository", "repository_of"]

_ERROR: Final = "PK-PLAN-006"
_TIMEOUT: Final = 60
_MAX_FILES: Final = 5_000
_MAX_BYTES: Final = 4 << 20
_REGULAR: Final = ("100644", "100755")


class GitRepository:
    """A git repository with a work tree."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def commit(self, revision: str) -> str | None:
        """The commit of a revision such as `main` or `HEAD~1`; None if there is none."""
        done = _git(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def path_of(self, path: Path) -> str | None:
        """A path relative to the root, as git names it; None for a path outside the work tree."""
        try:
            relative = Path(os.path.abspath(path)).resolve().relative_to(self.root.resolve())  # noqa: PTH100
        except ValueError:
            return None
        return relative.as_posix()

    def files(self, commit: str, folder: str, suffix: str) -> dict[str, bytes]:
        """The regular files below a folder at a commit whose names have a suffix, by their path in the folder."""
        scope = [] if folder == "." else ["--", f"{folder}/"]
        entries: dict[str, str] = {}
        for entry in _output(self.root, "ls-tree", "-r", "-z", "--full-tree", commit, *scope).split(b"\0"):
            head, _, name = entry.decode(errors="surrogateescape").partition("\t")
            if head.split(" ")[0] in _REGULAR and name.endswith(suffix):
                inner = name if folder == "." else name.removeprefix(f"{folder}/")
                entries[inner] = head.split(" ")[2]
        if len(entries) > _MAX_FILES:
            raise too_many(folder)
        return dict(zip(entries, self._blobs(list(entries.values())), strict=True))

    def file(self, commit: str, path: str) -> bytes | None:
        """A regular file at a commit; None if there is none."""
        entry = _output(self.root, "ls-tree", "-z", "--full-tree", commit, "--", path).decode(errors="surrogateescape").rstrip("\0")
        head, _, name = entry.partition("\t")
        return self._blobs([head.split(" ")[2]])[0] if name == path and head.split(" ")[0] in _REGULAR else None

    def _blobs(self, identifiers: Sequence[str]) -> list[bytes]:
        if not identifiers:
            return []
        output = _output(self.root, "cat-file", "--batch", text="".join(f"{name}\n" for name in identifiers))
        blobs: list[bytes] = []
        start = 0
        for _ in identifiers:
            end = output.index(b"\n", start)
            size = int(output[start:end].split(b" ")[2])
            blobs.append(output[end + 1 : end + 1 + min(size, _MAX_BYTES + 1)])
            start = end + 1 + size + 1
        return blobs

    def uncommitted(self, path: str, *, untracked: bool = True) -> tuple[str, ...]:
        """The files at or below a path that differ from HEAD, or are not tracked."""
        others = "--untracked-files=all" if untracked else "--untracked-files=no"
        output = _output(self.root, "status", "--porcelain=v1", "-z", others, "--no-renames", "--", path)
        return tuple(entry.decode(errors="surrogateescape")[3:] for entry in output.split(b"\0") if entry)

    def tracks(self, path: str) -> bool:
        """Whether git tracks a file at or below a path."""
        return bool(_output(self.root, "ls-files", "-z", "--", path))

    def unmerged(self) -> tuple[str, ...]:
        """The files with conflicts of a merge."""
        output = _output(self.root, "diff", "--name-only", "--diff-filter=U", "-z")
        return tuple(name.decode(errors="surrogateescape") for name in output.split(b"\0") if name)


def repository_of(path: Path) -> GitRepository | None:
    """The repository that contains a path; None outside of one, or without git.

    Raises:
        ConfigurationError: git refuses the repository, for example because another user owns it.
    """
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir() or shutil.which("git") is None:
        return None
    done = _git(folder, "rev-parse", "--show-toplevel")
    if done.returncode == 0:
        return GitRepository(Path(os.fsdecode(done.stdout.rstrip(b"\n")))) if done.stdout.strip() else None
    if b"not a git repository" in done.stderr or b"must be run in a work tree" in done.stderr:
        return None
    raise _failed("rev-parse", done.stderr)


def _failed(command: str, errors: bytes) -> ConfigurationError:
    lines = errors.decode(errors="replace").strip().splitlines()
    message = f"failed: {lines[0].removeprefix('fatal: ')}" if lines else "failed"
    return ConfigurationError([Problem(f"git {command}", message, "correct it, or name a folder with --against DIR", _ERROR)])


def _environment() -> Mapping[str, str]:
    """Git must not write an index, ask for anything, or translate its messages."""
    return {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_LITERAL_PATHSPECS": "1"}


def _git(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments], input=text.encode(), env=_environment(), capture_output=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigurationError([Problem("git", f"failed ({type(error).__name__})", "name a folder with --against DIR", _ERROR)]) from None


def _output(folder: Path, *arguments: str, text: str = "") -> bytes:
    done = _git(folder, *arguments, text=text)
    if done.returncode != 0:
        raise _failed(arguments[0], done.stderr)
    return done.stdout
