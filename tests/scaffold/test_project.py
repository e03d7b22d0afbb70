"""A project that `init --app` creates, used as its README says: in a new environment with the wheel, in git, with its own checks."""

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
from portkey_constructs.output.yaml_text import file_texts
from portkey_constructs.scaffold.project import DIST_CHECK, project_files
from tests.test_wheel import clean, wheel

pytestmark = pytest.mark.slow

__all__ = ["CDK8S", "ROOT", "Run", "assert_style", "clean", "environment", "hooks", "runner", "steps", "texts", "wheel"]

ROOT = Path(__file__).parents[2]
CDK8S = ROOT / "node_modules/.bin/cdk8s"

Run = Callable[..., subprocess.CompletedProcess[str]]


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def environment(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of a shell in which the environment with the wheel is active."""
    node = os.environ.get("JSII_NODE") or shutil.which("node")
    assert node, "node is on PATH once make setup has run"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CDK8S", "GIT_", "PYTEST"))}
    git = {f"GIT_{identity}_{what}": "tester" for identity in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    home = tmp_path_factory.mktemp("home")
    return {**inherited, **git, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "JSII_NODE": node, "PATH": f"{clean}{os.pathsep}{os.environ['PATH']}"}


def runner(folder: Path, environment: Mapping[str, str]) -> Run:
    def run(*command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    return run


@pytest.fixture(scope="module")
def project(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, written and committed as its README says. Tests do not change it."""
    folder = tmp_path_factory.mktemp("created") / "project"
    runner(folder.parent, environment)("portkey-constructs", "init", "production-internal", "--app", "-o", folder, "--host", "portkey.acme.test")
    run = runner(folder, environment)
    run("python", "main.py")
    run("git", "init", "--quiet")
    run("git", "add", ".")
    run("git", "commit", "--quiet", "--message", "all of it")
    return folder


@pytest.fixture
def project_copy(project: Path, environment: dict[str, str], tmp_path: Path) -> tuple[Path, Run]:
    folder = tmp_path / "project"
    shutil.copytree(project, folder, symlinks=True)
    return folder, runner(folder, environment)


def steps(folder: Path) -> dict[str, str]:
    """The commands of the CI workflow, by step name or by command."""
    workflow: Any = yaml.safe_load((folder / ".github/workflows/portkey.yaml").read_text())
    (job,) = workflow["jobs"].values()
    return {step.get("name", step["run"]): step["run"] for step in job["steps"] if "run" in step and "pip install" not in step["run"]}


def hooks(folder: Path) -> dict[str, list[str]]:
    """The arguments of each pre-commit hook, split as pre-commit splits them."""
    settings: Any = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())
    (repository,) = settings["repos"]
    assert repository["repo"] == "local"
    assert all((hook["language"], hook["pass_filenames"]) == ("system", False) for hook in repository["hooks"])
    return {hook["id"]: shlex.split(hook["entry"]) for hook in repository["hooks"]}


def test_main_writes_the_objects_that_render_prints(project: Path) -> None:
    expected = file_texts(PortkeyConfig.from_file(project / "portkey.yaml").resolve().objects())
    written = {name: text for name, text in texts(project / "dist/portkey").items() if name.endswith(".yaml")}
    assert list(written) == sorted(expected)
    assert {name: yaml.safe_load(text) for name, text in written.items()} == {name: yaml.safe_load(text) for name, text in expected.items()}
    assert [path.name for path in (project / "dist").iterdir()] == ["portkey"]
    assert "portkey.acme.test" in "".join(written.values())


def test_second_run_changes_nothing(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy

    def snapshot() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder / "dist").rglob("*")}

    before = snapshot()
    run("python", "main.py")
    assert snapshot() == before
    assert run("git", "status", "--porcelain").stdout == ""


