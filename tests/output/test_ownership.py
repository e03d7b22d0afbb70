"""Only files that a marker lists are replaced or removed: everything else in the folder survives a render."""

import errno
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portkey_constructs.errors import OutputError
from portkey_constructs.output import directory_swap, files
from portkey_constructs.output.files import Written, replace_directory, staging, write_directory
from portkey_constructs.output.ownership import MARKER

OBJECT = "kind: Service\nmetadata:\n  labels:\n    app.kubernetes.io/managed-by: portkey-constructs\n"
ONE = {"1-namespace/Namespace.portkey.k8s.yaml": "1\n", "5-services/Service.a.k8s.yaml": "1\n", "5-services/Service.b.k8s.yaml": "1\n"}
TWO = {"1-namespace/Namespace.portkey.k8s.yaml": "2\n", "4-migration/Job.c.k8s.yaml": "2\n"}


def tree(folder: Path) -> dict[str, str]:
    """Every file and link below a folder; folders without a file end with a slash."""
    entries: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            entries[name] = f"-> {path.readlink()}"
        elif path.is_file():
            entries[name] = path.read_text()
        elif path.is_dir() and not any(path.iterdir()):
            entries[f"{name}/"] = ""
    return entries


def others(folder: Path) -> dict[str, str]:
    return {name: text for name, text in tree(folder).items() if name not in {*ONE, *TWO} and not name.endswith(MARKER)}


