"""Null in YAML: it switches a setting off, is refused with what to write instead, or is the same as leaving the setting out."""

from pathlib import Path
from typing import Any, get_origin

import pytest
from pydantic import BaseModel

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.base import validate, yaml_name
from portkey_constructs.config.introspection import inner, models, reachable_models
from portkey_constructs.config.nulls import NullIs, NullRefused
from portkey_constructs.config.workload import Probes
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.reading import examine, load

PRODUCTION = """\
profile: production
auth: {kind: none}
mysql: {kind: inCluster}
redis: {kind: inCluster}
clickhouse: {kind: inCluster}
logStore: {kind: none}
"""
SWITCHED_OFF = {
    "Autoscaling.behavior": {},
    "ExternalSecrets.identity": {"kind": "none"},
    "JobMigration.node_selector": {},
    "JobMigration.resources": {"requests": {}, "limits": {}},
    "JobMigration.sidecars": [],
    "JobMigration.tolerations": [],
    "MySqlAdministrator.resources": {"requests": {}, "limits": {}},
    "Probes.liveness": {},
    "Probes.readiness": {},
    "Probes.startup": {},
    "Workload.identity": {"kind": "none"},
    "Workload.lifecycle": {},
    "Workload.pod_security_context": {},
    "Workload.resources": {"requests": {}, "limits": {}},
    "Workload.security_context": {},
    "Workload.topology_spread": [],
}
REFUSED = {
    *("ExternalMySql.ca", "ExternalRedis.ca", "MySqlAdministrator.ca", "PortkeyConfig.clickhouse", "PortkeyConfig.mysql"),
    *("PortkeyConfig.network_policy", "PortkeyConfig.redis", "PortkeyConfig.secrets", "ServiceConfig.autoscaling", "ServiceConfig.disruption_budget"),
}
OFF_BY_DEFAULT = {
    "BackendConfig.non_root",
    *("Bedrock.batches", "JobMigration.affinity", "JobMigration.service_account", "PortkeyConfig.claude_platform", "PortkeyConfig.entra_federation"),
    *("GatewayConfig.cors", "KedaAutoscaling.advanced", "KedaAutoscaling.fallback"),
    *("ElastiCache.iam", "GatewayConfig.mcp", "InClusterClickHouse.https", "InClusterClickHouse.retention", "IngressExposure.alb"),
    *("HttpRouteExposure.allow_from", "IngressExposure.allow_from", "LoadBalancerExposure.allow_from"),
    *("ElastiCacheIam.assume_role", "ExternalRedis.login", "InClusterRedis.queues", "RedisCluster.discovery", "RemoteRedis.cluster"),
    *("ElastiCache.server", "Rds.server", "RemoteRedis.queues", "S3LogStore.lifecycle"),
    *("IngressExposure.tls", "LoadBalancerExposure.provider", "Monitoring.loki_push", "Monitoring.prometheus_push"),
    *("Monitoring.gen_ai_traces", "Monitoring.open_telemetry", "PortkeyConfig.adopt", "PortkeyConfig.jwt_authentication"),
    *("Monitoring.service_monitor", "PortkeyConfig.bedrock", "PortkeyConfig.custom_ca", "PortkeyConfig.monitoring", "PortkeyConfig.proxy"),
    "RemoteMySql.administrator",
    *("Patch.json_patch", "Patch.merge", "PodTls.ca", "PortkeyConfig.pod_tls", "PortkeyConfig.smtp"),
    *("PortkeyConfig.image_registry", "PortkeyConfig.model_pricing", "PortkeyConfig.smtp", "Smtp.branding", "Smtp.templates"),
    *("PortkeyConfig.google_federation", "PortkeyConfig.resource_quota", "PortkeyConfig.semantic_cache", "PortkeyConfig.smtp"),
    *("ExternalMySql.client_certificate", "ExternalMySql.reader"),
    *("InClusterStore.update_strategy", "Persistence.data_source", "Persistence.selector", "ServiceConfig.strategy"),
    *("RemoteClickHouse.former", "S3LogStore.assume_role", "S3LogStore.encryption", "S3LogStore.replica", "Workload.affinity", "Workload.dns_config"),
}
"""Maps that are off, or up to another system, unless they are set."""
REQUIRED_BY_RULES = {"PortkeyConfig.auth", "PortkeyConfig.log_store"}
"""Maps that are off, or that a rule reports as missing."""


REQUIRED: dict[str, dict[str, Any]] = {
    "Autoscaling": {"min": 1, "max": 2},
    "ExternalSecrets": {"store": {"kind": "existing", "name": "a"}},
    "MySqlAdministrator": {"user": "admin"},
}


def settings() -> dict[str, tuple[type[BaseModel], str]]:
    """Every setting with a default of None, by the class that declares it."""
    declared: dict[str, tuple[type[BaseModel], str]] = {}
    for model in reachable_models(PortkeyConfig):
        for field, info in model.model_fields.items():
            owner = next(ancestor for ancestor in model.__mro__ if field in getattr(ancestor, "__annotations__", {}))
            if info.default is None and not info.is_required():
                declared[f"{owner.__name__}.{field}"] = (model, field)
    return declared


SETTINGS = settings()


def marked(mark: type[Any]) -> set[str]:
    return {name for name, (model, field) in SETTINGS.items() if any(isinstance(item, mark) for item in model.model_fields[field].metadata)}


