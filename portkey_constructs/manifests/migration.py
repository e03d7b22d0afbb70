"""The Job that migrates the databases."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import JobMigration
from portkey_constructs.kubernetes import Job, JobSpec, KubernetesObject
from portkey_constructs.manifests.cloud_identity import pod_identity_labels
from portkey_constructs.manifests.metadata import checksum, labels, metadata
from portkey_constructs.manifests.pod import container, container_resources, pod_template, scratch
from portkey_constructs.manifests.service_account import migration_account
from portkey_constructs.platform.commands import MIGRATE, PREPARE, shell
from portkey_constructs.platform.defaults import migrates
from portkey_constructs.platform.names import Names

__all__ = ["migration"]

_DIGEST_LENGTH = 10


def migration(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """The migration Job and its service account, or nothing when the backend's pods migrate or there is no backend here.

    A Job's pods cannot change, so the Job is named after its content: what changes it makes a new one, and applying the same
    manifests again runs nothing.
    """
    said = config.migration
    if not isinstance(said, JobMigration) or not migrates(config):
        return ()
    name = Names(config).component("migration")
    return (migration_account(config, name), _job(config, said, name))


def _job(config: PortkeyConfig, said: JobMigration, account_name: str) -> Job:
    workload = config.backend
    volume, mount = scratch("tmp", "/tmp")
    main = container(config, "backend", workload, probes={}, mounts=[mount], command=shell(PREPARE, *MIGRATE))
    main["name"] = "migration"
    for serving in ("ports", "startupProbe", "readinessProbe", "livenessProbe"):
        main.pop(serving, None)  # type: ignore[misc]
    if said.resources:
        main.pop("resources", None)
        if given := container_resources(said.resources):
            main["resources"] = given
    template = pod_template(config, "backend", workload, main, volumes=[volume])
    template["metadata"]["labels"] = {**labels(config, "migration"), **pod_identity_labels(config, "migration")}
    pod = template["spec"]
    pod["serviceAccountName"], pod["automountServiceAccountToken"] = account_name, False
    pod["containers"], pod["restartPolicy"] = [main], "OnFailure"
    spec = JobSpec(backoffLimit=said.retries, template=template)
    if said.deadline is not None:
        spec["activeDeadlineSeconds"] = said.deadline
    name = Names(config).migration(checksum(spec)[:_DIGEST_LENGTH])
    return Job(apiVersion="batch/v1", kind="Job", metadata=metadata(config, "migration", name), spec=spec)
