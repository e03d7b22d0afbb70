"""The Namespace."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from portkey_constructs.kubernetes import KubernetesObject, Namespace
from portkey_constructs.manifests.admission import Level, admission_level
from portkey_constructs.manifests.metadata import constant_labels, metadata
from portkey_constructs.platform.customized_pods import ENFORCE
from portkey_constructs.platform.platform import Platform

__all__ = ["enforce_level", "is_meshed", "namespace"]

_REPORTED: Final = {"pod-security.kubernetes.io/audit": "restricted", "pod-security.kubernetes.io/warn": "restricted"}
_INJECTIONS: Final = (
    ("istio-injection", ("enabled",)),
    ("linkerd.io/inject", ("enabled", "ingress")),
    ("sidecar.istio.io/inject", ("true",)),
)
"""Labels and annotations for which a service mesh adds containers to pods, with the values that switch it on."""
_REVISION: Final = "istio.io/rev"


def namespace(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The Namespace; empty if the platform uses an existing namespace.

    It enforces the strictest level of Pod Security that admits the pods of the defaults, unless a service mesh adds containers to them, which may
    need more. `enforce_level` corrects the level for customized pods.
    """
    config = platform.config
    if not config.create_namespace:
        return ()
    meta = metadata(platform, "namespace", platform.names.namespace, annotations=config.namespace_annotations, namespaced=False)
    enforced = {} if is_meshed(platform) else {ENFORCE: _default_level(platform)}
    meta["labels"] = {**config.labels, **enforced, **_REPORTED, **config.namespace_labels, **constant_labels(platform, "namespace")}
    return (Namespace(apiVersion="v1", kind="Namespace", metadata=meta),)


def enforce_level(platform: Platform, manifests: Sequence[KubernetesObject], pods: Iterable[KubernetesObject]) -> None:
    """Set the level of the Namespace to the one that admits the pods of all objects, unless settings or patches of the Namespace decide it."""
    config = platform.config
    if not config.create_namespace or ENFORCE in config.namespace_labels or is_meshed(platform):
        return
    for manifest in manifests:
        labels = manifest["metadata"].get("labels", {})
        if labels.get(ENFORCE) == _default_level(platform):
            labels[ENFORCE] = _limited(platform, admission_level(pods))


def _default_level(platform: Platform) -> Level:
    """The level that admits the pods without customizations."""
    config = platform.config
    return _limited(platform, "baseline" if platform.backend and not (config.openshift or config.backend.non_root) else "restricted")


def _limited(platform: Platform, level: Level) -> Level:
    """The level, which also admits the pods of an adopted release: its charts set no security contexts, and the way back needs them."""
    return "baseline" if platform.adoption is not None and level == "restricted" else level


def is_meshed(platform: Platform) -> bool:
    """Whether a service mesh may add containers to the pods."""
    config = platform.config
    maps: list[Mapping[str, str]] = [config.labels, config.namespace_labels, config.annotations, config.namespace_annotations]
    for component in platform.components.values():
        maps += (component.settings.pod_labels, component.settings.labels, component.settings.pod_annotations)
    return any(_REVISION in each or any(each.get(name) in values for name, values in _INJECTIONS) for each in filter(None, maps))
