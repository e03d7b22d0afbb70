"""StatefulSets of the stores in the cluster: one server each, on a volume of its own."""

from collections.abc import Mapping, Sequence

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import InClusterStore
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
from portkey_constructs.manifests.service import headless_service, service
from portkey_constructs.manifests.service_account import service_account
from portkey_constructs.platform.defaults import volume_size, volume_sub_path
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import PORTS

__all__ = ["common_objects", "stateful_set", "store_probes"]

_DATA = "data"


def store_probes(store: str, script: str) -> dict[str, Probe]:
    """Ready when `script` succeeds, alive while the port is open: a password that changed must not restart a database."""

    def asked(period: int, failures: int) -> Probe:
        return Probe(exec=ExecAction(command=["/bin/sh", "-c", script]), periodSeconds=period, failureThreshold=failures, timeoutSeconds=5)

    alive = Probe(tcpSocket=TCPSocketAction(port=PORTS[store][0].name), periodSeconds=10, failureThreshold=6, timeoutSeconds=5)
    return {"startup": asked(5, 120), "readiness": asked(10, 3), "liveness": alive}


def stateful_set(
    config: PortkeyConfig,
    store: str,
    workload: InClusterStore,
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
    data = VolumeMount(name=_DATA, mountPath=data_path)
    if folder := volume_sub_path(store, workload):
        data["subPath"] = folder
    mounted = [data, *mounts]
    main = container(config, store, workload, probes=probes, mounts=mounted, command=command, args=args)
    spec = StatefulSetSpec(
        serviceName=Names(config).headless(store),
        replicas=1,
        selector=selector(config, store),
        template=pod_template(config, store, workload, main, volumes=volumes, checksums=checksums),
        volumeClaimTemplates=[_claim(config, store, workload)],
    )
    meta = metadata(
        config, store, Names(config).component(store), workload=workload, annotations={**restart_annotation(config, store), **workload.annotations}
    )
    return StatefulSet(apiVersion="apps/v1", kind="StatefulSet", metadata=meta, spec=spec)


def _claim(config: PortkeyConfig, store: str, workload: InClusterStore) -> PersistentVolumeClaim:
    size = VolumeResourceRequirements(requests={"storage": volume_size(config, store, workload)})
    spec = PersistentVolumeClaimSpec(accessModes=["ReadWriteOnce"], resources=size)
    if workload.persistence.storage_class:
        spec["storageClassName"] = workload.persistence.storage_class
    meta = ObjectMeta(name=_DATA, labels=selector_labels(config, store))
    return PersistentVolumeClaim(apiVersion="v1", kind="PersistentVolumeClaim", metadata=meta, spec=spec)


def common_objects(config: PortkeyConfig, store: str, workload: InClusterStore) -> tuple[KubernetesObject, ...]:
    """What every store has around its StatefulSet."""
    account = service_account(config, store, workload)
    clients = service(config, store, workload, workload.service)
    return (*((account,) if account else ()), headless_service(config, store, workload), clients)
