"""What a configuration is compared with: a folder of manifests, or a git revision; with the old configuration, where git has it."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from portkey_constructs.errors import ConfigurationError, IdentityError, Problem
from portkey_constructs.loading.reading import load
from portkey_constructs.loading.yaml_source import STANDARD_INPUT
from portkey_constructs.plan.git_repository import GitRepository, repository_of
from portkey_constructs.plan.manifest_files import SUFFIX, environments, folder_files, manifests
from portkey_constructs.platform.platform import Platform

__all__ = ["LIVE", "Baseline", "baseline", "committed_platform"]

LIVE: Final = "live"
"""The name of the cluster after --against."""
_NOTHING, _MISSING, _AMBIGUOUS = "PK-PLAN-001", "PK-PLAN-002", "PK-PLAN-005"
_DIST: Final = "dist"

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The old manifests, where they are from, and the platform of the old configuration, if it is available."""

    label: str
    objects: Sequence[Object]
    platform: Platform | None = None
    notes: tuple[str, ...] = ()


def _refused(path: str, message: str, fix: str, code: str, source: str = "--against") -> ConfigurationError:
    return ConfigurationError([Problem(path, message, fix, code)], source)


def baseline(files: Sequence[str], against: str | None) -> Baseline:
    """What to compare the configuration in `files` with: the folder or revision `against`, or a default.

    The default is the folder `dist` beside the first file, or else the commit HEAD.

    Raises:
        ConfigurationError: it does not exist, is not what this library renders, or is ambiguous.
    """
    named = next((Path(name) for name in files if name != STANDARD_INPUT), None)
    repository = repository_of(named or Path())
    if repository and (conflicts := repository.unmerged()):
        raise _refused("", f"a merge is not finished: {', '.join(conflicts[:3])} has conflicts", "finish or abort the merge", _AMBIGUOUS, "git")
    if against is None:
        return _default(files, named, repository)
    if not against or "\0" in against:
        raise _refused(against, "is not a name", "name a folder, a revision or live; a shell variable may be empty", _MISSING)
    folder = Path(against)
    is_folder_name = against.startswith(("./", "../", "/")) or (against.endswith("/") and folder.is_dir())
    revision = None if is_folder_name or repository is None else _revision(repository, against)
    if folder.is_dir() and revision:
        raise _refused(against, "is a folder and a revision", f"write ./{against} for the folder, or {revision[0][:12]} for the revision", _AMBIGUOUS)
    if folder.is_dir():
        return _from_folder(files, folder, repository)
    if revision and repository:
        return _from_revision(files, repository, against, *revision)
    if folder.exists():
        raise _refused(against, "is a file, expected a folder", "name the folder that render -o wrote", _MISSING)
    what = "is neither a folder nor a revision of the git repository" if repository else "is not a folder, and there is no git repository"
    raise _refused(against, what, "name a folder of manifests, a revision such as origin/main, REV:FOLDER, or live", _MISSING)


def _revision(repository: GitRepository, name: str) -> tuple[str, str | None] | None:
    """The commit and the folder of a name such as `main` or `main:dist/production`."""
    revision, colon, folder = name.partition(":")
    commit = repository.commit(revision) if revision else None
    if commit is None:
        return None
    if folder.startswith("./"):
        folder = repository.path_of(Path(folder)) or folder
    return commit, folder.strip("/") or "." if colon else None


def _default(files: Sequence[str], named: Path | None, repository: GitRepository | None) -> Baseline:
    folder = (named.parent if named else Path()) / _DIST
    if folder.is_dir():
        inside = repository.path_of(folder) if repository else None
        if repository and inside and repository.commit("HEAD") and (changed := repository.uncommitted(inside)):
            message = f"has {len(changed)} {'change' if len(changed) == 1 else 'changes'} that are not committed, so it may not be what is deployed"
            fix = f"write --against {folder}/ to compare with these files, or --against HEAD to compare with the last commit"
            raise _refused(str(folder), message, fix, _AMBIGUOUS)
        return _from_folder(files, folder, repository)
    if repository and (commit := repository.commit("HEAD")):
        return _from_revision(files, repository, "HEAD", commit, None)
    raise _refused("", f"{folder} does not exist, and there is no git commit", "write --against DIR, --against REV or --against live", _NOTHING)


def _objects(files: Mapping[str, bytes], source: str) -> list[dict[str, Any]]:
    if several := environments(files):
        names = ", ".join(several[:3]) + (", ..." if len(several) > 3 else "")
        raise _refused(
            source, f"has a folder for each environment ({names})", f"name one of them, such as {source.rstrip('/')}/{several[0]}", _AMBIGUOUS
        )
    return manifests(files, source)


