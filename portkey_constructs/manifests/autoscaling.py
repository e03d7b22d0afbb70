"""HorizontalPodAutoscalers."""

from typing import cast

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import Autoscaling
from portkey_constructs.kubernetes import (
    ContainerResourceMetricSource,
    CrossVersionObjectReference,
    HorizontalPodAutoscaler,
    HorizontalPodAutoscalerBehavior,
    HorizontalPodAutoscalerSpec,
    HPAScalingPolicy,
    HPAScalingRules,
    MetricSpec,
    MetricTarget,
)
from portkey_constructs.manifests.fragment import copied
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.defaults import ServiceName, replicas
from portkey_constructs.platform.defaults import service as settings
from portkey_constructs.platform.names import Names

__all__ = ["horizontal_pod_autoscaler"]


def _behavior(said: Autoscaling) -> HorizontalPodAutoscalerBehavior:
    """Portkey's own: up at once, down one pod a minute after five quiet minutes (chart 1.7.6)."""
    if said.behavior is not None:
        return cast(HorizontalPodAutoscalerBehavior, copied(said.behavior))
    up = [HPAScalingPolicy(type="Pods", value=2, periodSeconds=2), HPAScalingPolicy(type="Percent", value=100, periodSeconds=2)]
    down = [HPAScalingPolicy(type="Pods", value=1, periodSeconds=60)]
    return HorizontalPodAutoscalerBehavior(
        scaleUp=HPAScalingRules(stabilizationWindowSeconds=0, selectPolicy="Max", policies=up),
        scaleDown=HPAScalingRules(stabilizationWindowSeconds=300, policies=down),
    )


def _utilization(component: str, resource: str, percent: int) -> MetricSpec:
    """Of the component's own container: a sidecar without requests would stop a metric of whole pods."""
    target = MetricTarget(type="Utilization", averageUtilization=percent)
    return MetricSpec(type="ContainerResource", containerResource=ContainerResourceMetricSource(container=component, name=resource, target=target))


def horizontal_pod_autoscaler(config: PortkeyConfig, component: ServiceName) -> HorizontalPodAutoscaler | None:
    """The autoscaler of a service, or None when its number of replicas is fixed."""
    said = replicas(config, component).scaled
    if said is None:
        return None
    name = Names(config).component(component)
    targets = (("cpu", said.cpu), ("memory", said.memory))
    return HorizontalPodAutoscaler(
        apiVersion="autoscaling/v2",
        kind="HorizontalPodAutoscaler",
        metadata=metadata(config, component, name, workload=settings(config, component)),
        spec=HorizontalPodAutoscalerSpec(
            scaleTargetRef=CrossVersionObjectReference(apiVersion="apps/v1", kind="Deployment", name=name),
            minReplicas=said.min,
            maxReplicas=said.max,
            metrics=[_utilization(component, resource, percent) for resource, percent in targets if percent],
            behavior=_behavior(said),
        ),
    )
