"""Reading of a namespace what the checks look at: lists, the Secrets by their names, and the health endpoints."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from portkey_constructs.verify.connection import Connection
from portkey_constructs.verify.finding import Object
from portkey_constructs.verify.live import Live, Unreadable, secret_facts
from portkey_constructs.verify.wanted import health_paths, secrets_named

__all__ = ["read"]


class _Kind(NamedTuple):
    group: str
    version: str
    plural: str


_KINDS: Final = {
    "ConfigMap": _Kind("", "v1", "configmaps"),
    "Service": _Kind("", "v1", "services"),
    "ServiceAccount": _Kind("", "v1", "serviceaccounts"),
    "Deployment": _Kind("apps", "v1", "deployments"),
    "StatefulSet": _Kind("apps", "v1", "statefulsets"),
    "Job": _Kind("batch", "v1", "jobs"),
    "HorizontalPodAutoscaler": _Kind("autoscaling", "v2", "horizontalpodautoscalers"),
    "PodDisruptionBudget": _Kind("policy", "v1", "poddisruptionbudgets"),
    "Ingress": _Kind("networking.k8s.io", "v1", "ingresses"),
}
"""The kinds that are rendered, of which those are read that are there."""
_ALWAYS: Final = {
    "Pod": _Kind("", "v1", "pods"),
    "PersistentVolumeClaim": _Kind("", "v1", "persistentvolumeclaims"),
    "EndpointSlice": _Kind("discovery.k8s.io", "v1", "endpointslices"),
    "Event": _Kind("", "v1", "events"),
}
_CUSTOM: Final = {
    "HTTPRoute": _Kind("gateway.networking.k8s.io", "v1", "httproutes"),
    "SecretStore": _Kind("external-secrets.io", "v1", "secretstores"),
    "ClusterSecretStore": _Kind("external-secrets.io", "v1", "clustersecretstores"),
    "SecretProviderClass": _Kind("secrets-store.csi.x-k8s.io", "v1", "secretproviderclasses"),
    "ServiceMonitor": _Kind("monitoring.coreos.com", "v1", "servicemonitors"),
}
"""Custom resources that are rendered; a cluster that does not serve one has none of them."""
_OF_THE_CLUSTER: Final = ("ClusterSecretStore",)
_EXTERNAL: Final = "external-secrets.io"


def read(connection: Connection, rendered: Sequence[Object], namespace: str, told: Callable[[str], None]) -> Live:
    """Everything that the checks need of a namespace, by reading alone; raises `ClusterError`.

    `told` is called with what is being read.
    """
    told("version")
    version = connection.version()
    told("namespace")
    live = Live(version, connection.got("v1", "Namespace", "namespaces", namespace, None))
    if live.namespace is None:
        live.elsewhere = _elsewhere(connection, rendered)
        return live
    kinds = {one["kind"] for one in rendered} | {"ServiceAccount", "Service"}
    ours = {kind: one for kind, one in (*_KINDS.items(), *_CUSTOM.items()) if kind in kinds}
    for kind, (group, served, plural) in (*ours.items(), *_ALWAYS.items()):
        told(plural)
        selectors = {"fields": {"type": "Warning"}} if kind == "Event" else {}
        where = None if kind in _OF_THE_CLUSTER else namespace
        live.lists[kind] = connection.listed(group, served, kind, plural, where, **selectors)
    told("secrets")
    for name in secrets_named(rendered):
        found = connection.got("v1", "Secret", "secrets", name, namespace)
        live.secrets[name] = found if found is None or isinstance(found, Unreadable) else secret_facts(found)
    if preferred := connection.served(_EXTERNAL):
        told("externalsecrets")
        live.lists["ExternalSecret"] = connection.listed(_EXTERNAL, preferred, "ExternalSecret", "externalsecrets", namespace)
    for path in health_paths(rendered, namespace):
        told(f"health of {path.service}")
        live.health[path.path] = connection.answers(path.path)
    return live


def _elsewhere(connection: Connection, rendered: Sequence[Object]) -> list[str]:
    """The namespaces that have workloads with our labels, where those may be read."""
    return sorted(set(_found(connection, rendered)))


def _found(connection: Connection, rendered: Sequence[Object]) -> Iterator[str]:
    workloads = [one for one in rendered if one["kind"] == "Deployment"]
    if not workloads:
        return
    labels = {key: value for key, value in workloads[0]["spec"]["selector"]["matchLabels"].items() if not key.endswith("/component")}
    found = connection.listed("apps", "v1", "Deployment", "deployments", "*", labels=labels)
    if not isinstance(found, Unreadable):
        yield from (one["metadata"]["namespace"] for one in found)
