"""Rules about what the security context constraints of OpenShift admit."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.added_containers import ADDED_CONTAINERS, all_added_containers
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_ASSIGNED: Final = ("runAsUser", "fsGroup")
"""The fields that restricted-v2 assigns from the range of the namespace; it does not check runAsGroup."""
_ADMITTED: Final = frozenset({"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"})
"""The volumes that restricted-v2 admits."""
_CONSTRAINTS: Final = "grant the constraints that the pods need to their service account, such as nonroot-v2"


def _contexts(platform: Platform) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and content of each security context that the configuration sets."""
    for component in platform.components.values():
        settings = component.settings
        if settings.pod_security_context:
            yield f"{component.path}.podSecurityContext", settings.pod_security_context
        if settings.security_context:
            yield f"{component.path}.securityContext", settings.security_context
    for path, container in all_added_containers(platform):
        if context := container.get("securityContext"):
            yield f"{path}.securityContext", context


@rule(
    "PK-OPENSHIFT-001",
    title="a fixed user or group on OpenShift",
    cause="The constraints restricted-v2, which pods have by default, assign users and groups from a range of the namespace and refuse all others. "
    "The pods are not created.",
    fix="Remove runAsUser and fsGroup, or grant the service account constraints that admit them, such as nonroot-v2.",
    settings=("openshift", "**.podSecurityContext", "**.securityContext", *ADDED_CONTAINERS),
    severity="warning",
    example=Example(
        "openshift: true\ngateway: {podSecurityContext: {runAsNonRoot: true, runAsUser: 1000}}\n",
        "openshift: true\ngateway: {podSecurityContext: {runAsNonRoot: true}}\n",
    ),
)
def fixed_user(platform: Platform) -> Findings:
    if not platform.config.openshift:
        return
    for path, context in _contexts(platform):
        for field in _ASSIGNED:
            if field in context:
                yield Finding(f"{path}.{field}", f"is {context[field]}, but openshift is true", f"remove it, or {_CONSTRAINTS}")


@rule(
    "PK-OPENSHIFT-002",
    title="a volume that OpenShift refuses by default",
    cause="The constraints restricted-v2, which pods have by default, admit volumes from ConfigMaps, Secrets, claims, CSI drivers, the downward API "
    "and emptyDir only. The pods are not created.",
    fix="Choose another volume, or grant the service account constraints that admit this one.",
    settings=("openshift", "**.volumes"),
    severity="warning",
    example=Example(
        "openshift: true\ngateway: {volumes: [{name: models, nfs: {server: nfs.example.org, path: /models}}]}\n",
        "openshift: true\ngateway: {volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]}\n",
    ),
)
def volume_not_admitted(platform: Platform) -> Findings:
    for component in platform.components.values() if platform.config.openshift else ():
        for index, volume in enumerate(component.settings.volumes):
            if refused := sorted(volume.keys() - {"name"} - _ADMITTED):
                fix = f"choose another volume, or {_CONSTRAINTS.removesuffix(', such as nonroot-v2')}"
                yield Finding(f"{component.path}.volumes.{index}", f"is of type {refused[0]}, but openshift is true", fix)
