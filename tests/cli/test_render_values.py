"""`render --values`: imports values of a Helm chart and renders them in one step."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from portkey_constructs.cli.app import program

pytestmark = pytest.mark.slow

CONFIDENTIAL = "c0nf1dent1al"
VALUES = """
config: {noAuth: {enabled: true}, jwtPrivateKey: c0nf1dent1al, defaultGatewayClientAuth: c0nf1dent1al}
mysql: {external: {user: portkey, password: c0nf1dent1al, database: portkey, rootPassword: c0nf1dent1al}}
clickhouse: {external: {user: portkey, password: c0nf1dent1al}}
frontend: {service: {type: ClusterIP}}
ingress: {enabled: false}
gatewayIngress: {enabled: false}
"""
WITHOUT_LOGIN = VALUES.replace("noAuth: {enabled: true}, ", "")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with values, and with a configuration that the command must not read."""
    (tmp_path / "values.yaml").write_text(VALUES)
    (tmp_path / "portkey.yaml").write_text("not: [a configuration\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(program, ["render", *arguments], input=text)


def test_values_render_as_their_import_renders(folder: Path) -> None:
    result = run("--values", "values.yaml", "--release", "models", "--namespace", "ai")
    CliRunner().invoke(program, ["import-values", "values.yaml", "--release", "models", "--namespace", "ai", "-o", "platform"])

    assert result.exit_code == 0
    assert result.stdout == run("-f", "platform/portkey.yaml").stdout
    assert "config.noAuth.enabled" in result.stderr
    assert CONFIDENTIAL not in result.output


def test_an_adoption_renders_the_names_of_the_release() -> None:
    result = run("--values", "values.yaml", "--release", "models", "--namespace", "ai", "--adopt", "--chart-version", "1.7.6")
    CliRunner().invoke(
        program, ["import-values", "values.yaml", "--release", "models", "-n", "ai", "--adopt", "--chart-version", "1.7.6", "-o", "platform"]
    )

    assert result.exit_code == 0
    assert result.stdout == run("-f", "platform/portkey.yaml").stdout
    assert result.stdout != run("--values", "values.yaml", "--release", "models", "--namespace", "ai").stdout


def test_a_missing_answer_has_status_2_with_the_line_to_fill_in(folder: Path) -> None:
    (folder / "values.yaml").write_text(WITHOUT_LOGIN)
    result = run("--values", "values.yaml", "-o", "dist")

    assert result.exit_code == 2
    assert "auth: {kind: none}" in result.stderr.partition("nothing written")[2]
    assert "(import)" not in result.stderr
    assert result.stdout == ""
    assert not (folder / "dist").exists()


def test_an_answer_completes_the_import_and_closes_the_question(folder: Path) -> None:
    (folder / "values.yaml").write_text(WITHOUT_LOGIN)
    (folder / "answers.yaml").write_text("auth: {kind: none}\n")
    result = run("--values", "values.yaml", "-f", "answers.yaml", "-o", "dist")

    assert result.exit_code == 0
    assert (folder / "dist").is_dir()
    assert "choose how users log in" not in result.stderr


def test_secrets_are_part_of_a_development_rendering_on_request(folder: Path) -> None:
    (folder / "development.yaml").write_text("profile: development\n")
    plain = run("--values", "values.yaml", "-f", "development.yaml")
    result = run("--values", "values.yaml", "-f", "development.yaml", "--inline-secrets")
    secrets = {item["metadata"]["name"]: item for item in yaml.safe_load_all(result.stdout) if item["kind"] == "Secret"}

    assert CONFIDENTIAL not in plain.output
    assert secrets["portkey-mysql"]["stringData"] == {"mysql_password": CONFIDENTIAL, "mysql_root_password": CONFIDENTIAL}
    assert {item["metadata"]["namespace"] for item in secrets.values()} == {"portkey"}
    assert CONFIDENTIAL not in result.stderr


def test_secrets_are_refused_in_a_production_rendering() -> None:
    result = run("--values", "values.yaml", "--inline-secrets")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "profile: development" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [("--release", "models"), ("--inline-secrets",), ("--chart", "app"), ("--chart-version", "1.7.6"), ("--values", "values.yaml", "--all")],
    ids=lambda value: value[0],
)
def test_options_that_do_not_fit_together_are_refused(folder: Path, arguments: tuple[str, ...]) -> None:
    (folder / "environments.yaml").write_text("environments: {production: {files: [portkey.yaml]}}\n")
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "--values" in result.stderr


def test_values_come_from_standard_input() -> None:
    assert run("--values", "-", text=VALUES).stdout == run("--values", "values.yaml").stdout
