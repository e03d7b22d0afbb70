"""What a setting is in a configuration: its value, hidden where it may be secret, and where that is from."""

from pathlib import Path

import pytest

from portkey_constructs.explain.here_setting import answer_here, top_here
from portkey_constructs.explain.lookup import find
from portkey_constructs.explain.tree import tree
from portkey_constructs.loading.reading import load
from portkey_constructs.loading.yaml_document import read

PRODUCTION = """\
profile: production
auth: {kind: oidc, issuer: "https://login.example.org", clientId: portkey}
mysql:
  kind: external
  host: db.example.org
  tls: required
redis: {kind: elasticache, host: cache.example.org}
clickhouse: {kind: inCluster}
logStore: {kind: s3, bucket: acme-logs, region: us-west-2}
exposure:
  frontend: {kind: ingress, host: portkey.example.org, tls: {kind: loadBalancer}}
gateway:
  env: {TOKEN: not-to-be-seen}
  gracePeriod: 90s
secrets: {kind: externalSecrets, store: {kind: vault, server: "https://vault.example.org", role: portkey}, refreshInterval: 15m}
"""
DEVELOPMENT = """\
profile: development
imagePull: {username: me, password: only-for-tests}
clientAuth: only-for-tests
auth: {kind: none, allowPublic: true}
"""


@pytest.fixture(params=[PRODUCTION])
def file(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "portkey.yaml"
    path.write_text(request.param)
    return path


def told(path: Path, name: str) -> dict[str, tuple[str, ...]]:
    pages = answer_here(load([path]), read([path]), find(name))
    return dict(pages[0].rows)


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("mysql.host", "db.example.org", ":5"),
        ("mysql.tls", "required", ":6"),
        ("mysql", "{kind: external, host: db.example.org, tls: required}", ":3"),
        ("redis.auth", "password", "nobody: it is left out, and this is what it comes to"),
        ("redis.tls", "false", "its default"),
        ("redis.port", "6379", "nobody: it is left out, and this is what it comes to"),
        ("gateway.replicas", "(not set)", "nobody: it is left out"),
        ("gateway.autoscaling", "{min: 2, max: 20, cpu: 60, memory: 80}", "the production profile"),
        ("gateway.autoscaling.cpu", "60", "the production profile, with all of gateway.autoscaling"),
        ("gateway.image.repository", "docker.io/portkeyai/gateway_enterprise", "its default"),
        ("clickhouse.persistence.size", "100Gi", "the production profile"),
        ("secrets.path", "portkey/{name}", "nobody: it is left out, and this is what it comes to"),
        ("logStore.credentials", "keys", "nobody: it is left out, and this is what it comes to"),
        ("bedrock.region", "(not set)", "bedrock is left out"),
        ("namespace", "portkey", "its default"),
        ("secretOverrides.mysql.kind", "(not set)", "secretOverrides.mysql is left out"),
    ],
)
def test_its_value_and_where_that_is_from(file: Path, name: str, value: str, source: str) -> None:
    found = told(file, name)
    assert found["is"] == (value,)
    assert found["from"][0].endswith(source)


def test_a_kind_that_has_no_such_setting_says_so(file: Path) -> None:
    assert told(file, "redis.url") == {"is": ("nothing: redis.kind is elasticache, which has no such setting",)}


def test_durations_are_written_as_they_are_said(file: Path) -> None:
    assert told(file, "gateway.gracePeriod")["is"] == ("1m30s",)
    assert told(file, "secrets.refreshInterval")["is"] == ("15m",)


def test_a_secret_stands_elsewhere_in_production(file: Path) -> None:
    found = told(file, "clientAuth")
    assert found["is"] == ("(not set)",)
    assert found["stands"] == (
        "portkey-secrets, key PORTKEY_CLIENT_AUTH",
        "which is filled by the External Secrets Operator from property PORTKEY_CLIENT_AUTH of entry portkey/secrets",
    )


def test_what_may_be_secret_is_hidden(file: Path) -> None:
    assert "not-to-be-seen" not in repr(told(file, "gateway"))
    assert "not-to-be-seen" not in repr(told(file, "gateway.env"))


@pytest.mark.parametrize("file", [DEVELOPMENT], indirect=True)
def test_a_secret_value_is_hidden_and_its_line_is_told(file: Path) -> None:
    found = told(file, "clientAuth")
    assert (found["is"], found["from"][0].rpartition(":")[2]) == (("a value that is not shown",), "3")
    assert "only-for-tests" not in repr(told(file, "imagePull"))
    assert "username: a value that is not shown" in told(file, "imagePull")["is"][0]
    assert told(file, "mysql.persistence.size")["is"] == ("5Gi",)
    assert told(file, "jwtPrivateKey")["stands"][1] == "which is among the objects, made from values of this configuration"


def test_all_at_the_top_are_told_with_their_lines(file: Path) -> None:
    page = top_here(load([file]), read([file]))
    told = {path: said[0] for path, said in page.rows}
    assert list(told) == [path for path in tree() if "." not in path]
    assert told["profile"] == f"production ({file}:1)"
    assert told["imagePull"] == "{kind: registry}"
    assert told["backend"] == "{}"
    assert told["smtp"] == "(not set)"
    assert "not-to-be-seen" not in repr(page)


def test_without_the_files_no_line_is_known(file: Path) -> None:
    [page] = answer_here(load([file]), None, find("mysql.host"))
    assert dict(page.rows) == {"is": ("db.example.org",), "from": ("the configuration",)}
