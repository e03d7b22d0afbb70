"""Services whose number of pods KEDA, or something outside the manifests, decides."""

from typing import Final

from portkey_constructs.config import (
    BackendConfig,
    ComputedQuota,
    DataServiceConfig,
    ExternalAutoscaling,
    FixedQuota,
    FrontendConfig,
    GatewayConfig,
    KedaAutoscaling,
    NoAuth,
    NoImagePull,
    NonRoot,
    PortkeyConfig,
)
from tests.support.all_settings.common import SECRET

__all__ = ["SCALING"]

_TRIGGER: Final = {
    "type": "prometheus",
    "name": "requests",
    "metadata": {"serverAddress": "http://prometheus.monitoring:9090", "query": "sum(rate(request_count[2m]))", "threshold": "50"},
    "authenticationRef": {"name": "prometheus"},
}
_KEDA: Final = KedaAutoscaling(
    min=1,
    max=7,
    cpu=65,
    memory=75,
    triggers=(_TRIGGER,),
    idle=0,
    polling_interval=20,
    cooldown_period=120,
    initial_cooldown_period=60,
    fallback={"failureThreshold": 3, "replicas": 4, "behavior": "currentReplicasIfHigher"},
    advanced={"restoreToOriginalReplicaCount": True, "horizontalPodAutoscalerConfig": {"name": "own-name"}},
    annotations={"autoscaling.keda.sh/paused-scale-down": "true"},
)
_EXTERNAL: Final = ExternalAutoscaling(min=2, max=8)

SCALING: Final[dict[str, PortkeyConfig]] = {
    name: PortkeyConfig(
        profile="development",
        namespace_labels={"pod-security.kubernetes.io/enforce": "restricted", "example.org/team": "ai"},
        namespace_annotations={"example.org/owner": "platform"},
        resource_quota=quota,
        image_pull=NoImagePull(),
        client_auth=SECRET,
        auth=NoAuth(),
        gateway=GatewayConfig(autoscaling=scaling),
        backend=BackendConfig(autoscaling=scaling, non_root=NonRoot(user=1000, group=2000, writable_folders=("/app/logs",))),
        dataservice=DataServiceConfig(autoscaling=scaling),
        frontend=FrontendConfig(autoscaling=scaling),
    )
    for name, scaling, quota in (
        ("keda", _KEDA, ComputedQuota(headroom=80)),
        ("external-scaling", _EXTERNAL, FixedQuota(hard={"pods": "99", "requests.cpu": "99", "count/jobs.batch": "9"})),
    )
}
