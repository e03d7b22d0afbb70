"""StatefulSets of the stores in the cluster: a single replica with a persistent volume."""

from collections.abc import Mapping, Sequence
from typing import cast

from portkey_constructs.config.persistence import ExistingClaim, Persistence
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.kubernetes import (
    Deployment,
    DeploymentSpec,
    DeploymentStrategy,
    EmptyDirVolumeSource,
    ExecAction,
    KubernetesObject,
    LabelSelector,
    ObjectMeta,
    PersistentVolumeClaim,
    PersistentVolumeClaimSpec,
    PersistentVolumeClaimVolumeSource,
    Probe,
    RollingUpdateDeployment,
    StatefulSet,
    StatefulSetSpec,
    StatefulSetUpdateStrategy,
    TCPSocketAction,
    TypedLocalObjectReference,
    Volume,
    VolumeMount,
    VolumeResourceRequirements,
)
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.metadata import metadata, selector, selector_labels
from portkey_constructs.manifests.pod import container, pod_template
from portkey_constructs.manifests.restart import restart_annotation
from portkey_constructs.manifests.service import client_service, headless_service
from portkey_constructs.manifests.service_account import service_account
from portkey_constructs.platform.components import Store
from portkey_constructs.platform.defaults import default_volume_size
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
) -> StatefulSet | Deployment:
    """The StatefulSet of a store, or its Deployment in an adopted release."""
    settings = store.settings
    data = VolumeMount(name=DATA_VOLUME, mountPath=data_path)
    if store.sub_path:
        data["subPath"] = store.sub_path
    main = container(platform, store, probes=probes, mounts=[data, *mounts], command=command, args=args)
    persistence = settings.persistence
    if not store.has_volume:
        volumes = [
            Volume(name=DATA_VOLUME, emptyDir=EmptyDirVolumeSource(sizeLimit=default_volume_size(platform.profile, store.component))),
            *volumes,
        ]
    elif isinstance(persistence, ExistingClaim):
        claim = PersistentVolumeClaimVolumeSource(claimName=persistence.name)
        volumes = [Volume(name=DATA_VOLUME, persistentVolumeClaim=claim), *volumes]
    spec = StatefulSetSpec(
        serviceName=platform.names.headless(store.component),
        replicas=1,
        selector=selector(platform, store.component),
        template=pod_template(platform, store, main, volumes=volumes, checksums=checksums, grace_period=settings.grace_period),
    )
    if store.has_volume and isinstance(persistence, Persistence):
        spec["volumeClaimTemplates"] = [_claim(platform, store, persistence)]
    _set_rollout(spec, settings)
    annotations = {**restart_annotation(platform, store.component), **settings.annotations}
    meta = metadata(platform, store.component, store.name, settings=settings, annotations=annotations)
    if store.workload == "Deployment":
        return _deployment(spec, meta)
    return StatefulSet(apiVersion="apps/v1", kind="StatefulSet", metadata=meta, spec=spec)


def _deployment(spec: StatefulSetSpec, meta: ObjectMeta) -> Deployment:
    """The Deployment of a store in an adopted release that has no StatefulSet for it: the old pod stops before the new one starts."""
    # Recreate would be refused: the API server keeps the parameters of the rolling update that it filled in.
    strategy = DeploymentStrategy(type="RollingUpdate", rollingUpdate=RollingUpdateDeployment(maxSurge=0, maxUnavailable=1))
    own = DeploymentSpec(replicas=1, selector=spec["selector"], strategy=strategy, template=spec["template"])
    if "minReadySeconds" in spec:
        own["minReadySeconds"] = spec["minReadySeconds"]
    if "revisionHistoryLimit" in spec:
        own["revisionHistoryLimit"] = spec["revisionHistoryLimit"]
    return Deployment(apiVersion="apps/v1", kind="Deployment", metadata=meta, spec=own)


def _set_rollout(spec: StatefulSetSpec, settings: InClusterStore) -> None:
    if settings.update_strategy is not None:
        spec["updateStrategy"] = cast(StatefulSetUpdateStrategy, copied(settings.update_strategy))
    if settings.min_ready_seconds is not None:
        spec["minReadySeconds"] = settings.min_ready_seconds
    if settings.revision_history_limit is not None:
        spec["revisionHistoryLimit"] = settings.revision_history_limit


def _claim(platform: Platform, store: Store, settings: Persistence) -> PersistentVolumeClaim:
    size = VolumeResourceRequirements(requests={"storage": store.volume_size or ""})
    spec = PersistentVolumeClaimSpec(accessModes=list(settings.access_modes), resources=size)
    if settings.storage_class is not None:
        spec["storageClassName"] = settings.storage_class
    if settings.volume_name:
        spec["volumeName"] = settings.volume_name
    if settings.selector is not None:
        spec["selector"] = cast(LabelSelector, copied(settings.selector))
    if settings.data_source is not None:
        spec["dataSource"] = cast(TypedLocalObjectReference, copied(settings.data_source))
    meta = ObjectMeta(name=DATA_VOLUME, labels={**settings.labels, **selector_labels(platform, store.component)})
    if settings.annotations:
        meta["annotations"] = dict(settings.annotations)
    return PersistentVolumeClaim(apiVersion="v1", kind="PersistentVolumeClaim", metadata=meta, spec=spec)


def common_objects(platform: Platform, store: Store) -> tuple[KubernetesObject, ...]:
    """The objects that every store has besides its StatefulSet."""
    account = service_account(platform, store)
    accounts = (account,) if account else ()
    if platform.adoption is not None and store.component in platform.adoption.components:
        # The Service of the clients governs the StatefulSet.
        return (*accounts, client_service(platform, store))
    return (*accounts, headless_service(platform, store), client_service(platform, store))
