"""Imports of values: the deployment guide's templates, every key of both charts, and confidential values."""

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from portkey_constructs import load
from portkey_constructs.errors import Problem
from portkey_constructs.helm import Chart, ChartKey, Imported, Outcome, chart_keys, import_values
from portkey_constructs.helm.chart_keys import chart_defaults
from portkey_constructs.helm.values import GivenValues

TEMPLATES = sorted(Path(__file__).with_name("values").glob("template-*.yaml"))
CHARTS: tuple[Chart, ...] = get_args(Chart)
KEYS = [pytest.param(chart, key, id=f"{chart}-{key.path}") for chart in CHARTS for key in chart_keys(chart).values()]
CONFIDENTIAL = "c0nf1dent1al"
SAMPLES: Mapping[str, Any] = {
    "text": "sample",
    "boolean": True,
    "integer": 3,
    "map": {"sample": "value"},
    "list": [{"name": "SAMPLE", "value": "text"}],
}


def _imported(folder: Path, values: Any, **options: Any) -> Imported:
    path = folder / "values.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return import_values([path], **options)


def _nested(path: str, value: Any) -> dict[str, Any]:
    for part in reversed(path.split(".")):
        value = {part: value}
    assert isinstance(value, dict)
    return value


def _keys(imported: Imported, outcome: Outcome) -> set[str]:
    return {entry.key for entry in imported.entries if entry.outcome is outcome}


def _errors(imported: Imported) -> list[Problem]:
    return [problem for problem in imported.problems if problem.severity == "error"]


@pytest.mark.slow
@pytest.mark.parametrize(("chart", "key"), KEYS)
def test_every_key_has_one_entry_whatever_its_value(tmp_path: Path, chart: Chart, key: ChartKey) -> None:
    sample = SAMPLES[key.type] if key.default in ("", None, [], {}) else key.default
    imported = _imported(tmp_path, _nested(key.path, sample), chart=chart)
    given = list(GivenValues(chart, _nested(key.path, sample), {}).leaves)

    assert given == [key.path]
    assert Counter(entry.key for entry in imported.entries)[key.path] == 1


@pytest.mark.parametrize("chart", CHARTS)
def test_all_defaults_together_are_reported_once_each(tmp_path: Path, chart: Chart) -> None:
    imported = _imported(tmp_path, chart_defaults(chart), chart=chart)
    counts = Counter(entry.key for entry in imported.entries)

    assert {key: counts[key] for key in chart_keys(chart)} == dict.fromkeys(chart_keys(chart), 1)


@pytest.mark.parametrize(
    ("template", "missing", "answers"),
    [
        (1, {"auth"}, "auth: {allowPublic: true}"),
        (2, {"auth.issuer"}, "auth: {issuer: https://login.example.org}"),
        (3, {"auth.issuer"}, "auth: {issuer: https://login.example.org}\ncontrolPlaneUrl: https://portkey.example.org"),
        (4, {"auth"}, "controlPlaneUrl: https://portkey.example.org"),
        (5, {"auth"}, "auth: {allowPublic: true}"),
        (6, {"auth.issuer"}, "auth: {issuer: https://login.example.org}\naws: {accountId: '111122223333', region: us-west-2}"),
        (7, {"auth.issuer"}, "auth: {issuer: https://login.example.org}\ncontrolPlaneUrl: https://portkey.example.org"),
    ],
)
def test_a_template_of_the_guide_renders_with_the_missing_answers(tmp_path: Path, template: int, missing: set[str], answers: str) -> None:
    imported = import_values([TEMPLATES[template - 1]], release="portkey")
    (tmp_path / "portkey.yaml").write_text(imported.text, encoding="utf-8")
    (tmp_path / "answers.yaml").write_text(answers, encoding="utf-8")
    objects = load(tmp_path / "portkey.yaml", tmp_path / "answers.yaml").resolve().objects()

    assert {problem.path for problem in _errors(imported)} == missing
    assert missing <= {entry.target for entry in imported.entries if entry.outcome is Outcome.NEEDS_YOU}
    assert len(objects) > 10


