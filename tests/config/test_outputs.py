"""The file of outputs that the AWS companion's deployment writes."""

import json
from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import Aws, ElastiCache, Outputs, PortkeyConfig, Rds, load, load_with_warnings
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.aws_outputs import unknown_outputs
from tests.rules.cases.aws_companion import OUTPUTS
from tests.support.examples import production

REST = "profile: development\nauth: {kind: none}\nimagePull: {kind: none}\nclientAuth: a\n"
VALUES = json.loads(OUTPUTS.read_text(encoding="utf-8"))["acme-portkey-data"]


def test_outputs_of_several_stacks_are_read_together(tmp_path: Path) -> None:
    whose = {name: VALUES[name] for name in ("PortkeyPlatform", "PortkeyAccount", "PortkeyRegion")}
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"roles": {**whose, "PortkeyGatewayRoleArn": "x"}, "data": VALUES, "another team's": {"Url": 3}}), encoding="utf-8")
    assert Outputs.from_file(file) == Outputs(
        "acme/portkey/portkey", "111122223333", "us-west-2", VALUES["PortkeyMysqlHost"], VALUES["PortkeyRedisHost"]
    )


def terraform(values: dict[str, Any]) -> dict[str, Any]:
    """What `terraform output -json` prints."""
    return {name: {"sensitive": False, "type": "string", "value": value} for name, value in values.items()}


def test_outputs_of_terraform_are_read(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    own = {"url": {"sensitive": True, "type": ["object", {"a": "string"}], "value": {"a": "b"}}}
    file.write_text(json.dumps({**terraform(VALUES), **own}), encoding="utf-8")
    assert Outputs.from_file(file) == Outputs.from_file(OUTPUTS)


def test_missing_file_has_no_outputs(tmp_path: Path) -> None:
    assert Outputs.from_file(tmp_path / "outputs.json") == Outputs()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not JSON"),
        ("\x00", "is not JSON"),
        ("[]", "is not a file of outputs: expected a map of stacks, or of outputs of Terraform"),
        ('{"stack": []}', "is not a file of outputs: expected a map of stacks, or of outputs of Terraform"),
        ("{}", "has no stack of the AWS companion: PortkeyPlatform, PortkeyAccount, PortkeyRegion missing"),
        ({"other": {"BucketName": "b"}}, "has no stack of the AWS companion: PortkeyPlatform, PortkeyAccount, PortkeyRegion missing"),
        (terraform({"url": "a"}), "has no outputs of aws terraform: PortkeyPlatform, PortkeyAccount, PortkeyRegion missing"),
        (terraform({**VALUES, "PortkeyMysqlHost": None}), "is invalid: PortkeyMysqlHost of the Terraform module has no value"),
        ({"PortkeyAccount": {"value": "111122223333"}}, "has no stack of the AWS companion"),
        ({"version": 4, "terraform_version": "1.11.4", "outputs": {}}, "is the state or a plan of Terraform, which can contain secrets"),
        ({"a": VALUES, "b": {**VALUES, "PortkeyMysqlHost": "other"}}, "is invalid: PortkeyMysqlHost differs between its stacks"),
        ({"a": {**VALUES, "PortkeyRedisHost": None}}, "is invalid: PortkeyRedisHost of a has no value"),
        (
            {"a": {**VALUES, "PortkeyMysqlHost": "", "PortkeyRedisHost": "unknown"}},
            "PortkeyRedisHost of a has no value",
        ),
    ],
)
def test_an_invalid_file_is_an_error_with_its_position(tmp_path: Path, content: Any, message: str) -> None:
    (tmp_path / "outputs.json").write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    file = tmp_path / "portkey.yaml"
    file.write_text(f"aws:\n  outputs: outputs.json\n{REST}", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load([file])
    [problem] = refused.value.problems
    assert (problem.code, problem.path) == ("PK-AWS-001", "aws.outputs")
    assert message in problem.message
    assert problem.fix == "write it again: cdk deploy --all --outputs-file, or terraform output -json"
    assert problem.position is not None
    assert (problem.position.line, problem.position.column) == (2, 3)


@pytest.mark.parametrize("wrong", [3, "", ["outputs.json"], {"acme-portkey-data": VALUES}])
def test_outputs_of_another_type_are_refused(wrong: Any) -> None:
    with pytest.raises(ConfigurationError, match="expected the path of the file that cdk deploy --outputs-file or terraform output -json wrote"):
        Aws(outputs=wrong)


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Aws(outputs=tmp_path)  # type: ignore[arg-type]


def test_path_is_relative_to_the_configuration_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "outputs.json").write_text(OUTPUTS.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "team" / "aws.yaml").write_text("aws: {cluster: acme, outputs: outputs.json}\n", encoding="utf-8")
    (tmp_path / "portkey.yaml").write_text(REST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    config = load(["portkey.yaml", "team/aws.yaml"])
    assert config.aws.outputs is not None
    assert config.aws.outputs.mysql_host == VALUES["PortkeyMysqlHost"]


def companion(outputs: Outputs | None) -> PortkeyConfig:
    return production(aws=Aws(region="us-west-2", cluster="acme", outputs=outputs), mysql=Rds(), redis=ElastiCache())


def test_manifests_need_the_outputs_of_a_deployment() -> None:
    for outputs in (None, Outputs(), Outputs("acme/portkey/portkey", "111122223333", "us-west-2")):
        config = companion(outputs)
        assert [problem.path for problem in config.warnings() if problem.code == "PK-AWS-005"] == ["mysql", "redis.host"]
        with pytest.raises(ConfigurationError, match="deploy the AWS companion"):
            config.resolve().objects()
    config = companion(Outputs.from_file(OUTPUTS))
    assert not tuple(unknown_outputs(config.resolve()))
    mysql = config.resolve().mysql
    assert mysql is not None
    assert mysql.host == VALUES["PortkeyMysqlHost"]
    assert config.resolve().objects()


def test_render_needs_outputs_and_validate_does_not(tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(
        "profile: production\nauth: {kind: none}\naws: {region: us-west-2, outputs: outputs.json}\nmysql: {kind: rds}\n"
        "redis: {kind: inCluster}\nclickhouse: {kind: inCluster}\nlogStore: {kind: none}\n",
        encoding="utf-8",
    )
    _, [warning] = load_with_warnings([file])
    assert (warning.code, warning.severity) == ("PK-AWS-005", "warning")
    assert "the file in aws.outputs does not exist yet" in warning.message
    with pytest.raises(ConfigurationError) as refused:
        load_with_warnings([file], deployed=True)
    assert [(problem.code, problem.severity) for problem in refused.value.problems] == [("PK-AWS-005", "error")]
