"""Collects what the rendered objects require: Secrets with keys, image pull Secrets and health endpoints."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple

from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.verify.cluster_state import name_of, selects
from portkey_constructs.verify.findings import Object

__all__ = [
    "ConfigMapKey",
    "HealthEndpoint",
    "SecretKey",
    "config_map_keys",
    "existing_claims",
    "health_endpoints",
    "keys_with_empty_values",
    "pull_secrets",
    "required_secrets",
    "secret_keys",
    "workloads",
]

_EMPTY_HAS_A_MEANING: Final = ("AZURE_AUTH_MODE", "LOG_STORE")
"""Variables that may be empty: the key of the storage account, no log store."""


class SecretKey(NamedTuple):
    """A key of a Secret that pods read; an empty key means the whole Secret."""

    secret: str
    key: str


class ConfigMapKey(NamedTuple):
    """A key of a ConfigMap that pods read; an empty key means the whole ConfigMap."""

    config_map: str
    key: str


class HealthEndpoint(NamedTuple):
    """A health endpoint of a workload behind a Service."""

    service: str
    workload: Object
    proxy_path: str
    """The path that the API server's proxy forwards."""
    path: str
    """The path that the pod serves."""


def workloads(rendered: Sequence[Object]) -> list[Object]:
    """The objects that create pods."""
    return [manifest for manifest in rendered if manifest["kind"] in WORKLOAD_KINDS]


def secret_keys(rendered: Sequence[Object]) -> dict[SecretKey, list[str]]:
    """Every key that pods require, with the names of the workloads that read it."""
    readers: dict[SecretKey, list[str]] = {}
    for workload in workloads(rendered):
        for name, key in dict.fromkeys(_keys(workload["spec"]["template"]["spec"], "secret")):
            readers.setdefault(SecretKey(name, key), []).append(name_of(workload))
    return readers


def config_map_keys(rendered: Sequence[Object]) -> dict[ConfigMapKey, list[str]]:
    """Every key that pods require of a ConfigMap that is not rendered, with the names of the workloads that read it."""
    own = {name_of(manifest) for manifest in rendered if manifest["kind"] == "ConfigMap"}
    readers: dict[ConfigMapKey, list[str]] = {}
    for workload in workloads(rendered):
        for name, key in dict.fromkeys(_keys(workload["spec"]["template"]["spec"], "configMap")):
            if name not in own:
                readers.setdefault(ConfigMapKey(name, key), []).append(name_of(workload))
    return readers


def existing_claims(rendered: Sequence[Object]) -> dict[str, list[str]]:
    """The claims that pods mount by name and that are not rendered, with the names of the workloads."""
    own = {name_of(manifest) for manifest in rendered if manifest["kind"] == "PersistentVolumeClaim"}
    users: dict[str, list[str]] = {}
    for workload in workloads(rendered):
        claims = [volume.get("persistentVolumeClaim", {}).get("claimName") for volume in workload["spec"]["template"]["spec"].get("volumes", ())]
        for claim in dict.fromkeys(claims):
            if claim and claim not in own:
                users.setdefault(claim, []).append(name_of(workload))
    return users


def _keys(pod: Object, kind: Literal["secret", "configMap"]) -> Iterator[tuple[str, str]]:
    """Name and key of every reference to a Secret or a ConfigMap that is not optional; an empty key stands for the whole object."""
    for container in (*pod.get("initContainers", ()), *pod["containers"]):
        for variable in container.get("env", ()):
            source = variable.get("valueFrom", {}).get(f"{kind}KeyRef")
            if source and not source.get("optional"):
                yield source["name"], source["key"]
        for source in container.get("envFrom", ()):
            if (reference := source.get(f"{kind}Ref")) and not reference.get("optional"):
                yield reference["name"], ""
    for volume in pod.get("volumes", ()):
        for source in (volume, *volume.get("projected", {}).get("sources", ())):
            content: Any = source.get(kind)
            if content and not content.get("optional"):
                name = content.get("secretName") or content["name"]
                yield name, ""
                yield from ((name, item["key"]) for item in content.get("items", ()))


def keys_with_empty_values(rendered: Sequence[Object]) -> set[SecretKey]:
    """The keys whose empty value has a meaning."""
    containers = (container for workload in workloads(rendered) for container in workload["spec"]["template"]["spec"]["containers"])
    variables = (variable for container in containers for variable in container.get("env", ()) if variable["name"] in _EMPTY_HAS_A_MEANING)
    sources = (variable.get("valueFrom", {}).get("secretKeyRef") for variable in variables)
    return {SecretKey(source["name"], source["key"]) for source in sources if source}


def pull_secrets(rendered: Sequence[Object]) -> dict[str, list[str]]:
    """The image pull Secrets, with the names of the workloads that use them."""
    users: dict[str, list[str]] = {}
    for workload in workloads(rendered):
        for reference in workload["spec"]["template"]["spec"].get("imagePullSecrets", ()):
            users.setdefault(reference["name"], []).append(name_of(workload))
    return users


def required_secrets(rendered: Sequence[Object]) -> list[str]:
    """The names of all Secrets that pods read or that are rendered."""
    names = {name_of(manifest) for manifest in rendered if manifest["kind"] == "Secret"}
    return sorted(names | {key.secret for key in secret_keys(rendered)} | pull_secrets(rendered).keys())


def health_endpoints(rendered: Sequence[Object], namespace: str) -> list[HealthEndpoint]:
    """An endpoint for every HTTP readiness probe whose port a Service exposes."""
    services = [manifest for manifest in rendered if manifest["kind"] == "Service" and manifest["spec"].get("clusterIP") != "None"]
    return [
        endpoint
        for workload in workloads(rendered)
        if workload["kind"] != "Job"
        for container in workload["spec"]["template"]["spec"]["containers"]
        for service in services
        if selects(service["spec"].get("selector") or {}, workload["spec"]["template"])
        for endpoint in _endpoints(workload, container, service, namespace)
    ]


def _endpoints(workload: Object, container: Object, service: Object, namespace: str) -> Iterator[HealthEndpoint]:
    probe = container.get("readinessProbe", {}).get("httpGet")
    if not probe:
        return
    numbers = {str(port.get("name")): str(port["containerPort"]) for port in container.get("ports", ())}
    probed = {str(probe["port"]), numbers.get(str(probe["port"]), str(probe["port"]))}
    scheme = "https:" if probe.get("scheme") == "HTTPS" else ""
    path = "/" + probe.get("path", "/").lstrip("/")
    for port in service["spec"]["ports"]:
        target = str(port.get("targetPort", port["port"]))
        if {target, numbers.get(target, target)} & probed:
            address = f"{scheme}{name_of(service)}:{port.get('name') or port['port']}"
            yield HealthEndpoint(name_of(service), workload, f"/api/v1/namespaces/{namespace}/services/{address}/proxy{path}", path)
