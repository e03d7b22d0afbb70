"""Every rendering keeps the invariants: of any valid configuration, and of every environment that the project has."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from pydantic import BaseModel, SecretStr

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config.features import Monitoring
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.output.yaml_text import to_yaml
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES, Store
from portkey_constructs.platform.stores import DEVELOPMENT_SECRET
from portkey_constructs.platform.volumes import own_volumes, serving_volumes
from tests.support.all_settings import ALL_SETTINGS, MINIMAL
from tests.support.examples import DEVELOPMENT, EXTERNAL, PRODUCTION, config_from, development, production
from tests.support.invariants import INVARIANTS, violations
from tests.support.objects import Manifest, Pod, main_container, named, of_kind, pods, rendered
from tests.support.pod_security import violated_restrictions
from tests.support.strategies import configurations

DIST = Path(__file__).parents[1] / "dist"
OWN_CONTAINERS = ("podSecurityContext", "securityContext", "volumes", "volumeMounts", "sidecars", "initContainers")
MARK = "5e471e1"
LOGIN = SecretStr(f"dXNlcjph{MARK}A")
"""USER:PASSWORD in base64, in which the mark can be read."""
PUSH_CREDENTIALS = {"prometheus_push": LOGIN, "loki_push": SecretStr(f"user:{MARK}")}
"""The mark in the forms that the images read: in base64, and as plain text."""

some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def written(name: str) -> list[Manifest]:
    files = sorted((DIST / name).rglob("*.yaml"))
    return [manifest for file in files for manifest in yaml.safe_load_all(file.read_text("utf-8"))]


def weaknesses(pod: Pod, *, assigned_user: bool = False) -> set[str]:
    """None; only the backend's image, which the migration runs too, keeps its own user, unless OpenShift assigns one."""
    # In an adopted release, the label has the full name, such as `portkey-app-backend`.
    component = pod.labels["app.kubernetes.io/component"].rpartition("-")[2]
    return {f"container {component} may run as root"} if component in ("backend", "migration") and not assigned_user else set()


def marked(value: Any, counter: list[int]) -> Any:
    """A part of a configuration with recognizable secrets."""
    if isinstance(value, SecretStr):
        counter.append(len(counter))
        return SecretStr(f"{MARK}-{len(counter)}")
    if isinstance(value, Monitoring):
        pushes = {name: getattr(value, name) for name in PUSH_CREDENTIALS}
        changed = {name: push.model_copy(update={"credential": PUSH_CREDENTIALS[name]}) for name, push in pushes.items() if push and push.credential}
        return value.model_copy(update=changed)
    if isinstance(value, BaseModel):
        changed = {name: marked(getattr(value, name), counter) for name in sorted(value.model_fields_set)}
        if isinstance(changed.get("auth"), SecretStr):
            changed["auth"] = LOGIN
        return value.model_copy(update={name: new for name, new in changed.items() if new is not getattr(value, name)})
    return value


@pytest.mark.slow
@some
@example(dict(DEVELOPMENT))
@example(dict(PRODUCTION))
@example(dict(EXTERNAL))
@given(configurations())
def test_any_configuration_fulfills_the_invariants(data: dict[str, Any]) -> None:
    config = config_from(data)
    assert violations(rendered(config), config) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments_fulfill_the_invariants(name: str) -> None:
    objects = written(name)
    assert objects != []
    assert violations(objects, configuration(name)) == []


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_configurations_with_all_settings_fulfill_the_invariants(name: str) -> None:
    assert violations(rendered(ALL_SETTINGS[name]), ALL_SETTINGS[name]) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_pods_of_environments_are_restricted(name: str) -> None:
    for pod in pods(written(name)):
        assert set(violated_restrictions(pod)) == weaknesses(pod)


@some
@given(configurations())
def test_pods_are_restricted_by_default(data: dict[str, Any]) -> None:
    workloads = [data.get(name, {}) for name in (*SERVICE_NAMES, *STORE_NAMES)]
    for workload in (*workloads, data.get("clickhouse", {}).get("former", {}), data.get("migration", {})):
        for setting in OWN_CONTAINERS:
            workload.pop(setting, None)
    config = config_from(data)
    for pod in pods(rendered(config)):
        assert set(violated_restrictions(pod)) == weaknesses(pod, assigned_user=config.openshift)


