"""`adopt`: its exit statuses and what it refuses; tests/adoption has the content."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portkey_constructs.cli.app import program

pytestmark = pytest.mark.slow

CONFIG = """\
profile: production
adopt: {release: portkey, chart: app, version: 1.7.6}
imagePull: {kind: none}
auth: {kind: none}
mysql: {kind: inCluster}
redis: {kind: inCluster}
clickhouse: {kind: inCluster}
logStore: {kind: none}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "portkey.yaml"
    path.write_text(CONFIG)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["adopt", *arguments])


@pytest.mark.parametrize("options", [(), ("--with", "flux"), ("--with", "argocd"), ("--undo",)])
def test_a_script_is_shell_with_the_options_of_the_configuration(file: Path, options: tuple[str, ...]) -> None:
    result = run("script", "-f", str(file), "--context", "it's", *options)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n"], input=result.stdout, text=True, check=False).returncode == 0


@pytest.mark.parametrize("command", ["script", "check"])
def test_a_configuration_that_adopts_nothing_has_status_2(file: Path, command: str) -> None:
    file.write_text(CONFIG.replace("adopt:", "#"))
    result = run(command, "-f", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "[PK-RELEASE-001]" in result.stderr


def test_a_check_without_a_cluster_has_status_2(file: Path, tmp_path: Path) -> None:
    result = run("check", "-f", str(file), "--kubeconfig", str(tmp_path / "none"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "kubeconfig" in result.stderr
