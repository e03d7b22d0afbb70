"""Annotations for ingress controllers and for the load balancers of cloud providers."""

from typing import Any

import pytest

from portkey_constructs.config.exposure import IngressExposure, LoadBalancerExposure
from portkey_constructs.manifests.exposure import health_path
from portkey_constructs.manifests.exposure_annotations import controller_annotations, provider_annotations
from tests.support.examples import development
from tests.support.objects import of_kind, rendered

ARN = "arn:aws:acm:eu-west-1:111122223333:certificate/0f4d"
POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
ALB, NLB, AZURE = "alb.ingress.kubernetes.io", "service.beta.kubernetes.io/aws-load-balancer", "service.beta.kubernetes.io/azure"
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
PATIENT = {f"{ALB}/load-balancer-attributes": "idle_timeout.timeout_seconds=600"}
TLS = {f"{ALB}/listen-ports": '[{"HTTP": 80}, {"HTTPS": 443}]', f"{ALB}/ssl-redirect": "443"}


def annotations(door: dict[str, Any], path: str, **settings: Any) -> dict[str, str]:
    """The annotations of the exposure of a front end."""
    exposure = development(exposure={"frontend": door}, **settings).resolve().exposures["frontend"]
    if isinstance(exposure.settings, IngressExposure):
        return controller_annotations(exposure, exposure.settings, path)
    assert isinstance(exposure.settings, LoadBalancerExposure)
    return provider_annotations(exposure.settings, path)


def alb(scheme: str = "internal", target: str = "ip", path: str = "/well", **more: str) -> dict[str, str]:
    return {f"{ALB}/scheme": scheme, f"{ALB}/target-type": target, f"{ALB}/healthcheck-path": path, **more}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {**alb(), **PATIENT}),
        ({"certificateArn": ARN}, {**alb(), **PATIENT, **TLS, f"{ALB}/certificate-arn": ARN}),
        ({"tls": {"kind": "loadBalancer"}}, {**alb(), **PATIENT, **TLS}),
        (
            {"certificateArn": ARN, "alb": {"sslPolicy": POLICY}},
            {**alb(), **PATIENT, **TLS, f"{ALB}/certificate-arn": ARN, f"{ALB}/ssl-policy": POLICY},
        ),
        (
            {"alb": {"scheme": "internet-facing", "healthCheckPath": "/own", "subnets": SUBNETS, "idleTimeout": "20m"}},
            {
                **alb("internet-facing", path="/own"),
                f"{ALB}/subnets": ",".join(SUBNETS),
                f"{ALB}/load-balancer-attributes": "idle_timeout.timeout_seconds=1200",
            },
        ),
        ({"alb": {"group": "acme"}}, {**alb(), f"{ALB}/group.name": "acme"}),
        (
            {"alb": {"group": "acme", "groupOrder": 7, "idleTimeout": "1m"}},
            {
                **alb(),
                f"{ALB}/group.name": "acme",
                f"{ALB}/group.order": "7",
                f"{ALB}/load-balancer-attributes": "idle_timeout.timeout_seconds=60",
            },
        ),
    ],
    ids=["least", "certificate", "certificate by host", "policy", "options", "group", "place in a group"],
)
def test_alb_annotations_follow_the_settings(settings: dict[str, Any], expected: dict[str, str]) -> None:
    assert annotations({"kind": "ingress", "class": "alb", "host": "a.example.org", **settings}, "/well") == expected


def test_alb_can_target_nodes() -> None:
    door = {"kind": "ingress", "class": "alb", "host": "a.example.org", "alb": {"targetType": "instance"}}
    assert annotations(door, "/well", frontend={"service": {"type": "NodePort"}})[f"{ALB}/target-type"] == "instance"


def test_ingress_nginx_gets_long_timeouts() -> None:
    prefix = "nginx.ingress.kubernetes.io/proxy"
    expected = {f"{prefix}-body-size": "100m", f"{prefix}-buffering": "off", f"{prefix}-read-timeout": "600", f"{prefix}-send-timeout": "600"}
    assert annotations({"kind": "ingress", "class": "nginx", "host": "a.example.org"}, "/") == expected
    tls = {"kind": "certManager", "issuer": "ca"}
    both = annotations({"kind": "ingress", "class": "nginx", "host": "a.example.org", "tls": tls}, "/")
    assert both == {**expected, "cert-manager.io/cluster-issuer": "ca"}


KINDS = {
    "alb": f"{ALB}/scheme",
    "gce": "kubernetes.io/ingress.class",
    "nginx": "nginx.ingress.kubernetes.io/proxy-body-size",
}
"""An annotation of each controller that has annotations of its own."""


