"""Pods, as changes of a restricted one, with the strictest level of the Pod Security Standards that admits them."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from portkey_constructs.manifests.admission import Level

__all__ = ["CASES", "Case"]

_CONTEXT: Final = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


class Case(NamedTuple):
    """A pod and its level."""

    level: Level
    pod: Mapping[str, Any] = {}
    context: Mapping[str, Any] = {}
    container: Mapping[str, Any] = {}
    common: Mapping[str, Any] = {}
    annotations: Mapping[str, str] = {}

    def manifest(self) -> dict[str, Any]:
        """The pod; a change to None removes a field."""
        context = _without_none({**_CONTEXT, **self.context})
        container = {"name": "main", "image": "docker.io/busybox:1.37", "securityContext": context, **self.container}
        common = _without_none({"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}, **self.common})
        spec = {"containers": [container], "securityContext": common, **self.pod}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "case", "annotations": dict(self.annotations)}, "spec": spec}


def _without_none(context: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in context.items() if value is not None}


def _volume(**source: Any) -> dict[str, Any]:
    return {"volumes": [{"name": "extra", **source}]}


def _second(field: str, **context: Any) -> dict[str, Any]:
    return {field: [{"name": "second", "image": "docker.io/busybox:1.37", "securityContext": {**_CONTEXT, **context}}]}


_PROBE: Final = {"httpGet": {"path": "/", "port": 80}}

CASES: Final[dict[str, Case]] = {
    "unchanged": Case("restricted"),
    "root is not excluded": Case("baseline", common={"runAsNonRoot": None}),
    "root is allowed": Case("baseline", common={"runAsNonRoot": False}),
    "root is excluded by the container": Case("restricted", common={"runAsNonRoot": None}, context={"runAsNonRoot": True}),
    "root is allowed by the container": Case("baseline", context={"runAsNonRoot": False}),
    "user 0 of the pod": Case("baseline", common={"runAsUser": 0}),
    "user 0 of the container": Case("baseline", context={"runAsUser": 0}),
    "another user": Case("restricted", common={"runAsUser": 1000}),
    "no seccomp profile": Case("baseline", common={"seccompProfile": None}),
    "seccomp profile of the container": Case("restricted", common={"seccompProfile": None}, context={"seccompProfile": {"type": "RuntimeDefault"}}),
    "seccomp unconfined": Case("privileged", common={"seccompProfile": {"type": "Unconfined"}}),
    "seccomp of the container unconfined": Case("privileged", context={"seccompProfile": {"type": "Unconfined"}}),
    "escalation": Case("baseline", context={"allowPrivilegeEscalation": None}),
    "capabilities kept": Case("baseline", context={"capabilities": None}),
    "port below 1024": Case("restricted", context={"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}),
    "capability of baseline": Case("baseline", context={"capabilities": {"drop": ["ALL"], "add": ["CHOWN"]}}),
    "capability of the network": Case("privileged", context={"capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}}),
    "privileged": Case("privileged", context={"privileged": True, "allowPrivilegeEscalation": None}),
    "second container with root": Case("baseline", pod=_second("initContainers", runAsUser=0)),
    "privileged init container": Case("privileged", pod=_second("initContainers", privileged=True, allowPrivilegeEscalation=True)),
    "network of the node": Case("privileged", pod={"hostNetwork": True}),
    "processes of the node": Case("privileged", pod={"hostPID": True}),
    "memory of the node": Case("privileged", pod={"hostIPC": True}),
    "folder of the node": Case("privileged", pod=_volume(hostPath={"path": "/srv"})),
    "network file system": Case("baseline", pod=_volume(nfs={"server": "files.example.org", "path": "/"})),
    "claim": Case("restricted", pod=_volume(persistentVolumeClaim={"claimName": "files"})),
    "ephemeral CSI volume": Case("restricted", pod=_volume(csi={"driver": "secrets-store.csi.k8s.io", "readOnly": True})),
    "projected token": Case("restricted", pod=_volume(projected={"sources": [{"serviceAccountToken": {"path": "token"}}]})),
    "port of the node": Case("privileged", container={"ports": [{"containerPort": 80, "hostPort": 80}]}),
    "port": Case("restricted", container={"ports": [{"containerPort": 80}]}),
    "probe of the pod": Case("restricted", container={"readinessProbe": _PROBE}),
    "probe of another host": Case("privileged", container={"readinessProbe": {"httpGet": {**_PROBE["httpGet"], "host": "10.0.0.1"}}}),
    "hook that calls another host": Case("privileged", container={"lifecycle": {"preStop": {"httpGet": {**_PROBE["httpGet"], "host": "10.0.0.1"}}}}),
    "safe sysctl": Case("restricted", common={"sysctls": [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]}),
    "other sysctl": Case("privileged", common={"sysctls": [{"name": "net.core.somaxconn", "value": "1024"}]}),
    "AppArmor unconfined": Case("privileged", common={"appArmorProfile": {"type": "Unconfined"}}),
    "AppArmor of the runtime": Case("restricted", common={"appArmorProfile": {"type": "RuntimeDefault"}}),
    "AppArmor by annotation": Case("privileged", annotations={"container.apparmor.security.beta.kubernetes.io/main": "unconfined"}),
    "SELinux type of containers": Case("restricted", common={"seLinuxOptions": {"type": "container_t"}}),
    "other SELinux type": Case("privileged", common={"seLinuxOptions": {"type": "spc_t"}}),
    "SELinux user": Case("privileged", context={"seLinuxOptions": {"user": "system_u"}}),
}
