"""Security contexts, as restricted as each image allows.

The backend keeps the user of its image, unless `nonRoot` names one: it is not root since 1.4.0, but not documented. It also keeps a writable root
file system, because its entry point and pm2 write to the code's folder. OpenShift assigns the user and the groups of all pods from the range of the
namespace, and refuses fixed ones.
"""

from typing import Final, NamedTuple, cast

from portkey_constructs.config.services import BackendConfig
from portkey_constructs.config.workload import Workload
from portkey_constructs.kubernetes import Capabilities, PodSecurityContext, SeccompProfile, SecurityContext
from portkey_constructs.manifests.fragments import copied

__all__ = ["container_security", "job_container_security", "job_pod_security", "pod_security", "restricted"]


class _Owner(NamedTuple):
    user: int
    group: int


_OWNERS: Final[dict[str, _Owner]] = {
    "gateway": _Owner(1000, 1000),
    "dataservice": _Owner(1000, 1000),
    "frontend": _Owner(101, 101),
    "mysql": _Owner(999, 999),
    "redis": _Owner(999, 1000),
    "clickhouse": _Owner(101, 101),
}


def restricted(component: str) -> bool:
    """Whether the component's image can run as a non-root user with a read-only root file system."""
    return component in _OWNERS


def pod_security(component: str, workload: Workload, *, assigned_user: bool = False) -> PodSecurityContext:
    """The pod's security context; with `assigned_user`, the cluster chooses the user and the groups, which are then never root."""
    if workload.pod_security_context is not None:
        return cast(PodSecurityContext, copied(workload.pod_security_context))
    non_root = cast(BackendConfig, workload).non_root if component == "backend" else None
    owner = _Owner(non_root.user, non_root.group or non_root.user) if non_root else _OWNERS.get(component)
    return _pod_security(owner, assigned_user=assigned_user)


def job_pod_security(component: str, *, assigned_user: bool = False) -> PodSecurityContext:
    """The security context of a Job's pod that has the image of a component, but none of its settings."""
    return _pod_security(_OWNERS.get(component), assigned_user=assigned_user)


def _pod_security(owner: _Owner | None, *, assigned_user: bool) -> PodSecurityContext:
    seccomp = SeccompProfile(type="RuntimeDefault")
    if assigned_user:
        return PodSecurityContext(runAsNonRoot=True, seccompProfile=seccomp)
    if owner is None:
        return PodSecurityContext(seccompProfile=seccomp)
    return PodSecurityContext(
        runAsNonRoot=True,
        runAsUser=owner.user,
        runAsGroup=owner.group,
        fsGroup=owner.group,
        fsGroupChangePolicy="OnRootMismatch",
        seccompProfile=seccomp,
    )


def container_security(component: str, workload: Workload) -> SecurityContext:
    """The main container's security context."""
    if workload.security_context is not None:
        return cast(SecurityContext, copied(workload.security_context))
    return job_container_security(component)


def job_container_security(component: str) -> SecurityContext:
    """The security context of a container that has the image of a component, but none of its settings."""
    context = SecurityContext(allowPrivilegeEscalation=False, capabilities=Capabilities(drop=["ALL"]))
    if restricted(component):
        context["readOnlyRootFilesystem"] = True
    return context
