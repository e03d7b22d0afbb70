"""Services."""

from portkey_constructs.manifests.service import client_service, headless_service
from tests.support.examples import development


def test_ports_lead_to_named_ports() -> None:
    config = development(frontend={"service": {"port": 8000}})
    service = client_service(config.resolve(), config.resolve().components["frontend"])
    assert service["spec"]["ports"] == [{"name": "frontend", "port": 8000, "targetPort": "frontend", "protocol": "TCP"}]


def test_load_balancer_allows_only_the_source_ranges() -> None:
    settings = {"type": "LoadBalancer", "sourceRanges": ["10.0.0.0/8"], "annotations": {"example.org/internal": "true"}}
    config = development(backend={"service": settings})
    service = client_service(config.resolve(), config.resolve().components["backend"])
    assert (service["spec"]["type"], service["spec"]["loadBalancerSourceRanges"]) == ("LoadBalancer", ["10.0.0.0/8"])
    assert service["metadata"]["annotations"] == {"example.org/internal": "true"}


def test_governing_service_is_headless_with_the_ports_of_the_pods() -> None:
    config = development(mysql={"kind": "inCluster", "service": {"port": 13306}})
    assert config.mysql is not None
    service = headless_service(config.resolve(), config.resolve().stores["mysql"])
    assert service["metadata"]["name"] == "portkey-mysql-headless"
    assert service["spec"]["clusterIP"] == "None"
    assert [port["port"] for port in service["spec"]["ports"]] == [3306]
