"""Warnings about choices of a production configuration that open the nodes or switch a protection off."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from portkey_constructs.config.frozen import freeze
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.added_containers import ADDED_CONTAINERS, all_added_containers
from portkey_constructs.rules.covered_variables import ENV_SETTINGS
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_OPENING: Final = {
    "privileged": "lets the container do everything that the node may do",
    "hostNetwork": "puts the pod into the network of the node",
    "hostPID": "shows the pod all processes of the node",
    "hostIPC": "shares the memory of the node's processes with the pod",
}
_HOST_PATH: Final = "mounts a folder of the node"
_ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_SYSTEM: Final = ("default", "kube-system", "kube-public", "kube-node-lease")
_VERIFICATION: Final = "NODE_TLS_REJECT_UNAUTHORIZED"
_ANYWHERE: Final = ("patches", "patches.**", "extraObjects", "extraObjects.**")


class _AtPath(NamedTuple):
    """What an operation of a JSON Patch sets; its problems are at the operation itself."""

    fields: Mapping[str, Any]


def _openings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Path and effect of everything in a fragment of an object that opens the node."""
    if isinstance(value, _AtPath):
        yield from ((path, reason) for _, reason in _openings(value.fields, path))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            place = f"{path}.{name}"
            if name in _OPENING and inner is True:
                yield place, _OPENING[name]
            elif name == "hostPath" and isinstance(inner, Mapping):
                yield place, _HOST_PATH
            else:
                yield from _openings(inner, place)
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from _openings(inner, f"{path}.{index}")


# Several rules read the fragments of one platform, one after the other.
@lru_cache(maxsize=1)
def _fragments(platform: Platform) -> tuple[tuple[str, Any], ...]:
    """Path and content of each fragment of an object that the configuration contains."""
    return tuple(_written(platform))


def _written(platform: Platform) -> Iterator[tuple[str, Any]]:
    for component in platform.components.values():
        settings = component.settings
        if settings.security_context:
            yield f"{component.path}.securityContext", settings.security_context
        if settings.volumes:
            yield f"{component.path}.volumes", settings.volumes
    yield from all_added_containers(platform)
    yield from _patched(platform)


def _patched(platform: Platform) -> Iterator[tuple[str, Any]]:
    for index, patch in enumerate(platform.config.patches):
        if patch.merge is not None:
            yield f"patches.{index}.merge", patch.merge
        for position, operation in enumerate(patch.json_patch or ()):
            if operation.op in ("add", "replace"):
                place = f"patches.{index}.json.{position}"
                # The value of an operation belongs to the field at the end of its path.
                yield f"{place}.value", _AtPath(freeze({operation.field: operation.value}))
    for index, extra in enumerate(platform.config.extra_objects):
        yield f"extraObjects.{index}", extra


@rule(
    "PK-POD-004",
    title="a pod that reaches its node",
    cause="A privileged container, the network, the processes or the memory of the node, and a volume of type hostPath let whoever takes over the "
    "pod take over the node, and with it all pods on the node. Pod Security admission refuses such pods at the levels baseline and restricted.",
    fix="Remove the field, or choose another volume.",
    settings=("**.securityContext", "**.volumes", *ADDED_CONTAINERS, *_ANYWHERE),
    severity="warning",
    example=Example(
        "gateway: {volumes: [{name: models, hostPath: {path: /models}}]}\n",
        "gateway: {volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]}\n",
    ),
)
def node_reached(platform: Platform) -> Findings:
    if platform.profile == "development":
        return
    places: dict[str, str] = {}
    for path, fragment in _fragments(platform):
        places.update(_openings(fragment, path))
    for path, reason in places.items():
        yield Finding(path, reason, "choose another volume" if reason == _HOST_PATH else "remove it")


@rule(
    "PK-NAMESPACE-004",
    title="a Namespace that admits every pod",
    cause=f"The level privileged of {_ENFORCE} switches Pod Security admission off for all pods of the namespace. The manifests need no more than "
    "baseline.",
    fix="Set enforce to baseline or restricted, or remove the label.",
    settings=("namespaceLabels", *_ANYWHERE),
    severity="warning",
    example=Example(f"namespaceLabels: {{{_ENFORCE}: privileged}}\n", f"namespaceLabels: {{{_ENFORCE}: baseline}}\n"),
)
def every_pod_admitted(platform: Platform) -> Findings:
    if platform.profile == "development":
        return
    if platform.config.namespace_labels.get(_ENFORCE) == "privileged":
        yield Finding(f"namespaceLabels.{_ENFORCE}", "is privileged, which admits every pod")
    for path, fragment in _fragments(platform):
        for place in _places(fragment, path, _admits_every_pod):
            yield Finding(place, f"sets {_ENFORCE} to privileged, which admits every pod")


def _places(value: Any, path: str, is_wanted: Callable[[Mapping[str, Any]], bool]) -> Iterator[str]:
    """The places of the maps in a fragment that a function accepts."""
    if isinstance(value, _AtPath):
        if any(True for _ in _places(value.fields, path, is_wanted)):
            yield path
    elif isinstance(value, Mapping):
        if is_wanted(value):
            yield path
        for name, inner in value.items():
            yield from _places(inner, f"{path}.{name}", is_wanted)
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from _places(inner, f"{path}.{index}", is_wanted)


def _admits_every_pod(fields: Mapping[str, Any]) -> bool:
    return fields.get(_ENFORCE) == "privileged"


def _accepts_every_certificate(fields: Mapping[str, Any]) -> bool:
    return fields.get("name") == _VERIFICATION and str(fields.get("value")) == "0"


@rule(
    "PK-NAMESPACE-005",
    title="a namespace that the cluster uses itself",
    cause="Kubernetes creates the namespaces default, kube-system, kube-public and kube-node-lease. Others have permissions in them, network "
    "policies and quotas cannot be set for Portkey alone, and a cluster's components run in kube-system.",
    fix="Set namespace to a name of its own, such as portkey.",
    settings=("namespace",),
    severity="warning",
    example=Example("namespace: default\n", "namespace: portkey\n"),
)
def system_namespace(platform: Platform) -> Findings:
    if platform.profile != "development" and platform.names.namespace in _SYSTEM:
        yield Finding("namespace", f"is {platform.names.namespace}, which the cluster uses itself")


@rule(
    "PK-ENV-006",
    title="TLS certificates are not verified",
    cause=f"With {_VERIFICATION}=0, Node.js accepts every certificate, so that anybody between the pod and a store, a model or an identity provider "
    "can read and change the traffic.",
    fix="Remove the variable, and set customCa to the certificate authority of the servers.",
    settings=(*ENV_SETTINGS, *ADDED_CONTAINERS, *_ANYWHERE),
    severity="warning",
    example=Example(f"env: {{{_VERIFICATION}: '0'}}\n", f"env: {{{_VERIFICATION}: '1'}}\n"),
)
def certificates_not_verified(platform: Platform) -> Findings:
    if platform.profile == "development":
        return
    reported = set()
    for variables in platform.user_environments.values():
        for variable in variables:
            if variable.name == _VERIFICATION and variable.source == "0" and variable.path not in reported:
                reported.add(variable.path)
                yield Finding(variable.path, "is 0, which accepts every certificate")
    for path, fragment in _fragments(platform):
        for place in _places(fragment, path, _accepts_every_certificate):
            yield Finding(place, f"sets {_VERIFICATION} to 0, which accepts every certificate")
