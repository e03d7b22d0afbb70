"""Applies `patches`, and checks them and `extraObjects` against the objects that the platform consists of."""

from collections.abc import Mapping
from types import MappingProxyType

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.extra_object_checks import extra_object_problems
from portkey_constructs.manifests.object_identity import object_identity
from portkey_constructs.manifests.patching import patched
from portkey_constructs.platform.platform import ChangedObjects, Platform

__all__ = ["changed"]


def changed(platform: Platform, components: Mapping[str, tuple[KubernetesObject, ...]]) -> ChangedObjects:
    """The objects of each component with every patch applied, and every problem; the objects are unchanged if a patch cannot be applied."""
    try:
        result: Mapping[str, tuple[KubernetesObject, ...]] = patched(platform, components) if platform.config.patches else components
    except ConfigurationError as error:
        return ChangedObjects(MappingProxyType(dict(components)), error.problems)
    identities = {object_identity(manifest) for manifests in result.values() for manifest in manifests}
    return ChangedObjects(MappingProxyType(dict(result)), tuple(extra_object_problems(platform, identities)))