def _from_folder(files: Sequence[str], folder: Path, repository: GitRepository | None) -> Baseline:
    label = f"{folder}{'' if str(folder).endswith('/') else '/'}"
    objects = _objects(folder_files(folder), str(folder))
    inside = repository.path_of(folder) if repository else None
    commit = repository.commit("HEAD") if repository else None
    if repository is None or inside is None or commit is None:
        return Baseline(label, objects, notes=("IAM permissions are not compared: the old configuration is not in a git repository",))
    if changed := repository.uncommitted(inside):
        note = f"{label} has {len(changed)} {'file' if len(changed) == 1 else 'files'} that differ from the last commit"
        return Baseline(label, objects, notes=(note, "IAM permissions are not compared: no commit has the configuration of these files"))
    if not repository.tracks(inside):
        return Baseline(label, objects, notes=(f"IAM permissions are not compared: git does not track {label}",))
    platform, notes = _former_platform(files, repository, commit, "HEAD")
    return Baseline(label, objects, platform, notes)


def _from_revision(files: Sequence[str], repository: GitRepository, name: str, commit: str, folder: str | None) -> Baseline:
    label = name if name.startswith(commit[:7]) else f"{name} ({commit[:7]})"
    pending = tuple(_pending(files, repository))
    rendered = folder if folder is not None else _dist_of(files, repository)
    content = repository.files(commit, rendered, SUFFIX) if rendered else {}
    platform, notes = _former_platform(files, repository, commit, name.partition(":")[0])
    if content or folder is not None:
        return Baseline(label, _objects(content, name if folder is not None else f"{name}:{rendered}"), platform, (*notes, *pending))
    if platform is None:
        reason = notes[0].partition(": ")[2] if notes else ""
        raise _refused(name, f"has neither manifests in {rendered or _DIST} nor the configuration ({reason})", "name REV:FOLDER", _MISSING)
    note = "the revision has no manifests, so this version rendered its configuration: changes of portkey-constructs itself are not shown"
    return Baseline(label, [staged.manifest for staged in platform.objects()], platform, (note, *notes, *pending))


def _pending(files: Sequence[str], repository: GitRepository) -> Iterator[str]:
    """A note for each configuration file whose changes are not committed: they are part of the plan."""
    for file in files:
        inside = repository.path_of(Path(file)) if file != STANDARD_INPUT else None
        if inside and repository.uncommitted(inside, untracked=False):
            yield f"{file} has changes that are not committed: the plan contains them"


def _dist_of(files: Sequence[str], repository: GitRepository) -> str | None:
    named = next((Path(name) for name in files if name != STANDARD_INPUT), None)
    return repository.path_of(named.parent / _DIST) if named else None


def committed_platform(files: Sequence[str]) -> tuple[Platform | None, tuple[str, ...]]:
    """The platform of the same configuration files in the last commit; None with a note if it is not available."""
    named = next((Path(name) for name in files if name != STANDARD_INPUT), None)
    repository = repository_of(named or Path())
    commit = repository.commit("HEAD") if repository else None
    if repository is None or commit is None:
        return None, ("IAM permissions are not compared: the old configuration is not in a git repository",)
    platform, notes = _former_platform(files, repository, commit, "HEAD")
    return platform, notes or ("IAM permissions are compared with the configuration of the last commit",)


def _former_platform(files: Sequence[str], repository: GitRepository, commit: str, name: str) -> tuple[Platform | None, tuple[str, ...]]:
    """The platform of the same configuration files at a commit; None with a note if it is not available."""
    missing = "IAM permissions are not compared"
    if STANDARD_INPUT in files:
        return None, (f"{missing}: the configuration is read from standard input",)
    contents = {file: (path, repository.file(commit, path)) for file in files if (path := repository.path_of(Path(file)))}
    present = {path: content for path, content in contents.values() if content is not None}
    absent = [file for file in files if file not in contents or contents[file][1] is None]
    if not present:
        return None, (f"{missing}: {', '.join(absent)} does not exist in {name}",)
    with tempfile.TemporaryDirectory() as folder:
        copies = [_copied(Path(folder), path, content) for path, content in present.items()]
        for path, content in present.items():
            _copy_outputs(Path(folder), repository, commit, path, content)
        try:
            platform = load(copies).resolve()
        except (ConfigurationError, IdentityError):
            return None, (f"{missing}: the configuration of {name} is not valid for this version",)
    return platform, (f"{', '.join(absent)} does not exist in {name}: the old configuration is without it",) if absent else ()


def _copied(folder: Path, path: str, content: bytes) -> Path:
    copy = folder / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(content)
    return copy


def _copy_outputs(folder: Path, repository: GitRepository, commit: str, path: str, content: bytes) -> None:
    """Copies the file with the outputs of the AWS companion, if the configuration names one."""
    try:
        data = yaml.safe_load(content)
        name = data["aws"]["outputs"]
        outputs = (Path(path).parent / name).as_posix()
    except (yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError, ValueError):
        return
    if ".." not in Path(outputs).parts and not Path(outputs).is_absolute() and (text := repository.file(commit, outputs)) is not None:
        _copied(folder, outputs, text)
