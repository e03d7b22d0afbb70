"""Problems of a configuration: all at once, each with its position, and never a secret."""

import copy
import io
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from portkey_constructs.cli.console import show_problems
from portkey_constructs.config import NoAuth, Okta, PortkeyConfig, load, load_with_warnings
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import is_secret, kinds, models
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.loading.reading import examine
from tests.support.strategies import configurations, document_text

DEVELOPMENT = "profile: development\nclientAuth: license\njwtPrivateKey: key\nimagePull: {kind: none}\nauth: {kind: none}\n"
STORES = "mysql: {kind: inCluster}\nredis: {kind: inCluster}\nclickhouse: {kind: inCluster}\nlogStore: {kind: none}\n"

Read = Callable[[str], dict[str, Problem]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(text: str) -> dict[str, Problem]:
        file = tmp_path / "portkey.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            problems = load_with_warnings([file])[1]
        except ConfigurationError as error:
            problems = error.problems
        assert len({problem.path for problem in problems}) == len(problems)
        return {problem.path: problem for problem in problems}

    return read


def place(problem: Problem) -> tuple[int, int]:
    assert problem.position is not None
    return problem.position.line, problem.position.column


def test_the_report_that_the_user_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [
        "profile: production",
        "auth: {kind: none}",
        "mysql: {kind: inCluster}",
        "clickhouse: {kind: inCluster}",
        "logStore: {kind: none}",
        *("#",) * 5,
        "redis:",
        "  kind: external",
        "  url: redis://redis.example.org",
        "  tls: true",
        *("#",) * 4,
        "gateway:",
        "  autoscaling:",
        "    {min: 2, max: 20, cpu: 60}",
        "  resources: {requests: {memory: 1Gi}}",
        *("#",) * 4,
        "ingres: {}",
    ]
    Path("portkey.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_with_warnings(["portkey.yaml"])
    with redirect_stderr(io.StringIO()) as written:
        show_problems(caught.value.problems, caught.value.source, "nothing written")
    assert written.getvalue() == (
        "portkey.yaml: 3 problems, nothing written\n"
        "\n"
        "   14:3  redis.tls  is true, but redis.url begins with redis://  [PK-REDIS-003]\n"
        "         remove the scheme: it is derived from tls (a TLS connection needs rediss://)\n"
        "  21:23  gateway.autoscaling.cpu  is 60, but gateway.resources.requests.cpu is not set  [PK-SCALE-001]\n"
        "         set the request (default: 200m): a utilization target is a share of it\n"
        "   27:1  ingres  is not a setting  [PK-SETTING-001]\n"
        "         did you mean exposure? (the Helm chart calls it ingress)\n"
        "\n"
        "  For the cause and the fix, run: portkey-constructs explain CODE\n"
    )


def test_all_problems_are_reported_in_the_order_of_the_file(read: Read) -> None:
    problems = read(
        "profile: production\n"
        "auth: {kind: oidc, clientId: portkey}\n"
        "gateway:\n"
        "  replicas: many\n"
        "  imge: {}\n"
        "  tolerations: [{operater: Exists}]\n"
        "  image: {tag: latest}\n"
        "mysql: {kind: external, host: db.example.org, tls: rds}\n"
        "redis: {kind: memcached}\n"
        "clickhouse: 5\n"
        "labels: {-a: x}\n"
    )
    assert {path: place(problem) for path, problem in problems.items()} == {
        "logStore": (1, 1),
        "auth.issuer": (2, 1),
        "gateway.replicas": (4, 3),
        "gateway.imge": (5, 3),
        "gateway.tolerations.0": (6, 17),
        "gateway.image.tag": (7, 11),
        "mysql.tls": (8, 47),
        "redis.kind": (9, 9),
        "clickhouse": (10, 1),
        "labels.-a": (11, 10),
    }
    assert problems["auth.issuer"].message == "is missing"
    assert problems["gateway.replicas"].message == "is many"
    assert problems["gateway.imge"].fix == "did you mean image?"
    assert "has no field operater" in problems["gateway.tolerations.0"].fix
    assert (problems["gateway.image.tag"].severity, problems["logStore"].severity) == ("warning", "error")
    assert (problems["redis.kind"].message, problems["clickhouse"].message) == ("is memcached", "is a number")
    assert problems["labels.-a"].message == "is not a valid key"
    assert list(map(place, problems.values())) == sorted(map(place, problems.values()))


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("auth: {kind: oidc}\nexposure: {frontend: {kind: ingrss}}\n", {"auth.issuer", "auth.clientId", "exposure.frontend.kind"}),
        ("auth: {kind: saml, metadataUrl: 'https://a.example'}\ncontrolPlaneUrl: nowhere\n", {"controlPlaneUrl"}),
        ("auth: {kind: none}\nmysql: {kind: external, tls: rds}\n", {"mysql.host"}),
        ("auth: {kind: none}\ngateway: {autoscaling: {max: 3, cpu: 60}}\n", {"gateway.autoscaling.min"}),
        ("auth: {kind: none}\ngateway: {autoscaling: {min: 3, max: 0, cpu: 60}}\n", {"gateway.autoscaling.max"}),
        ("auth: {kind: none}\ngateway: {sidecars: [{name: a}, {image: x}]}\n", {"gateway.sidecars.1"}),
        ("auth: {kind: none}\nsecrets: {kind: wrong}\n", {"secrets.kind"}),
        ("auth: {kind: wrong}\ngateway: {service: {type: LoadBalancer}}\n", {"auth.kind"}),
        ("auth: {kind: none}\nimagePull: {kind: wrong}\n", {"imagePull.kind"}),
        ("auth: {kind: none}\nlogStore: {kind: s3}\n", {"logStore.bucket", "logStore.region"}),
        ("auth: {kind: none}\nidentity: {kind: irsaa}\nlogStore: {kind: gcs, bucket: logs, credentials: identity}\n", {"identity.kind"}),
        ("auth: {kind: none}\nidentity: {kind: irsa}\naws: {accountId: 1, oidcIssuer: x}\n", {"aws.accountId", "aws.oidcIssuer"}),
        ("auth: {kind: none}\ngateway: {identity: {kind: gkeWorkloadIdentity, serviceAccount: x}}\n", {"gateway.identity.serviceAccount"}),
        ("deployment: {kind: gatewy}\n", {"deployment.kind"}),
        ("auth: {kind: none}\nmysql: {kind: external, host: a.b, tls: verifyCa, ca: {name: a}}\n", {"mysql.ca.kind"}),
        ("auth: {kind: none}\nsecrets: {kind: externalSecrets, store: {kind: aws}}\n", {"secrets.store.kind"}),
        ("auth: {kind: none}\nsecretOverrides: {app: {kind: existin}}\n", {"secretOverrides.app.kind"}),
        (
            "auth: {kind: none, allowPublic: true}\nexposure: {gateway: {kind: loadBalancer, port: 443, provider: {kind: aws, certificateArn: x}}}\n",
            {"exposure.gateway.provider.certificateArn"},
        ),
        ("auth: {kind: none, allowPublic: true}\ngateway: {mcp: {}}\nexposure: {mcp: {kind: ingress, host: a b}}\n", {"exposure.mcp.host"}),
    ],
)
def test_rules_ignore_invalid_settings(read: Read, text: str, paths: set[str]) -> None:
    stores = "".join(line for line in STORES.splitlines(keepends=True) if line.split(":")[0] not in text)
    problems = read(f"profile: production\n{stores}{text}")
    assert set(problems) == paths


