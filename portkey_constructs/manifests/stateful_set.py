"""StatefulSets of the stores in the cluster: a single replica with a persistent volume."""

from collections.abc import Mapping, Sequence

from portkey_constructs.kubernetes import (
    ExecAction,
    KubernetesObject,
    ObjectMeta,
    PersistentVolumeClaim,
    PersistentVolumeClaimSpec,
    Probe,
    StatefulSet,
    StatefulSetSpec,
    TCPSocketAction,
    Volume,
    VolumeMount,
    VolumeResourceRequirements,
)
from portkey_constructs.manifests.metadata import metadata, selector, selector_labels
from portkey_constructs.manifests.pod import container, pod_template
from portkey_constructs.manifests.restart import restart_annotation
from portkey_constructs.manifests.service import client_service, headless_service
from portkey_constructs.manifests.service_account import service_account
from portkey_constructs.platform.components import Store
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import DATA_VOLUME

__all__ = ["common_objects", "stateful_set", "store_probes"]


def store_probes(store: Store, script: str) -> dict[str, Probe]:
    """Probes of a store. Readiness runs `script`; liveness only checks the port, so that a changed password does not restart the database."""

    def probe(period: int, failures: int) -> Probe:
        return Probe(exec=ExecAction(command=["/bin/sh", "-c", script]), periodSeconds=period, failureThreshold=failures, timeoutSeconds=5)

    liveness = Probe(tcpSocket=TCPSocketAction(port=store.ports[0].name), periodSeconds=10, failureThreshold=6, timeoutSeconds=5)
    return {"startup": probe(5, 120), "readiness": probe(10, 3), "liveness": liveness}


def stateful_set(
    platform: Platform,
    store: Store,
    *,
    data_path: str,
    probes: Mapping[str, Probe],
    args: Sequence[str] = (),
    command: Sequence[str] = (),
    mounts: Sequence[VolumeMount] = (),
    volumes: Sequence[Volume] = (),
    checksums: Mapping[str, str] | None = None,
) -> StatefulSet:
    """The StatefulSet of a store."""
    data = VolumeMount(name=DATA_VOLUME, mountPath=data_path)
    if store.sub_path:
        data["subPath"] = store.sub_path
    main = container(platform, store, probes=probes, mounts=[data, *mounts], command=command, args=args)
    spec = StatefulSetSpec(
        serviceName=platform.names.headless(store.component),
        replicas=1,
        selector=selector(platform, store.component),
        template=pod_template(platform, store, main, volumes=volumes, checksums=checksums, grace_period=store.settings.grace_period),
        volumeClaimTemplates=[_claim(platform, store)],
    )
    annotations = {**restart_annotation(platform, store.component), **store.settings.annotations}
    meta = metadata(platform, store.component, store.name, settings=store.settings, annotations=annotations)
    return StatefulSet(apiVersion="apps/v1", kind="StatefulSet", metadata=meta, spec=spec)


def _claim(platform: Platform, store: Store) -> PersistentVolumeClaim:
    size = VolumeResourceRequirements(requests={"storage": store.volume_size})
    spec = PersistentVolumeClaimSpec(accessModes=["ReadWriteOnce"], resources=size)
    if store.settings.persistence.storage_class:
        spec["storageClassName"] = store.settings.persistence.storage_class
    meta = ObjectMeta(name=DATA_VOLUME, labels=selector_labels(platform, store.component))
    return PersistentVolumeClaim(apiVersion="v1", kind="PersistentVolumeClaim", metadata=meta, spec=spec)


def common_objects(platform: Platform, store: Store) -> tuple[KubernetesObject, ...]:
    """The objects that every store has besides its StatefulSet."""
    account = service_account(platform, store)
    return (*((account,) if account else ()), headless_service(platform, store), client_service(platform, store))
