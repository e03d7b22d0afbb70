"""What a change does besides restarting pods: addresses, scaling, identities, secrets, jobs, and what controllers do with custom resources."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from portkey_constructs.plan.exposures import exposure_effects
from portkey_constructs.plan.field_changes import Difference
from portkey_constructs.plan.normal_form import replicas
from portkey_constructs.plan.service_effects import service_addition, service_change, service_removal
from portkey_constructs.platform.components import MYSQL_USER
from portkey_constructs.platform.flows import MIGRATION
from portkey_constructs.platform.labels import component_of

__all__ = ["ROLE_ANNOTATIONS", "Scaled", "effects_of_addition", "effects_of_change", "effects_of_removal"]

Map = Mapping[str, Any]


class Scaled(NamedTuple):
    """The least number of pods by the name of each workload that an autoscaler scales, with the old and with the new manifests."""

    before: Mapping[str, int]
    after: Mapping[str, int]


ROLE_ANNOTATIONS: Final = ("eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id")
"""The annotations of a service account that give its pods an identity in a cloud."""
_METADATA: Final = ("metadata", "apiVersion")

_CHANGED: Final[Mapping[str, str]] = {
    "BackendConfig": "GKE changes the load balancer; connections may break for a moment",
    "BackendTLSPolicy": "the controller of the Gateway connects to the pods in another way",
    "Certificate": "cert-manager issues the certificate again; pods read it when they restart, unless the file is reloaded",
    "CiliumNetworkPolicy": "the pods open other connections; no pod restarts",
    "ClusterSecretStore": "the External Secrets Operator reads the secret manager in another way from the next refresh on",
    "ExternalSecret": "the External Secrets Operator fills the Secret again; pods read new values when they restart",
    "FQDNNetworkPolicy": "the pods open other connections; no pod restarts",
    "GCPBackendPolicy": "GKE changes the load balancer; connections may break for a moment",
    "HTTPRoute": "the controller of the Gateway changes its routes",
    "HorizontalPodAutoscaler": "the number of pods follows the new bounds and targets; no pod restarts",
    "Ingress": "the ingress controller changes its routes or its load balancer",
    "Middleware": "Traefik changes whom it refuses",
    "NetworkPolicy": "the pods accept and open other connections; no pod restarts",
    "PodDisruptionBudget": "node drains follow the new budget; no pod restarts",
    "ResourceQuota": "pods that start must fit the new amounts; running pods stay",
    "ScaledObject": "KEDA scales with the new triggers; no pod restarts",
    "SecretProviderClass": "running pods keep the mounted values until they restart, or until the driver rotates them",
    "SecretStore": "the External Secrets Operator reads the secret manager in another way from the next refresh on",
    "ServersTransport": "Traefik connects to the pods in another way",
    "ServiceMonitor": "Prometheus scrapes with the new settings; no pod restarts",
}
"""What the controller of a kind does when the specification changes."""
_JOBS: Final[Mapping[str, str]] = {
    MIGRATION: "the migration runs",
    MYSQL_USER: "the Job creates MySQL's user, or sets its password and privileges, as the administrator of the server",
}
"""What the Jobs of the platform do, by their component."""
_REMOVED: Final[Mapping[str, str]] = {
    "BackendTLSPolicy": "the controller of the Gateway connects to the pods without TLS",
    "Certificate": "the certificate is not renewed any more; its Secret stays",
    "CiliumNetworkPolicy": "the pods open no connections by name any more",
    "FQDNNetworkPolicy": "the pods open no connections by name any more",
    "HorizontalPodAutoscaler": "load changes the number of pods no more: it stays as it is, or follows replicas",
    "NetworkPolicy": "the policy restricts the pods no more",
    "PodDisruptionBudget": "node drains may stop all pods at once",
    "ResourceQuota": "the quota limits the pods of the namespace no more",
    "ScaledObject": "KEDA does not scale the pods any more",
    "ServiceMonitor": "Prometheus stops scraping the component",
    "Middleware": "Traefik does not refuse requests with it any more",
}


def effects_of_addition(new: Map, scaled: Scaled) -> tuple[str, ...]:
    """What creating an object does; `scaled` has the workloads that autoscalers scale."""
    return tuple(_addition(new, scaled))


def _addition(new: Map, scaled: Scaled) -> Iterator[str]:
    kind = new.get("kind")
    if kind in ("Deployment", "StatefulSet"):
        least = scaled.after.get(str(new["metadata"].get("name")))
        count = least if least is not None and "replicas" not in new.get("spec", {}) else replicas(new)
        yield f"{count} {'pod starts' if count == 1 else 'pods start'}"
    elif kind == "DaemonSet":
        yield "a pod starts on every node"
    elif kind == "Job":
        yield _JOBS.get(component_of(new), "the Job runs once")
    elif kind == "Service":
        yield from service_addition(new)
    elif kind == "NetworkPolicy":
        yield "the pods accept and open only the connections that it allows"
    elif kind in ("CiliumNetworkPolicy", "FQDNNetworkPolicy"):
        yield "the pods open only connections that it or another policy allows"
    yield from exposure_effects(None, new)


def effects_of_removal(old: Map) -> tuple[str, ...]:
    """What deleting an object does."""
    return tuple(_removal(old, str(old["metadata"].get("name", ""))))


def _removal(old: Map, name: str) -> Iterator[str]:
    kind = str(old.get("kind"))
    if kind in ("Deployment", "StatefulSet", "DaemonSet"):
        yield "its pods stop"
    elif kind == "Service":
        yield from service_removal(old)
    elif kind == "ExternalSecret":
        target = old.get("spec", {}).get("target", {})
        if target.get("creationPolicy", "Owner") == "Owner":
            yield f"Secret {target.get('name', name)} is deleted with it: pods that read it do not start any more"
    elif kind == "Secret":
        yield "pods that read it do not start any more, unless another object creates it"
    elif kind == "ServiceAccount":
        yield "pods that use it do not start any more"
    elif kind == "Job":
        yield "its finished pods and their logs are deleted"
    if kind in _REMOVED:
        yield _REMOVED[kind]
    yield from exposure_effects(old, None)


def effects_of_change(old: Map, new: Map, differences: list[Difference], scaled: Scaled) -> tuple[str, ...]:
    """What changing an object does; `scaled` has the workloads that autoscalers scale."""
    return tuple(dict.fromkeys(_change(old, new, differences, scaled)))


def _change(old: Map, new: Map, differences: list[Difference], scaled: Scaled) -> Iterator[str]:
    kind = str(new.get("kind"))
    if all(difference.path[0] in _METADATA for difference in differences):
        yield from _metadata(kind, old, new)
    elif kind in _CHANGED:
        yield _CHANGED[kind]
    if kind in ("Deployment", "StatefulSet"):
        yield from _scaling(old, new, scaled)
        yield from _retention(old, new)
    elif kind == "Service":
        yield from service_change(old, new)
    elif kind == "ServiceAccount":
        yield from _identity(old, new)
    elif kind == "ExternalSecret":
        yield from _secret_name(old, new)
    yield from exposure_effects(old, new)


def _metadata(kind: str, old: Map, new: Map) -> Iterator[str]:
    if kind == "Namespace":
        names = ("labels",)
        changed = {
            key
            for name in names
            for key in {**(old["metadata"].get(name) or {}), **(new["metadata"].get(name) or {})}
            if (old["metadata"].get(name) or {}).get(key) != (new["metadata"].get(name) or {}).get(key)
        }
        if any(key.startswith("pod-security.kubernetes.io/enforce") for key in changed):
            yield "new pods must meet another Pod Security Standard; running pods stay"


def _scaling(old: Map, new: Map, scaled: Scaled) -> Iterator[str]:
    before, after = old.get("spec", {}).get("replicas"), new.get("spec", {}).get("replicas")
    name = str(new["metadata"].get("name"))
    least = scaled.after.get(name)
    if before == after:
        return
    if after is None and before is not None and least is not None and least > 1:
        yield f"the number of pods falls from {before} to 1, until the autoscaler raises it to {least}"
    elif after is None and least is not None:
        yield "the autoscaler decides the number of pods"
    elif before is None and name in scaled.before:
        yield f"{_pods(replicas(new))} instead of the number that the autoscaler chose"
    else:
        yield f"{_pods(replicas(new))} instead of {replicas(old)}"


def _pods(count: int) -> str:
    return f"{count} {'pod runs' if count == 1 else 'pods run'}"


def _retention(old: Map, new: Map) -> Iterator[str]:
    before, after = (side.get("spec", {}).get("persistentVolumeClaimRetentionPolicy", {}) for side in (old, new))
    for field, event in (("whenDeleted", "the StatefulSet is deleted"), ("whenScaled", "the number of pods falls")):
        if after.get(field) == "Delete" != before.get(field):
            yield f"from now on, PersistentVolumeClaims and their data are deleted when {event}"


def _identity(old: Map, new: Map) -> Iterator[str]:
    before, after = (side["metadata"].get("annotations") or {} for side in (old, new))
    for name in ROLE_ANNOTATIONS:
        if before.get(name) != after.get(name):
            yield "running pods keep their cloud identity; pods that start get the new one"
            return


def _secret_name(old: Map, new: Map) -> Iterator[str]:
    before, after = (side.get("spec", {}).get("target", {}).get("name", side["metadata"].get("name")) for side in (old, new))
    if before != after:
        yield f"fills Secret {after} instead of {before}"
