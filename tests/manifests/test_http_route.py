"""HTTPRoutes that attach to an existing Gateway."""

from typing import Any

import pytest

from portkey_constructs.manifests.exposure import exposure_objects
from portkey_constructs.platform.components import ServiceName
from tests.platform.test_environment import ALONE
from tests.support.examples import config_from, development
from tests.support.objects import Manifest, named, rendered


def route(name: str, component: ServiceName, settings: dict[str, Any] | None = None, **other_settings: Any) -> Manifest:
    exposure = {"kind": "httpRoute", "host": "a.example.org", "gateway": {"name": "edge"}, **(settings or {})}
    platform = development(exposure={name: exposure}, **other_settings).resolve()
    (manifest,) = exposure_objects(platform, platform.services[component])
    return dict(manifest)


def test_frontend_route_is_complete() -> None:
    assert route("frontend", "frontend") == {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {
            "name": "portkey-frontend",
            "namespace": "portkey",
            "labels": {
                "app.kubernetes.io/name": "portkey",
                "app.kubernetes.io/instance": "portkey",
                "app.kubernetes.io/component": "frontend",
                "app.kubernetes.io/part-of": "portkey",
                "app.kubernetes.io/managed-by": "portkey-constructs",
            },
        },
        "spec": {
            "parentRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "edge"}],
            "hostnames": ["a.example.org"],
            "rules": [
                {
                    "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                    "backendRefs": [{"group": "", "kind": "Service", "name": "portkey-frontend", "port": 80, "weight": 1}],
                    "timeouts": {"request": "5m15s"},
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("settings", "parent"),
    [
        ({"namespace": "edge"}, {"namespace": "edge"}),
        ({"sectionName": "https"}, {"sectionName": "https"}),
        ({"namespace": "edge", "sectionName": "https"}, {"namespace": "edge", "sectionName": "https"}),
    ],
)
def test_route_attaches_to_the_configured_listener(settings: dict[str, str], parent: dict[str, str]) -> None:
    (reference,) = route("frontend", "frontend", {"gateway": {"name": "edge", **settings}})["spec"]["parentRefs"]
    assert reference == {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "edge", **parent}


@pytest.mark.parametrize(("timeout", "expected"), [("90s", "1m30s"), ("0s", "0s"), ("2h", "2h")])
def test_request_timeout_is_configurable(timeout: str, expected: str) -> None:
    (rule,) = route("gateway", "gateway", {"requestTimeout": timeout})["spec"]["rules"]
    assert rule["timeouts"] == {"request": expected}


def test_route_waits_for_the_longest_request_by_default() -> None:
    (rule,) = route("gateway", "gateway", gateway={"requestTimeout": "20m"})["spec"]["rules"]
    assert rule["timeouts"] == {"request": "20m15s"}


@pytest.mark.parametrize(
    ("name", "other_settings", "port"),
    [
        ("gateway", {}, 8787),
        ("gateway", {"gateway": {"service": {"port": 80}}}, 80),
        ("mcp", {"gateway": {"mcp": {}}}, 8788),
        ("mcp", {"gateway": {"mcp": {}, "service": {"port": 80}}}, 8788),
    ],
)
def test_route_leads_to_a_port_of_the_service(name: str, other_settings: dict[str, Any], port: int) -> None:
    manifest = route(name, "gateway", **other_settings)
    (rule,) = manifest["spec"]["rules"]
    assert rule["backendRefs"] == [{"group": "", "kind": "Service", "name": "portkey-gateway", "port": port, "weight": 1}]
    assert manifest["metadata"]["name"] == f"portkey-{name}"


def test_mcp_only_route_uses_the_configured_service_port() -> None:
    exposure = {"kind": "httpRoute", "host": "a.example.org", "gateway": {"name": "edge"}}
    config = config_from({**ALONE, "gateway": {"mcp": {"only": True}, "service": {"port": 80}}, "exposure": {"mcp": exposure}})
    (rule,) = named(rendered(config), "HTTPRoute", "portkey-mcp")["spec"]["rules"]
    assert rule["backendRefs"][0]["port"] == named(rendered(config), "Service", "portkey-gateway")["spec"]["ports"][0]["port"] == 80


def test_annotations_are_those_of_the_configuration() -> None:
    assert route("frontend", "frontend", {"annotations": {"example.org/a": "b"}})["metadata"]["annotations"] == {"example.org/a": "b"}


def test_route_is_in_the_stage_of_its_service() -> None:
    exposure = {"kind": "httpRoute", "host": "a.example.org", "gateway": {"name": "edge"}}
    stages = {staged.manifest["kind"]: staged.stage for staged in development(exposure={"frontend": exposure}).resolve().objects()}
    assert stages["HTTPRoute"] == stages["Deployment"]
