"""The backend."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import InPodMigration
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.platform.commands import MIGRATE, PREPARE, SERVE, shell
from portkey_constructs.platform.defaults import services

__all__ = ["backend"]

_MIGRATION_SECONDS = 1800


def backend(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """The backend's objects, or nothing where there is none; with in-pod migrations a start may take half an hour before it is given up."""
    if "backend" not in services(config):
        return ()
    in_pod = isinstance(config.migration, InPodMigration)
    volume, mount = scratch("tmp", "/tmp")
    main = deployment(
        config,
        "backend",
        probes=http_probes(config, "backend", "/health", **({"start_seconds": _MIGRATION_SECONDS} if in_pod else {})),
        command=shell(PREPARE, *(MIGRATE if in_pod else ()), f"exec {SERVE}"),
        mounts=[mount],
        volumes=[volume],
    )
    return (*common_objects(config, "backend"), main)