@pytest.mark.parametrize("profile", ["", "profile: ~\n", "profile: staging\n", "profile: prod\n"])
def test_no_rule_is_checked_without_a_valid_profile(read: Read, profile: str) -> None:
    problems = read(f"{profile}auth: {{kind: none}}\nlabels: {{a: YOUR_TEAM}}\nmysql: {{kind: inCluster, user: root}}\nredis: {{kind: memcached}}\n")
    assert set(problems) == {"profile", "redis.kind"}


def test_rules_are_checked_without_the_invalid_settings(read: Read) -> None:
    problems = read(
        f"profile: production\nauth: {{kind: none}}\n{STORES}labels: {{a: YOUR_TEAM, -b: x}}\ngateway: {{replicas: many, image: {{tag: latest}}}}\n"
    )
    assert {path: problem.code for path, problem in problems.items()} == {
        "labels.a": "PK-NAME-001",
        "labels.-b": "PK-SETTING-004",
        "gateway.replicas": "PK-SETTING-004",
        "gateway.image.tag": "PK-IMAGE-002",
    }


@pytest.mark.parametrize(
    ("text", "path", "fix"),
    [
        ("ingress: {}", "ingress", "did you mean exposure? (the Helm chart calls it ingress)"),
        ("imageCredentials: []", "imageCredentials", "did you mean imagePull? (the Helm chart calls it imageCredentials)"),
        ("gateway: {priorityClassName: a}", "gateway.priorityClassName", "did you mean priorityClass?"),
        ("gateway: {extraEnv: []}", "gateway.extraEnv", "did you mean env? (the Helm chart calls it extraEnv)"),
        ("gateway: {autoscaling: {min: 1, max: 2, cpu: 5, minReplicas: 1}}", "gateway.autoscaling.minReplicas", "did you mean min?"),
        ("client_auth: x", "client_auth", "did you mean clientAuth?"),
        ("exposure: {frontend: {kind: ingress, host: a.b, ingressClass: x}}", "exposure.frontend.ingressClass", "did you mean class?"),
        ("dataService: {}", "dataService", "did you mean dataservice?"),
        ("redis: {kind: inCluster, replicas: 2}", "redis.replicas", "a store in the cluster is a single server"),
        ("qqqq: 1", "qqqq", "`portkey-constructs explain` lists the settings"),
        ("gateway: {qqqq: 1}", "gateway.qqqq", "`portkey-constructs explain gateway` lists the settings"),
        ("exposure: {qqqq: 1}", "exposure.qqqq", "the settings here are frontend, gateway"),
    ],
)
def test_an_unknown_setting_gets_a_suggestion(read: Read, text: str, path: str, fix: str) -> None:
    problems = read(f"{DEVELOPMENT}{text}\n")
    assert problems[path].message == "is not a setting"
    assert problems[path].fix.startswith(fix.removesuffix("?"))
    assert place(problems[path])[0] == 6


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("mysqll: {kind: inCluster}", {"mysqll"}),
        ("clickhose: {kind: external, host: ch.example.org}", {"clickhose"}),
        ("logstore: {kind: none}", {"logstore"}),
        ("logStorage: {s3Compat: {}}", {"logStorage"}),
        ("auth: {kind: oidc, issuer: 'https://login.example.org', clientID: a}\ncontrolPlaneUrl: https://a.example", {"auth.clientID"}),
        ("logStore: {kind: s3, buckett: logs, region: us-west-2}", {"logStore.buckett"}),
        ("logStore: {kind: gcs, buckett: logs}", {"logStore.buckett"}),
        ("gateway: {autoscaling: {minReplicas: 1, max: 2, cpu: 60}}", {"gateway.autoscaling.minReplicas"}),
        ("gateway: {autoscaling: {min: 1, max: 2, cpuu: 60}}", {"gateway.autoscaling.cpuu"}),
        (
            "gateway: {autoscaling: {minReplicas: 1, maxReplicas: 2, targetCPUUtilizationPercentage: 60}}",
            {f"gateway.autoscaling.{name}" for name in ("minReplicas", "maxReplicas", "targetCPUUtilizationPercentage")},
        ),
        (
            "auth: {kind: none, allowPublic: true}\n"
            "exposure: {gateway: {kind: ingress, host: a.example, clas: alb, certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/a'}}",
            {"exposure.gateway.clas"},
        ),
        ("noAuth: {enabled: true}", {"noAuth"}),
        ("config: {noAuth: {enabled: true}}", {"config"}),
        ("redis: {kind: elasticache, url: a.example}", {"redis.url"}),
    ],
)
def test_consequences_of_a_misspelled_setting_are_not_reported(read: Read, text: str, paths: set[str]) -> None:
    """Neither that the right one is missing, nor what the rules say of it."""
    keys = {line.partition(":")[0] for line in text.splitlines()}
    meant = {"mysqll": "mysql", "clickhose": "clickhouse", "logstore": "logStore", "logStorage": "logStore", "noAuth": "auth", "config": "auth"}
    left_out = keys | {meant[name] for name in keys & meant.keys()}
    rest = "".join(line for line in f"auth: {{kind: none}}\n{STORES}".splitlines(keepends=True) if line.partition(":")[0] not in left_out)
    problems = read(f"profile: production\n{text}\n{rest}")
    assert problems.keys() == paths
    assert {problem.severity for problem in problems.values()} == {"error"}


