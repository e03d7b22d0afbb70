"""The addresses that people, browsers and services know the platform by."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.platform import Addresses
from tests.platform.test_environment import ALONE, ELSEWHERE, HYBRID
from tests.support.examples import config_from, development, production

TLS = {"kind": "secret", "secretName": "tls"}


def addresses(config: PortkeyConfig) -> Addresses:
    return config.resolve().addresses


ARN = "arn:aws:acm:eu-west-1:111122223333:certificate/0f4d"


@pytest.mark.parametrize(
    ("exposure", "address"),
    [
        ({"kind": "none"}, None),
        ({"kind": "ingress", "host": "a.example.org"}, "http://a.example.org"),
        ({"kind": "ingress", "host": "a.example.org", "tls": TLS}, "https://a.example.org"),
        ({"kind": "ingress", "host": "a.example.org", "tls": {"kind": "loadBalancer"}}, "https://a.example.org"),
        ({"kind": "ingress", "class": "alb", "host": "a.example.org", "certificateArn": ARN}, "https://a.example.org"),
        ({"kind": "httpRoute", "host": "a.example.org", "gateway": {"name": "edge"}}, "https://a.example.org"),
        ({"kind": "httpRoute", "host": "a.example.org", "gateway": {"name": "edge"}, "tls": False}, "http://a.example.org"),
        ({"kind": "loadBalancer"}, None),
        ({"kind": "loadBalancer", "host": "a.example.org"}, "http://a.example.org"),
        ({"kind": "loadBalancer", "host": "a.example.org", "port": 8000}, "http://a.example.org:8000"),
        ({"kind": "loadBalancer", "host": "a.example.org", "provider": {"kind": "aws", "certificateArn": ARN}}, "https://a.example.org"),
        (
            {"kind": "loadBalancer", "host": "a.example.org", "port": 8443, "provider": {"kind": "aws", "certificateArn": ARN}},
            "https://a.example.org:8443",
        ),
    ],
)
def test_exposure_determines_the_public_address(exposure: dict[str, Any], address: str | None) -> None:
    frontend = development(exposure={"frontend": exposure})
    assert addresses(frontend).control_plane == address
    assert addresses(frontend).public_gateway == f"{address or ''}/api"
    assert addresses(frontend).redirect_uri == (f"{address}/v2/auth/callback" if address else None)
    assert addresses(development(exposure={"gateway": exposure})).public_gateway == (address or "/api")


def test_settings_override_addresses_of_exposures() -> None:
    assert addresses(development(controlPlaneUrl="https://ai.example.org/x/")).control_plane == "https://ai.example.org/x"
    assert addresses(development(**ELSEWHERE)).public_gateway == addresses(development(**ELSEWHERE)).gateway == "https://ai.example.org"


def test_services_call_each_other_inside_the_cluster() -> None:
    config = production(name="acme", namespace="ai", clusterDomain="example.internal", gateway={"service": {"port": 80}})
    assert addresses(config).gateway == "http://acme-gateway.ai.svc.example.internal:80"
    assert addresses(config).backend == "http://acme-backend.ai.svc.example.internal:8080"


def test_gateway_only_and_data_plane_use_an_external_backend() -> None:
    assert addresses(config_from(HYBRID)).backend is None
    assert addresses(config_from({**HYBRID, "controlPlaneUrl": "https://cp.example.org"})).backend == "https://cp.example.org/albus"
    assert addresses(config_from(ALONE)).backend == "https://portkey.example.org/albus"


def test_mcp_only_gateway_is_called_at_its_only_port() -> None:
    config = config_from({**ALONE, "gateway": {"mcp": {"only": True, "externalUrl": "https://mcp.example.org"}}})
    assert addresses(config).gateway == "http://portkey-gateway.portkey.svc.cluster.local:8788"
    assert addresses(config).mcp == "https://mcp.example.org"
    assert addresses(config_from(ALONE)).mcp is None
    assert addresses(development(**ELSEWHERE)).mcp is None
