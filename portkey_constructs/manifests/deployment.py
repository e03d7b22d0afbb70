"""Deployments of Portkey's services: probes, rollout, shutdown."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from portkey_constructs.config.services import ServiceConfig
from portkey_constructs.kubernetes import (
    Deployment,
    DeploymentSpec,
    DeploymentStrategy,
    HTTPGetAction,
    KubernetesObject,
    Lifecycle,
    LifecycleHandler,
    Probe,
    RollingUpdateDeployment,
    SleepAction,
    Volume,
    VolumeMount,
)
from portkey_constructs.manifests.autoscaling import horizontal_pod_autoscaler
from portkey_constructs.manifests.disruption_budget import pod_disruption_budget
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.metadata import metadata, selector
from portkey_constructs.manifests.pod import container, pod_template
from portkey_constructs.manifests.restart import restart_annotation
from portkey_constructs.manifests.scaled_object import scaled_object
from portkey_constructs.manifests.service import client_service
from portkey_constructs.manifests.service_account import service_account
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform

__all__ = ["common_objects", "deployment", "http_probes"]

_START_SECONDS: Final = 300


def http_probes(service: Service, path: str, *, start_seconds: int = _START_SECONDS) -> dict[str, Probe]:
    """HTTP probes on the service's first port; startup may take `start_seconds`."""

    def probe(period: int, failures: int, timeout: int) -> Probe:
        get = HTTPGetAction(path=path, port=service.ports[0].name)
        if service.scheme == "https":
            # The kubelet does not verify the certificate.
            get["scheme"] = "HTTPS"
        return Probe(httpGet=get, periodSeconds=period, failureThreshold=failures, timeoutSeconds=timeout)

    return {"startup": probe(5, start_seconds // 5, 3), "readiness": probe(10, 3, 3), "liveness": probe(10, 6, 5)}


def deployment(
    platform: Platform,
    service: Service,
    *,
    probes: Mapping[str, Probe],
    command: Sequence[str] = (),
    mounts: Sequence[VolumeMount] = (),
    volumes: Sequence[Volume] = (),
    checksums: Mapping[str, str] | None = None,
) -> Deployment:
    """The Deployment of a service: rollouts never go below the desired number of pods, and terminating pods drain first."""
    settings = service.settings
    main = container(platform, service, probes=probes, mounts=mounts, command=command)
    stop = service.shutdown
    if stop.drain and settings.lifecycle is None:
        main["lifecycle"] = Lifecycle(preStop=LifecycleHandler(sleep=SleepAction(seconds=stop.drain)))
    template = pod_template(platform, service, main, volumes=volumes, checksums=checksums, grace_period=stop.grace_period, spread=True)
    spec = DeploymentSpec(selector=selector(platform, service.component), strategy=_strategy(settings), template=template)
    if service.replicas.fixed is not None:
        spec = {"replicas": service.replicas.fixed, **spec}
    if settings.min_ready_seconds is not None:
        spec["minReadySeconds"] = settings.min_ready_seconds
    if settings.revision_history_limit is not None:
        spec["revisionHistoryLimit"] = settings.revision_history_limit
    annotations = {**restart_annotation(platform, service.component), **settings.annotations}
    meta = metadata(platform, service.component, service.name, settings=settings, annotations=annotations)
    return Deployment(apiVersion="apps/v1", kind="Deployment", metadata=meta, spec=spec)


def _strategy(settings: ServiceConfig) -> DeploymentStrategy:
    if settings.strategy is not None:
        return cast(DeploymentStrategy, copied(settings.strategy))
    return DeploymentStrategy(type="RollingUpdate", rollingUpdate=RollingUpdateDeployment(maxSurge="25%", maxUnavailable=0))


def common_objects(platform: Platform, service: Service) -> tuple[KubernetesObject, ...]:
    """The objects that every service has besides its Deployment."""
    candidates: tuple[KubernetesObject | None, ...] = (
        service_account(platform, service),
        client_service(platform, service),
        horizontal_pod_autoscaler(platform, service),
        scaled_object(platform, service),
        pod_disruption_budget(platform, service),
    )
    return tuple(manifest for manifest in candidates if manifest)