def put(folder: Path, entries: dict[str, str]) -> None:
    for name, text in entries.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture(params=["at once", "in two steps", "without links"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rendered folder, on a system that exchanges folders, one that does not, and one without hard links."""
    if request.param == "in two steps":
        monkeypatch.setattr(directory_swap, "_exchanged", lambda ready, target: False)
    if request.param == "without links":

        def refused(*_: Any, **__: Any) -> None:
            raise OSError(errno.EPERM, "operation not permitted")

        monkeypatch.setattr(os, "link", refused)
    write_directory(tmp_path / "dist", ONE)
    return tmp_path / "dist"


def test_a_marker_lists_the_files_of_its_folder(tmp_path: Path) -> None:
    write_directory(tmp_path, ONE)
    written = tree(tmp_path)
    assert written.keys() == {*ONE, f"1-namespace/{MARKER}", f"5-services/{MARKER}"}
    assert written[f"5-services/{MARKER}"].splitlines()[1:] == ["Service.a.k8s.yaml", "Service.b.k8s.yaml"]
    write_directory(tmp_path, {})
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "kustomization.yaml",
        "5-services/kustomization.yaml",
        "5-services/Service.mine.k8s.yaml",
        "1-namespace/.hidden",
        "overlays/a/b/deployment.yaml",
        ".git/HEAD",
        "Service.a.k8s.yaml",
        "5-services/é\n x",
    ],
)
def test_files_of_others_survive(target: Path, name: str) -> None:
    put(target, {name: OBJECT})
    (target / name).chmod(0o640)
    before = (target / name).stat()
    assert write_directory(target, TWO) == Written(1, 1, 2, 0, 1)
    assert others(target) == {name: OBJECT}
    assert {path for path in tree(target) if path.endswith(".yaml")} >= {*TWO}
    after = (target / name).stat()
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert write_directory(target, TWO) == Written(0, 0, 0, 2, 1)
    assert write_directory(target, {}) == Written(0, 0, 2, 0, 1)
    assert tree(target) == {name: OBJECT}
    assert [path.name for path in target.parent.iterdir()] == ["dist"]


def test_links_empty_folders_and_their_permissions_survive(target: Path) -> None:
    (target / "empty").mkdir(mode=0o750)
    (target / "5-services/empty").mkdir()
    (target / "nowhere.k8s.yaml").symlink_to("missing")
    (target / "5-services/folder").symlink_to("../1-namespace")
    (target / "closed").mkdir()
    (target / "closed/file").write_text("x")
    (target / "closed").chmod(0o555)
    expected = {"empty/": "", "5-services/empty/": "", "nowhere.k8s.yaml": "-> missing", "5-services/folder": "-> ../1-namespace", "closed/file": "x"}
    write_directory(target, TWO)
    assert others(target) == expected
    assert ((target / "empty").stat().st_mode & 0o777, (target / "closed").stat().st_mode & 0o777) == (0o750, 0o555)
    assert not (target / "5-services" / MARKER).exists()


def test_an_open_file_stays_the_same_file(tmp_path: Path) -> None:
    write_directory(tmp_path / "dist", ONE)
    with (tmp_path / "dist/log.txt").open("w") as log:
        write_directory(tmp_path / "dist", TWO)
        log.write("written later")
    assert (tmp_path / "dist/log.txt").read_text() == "written later"


def test_a_pipe_survives(tmp_path: Path) -> None:
    write_directory(tmp_path / "dist", ONE)
    os.mkfifo(tmp_path / "dist/pipe")
    write_directory(tmp_path / "dist", TWO)
    assert (tmp_path / "dist/pipe").is_fifo()


def test_a_file_with_the_name_of_a_new_one_is_refused(target: Path) -> None:
    put(target, {"4-migration/Job.c.k8s.yaml": "mine\n"})
    before = tree(target)
    with pytest.raises(
        OutputError, match=r"dist contains 4-migration/Job\.c\.k8s\.yaml, which this library did not write and would overwrite: rename"
    ):
        write_directory(target, TWO)
    assert tree(target) == before
    assert [path.name for path in target.parent.iterdir()] == ["dist"]


@pytest.mark.parametrize("occupant", ["a file in place of a folder", "a link in place of a folder", "a folder in place of a file"])
def test_what_is_in_the_way_is_refused(target: Path, occupant: str) -> None:
    if occupant == "a file in place of a folder":
        (target / "4-migration").write_text("mine")
    elif occupant == "a link in place of a folder":
        (target / "4-migration").symlink_to("5-services")
    else:
        put(target, {"4-migration/Job.c.k8s.yaml/mine": "x"})
    before = tree(target)
    with pytest.raises(OutputError, match="did not write and would overwrite"):
        write_directory(target, TWO)
    assert tree(target) == before


def test_all_files_in_the_way_are_counted(tmp_path: Path) -> None:
    new = {f"{number}.k8s.yaml": "new" for number in range(5)}
    put(tmp_path / "dist", dict.fromkeys(new, "mine"))
    with pytest.raises(OutputError, match=r"0\.k8s\.yaml, 1\.k8s\.yaml, 2\.k8s\.yaml and 2 more"):
        write_directory(tmp_path / "dist", new)


def test_a_file_that_equals_the_new_one_is_adopted(tmp_path: Path) -> None:
    put(tmp_path, ONE)
    assert write_directory(tmp_path, ONE) == Written(0, 0, 0, 3)
    assert write_directory(tmp_path, TWO) == Written(1, 1, 2, 0)


def test_a_listed_file_that_became_a_link_is_not_ours(target: Path) -> None:
    name = "5-services/Service.a.k8s.yaml"
    (target / name).unlink()
    (target / name).symlink_to("Service.b.k8s.yaml")
    with pytest.raises(OutputError, match="did not write"):
        write_directory(target, {**ONE, name: "3"})
    write_directory(target, TWO)
    assert tree(target)[name] == "-> Service.b.k8s.yaml"


def test_a_marker_that_is_no_file_is_refused(target: Path) -> None:
    (target / "4-migration" / MARKER).mkdir(parents=True)
    with pytest.raises(OutputError, match=r"4-migration/\.portkey-constructs is not a regular file"):
        write_directory(target, TWO)


def test_a_marker_with_a_merge_conflict_lists_both_sides(tmp_path: Path) -> None:
    write_directory(tmp_path, ONE)
    put(tmp_path, {"5-services/Service.c.k8s.yaml": "c", "5-services/mine.k8s.yaml": "mine"})
    marker = tmp_path / "5-services" / MARKER
    marker.write_text("# x\n<<<<<<< HEAD\nService.a.k8s.yaml\nService.b.k8s.yaml\n||||||| base\n=======\nService.c.k8s.yaml\n>>>>>>> branch\n")
    write_directory(tmp_path, TWO)
    assert others(tmp_path) == {"5-services/mine.k8s.yaml": "mine"}


def test_folders_of_versions_without_markers_are_adopted(tmp_path: Path) -> None:
    put(tmp_path, {"quickstart/5-services/Service.old.k8s.yaml": OBJECT, "gke/4-migration/Job.old.k8s.yaml": OBJECT, "old.k8s.yaml": OBJECT})
    put(tmp_path, {"gke/4-migration/mine.k8s.yaml": "kind: Service\n"})
    assert write_directory(tmp_path, {f"gke/{name}": text for name, text in TWO.items()}) == Written(2, 0, 3, 0, 1)
    assert tree(tmp_path).keys() == {
        *(f"gke/{name}" for name in (*TWO, f"1-namespace/{MARKER}", f"4-migration/{MARKER}")),
        "gke/4-migration/mine.k8s.yaml",
    }


def test_environments_are_adopted_one_after_the_other(tmp_path: Path) -> None:
    put(tmp_path, {"quickstart/5-services/Service.old.k8s.yaml": OBJECT, "gke/4-migration/Job.old.k8s.yaml": OBJECT})
    write_directory(tmp_path / "gke", TWO)
    assert write_directory(tmp_path, {f"gke/{name}": text for name, text in TWO.items()}).removed == 1
    assert not (tmp_path / "quickstart").exists()


@pytest.mark.parametrize("folder", ["mine", "mine/1-namespace/x", "5-services/patches", "gke"])
def test_nothing_is_adopted_next_to_a_marker(tmp_path: Path, folder: str) -> None:
    write_directory(tmp_path, ONE)
    put(tmp_path, {f"{folder}/copy.k8s.yaml": OBJECT})
    write_directory(tmp_path, TWO)
    assert others(tmp_path) == {f"{folder}/copy.k8s.yaml": OBJECT}


def test_a_folder_with_other_files_is_not_adopted(tmp_path: Path) -> None:
    put(tmp_path, {"5-services/Service.old.k8s.yaml": OBJECT, "5-services/notes.txt": "mine"})
    write_directory(tmp_path, TWO)
    assert others(tmp_path) == {"5-services/Service.old.k8s.yaml": OBJECT, "5-services/notes.txt": "mine"}


def test_a_folder_inside_another_output_folder_has_its_own_markers(tmp_path: Path) -> None:
    write_directory(tmp_path, {f"gke/{name}": text for name, text in ONE.items()})
    put(tmp_path, {"gke/mine": "x", "mine": "y"})
    write_directory(tmp_path / "gke", TWO)
    assert others(tmp_path / "gke") == {"mine": "x"}
    assert write_directory(tmp_path, {f"gke/{name}": text for name, text in TWO.items()}) == Written(0, 0, 0, 2, 2)


def test_a_copy_with_markers_can_be_the_new_folder(tmp_path: Path) -> None:
    with staging(tmp_path / "dist") as ready:
        put(ready, {**ONE, f"5-services/{MARKER}": "Service.gone.k8s.yaml\n"})
        replace_directory(tmp_path / "dist", ready)
    assert tree(tmp_path / "dist")[f"5-services/{MARKER}"].splitlines()[1:] == ["Service.a.k8s.yaml", "Service.b.k8s.yaml"]


def changed_before_the_swap(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Another program changes the folder after it was read, and before it is replaced."""
    swap, changes = directory_swap.swap_directory, [change]

    def swap_directory(ready: Path, target: Path) -> None:
        while changes:
            changes.pop()(target)
        swap(ready, target)

    monkeypatch.setattr(files, "swap_directory", swap_directory)


def test_changes_between_reading_and_swapping_survive(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(target, {"edited": "1", "saved": "1", "deleted": "1", "moved": "1", "folder/kept": "1"})
    os.utime(target / "saved", (1, 1))

    def change(folder: Path) -> None:
        with (folder / "edited").open("a") as file:
            file.write("2")
        (folder / "saved.tmp").write_text("2")
        (folder / "saved.tmp").replace(folder / "saved")
        (folder / "deleted").unlink()
        (folder / "moved").rename(folder / "5-services/moved")
        put(folder, {"added": "2", "new/folder/added": "2", "5-services/added.k8s.yaml": "2"})

    changed_before_the_swap(monkeypatch, change)
    write_directory(target, TWO)
    assert others(target) == {
        "edited": "12",
        "saved": "2",
        "5-services/moved": "1",
        "folder/kept": "1",
        "added": "2",
        "new/folder/added": "2",
        "5-services/added.k8s.yaml": "2",
    }
    assert [path.name for path in target.parent.iterdir()] == ["dist"]


def test_a_file_added_with_the_name_of_a_new_one_undoes_the_swap(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_before_the_swap(monkeypatch, lambda folder: put(folder, {"4-migration/Job.c.k8s.yaml": "mine", "added": "x"}))
    with pytest.raises(OutputError, match=r"4-migration/Job\.c\.k8s\.yaml, which this library did not write"):
        write_directory(target, TWO)
    assert {name: text for name, text in tree(target).items() if not name.endswith(MARKER)} == {
        **ONE,
        "4-migration/Job.c.k8s.yaml": "mine",
        "added": "x",
    }
    assert [path.name for path in target.parent.iterdir()] == ["dist"]


def test_files_that_a_killed_run_left_behind_are_moved_back(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_before_the_swap(monkeypatch, lambda folder: put(folder, {"5-services/added": "x"}))
    with monkeypatch.context() as killed:

        def kill(*_: Any) -> None:
            raise KeyboardInterrupt

        killed.setattr(files, "reclaim", kill)
        with pytest.raises(KeyboardInterrupt):
            write_directory(target, TWO)
    assert others(target) == {}
    assert write_directory(target, TWO) == Written(0, 0, 0, 2, 1)
    assert others(target) == {"5-services/added": "x"}
    assert not (target / "5-services/Service.a.k8s.yaml").exists()
    assert [path.name for path in target.parent.iterdir()] == ["dist"]


def test_leftovers_inside_the_folder_are_removed(tmp_path: Path) -> None:
    write_directory(tmp_path / "dist", {f"gke/{name}": text for name, text in ONE.items()})
    put(tmp_path / "dist", {".gke.99.portkey-new/x.k8s.yaml": "x", ".gke.portkey-swap/added": "mine"})
    write_directory(tmp_path / "dist", {f"gke/{name}": text for name, text in TWO.items()})
    assert others(tmp_path / "dist/gke") == {"added": "mine"}
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["gke"]


OURS = st.dictionaries(st.sampled_from(["a.k8s.yaml", "s/a.k8s.yaml", "s/b.k8s.yaml", "t/u/c.k8s.yaml"]), st.sampled_from("12"))
NAMES = st.sampled_from(["a.k8s.yaml", "s/b.k8s.yaml", "s/x", "t/u/y.k8s.yaml", "v/w/z", ".hidden", "t/.portkey"])
STEPS = st.lists(st.tuples(st.just("render"), OURS) | st.tuples(st.sampled_from(["put", "delete"]), NAMES), max_size=12)


@pytest.mark.slow
@given(STEPS)
def test_any_sequence_of_renders_and_changes_keeps_the_files_of_others(steps: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "dist"
        ours: dict[str, str] = {}
        foreign: dict[str, str] = {}
        for number, (action, argument) in enumerate(steps):
            if action == "render":
                if argument.keys() & foreign.keys():
                    with pytest.raises(OutputError, match="did not write"):
                        write_directory(folder, argument)
                else:
                    assert write_directory(folder, argument).kept == len(foreign)
                    ours = argument
            elif argument not in ours:
                foreign.pop(argument, None)
                if action == "put":
                    put(folder, {argument: f"mine {number}"})
                    foreign[argument] = f"mine {number}"
                else:
                    (folder / argument).unlink(missing_ok=True)
            files_now = {path: text for path, text in tree(folder).items() if not path.endswith((MARKER, "/"))}
            assert files_now == ours | foreign


@pytest.mark.slow
def test_every_file_that_a_program_adds_during_renders_survives(target: Path) -> None:
    added: list[str] = []
    stop = threading.Event()

    def add() -> None:
        number = 0
        while not stop.is_set() and number < 100:
            number += 1
            time.sleep(0.002)
            path = target / "5-services" / f"mine-{number}"
            try:
                path.write_text(str(number))
            except FileNotFoundError:  # the folder is not there between the two steps
                continue
            added.append(path.name)
            if number % 3 == 0:
                temporary = path.with_name("saving")
                try:
                    temporary.write_text(f"saved {number}")
                    temporary.replace(target / "5-services/saved")
                except FileNotFoundError:
                    continue

    program = threading.Thread(target=add)
    program.start()
    try:
        for number in range(12):
            write_directory(target, ONE if number % 2 else {**TWO, "5-services/Service.d.k8s.yaml": "2"})
    finally:
        stop.set()
        program.join()
    write_directory(target, ONE)
    assert len(added) > 10
    assert [name for name in added if not (target / "5-services" / name).exists()] == []
