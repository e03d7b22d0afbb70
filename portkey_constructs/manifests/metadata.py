"""Labels, selectors, metadata and checksum annotations of objects."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.config.workload import Workload
from portkey_constructs.kubernetes import LabelSelector, ObjectMeta
from portkey_constructs.platform.labels import COMPONENT_LABEL, INSTANCE_LABEL, MANAGED_BY_LABEL, NAME_LABEL, PART_OF_LABEL
from portkey_constructs.platform.platform import Platform

__all__ = ["checksum", "constant_labels", "labels", "metadata", "own_labels", "pod_selector", "selector", "selector_labels"]

_canonical_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode
_COMMON: Final = {PART_OF_LABEL: "portkey", MANAGED_BY_LABEL: "portkey-constructs"}


def selector_labels(platform: Platform, component: str) -> dict[str, str]:
    """The labels that select a component's pods. They must not change between releases, because selectors are immutable."""
    if platform.adoption is not None and (adopted := platform.adoption.components.get(component)):
        return dict(adopted.selector)
    return own_labels(platform, component)


def own_labels(platform: Platform, component: str) -> dict[str, str]:
    """The labels that tell a component's objects apart, also in a platform that adopts the selectors of a release."""
    return {
        NAME_LABEL: "portkey",
        INSTANCE_LABEL: platform.names.prefix,
        COMPONENT_LABEL: component,
    }


def selector(platform: Platform, component: str) -> LabelSelector:
    """The selector of a component's pods."""
    return {"matchLabels": selector_labels(platform, component)}


def pod_selector(platform: Platform, component: str) -> LabelSelector:
    """The selector of a component's pods in objects that no release has: it never selects the pods of another component.

    The selector of the gateway in portkey-gateway also selects the pods of the data service.
    """
    return {"matchLabels": {COMPONENT_LABEL: component, **selector_labels(platform, component)}}


def labels(platform: Platform, component: str, settings: Workload | None = None) -> dict[str, str]:
    """The labels of a component's objects."""
    own = settings.labels if settings else {}
    return {**platform.config.labels, **own, **constant_labels(platform, component)}


def constant_labels(platform: Platform, component: str) -> dict[str, str]:
    """The labels that no setting but `name` changes."""
    return {**own_labels(platform, component), **_COMMON}


def metadata(
    platform: Platform,
    component: str,
    name: str,
    *,
    settings: Workload | None = None,
    annotations: Mapping[str, str] | None = None,
    namespaced: bool = True,
) -> ObjectMeta:
    """The metadata of an object that belongs to a component."""
    meta: ObjectMeta = {"name": name}
    if namespaced:
        meta["namespace"] = platform.names.namespace
    meta["labels"] = labels(platform, component, settings)
    if all_annotations := {**platform.config.annotations, **(annotations or {})}:
        meta["annotations"] = all_annotations
    return meta


def checksum(content: Any) -> str:
    """A digest of JSON-like content as 32 hexadecimal digits."""
    return hashlib.sha256(_canonical_json(content).encode()).hexdigest()[:32]
