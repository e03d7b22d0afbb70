"""The strictest level of the Pod Security Standards at which Kubernetes admits pods.

A field that a later Kubernetes may allow counts as refused: a lower level admits the pods, too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from portkey_constructs.kubernetes import KubernetesObject

__all__ = ["LEVELS", "Level", "admission_level", "has_user_namespace", "pod_level"]

Level = Literal["privileged", "baseline", "restricted"]
LEVELS: Final[tuple[Level, ...]] = ("privileged", "baseline", "restricted")
"""The levels, the strictest last."""

_Map = Mapping[str, Any]
_SECCOMP: Final = ("RuntimeDefault", "Localhost")
_SELINUX_TYPES: Final = ("", "container_t", "container_init_t", "container_kvm_t")
_APPARMOR: Final = "container.apparmor.security.beta.kubernetes.io/"
_CAPABILITIES: Final = frozenset(
    {
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    }
)
_SYSCTLS: Final = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
_VOLUMES: Final = frozenset({"name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"})
_CONTAINERS: Final = ("containers", "initContainers", "ephemeralContainers")
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")
_HOOKS: Final = ("preStop", "postStart")


def admission_level(manifests: Iterable[KubernetesObject | _Map]) -> Level:
    """The strictest level that admits the pods of all workloads."""
    levels = {pod_level(metadata, spec) for manifest in manifests for metadata, spec in _pods(manifest)}
    return next(level for level in LEVELS if level in levels or level == LEVELS[-1])


def has_user_namespace(manifest: KubernetesObject | _Map) -> bool:
    """Whether the pods of a workload run in a user namespace, for which later versions of Kubernetes relax the standards."""
    return any(spec.get("hostUsers") is False for _, spec in _pods(manifest))


def _pods(manifest: Any) -> Iterator[tuple[_Map, _Map]]:
    """The metadata and the spec of the pods of an object."""
    if manifest["kind"] == "Pod":
        yield manifest.get("metadata") or {}, manifest.get("spec") or {}
    spec = manifest.get("spec")
    spec = spec if isinstance(spec, Mapping) else {}
    if manifest["kind"] == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    template = spec.get("template")
    if isinstance(template, Mapping) and isinstance(pod := template.get("spec"), Mapping) and "containers" in pod:
        yield template.get("metadata") or {}, pod


def pod_level(metadata: _Map, spec: _Map) -> Level:
    """The strictest level that admits a pod."""
    containers = [container for field in _CONTAINERS for container in spec.get(field) or ()]
    common = spec.get("securityContext") or {}
    contexts = [container.get("securityContext") or {} for container in containers]
    if _reaches_node(metadata, spec) or any(map(_is_loose, (common, *contexts))) or any(map(_uses_host, containers)):
        return "privileged"
    return "restricted" if _is_restricted(spec, common, contexts) else "baseline"


def _reaches_node(metadata: _Map, spec: _Map) -> bool:
    profiles = [value for name, value in (metadata.get("annotations") or {}).items() if name.startswith(_APPARMOR)]
    return (
        any(spec.get(field) for field in ("hostNetwork", "hostPID", "hostIPC"))
        or any("hostPath" in volume for volume in spec.get("volumes") or ())
        or any(value != "runtime/default" and not value.startswith("localhost/") for value in profiles)
    )


def _is_loose(context: _Map) -> bool:
    """Whether the level baseline refuses a security context of a pod or a container."""
    selinux = context.get("seLinuxOptions") or {}
    return bool(
        context.get("privileged")
        or (context.get("windowsOptions") or {}).get("hostProcess")
        or not _CAPABILITIES.issuperset((context.get("capabilities") or {}).get("add") or ())
        or (context.get("appArmorProfile") or {}).get("type") == "Unconfined"
        or (context.get("seccompProfile") or {}).get("type") == "Unconfined"
        or (selinux.get("type") or "") not in _SELINUX_TYPES
        or selinux.get("user")
        or selinux.get("role")
        or (context.get("procMount") or "Default") != "Default"
        or any(sysctl.get("name") not in _SYSCTLS for sysctl in context.get("sysctls") or ())
    )


def _uses_host(container: _Map) -> bool:
    """Whether a container has a port of the node, or probes and hooks that call another host than its pod."""
    lifecycle = container.get("lifecycle") or {}
    handlers = [*(container.get(probe) or {} for probe in _PROBES), *(lifecycle.get(hook) or {} for hook in _HOOKS)]
    actions = [handler.get(action) or {} for handler in handlers for action in ("httpGet", "tcpSocket")]
    return any(port.get("hostPort") for port in container.get("ports") or ()) or any(action.get("host") for action in actions)


def _is_restricted(spec: _Map, common: _Map, contexts: Sequence[_Map]) -> bool:
    """Whether the level restricted admits what baseline admits."""
    return (
        all(_VOLUMES.issuperset(volume) for volume in spec.get("volumes") or ())
        and common.get("runAsNonRoot") is not False
        and common.get("runAsUser") != 0
        and all(_container_is_restricted({**common, **context}, context) for context in contexts)
    )


def _container_is_restricted(effective: _Map, context: _Map) -> bool:
    capabilities = context.get("capabilities") or {}
    return (
        effective.get("runAsNonRoot") is True
        and effective.get("runAsUser") != 0
        and (effective.get("seccompProfile") or {}).get("type") in _SECCOMP
        and context.get("allowPrivilegeEscalation") is False
        and "ALL" in (capabilities.get("drop") or ())
        and set(capabilities.get("add") or ()) <= {"NET_BIND_SERVICE"}
    )
