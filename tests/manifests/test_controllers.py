"""Objects for the load balancers of GKE."""

import json
from typing import Any

import pytest

from tests.support.custom_resources import refused
from tests.support.examples import development
from tests.support.objects import named, of_kind, rendered

INGRESS = {"kind": "ingress", "host": "a.example.org", "class": "gce-internal"}
ROUTE = {"kind": "httpRoute", "host": "a.example.org", "gateway": {"name": "public"}, "controller": "gke"}


@pytest.mark.parametrize(("component", "path"), [("frontend", "/"), ("gateway", "/v1/health")])
@pytest.mark.parametrize(("timeout", "seconds", "drain"), [("5m", 315, 315), ("2h", 7215, 3600)])
def test_backend_config_sets_timeouts_and_the_health_check(component: str, path: str, timeout: str, seconds: int, drain: int) -> None:
    manifests = rendered(development(exposure={component: INGRESS}, gateway={"requestTimeout": timeout}))
    (config,) = of_kind(manifests, "BackendConfig")
    assert config["spec"] == {
        "timeoutSec": seconds,
        "connectionDraining": {"drainingTimeoutSec": drain},
        "healthCheck": {"type": "HTTP", "requestPath": path},
    }
    assert refused(config) == []
    annotations = named(manifests, "Service", f"portkey-{component}")["metadata"]["annotations"]
    assert json.loads(annotations["cloud.google.com/backend-config"]) == {"default": config["metadata"]["name"]}
    assert json.loads(annotations["cloud.google.com/neg"]) == {"ingress": True}


def test_backend_policy_targets_the_service() -> None:
    (policy,) = of_kind(rendered(development(exposure={"gateway": ROUTE}, gateway={"requestTimeout": "10m"})), "GCPBackendPolicy")
    assert policy["spec"] == {
        "targetRef": {"group": "", "kind": "Service", "name": "portkey-gateway"},
        "default": {"timeoutSec": 615, "connectionDraining": {"drainingTimeoutSec": 615}},
    }
    assert refused(policy) == []


def test_two_exposures_of_one_service_share_its_objects() -> None:
    exposures = {"gateway": ROUTE, "mcp": {**ROUTE, "host": "b.example.org"}}
    assert len(of_kind(rendered(development(exposure=exposures, gateway={"mcp": {}})), "GCPBackendPolicy")) == 1


@pytest.mark.parametrize("exposure", [{**INGRESS, "class": "acme"}, {**ROUTE, "controller": "other"}])
def test_other_controllers_get_none(exposure: dict[str, Any]) -> None:
    manifests = rendered(development(exposure={"frontend": exposure}))
    assert [manifest for manifest in manifests if manifest["kind"] in ("BackendConfig", "GCPBackendPolicy")] == []
    assert "annotations" not in named(manifests, "Service", "portkey-frontend")["metadata"]
