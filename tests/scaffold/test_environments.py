"""The repository with several environments that `init --environments` creates."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner

from portkey_constructs.cli.app import program
from portkey_constructs.environments import read_environments
from portkey_constructs.environments.checks import claims, conflicts
from portkey_constructs.scaffold.environments import environment_files

HOST = {"host": "portkey.acme.test"}
OPEN_QUESTION = "PK-FILE-025"


def init(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(program, ["init", "--environments", *arguments])
    return done.exit_code, done.output


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for path, text in environment_files(HOST).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_environments_are_valid_and_distinct(repository: Path) -> None:
    environments = read_environments(repository / "environments.yaml")
    loaded = {name: environment.load() for name, environment in environments.items()}

    assert len(environments) == 4
    assert {problem.code for _, warnings in loaded.values() for problem in warnings} == {OPEN_QUESTION}
    assert conflicts(claim for name, environment in environments.items() for claim in claims(environment, loaded[name][0].resolve())) == ()


def test_hosts_are_below_the_domain_of_the_host(repository: Path) -> None:
    environments = read_environments(repository / "environments.yaml")
    hosts = {exposure.settings.host for each in environments.values() for exposure in each.load()[0].resolve().exposures.values()}

    assert len(hosts) == 8
    assert all(host and host.endswith(".acme.test") for host in hosts)


def test_every_file_is_valid_by_the_schema_that_it_names(repository: Path) -> None:
    files = sorted(repository.rglob("*.yaml"))

    assert len(files) == 8
    for file in files:
        first, _, rest = file.read_text().partition("\n")
        schema = json.loads((file.parent / first.partition("$schema=")[2]).read_text())
        assert jsonschema_rs.Draft7Validator(schema).is_valid(yaml.safe_load(rest)), file


def test_no_layer_is_complete(repository: Path) -> None:
    layers = [path for path in repository.rglob("*.yaml") if path.name != "environments.yaml"]

    assert all(CliRunner().invoke(program, ["validate", "-f", str(layer)]).exit_code == 2 for layer in layers)


def commands(folder: Path) -> list[str]:
    workflow: Any = yaml.safe_load((folder / ".github/workflows/portkey.yaml").read_text())
    return [step["run"].strip() for step in workflow["jobs"]["manifests"]["steps"] if "run" in step]


@pytest.mark.slow
def test_the_workflow_validates_plans_and_checks_the_manifests(tmp_path: Path) -> None:
    assert init("-o", str(tmp_path / "repository"))[0] == 0

    _, _, validate, plan, check = commands(tmp_path / "repository")
    assert validate == "portkey-constructs validate --all"
    assert plan.startswith('portkey-constructs plan --all --against "origin/$GITHUB_BASE_REF" --format markdown >> "$GITHUB_STEP_SUMMARY"')
    assert check == "portkey-constructs render --all -o dist --check"
    hooks: Any = yaml.safe_load((tmp_path / "repository/.pre-commit-config.yaml").read_text())
    assert [hook["entry"] for hook in hooks["repos"][0]["hooks"]] == [f"bash -c '{validate}'", f"bash -c '{check}'"]


@pytest.mark.slow
def test_an_app_renders_all_environments_and_its_tests_pass_without_open_questions(tmp_path: Path) -> None:
    folder = tmp_path / "app"
    assert init("--app", "-o", str(folder), "--host", "portkey.acme.test")[0] == 0
    for path in folder.rglob("*.yaml"):
        path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if "# change:" not in line))

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=folder, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert run("main.py").startswith("dist: ")
    environments = read_environments(folder / "environments.yaml")
    assert {path.name for path in (folder / "dist").iterdir()} == {*environments}
    assert " passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider")
    for name, environment in environments.items():
        objects = [staged.manifest for staged in environment.load()[0].resolve().objects()]
        assert len([*(folder / "dist" / name).rglob("*.yaml")]) == len(objects) > 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["irsa"], "leave out the template irsa"),
        (["--region", "eu-west-1"], "does not use --region: it uses --host, --issuer, --client-id, --bucket"),
        (["--host", "a b"], "--host 'a b' is invalid"),
    ],
)
def test_invalid_arguments_write_nothing(arguments: list[str], message: str, tmp_path: Path) -> None:
    status, output = init("-o", str(tmp_path / "new"), *arguments)

    assert status == 2
    assert message in output
    assert not (tmp_path / "new").exists()


def test_a_folder_in_use_is_kept(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    status, output = init("-o", str(tmp_path))

    assert status == 1
    assert "is in use" in output
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_next_steps_are_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, output = init("-o", "platform", "--app")

    assert status == 0
    assert output.startswith("platform: 18 files with 4 environments (18 new, 0 unchanged)\n  1. cd platform, edit base.yaml")
    assert "python main.py writes the manifests" in output
    assert init("-o", "platform", "--app")[1].startswith("platform: 18 files with 4 environments (0 new, 18 unchanged)\n")
