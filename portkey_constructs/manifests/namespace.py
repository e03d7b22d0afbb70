"""The Namespace."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from portkey_constructs.kubernetes import KubernetesObject, Namespace
from portkey_constructs.manifests.admission import Level, admission_level
from portkey_constructs.manifests.backend import backend
from portkey_constructs.manifests.clickhouse import clickhouse
from portkey_constructs.manifests.dataservice import dataservice
from portkey_constructs.manifests.extra_objects import extra_objects
from portkey_constructs.manifests.frontend import frontend
from portkey_constructs.manifests.gateway import gateway
from portkey_constructs.manifests.metadata import constant_labels, metadata
from portkey_constructs.manifests.migration import migration
from portkey_constructs.manifests.mysql import mysql
from portkey_constructs.manifests.redis import redis
from portkey_constructs.platform.platform import Platform

__all__ = ["enforce_level", "namespace"]

_ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_REPORTED: Final = {"pod-security.kubernetes.io/audit": "restricted", "pod-security.kubernetes.io/warn": "restricted"}
_PODS: Final[tuple[Callable[[Platform], tuple[KubernetesObject, ...]], ...]] = (
    mysql,
    redis,
    clickhouse,
    migration,
    gateway,
    backend,
    dataservice,
    frontend,
)
_INJECTIONS: Final = (
    ("istio-injection", ("enabled",)),
    ("linkerd.io/inject", ("enabled", "ingress")),
    ("sidecar.istio.io/inject", ("true",)),
)
"""Labels and annotations for which a service mesh adds containers to pods, with the values that switch it on."""
_REVISION: Final = "istio.io/rev"


def namespace(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The Namespace; empty if the platform uses an existing namespace.

    It enforces the strictest level of Pod Security that admits the pods, unless a service mesh adds containers to them, which may need more.
    """
    config = platform.config
    if not config.create_namespace:
        return ()
    meta = metadata(platform, "namespace", platform.names.namespace, annotations=config.namespace_annotations, namespaced=False)
    enforced = {} if _is_meshed(platform) else {_ENFORCE: _level(platform)}
    meta["labels"] = {**config.labels, **enforced, **_REPORTED, **config.namespace_labels, **constant_labels(platform, "namespace")}
    return (Namespace(apiVersion="v1", kind="Namespace", metadata=meta),)


def _level(platform: Platform) -> Level:
    config, configured = platform.config, bool(platform.config.extra_objects)
    # One loop, because it runs in every rendering.
    for component in platform.components.values():
        settings = component.settings
        probes = settings.probes
        configured |= bool(
            settings.security_context is not None
            or settings.pod_security_context is not None
            or settings.sidecars
            or settings.init_containers
            or settings.volumes
            or settings.ports
            or settings.lifecycle
            or settings.pod_annotations
            or probes.startup
            or probes.readiness
            or probes.liveness
        )
    if configured or (platform.migration and platform.migration.settings.sidecars):
        return _admitted(platform, chain.from_iterable(build(platform) for build in _PODS))
    return _limited(platform, "baseline" if platform.backend and not (config.openshift or config.backend.non_root) else "restricted")


def _admitted(platform: Platform, manifests: Iterable[KubernetesObject]) -> Level:
    """The level that admits the pods of the manifests and of `extraObjects`."""
    own = platform.names.namespace
    extra = (manifest for _, manifest in extra_objects(platform) if manifest["metadata"].get("namespace") == own)
    return _limited(platform, admission_level(chain(manifests, extra)))


def enforce_level(platform: Platform, unchanged: Sequence[KubernetesObject], components: Mapping[str, Sequence[KubernetesObject]]) -> None:
    """Set the level of the Namespace to the one that admits the patched pods, unless settings or patches of the Namespace decide it."""
    if _ENFORCE in platform.config.namespace_labels:
        return
    for before, after in zip(unchanged, components["namespace"], strict=True):
        level = before["metadata"]["labels"].get(_ENFORCE)
        if level and after["metadata"].get("labels", {}).get(_ENFORCE) == level:
            after["metadata"]["labels"][_ENFORCE] = _admitted(platform, chain.from_iterable(components.values()))


def _limited(platform: Platform, level: Level) -> Level:
    """The level, which also admits the pods of an adopted release: its charts set no security contexts, and the way back needs them."""
    return "baseline" if platform.adoption is not None and level == "restricted" else level


def _is_meshed(platform: Platform) -> bool:
    config = platform.config
    maps: list[Mapping[str, str]] = [config.labels, config.namespace_labels, config.annotations, config.namespace_annotations]
    for component in platform.components.values():
        maps += (component.settings.pod_labels, component.settings.labels, component.settings.pod_annotations)
    return any(_REVISION in each or any(each.get(name) in values for name, values in _INJECTIONS) for each in filter(None, maps))
