"""The backend."""

from typing import Final

from portkey_constructs.config.services import InPodMigration
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.mounts import serving_mounts, serving_volumes
from portkey_constructs.manifests.pod import writable_folders
from portkey_constructs.platform.commands import MIGRATE, PREPARE, SERVE, shell
from portkey_constructs.platform.platform import Platform

__all__ = ["backend"]

_MIGRATION_SECONDS: Final = 1800


def backend(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The backend's objects; empty without a backend. If pods migrate the databases, startup may take 30 minutes."""
    service = platform.backend
    if service is None:
        return ()
    in_pod = isinstance(platform.config.migration, InPodMigration)
    probes = http_probes(service, "/health", start_seconds=_MIGRATION_SECONDS) if in_pod else http_probes(service, "/health")
    command = shell(PREPARE, *(MIGRATE if in_pod else ()), f"exec {SERVE}")
    volumes, mounts = writable_folders(platform, service)
    main = deployment(
        platform, service, probes=probes, command=command, mounts=[*mounts, *serving_mounts(platform)], volumes=[*volumes, *serving_volumes(platform)]
    )
    return (*common_objects(platform, service), main)
