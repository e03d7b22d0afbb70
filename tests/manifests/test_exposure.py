"""Ingresses, and the Services of load balancers."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.manifests.exposure import exposure_objects
from portkey_constructs.platform.components import ServiceName
from tests.support.examples import DEVELOPMENT, config_from, development, production
from tests.support.objects import Manifest, named, of_kind, rendered

HOST = {"host": "portkey.example.org"}
MCP: dict[str, Any] = {"gateway": {"mcp": {}}}


def door(settings: dict[str, Any], component: ServiceName = "frontend", name: str = "", **other_settings: Any) -> Manifest:
    config = config_from({**DEVELOPMENT, "exposure": {name or component: settings}, **other_settings})
    (manifest,) = exposures(config, component)
    return manifest


def exposures(config: PortkeyConfig, component: ServiceName) -> list[Manifest]:
    platform = config.resolve()
    return [dict(manifest) for manifest in exposure_objects(platform, platform.services[component])]


def test_without_exposure_there_is_no_object() -> None:
    assert exposures(development(), "gateway") == []
    assert exposures(development(), "backend") == []


def test_ingress_routes_the_whole_host_to_the_named_port() -> None:
    (manifest,) = exposures(production(), "gateway")
    backend = {"service": {"name": "portkey-gateway", "port": {"name": "gateway"}}}
    assert dict(manifest)["spec"] == {
        "ingressClassName": "traefik",
        "tls": [{"hosts": ["gateway.example.org"], "secretName": "portkey-tls"}],
        "rules": [{"host": "gateway.example.org", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}],
    }


@pytest.mark.parametrize(("settings", "size"), [({}, "100m"), ({"frontend": {"maxBodySize": "1Gi"}}, "1g")])
def test_ingress_nginx_has_the_body_limit_of_the_frontend(settings: dict[str, Any], size: str) -> None:
    limit = "nginx.ingress.kubernetes.io/proxy-body-size"
    manifest = door({"kind": "ingress", "class": "nginx", **HOST}, **settings)
    assert manifest["metadata"]["annotations"][limit] == size
    gateway = door({"kind": "ingress", "class": "nginx", **HOST}, "gateway", **settings)
    assert gateway["metadata"]["annotations"][limit] == "100m"
    own = door({"kind": "ingress", "class": "nginx", **HOST, "annotations": {limit: "8m"}}, **settings)
    assert own["metadata"]["annotations"][limit] == "8m"


def test_class_and_tls_are_optional() -> None:
    annotations = {"example.org/timeout": "60"}
    manifest = door({"kind": "ingress", "host": "Portkey.example.org", "annotations": annotations})
    assert set(manifest["spec"]) == {"rules"}
    assert manifest["spec"]["rules"][0]["host"] == "portkey.example.org"
    assert manifest["metadata"]["annotations"] == annotations


@pytest.mark.parametrize(
    ("tls", "secret", "annotations"),
    [
        ({"kind": "secret", "secretName": "own-tls"}, "own-tls", None),
        ({"kind": "certManager", "issuer": "ca"}, "portkey-frontend-tls", {"cert-manager.io/cluster-issuer": "ca"}),
        ({"kind": "certManager", "issuer": "ca", "issuerKind": "Issuer", "secretName": "own"}, "own", {"cert-manager.io/issuer": "ca"}),
        ({"kind": "loadBalancer"}, None, None),
    ],
)
def test_tls_uses_the_configured_certificate(tls: dict[str, Any], secret: str | None, annotations: dict[str, str] | None) -> None:
    manifest = door({"kind": "ingress", **HOST, "tls": tls})
    assert manifest["spec"].get("tls") == ([{"hosts": ["portkey.example.org"], "secretName": secret}] if secret else None)
    assert manifest["metadata"].get("annotations") == annotations


def test_mcp_exposure_belongs_to_the_gateway() -> None:
    manifest = door(
        {"kind": "ingress", "host": "mcp.example.org", "path": "/tools", "tls": {"kind": "certManager", "issuer": "ca"}}, "gateway", "mcp", **MCP
    )
    (path,) = manifest["spec"]["rules"][0]["http"]["paths"]
    assert path == {
        "path": "/tools",
        "pathType": "Prefix",
        "backend": {"service": {"name": "portkey-gateway", "port": {"name": "mcp"}}},
    }
    assert manifest["spec"]["tls"][0]["secretName"] == "portkey-mcp-tls"
    assert manifest["metadata"]["name"] == "portkey-mcp"
    assert manifest["metadata"]["labels"]["app.kubernetes.io/component"] == "gateway"


ARN = "arn:aws:acm:eu-west-1:111122223333:certificate/0f4d"


@pytest.mark.parametrize(
    ("component", "name", "settings", "other_settings", "port"),
    [
        ("frontend", "frontend", {}, {}, {"name": "frontend", "port": 80, "targetPort": "frontend", "protocol": "TCP"}),
        ("gateway", "gateway", {"port": 8787}, {}, {"name": "gateway", "port": 8787, "targetPort": "gateway", "protocol": "TCP"}),
        (
            "gateway",
            "mcp",
            {"host": "mcp.example.org", "provider": {"kind": "aws", "certificateArn": ARN}},
            MCP,
            {"name": "mcp", "port": 443, "targetPort": "mcp", "protocol": "TCP"},
        ),
    ],
)
def test_load_balancer_has_a_service_of_its_own(
    component: ServiceName, name: str, settings: dict[str, Any], other_settings: dict[str, Any], port: dict[str, Any]
) -> None:
    config = config_from({**DEVELOPMENT, "exposure": {name: {"kind": "loadBalancer", **settings}}, **other_settings})
    public, inside = named(rendered(config), "Service", f"portkey-{name}-public"), named(rendered(config), "Service", f"portkey-{component}")
    assert (public["spec"]["type"], inside["spec"]["type"]) == ("LoadBalancer", "ClusterIP")
    assert public["spec"]["ports"] == [port]
    assert public["spec"]["selector"] == inside["spec"]["selector"]
    by_ingress = config_from({**DEVELOPMENT, "exposure": {name: {"kind": "ingress", "host": "a.example.org"}}, **other_settings})
    assert inside == named(rendered(by_ingress), "Service", f"portkey-{component}")
    assert of_kind(rendered(config), "Ingress") == []


def test_load_balancer_allows_only_the_source_ranges() -> None:
    manifest = door({"kind": "loadBalancer", "sourceRanges": ["10.0.0.0/8", "2001:db8::/32"]})
    assert manifest["spec"]["loadBalancerSourceRanges"] == ["10.0.0.0/8", "2001:db8::/32"]
    assert "loadBalancerSourceRanges" not in door({"kind": "loadBalancer"})["spec"]


def test_configured_annotations_override_derived_ones() -> None:
    key = "service.beta.kubernetes.io/aws-load-balancer-scheme"
    manifest = door({"kind": "loadBalancer", "provider": {"kind": "aws"}, "annotations": {key: "own", "example.org/a": "b"}})
    assert {key: "own", "example.org/a": "b"}.items() <= manifest["metadata"]["annotations"].items()
    key = "alb.ingress.kubernetes.io/scheme"
    manifest = door({"kind": "ingress", "class": "alb", **HOST, "annotations": {key: "own"}})
    assert manifest["metadata"]["annotations"][key] == "own"


def test_every_exposure_has_a_name_of_its_own() -> None:
    exposures = {name: {"kind": "ingress", "host": f"{name}.example.org"} for name in ("frontend", "gateway", "mcp")}
    config = development(exposure=exposures, **MCP)
    assert [ingress["metadata"]["name"] for ingress in of_kind(rendered(config), "Ingress")] == ["portkey-gateway", "portkey-mcp", "portkey-frontend"]
