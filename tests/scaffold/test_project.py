"""A project that `init --app` makes, as its owner has it: a fresh environment with the wheel, git, and its own guards."""

import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps import configuration
from portkey_constructs.config import PortkeyConfig
from portkey_constructs.manifests.platform import platform
from portkey_constructs.output.yaml_text import file_texts
from portkey_constructs.scaffold.project import FRESH, project
from tests.test_wheel import clean, wheel

__all__ = ["CDK8S", "ROOT", "Run", "clean", "environment", "hooks", "in_order", "runner", "steps", "texts", "wheel"]

ROOT = Path(__file__).parents[2]
CDK8S = ROOT / "node_modules/.bin/cdk8s"

Run = Callable[..., subprocess.CompletedProcess[str]]


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def environment(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a shell has in which the environment with the wheel is active."""
    node = os.environ.get("JSII_NODE") or shutil.which("node")
    assert node, "node is on PATH once make setup has run"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CDK8S", "GIT_", "PYTEST"))}
    git = {f"GIT_{who}_{what}": "somebody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    home = tmp_path_factory.mktemp("home")
    return {**kept, **git, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "JSII_NODE": node, "PATH": f"{clean}{os.pathsep}{os.environ['PATH']}"}


def runner(folder: Path, environment: Mapping[str, str]) -> Run:
    def run(*command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    return run


@pytest.fixture(scope="module")
def made(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, written and committed as its README says, which no test changes."""
    folder = tmp_path_factory.mktemp("made") / "project"
    begin = runner(folder.parent, environment)
    begin("portkey-constructs", "init", "production-internal", "--app", "-o", folder, "--host", "portkey.acme.test")
    run = runner(folder, environment)
    run("python", "main.py")
    run("git", "init", "--quiet")
    run("git", "add", ".")
    run("git", "commit", "--quiet", "--message", "all of it")
    return folder


@pytest.fixture
def owned(made: Path, environment: dict[str, str], tmp_path: Path) -> tuple[Path, Run]:
    folder = tmp_path / "project"
    shutil.copytree(made, folder, symlinks=True)
    return folder, runner(folder, environment)


def steps(folder: Path) -> dict[str, str]:
    """What CI runs, by its name or by itself."""
    said: Any = yaml.safe_load((folder / ".github/workflows/portkey.yaml").read_text())
    (job,) = said["jobs"].values()
    return {step.get("name", step["run"]): step["run"] for step in job["steps"] if "run" in step and "pip install" not in step["run"]}


def hooks(folder: Path) -> dict[str, list[str]]:
    """What is run before a commit, word by word as pre-commit takes it apart."""
    said: Any = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())
    (repository,) = said["repos"]
    assert repository["repo"] == "local"
    assert all((hook["language"], hook["pass_filenames"]) == ("system", False) for hook in repository["hooks"])
    return {hook["id"]: shlex.split(hook["entry"]) for hook in repository["hooks"]}


def test_main_writes_what_render_writes(made: Path) -> None:
    """The very objects, and nothing but them."""
    wanted = file_texts(platform(PortkeyConfig.from_file(made / "portkey.yaml")))
    found = texts(made / "dist/portkey")
    assert list(found) == sorted(wanted)
    assert {name: yaml.safe_load(text) for name, text in found.items()} == {name: yaml.safe_load(text) for name, text in wanted.items()}
    assert [path.name for path in (made / "dist").iterdir()] == ["portkey"]
    assert "portkey.acme.test" in "".join(found.values())


def test_a_second_run_changes_nothing(owned: tuple[Path, Run]) -> None:
    folder, run = owned

    def seen() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder / "dist").rglob("*")}

    before = seen()
    run("python", "main.py")
    assert seen() == before
    assert run("git", "status", "--porcelain").stdout == ""