def test_a_misspelled_setting_beside_the_right_one_hides_no_problem(read: Read) -> None:
    problems = read(
        "profile: production\nauth: {kind: none}\nmysql: {kind: inCluster, user: root}\nmysqll: {}\nredis: {}\nclickhouse: {kind: inCluster}\n"
    )
    assert problems.keys() == {"mysqll", "mysql.user", "redis.kind", "logStore"}


def test_a_misspelled_setting_in_python_is_one_problem() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Okta(client_idd="a", domain="acme.okta.com")  # type: ignore[call-arg]
    assert [(problem.path, problem.fix) for problem in caught.value.problems] == [("client_idd", "did you mean client_id?")]


def test_no_rule_is_checked_when_profile_is_misspelled(read: Read) -> None:
    assert read(f"profil: production\nauth: {{kind: none}}\n{STORES}labels: {{a: YOUR_TEAM}}\n").keys() == {"profil"}


def test_values_of_the_helm_chart_are_recognized_once(read: Read) -> None:
    text = "images: {}\nimageCredentials: []\nconfig: {}\ngateway: {deployment: {}}\n"
    problems = read(DEVELOPMENT + text)
    recognized = [path for path, problem in problems.items() if "these are values of the Helm chart" in problem.fix]
    assert recognized == ["images"]
    assert problems["images"].fix.startswith(
        "these are values of the Helm chart; portkey.yaml has its own settings (see portkey-constructs init --list); did you mean gateway.image, "
    )
    assert problems["config"].fix.startswith("did you mean auth, clientAuth")
    fewer = read(DEVELOPMENT + text.replace("config: {}\n", ""))
    assert [path for path, problem in fewer.items() if "these are values" in problem.fix] == []


