"""Kubernetes' Pod Security Standard "restricted", as a check of one pod."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.support.objects import Pod, containers

__all__ = ["violated_restrictions"]

_VOLUMES: Final = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
_SECCOMP: Final = {"RuntimeDefault", "Localhost"}
_SYSCTLS: Final = {
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


def violated_restrictions(pod: Pod) -> Iterator[str]:
    """What the standard would refuse, container by container."""
    spec, common = pod.spec, pod.spec.get("securityContext", {})
    yield from (f"{name} is on" for name in ("hostNetwork", "hostPID", "hostIPC") if spec.get(name))
    for volume in spec.get("volumes", []):
        yield from (f"volume {kind}" for kind in volume.keys() - {"name"} - _VOLUMES)
    yield from (f"sysctl {sysctl['name']}" for sysctl in common.get("sysctls", []) if sysctl["name"] not in _SYSCTLS)
    yield from _identity("the pod", common, inherited={"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}})
    for container in containers(pod):
        context = container.get("securityContext", {})
        name = f"container {container['name']}"
        yield from _identity(name, context, inherited=common)
        if context.get("privileged"):
            yield f"{name} is privileged"
        if context.get("allowPrivilegeEscalation") is not False:
            yield f"{name} may gain privileges"
        capabilities = context.get("capabilities", {})
        if "ALL" not in capabilities.get("drop", []) or set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
            yield f"{name} keeps capabilities"
        if context.get("procMount", "Default") != "Default":
            yield f"{name} sees /proc unmasked"
        yield from (f"{name} opens host port {port['hostPort']}" for port in container.get("ports", []) if port.get("hostPort"))


def _identity(identity: str, context: Mapping[str, Any], *, inherited: Mapping[str, Any]) -> Iterator[str]:
    effective = {**inherited, **context}
    if effective.get("runAsNonRoot") is not True:
        yield f"{identity} may run as root"
    if effective.get("runAsUser") == 0:
        yield f"{identity} runs as root"
    if effective.get("seccompProfile", {}).get("type") not in _SECCOMP:
        yield f"{identity} has no seccomp profile"
    if effective.get("seLinuxOptions", {}).keys() & {"user", "role"} or effective.get("appArmorProfile", {}).get("type") == "Unconfined":
        yield f"{identity} leaves its confinement"
