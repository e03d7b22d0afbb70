"""Suggestions for settings that do not exist: the right one, wherever it is."""

from pathlib import Path

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.explain.lookup import find
from portkey_constructs.explain.tree import tree
from portkey_constructs.loading.reading import examine
from portkey_constructs.loading.suggestions import foreign_key, keys_of_chart
from portkey_constructs.loading.unknown_settings import suggest
from tests.rules.configuration_files import OPEN, Files, without

# The keys of the charts' values (charts/portkey-app and charts/portkey-gateway of Portkey's Helm repository, in August 2026).
APP = (
    *("portkey", "nameOverride", "fullnameOverride", "commonAnnotations", "commonLabels", "commonEnv", "imageCredentials", "imagePullSecrets"),
    *("images", "ingress", "gatewayIngress", "config", "logStorage", "bedrockAssumed", "mcp", "apm"),
)
GATEWAY = (
    *("replicaCount", "revisionHistoryLimit", "strategy", "images", "nameOverride", "fullnameOverride", "selectorLabels", "imagePullSecrets"),
    *("imageCredentials", "useVaultInjection", "vaultConfig", "environment", "serviceAccount", "podAnnotations", "podLabels", "podSecurityContext"),
    *(
        "securityContext",
        "service",
        "mcpService",
        "ingress",
        "resources",
        "livenessProbe",
        "readinessProbe",
        "autoscaling",
        "volumes",
        "volumeMounts",
    ),
    *("extraContainerConfig", "envFrom", "extraEnv", "sidecars", "topologySpreadConstraints", "nodeSelector", "tolerations", "affinity", "hostAlias"),
    *("dnsPolicy", "dnsConfig", "autoRestart", "terminationGracePeriodSeconds", "minio", "milvus"),
)
SERVICE = ("name", "enabled", "containerPort", "deployment")
DATASERVICE = ("finetuneBucket", "logexportsBucket")
OURS_TOO = {"service", "serviceAccount", "autoscaling", "env"}
WITHIN = {
    "gateway.autoscaling": (
        "enabled",
        "createHpa",
        "minReplicas",
        "maxReplicas",
        "targetCPUUtilizationPercentage",
        "targetMemoryUtilizationPercentage",
    ),
    "gateway.service": ("loadBalancerSourceRanges", "httpPort", "httpsPort", "containerPort", "additionalLabels"),
    "gateway.serviceAccount": ("create", "automount"),
    "redis": ("name", "external", "containerPort", "statefulSet", "serviceType", "servicePort"),
    "mysql": ("name", "external", "containerPort", "containerHttpPort", "containerNativePort", "statefulSet"),
    "clickhouse": (
        "name",
        "store",
        "external",
        "migration",
        "customConfig",
        "containerHttpPort",
        "containerNativePort",
        "initContainer",
        "statefulSet",
    ),
    "clickhouse.https": ("enabled", "port", "certs"),
    "clickhouse.retention": ("enabled", "mergeWithTtlTimeout", "ttlOnlyDropParts"),
}
NOT_IN_THIS_KIND = {"clickhouse.migration"}
"""Only the kinds outside the cluster have it."""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def fix(files: Files, path: str, others: str = "") -> str:
    """The fix for an unknown setting at a path, beside the others of its map."""
    *above, name = path.split(".")
    text = "".join(f"{part}: {{" for part in above) + f"{others}{name}: 1" + "}" * len(above)
    base = without(OPEN, path.split(".")[0])
    return files.errors(f"{base}{text}\n")[path].fix


KINDS = {"mysql": "kind: inCluster, ", "redis": "kind: inCluster, ", "clickhouse": "kind: inCluster, "}


def test_the_table_has_the_keys_of_both_charts() -> None:
    assert {*APP, *GATEWAY} == keys_of_chart()


@pytest.mark.parametrize("name", sorted(keys_of_chart()))
def test_a_top_level_key_of_the_chart_leads_to_settings(files: Files, name: str) -> None:
    assert "Helm chart" in fix(files, name)
    suggestion = suggest(PortkeyConfig, (name,), {}, yaml=True)
    assert [".".join(map(str, path)) for path in suggestion.meant if ".".join(map(str, path)) not in tree()] == []


@pytest.mark.parametrize(
    "path",
    [
        *(f"{service}.{name}" for service in ("gateway", "backend", "frontend", "dataservice") for name in SERVICE),
        *(f"dataservice.{name}" for name in DATASERVICE),
        *(f"{above}.{name}" for above, names in WITHIN.items() for name in names if "." in above),
        *(f"{above}.{name}" for above, names in WITHIN.items() for name in names if "." not in above and f"{above}.{name}" not in NOT_IN_THIS_KIND),
    ],
)
def test_a_nested_key_of_the_chart_leads_to_settings(files: Files, path: str) -> None:
    """Every proposal is a setting: of the map itself, or by its whole path."""
    above = path.rpartition(".")[0]
    text = fix(files, path, KINDS.get(above, "")) if path.split(".")[0] != "clickhouse" or above == "clickhouse" else _below_clickhouse(files, path)
    assert "Helm chart" in text or text == "did you mean logExportsBucket?"
    key = foreign_key(tuple(path.split(".")))
    for setting in key.settings if key else ():
        first = setting.partition(":")[0].partition(",")[0]
        assert f"{above}.{first}" in tree() or first in tree(), setting


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("gateway.runtimeClassName", "did you mean runtimeClass? (Kubernetes calls it runtimeClassName)"),
        ("gateway.sizeLimit", "did you mean scratchSizeLimit? (Kubernetes calls it sizeLimit)"),
        ("gateway.preStop", "did you mean lifecycle: {preStop: ...}? (Kubernetes calls it preStop)"),
        ("gateway.updateStrategy", "did you mean strategy? (the Helm chart calls it updateStrategy)"),
        ("redis.strategy", "did you mean updateStrategy? (the Helm chart calls it strategy)"),
        ("redis.existingClaim", "did you mean persistence: {kind: existingClaim, name: ...}? (the Helm chart calls it existingClaim)"),
        ("gateway.hostAlias", "did you mean hostAliases? (the Helm chart calls it hostAlias)"),
        ("gateway.minReadySecond", "did you mean minReadySeconds?"),
    ],
)
def test_a_field_of_kubernetes_leads_to_its_setting_and_not_to_a_patch(files: Files, path: str, text: str) -> None:
    assert fix(files, path, KINDS.get(path.partition(".")[0], "")) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("existingClaim", "set kind: existingClaim, and the claim in name (a key of the Helm chart)"),
        ("accessMode", "did you mean accessModes? (the Helm chart calls it accessMode)"),
    ],
)
def test_a_key_of_a_volume_leads_to_its_setting(files: Files, name: str, text: str) -> None:
    configuration = f"{without(OPEN, 'redis')}redis: {{kind: inCluster, persistence: {{{name}: 1}}}}\n"
    assert files.errors(configuration)[f"redis.persistence.{name}"].fix == text


