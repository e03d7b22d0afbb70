"""`render -o` names the objects that it changes, and `render --check` fails where the folder is not up to date."""

from pathlib import Path

import pytest

from tests.cli.test_program import QUICK_START, run

pytestmark = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("portkey.yaml")
    path.write_text(QUICK_START)
    assert run("render", "-o", "dist").returncode == 0
    return path


def contents() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path("dist").rglob("*") if path.is_file()}


def test_an_up_to_date_folder_passes(file: Path) -> None:
    done = run("render", "-o", "dist", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "dist: up to date\n", "")


def test_a_stale_folder_fails_with_the_objects_and_stays(file: Path) -> None:
    file.write_text(QUICK_START + "gateway: {replicas: 3}\n")
    before = contents()
    done = run("render", "-o", "dist", "--check")
    assert done.returncode == 1
    assert done.stdout == "dist: not up to date, 2 objects differ\n  + PodDisruptionBudget portkey-gateway\n  ~ Deployment portkey-gateway\n"
    assert contents() == before


def test_a_missing_folder_fails_and_is_not_created(file: Path) -> None:
    done = run("render", "-o", "other", "--check")
    assert (done.returncode, done.stdout) == (1, "other: does not exist\n")
    assert not Path("other").exists()


def test_check_needs_a_folder(file: Path) -> None:
    done = run("render", "--check")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--check needs -o" in done.stderr


def test_an_invalid_configuration_has_its_own_status(file: Path) -> None:
    file.write_text("profile: none\n")
    assert run("render", "-o", "dist", "--check").returncode == 2


def test_writing_names_the_changed_objects(file: Path) -> None:
    file.write_text(QUICK_START + "gateway: {replicas: 3}\n")
    done = run("render", "-o", "dist")
    assert done.stdout == (
        "dist: 35 objects (1 added, 1 changed, 0 removed, 33 unchanged)\n  + PodDisruptionBudget portkey-gateway\n  ~ Deployment portkey-gateway\n"
    )


def test_secrets_are_private(file: Path) -> None:
    Path("environments.yaml").write_text("environments:\n  one: {files: [portkey.yaml]}\n")
    done = run("render", "--all", "-o", "fleet")
    assert done.returncode == 0, done.stderr
    for folder in (Path("dist"), Path("fleet/one")):
        modes = {path: path.stat().st_mode & 0o777 for path in folder.rglob("*.k8s.yaml")}
        secrets = {path for path in modes if "\nkind: Secret\n" in path.read_text()}
        assert secrets
        assert {path for path, mode in modes.items() if mode == 0o600} == secrets
