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
PATIENT = {f"{ALB}/load-balancer-attributes": "idle_timeout.timeout_seconds=315"}
TLS = {f"{ALB}/listen-ports": '[{"HTTP": 80}, {"HTTPS": 443}]', f"{ALB}/ssl-redirect": "443"}


def annotations(door: dict[str, Any], path: str, **settings: Any) -> dict[str, str]:
    """The annotations of the exposure of a front end."""
    platform = development(exposure={"frontend": door}, **settings).resolve()
    service, exposure = platform.services["frontend"], platform.exposures["frontend"]
    if isinstance(exposure.settings, IngressExposure):
        return controller_annotations(platform, service, exposure, exposure.settings, path)
    assert isinstance(exposure.settings, LoadBalancerExposure)
    return provider_annotations(service, exposure, exposure.settings, path)


def alb(scheme: str = "internal", target: str = "ip", path: str = "/well", **more: str) -> dict[str, str]:
    return {
        f"{ALB}/scheme": scheme,
        f"{ALB}/target-type": target,
        f"{ALB}/healthcheck-path": path,
        f"{ALB}/target-group-attributes": "deregistration_delay.timeout_seconds=315",
        **more,
    }


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
        ({"alb": {"group": "acme"}}, {**alb(), **PATIENT, f"{ALB}/group.name": "acme"}),
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


def test_ingress_nginx_gets_long_timeouts_and_space_for_headers() -> None:
    prefix = "nginx.ingress.kubernetes.io/proxy"
    expected = {
        f"{prefix}-body-size": "100m",
        f"{prefix}-buffering": "off",
        f"{prefix}-buffer-size": "64k",
        f"{prefix}-read-timeout": "315",
        f"{prefix}-send-timeout": "315",
    }
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


IDLE = {f"{NLB}-listener-attributes.TCP-80": "tcp.idle_timeout.seconds=315"}