def identities(value: Any) -> set[str]:
    """The fields of a manifest that fix a user or a group."""
    if isinstance(value, dict):
        return {key for key in value if key in ("runAsUser", "runAsGroup", "fsGroup")}.union(*map(identities, value.values()))
    return set[str]().union(*map(identities, value)) if isinstance(value, list) else set()


@pytest.mark.slow
@some
@example(dict(DEVELOPMENT))
@example(dict(PRODUCTION))
@example(dict(EXTERNAL))
@given(configurations())
def test_no_object_fixes_a_user_or_a_group_on_openshift(data: dict[str, Any]) -> None:
    workloads = [data.get(name, {}) for name in (*SERVICE_NAMES, *STORE_NAMES)]
    for workload in (*workloads, data.get("clickhouse", {}).get("former", {}), data.get("migration", {})):
        for setting in OWN_CONTAINERS:
            workload.pop(setting, None)
    objects = rendered(config_from({**data, "openshift": True}))
    assert identities(objects) == set()
    for pod in pods(objects):
        assert set(violated_restrictions(pod)) == set()
    assert "runAsUser" in identities(rendered(config_from({**data, "openshift": False})))


@some
@example(dict(DEVELOPMENT))
@given(configurations("development"))
def test_secret_values_are_only_in_secrets(data: dict[str, Any]) -> None:
    counter: list[int] = []
    objects = rendered(marked(config_from(data), counter))
    assert [manifest for manifest in objects if manifest["kind"] != "Secret" and MARK in to_yaml([manifest])] == []
    assert not counter or MARK in to_yaml(of_kind(objects, "Secret"))


@some
@given(configurations("production"))
def test_production_has_no_secret_values(data: dict[str, Any]) -> None:
    objects = rendered(config_from(data))
    assert of_kind(objects, "Secret") == []
    assert DEVELOPMENT_SECRET.get_secret_value() not in to_yaml(objects)


