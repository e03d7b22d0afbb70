"""What the rendered objects need to find: Secrets and keys, service accounts, doors to ask for health."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from portkey_constructs.verify.finding import Object
from portkey_constructs.verify.live import labels_of, name_of

__all__ = ["HealthPath", "SecretKey", "health_paths", "pull_secrets", "secret_keys", "secrets_named", "workloads"]


class SecretKey(NamedTuple):
    """A key of a Secret that pods read."""

    secret: str
    key: str


class HealthPath(NamedTuple):
    """Where the API server's proxy asks for health, for which Service and workload."""

    service: str
    workload: str
    path: str
    asked: str
    """The path behind the Service."""


def workloads(rendered: Sequence[Object]) -> list[Object]:
    """The objects that make pods."""
    return [one for one in rendered if one["kind"] in ("Deployment", "StatefulSet", "Job")]


def secret_keys(rendered: Sequence[Object]) -> dict[SecretKey, list[str]]:
    """Every key that pods cannot do without, with the workloads that read it."""
    found: dict[SecretKey, list[str]] = {}
    for one in workloads(rendered):
        for key in _keys(one["spec"]["template"]["spec"]):
            users = found.setdefault(key, [])
            if name_of(one) not in users:
                users.append(name_of(one))
    return found


def _keys(pod: Object) -> Iterator[SecretKey]:
    for container in (*pod.get("initContainers", ()), *pod["containers"]):
        for variable in container.get("env", ()):
            source = variable.get("valueFrom", {}).get("secretKeyRef")
            if source and not source.get("optional"):
                yield SecretKey(source["name"], source["key"])
        for source in container.get("envFrom", ()):
            if "secretRef" in source and not source["secretRef"].get("optional"):
                yield SecretKey(source["secretRef"]["name"], "")
    for volume in pod.get("volumes", ()):
        for source in (volume, *volume.get("projected", {}).get("sources", ())):
            said: Any = source.get("secret")
            if said and not said.get("optional"):
                name = said.get("secretName") or said["name"]
                yield SecretKey(name, "")
                yield from (SecretKey(name, item["key"]) for item in said.get("items", ()))


def pull_secrets(rendered: Sequence[Object]) -> dict[str, list[str]]:
    """The image pull Secrets, with the workloads that name them."""
    found: dict[str, list[str]] = {}
    for one in workloads(rendered):
        for said in one["spec"]["template"]["spec"].get("imagePullSecrets", ()):
            found.setdefault(said["name"], []).append(name_of(one))
    return found


def secrets_named(rendered: Sequence[Object]) -> list[str]:
    """The names of all Secrets that pods read or that are rendered."""
    own = {name_of(one) for one in rendered if one["kind"] == "Secret"}
    return sorted(own | {key.secret for key in secret_keys(rendered)} | pull_secrets(rendered).keys())


def health_paths(rendered: Sequence[Object], namespace: str) -> list[HealthPath]:
    """A path for every readiness probe by HTTP whose port a Service leads to."""
    services = [one for one in rendered if one["kind"] == "Service" and one["spec"].get("clusterIP") != "None"]
    found = []
    for one in workloads(rendered):
        template = one["spec"]["template"]
        for container in template["spec"]["containers"]:
            probe = container.get("readinessProbe", {}).get("httpGet")
            if not probe or one["kind"] == "Job":
                continue
            numbers = {str(port.get("name")): str(port["containerPort"]) for port in container.get("ports", ())}
            same = {str(probe["port"]), numbers.get(str(probe["port"]), str(probe["port"]))}
            for service in services:
                if not (service["spec"].get("selector") or {}).items() <= labels_of(template).items():
                    continue
                for port in service["spec"]["ports"]:
                    target = str(port.get("targetPort", port["port"]))
                    if {target, numbers.get(target, target)} & same:
                        door = port.get("name") or port["port"]
                        scheme = "https:" if probe.get("scheme") == "HTTPS" else ""
                        asked = "/" + probe.get("path", "/").lstrip("/")
                        path = f"/api/v1/namespaces/{namespace}/services/{scheme}{name_of(service)}:{door}/proxy{asked}"
                        found.append(HealthPath(name_of(service), name_of(one), path, asked))
    return found
