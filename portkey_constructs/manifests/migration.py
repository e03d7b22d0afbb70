"""The Job that migrates the databases."""

from collections.abc import Mapping
from typing import Any, Final, cast

from portkey_constructs.kubernetes import Affinity, Container, Job, JobSpec, KubernetesObject, ObjectMeta, PodSpec, Toleration
from portkey_constructs.manifests.cloud_identity import identity_labels
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.metadata import checksum, constant_labels, metadata
from portkey_constructs.manifests.pod import additional_containers, container, container_resources, pod_template, writable_folders
from portkey_constructs.manifests.secrets import secret_checksum
from portkey_constructs.manifests.service_account import migration_account
from portkey_constructs.platform.commands import MIGRATE, PREPARE, shell
from portkey_constructs.platform.components import Migration, Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import MIGRATION_CONTAINER

__all__ = ["job_name", "migration"]

_DIGEST_LENGTH: Final = 10
_CONTAINER_FIELDS: Final = ("ports", "startupProbe", "readinessProbe", "livenessProbe")
"""Fields of the backend's container that a migration lacks."""
_POD_FIELDS: Final = (
    "affinity",
    "initContainers",
    "nodeSelector",
    "priorityClassName",
    "terminationGracePeriodSeconds",
    "tolerations",
    "topologySpreadConstraints",
)
"""Fields of the backend's pods that a migration lacks or sets itself."""


def migration(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The migration Job and its service account; empty if the backend's pods migrate the databases, or if there is no backend.

    A Job's pod template is immutable, so the Job's name contains a digest of its content: a change creates a new Job, and applying the same
    manifests again runs nothing. The content therefore leaves out whatever of the backend's pods cannot matter to a migration.
    """
    job, backend = platform.migration, platform.backend
    if job is None or backend is None:
        return ()
    account = migration_account(platform, job)
    return (*((account,) if account else ()), _job(platform, job, backend))


def _job(platform: Platform, migration: Migration, backend: Service) -> Job:
    volumes, mounts = writable_folders(platform, backend)
    main = container(platform, backend, probes={}, mounts=mounts, command=shell(PREPARE, *MIGRATE), reader="migration")
    for field in _CONTAINER_FIELDS:
        main.pop(field, None)  # type: ignore[misc]
    main["name"] = MIGRATION_CONTAINER
    main["resources"] = container_resources(migration.resources)
    if not main["resources"]:
        del main["resources"]
    template = pod_template(platform, backend, main, volumes=volumes)
    template["metadata"] = _pod_metadata(platform, migration)
    _set_pod(platform, template["spec"], migration, backend, main)
    spec = JobSpec(backoffLimit=migration.settings.retries, template=template)
    if migration.settings.deadline is not None:
        spec["activeDeadlineSeconds"] = migration.settings.deadline
    meta = metadata(platform, "migration", job_name(platform, spec), settings=backend.settings, annotations=migration.settings.annotations)
    return Job(apiVersion="batch/v1", kind="Job", metadata=meta, spec=spec)


def job_name(platform: Platform, spec: JobSpec) -> str:
    """The name of the Job, which contains a digest of its content."""
    return platform.names.migration(checksum(spec)[:_DIGEST_LENGTH])


def _pod_metadata(platform: Platform, migration: Migration) -> ObjectMeta:
    meta = ObjectMeta(labels={**migration.pod_labels, **constant_labels(platform, "migration"), **identity_labels(migration.identity)})
    if annotations := {**secret_checksum(platform, "migration"), **migration.settings.pod_annotations}:
        meta["annotations"] = annotations
    return meta


def _set_pod(platform: Platform, pod: PodSpec, migration: Migration, backend: Service, main: Container) -> None:
    for field in _POD_FIELDS:
        pod.pop(field, None)  # type: ignore[misc]
    pod["serviceAccountName"], pod["automountServiceAccountToken"] = migration.service_account, migration.account.mount_token
    pod["containers"], pod["restartPolicy"] = [main], "OnFailure"
    sidecars = map(_native_sidecar, migration.sidecars)
    if init_containers := additional_containers(platform, (*backend.settings.init_containers, *sidecars)):
        pod["initContainers"] = init_containers
    if migration.node_selector:
        pod["nodeSelector"] = dict(migration.node_selector)
    if migration.tolerations:
        pod["tolerations"] = cast(list[Toleration], copied(migration.tolerations))
    if migration.settings.affinity:
        pod["affinity"] = cast(Affinity, copied(migration.settings.affinity))


def _native_sidecar(sidecar: Mapping[str, Any]) -> Mapping[str, Any]:
    """A sidecar that starts before the migration and is stopped after it; an ordinary container would keep the Job from completing."""
    return {**sidecar, "restartPolicy": "Always"}
