"""The settings of Services, and those of the Namespace."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from tests.support.examples import development

OPTIONS: dict[str, Any] = {
    "labels": {"example.org/tier": "edge", "team": "ai"},
    "trafficDistribution": "PreferSameNode",
    "externalTrafficPolicy": "Local",
    "sessionAffinity": "ClientIP",
    "sessionAffinityTimeout": 600,
    "nodePort": 30080,
    "loadBalancerClass": "example.org/internal",
    "loadBalancerIP": "2001:db8::9",
}
FIELDS: dict[str, Any] = {
    "trafficDistribution": "PreferSameNode",
    "externalTrafficPolicy": "Local",
    "sessionAffinity": "ClientIP",
    "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 600}},
    "loadBalancerClass": "example.org/internal",
    "loadBalancerIP": "2001:db8::9",
    "type": "LoadBalancer",
}


def manifest(config: PortkeyConfig, kind: str, name: str) -> Any:
    [rendered] = [
        staged.manifest for staged in config.resolve().objects() if (staged.manifest["kind"], staged.manifest["metadata"]["name"]) == (kind, name)
    ]
    return rendered


@pytest.mark.parametrize(
    ("settings", "name", "port"),
    [
        ({"gateway": {"service": {"type": "LoadBalancer", **OPTIONS}}}, "portkey-gateway", 8787),
        ({"redis": {"kind": "inCluster", "service": {"type": "LoadBalancer", **OPTIONS}}}, "portkey-redis", 6379),
        ({"exposure": {"gateway": {"kind": "loadBalancer", **OPTIONS}}}, "portkey-gateway-public", 80),
    ],
    ids=["service", "store", "exposure"],
)
def test_every_option_is_a_field_of_the_service(settings: dict[str, Any], name: str, port: int) -> None:
    service = manifest(development(auth={"kind": "none", "allowPublic": True}, labels={"team": "platform"}, **settings), "Service", name)
    assert {field: service["spec"][field] for field in FIELDS} == FIELDS
    assert [(entry["port"], entry["nodePort"]) for entry in service["spec"]["ports"]] == [(port, 30080)]
    assert service["metadata"]["labels"].items() >= {"example.org/tier": "edge", "team": "ai", "app.kubernetes.io/name": "portkey"}.items()
    assert "example.org/tier" not in service["spec"]["selector"]


def test_options_that_are_not_set_are_left_to_kubernetes() -> None:
    service = manifest(development(), "Service", "portkey-gateway")
    assert service["spec"].keys() == {"ports", "selector", "type"}


def test_additional_ports_follow_those_of_the_component() -> None:
    proxy = {"name": "proxy", "image": "proxy:1", "ports": [{"name": "admin", "containerPort": 9901}]}
    ports = [{"name": "metrics", "port": 9100}, {"name": "admin", "port": 80, "targetPort": "admin", "protocol": "UDP", "appProtocol": "http"}]
    config = development(
        podTls={"kind": "secret", "secretName": "tls", "ca": {"kind": "configMap", "name": "ca"}},
        gateway={"sidecars": [proxy], "service": {"ports": ports}},
    )
    assert manifest(config, "Service", "portkey-gateway")["spec"]["ports"] == [
        {"name": "gateway", "port": 8787, "protocol": "TCP", "targetPort": "gateway", "appProtocol": "https"},
        {"name": "metrics", "port": 9100, "protocol": "TCP", "targetPort": 9100},
        {"name": "admin", "port": 80, "protocol": "UDP", "targetPort": "admin", "appProtocol": "http"},
    ]


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ({"type": "LoadBalancer", "loadBalancerIP": "10.0.0.256"}, "loadBalancerIP"),
        ({"ports": [{"name": "1", "port": 1}]}, "ports.0.name"),
        ({"ports": [{"name": "a" * 16, "port": 1}]}, "ports.0.name"),
        ({"ports": [{"name": "a", "port": 1, "targetPort": 70000}]}, "ports.0.targetPort"),
        ({"trafficDistribution": "PreferFar"}, "trafficDistribution"),
        ({"sessionAffinity": "ClientIP", "sessionAffinityTimeout": 86401}, "sessionAffinityTimeout"),
    ],
)
def test_values_that_the_api_server_refuses_are_refused(service: dict[str, Any], path: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        development(gateway={"service": service})
    assert [problem.path for problem in error.value.problems] == [f"gateway.service.{path}"]


def test_the_namespace_has_its_own_labels_and_annotations() -> None:
    level = "pod-security.kubernetes.io/enforce"
    config = development(
        labels={"team": "ai"}, namespaceLabels={level: "privileged", "team": "platform"}, namespaceAnnotations={"example.org/a": "b"}
    )
    meta = manifest(config, "Namespace", "portkey")["metadata"]
    assert meta["labels"].items() >= {level: "privileged", "team": "platform", "app.kubernetes.io/component": "namespace"}.items()
    assert meta["annotations"] == {"example.org/a": "b"}
    assert level not in manifest(config, "Service", "portkey-gateway")["metadata"]["labels"]


def test_the_clouds_of_load_balancers_have_their_own_annotation_for_the_address() -> None:
    def fix(**exposure: Any) -> str:
        config = development(
            auth={"kind": "none", "allowPublic": True}, exposure={"gateway": {"kind": "loadBalancer", "loadBalancerIP": "10.0.0.9", **exposure}}
        )
        [problem] = [problem for problem in config.warnings() if problem.code == "PK-SERVICE-006"]
        return problem.fix

    assert "aws-load-balancer-private-ipv4-addresses with one address" in fix(provider={"kind": "aws"})
    assert "aws-load-balancer-eip-allocations with one allocation" in fix(provider={"kind": "aws", "scheme": "internet-facing"})
    assert "azure-load-balancer-ipv4" in fix(provider={"kind": "azure"})
    assert "networking.gke.io/load-balancer-ip-addresses" in fix(provider={"kind": "gcp"})
    assert "annotation of your load balancer's controller" in fix()