def test_data_is_not_changed_by_checking_it() -> None:
    data = {"profile": "production", "auth": {"kind": "none"}, "ingres": {}, "identity": {"kind": "irsaa"}, "gateway": {"replicas": "many"}}
    before = copy.deepcopy(data)
    config, problems = examine(data)
    assert config is None
    assert {"ingres", "identity.kind", "gateway.replicas", "mysql"} <= {problem.path for _, problem in problems}
    assert data == before


def test_every_entry_point_raises_a_configuration_error_that_names_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = {"profile": "production", "auth": {"kind": "none"}, "clientAuth": ""}
    for name in ("a.yaml", "b.yaml"):
        Path(name).write_text(document_text(data), encoding="utf-8")
    entry_points: list[tuple[Callable[[], Any], str]] = [
        (lambda: load("a.yaml", "b.yaml"), "a.yaml, b.yaml"),
        (lambda: load(["a.yaml", Path("b.yaml")]), "a.yaml, b.yaml"),
        (lambda: load_with_warnings("a.yaml"), "a.yaml"),
        (lambda: PortkeyConfig.from_file("b.yaml"), "b.yaml"),
        (lambda: PortkeyConfig.from_dict(data, source="staging"), "staging"),
        (lambda: PortkeyConfig.from_dict(data), "PortkeyConfig"),
        (lambda: PortkeyConfig.model_validate(data, by_alias=True, by_name=False), "PortkeyConfig"),
        (lambda: PortkeyConfig(profile="production", auth=NoAuth(), client_auth=SecretStr("")), "PortkeyConfig"),
    ]
    for build, source in entry_points:
        with pytest.raises(ConfigurationError) as caught:
            build()
        assert caught.value.source == source
        assert caught.value.__context__ is None
        paths = {problem.path for problem in caught.value.problems}
        assert {"mysql", "redis", "clickhouse"} < paths
        assert paths & {"clientAuth", "client_auth"}


