"""Deployments of Portkey's services: probes, roll-out, shutdown."""

from collections.abc import Mapping, Sequence

from portkey_constructs.config.root import PortkeyConfig
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
from portkey_constructs.manifests.disruption import pod_disruption_budget
from portkey_constructs.manifests.metadata import metadata, selector
from portkey_constructs.manifests.pod import container, pod_template
from portkey_constructs.manifests.restart import restart_annotation
from portkey_constructs.manifests.service import service
from portkey_constructs.manifests.service_account import service_account
from portkey_constructs.platform.defaults import ServiceName, replicas
from portkey_constructs.platform.defaults import service as settings
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import ports

__all__ = ["common_objects", "deployment", "http_probes"]

_DRAIN_SECONDS = 5
_START_SECONDS = 300


def http_probes(config: PortkeyConfig, component: str, path: str, *, start_seconds: int = _START_SECONDS) -> dict[str, Probe]:
    """Probes by HTTP on the component's first port; a start may take `start_seconds`."""

    def probe(period: int, failures: int, timeout: int) -> Probe:
        get = HTTPGetAction(path=path, port=ports(config, component)[0].name)
        return Probe(httpGet=get, periodSeconds=period, failureThreshold=failures, timeoutSeconds=timeout)

    return {"startup": probe(5, start_seconds // 5, 3), "readiness": probe(10, 3, 3), "liveness": probe(10, 6, 5)}


def _drain_seconds(grace: int | None) -> int:
    """How long a pod goes on serving while its endpoint is withdrawn: a part of its grace period, as Kubernetes demands."""
    return _DRAIN_SECONDS if grace is None else min(_DRAIN_SECONDS, grace // 2)


def deployment(
    config: PortkeyConfig,
    component: ServiceName,
    *,
    probes: Mapping[str, Probe],
    command: Sequence[str] = (),
    mounts: Sequence[VolumeMount] = (),
    volumes: Sequence[Volume] = (),
    checksums: Mapping[str, str] | None = None,
) -> Deployment:
    """The Deployment of a service: never fewer pods than wanted while it rolls, and time to drain before one stops."""
    workload = settings(config, component)
    main = container(config, component, workload, probes=probes, mounts=mounts, command=command)
    if drain := _drain_seconds(workload.grace_period):
        main["lifecycle"] = Lifecycle(preStop=LifecycleHandler(sleep=SleepAction(seconds=drain)))
    spec = DeploymentSpec(
        selector=selector(config, component),
        strategy=DeploymentStrategy(type="RollingUpdate", rollingUpdate=RollingUpdateDeployment(maxSurge="25%", maxUnavailable=0)),
        template=pod_template(config, component, workload, main, volumes=volumes, checksums=checksums, spread=True),
    )
    fixed = replicas(config, component).fixed
    if fixed is not None:
        spec = {"replicas": fixed, **spec}
    name = Names(config).component(component)
    noted = {**restart_annotation(config, component), **workload.annotations}
    meta = metadata(config, component, name, workload=workload, annotations=noted)
    return Deployment(apiVersion="apps/v1", kind="Deployment", metadata=meta, spec=spec)


def common_objects(config: PortkeyConfig, component: ServiceName) -> tuple[KubernetesObject, ...]:
    """What every service has around its Deployment."""
    workload = settings(config, component)
    candidates: tuple[KubernetesObject | None, ...] = (
        service_account(config, component, workload),
        service(config, component, workload, workload.service),
        horizontal_pod_autoscaler(config, component),
        pod_disruption_budget(config, component),
    )
    return tuple(candidate for candidate in candidates if candidate)
