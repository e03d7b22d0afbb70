"""`import-values`: where it writes, and what it refuses."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from portkey_constructs.cli.app import program

VALUES = """
config: {noAuth: {enabled: true}, jwtPrivateKey: c0nf1dent1al}
frontend: {service: {type: ClusterIP}}
ingress: {enabled: false}
gatewayIngress: {enabled: false}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with values."""
    (tmp_path / "values.yaml").write_text(VALUES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["import-values", "values.yaml", *arguments])


def test_the_configuration_is_the_output_and_the_report_an_error_message() -> None:
    result = run()

    assert result.exit_code == 0
    assert yaml.safe_load(result.stdout)["auth"] == {"kind": "none"}
    assert "config.noAuth.enabled" in result.stderr
    assert "c0nf1dent1al" not in result.output


def test_the_report_is_also_json() -> None:
    report = json.loads(run("--format", "json").stderr)

    assert report["chart"] == "portkey-app"
    assert {"key": "config.noAuth.enabled", "outcome": "carried", "target": "auth", "remark": None} in report["keys"]


def test_a_folder_gets_the_configuration(folder: Path) -> None:
    assert run("-o", "platform").exit_code == 0
    assert (folder / "platform/portkey.yaml").is_file()


def test_an_existing_configuration_is_not_overwritten(folder: Path) -> None:
    (folder / "portkey.yaml").write_text("mine")
    result = run("-o", ".")

    assert result.exit_code == 1
    assert (folder / "portkey.yaml").read_text() == "mine"


@pytest.mark.parametrize("form", ["kubernetes", "json"])
def test_secrets_go_to_a_private_file(folder: Path, form: str) -> None:
    result = run("--secrets-out", "secrets.yaml", "--secrets-format", form)
    path = folder / "secrets.yaml"

    assert result.exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert "c0nf1dent1al" in path.read_text()


def test_a_file_that_git_would_commit_is_refused(folder: Path) -> None:
    subprocess.run(("git", "init", "-q"), check=True)
    refused = run("--secrets-out", "secrets.yaml")
    (folder / ".gitignore").write_text("secrets.yaml\n")
    accepted = run("--secrets-out", "secrets.yaml")

    assert (refused.exit_code, accepted.exit_code) == (1, 0)
    assert refused.stdout == ""


def test_a_file_that_exists_is_not_overwritten(folder: Path) -> None:
    (folder / "secrets.yaml").write_text("mine")

    assert run("--secrets-out", "secrets.yaml").exit_code == 1
    assert (folder / "secrets.yaml").read_text() == "mine"
