"""HorizontalPodAutoscalers."""

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.kubernetes import HorizontalPodAutoscaler
from portkey_constructs.manifests.autoscaling import horizontal_pod_autoscaler
from portkey_constructs.platform.components import ServiceName
from tests.support.examples import development, production


def autoscaler(config: PortkeyConfig, service: ServiceName) -> HorizontalPodAutoscaler | None:
    platform = config.resolve()
    return horizontal_pod_autoscaler(platform, platform.services[service])


def test_fixed_replicas_have_no_autoscaler() -> None:
    assert autoscaler(development(), "gateway") is None
    assert autoscaler(production(gateway={"replicas": 3}), "gateway") is None


def test_autoscaler_targets_the_deployment_with_the_configured_metrics() -> None:
    scaler = autoscaler(production(gateway={"autoscaling": {"min": 3, "max": 9, "memory": 75}}), "gateway")
    assert scaler is not None
    spec = scaler["spec"]
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "portkey-gateway"}
    assert (spec["minReplicas"], spec["maxReplicas"]) == (3, 9)
    target = {"type": "Utilization", "averageUtilization": 75}
    assert [metric["containerResource"] for metric in spec["metrics"]] == [{"container": "gateway", "name": "memory", "target": target}]


def test_autoscaler_measures_the_container_of_the_release() -> None:
    names = {"gateway": "proxy"}
    scaler = autoscaler(production(adopt={"release": "prod", "chart": "app", "version": "1.7.6", "componentNames": names}), "gateway")
    assert scaler is not None
    assert {metric["containerResource"]["container"] for metric in scaler["spec"]["metrics"]} == {"proxy"}


def test_autoscaler_measures_pods_if_the_selector_of_the_release_selects_those_of_another_component() -> None:
    """A container that some of the pods do not have would stop it: https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/controller/podautoscaler."""
    adopt = {"release": "prod", "chart": "gateway", "version": "1.7.7"}
    application = "https://portkey.example.org"
    for deployment, kind in ({"kind": "dataPlane"}, "Resource"), ({"kind": "gateway"}, "ContainerResource"):
        config = PortkeyConfig.from_dict(
            {
                "profile": "production",
                "redis": {"kind": "inCluster"},
                "logStore": {"kind": "controlPlane"},
                "deployment": {**deployment, "organisations": ["acme"]},
                "adopt": adopt,
                **({"controlPlaneUrl": application} if deployment["kind"] == "gateway" else {}),
                "gateway": {"autoscaling": {"min": 2, "max": 4, "cpu": 60}},
            }
        )
        scaler = autoscaler(config, "gateway")
        assert scaler is not None
        assert [metric["type"] for metric in scaler["spec"]["metrics"]] == [kind]


def test_default_behavior_scales_up_at_once_and_down_slowly() -> None:
    ours = autoscaler(production(), "backend")
    assert ours is not None
    assert ours["spec"]["behavior"]["scaleUp"]["stabilizationWindowSeconds"] == 0
    assert ours["spec"]["behavior"]["scaleDown"]["stabilizationWindowSeconds"] == 300
    behavior = {"scaleDown": {"selectPolicy": "Disabled"}}
    theirs = autoscaler(production(backend={"autoscaling": {"min": 1, "max": 2, "cpu": 50, "behavior": behavior}}), "backend")
    assert theirs is not None
    assert theirs["spec"]["behavior"] == behavior
