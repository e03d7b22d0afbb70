"""ScaledObjects of KEDA."""

from typing import TYPE_CHECKING, cast

from portkey_constructs.config.autoscaling import KedaAutoscaling
from portkey_constructs.manifests.autoscaling import default_behavior, measured_container
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform

if TYPE_CHECKING:
    # Few platforms have a ScaledObject, and the types of custom resources are slow to import.
    from portkey_constructs.kubernetes.keda import (
        ScaledObject,
        ScaledObjectSpec,
        ScaledObjectSpecAdvanced,
        ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehavior,
        ScaledObjectSpecTriggers,
    )

__all__ = ["scaled_object"]


def scaled_object(platform: Platform, service: Service) -> "ScaledObject | None":
    """The ScaledObject of a service; None unless KEDA scales it."""
    scaling = service.replicas.autoscaling
    if not isinstance(scaling, KedaAutoscaling):
        return None
    spec: ScaledObjectSpec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": service.name},
        "minReplicaCount": scaling.min,
        "maxReplicaCount": scaling.max,
        "triggers": _triggers(platform, service, scaling),
        "advanced": _advanced(scaling),
    }
    if scaling.idle is not None:
        spec["idleReplicaCount"] = scaling.idle
    if scaling.polling_interval is not None:
        spec["pollingInterval"] = scaling.polling_interval
    if scaling.cooldown_period is not None:
        spec["cooldownPeriod"] = scaling.cooldown_period
    if scaling.initial_cooldown_period is not None:
        spec["initialCooldownPeriod"] = scaling.initial_cooldown_period
    if scaling.fallback is not None:
        spec["fallback"] = copied(scaling.fallback)
    meta = metadata(platform, service.component, service.name, settings=service.settings, annotations=scaling.annotations)
    return {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": meta, "spec": spec}


def _triggers(platform: Platform, service: Service, scaling: KedaAutoscaling) -> "list[ScaledObjectSpecTriggers]":
    """The triggers for CPU and memory, followed by those of the configuration."""
    targets = (("cpu", scaling.cpu), ("memory", scaling.memory))
    container = measured_container(platform, service.component)
    measured = {} if container is None else {"containerName": container}
    own: list[ScaledObjectSpecTriggers] = [
        {"type": resource, "metricType": "Utilization", "metadata": {"value": str(percent), **measured}} for resource, percent in targets if percent
    ]
    return [*own, *(cast("ScaledObjectSpecTriggers", copied(trigger)) for trigger in scaling.triggers)]


def _advanced(scaling: KedaAutoscaling) -> "ScaledObjectSpecAdvanced":
    """The advanced settings, with Portkey's scaling behavior unless they have another one."""
    advanced: ScaledObjectSpecAdvanced = copied(scaling.advanced) if scaling.advanced is not None else {}
    autoscaler = advanced.setdefault("horizontalPodAutoscalerConfig", {})
    autoscaler.setdefault("behavior", cast("ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfigBehavior", default_behavior()))
    return advanced