def test_model_validate_reports_broken_rules_and_a_wrong_type() -> None:
    with pytest.raises(ConfigurationError) as caught:
        PortkeyConfig.model_validate({"profile": "production", "auth": {"kind": "none"}})
    assert {"mysql", "redis", "clickhouse", "log_store"} == {problem.path for problem in caught.value.problems}
    not_maps: tuple[Any, ...] = ([], "text", None)
    for wrong in not_maps:
        with pytest.raises(ConfigurationError, match=r"expected a map of settings, such as \{profile: development\}"):
            PortkeyConfig.model_validate(wrong)
        with pytest.raises(ConfigurationError, match="staging: 1 problem"):
            PortkeyConfig.from_dict(wrong, source="staging")


def test_from_dict_builds_what_the_same_file_builds(tmp_path: Path) -> None:
    data = {"profile": "development", "clientAuth": "license", "imagePull": {"kind": "none"}, "auth": {"kind": "none"}}
    (tmp_path / "a.yaml").write_text(document_text(data), encoding="utf-8")
    assert PortkeyConfig.from_dict(data) == PortkeyConfig.from_file(tmp_path / "a.yaml")


def test_from_file_reports_positions_in_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(f"{DEVELOPMENT}namespace: Portkey\n")
    Path("two.yaml").write_text("gateway:\n  replicas: many\n")
    with pytest.raises(ConfigurationError) as caught:
        PortkeyConfig.from_file("one.yaml", "two.yaml")
    assert str(caught.value).splitlines() == [
        "one.yaml, two.yaml: 2 problems",
        "one.yaml:6:1: namespace  is Portkey: expected a name of at most 63 lowercase letters, digits and hyphens [PK-SETTING-004]",
        "two.yaml:2:3: gateway.replicas  is many: expected a whole number from 1 [PK-SETTING-004]",
    ]
    with pytest.raises(ConfigurationError) as built:
        PortkeyConfig(profile="development", auth=NoAuth(), namespace="Portkey")
    assert "\nnamespace  is Portkey: expected" in str(built.value)
    with pytest.raises(ConfigurationError) as missing:
        PortkeyConfig.from_file("three.yaml")
    assert str(missing.value).splitlines()[1].startswith("three.yaml does not exist: check the path")


def test_a_label_key_with_dots_has_its_position(read: Read) -> None:
    problems = read(f"{DEVELOPMENT}gateway:\n  podLabels:\n    a.example/b.c: ok\n    app.kubernetes.io/name: x\n    d.example/e: '-'\n")
    assert place(problems["gateway.podLabels.app.kubernetes.io/name"]) == (9, 5)
    assert place(problems["gateway.podLabels.d.example/e"]) == (10, 5)


def test_an_invalid_key_of_a_map_has_its_position(read: Read) -> None:
    problems = read(f"{DEVELOPMENT}secretOverrides:\n  mysq: {{kind: existing}}\nenv:\n  1A: {{secretKeyRef: {{name: a, key: b}}}}\n")
    assert (problems["secretOverrides.mysq"].message, place(problems["secretOverrides.mysq"])) == ("is not a valid key", (7, 3))
    assert (
        problems["secretOverrides.mysq"].fix
        == "did you mean mysql? expected one of app, mysql, mysqlAdministrator, redis, clickhouse, clickhouseFormer, gateway, logStore, bedrock, "
        "registry"
    )
    assert (problems["env.1A"].message, place(problems["env.1A"])) == ("is not a valid key", (9, 3))


