"""Reading `environments.yaml`."""

from pathlib import Path

import pytest

from portkey_constructs import ConfigurationError, PortkeyConfig
from portkey_constructs.config import GatewayConfig
from portkey_constructs.environments import load_environments, read_environments

BASE = """
profile: production
auth: {kind: none}
mysql: {kind: inCluster}
redis: {kind: inCluster}
clickhouse: {kind: inCluster}
logStore: {kind: none}
"""


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """A folder with a base file, a file of a region and a file that is empty."""
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "eu.yaml").write_text("namespace: eu\ngateway: {replicas: 3}\n")
    (tmp_path / "empty.yaml").write_text("# nothing yet\n")
    return tmp_path


def _define(folder: Path, text: str) -> Path:
    path = folder / "environments.yaml"
    path.write_text(text)
    return path


def _gateway(config: PortkeyConfig) -> GatewayConfig:
    assert isinstance(config.gateway, GatewayConfig)
    return config.gateway


def _problems(folder: Path, text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(ConfigurationError) as caught:
        read_environments(_define(folder, text))
    return [(problem.code, problem.path, problem.position.line if problem.position else 0) for problem in caught.value.problems]


def test_files_and_values_are_merged_in_order(fleet: Path) -> None:
    path = _define(fleet, "environments:\n  eu:\n    files: [base.yaml, empty.yaml, eu.yaml]\n    values: {gateway: {replicas: 5}}\n")

    config = load_environments(path)["eu"]

    assert (config.namespace, _gateway(config).replicas) == ("eu", 5)


def test_an_environment_inherits_files_values_and_cluster(fleet: Path) -> None:
    text = (
        "environments:\n  eu: {files: [base.yaml, eu.yaml], cluster: west, values: {gateway: {replicas: 5}}}\n"
        "  canary: {extends: eu, values: {namespace: canary}}\n"
    )
    environments = read_environments(_define(fleet, text))
    config, _ = environments["canary"].load()

    assert environments["canary"].cluster == environments["canary"].context == "west"
    assert (config.namespace, _gateway(config).replicas) == ("canary", 5)


def test_null_in_values_restores_the_default(fleet: Path) -> None:
    path = _define(fleet, "environments:\n  eu: {files: [base.yaml, eu.yaml], values: {namespace: null}}\n")

    assert load_environments(path)["eu"].namespace == "portkey"


def test_a_number_in_an_environment_variable_stays_text(fleet: Path) -> None:
    path = _define(fleet, "environments:\n  eu: {files: [base.yaml], values: {gateway: {env: {RATIO: 1.10}}}}\n")

    assert _gateway(load_environments(path)["eu"]).env["RATIO"] == "1.10"


def test_a_problem_in_values_has_its_position_in_environments_yaml(fleet: Path) -> None:
    path = _define(fleet, "environments:\n  eu:\n    files: [base.yaml]\n    values:\n      gateway: {replica: 5}\n")

    with pytest.raises(ConfigurationError) as caught:
        read_environments(path)["eu"].load()
    (problem,) = caught.value.problems
    assert caught.value.source == "eu"
    assert (problem.path, problem.position) == ("gateway.replica", (str(path), 5, 17))


def test_all_problems_of_references_are_reported_at_once(fleet: Path) -> None:
    text = (
        "environments:\n"
        "  eu: {extends: us, files: [base.yaml]}\n"
        "  us: {extends: eu}\n"
        "  self: {extends: self, files: [bse.yaml]}\n"
        "  lost: {extends: ue, files: [base.yaml, regions/eu.yaml]}\n"
        "  none: {}\n"
    )
    assert _problems(fleet, text) == [
        ("PK-FLEET-002", "environments.eu.extends", 2),
        ("PK-FLEET-002", "environments.us.extends", 3),
        ("PK-FLEET-002", "environments.self.extends", 4),
        ("PK-FILE-001", "environments.self.files.0", 4),
        ("PK-FLEET-001", "environments.lost.extends", 5),
        ("PK-FILE-001", "environments.lost.files.1", 5),
        ("PK-FLEET-003", "environments.none", 6),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("environments:\n  eu: {files: [base.yaml]}\n  eu: {files: [eu.yaml]}\n", "PK-FILE-011"),
        ("environments:\n  EU: {files: [base.yaml]}\n", "PK-SETTING-004"),
        ("environments:\n  ../eu: {files: [base.yaml]}\n", "PK-SETTING-004"),
        ("environments:\n  eu: {file: [base.yaml]}\n", "PK-SETTING-001"),
        ("environments:\n  eu: {files: base.yaml}\n", "PK-SETTING-006"),
        ("environments:\n  eu: {files: [base.yaml], values: none}\n", "PK-SETTING-006"),
        ("eu: {files: [base.yaml]}\n", "PK-SETTING-001"),
        ("", "PK-FILE-008"),
        ("[]\n", "PK-FILE-009"),
    ],
)
def test_an_invalid_definition_is_refused_with_its_line(fleet: Path, text: str, code: str) -> None:
    problems = _problems(fleet, text)

    assert code in [problem[0] for problem in problems]


def test_problems_of_several_environments_are_reported_together(fleet: Path) -> None:
    path = _define(fleet, "environments:\n  a: {files: [base.yaml], values: {x: 1}}\n  b: {files: [base.yaml], values: {y: 1}}\n")

    with pytest.raises(ConfigurationError) as caught:
        load_environments(path)

    assert [problem.path for problem in caught.value.problems] == ["x", "y"]