def _below_clickhouse(files: Files, path: str) -> str:
    _, within, name = path.split(".")
    required = "secretName: a, " if within == "https" else ""
    return files.errors(f"{OPEN}clickhouse: {{kind: inCluster, {within}: {{{required}{name}: 1}}}}\n")[path].fix


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("environment", "put your own variables in env: {NAME: value}; most of the chart's variables are settings"),
        ("gateway.environment", "did you mean env?"),
        ("replicaCount", "did you mean gateway.replicas?"),
        ("nodeSelector", "did you mean gateway.nodeSelector or backend.nodeSelector? (the Helm chart has it at the top level)"),
        ("autoscaling", "did you mean gateway.autoscaling or backend.autoscaling?"),
        ("gateway.autoscaling.enabled", "leave it out: a map that is present is enabled"),
        ("useVaultInjection", "did you mean secrets: {kind: externalSecrets, store: {kind: vault, ...}}?"),
        ("backend.containerPort", "leave it out: the container port is Portkey's own"),
        ("gateway.minReplicas", "did you mean autoscaling: {min: ..., max: ...}?"),
        ("gateway.podDisruptionBudget", "did you mean disruptionBudget? (Kubernetes calls it podDisruptionBudget)"),
        ("gateway.priorityClassName", "did you mean priorityClass? (Kubernetes calls it priorityClassName)"),
        ("gateway.image.registry", "did you mean repository?"),
        ("gateway.min", "did you mean autoscaling.min?"),
        ("metadataUrl", "did you mean auth.metadataUrl?"),
        ("exposure.host", "did you mean frontend.host or gateway.host or mcp.host?"),
        ("host", "did you mean mysql.host, redis.host, clickhouse.host, ...?"),
        ("gateway.autoscaling.replicas", "did you mean gateway.replicas? it belongs one level up"),
        ("backend.kind", "leave it out: this map has no kinds"),
        ("licence", "did you mean clientAuth?"),
        ("license", "did you mean clientAuth?"),
        ("ingres", "did you mean exposure? (the Helm chart calls it ingress)"),
        ("imageCredential", "did you mean imagePull? (the Helm chart calls it imageCredentials)"),
        ("qqqq", "`portkey-constructs explain` lists the settings"),
        ("gateway.qqqq", "`portkey-constructs explain gateway` lists the settings"),
        ("gateway.serviceAccount.qqqq", "the settings here are kind, name, annotations, labels, mountToken"),
    ],
)
def test_the_intended_setting_is_suggested(files: Files, path: str, begins: str) -> None:
    assert fix(files, path).startswith(begins)


def test_a_name_that_begins_with_that_of_its_map_is_recognized(files: Files) -> None:
    problems = files.errors(f"{OPEN}smtp: {{smtpHost: a.b, smtpUser: me, from: me@a.b}}\n")
    assert {path: problem.fix for path, problem in problems.items() if problem.code == "PK-SETTING-001"} == {
        "smtp.smtpHost": "did you mean host?",
        "smtp.smtpUser": "did you mean user?",
        "smtp.from": "did you mean fromAddress?",
    }


@pytest.mark.parametrize("above", ["", "gateway", "backend"])
def test_without_a_similar_setting_the_fix_names_the_command_that_lists_them(files: Files, above: str) -> None:
    text = fix(files, f"{above}.qqqq" if above else "qqqq")
    command = text.split("`")[1].removeprefix("portkey-constructs explain").strip()
    assert command == above
    assert not above or find(command).pages


def test_keys_of_the_chart_in_snake_case_are_recognized() -> None:
    fixes = {problem.path: problem.fix for _, problem in examine({"profile": "development", "gateway": {"replica_count": 2}}, yaml=False)[1]}
    assert fixes["gateway.replica_count"] == "did you mean replicas? (the Helm chart calls it replicaCount)"


def test_key_for_anchors_below_the_top_level_belongs_to_the_top_level() -> None:
    suggestion = suggest(PortkeyConfig, ("gateway", "x-common"), {"gateway": {"x-common": {}}}, yaml=True)
    assert suggestion.fix == "move it to the top level: keys that begin with x- are ignored only there"


def test_key_for_anchors_does_not_change_suggestions() -> None:
    assert suggest(PortkeyConfig, ("gatewy",), {"x-gatewy": 1, "gatewy": 1}, yaml=True).fix == "did you mean gateway?"
