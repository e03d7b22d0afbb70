"""The program without what only POSIX systems have, as on Windows. It cannot run on Windows itself here."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import yaml

from portkey_constructs.cli.console import PROGRAM
from tests.cli.test_program import QUICK_START
from tests.support.without_posix import HIDDEN_MODULES, HIDDEN_NAMES

pytestmark = pytest.mark.slow

WITHOUT_POSIX = [sys.executable, "-m", "tests.support.without_posix"]
STRICT = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
"""An encoding that is not named is that of the locale, which is not UTF-8 on Windows."""


def run(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, *STRICT, *WITHOUT_POSIX[1:], "portkey_constructs.cli", *arguments]
    return subprocess.run(command, input=None if text is None else text.encode(), capture_output=True, timeout=60)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the configuration, with one for temporary files beside it."""
    (tmp_path / "temporary").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "work")
    Path("portkey.yaml").write_text(f"{QUICK_START}gateway: {{env: {{GREETING: grüße}}}}\n", "utf-8")
    return tmp_path / "work"


def temporary_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder.parent / "temporary").iterdir())


def test_the_modules_and_names_are_hidden(folder: Path) -> None:
    (folder / "code.py").write_text(
        textwrap.dedent(f"""
        import importlib, os
        for name in {HIDDEN_MODULES}:
            try:
                importlib.import_module(name)
            except ImportError:
                continue
            print(name)
        print([name for name in {HIDDEN_NAMES} if hasattr(os, name)])
        for call in (lambda: os.open(".", os.O_RDONLY), lambda: os.rename("code.py", "portkey.yaml"), lambda: open(".")):
            try:
                call()
            except OSError as error:
                print(type(error).__name__)
        """)
    )
    done = subprocess.run([*WITHOUT_POSIX, "code.py"], capture_output=True, text=True)
    assert done.stdout == "[]\nPermissionError\nFileExistsError\nPermissionError\n", done.stderr


def test_render_writes_a_folder_and_replaces_it(folder: Path) -> None:
    first = run("render", "-o", "dist")
    assert (first.returncode, first.stderr) == (0, b"")
    count = len(list(Path("dist").rglob("*.k8s.yaml")))
    assert first.stdout == f"dist: {count} objects ({count} added, 0 changed, 0 removed, 0 unchanged)\n".encode()
    assert not [path for path in Path("dist").rglob("*.yaml") if b"\r" in path.read_bytes()]
    Path("portkey.yaml").write_text(f"{QUICK_START}name: other\n", "utf-8")
    again = run("render", "-o", "dist")
    assert (again.returncode, again.stderr) == (0, b"")
    written = [yaml.safe_load(path.read_text("utf-8")) for path in Path("dist").rglob("*.k8s.yaml")]
    printed = run("render").stdout
    assert b"\r" not in printed
    assert sorted(written, key=str) == sorted(yaml.safe_load_all(printed), key=str)
    assert sorted(path.name for path in folder.iterdir()) == ["dist", "portkey.yaml"]
    assert temporary_files(folder) == []


def test_a_folder_that_a_killed_run_moved_away_is_restored(folder: Path) -> None:
    assert run("render", "-o", "dist").returncode == 0
    Path("dist").rename(".dist.portkey-old")
    Path(".dist.99.portkey-new").mkdir()
    assert b"(0 added, 0 changed, 0 removed, " in run("render", "-o", "dist").stdout
    assert sorted(path.name for path in folder.iterdir()) == ["dist", "portkey.yaml"]


def test_init_writes_a_project_and_keeps_it(folder: Path) -> None:
    for expected in (b"(10 new, 0 unchanged)", b"(0 new, 10 unchanged)"):
        done = run("init", "irsa", "--app", "--yes", "-o", "platform")
        assert (done.returncode, done.stderr) == (0, b"")
        assert expected in done.stdout
    assert run("validate", "-f", "platform/portkey.yaml").returncode == 0
    Path("platform/portkey.yaml").write_text("profile: production\n")
    assert run("init", "irsa", "--app", "--yes", "-o", "platform").returncode == 1
    assert temporary_files(folder) == []


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("validate",), 0),
        (("validate", "-f", "."), 2),
        (("secrets",), 0),
        (("graph", "-o", "portkey.svg"), 0),
        (("flux", "--url", "https://git.example.org/a.git", "--path", "dist", "-o", "flux.yaml"), 0),
        (("explain", "gateway"), 0),
        (("schema",), 0),
        (("verify", "--kubeconfig", "missing"), 2),
        (("aws", "policy"), 2),
        (("--version",), 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_every_command_runs(arguments: tuple[str, ...], status: int) -> None:
    for _ in range(2):
        done = run(*arguments)
        assert done.returncode == status, done.stderr
        assert b"Traceback" not in done.stderr
        assert not done.stderr or status


def test_a_folder_is_reported_as_one() -> None:
    assert b"  . is a directory, expected a YAML file  [PK-FILE-002]" in run("validate", "-f", ".").stdout


def test_standard_input_is_utf_8() -> None:
    done = run("render", "-f", "-", text=Path("portkey.yaml").read_text("utf-8"))
    assert "grüße" in done.stdout.decode()
    assert PROGRAM.encode() in done.stdout


LOCKING = """
    import os, sys, time
    from pathlib import Path
    from portkey_constructs.output.locking import directory_lock, is_locked
    folder, name, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    print("before", is_locked(folder), flush=True)
    with directory_lock(folder):
        print("locked", flush=True)
        time.sleep(seconds)
"""


def locking(folder: Path, seconds: float) -> subprocess.Popen[str]:
    script = folder / "locking.py"
    script.write_text(textwrap.dedent(LOCKING))
    return subprocess.Popen([*WITHOUT_POSIX, str(script), ".", "x", str(seconds)], stdout=subprocess.PIPE, text=True)


def test_a_lock_makes_other_processes_wait_and_ends_with_its_process(folder: Path) -> None:
    with locking(folder, 60) as first:
        assert first.stdout is not None
        assert [first.stdout.readline() for _ in range(2)] == ["before False\n", "locked\n"]
        with locking(folder, 0) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "before True\n"
            time.sleep(0.5)
            assert second.poll() is None
            first.kill()
            assert second.stdout.readline() == "locked\n"
            assert second.wait() == 0
    assert temporary_files(folder) == []


def test_concurrent_renders_never_mix_their_files(folder: Path) -> None:
    command = [*WITHOUT_POSIX, "portkey_constructs.cli", "render", "-o", "dist", "-f"]
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(f"{QUICK_START}name: {name}\n")
    for _ in range(3):
        processes = [subprocess.Popen([*command, f"{name}.yaml"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for name in ("one", "two") * 2]
        results = [(*process.communicate(), process.returncode) for process in processes]
        assert [(errors, status) for _, errors, status in results] == [(b"", 0)] * 4
        written = [yaml.safe_load(path.read_text("utf-8")) for path in Path("dist").rglob("*.k8s.yaml")]
        printed = [subprocess.run([*command[:-3], "-f", f"{name}.yaml"], capture_output=True).stdout for name in ("one", "two")]
        assert sorted(written, key=str) in [sorted(yaml.safe_load_all(text), key=str) for text in printed]
    assert sorted(path.name for path in folder.iterdir()) == ["dist", "one.yaml", "portkey.yaml", "two.yaml"]
