"""Says which objects writing a folder changes, or which differ from it."""

from collections.abc import Sequence

from portkey_constructs.cli.console import FAILED, printable, write_output
from portkey_constructs.output.file_changes import FileChanges
from portkey_constructs.output.files import Written

__all__ = ["changed_objects", "report_check", "written_objects"]


def changed_objects(folder: str, objects: int, changes: FileChanges) -> str:
    """A line with the numbers of objects in a folder, and a line for each object that differs from before unless the folder is new."""
    added, changed, removed = (len(names) for names in changes[:3])
    return written_objects(folder, f"{objects} objects", Written(added, changed, removed, objects - added - changed), changes)


def written_objects(folder: str, what: str, written: Written, changes: FileChanges) -> str:
    """The same with the numbers of files that were written."""
    kept = f"; {written.kept} other file{'s' * (written.kept != 1)} kept" if written.kept else ""
    counts = f"({written.added} added, {written.changed} changed, {written.removed} removed, {written.unchanged} unchanged{kept})"
    return f"{printable(folder)}: {what} {counts}\n{'' if changes.is_new else _listed(changes)}"


def report_check(folders: Sequence[tuple[str, FileChanges]]) -> None:
    """Print the objects of each folder that differ, and exit with a status if there are any."""
    texts = [_checked(folder, changes) for folder, changes in folders]
    write_output("".join(texts))
    if any([*changes.lines] for _, changes in folders):
        raise SystemExit(FAILED)


def _checked(folder: str, changes: FileChanges) -> str:
    if not (lines := list(changes.lines)):
        return f"{printable(folder)}: up to date\n"
    state = "does not exist" if changes.is_new else f"not up to date, {len(lines)} {'object differs' if len(lines) == 1 else 'objects differ'}"
    return f"{printable(folder)}: {state}\n{'' if changes.is_new else _listed(changes)}"


def _listed(changes: FileChanges) -> str:
    return "".join(f"{printable(line)}\n" for line in changes.lines)
