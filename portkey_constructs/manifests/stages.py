"""Every object of the platform, in the stages in which you apply them."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from portkey_constructs.errors import IdentityError
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.registry import KINDS, Stage
from portkey_constructs.manifests.backend import backend
from portkey_constructs.manifests.clickhouse import clickhouse
from portkey_constructs.manifests.dataservice import dataservice
from portkey_constructs.manifests.flux_substitution import without_substitution
from portkey_constructs.manifests.frontend import frontend
from portkey_constructs.manifests.gateway import gateway
from portkey_constructs.manifests.migration import migration
from portkey_constructs.manifests.mysql import mysql
from portkey_constructs.manifests.namespace import namespace
from portkey_constructs.manifests.object_identity import ObjectIdentity, object_identity
from portkey_constructs.manifests.redis import redis
from portkey_constructs.manifests.secrets import secrets
from portkey_constructs.platform.aws_outputs import require_outputs
from portkey_constructs.platform.platform import Platform

__all__ = ["COMPONENTS", "Stage", "StagedObject", "platform_objects", "stage_of"]


class StagedObject(NamedTuple):
    """An object and its stage."""

    stage: Stage
    manifest: KubernetesObject


COMPONENTS: Final[Mapping[str, tuple[Stage, Callable[[Platform], tuple[KubernetesObject, ...]]]]] = {
    "namespace": (Stage.NAMESPACE, namespace),
    "secrets": (Stage.ACCESS, secrets),
    "mysql": (Stage.STORES, mysql),
    "redis": (Stage.STORES, redis),
    "clickhouse": (Stage.STORES, clickhouse),
    "migration": (Stage.MIGRATION, migration),
    "gateway": (Stage.SERVICES, gateway),
    "backend": (Stage.SERVICES, backend),
    "dataservice": (Stage.SERVICES, dataservice),
    "frontend": (Stage.SERVICES, frontend),
}
"""The stage of each component, and the function that builds its objects."""


def stage_of(stage: Stage, manifest: KubernetesObject) -> Stage:
    """The stage of an object whose component is in `stage`. Service accounts have an earlier stage, because pods cannot start without them."""
    return KINDS[manifest["kind"]].stage or stage


def platform_objects(platform: Platform) -> tuple[StagedObject, ...]:
    """Every object of the platform, stage by stage.

    Raises:
        ConfigurationError: the AWS companion creates a store, and its outputs are not available yet.
        IdentityError: two objects have the same identity.
    """
    require_outputs(platform)
    owners: dict[ObjectIdentity, str] = {}
    staged: list[StagedObject] = []
    for component, (stage, objects) in COMPONENTS.items():
        for manifest in objects(platform):
            identity = object_identity(manifest)
            if identity in owners:
                raise IdentityError(f"{identity} is rendered by {owners[identity]} and by {component}: rename one of them")
            owners[identity] = component
            staged.append(StagedObject(stage_of(stage, manifest), without_substitution(manifest)))
    return tuple(sorted(staged, key=lambda item: item.stage))