@pytest.mark.parametrize(
    ("template", "fixed"),
    [
        (2, {"config.oauth.oauthRedirectURI"}),
        (3, {"redis.external.tlsEnabled", "redis.external.connectionUrl", "clickhouse.external.tls"}),
        (4, {"mysql.external.ssl.enabled", "redis.external.connectionUrl"}),
        (6, {"logStorage.logStore"}),
        (7, {"config.oauth.oauthRedirectURI", "logStorage.logStore"}),
    ],
)
def test_the_faults_of_a_template_are_reported(template: int, fixed: set[str]) -> None:
    imported = import_values([Path(__file__).with_name("values") / f"template-{template}.yaml"], release="portkey")

    assert fixed <= _keys(imported, Outcome.FIXED)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_confidential_value_reaches_the_configuration(path: Path) -> None:
    imported = import_values([path], release="portkey")

    assert CONFIDENTIAL in path.read_text("utf-8")
    assert CONFIDENTIAL not in imported.text
    assert CONFIDENTIAL not in repr(imported)
    assert all(CONFIDENTIAL not in str(entry) for entry in imported.entries)
    assert any(CONFIDENTIAL in value for values in imported.secrets.values() for value in values.values())


def test_secrets_have_the_names_and_keys_that_the_configuration_reads(tmp_path: Path) -> None:
    values = {
        "config": {"noAuth": {"enabled": True}, "jwtPrivateKey": "a", "defaultGatewayClientAuth": "b"},
        "mysql": {"external": {"user": "portkey", "password": "c", "database": "portkey", "rootPassword": "d"}},
        "clickhouse": {"external": {"user": "portkey", "password": "e"}},
        "frontend": {"service": {"type": "ClusterIP"}},
        "ingress": {"enabled": False},
        "gatewayIngress": {"enabled": False},
        "imageCredentials": [{"name": "registry", "create": True, "username": "u", "password": "p"}],
    }
    imported = _imported(tmp_path, values, release="models")
    assert imported.config is not None
    required = {secret.name: {key.name for key in secret.keys} for secret in imported.config.resolve().required_secrets}

    assert {name: set(keys) for name, keys in imported.secrets.items()} == required


@pytest.mark.parametrize(
    ("command", "carried"),
    [
        (["redis-server", "--requirepass", CONFIDENTIAL], None),
        (
            ["redis-server", "--requirepass", CONFIDENTIAL, "--save", "60 1"],
            ["/bin/sh", "-c", 'exec "$@" --requirepass "$REDISCLI_AUTH"', "sh", "redis-server", "--save", "60 1"],
        ),
    ],
)
def test_a_password_in_the_command_of_redis_goes_to_the_secret(tmp_path: Path, command: list[str], carried: list[str] | None) -> None:
    imported = _imported(tmp_path, {"redis": {"statefulSet": {"command": command}}}, release="models")

    assert CONFIDENTIAL not in imported.text
    assert imported.secrets["models-app-redis"] == {"redis_password": CONFIDENTIAL}
    assert yaml.safe_load(imported.text)["redis"] == {"kind": "inCluster", **({"command": carried} if carried else {})}


@pytest.mark.parametrize("chart", CHARTS)
def test_redis_of_a_chart_has_no_password(tmp_path: Path, chart: Chart) -> None:
    imported = _imported(tmp_path, {}, release="models", chart=chart)

    assert yaml.safe_load(imported.text)["redis"]["auth"] == "none"
    assert "# The chart's Redis has no password." in imported.text


def test_a_confidential_variable_becomes_a_reference(tmp_path: Path) -> None:
    extra = [{"name": "OPENAI_API_KEY", "value": CONFIDENTIAL}, {"name": "MODE", "value": "fast"}]
    imported = _imported(tmp_path, {"gateway": {"deployment": {"extraEnv": extra}}}, release="models")

    assert CONFIDENTIAL not in imported.text
    assert yaml.safe_load(imported.text)["gateway"]["env"] == {
        "OPENAI_API_KEY": {"secretKeyRef": {"name": "models-app-environment", "key": "OPENAI_API_KEY"}},
        "MODE": "fast",
    }
    assert imported.secrets["models-app-environment"] == {"OPENAI_API_KEY": CONFIDENTIAL}


@pytest.mark.parametrize(
    ("values", "name"),
    [({}, "models-app"), ({"fullnameOverride": "ai"}, "ai"), ({"nameOverride": "models"}, "models"), ({"nameOverride": "x"}, "models-x")],
)
def test_names_are_those_of_the_release(tmp_path: Path, values: dict[str, str], name: str) -> None:
    imported = _imported(tmp_path, {**values, "config": {"noAuth": {"enabled": True}}}, release="models")

    assert yaml.safe_load(imported.text)["name"] == name