def test_everything_that_ci_and_commits_run_passes(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    validate, fresh, test = steps(folder).values()
    assert (validate, fresh.strip(), test) == ("portkey-constructs validate -f portkey.yaml", FRESH, "python -m pytest")
    assert hooks(folder) == {"portkey-validate": ["bash", "-c", validate], "portkey-fresh": ["bash", "-c", FRESH]}
    run("bash", "-e", "-c", validate)
    run("bash", "-e", "-c", fresh)
    tested = run("bash", "-e", "-c", test).stdout
    assert re.search(r"\b3 passed in ", tested), tested
    assert run("git", "status", "--porcelain").stdout == ""


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (("min: 3", "min: 4"), "+  minReplicas: 4"),
        (("profile: production\n", "profile: production\nmonitoring: {serviceMonitor: {}}\n"), "+kind: ServiceMonitor"),
        (("profile: production\n", "profile: production\ncreateNamespace: false\n"), "-kind: Namespace"),
    ],
    ids=["changed", "added", "removed"],
)
def test_a_stale_dist_is_found(owned: tuple[Path, Run], change: tuple[str, str], shown: str) -> None:
    """By the test, by CI's step and by the commit's, until what was written anew is committed."""
    folder, run = owned
    file = folder / "portkey.yaml"
    old, new = change
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))
    run(*hooks(folder)["portkey-validate"])
    if shown.startswith("+  "):
        tested = run("python", "-m", "pytest", check=False)
        assert tested.returncode == 1
        assert "run python main.py, read the difference, and commit it" in tested.stdout
    assert run("git", "status", "--porcelain").stdout == " M portkey.yaml\n"

    run("git", "commit", "--quiet", "--all", "--message", "forgot dist")
    stale = run("bash", "-e", "-c", steps(folder)["dist/ is up to date"], check=False)
    assert stale.returncode == 1
    assert shown in stale.stdout.splitlines()
    run("git", "add", "dist")
    run(*hooks(folder)["portkey-fresh"])
    assert run("git", "status", "--porcelain", "--", "dist").stdout != ""


def test_a_configuration_that_is_refused_leaves_dist(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    before = texts(folder / "dist")
    with (folder / "portkey.yaml").open("a") as file:
        file.write("redis: {kind: nothing}\ningres: {}\n")
    done = run(*hooks(folder)["portkey-fresh"], check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "redis" in done.stderr
    assert run(*hooks(folder)["portkey-validate"], check=False).returncode == 2
    assert texts(folder / "dist") == before


def test_cdk8s_writes_the_same(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    shutil.rmtree(folder / "dist")
    run(CDK8S, "synth", "--check-upgrade=false")
    assert run("git", "status", "--porcelain").stdout == ""


def test_a_project_of_two_clusters(environment: dict[str, str], tmp_path: Path) -> None:
    run = runner(tmp_path, environment)
    run("git", "init", "--quiet")
    run("portkey-constructs", "init", "multi-gateway", "--app")
    run("python", "main.py")
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["application", "gateway"]
    run("git", "add", ".")
    run("git", "commit", "--quiet", "--message", "all of it")
    validate, fresh, test = steps(tmp_path).values()
    told = run("bash", "-e", "-c", validate).stdout
    assert re.findall(r"^(\w+\.yaml): valid, \d+ warnings$", told, re.MULTILINE) == ["application.yaml", "gateway.yaml"]
    run("bash", "-e", "-c", fresh)
    assert re.search(r"\b5 passed in ", run("bash", "-e", "-c", test).stdout)


def test_the_packages_that_decide_are_pinned_to_what_is_here() -> None:
    required = dict(
        line.split("==") for line in project("irsa", {"portkey.yaml": configuration("irsa")})["requirements.txt"].splitlines() if "==" in line
    )
    assert required == {name: importlib.metadata.version(name) for name in ("portkey-constructs", "cdk8s")}


def test_the_readme_is_short_and_true(made: Path) -> None:
    lines = (made / "README.md").read_text().splitlines()
    assert [line[0] for line in lines if line and line[0] != " "] == ["#", "1", "2", "3", "4", "5"]
    assert len(lines) < 12
    assert "kubectl apply -R -f dist/portkey" in lines[-1]
    assert FRESH in (made / ".github/workflows/portkey.yaml").read_text()


def in_order(folder: Path, *files: str) -> None:
    """Python as this repository's own is."""
    for command in ("check", "format --check"):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command.split(), "--config", str(ROOT / "pyproject.toml"), "--no-cache", *files],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_python_is_in_order(made: Path) -> None:
    in_order(made, "main.py", "test_dist.py")
