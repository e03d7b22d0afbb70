"""Every object of the platform, in the stages in which you apply them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from portkey_constructs.errors import ConfigurationError, IdentityError
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.registry import KINDS, Stage
from portkey_constructs.manifests.argocd import annotate
from portkey_constructs.manifests.backend import backend
from portkey_constructs.manifests.clickhouse import clickhouse
from portkey_constructs.manifests.dataservice import dataservice
from portkey_constructs.manifests.extra_objects import extra_objects
from portkey_constructs.manifests.flux_substitution import without_substitution
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.frontend import frontend
from portkey_constructs.manifests.gateway import gateway
from portkey_constructs.manifests.migration import migration
from portkey_constructs.manifests.mysql import mysql
from portkey_constructs.manifests.mysql_user import mysql_user
from portkey_constructs.manifests.namespace import enforce_level, namespace
from portkey_constructs.manifests.network_policy import network_policies
from portkey_constructs.manifests.object_identity import ObjectIdentity, object_identity
from portkey_constructs.manifests.redis import redis
from portkey_constructs.manifests.refused_pods import refused_pods
from portkey_constructs.manifests.resource_quota import quota_problems, resource_quota, set_computed_amounts
from portkey_constructs.manifests.secrets import secrets
from portkey_constructs.platform.aws_outputs import require_outputs
from portkey_constructs.platform.platform import ChangedObjects, Platform

__all__ = ["COMPONENTS", "Stage", "StagedObject", "additional_objects", "changed_objects", "component_objects", "platform_objects", "stage_of"]


class StagedObject(NamedTuple):
    """An object and its stage."""

    stage: Stage
    manifest: KubernetesObject


COMPONENTS: Final[Mapping[str, tuple[Stage, Callable[[Platform], tuple[KubernetesObject, ...]]]]] = {
    "namespace": (Stage.NAMESPACE, namespace),
    "resourceQuota": (Stage.ACCESS, resource_quota),
    "secrets": (Stage.ACCESS, secrets),
    "networkPolicies": (Stage.ACCESS, network_policies),
    "mysql": (Stage.STORES, mysql),
    "mysqlUser": (Stage.STORES, mysql_user),
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
    return min(KINDS[manifest["kind"]].stage or stage, stage)


def component_objects(platform: Platform, component: str) -> tuple[KubernetesObject, ...]:
    """The objects of a component, with every patch applied; empty if it does not run in this cluster.

    Raises:
        ConfigurationError: a patch cannot be applied, or the Namespace refuses the pods; or the AWS companion creates a store, and its outputs are
            not available yet.
    """
    require_outputs(platform)
    return _component_objects(platform, component)


def _component_objects(platform: Platform, component: str) -> tuple[KubernetesObject, ...]:
    stage, build = COMPONENTS[component]
    changed = platform.changed_objects
    if errors := changed.problems and [problem for problem in changed.problems if problem.severity == "error"]:
        raise ConfigurationError(errors)
    manifests = tuple(copied(manifest) for manifest in changed.components[component]) if changed.components else build(platform)
    if platform.config.argocd:
        for manifest in manifests:
            annotate(stage_of(stage, manifest), manifest)
    return manifests


def changed_objects(platform: Platform) -> ChangedObjects:
    """The objects of each component with every patch of `patches` applied and with what follows from the pods of all, and every problem."""
    components = {component: build(platform) for component, (_, build) in COMPONENTS.items()}
    changed = ChangedObjects(components, ())
    if platform.config.patches or platform.config.extra_objects:
        # Few configurations change objects, and the schemas take long to import.
        from portkey_constructs.manifests.changed_objects import changed as patched_and_checked

        changed = patched_and_checked(platform, components)
    if changed.problems:
        return changed
    own = platform.names.namespace
    extra = (manifest for _, manifest in extra_objects(platform) if manifest["metadata"].get("namespace") == own)
    pods = (*chain.from_iterable(changed.components.values()), *extra)
    enforce_level(platform, changed.components["namespace"], pods)
    quotas = changed.components["resourceQuota"]
    set_computed_amounts(platform, quotas, pods)
    problems = (*refused_pods(platform, changed.components["namespace"], pods), *quota_problems(platform, quotas, pods))
    return changed._replace(problems=problems)


def additional_objects(platform: Platform) -> Iterator[tuple[Stage, KubernetesObject]]:
    """The objects of `extraObjects` with their stages, and with the wave of the stage if Argo CD deploys them."""
    for stage, manifest in extra_objects(platform):
        if platform.config.argocd:
            annotate(stage, manifest)
        yield stage, manifest


def platform_objects(platform: Platform) -> tuple[StagedObject, ...]:
    """Every object of the platform, stage by stage.

    Raises:
        ConfigurationError: a patch cannot be applied; or the AWS companion creates a store, and its outputs are not available yet.
        IdentityError: two objects have the same identity.
    """
    require_outputs(platform)
    owned = [
        (component, stage_of(stage, manifest), manifest)
        for component, (stage, _) in COMPONENTS.items()
        for manifest in _component_objects(platform, component)
    ]
    owned += [("extraObjects", stage, manifest) for stage, manifest in additional_objects(platform)]
    owners: dict[ObjectIdentity, str] = {}
    staged: list[StagedObject] = []
    for owner, stage, manifest in owned:
        identity = object_identity(manifest)
        if identity in owners:
            raise IdentityError(f"{identity} is rendered by {owners[identity]} and by {owner}: rename one of them")
        owners[identity] = owner
        staged.append(StagedObject(stage, without_substitution(manifest)))
    return tuple(sorted(staged, key=attrgetter("stage")))
