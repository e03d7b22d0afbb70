"""The Job that migrates the databases."""

from typing import Final

from portkey_constructs.kubernetes import Job, JobSpec, KubernetesObject
from portkey_constructs.manifests.cloud_identity import identity_labels
from portkey_constructs.manifests.metadata import checksum, labels, metadata
from portkey_constructs.manifests.pod import container, container_resources, pod_template, scratch
from portkey_constructs.manifests.service_account import migration_account
from portkey_constructs.platform.commands import MIGRATE, PREPARE, shell
from portkey_constructs.platform.components import Migration, Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import MIGRATION_CONTAINER

__all__ = ["migration"]

_DIGEST_LENGTH: Final = 10


def migration(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The migration Job and its service account; empty if the backend's pods migrate the databases, or if there is no backend.

    A Job's pod template is immutable, so the Job's name contains a digest of its content: a change creates a new Job, and applying the same
    manifests again runs nothing.
    """
    job, backend = platform.migration, platform.backend
    if job is None or backend is None:
        return ()
    return (migration_account(platform, job), _job(platform, job, backend))


def _job(platform: Platform, migration: Migration, backend: Service) -> Job:
    volume, mount = scratch("tmp", "/tmp")
    main = container(platform, backend, probes={}, mounts=[mount], command=shell(PREPARE, *MIGRATE))
    main["name"] = MIGRATION_CONTAINER
    for field in ("ports", "startupProbe", "readinessProbe", "livenessProbe"):
        main.pop(field, None)  # type: ignore[misc]
    if migration.settings.resources:
        main.pop("resources", None)
        if resources := container_resources(migration.resources):
            main["resources"] = resources
    template = pod_template(platform, backend, main, volumes=[volume], grace_period=backend.settings.grace_period)
    template["metadata"]["labels"] = {**labels(platform, "migration"), **identity_labels(migration.identity)}
    pod = template["spec"]
    pod["serviceAccountName"], pod["automountServiceAccountToken"] = migration.service_account, False
    pod["containers"], pod["restartPolicy"] = [main], "OnFailure"
    spec = JobSpec(backoffLimit=migration.settings.retries, template=template)
    if migration.settings.deadline is not None:
        spec["activeDeadlineSeconds"] = migration.settings.deadline
    name = platform.names.migration(checksum(spec)[:_DIGEST_LENGTH])
    return Job(apiVersion="batch/v1", kind="Job", metadata=metadata(platform, "migration", name), spec=spec)