Change = Callable[[list[Manifest]], object]
VAULT = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
ROUTE = {"kind": "httpRoute", "gateway": {"name": "edge"}}
TENANT = {"azure.workload.identity/tenant-id": "0f1e2d3c-0000-4000-8000-000000000002"}
AZURE_USE = "azure.workload.identity/use"
OPERATED: dict[str, Any] = {
    "secrets": {"kind": "externalSecrets", "store": VAULT},
    "secretOverrides": {
        "clickhouse": {"kind": "secretsStoreCsi", "store": VAULT},
        "app": {"kind": "secretsStoreCsi", "store": VAULT, "delivery": "files"},
        "gateway": {"kind": "externalSecrets", "store": {"kind": "azureKeyVault", "vault": "acme"}, "clusterWide": True},
    },
    "identity": {"kind": "azureWorkloadIdentity", "clientId": "0f1e2d3c-0000-4000-8000-000000000001", "tenantId": next(iter(TENANT.values()))},
    "logStore": {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"},
    "customCa": {"kind": "configMap", "name": "acme-ca", "key": "bundle.pem"},
    "monitoring": {"serviceMonitor": {}},
    "gateway": {"mcp": {}},
    "exposure": {
        "frontend": {**ROUTE, "host": "portkey.example.org"},
        "gateway": {"kind": "loadBalancer", "host": "gateway.example.org"},
        "mcp": {**ROUTE, "host": "mcp.example.org"},
    },
}
"""A platform with everything external: operators, a driver, an existing Gateway."""


def spec_of(objects: list[Manifest], kind: str, name: str) -> Manifest:
    spec: Manifest = named(objects, kind, f"portkey-{name}" if name else "portkey")["spec"]
    return spec


def external(objects: list[Manifest], name: str) -> Manifest:
    return spec_of(objects, "ExternalSecret", name)


def filled(objects: list[Manifest], name: str) -> Manifest:
    texts: Manifest = external(objects, name)["target"]["template"]["data"]
    return texts


def provider(objects: list[Manifest], name: str) -> Manifest:
    return spec_of(objects, "SecretProviderClass", name)


def login(objects: list[Manifest]) -> Manifest:
    kubernetes_auth: Manifest = spec_of(objects, "SecretStore", "")["provider"]["vault"]["auth"]["kubernetes"]
    return kubernetes_auth


def backend_of(objects: list[Manifest], name: str) -> Manifest:
    backend: Manifest = spec_of(objects, "HTTPRoute", name)["rules"][0]["backendRefs"][0]
    return backend


def pod_of(objects: list[Manifest], component: str) -> Manifest:
    template: Manifest = spec_of(objects, "Deployment", component)["template"]
    return template


def bundle(objects: list[Manifest]) -> Manifest:
    (volume,) = [candidate for candidate in pod_of(objects, "gateway")["spec"]["volumes"] if candidate["name"] == "custom-ca"]
    source: Manifest = volume["configMap"]
    return source


def first_path(objects: list[Manifest]) -> Manifest:
    path: Manifest = of_kind(objects, "Ingress")[0]["spec"]["rules"][0]["http"]["paths"][0]
    return path


def unmounted(objects: list[Manifest], component: str, volume: str) -> None:
    spec = pod_of(objects, component)["spec"]
    spec["volumes"] = [candidate for candidate in spec["volumes"] if candidate["name"] != volume]
    spec["containers"][0]["volumeMounts"] = [mount for mount in spec["containers"][0]["volumeMounts"] if mount["name"] != volume]


def gateway(objects: list[Manifest]) -> Manifest:
    return main_container(objects, "Deployment", "portkey-gateway")


INSIDE: tuple[tuple[Change, str | None], ...] = (
    (lambda objects: pod_of(objects, "gateway")["spec"]["imagePullSecrets"].append({"name": "portkey-registry"}), "list_maps"),
    (lambda objects: gateway(objects)["ports"].append({"name": "again", "containerPort": 8787}), "list_maps"),
    (lambda objects: gateway(objects)["volumeMounts"].append(dict(gateway(objects)["volumeMounts"][0])), "list_maps"),
    (lambda objects: spec_of(objects, "Service", "gateway")["ports"].append({"name": "again", "port": 8787, "targetPort": "gateway"}), "list_maps"),
    (lambda objects: objects[0]["metadata"].setdefault("annotations", {}).update(note="${A}"), "substitution"),
    (lambda objects: named(objects, "ConfigMap", "portkey-frontend")["data"].update({"$$": ""}), "substitution"),
    (lambda objects: objects.append(objects[0]), "identities"),
    (lambda objects: objects.append(copy.deepcopy(named(objects, "ServiceAccount", "portkey-mysql"))), "identities"),
    (lambda objects: of_kind(objects, "ConfigMap")[0]["metadata"].pop("namespace"), "identities"),
    (lambda objects: of_kind(objects, "Namespace")[0]["metadata"].update(namespace="portkey"), "identities"),
    (lambda objects: gateway(objects)["ports"].clear(), "services"),
    (lambda objects: of_kind(objects, "Service")[0]["spec"]["selector"].pop("app.kubernetes.io/component"), "services"),
    (lambda objects: objects.remove(of_kind(objects, "ServiceAccount")[0]), "accounts"),
    (lambda objects: of_kind(objects, "ServiceAccount")[0]["metadata"].update(name="another"), "accounts"),
    (lambda objects: pod_of(objects, "gateway")["metadata"]["labels"].update({AZURE_USE: "true"}), "accounts"),
    (lambda objects: objects.remove(named(objects, "Secret", "portkey-mysql")), "nothing_dangles"),
    (lambda objects: objects.remove(named(objects, "Secret", "portkey-registry")), "nothing_dangles"),
    (lambda objects: named(objects, "Secret", "portkey-mysql")["stringData"].clear(), "nothing_dangles"),
    (lambda objects: objects.remove(named(objects, "ConfigMap", "portkey-clickhouse")), "nothing_dangles"),
    (lambda objects: of_kind(objects, "Ingress")[0]["spec"].update(tls=[{"secretName": "of-nobody"}]), "nothing_dangles"),
    (lambda objects: main_container(objects, "StatefulSet", "portkey-mysql")["volumeMounts"][0].update(name="date"), "pods"),
    (lambda objects: gateway(objects)["env"].reverse(), "variables"),
    (lambda objects: gateway(objects)["env"].append({"name": "A", "value": "/mnt/secrets/a/b"}), "files"),
    (lambda objects: first_path(objects)["backend"]["service"].update(name="x"), "exposures"),
    (
        lambda objects: of_kind(objects, "Ingress")[0]["spec"]["rules"].append(copy.deepcopy(of_kind(objects, "Ingress")[0]["spec"]["rules"][0])),
        "exposures",
    ),
    (lambda objects: named(objects, "Service", "portkey-gateway")["spec"]["ports"][0].update(port=1), "addresses"),
    (lambda objects: of_kind(objects, "Deployment")[0]["spec"]["selector"]["matchLabels"].pop("app.kubernetes.io/component"), "selectors"),
    (lambda objects: of_kind(objects, "Deployment")[0]["metadata"]["labels"].update(team=""), None),
    (lambda objects: of_kind(objects, "Deployment")[0]["metadata"]["labels"].update(team="a b"), "names"),
    (lambda objects: of_kind(objects, "Deployment")[0]["spec"].update(strategy={}), "leftovers"),
    (lambda objects: of_kind(objects, "Deployment")[0]["spec"].update(template=of_kind(objects, "Deployment")[1]["spec"]["template"]), "own_memory"),
)

FROM_OUTSIDE: tuple[tuple[Change, str | None], ...] = (
    (lambda objects: filled(objects, "mysql").pop("mysql_password"), "nothing_dangles"),
    (lambda objects: objects.remove(named(objects, "ExternalSecret", "portkey-mysql")), "nothing_dangles"),
    (lambda objects: objects.remove(named(objects, "ExternalSecret", "portkey-registry")), "nothing_dangles"),
    (lambda objects: provider(objects, "clickhouse").pop("secretObjects"), "nothing_dangles"),
    (lambda objects: bundle(objects).update(name="of-nobody"), "nothing_dangles"),
    (lambda objects: bundle(objects)["items"][0].update(key="ca.crt"), "nothing_dangles"),
    (lambda objects: external(objects, "mysql")["secretStoreRef"].update(name="another"), "external_secrets"),
    (lambda objects: external(objects, "mysql")["secretStoreRef"].update(kind="ClusterSecretStore"), "external_secrets"),
    (lambda objects: objects.remove(of_kind(objects, "SecretStore")[0]), "external_secrets"),
    (lambda objects: external(objects, "gateway").update(secretStoreRef={"kind": "SecretStore", "name": "portkey"}), "external_secrets"),
    (lambda objects: external(objects, "mysql")["data"].pop(), "external_secrets"),
    (lambda objects: external(objects, "mysql")["data"][0].update(secretKey="other"), "external_secrets"),
    (lambda objects: external(objects, "mysql")["data"][0]["remoteRef"].update(key=""), "external_secrets"),
    (lambda objects: external(objects, "mysql")["target"].update(name="portkey-gateway"), "external_secrets"),
    (lambda objects: external(objects, "registry")["data"].pop(0), "external_secrets"),
    (lambda objects: filled(objects, "mysql").update(mysql_user='{{ "{{" }} .none }}'), None),
    (lambda objects: filled(objects, "mysql").update(mysql_user="{{ .none }}"), "external_secrets"),
    (lambda objects: login(objects)["serviceAccountRef"].update(name="of-nobody"), "accounts"),
    (lambda objects: spec_of(objects, "ClusterSecretStore", "gateway")["provider"]["azurekv"]["serviceAccountRef"].pop("namespace"), "accounts"),
    (lambda objects: named(objects, "ServiceAccount", "portkey-external-secrets-gateway")["metadata"]["annotations"].update(TENANT), "accounts"),
    (lambda objects: pod_of(objects, "gateway")["metadata"]["labels"].pop(AZURE_USE), "accounts"),
    (lambda objects: objects.remove(named(objects, "SecretProviderClass", "portkey-clickhouse")), "mounted_entries"),
    (lambda objects: provider(objects, "clickhouse")["secretObjects"][0]["data"][0].update(objectName="other"), "mounted_entries"),
    (lambda objects: unmounted(objects, "gateway", "secret-clickhouse"), "mounted_entries"),
    (lambda objects: named(objects, "SecretProviderClass", "portkey-secrets")["metadata"].update(name="other"), "mounted_entries"),
    (lambda objects: unmounted(objects, "gateway", "secret-secrets"), "files"),
    (lambda objects: provider(objects, "secrets")["parameters"].update(objects="[]"), "files"),
    (lambda objects: bundle(objects)["items"][0].update(path="ca.crt"), "files"),
    (lambda objects: backend_of(objects, "mcp").update(port=1), "exposures"),
    (lambda objects: backend_of(objects, "mcp").update(name="portkey-backend"), "exposures"),
    (lambda objects: spec_of(objects, "HTTPRoute", "mcp").update(hostnames=["portkey.example.org"]), "exposures"),
    (lambda objects: spec_of(objects, "ServiceMonitor", "gateway")["endpoints"][0].pop("relabelings"), "monitors"),
    (lambda objects: spec_of(objects, "ServiceMonitor", "gateway")["endpoints"][0].update(port="metrics"), "monitors"),
    (lambda objects: spec_of(objects, "Service", "gateway-public")["ports"][0].update(targetPort="metrics"), "services"),
    (lambda objects: of_kind(objects, "ClusterSecretStore")[0]["metadata"].update(namespace="portkey"), "identities"),
)


def seen(config: PortkeyConfig, changed: Change) -> set[str]:
    """The invariants that see a change to the objects of a configuration."""
    objects = rendered(config)
    assert violations(objects, config) == []
    changed(objects)
    return {violation.partition(":")[0] for violation in violations(objects, config)}


@pytest.mark.parametrize(("changed", "wrong"), INSIDE)
def test_invariant_detects_its_violation(changed: Change, wrong: str | None) -> None:
    violated = seen(development(), changed)
    assert wrong in violated if wrong else violated == set()


@pytest.mark.parametrize(("changed", "wrong"), FROM_OUTSIDE)
def test_invariant_detects_violations_with_external_objects(changed: Change, wrong: str | None) -> None:
    violated = seen(production(**OPERATED), changed)
    assert wrong in violated if wrong else violated == set()


def test_scaling_and_yaml_are_checked() -> None:
    config = production()
    fixed, strange = rendered(config), rendered(config)
    spec_of(fixed, "Deployment", "gateway")["replicas"] = 3
    assert {violation.partition(":")[0] for violation in violations(fixed, config)} == {"scaling"}
    strange[0]["data"] = (1, 2)
    assert {violation.partition(":")[0] for violation in violations(strange, config)} == {"yaml"}


def test_every_invariant_has_a_violation() -> None:
    reached = {wrong for _, wrong in (*INSIDE, *FROM_OUTSIDE)} | {"scaling", "yaml"}
    assert {invariant.__name__.strip("_") for invariant in INVARIANTS} == reached - {None}


@pytest.mark.parametrize("name", ["minimal", *ALL_SETTINGS])
def test_rules_use_the_volumes_and_ports_of_the_pods(name: str) -> None:
    config = MINIMAL if name == "minimal" else ALL_SETTINGS[name]
    objects = rendered(config)
    for component, resolved in config.resolve().components.items():
        kind = resolved.workload if isinstance(resolved, Store) else "Deployment"
        spec = named(objects, kind, resolved.name)["spec"]
        pod = spec["template"]["spec"]
        theirs = {volume["name"] for volume in resolved.settings.volumes}
        volumes = [volume["name"] for volume in pod.get("volumes", []) if "csi" not in volume and volume["name"] not in theirs]
        volumes += [claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])]
        assert sorted(volumes) == sorted((*own_volumes(config.resolve(), component), *serving_volumes(config.resolve(), component)))
        ports = [*(port.name for port in resolved.ports), *(port["name"] for port in resolved.settings.ports)]
        assert [port["name"] for port in pod["containers"][0]["ports"]] == ports