def nlb(scheme: str = "internal", target: str = "ip", cross_zone: str = "true", **more: str) -> dict[str, str]:
    return {
        f"{NLB}-type": "external",
        f"{NLB}-scheme": scheme,
        f"{NLB}-nlb-target-type": target,
        f"{NLB}-healthcheck-protocol": "http",
        f"{NLB}-healthcheck-path": "/well",
        f"{NLB}-attributes": f"load_balancing.cross_zone.enabled={cross_zone}",
        f"{NLB}-target-group-attributes": "deregistration_delay.timeout_seconds=315",
        **more,
    }


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        ({"provider": {"kind": "aws"}}, nlb(**IDLE)),
        (
            {"provider": {"kind": "aws", "scheme": "internet-facing", "targetType": "instance", "crossZone": False, "subnets": SUBNETS}},
            nlb("internet-facing", "instance", "false", **IDLE, **{f"{NLB}-subnets": ",".join(SUBNETS)}),
        ),
        (
            {"provider": {"kind": "aws", "certificateArn": ARN, "sslPolicy": POLICY}},
            nlb(**{f"{NLB}-ssl-cert": ARN, f"{NLB}-ssl-ports": "443", f"{NLB}-ssl-negotiation-policy": POLICY}),
        ),
        ({"port": 8443, "provider": {"kind": "aws", "certificateArn": ARN}}, nlb(**{f"{NLB}-ssl-cert": ARN, f"{NLB}-ssl-ports": "8443"})),
        ({"provider": {"kind": "azure"}}, {f"{AZURE}-load-balancer-internal": "true", f"{AZURE}-load-balancer-tcp-idle-timeout": "6"}),
        (
            {"provider": {"kind": "azure", "subnet": "apps"}},
            {
                f"{AZURE}-load-balancer-internal": "true",
                f"{AZURE}-load-balancer-tcp-idle-timeout": "6",
                f"{AZURE}-load-balancer-internal-subnet": "apps",
            },
        ),
        (
            {"provider": {"kind": "azure", "internal": False, "resourceGroup": "addresses", "dnsLabel": "acme"}},
            {
                f"{AZURE}-load-balancer-internal": "false",
                f"{AZURE}-load-balancer-tcp-idle-timeout": "6",
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


ALB_IDLE, ALB_DRAIN = f"{ALB}/load-balancer-attributes", f"{ALB}/target-group-attributes"
NLB_IDLE, NLB_DRAIN = f"{NLB}-listener-attributes.TCP-80", f"{NLB}-target-group-attributes"
NGINX_READ, NGINX_SEND = "nginx.ingress.kubernetes.io/proxy-read-timeout", "nginx.ingress.kubernetes.io/proxy-send-timeout"


@pytest.mark.parametrize(
    ("exposure", "timeout", "idle", "drain"),
    [
        ({"kind": "ingress", "class": "alb"}, "10m", "615", "615"),
        ({"kind": "ingress", "class": "alb", "alb": {"group": "a"}}, "10m", "615", "615"),
        ({"kind": "ingress", "class": "alb"}, "2h", "4000", "3600"),
        ({"kind": "loadBalancer", "provider": {"kind": "aws"}}, "10m", "615", "615"),
        ({"kind": "loadBalancer", "provider": {"kind": "aws"}}, "2h", "6000", "3600"),
        ({"kind": "loadBalancer", "provider": {"kind": "aws", "certificateArn": ARN}}, "2h", None, "3600"),
        ({"kind": "ingress", "class": "nginx-internal"}, "10m", "615", None),
        ({"kind": "loadBalancer", "provider": {"kind": "azure"}}, "10m", "11", None),
        ({"kind": "loadBalancer", "provider": {"kind": "azure"}}, "1m", "4", None),
        ({"kind": "loadBalancer", "provider": {"kind": "azure"}}, "2h", "100", None),
    ],
)
def test_load_balancers_wait_for_the_longest_request(exposure: dict[str, Any], timeout: str, idle: str | None, drain: str | None) -> None:
    host = {} if exposure["kind"] == "loadBalancer" else {"host": "a.example.org"}
    actual = annotations({**exposure, **host}, "/", gateway={"requestTimeout": timeout})
    idle_keys = (ALB_IDLE, NLB_IDLE, NGINX_READ, f"{AZURE}-load-balancer-tcp-idle-timeout")
    assert [actual[key].rpartition("=")[2] for key in idle_keys if key in actual] == ([idle] if idle else [])
    assert [actual[key].rpartition("=")[2] for key in (ALB_DRAIN, NLB_DRAIN) if key in actual] == ([drain] if drain else [])


def test_a_target_keeps_its_connections_as_long_as_its_pod_may_take_to_stop() -> None:
    exposure = {"kind": "ingress", "class": "alb", "host": "a.example.org"}
    assert annotations(exposure, "/", frontend={"gracePeriod": "90s"})[ALB_DRAIN] == "deregistration_delay.timeout_seconds=90"


def test_health_check_uses_the_path_of_the_readiness_probe() -> None:
    assert {name: health_path(name) for name in ("frontend", "gateway", "mcp")} == {
        "frontend": "/",
        "gateway": "/v1/health",
        "mcp": "/v1/health",
    }


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        ({"kind": "secret", "secretName": "portkey-tls"}, {"true"}),
        ({"kind": "certManager", "issuer": "ca"}, {"true"}),
        ({"kind": "loadBalancer"}, set()),
        (None, set()),
    ],
)
def test_traefik_serves_a_host_with_a_certificate_by_tls_alone(tls: dict[str, Any] | None, expected: set[str]) -> None:
    door = {"kind": "ingress", "class": "traefik", "host": "portkey.example.org", **({"tls": tls} if tls else {})}
    key = "traefik.ingress.kubernetes.io/router.tls"
    assert {value for name, value in annotations(door, "/").items() if name == key} == expected
