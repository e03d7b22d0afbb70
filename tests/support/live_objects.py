"""Rendered objects as an API server returns them, with its defaults and the fields of other tools."""

import base64
import copy
from collections.abc import Iterator
from typing import Any

from portkey_constructs.verify.findings import Object

__all__ = ["leaves", "live_object", "replaced"]

_SERVER_FIELDS = {
    "uid": "0d1c",
    "resourceVersion": "7",
    "generation": 2,
    "creationTimestamp": "2024-01-01T00:00:00Z",
    "managedFields": [{"manager": "kubectl"}],
}
_CONTAINER = {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File", "imagePullPolicy": "IfNotPresent"}
_PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_POD = {"dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "schedulerName": "default-scheduler"}


def live_object(rendered: Object) -> Object:
    """A rendered object after it was applied, and after other tools changed it."""
    live = copy.deepcopy(rendered)
    live["metadata"] |= _SERVER_FIELDS
    live["metadata"].setdefault("annotations", {})["kubectl.kubernetes.io/last-applied-configuration"] = "{}"
    live["metadata"].setdefault("labels", {})["kustomize.toolkit.fluxcd.io/name"] = "portkey"
    live["status"] = {"observedGeneration": 2}
    if live["kind"] == "Secret":
        live["data"] = {key: base64.b64encode(text.encode()).decode() for key, text in live.pop("stringData", {}).items()}
    spec = live.get("spec", {})
    if live["kind"] == "Service":
        spec.update(clusterIPs=["10.0.0.7"], ipFamilies=["IPv4"], internalTrafficPolicy="Cluster")
        spec.setdefault("sessionAffinity", "None")
        spec["ports"] = [{"nodePort": 30000 + number, **port} for number, port in enumerate(spec["ports"])]
    if "template" in spec:
        spec.setdefault("replicas", 7)
        spec.setdefault("revisionHistoryLimit", 10)
        _pod(spec["template"])
    for claim in spec.get("volumeClaimTemplates", ()):
        claim["metadata"]["creationTimestamp"] = None
        claim["spec"]["volumeMode"] = "Filesystem"
        claim["status"] = {"phase": "Pending"}
    return live


def _pod(template: Object) -> None:
    template["metadata"].setdefault("annotations", {})["kubectl.kubernetes.io/restartedAt"] = "2024-01-01T00:00:00Z"
    spec = template["spec"]
    for key, value in _POD.items():
        spec.setdefault(key, value)
    spec["serviceAccount"] = spec["serviceAccountName"]
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        for key, value in _CONTAINER.items():
            container.setdefault(key, value)
        for name in ("startupProbe", "readinessProbe", "livenessProbe"):
            if name in container:
                container[name] = {**_PROBE, **container[name]}
                if "httpGet" in container[name]:
                    container[name]["httpGet"].setdefault("scheme", "HTTP")
        for variable in container.get("env", ()):
            if variable.get("value") == "":
                del variable["value"]
        container["env"] = [{"name": "INJECTED", "value": "1"}, *container.get("env", ())]
        container["volumeMounts"] = [{"name": "token", "mountPath": "/var/run/injected"}, *container.get("volumeMounts", ())]
    spec["containers"] = [{"name": "injected", "image": "mesh:1"}, *spec["containers"]]
    spec["volumes"] = [{"name": "token", "emptyDir": {}}, *reversed(spec.get("volumes", ()))]
    for volume in spec["volumes"]:
        for kind in ("configMap", "secret"):
            if kind in volume:
                volume[kind].setdefault("defaultMode", 420)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values that are neither maps nor lists."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, (*path, key))
    elif isinstance(value, list | tuple):
        for number, child in enumerate(value):
            yield from leaves(child, (*path, number))
    else:
        yield path


def replaced(manifest: Object, path: tuple[Any, ...], value: Any) -> Object:
    """A copy with another value at a path."""
    changed = copy.deepcopy(manifest)
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return changed
