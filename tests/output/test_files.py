"""Writing files: a reader sees all old files or all new ones, also when the system fails."""

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from portkey_constructs.errors import OutputError
from portkey_constructs.output import directory_swap
from portkey_constructs.output.files import Written, replace_directory, staging, write_directory, write_file
from portkey_constructs.output.ownership import MARKER


def contents(folder: Path) -> dict[str, str]:
    """The text of each file but the markers, which must list the files next to them."""
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
    for name in [name for name in texts if name.endswith(MARKER)]:
        listed = set(texts.pop(name).splitlines()[1:])
        assert listed == {path.name for path in (folder / name).parent.glob("*.k8s.yaml") if path.name in listed}
    return texts


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def files(mark: str, count: int = 12) -> dict[str, str]:
    return {f"{number % 3}-stage/Kind.{number}.k8s.yaml": f"{mark}\n" * 50 for number in range(count)}


def run(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)], capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(params=["at once", "in two steps"])
def both_swaps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the test with the atomic exchange of Linux, and without it."""
    if request.param == "in two steps":
        monkeypatch.setattr(directory_swap, "_exchanged", lambda ready, target: False)


@pytest.mark.usefixtures("both_swaps")
def test_the_folder_contains_exactly_the_files(tmp_path: Path) -> None:
    target = tmp_path / "new" / "dist"
    assert write_directory(target, {"a.k8s.yaml": "1\n", "s/b.k8s.yaml": "2\n", "s/c.k8s.yaml": "é\r\n"}) == Written(3, 0, 0, 0)
    assert write_directory(target, {"a.k8s.yaml": "1\n", "s/b.k8s.yaml": "3\n", "d.k8s.yaml": "4\n"}) == Written(1, 1, 1, 1)
    assert contents(target) == {"a.k8s.yaml": "1\n", "s/b.k8s.yaml": "3\n", "d.k8s.yaml": "4\n"}
    assert write_directory(target, {}) == Written(0, 0, 3, 0)
    assert list(target.iterdir()) == []
    assert names(target.parent) == ["dist"]


def test_unchanged_files_are_not_written(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    write_directory(target, files("a"))
    before = target.stat()
    assert write_directory(target, files("a")) == Written(0, 0, 0, 12)
    assert target.stat().st_ino == before.st_ino


@pytest.mark.usefixtures("both_swaps")
def test_permissions_of_the_folder_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    write_directory(target, files("a"))
    target.chmod(0o750)
    write_directory(target, files("b"))
    assert target.stat().st_mode & 0o7777 == 0o750


@pytest.mark.usefixtures("both_swaps")
def test_a_symbolic_link_is_followed_and_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "elsewhere" / "real", tmp_path / "dist"
    link.symlink_to("elsewhere/real")
    write_directory(link, files("a"))
    write_directory(link, files("b"))
    assert link.is_symlink()
    assert contents(real) == files("b")
    assert names(real.parent) == ["real"]


def test_targets_that_cannot_be_replaced_are_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="is a file"):
        write_directory(tmp_path / "file", files("a"))
    with pytest.raises(OutputError, match="a file has the name of the folder"):
        write_directory(tmp_path / "file" / "below", files("a"))
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError, match=r"symbolic link to itself|too many levels"):
        write_directory(tmp_path / "loop", files("a"))
    current = tmp_path / "current" / "below"
    current.mkdir(parents=True)
    monkeypatch.chdir(current)
    for target in (".", "..", "../..", "/"):
        with pytest.raises(OutputError, match="the current folder or one above it"):
            write_directory(Path(target), files("a"))
    with pytest.raises(OutputError, match="shorter path"):
        write_directory(tmp_path / ("x" * 300), files("a"))


@pytest.mark.parametrize(
    "name",
    ["/etc/x.k8s.yaml", "../x.k8s.yaml", "a/../../x.k8s.yaml", "a//x.k8s.yaml", "./x.k8s.yaml", "a\\x.k8s.yaml", "x.yaml", "", "\0.k8s.yaml"],
)
def test_a_file_name_outside_the_folder_is_rejected(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="the file name"):
        write_directory(tmp_path / "dist", {name: "x"})
    assert names(tmp_path) == []


def test_a_file_and_a_folder_of_the_same_name_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="was not written"):
        write_directory(tmp_path / "dist", {"a.k8s.yaml": "x", "a.k8s.yaml/b.k8s.yaml": "x"})
    assert names(tmp_path) == []


@pytest.mark.usefixtures("both_swaps")
def test_a_staging_folder_replaces_the_target(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    write_directory(target, files("a"))
    with staging(target) as ready:
        assert ready.parent == tmp_path
        (ready / "x.k8s.yaml").write_text("1")
        with staging(tmp_path / "other") as nested:
            assert nested != ready
        assert replace_directory(target, ready) == Written(1, 0, 12, 0)
    assert contents(target) == {"x.k8s.yaml": "1"}
    with pytest.raises(RuntimeError), staging(target):
        raise RuntimeError
    assert names(tmp_path) == ["dist"]
    same = tmp_path / "same"
    shutil.copytree(target, same)
    assert replace_directory(target, same) == Written(0, 0, 0, 1)
    assert names(tmp_path) == ["dist"]


def test_a_folder_that_cannot_replace_the_target_is_rejected(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    write_directory(target, files("a"))
    for ready in (target, target / "0-stage", tmp_path):
        with pytest.raises(OutputError, match="one of them contains the other"):
            replace_directory(target, ready)
    with pytest.raises(OutputError, match="no such file"):
        replace_directory(target, tmp_path / "none")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "x.txt").touch()
    with pytest.raises(OutputError, match="did not write"):
        replace_directory(target, tmp_path / "foreign")
    assert contents(target) == files("a")


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "schema.json"
    write_file(path, "1")
    path.chmod(0o600)
    write_file(path, "2")
    assert path.read_text() == "2"
    assert path.stat().st_mode & 0o777 == 0o600
    link = tmp_path / "link"
    link.symlink_to(path)
    write_file(link, "3")
    assert link.is_symlink()
    assert path.read_text() == "3"
    assert names(path.parent) == ["schema.json"]
    for other in (tmp_path, Path("/dev/null")):
        with pytest.raises(OutputError, match="not a regular file"):
            write_file(other, "x")


WRITE = """
    import sys
    from pathlib import Path
    from portkey_constructs.errors import OutputError
    from portkey_constructs.output.files import write_directory, write_file
    try:
        write_directory(Path(sys.argv[1]), {f"{n}.k8s.yaml": "b" * int(sys.argv[2]) for n in range(8)})
    except OutputError as error:
        print(error)
    try:
        write_file(Path(sys.argv[1]).with_name("one.txt"), "b" * int(sys.argv[2]))
    except OutputError as error:
        print(error)