def test_problems_of_several_files_name_their_files(tmp_path: Path) -> None:
    first, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    first.write_text(f"{DEVELOPMENT}gateway: {{replicas: x}}\n")
    two.write_text("gateway:\n  image: {tag: 1.10}\n")
    with pytest.raises(ConfigurationError) as caught:
        load_with_warnings([first, two])
    assert [(problem.path, problem.position and Path(problem.position.file).name) for problem in caught.value.problems] == [
        ("gateway.replicas", "one.yaml"),
        ("gateway.image.tag", "two.yaml"),
    ]


CANARY = "xQ7canary9Zk"
secrets = st.builds(
    lambda start, end: f"{start}{CANARY}{end}", st.text("aZ0:@/#'\"\\ !-_<>{}%&*?=,[]|", max_size=6), st.text("aZ0:@/ '\"$", max_size=6)
)


def secret_settings(model: type[BaseModel] = PortkeyConfig, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of secret settings, in YAML's spelling; the kind of each variant on the way is part of the path as `kind=...`."""
    for field, info in model.model_fields.items():
        location = (*path, yaml_name(model, field))
        if is_secret(info.annotation):
            yield location
        for inner in models(info.annotation):
            tag = next(iter(kinds(inner)), "")
            yield from secret_settings(inner, (*location, f"kind={tag}") if tag else location)


SECRET_SETTINGS = sorted(secret_settings())


def nested(path: tuple[str, ...], value: Any, base: dict[str, Any]) -> dict[str, Any]:
    """The base with `value` at a path of `secret_settings`."""
    data = dict(base)
    head, *rest = path
    if not rest:
        return {**data, head: value}
    inner = dict(data.get(head) or {})
    if rest[0].startswith("kind="):
        inner = {"kind": rest[0].removeprefix("kind=")}
        rest = rest[1:]
    return {**data, head: nested(tuple(rest), value, inner) if rest else inner}


def all_output(text: str, data: Any, file: Path) -> str:
    """All that anybody could read after this text was loaded and this data was built: errors, their traces, warnings, objects."""
    file.write_text(text, encoding="utf-8")
    output = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, redirect_stdout(output), redirect_stderr(output):
        warnings.simplefilter("always")
        for build in (lambda: load_with_warnings([file]), lambda: PortkeyConfig(**data)):
            try:
                print(repr(built := build()), str(built))
            except ConfigurationError as error:
                chain: BaseException | None = error
                while chain is not None:
                    print(*traceback.format_exception(chain, chain=True), repr(chain), chain)
                    chain = chain.__cause__ or chain.__context__
                print(repr(error.problems))
                show_problems(error.problems, error.source)
        print(*[str(warning.message) for warning in caught])
    return output.getvalue()


def test_secret_settings_are_found() -> None:
    paths = {".".join(path) for path in SECRET_SETTINGS}
    assert {"clientAuth", "imagePull.kind=registry.password", "auth.kind=oidc.clientSecret", "redis.kind=external.password"} <= paths
    assert {"monitoring.lokiPush.credential", "logStore.kind=azureBlob.login.kind=key.accountKey", "bedrock.secretKey"} <= paths
    assert {"logStore.kind=s3Compatible.secretKey", "clickhouse.kind=external.former.kind=inCluster.password"} <= paths
    assert len(paths) >= 30


BASES: tuple[dict[str, Any], ...] = (
    {"profile": "development", "auth": {"kind": "none"}},
    {"profile": "production", "auth": {"kind": "none"}},
    {"profile": "wrong", "unknown": 1},
)


@settings(max_examples=150)
@given(
    st.sampled_from(SECRET_SETTINGS),
    secrets,
    st.sampled_from(BASES),
    st.sampled_from([lambda s: s, lambda s: [s], lambda s: {s[:0] + "value": s}, lambda s: {"kind": s}, lambda s: [[s]]]),
)
def test_a_secret_in_its_setting_is_never_shown(
    tmp_path_factory: pytest.TempPathFactory, path: tuple[str, ...], secret: str, base: dict[str, Any], wrap: Callable[[str], Any]
) -> None:
    data = nested(path, wrap(secret), base)
    assert CANARY not in all_output(document_text(data), data, tmp_path_factory.getbasetemp() / "leak.yaml")


MISPLACED: tuple[Callable[[str], dict[str, Any]], ...] = (
    *(lambda s, name=name: {name: s} for name in ("auth", "mysql", "redis", "clickhouse", "imagePull", "secrets", "gateway", "exposure", "logStore")),
    *(lambda s, name=name: {name: s} for name in ("pasword", "license", "imageCredentials", "config", "client_auth")),
    *(lambda s, name=name: {"gateway": {name: s}} for name in ("env", "image", "sidecars", "probes", "resources", "autoscaling", "tolerations")),
    lambda s: {"auth": {"kind": {"clientSecret": s}}},
    lambda s: {"auth": {"type": s}, "redis": {"external": s}, "mysql": {"password": s}},
    lambda s: {"mysql": [s], "redis": {"kind": "elasticache", "url": s}, "gateway": {"image": f"registry.example.org/{s}:1.0"}},
    lambda s: {"gateway": {"image": f"registry.example.org/gateway:{s}"}, "exposure": {"gateway": s}, "monitoring": {"apm": s.encode()}},
    lambda s: {"imagePull": {"kind": [s]}},
    lambda s: {"imagePull": [{"username": "me", "password": s}]},
    lambda s: {"imagePull": {"username": "me", "pasword": s}},
    lambda s: {"env": {"API_KEY": s}, "gateway": {"env": {"API_KEY": s}}},
    lambda s: {"env": {"API_KEY": [s]}, "gateway": {"env": {"API_KEY": {"value": s}}}},
    lambda s: {"gateway": {"env": {"API_KEY": {"secretKeyRef": {"name": "x", "kee": s}}}}},
    lambda s: {"gateway": {"sidecars": [{"name": "a", "args": f"--password={s}"}]}},
    lambda s: {"gateway": {"sidecars": [{"name": "a", "env": [{"name": "A", "value": [s]}]}]}},
    lambda s: {"gateway": {"probes": {"readiness": {"exec": {"command": s}}}}},
    lambda s: {"gateway": {"volumes": [{"name": "a", "csi": {"driver": "a", "volumeAttributes": s}}]}},
    lambda s: {"redis": {"kind": "external", "url": f"redis://app:{s}@redis.example.org"}},
    lambda s: {"redis": {"kind": "external", "url": f"rediss://:{s}@x.cache.amazonaws.com:6379", "tls": False}},
    lambda s: {"redis": {"kind": "external", "url": f"{s}@clustercfg.x.cache.amazonaws.com"}},
    lambda s: {"redis": {"kind": "external", "url": f"redis://:{s}@<host>"}},
    lambda s: {"redis": {"kind": "external", "host": f"app:{s}@redis.example.org"}},
    lambda s: {"mysql": {"kind": "external", "host": f"root:{s}@db.example.org"}},
    lambda s: {"smtp": {"host": f"smtp://me:{s}@mail.example.org", "user": "a", "fromAddress": "a"}},
    lambda s: {"gateway": {"kind": "external", "url": f"https://me:{s}@gateway.example.org"}},
    lambda s: {"monitoring": {"lokiPush": {"url": f"https://me:{s}@loki.example.org"}}},
    lambda s: {"logStore": {"kind": "mongo", "database": "a", "connectionUrl": {"value": s}}},
    lambda s: {"logStore": {"kind": "s3Compatible", "bucket": "logs", "endpoint": f"https://me:{s}@minio.example.org"}},
    lambda s: {"logStore": {"kind": "azureBlob", "login": {"kind": "key", "accountKey": [s]}}},
    lambda s: {"logStore": {"kind": "s3", "bucket": "logs", "encryption": {"kind": "customerKey", "keyMd5": [s]}}},
    lambda s: {"clickhouse": {"kind": "inCluster", "config": f"<clickhouse><users><a><password>{s}</a></users></clickhouse>"}},
    lambda s: {"secrets": {"kind": "externalSecrets", "store": {"kind": "vault", "server": f"https://me:{s}@vault.example.org", "role": "a"}}},
    lambda s: {"secretOverrides": {"mysql": {"kind": "inline", "password": s}}},
    lambda s: {"controlPlaneUrl": f"https://me:{s}@portkey.example.org"},
    lambda s: {"auth": {"kind": "oidc", "issuer": f"https://me:{s}@login.example.org", "clientId": "a"}},
    lambda s: {"auth": {"kind": "saml", "metadataUrl": f"https://idp.example.org?token={s}"}},
    lambda s: {"auth": {"kind": "oidc", "issuer": f"-----BEGIN KEY-----\n{s}", "clientId": "a"}},
)


@settings(max_examples=250)
@given(st.sampled_from(MISPLACED), secrets, st.sampled_from(BASES))
def test_a_misplaced_secret_is_never_shown(
    tmp_path_factory: pytest.TempPathFactory, place: Callable[[str], dict[str, Any]], secret: str, base: dict[str, Any]
) -> None:
    data = {**base, **place(secret)}
    assert CANARY not in all_output(document_text(data), data, tmp_path_factory.getbasetemp() / "leak.yaml")


@settings(max_examples=120)
@given(
    st.sampled_from(
        [
            *(
                "clientAuth: {}",
                "clientAuth: '{}",
                'clientAuth: "{}',
                "clientAuth: [{}",
                "clientAuth: {{a: {}",
                "clientAuth: !{} x",
                "clientAuth: *{}",
            ),
            *(
                "clientAuth: &{} [",
                "clientAuth: |\n{}\n x: [",
                "a: b: {}",
                "clientAuth: x\n  {}",
                "- {}",
                "clientAuth: >x{}",
                "%{}",
                "clientAuth: @{}",
            ),
            *("clientAuth: `{}", "clientAuth: !!int {}", "? {}", 'clientAuth: "\\q{}"', "clientAuth: x\nclientAuth: {}", "<<: {}", "{}", "\t{}"),
        ]
    ),
    secrets,
)
def test_a_secret_in_broken_yaml_is_never_shown(tmp_path_factory: pytest.TempPathFactory, text: str, secret: str) -> None:
    file = tmp_path_factory.getbasetemp() / "leak.yaml"
    # Quoted, so that what comes next cannot be the end of this value, which is told.
    whole = f'profile: "development"\n{text.format(secret)}\n'
    output = all_output(whole, {"profile": "wrong"}, file)
    if f"{CANARY}" in output:
        # A name of a key is told, and only that.
        file.write_text(whole, encoding="utf-8")
        with pytest.raises(ConfigurationError) as caught:
            load_with_warnings([file])
        assert all(CANARY not in problem.message + problem.fix for problem in caught.value.problems)
        assert any(CANARY in problem.path for problem in caught.value.problems)


@settings(max_examples=30)
@given(configurations("development"))
def test_a_valid_configuration_does_not_show_its_secrets(data: dict[str, Any]) -> None:
    data = {**data, **({"clientAuth": CANARY} if "clientAuth" in data else {}), "env": {"OWN": CANARY}}
    config = PortkeyConfig.model_validate(data, by_alias=True, by_name=False)
    assert CANARY not in f"{config!r} {config}"
    assert config.env == {"OWN": CANARY}
