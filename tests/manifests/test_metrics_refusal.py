"""Public exposures of the gateway refuse the paths of metrics while monitoring is on."""

import json
from typing import Any

import pytest

from tests.support.custom_resources import refused
from tests.support.examples import development
from tests.support.objects import Manifest, named, of_kind, rendered

PATHS = ["/metrics", "/dataservice/metrics"]
ROUTER = "traefik.ingress.kubernetes.io/router"
MCP = {"mcp": {"externalUrl": "https://mcp.example.org"}}
HOST = {"kind": "ingress", "host": "gateway.example.org"}


def objects(settings: dict[str, Any], **monitoring: Any) -> list[Manifest]:
    return rendered(development(exposure={"gateway": settings}, **monitoring))


def paths(ingress: Manifest) -> dict[str, Any]:
    (rule,) = ingress["spec"]["rules"]
    assert {path["pathType"] for path in rule["http"]["paths"]} == {"Prefix"}
    return {path["path"]: path["backend"]["service"] for path in rule["http"]["paths"]}


def test_alb_answers_itself() -> None:
    (ingress,) = of_kind(objects({**HOST, "class": "alb"}, monitoring={}), "Ingress")
    action = {"name": "refuse-metrics", "port": {"name": "use-annotation"}}
    gateway = {"name": "portkey-gateway", "port": {"name": "gateway"}}
    assert list(paths(ingress).items()) == [*((path, action) for path in PATHS), ("/", gateway)]
    assert json.loads(ingress["metadata"]["annotations"]["alb.ingress.kubernetes.io/actions.refuse-metrics"]) == {
        "type": "fixed-response",
        "fixedResponseConfig": {"contentType": "text/plain", "statusCode": "403", "messageBody": "Forbidden"},
    }


def test_nginx_denies_every_address_at_a_separate_ingress() -> None:
    annotations = {"cert-manager.io/cluster-issuer": "ca", "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8"}
    manifests = objects({**HOST, "class": "nginx-internal", "annotations": annotations}, monitoring={})
    ingress, metrics = (named(manifests, "Ingress", name) for name in ("portkey-gateway", "portkey-gateway-metrics"))
    assert list(paths(ingress)) == ["/"]
    assert list(paths(metrics)) == PATHS
    assert metrics["spec"]["ingressClassName"] == "nginx-internal"
    assert metrics["metadata"]["annotations"] == {
        "nginx.ingress.kubernetes.io/denylist-source-range": "0.0.0.0/0,::/0",
        "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8",
    }


def test_traefik_refuses_by_a_middleware_at_the_same_entry_points() -> None:
    annotations = {f"{ROUTER}.entrypoints": "websecure", f"{ROUTER}.middlewares": "own@file", f"{ROUTER}.priority": "7"}
    tls = {"kind": "secret", "secretName": "gateway-tls"}
    manifests = objects({**HOST, "class": "traefik", "tls": tls, "annotations": annotations}, monitoring={})
    ingress, metrics = (named(manifests, "Ingress", name) for name in ("portkey-gateway", "portkey-gateway-metrics"))
    assert ingress["metadata"]["annotations"] == {f"{ROUTER}.tls": "true", **annotations}
    assert list(paths(metrics)) == PATHS
    assert metrics["spec"]["tls"] == ingress["spec"]["tls"] == [{"hosts": ["gateway.example.org"], "secretName": "gateway-tls"}]
    assert metrics["metadata"]["annotations"] == {
        f"{ROUTER}.tls": "true",
        f"{ROUTER}.entrypoints": "websecure",
        f"{ROUTER}.middlewares": "portkey-portkey-gateway-metrics@kubernetescrd",
    }
    (middleware,) = of_kind(manifests, "Middleware")
    assert middleware["metadata"]["name"] == "portkey-gateway-metrics"
    assert middleware["spec"] == {"ipAllowList": {"sourceRange": ["255.255.255.255/32"]}}
    assert refused(middleware) == []


def test_route_has_a_rule_without_backends() -> None:
    (route,) = of_kind(objects({**HOST, "kind": "httpRoute", "gateway": {"name": "public"}}, monitoring={}), "HTTPRoute")
    allowed, metrics = route["spec"]["rules"]
    assert [backend["name"] for backend in allowed["backendRefs"]] == ["portkey-gateway"]
    assert metrics == {"matches": [{"path": {"type": "PathPrefix", "value": path}} for path in PATHS]}
    assert refused(route) == []


@pytest.mark.parametrize(
    "settings",
    [
        *({**HOST, "class": name} for name in ("alb", "nginx", "traefik")),
        {**HOST, "kind": "httpRoute", "gateway": {"name": "public"}},
        {"kind": "loadBalancer"},
    ],
)
@pytest.mark.parametrize("monitoring", [{}, {"monitoring": {"prometheus": False}}])
def test_without_metrics_there_is_nothing_to_refuse(settings: dict[str, Any], monitoring: dict[str, Any]) -> None:
    manifests = objects(settings, **monitoring)
    exposed = [manifest for manifest in manifests if manifest["kind"] in ("Ingress", "HTTPRoute", "Service", "Middleware")]
    assert "metrics" not in json.dumps(exposed)


@pytest.mark.parametrize("name", ["frontend", "mcp"])
def test_only_the_exposure_of_the_gateway_serves_metrics(name: str) -> None:
    """The front end's nginx refuses them below /api."""
    exposure = {name: {"kind": "ingress", "host": "a.example.org", "class": "alb"}}
    (ingress,) = of_kind(rendered(development(exposure=exposure, gateway=MCP, monitoring={})), "Ingress")
    assert list(paths(ingress)) == ["/"]