"""


def test_a_full_disk_leaves_the_old_files_unchanged(tmp_path: Path) -> None:
    script, state = tmp_path / "write.py", tmp_path / "state"
    script.write_text(textwrap.dedent(WRITE))
    state.mkdir()
    shell = (
        'mount -t tmpfs -o size=256k tmpfs "$1" && mkdir "$1/dist" && printf old > "$1/dist/a.k8s.yaml" && printf old > "$1/one.txt" || exit 77\n'
        '"$2" "$3" "$1/dist" 300000; echo "--"; cat "$1/dist/a.k8s.yaml" "$1/one.txt"; echo; ls -A "$1" "$1/dist"; '
        '"$2" "$3" "$1/dist" 10; cat "$1/one.txt"; ls "$1/dist" | wc -l'
    )
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    done = subprocess.run(["unshare", "-rm", "sh", "-c", shell, "sh", state, sys.executable, script], capture_output=True, text=True)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"a file system of its own may not be mounted here: {done.stderr.strip()}")
    errors, rest = done.stdout.split("--\n")
    assert "no space left on device" in errors
    assert "make room on the disk" in errors
    assert rest.split() == ["oldold", f"{state}:", "dist", "one.txt", f"{state}/dist:", "a.k8s.yaml", "bbbbbbbbbb9"]


def test_a_file_size_limit_leaves_the_old_files_unchanged(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    write_directory(target, {"a.k8s.yaml": "old"})
    write_file(tmp_path / "one.txt", "old")

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = run(WRITE, target, 50_000, preexec_fn=limited)
    assert done.stdout.count("file too large") == 2, done.stderr
    assert contents(tmp_path) == {"dist/a.k8s.yaml": "old", "one.txt": "old"}
    assert names(tmp_path) == ["dist", "one.txt"]


def test_a_read_only_folder_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "open" / "dist"
    write_directory(target, {"1/a.k8s.yaml": "old", "2/b.k8s.yaml": "old"})
    if os.geteuid() == 0:
        for folder in [parent for parent in tmp_path.parents if len(parent.parts) > 2] + [tmp_path]:
            folder.chmod(folder.stat().st_mode | 0o055)
        for path in (target.parent, *target.parent.rglob("*")):
            os.chown(path, 65534, 65534)
    (target / "2").chmod(0o555)
    as_nobody = "import os\nif os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    code = "import ctypes, sys\nfrom pathlib import Path\nfrom portkey_constructs.output.files import write_directory\n"
    done = run(f"{code}{as_nobody}write_directory(Path(sys.argv[1]), {{'1/a.k8s.yaml': 'new'}})", target)
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(target) == {"1/a.k8s.yaml": "new"}
    assert names(target.parent) == ["dist"]


def test_a_target_without_write_permission_is_reported(tmp_path: Path) -> None:
    target = tmp_path / "locked" / "dist"
    write_directory(target, {"a.k8s.yaml": "old"})
    target.parent.chmod(0o555)
    if os.geteuid() == 0:
        for folder in [parent for parent in tmp_path.parents if len(parent.parts) > 2] + [tmp_path]:
            folder.chmod(folder.stat().st_mode | 0o055)

    as_nobody = "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    script = textwrap.dedent(WRITE).replace("try:", f"import os\n{as_nobody}try:", 1)
    done = run(script, target, 10)
    target.parent.chmod(0o755)
    assert done.stdout.count("permission denied") == 2, done.stderr
    assert contents(target) == {"a.k8s.yaml": "old"}
    assert names(target.parent) == ["dist"]


def test_a_mounted_folder_is_rejected_with_a_fix(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    script = tmp_path / "write.py"
    script.write_text(textwrap.dedent(WRITE))
    shell = 'mount -t tmpfs tmpfs "$1" || exit 77; "$2" "$3" "$1" 10; ls -A "$1"'
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    done = subprocess.run(["unshare", "-rm", "sh", "-c", shell, "sh", state, sys.executable, script], capture_output=True, text=True)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"a file system of its own may not be mounted here: {done.stderr.strip()}")
    assert "name a folder inside it" in done.stdout
    assert [name for name in names(tmp_path) if name.startswith(".")] == []


WRITE_FOR_EVER = """
    import sys
    from pathlib import Path
    from portkey_constructs.output import directory_swap
    from portkey_constructs.output.files import write_directory
    if sys.argv[2] == "in two steps":
        directory_swap._exchanged = lambda ready, target: False
    print("ready", flush=True)
    while True:
        for mark in "ba":
            write_directory(Path(sys.argv[1]), {f"{n % 3}-stage/Kind.{n}.k8s.yaml": f"{mark}\\n" * 50 for n in range(12)})
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["at once", "in two steps"])
def test_a_kill_at_any_moment_leaves_old_or_new(tmp_path: Path, way: str) -> None:
    target = tmp_path / "dist"
    write_directory(target, files("a"))
    delays = random.Random(7)
    interrupted = 0
    for _ in range(25):
        process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITE_FOR_EVER), str(target), way], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(delays.uniform(0, 0.04))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()
        interrupted += len(names(tmp_path)) > 1
        if way == "in two steps" and not target.exists():
            assert contents(tmp_path / ".dist.portkey-old") in (files("a"), files("b"))
        else:
            assert contents(target) in (files("a"), files("b"))
        if delays.random() < 0.5:
            write_directory(target, {"x.k8s.yaml": "x"})
            assert names(tmp_path) == ["dist"]
            write_directory(target, files("a"))
    assert interrupted, "no process was killed while it wrote"


