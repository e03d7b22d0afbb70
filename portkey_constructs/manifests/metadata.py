"""Labels, selectors and metadata of every object."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.workload import Workload
from portkey_constructs.kubernetes import LabelSelector, ObjectMeta
from portkey_constructs.platform.names import Names

__all__ = ["COMPONENT", "checksum", "guarded", "labels", "metadata", "selector", "selector_labels"]

COMPONENT: Final = "app.kubernetes.io/component"
"""The label that says which component an object is of."""
_in_one_way = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode
_COMMON = {"app.kubernetes.io/part-of": "portkey", "app.kubernetes.io/managed-by": "portkey-constructs"}
_NO_SUBSTITUTION = {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}


def selector_labels(config: PortkeyConfig, component: str) -> dict[str, str]:
    """The labels that tell a component's pods from all others; fixed for ever, since selectors cannot change."""
    return {
        "app.kubernetes.io/name": "portkey",
        "app.kubernetes.io/instance": config.name,
        COMPONENT: component,
    }


def selector(config: PortkeyConfig, component: str) -> LabelSelector:
    """The selector of a component's pods."""
    return LabelSelector(matchLabels=selector_labels(config, component))


def labels(config: PortkeyConfig, component: str, workload: Workload | None = None) -> dict[str, str]:
    """The labels of a component's objects."""
    said = {**config.labels, **workload.labels} if workload else config.labels
    return {**said, **selector_labels(config, component), **_COMMON}


def metadata(
    config: PortkeyConfig,
    component: str,
    name: str,
    *,
    workload: Workload | None = None,
    annotations: Mapping[str, str] | None = None,
    namespaced: bool = True,
) -> ObjectMeta:
    """The metadata of one of a component's objects."""
    meta = ObjectMeta(name=name)
    if namespaced:
        meta["namespace"] = Names(config).namespace
    meta["labels"] = labels(config, component, workload)
    noted = {**config.annotations, **(annotations or {})}
    if noted:
        meta["annotations"] = noted
    return meta


def guarded(text: Mapping[str, str]) -> dict[str, str]:
    """The annotation that keeps Flux from substituting in texts that hold `${`; empty when none does."""
    return dict(_NO_SUBSTITUTION) if any("${" in value for value in text.values()) else {}


def checksum(content: Any) -> str:
    """A digest of any JSON-like content, the same for the same content."""
    return hashlib.sha256(_in_one_way(content).encode()).hexdigest()[:32]
