"""The whole platform, in the stages that it is brought up in."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import IdentityError
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.registry import KINDS, Stage
from portkey_constructs.manifests.backend import backend
from portkey_constructs.manifests.clickhouse import clickhouse
from portkey_constructs.manifests.dataservice import dataservice
from portkey_constructs.manifests.frontend import frontend
from portkey_constructs.manifests.gateway import gateway
from portkey_constructs.manifests.identity import Identity, identity
from portkey_constructs.manifests.migration import migration
from portkey_constructs.manifests.mysql import mysql
from portkey_constructs.manifests.namespace import namespace
from portkey_constructs.manifests.redis import redis
from portkey_constructs.manifests.secrets import secrets
from portkey_constructs.platform.aws_outputs import require_known

__all__ = ["COMPONENTS", "Stage", "Staged", "platform", "stage_of"]


class Staged(NamedTuple):
    """An object and the stage that it belongs to."""

    stage: Stage
    manifest: KubernetesObject


def _namespace(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    found = namespace(config)
    return (found,) if found else ()


COMPONENTS: Final[Mapping[str, tuple[Stage, Callable[[PortkeyConfig], tuple[KubernetesObject, ...]]]]] = {
    "namespace": (Stage.NAMESPACE, _namespace),
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
"""The parts of the platform: the stage of each, and the function that makes its objects."""


def stage_of(stage: Stage, manifest: KubernetesObject) -> Stage:
    """The stage of an object of a component that comes up in `stage`."""
    return KINDS[manifest["kind"]].stage or stage


def platform(config: PortkeyConfig) -> tuple[Staged, ...]:
    """Every object of the platform, stage by stage.

    Raises:
        ConfigurationError: the AWS companion makes what is needed, and has not told yet where it is.
        IdentityError: two objects have one identity.
    """
    require_known(config)
    found: dict[Identity, str] = {}
    staged: list[Staged] = []
    for component, (stage, objects) in COMPONENTS.items():
        for manifest in objects(config):
            one = identity(manifest)
            if one in found:
                raise IdentityError(f"{one} is made by {found[one]} and by {component}: give one of them another name")
            found[one] = component
            staged.append(Staged(stage_of(stage, manifest), manifest))
    return tuple(sorted(staged, key=lambda one: one.stage))