def test_what_has_no_setting_becomes_a_patch(tmp_path: Path) -> None:
    imported = _imported(
        tmp_path, {"gateway": {"deployment": {"extraContainerConfig": {"tty": True, "lifecycle": {"preStop": {"sleep": {"seconds": 5}}}}}}}
    )
    config = yaml.safe_load(imported.text)

    assert config["gateway"]["lifecycle"] == {"preStop": {"sleep": {"seconds": 5}}}
    assert config["patches"] == [
        {
            "target": {"kind": "Deployment", "component": "gateway"},
            "merge": {"spec": {"template": {"spec": {"containers": [{"name": "gateway", "tty": True}]}}}},
        }
    ]


@pytest.mark.parametrize("place", ["commonEnv", "extraEnv"])
def test_workload_identity_of_memorystore_is_asked_for(tmp_path: Path, place: str) -> None:
    variables = [{"name": "GCP_REDIS_AUTH_MODE", "value": "workload"}]
    values: dict[str, Any] = {"redis": {"external": {"enabled": True, "store": "gcp-memory-store", "connectionUrl": "redis://10.20.30.40:6379"}}}
    values |= {"commonEnv": variables} if place == "commonEnv" else {"gateway": {"deployment": {"extraEnv": variables}}}
    imported = _imported(tmp_path, values)

    assert "(redis.login)" in _keys(imported, Outcome.NEEDS_YOU)
    assert imported.secrets == {}, "the mode is not confidential"


@pytest.mark.parametrize("chart", ["minio", "milvus"])
def test_a_sub_chart_is_named_with_what_to_do(tmp_path: Path, chart: str) -> None:
    imported = _imported(tmp_path, {chart: {"enabled": True}, "environment": {"data": {"PORTKEY_CLIENT_AUTH": "a"}}}, chart="gateway")

    assert f"{chart}.enabled" in _keys(imported, Outcome.NEEDS_YOU)


def test_a_data_plane_imports_from_the_gateway_chart(tmp_path: Path) -> None:
    data = {
        "PORTKEY_CLIENT_AUTH": CONFIDENTIAL,
        "ORGANISATIONS_TO_SYNC": "9c6f2f0e-5c0b-4e55-8f2b-1f2f3a4b5c6d",
        "LOG_STORE": "s3_assume",
        "LOG_STORE_REGION": "eu-west-1",
        "LOG_STORE_GENERATIONS_BUCKET": "portkey-logs",
        "LOG_STORE_AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/logs",
        "ANALYTICS_STORE": "control_plane",
        "REDIS_URL": f"rediss://default:{CONFIDENTIAL}@cache.example.org:6380",
        "MY_FLAG": "on",
    }
    imported = _imported(tmp_path, {"environment": {"data": data}, "service": {"type": "ClusterIP"}}, release="portkey")
    config = yaml.safe_load(imported.text)

    assert _errors(imported) == []
    assert config["deployment"] == {"kind": "dataPlane", "organisations": ["9c6f2f0e-5c0b-4e55-8f2b-1f2f3a4b5c6d"]}
    assert config["logStore"] == {
        "kind": "s3",
        "bucket": "portkey-logs",
        "region": "eu-west-1",
        "assumeRole": {"roleArn": "arn:aws:iam::111122223333:role/logs"},
    }
    assert config["redis"] == {"kind": "external", "host": "cache.example.org", "port": 6380, "tls": True, "user": "default"}
    assert config["gateway"]["env"] == {"MY_FLAG": "on"}


@pytest.mark.parametrize("chart", CHARTS)
def test_the_table_has_every_key_of_the_chart(chart: Chart) -> None:
    folder = os.environ.get("PORTKEY_HELM_CHARTS")
    if not folder:
        pytest.skip("PORTKEY_HELM_CHARTS does not name a folder with the charts portkey-app and portkey-gateway")
    values = yaml.safe_load((Path(folder) / f"portkey-{chart}/values.yaml").read_text("utf-8"))
    unknown = [path for path in GivenValues(chart, values, {}).leaves if path not in chart_keys(chart)]

    assert unknown == []
    for key in chart_keys(chart).values():
        value = values
        for part in key.path.split("."):
            value = value.get(part, key.default) if isinstance(value, dict) else key.default
        assert (value if value is not None else key.default) == key.default, key.path
