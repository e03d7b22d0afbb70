"""The file of outputs that the AWS companion's deployment writes."""

import json
from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import Aws, ElastiCache, Outputs, PortkeyConfig, Rds, load, load_with_warnings
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.platform import platform
from portkey_constructs.platform.aws_outputs import unknown
from portkey_constructs.platform.secret_keys import MYSQL_HOST
from portkey_constructs.platform.values import values
from tests.rules.companion_cases import OUTPUTS
from tests.support.examples import production

REST = "profile: development\nauth: {kind: none}\nimagePull: {kind: none}\nclientAuth: a\n"
TOLD = json.loads(OUTPUTS.read_text(encoding="utf-8"))["acme-portkey-data"]


def test_the_outputs_of_several_stacks_are_read_together(tmp_path: Path) -> None:
    whose = {name: TOLD[name] for name in ("PortkeyPlatform", "PortkeyAccount", "PortkeyRegion")}
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"roles": {**whose, "PortkeyGatewayRoleArn": "x"}, "data": TOLD, "another team's": {"Url": 3}}), encoding="utf-8")
    assert Outputs.from_file(file) == Outputs("acme/portkey/portkey", "111122223333", "us-west-2", TOLD["PortkeyMysqlHost"], TOLD["PortkeyRedisHost"])


def test_a_file_that_is_not_there_yet_tells_nothing(tmp_path: Path) -> None:
    assert Outputs.from_file(tmp_path / "outputs.json") == Outputs()


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ("", "is not JSON"),
        ("\x00", "is not JSON"),
        ("[]", "is not a file of outputs: expected a map of stacks"),
        ('{"stack": []}', "is not a file of outputs: expected a map of stacks"),
        ("{}", "has no stack of the AWS companion: PortkeyPlatform, PortkeyAccount, PortkeyRegion missing"),
        ({"other": {"BucketName": "b"}}, "has no stack of the AWS companion: PortkeyPlatform, PortkeyAccount, PortkeyRegion missing"),
        ({"a": TOLD, "b": {**TOLD, "PortkeyMysqlHost": "other"}}, "is invalid: PortkeyMysqlHost differs between its stacks"),
        ({"a": {**TOLD, "PortkeyRedisHost": None}}, "is invalid: PortkeyRedisHost of a has no value"),
        (
            {"a": {**TOLD, "PortkeyMysqlHost": "", "PortkeyRedisHost": "unknown"}},
            "PortkeyRedisHost of a has no value",
        ),
    ],
)
def test_what_cannot_serve_is_refused_with_its_place(tmp_path: Path, held: Any, message: str) -> None:
    (tmp_path / "outputs.json").write_text(held if isinstance(held, str) else json.dumps(held), encoding="utf-8")
    file = tmp_path / "portkey.yaml"
    file.write_text(f"aws:\n  outputs: outputs.json\n{REST}", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load([file])
    [problem] = refused.value.problems
    assert (problem.code, problem.path) == ("PK-AWS-001", "aws.outputs")
    assert message in problem.message
    assert problem.fix == "write it again: cdk deploy --all --outputs-file"
    assert problem.position is not None
    assert (problem.position.line, problem.position.column) == (2, 3)


@pytest.mark.parametrize("wrong", [3, "", ["outputs.json"], {"acme-portkey-data": TOLD}])
def test_it_is_a_path(wrong: Any) -> None:
    with pytest.raises(ConfigurationError, match="expected the path of the file that cdk deploy --outputs-file wrote"):
        Aws(outputs=wrong)


def test_a_folder_is_no_file_of_outputs(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Aws(outputs=tmp_path)  # type: ignore[arg-type]


def test_the_file_is_looked_for_beside_the_one_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "outputs.json").write_text(OUTPUTS.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "here" / "aws.yaml").write_text("aws: {cluster: acme, outputs: outputs.json}\n", encoding="utf-8")
    (tmp_path / "portkey.yaml").write_text(REST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    config = load(["portkey.yaml", "here/aws.yaml"])
    assert config.aws.outputs is not None
    assert config.aws.outputs.mysql_host == TOLD["PortkeyMysqlHost"]


def companion(outputs: Outputs | None) -> PortkeyConfig:
    return production(aws=Aws(region="us-west-2", cluster="acme", outputs=outputs), mysql=Rds(), redis=ElastiCache())


def test_manifests_wait_for_what_a_deployment_tells() -> None:
    for outputs in (None, Outputs(), Outputs("acme/portkey/portkey", "111122223333", "us-west-2")):
        config = companion(outputs)
        assert [one.path for one in config.warnings() if one.code == "PK-AWS-005"] == ["mysql", "redis.host"]
        with pytest.raises(ConfigurationError, match="deploy the AWS companion"):
            platform(config)
    told = companion(Outputs.from_file(OUTPUTS))
    assert not tuple(unknown(told))
    assert values(told)[MYSQL_HOST] == TOLD["PortkeyMysqlHost"]
    assert platform(told)


def test_render_and_validate_differ_in_what_must_be_known(tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(
        "profile: production\nauth: {kind: none}\naws: {region: us-west-2, outputs: outputs.json}\nmysql: {kind: rds}\n"
        "redis: {kind: inCluster}\nclickhouse: {kind: inCluster}\nlogStore: {kind: none}\n",
        encoding="utf-8",
    )
    _, [warning] = load_with_warnings([file])
    assert (warning.code, warning.severity) == ("PK-AWS-005", "warning")
    assert "the file that aws.outputs names is not there yet" in warning.message
    with pytest.raises(ConfigurationError) as refused:
        load_with_warnings([file], deployed=True)
    assert [(one.code, one.severity) for one in refused.value.problems] == [("PK-AWS-005", "error")]