def test_a_folder_that_a_killed_run_moved_away_is_restored(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    write_directory(target, files("a"))
    target.rename(tmp_path / ".dist.portkey-old")
    (tmp_path / ".dist.99.portkey-new").mkdir()
    (tmp_path / ".dist.2.7.portkey-new.txt").touch()
    (tmp_path / "note").touch()
    assert write_directory(target, files("a")) == Written(0, 0, 0, 12)
    assert names(tmp_path) == [".dist.2.7.portkey-new.txt", "dist", "note"]


def test_the_first_step_is_undone_when_the_second_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, ready = tmp_path / "dist", tmp_path / "ready"
    write_directory(target, files("a"))
    monkeypatch.setattr(directory_swap, "_exchanged", lambda new, old: False)
    ready.mkdir()
    steps: list[str] = []
    renamed = Path.rename

    def rename(path: Path, to: Path) -> Path:
        steps.append(path.name)
        if path.name == ".dist.portkey-swap":
            raise OSError(errno.EIO, "input/output error")
        return renamed(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OutputError, match="input/output error"):
        replace_directory(target, ready)
    assert steps == ["ready", "dist", ".dist.portkey-swap", ".dist.portkey-old"]
    assert contents(target) == files("a")
    assert names(tmp_path) == ["dist"]


def test_two_concurrent_writers_never_mix_their_files(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    write_directory(target, files("a"))
    command = [sys.executable, "-c", textwrap.dedent(WRITE_FOR_EVER), str(target), "at once"]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
        end = time.monotonic() + 1
        while time.monotonic() < end:
            write_directory(target, files("c"))
        assert all(writer.poll() is None for writer in writers)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert contents(target) in (files("a"), files("b"), files("c"))
