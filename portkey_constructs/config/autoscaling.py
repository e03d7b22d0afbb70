"""Who decides how many pods a service has: Kubernetes' autoscaler, KEDA, or something outside the manifests."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.fragments import ScalingBehavior, Shape, UniqueBy
from portkey_constructs.config.nulls import NullIs
from portkey_constructs.config.types import Duration, LongDuration, Percentage, PositiveInt, Whole

__all__ = [
    "AnyAutoscaling",
    "Autoscaling",
    "ExternalAutoscaling",
    "IdleReplicas",
    "KedaAdvanced",
    "KedaAutoscaling",
    "KedaFallback",
    "KedaTrigger",
    "ReplicaCount",
]

ReplicaCount = Annotated[int, Whole(0, 100_000, "a whole number from 0")]
IdleReplicas = Annotated[int, Whole(0, 0, "0, the only number that KEDA supports")]
KedaTrigger = Annotated[Mapping[str, Any], Shape("ScaledObjectSpecTriggers", label="a trigger of KEDA")]
KedaFallback = Annotated[Mapping[str, Any], Shape("ScaledObjectSpecFallback", label="the fallback of KEDA")]
KedaAdvanced = Annotated[Mapping[str, Any], Shape("ScaledObjectSpecAdvanced", label="advanced of KEDA's ScaledObject")]


class Autoscaling(Model):
    """A HorizontalPodAutoscaler."""

    kind: Literal["hpa"] = "hpa"
    """Kubernetes scales by the use of CPU and memory."""
    min: PositiveInt
    """Minimum number of replicas."""
    max: PositiveInt
    """Maximum number of replicas."""
    cpu: Percentage | None = None
    """Target CPU utilization in percent of the request. Without it, CPU does not affect scaling."""
    memory: Percentage | None = None
    """Target memory utilization in percent of the request. Without it, memory does not affect scaling."""
    behavior: Annotated[ScalingBehavior | None, NullIs({})] = None
    """Scaling behavior, as Kubernetes defines it. Defaults to Portkey's behavior. Null in YAML selects that of Kubernetes."""


class KedaAutoscaling(Model):
    """A ScaledObject of KEDA, which must be installed in the cluster."""

    kind: Literal["keda"] = "keda"
    """KEDA scales by triggers, such as a query of Prometheus."""
    min: ReplicaCount
    """Minimum number of replicas. With 0, KEDA removes the last pod when no trigger is active."""
    max: PositiveInt
    """Maximum number of replicas."""
    cpu: Percentage | None = None
    """Target CPU utilization in percent of the request, as a trigger. Without it, CPU affects scaling only through triggers."""
    memory: Percentage | None = None
    """Target memory utilization in percent of the request, as a trigger. Without it, memory affects scaling only through triggers."""
    triggers: Annotated[tuple[KedaTrigger, ...], UniqueBy(("name",))] = ()
    """Additional triggers, as KEDA defines them: type, metadata, and optionally name, metricType, authenticationRef and useCachedMetrics."""
    idle: IdleReplicas | None = None
    """Number of replicas while no trigger is active, if it differs from min. KEDA supports only 0."""
    polling_interval: LongDuration | None = None
    """How often KEDA checks the triggers. By default, KEDA decides: 30s."""
    cooldown_period: Duration | None = None
    """How long KEDA waits after the last active trigger before it removes the last pod. By default, KEDA decides: 5m."""
    initial_cooldown_period: Duration | None = None
    """How long KEDA waits before that after the ScaledObject is created. By default, KEDA decides: 0s."""
    fallback: KedaFallback | None = None
    """Number of replicas while triggers fail, as KEDA defines it. Defaults to none: the number stays as it is."""
    advanced: KedaAdvanced | None = None
    """Advanced settings, as KEDA defines them. Defaults to Portkey's scaling behavior in horizontalPodAutoscalerConfig."""
    annotations: Annotations = default()
    """Annotations of the ScaledObject, such as those that pause it."""


class ExternalAutoscaling(Model):
    """An autoscaler outside these manifests, which set neither a number of replicas nor an autoscaler."""

    kind: Literal["external"] = "external"
    """Something else decides, such as a ScaledObject or a VerticalPodAutoscaler of your own."""
    min: ReplicaCount | None = None
    """Minimum number of replicas that you configured there. Only checks use it. Defaults to 1, with which Kubernetes creates a Deployment."""
    max: PositiveInt | None = None
    """Maximum number of replicas that you configured there. Only checks and the disruption budget use it. Without it, there may be any number."""


AnyAutoscaling = Annotated[Autoscaling | KedaAutoscaling | ExternalAutoscaling, ByKind("hpa")]
