"""`compare`: its formats and its exit statuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portkey_constructs.cli.app import program

pytestmark = pytest.mark.slow

HELM = Path(__file__).parents[1] / "helm"
VALUES = HELM / "chart-values.yaml"


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(program, ["compare", "--chart", str(HELM / "chart"), *arguments], input=text)


def test_explained_differences_have_status_0() -> None:
    result = run("--values", str(VALUES))

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("portkey-gateway 0.0.1: ")
    assert "\n\ngateway\n" in result.stdout


def test_an_unexplained_difference_has_status_1(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("notRead: {pool: models}\n")
    result = run("--values", str(VALUES), "--values", str(tmp_path / "more.yaml"))

    assert result.exit_code == 1
    assert 'unexplained   scheduling: nodeSelector: removed {"pool": "models"}' in result.stdout


def test_values_come_from_standard_input() -> None:
    assert run("--values", "-", text=VALUES.read_text("utf-8")).stdout == run("--values", str(VALUES)).stdout


def test_formats_have_the_same_differences() -> None:
    answer = json.loads(run("--values", str(VALUES), "--format", "json").stdout)
    table = run("--values", str(VALUES), "--format", "markdown").stdout

    assert sum(line.startswith("| ") and not line.startswith("| mark") for line in table.splitlines()) == len(answer["differences"])


@pytest.mark.parametrize("broken", ["gateway: {replicas: many}\n", "größe: 1\n"])
def test_an_invalid_configuration_has_status_2(tmp_path: Path, broken: str) -> None:
    (tmp_path / "portkey.yaml").write_text(broken, encoding="utf-8")
    result = run("--values", str(VALUES), "-f", str(tmp_path / "portkey.yaml"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert "nothing compared" in result.stderr


def test_values_that_lack_an_answer_have_status_2(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("environment: {data: {LOG_STORE: s3_assume}}\n")
    result = run("--values", str(tmp_path / "values.yaml"))

    assert result.exit_code == 2
    assert "problem" in result.stderr
