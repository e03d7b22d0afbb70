"""New files appear complete, all of them or none, and existing files are unchanged."""

import errno
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from portkey_constructs.errors import OutputError
from portkey_constructs.scaffold import new_files
from portkey_constructs.scaffold.new_files import write_new_files

FILES = {"portkey.yaml": "a: 1\n", ".github/workflows/one.yaml": "é\n", "deep/er/two.txt": "2\n"}
WRITE = """
import sys
from pathlib import Path
from portkey_constructs.errors import OutputError
from portkey_constructs.scaffold.new_files import write_new_files
try:
    print(write_new_files(Path(sys.argv[1]), {f"{number % 7}/{number}.txt": "x" * int(sys.argv[2]) for number in range(40)}))
except OutputError as error:
    print(error)
"""


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)], capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("target", ["missing", "empty", "in use", "current folder", "symbolic link"])
def test_folder_contains_exactly_the_files(tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new" / "er"
    existing: dict[str, str] = {}
    if target != "missing":
        folder.mkdir(parents=True)
    if target == "in use":
        existing = {"notes.txt": "mine"}
        (folder / "notes.txt").write_text("mine")
    elif target == "current folder":
        monkeypatch.chdir(folder)
        folder = Path()
    elif target == "symbolic link":
        (tmp_path / "link").symlink_to("new/er")
        folder = tmp_path / "link"
    assert write_new_files(folder, FILES) == tuple(FILES)
    assert texts(folder) == {**FILES, **existing}
    assert names(tmp_path / "new") == ["er"]
    assert names(folder) == sorted({name.partition("/")[0] for name in (*FILES, *existing)})
    assert [stat.st_nlink for stat in (path.stat() for path in folder.rglob("*") if path.is_file())] == [1] * (len(FILES) + len(existing))


def version(path: Path) -> tuple[int, int]:
    """The file itself and the time of its last change; reading a file changes the rest of its status."""
    status = path.lstat()
    return status.st_ino, status.st_mtime_ns


def test_file_with_the_same_content_is_kept(tmp_path: Path) -> None:
    write_new_files(tmp_path, FILES)
    before = {name: version(tmp_path / name) for name in FILES}
    assert write_new_files(tmp_path, FILES) == ()
    (tmp_path / "deep/er/two.txt").unlink()
    assert write_new_files(tmp_path, FILES) == ("deep/er/two.txt",)
    unchanged = [name for name in FILES if name != "deep/er/two.txt"]
    assert [version(tmp_path / name) == before[name] for name in unchanged] == [True, True]


@pytest.mark.parametrize("kind", ["file", "folder", "link", "link to nothing"])
def test_existing_file_is_not_overwritten(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "portkey.yaml"
    if kind == "file":
        place.write_text("mine")
    elif kind == "folder":
        place.mkdir()
    else:
        (tmp_path / "else.yaml").write_text("mine")
        place.symlink_to("else.yaml" if kind == "link" else "nowhere.yaml")
    before = (version(place), texts(tmp_path), names(tmp_path))
    with pytest.raises(OutputError, match=r"^portkey\.yaml in .* exists with other content, and nothing was overwritten: "):
        write_new_files(tmp_path, FILES)
    assert (version(place), texts(tmp_path), names(tmp_path)) == before


def test_all_existing_files_are_reported(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"^0\.txt, 1\.txt, 2\.txt and 3 more in .* exist with other content"):
        write_new_files(tmp_path, {f"{number}.txt": "ours" for number in range(6)})


def test_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("mine")
    with pytest.raises(OutputError, match="a file has the name of the folder"):
        write_new_files(tmp_path, FILES)
    assert texts(tmp_path) == {"deep": "mine"}
    assert names(tmp_path) == ["deep"]
    with pytest.raises(OutputError, match=r"deep is a file, not a folder"):
        write_new_files(tmp_path / "deep", FILES)
    with pytest.raises(OutputError, match="a file has the name of the folder"):
        write_new_files(tmp_path / "deep" / "er", FILES)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError):
        write_new_files(tmp_path / "loop", FILES)


def test_folder_with_other_files_is_refused_with_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert write_new_files(tmp_path, FILES, alone=True) == tuple(FILES)
    (tmp_path / "dist").mkdir()
    assert write_new_files(tmp_path, FILES, alone=True) == ()
    (tmp_path / "portkey.yaml").unlink()
    with pytest.raises(OutputError, match=r"is in use \(it contains dist\), and a project needs a separate folder: name a new one with -o"):
        write_new_files(tmp_path, FILES, alone=True)
    assert not (tmp_path / "portkey.yaml").exists()


def test_failure_removes_the_files_written_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    put = new_files._put

    def broken(new: Path, place: Path) -> None:
        if place.name == "two.txt":
            raise OSError(errno.ENOSPC, "No space left on device")
        put(new, place)

    monkeypatch.setattr(new_files, "_put", broken)
    with pytest.raises(OutputError, match="no space left on device"):
        write_new_files(tmp_path, FILES)
    assert names(tmp_path) == ["notes.txt"]


def test_file_of_a_concurrent_process_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    fill = new_files._fill

    def slow(folder: Path, contents: dict[str, bytes]) -> None:
        fill(folder, contents)
        (tmp_path / "portkey.yaml").write_text("theirs")

    monkeypatch.setattr(new_files, "_fill", slow)
    with pytest.raises(OutputError, match="exists with other content"):
        write_new_files(tmp_path, FILES)
    assert texts(tmp_path) == {"notes.txt": "mine", "portkey.yaml": "theirs"}


def test_folder_of_a_concurrent_process_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill = new_files._fill

    def slow(folder: Path, contents: dict[str, bytes]) -> None:
        fill(folder, contents)
        (tmp_path / "new").mkdir()
        (tmp_path / "new/portkey.yaml").write_text("theirs")

    monkeypatch.setattr(new_files, "_fill", slow)
    with pytest.raises(OutputError, match="directory not empty"):
        write_new_files(tmp_path / "new", FILES)
    assert texts(tmp_path) == {"new/portkey.yaml": "theirs"}
    assert names(tmp_path) == ["new"]


def test_files_are_written_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    (tmp_path / "notes.txt").write_text("mine")
    assert write_new_files(tmp_path, FILES) == tuple(FILES)
    assert texts(tmp_path) == {**FILES, "notes.txt": "mine"}
    with pytest.raises(FileExistsError):
        new_files._put(tmp_path / "portkey.yaml", tmp_path / "notes.txt")


@pytest.mark.parametrize("exists", [False, True])
def test_full_disk_leaves_no_files(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "folder"
    if exists:
        target.mkdir()

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = run(WRITE, target, 50_000, preexec_fn=limited)
    assert "file too large" in done.stdout, done.stderr
    assert names(tmp_path) == (["folder"] if exists else [])
    assert not exists or names(target) == []


@pytest.mark.parametrize("exists", [False, True])
def test_missing_permission_is_reported(tmp_path: Path, exists: bool) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o555)
    if os.geteuid() == 0:
        for folder in [parent for parent in tmp_path.parents if len(parent.parts) > 2] + [tmp_path]:
            folder.chmod(folder.stat().st_mode | 0o055)
    unprivileged = "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    done = run(textwrap.dedent(WRITE).replace("try:", f"import os\n{unprivileged}try:", 1), locked if exists else locked / "new", 10)
    assert "was not written (permission denied), the previous files are unchanged: check the permissions" in done.stdout, done.stderr
    locked.chmod(0o755)
    assert names(locked) == []


@pytest.mark.slow
@pytest.mark.parametrize("exists", [False, True])
def test_killed_process_leaves_only_complete_files(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "folder"
    for moment in range(12):
        for path in sorted(tmp_path.rglob("*"), reverse=True):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        if exists:
            target.mkdir()
        process = subprocess.Popen([sys.executable, "-c", WRITE, str(target), "200000"], stdout=subprocess.DEVNULL)
        time.sleep(0.08 + moment * 0.01)
        process.kill()
        process.wait()
        files = [path for path in target.rglob("*.txt") if ".portkey-new" not in str(path)] if target.exists() else []
        assert {path.stat().st_size for path in files} <= {200_000}
        assert exists or len(files) in (0, 40)
        assert run(WRITE, target, 200_000).stderr == ""
        assert len(texts(target)) == 40
        assert [path for path in tmp_path.rglob("*") if ".portkey-new" in path.name] == []
