"""HorizontalPodAutoscalers."""

from typing import cast

from portkey_constructs.config.autoscaling import Autoscaling
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
    ResourceMetricSource,
)
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform

__all__ = ["default_behavior", "horizontal_pod_autoscaler", "measured_container"]


def default_behavior() -> HorizontalPodAutoscalerBehavior:
    """The behavior of Portkey's chart 1.7.6: scale up at once; after five minutes of low load, remove one pod a minute."""
    up = [HPAScalingPolicy(type="Pods", value=2, periodSeconds=2), HPAScalingPolicy(type="Percent", value=100, periodSeconds=2)]
    down = [HPAScalingPolicy(type="Pods", value=1, periodSeconds=60)]
    return HorizontalPodAutoscalerBehavior(
        scaleUp=HPAScalingRules(stabilizationWindowSeconds=0, selectPolicy="Max", policies=up),
        scaleDown=HPAScalingRules(stabilizationWindowSeconds=300, policies=down),
    )


def measured_container(platform: Platform, component: str) -> str | None:
    """The container that an autoscaler measures: the main container, because a measurement of pods fails if a sidecar has no request.

    None for a measurement of pods, where the selector of an adopted workload selects pods that do not have that container.
    """
    if platform.adoption is None:
        return component
    return None if platform.adoption.also_selected(component, platform.components) else platform.names.container(component)


def _utilization(container: str | None, resource: str, percent: int) -> MetricSpec:
    target = MetricTarget(type="Utilization", averageUtilization=percent)
    if container is None:
        return MetricSpec(type="Resource", resource=ResourceMetricSource(name=resource, target=target))
    return MetricSpec(type="ContainerResource", containerResource=ContainerResourceMetricSource(container=container, name=resource, target=target))


def horizontal_pod_autoscaler(platform: Platform, service: Service) -> HorizontalPodAutoscaler | None:
    """The autoscaler of a service; None if the number of replicas is fixed, or if KEDA or something else decides it."""
    autoscaling = service.replicas.autoscaling
    if not isinstance(autoscaling, Autoscaling):
        return None
    targets = (("cpu", autoscaling.cpu), ("memory", autoscaling.memory))
    container = measured_container(platform, service.component)
    return HorizontalPodAutoscaler(
        apiVersion="autoscaling/v2",
        kind="HorizontalPodAutoscaler",
        metadata=metadata(platform, service.component, service.name, settings=service.settings),
        spec=HorizontalPodAutoscalerSpec(
            scaleTargetRef=CrossVersionObjectReference(apiVersion="apps/v1", kind="Deployment", name=service.name),
            minReplicas=autoscaling.min,
            maxReplicas=autoscaling.max,
            metrics=[_utilization(container, resource, percent) for resource, percent in targets if percent],
            behavior=default_behavior() if autoscaling.behavior is None else cast(HorizontalPodAutoscalerBehavior, copied(autoscaling.behavior)),
        ),
    )