@pytest.mark.parametrize(
    ("settings", "controller"),
    [
        *(({"class": name}, "nginx") for name in ("nginx", "nginx-internal", "nginx-external-2")),
        *(({"class": name}, "alb") for name in ("alb", "alb-internal")),
        *(({"class": name}, "gce") for name in ("gce", "gce-internal")),
        ({"annotations": {"kubernetes.io/ingress.class": "gce-internal"}}, "gce"),
        *(({"class": name}, "") for name in ("traefik", "traefik-internal", "acme", "nginxplus", "gce-acme", "my-alb")),
        ({}, ""),
        *(({"class": "acme", "controller": name}, name) for name in ("alb", "nginx")),
        *(({"class": name, "controller": "other"}, "") for name in ("alb", "gce", "nginx-internal")),
        *(({"class": "acme", "controller": name}, "") for name in ("traefik", "other")),
        *(({"controller": name}, name) for name in KINDS),
    ],
)
def test_controller_follows_the_class_unless_it_is_set(settings: dict[str, Any], controller: str) -> None:
    keys = annotations({"kind": "ingress", "host": "a.example.org", **settings}, "/")
    assert [name for name, key in KINDS.items() if key in keys] == ([controller] if controller else [])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"class": "gce"}, "gce"),
        ({"class": "gce-internal"}, "gce-internal"),
        ({"controller": "gce"}, "gce"),
        ({"annotations": {"kubernetes.io/ingress.class": "gce-internal"}}, "gce-internal"),
        ({"class": "gce", "annotations": {"kubernetes.io/ingress.class": "gce"}}, "gce"),
    ],
)
def test_gke_gets_its_class_by_annotation(settings: dict[str, Any], expected: str) -> None:
    config = development(exposure={"frontend": {"kind": "ingress", "host": "a.example.org", **settings}})
    (ingress,) = of_kind(rendered(config), "Ingress")
    assert ingress["metadata"]["annotations"]["kubernetes.io/ingress.class"] == expected
    assert "ingressClassName" not in ingress["spec"]


@pytest.mark.parametrize("settings", [{}, {"class": "traefik"}, {"class": "acme"}])
def test_other_controllers_get_no_annotations(settings: dict[str, str]) -> None:
    assert annotations({"kind": "ingress", "host": "a.example.org", **settings}, "/") == {}


def nlb(scheme: str = "internal", target: str = "ip", cross_zone: str = "true", **more: str) -> dict[str, str]:
    return {
        f"{NLB}-type": "external",
        f"{NLB}-scheme": scheme,
        f"{NLB}-nlb-target-type": target,
        f"{NLB}-healthcheck-protocol": "http",
        f"{NLB}-healthcheck-path": "/well",
        f"{NLB}-attributes": f"load_balancing.cross_zone.enabled={cross_zone}",
        **more,
    }


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        ({"provider": {"kind": "aws"}}, nlb()),
        (
            {"provider": {"kind": "aws", "scheme": "internet-facing", "targetType": "instance", "crossZone": False, "subnets": SUBNETS}},
            nlb("internet-facing", "instance", "false", **{f"{NLB}-subnets": ",".join(SUBNETS)}),
        ),
        (
            {"provider": {"kind": "aws", "certificateArn": ARN, "sslPolicy": POLICY}},
            nlb(**{f"{NLB}-ssl-cert": ARN, f"{NLB}-ssl-ports": "443", f"{NLB}-ssl-negotiation-policy": POLICY}),
        ),
        ({"port": 8443, "provider": {"kind": "aws", "certificateArn": ARN}}, nlb(**{f"{NLB}-ssl-cert": ARN, f"{NLB}-ssl-ports": "8443"})),
        ({"provider": {"kind": "azure"}}, {f"{AZURE}-load-balancer-internal": "true", f"{AZURE}-load-balancer-tcp-idle-timeout": "10"}),
        (
            {"provider": {"kind": "azure", "subnet": "apps"}},
            {
                f"{AZURE}-load-balancer-internal": "true",
                f"{AZURE}-load-balancer-tcp-idle-timeout": "10",
                f"{AZURE}-load-balancer-internal-subnet": "apps",
            },
        ),
        (
            {"provider": {"kind": "azure", "internal": False, "resourceGroup": "addresses", "dnsLabel": "acme"}},
            {
                f"{AZURE}-load-balancer-internal": "false",
                f"{AZURE}-load-balancer-tcp-idle-timeout": "10",
                f"{AZURE}-load-balancer-resource-group": "addresses",
                f"{AZURE}-dns-label-name": "acme",
            },
        ),
        ({"provider": {"kind": "gcp"}}, {"networking.gke.io/load-balancer-type": "Internal"}),
        (
            {"provider": {"kind": "gcp", "globalAccess": True}},
            {"networking.gke.io/load-balancer-type": "Internal", "networking.gke.io/internal-load-balancer-allow-global-access": "true"},
        ),
        ({"provider": {"kind": "gcp", "internal": False}}, {"cloud.google.com/l4-rbs": "enabled"}),
    ],
)
def test_load_balancer_annotations_follow_the_provider(settings: dict[str, Any], expected: dict[str, str]) -> None:
    assert annotations({"kind": "loadBalancer", **settings}, "/well") == expected


def test_health_check_uses_the_path_of_the_readiness_probe() -> None:
    assert {name: health_path(name) for name in ("frontend", "gateway", "mcp")} == {
        "frontend": "/",
        "gateway": "/v1/health",
        "mcp": "/v1/health",
    }