def test_every_setting_with_a_default_that_is_a_map_or_a_list_gives_null_a_meaning() -> None:
    assert marked(NullIs) == SWITCHED_OFF.keys()
    assert marked(NullRefused) == REFUSED
    maps = {name for name, (model, field) in SETTINGS.items() if get_origin(bare := inner(model.model_fields[field].annotation)) or [*models(bare)]}
    literals = {name for name in maps if "Literal" in str(inner(SETTINGS[name][0].model_fields[SETTINGS[name][1]].annotation))[:20]}
    assert maps - literals - SWITCHED_OFF.keys() - REFUSED == OFF_BY_DEFAULT | REQUIRED_BY_RULES


@pytest.mark.parametrize("name", SWITCHED_OFF)
def test_null_switches_off_in_yaml_and_is_the_default_in_python(name: str) -> None:
    model, field = SETTINGS[name]
    required = REQUIRED.get(model.__name__, {})
    value = getattr(validate(model, {**required, yaml_name(model, field): None}, yaml=True), field)
    expected = SWITCHED_OFF[name]
    dumped = value.model_dump(exclude_none=True) if isinstance(value, BaseModel) else [*value] if expected == [] else {**value}
    assert dumped == expected
    assert getattr(validate(model, {**required, field: None}, yaml=False), field) is None
    assert getattr(validate(model, required, yaml=True), field) is None


@pytest.mark.parametrize("name", sorted(REFUSED - {"ExternalMySql.ca", "ExternalRedis.ca", "MySqlAdministrator.ca"}))
def test_null_is_refused_with_what_to_write(name: str) -> None:
    model, field = SETTINGS[name]
    setting = yaml_name(model, field)
    path = setting if model is PortkeyConfig else f"gateway.{setting}"
    base: dict[str, Any] = {"profile": "development", "clientAuth": "license", "imagePull": {"kind": "none"}, "auth": {"kind": "none"}}
    data = {**base, setting: None} if model is PortkeyConfig else {**base, "gateway": {setting: None}}
    [problem] = [problem for _, problem in examine(data)[1] if problem.severity == "error"]
    assert (problem.path, problem.message, problem.code) == (path, "is null", "PK-SETTING-004")
    assert problem.fix.startswith(("write ", "set "))


@pytest.mark.parametrize(
    ("setting", "code"), [("auth", "PK-AUTH-001"), *((name, "PK-STORE-001") for name in ("mysql", "redis", "clickhouse", "logStore"))]
)
def test_rule_refuses_null_in_production(setting: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text("".join(f"{setting}: null\n" if line.startswith(f"{setting}:") else f"{line}\n" for line in PRODUCTION.splitlines()))
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == (setting, code)


def test_other_settings_are_the_same_with_null_as_left_out() -> None:
    for name in SETTINGS.keys() - SWITCHED_OFF.keys() - REFUSED:
        model, field = SETTINGS[name]
        assert model.model_fields[field].default is None
        if not any(info.is_required() for info in model.model_fields.values()):
            assert validate(model, {yaml_name(model, field): None}, yaml=True) == validate(model, {}, yaml=True)


def container(config: PortkeyConfig) -> Any:
    objects: list[Any] = [staged.manifest for staged in config.resolve().objects()]
    [gateway] = [item for item in objects if (item["kind"], item["metadata"]["name"]) == ("Deployment", "portkey-gateway")]
    return gateway["spec"]["template"]["spec"]["containers"][0]


@pytest.mark.parametrize("off", ["null", "~", "{}", ""])
def test_probe_is_off(off: str, tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(f"{PRODUCTION}gateway:\n  probes:\n    liveness: {off}\n")
    main = container(load(file))
    assert "livenessProbe" not in main
    assert "readinessProbe" in main
    python = load(file).model_copy(update={"gateway": {"probes": Probes(readiness={})}})
    assert "readinessProbe" not in container(python)
    assert "livenessProbe" in container(python.model_copy(update={"gateway": {"probes": Probes(liveness=None)}}))


PROBE = "{tcpSocket: {port: 8787}}"


@pytest.mark.parametrize(
    ("base", "overlay", "present"),
    [
        (f"probes: {{liveness: {PROBE}}}", "probes: {liveness: null}", False),
        ("replicas: 2", "probes: {liveness: null}", False),
        ("probes: {liveness: null}", "replicas: 3", False),
        ("probes: {liveness: null}", f"probes: {{liveness: {PROBE}}}", True),
        (f"probes: {{liveness: {PROBE}}}", "probes: null", True),
    ],
)
def test_null_of_a_later_file_switches_off_or_restores_the_default(base: str, overlay: str, present: bool, tmp_path: Path) -> None:
    lower, upper = tmp_path / "base.yaml", tmp_path / "overlay.yaml"
    lower.write_text(f"{PRODUCTION}gateway:\n  {base}\n")
    upper.write_text(f"gateway:\n  {overlay}\n")
    assert ("livenessProbe" in container(load(lower, upper))) is present


def test_null_of_a_later_file_removes_what_null_cannot_switch_off(tmp_path: Path) -> None:
    lower, upper = tmp_path / "base.yaml", tmp_path / "overlay.yaml"
    lower.write_text(f"{PRODUCTION}gateway: {{autoscaling: {{min: 2, max: 9, cpu: 50}}, env: {{A: x}}}}\n")
    upper.write_text("gateway: {replicas: 3, autoscaling: null, env: {A: null}}\n")
    gateway = load(lower, upper).model_dump()["gateway"]
    assert (gateway["replicas"], gateway["autoscaling"], gateway["env"]) == (3, None, {})
    lower.write_text(f"{PRODUCTION}gateway: {{autoscaling: null}}\n")
    with pytest.raises(ConfigurationError, match="set replicas for a fixed number of pods"):
        load(lower)