def test_ci_and_commit_hooks_pass(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    validate, fresh, test = steps(folder).values()
    assert (validate, fresh.strip(), test) == ("portkey-constructs validate -f portkey.yaml", DIST_CHECK, "python -m pytest")
    assert hooks(folder) == {"portkey-validate": ["bash", "-c", validate], "portkey-dist": ["bash", "-c", DIST_CHECK]}
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
def test_outdated_dist_fails_the_checks(project_copy: tuple[Path, Run], change: tuple[str, str], shown: str) -> None:
    """The test, the CI step and the commit hook fail until the new dist/ is committed."""
    folder, run = project_copy
    file = folder / "portkey.yaml"
    old, new = change
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))
    run(*hooks(folder)["portkey-validate"])
    if shown.startswith("+  "):
        tested = run("python", "-m", "pytest", check=False)
        assert tested.returncode == 1
        assert "run python main.py, review the difference, and commit it" in tested.stdout
    assert run("git", "status", "--porcelain").stdout == " M portkey.yaml\n"

    run("git", "commit", "--quiet", "--all", "--message", "forgot dist")
    outdated = run("bash", "-e", "-c", steps(folder)["dist/ is up to date"], check=False)
    assert outdated.returncode == 1
    assert shown in outdated.stdout.splitlines()
    run("git", "add", "dist")
    run(*hooks(folder)["portkey-dist"])
    assert run("git", "status", "--porcelain", "--", "dist").stdout != ""


def test_invalid_configuration_keeps_dist(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    before = texts(folder / "dist")
    with (folder / "portkey.yaml").open("a") as file:
        file.write("redis: {kind: nothing}\ningres: {}\n")
    done = run(*hooks(folder)["portkey-dist"], check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "redis" in done.stderr
    assert run(*hooks(folder)["portkey-validate"], check=False).returncode == 2
    assert texts(folder / "dist") == before


def test_cdk8s_cli_writes_the_same_files(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    shutil.rmtree(folder / "dist")
    run(CDK8S, "synth", "--check-upgrade=false")
    assert run("git", "status", "--porcelain").stdout == ""


def test_project_with_two_clusters(environment: dict[str, str], tmp_path: Path) -> None:
    run = runner(tmp_path, environment)
    run("git", "init", "--quiet")
    run("portkey-constructs", "init", "multi-gateway", "--app")
    run("python", "main.py")
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["application", "gateway"]
    run("git", "add", ".")
    run("git", "commit", "--quiet", "--message", "all of it")
    validate, fresh, test = steps(tmp_path).values()
    output = run("bash", "-e", "-c", validate).stdout
    assert re.findall(r"^(\w+\.yaml): valid, \d+ warnings$", output, re.MULTILINE) == ["application.yaml", "gateway.yaml"]
    run("bash", "-e", "-c", fresh)
    assert re.search(r"\b5 passed in ", run("bash", "-e", "-c", test).stdout)


def test_packages_that_determine_dist_have_the_installed_versions() -> None:
    lines = project_files("irsa", {"portkey.yaml": configuration("irsa")})["requirements.txt"].splitlines()
    assert f"cdk8s=={importlib.metadata.version('cdk8s')} \\" in lines
    assert f"pydantic=={importlib.metadata.version('pydantic')} \\" in lines
    assert not [line for line in lines if line.startswith("portkey")]


def test_readme_is_short_and_complete(project: Path) -> None:
    lines = (project / "README.md").read_text().splitlines()
    assert [line[0] for line in lines if line and line[0] != " "] == ["#", "1", "2", "3", "4", "5"]
    assert len(lines) < 12
    assert "kubectl apply -R -f dist/portkey" in lines[-1]
    assert DIST_CHECK in (project / ".github/workflows/portkey.yaml").read_text()


def assert_style(folder: Path, *files: str) -> None:
    """Checks that Python files follow the style of this repository."""
    for command in ("check", "format --check"):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command.split(), "--config", str(ROOT / "pyproject.toml"), "--no-cache", *files],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_python_follows_the_style(project: Path) -> None:
    assert_style(project, "main.py", "test_dist.py")
