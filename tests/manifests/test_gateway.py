"""The AI gateway."""

from portkey_constructs.manifests.gateway import gateway
from tests.platform.test_environment import ALONE, ELSEWHERE
from tests.support.examples import config_from, development, production
from tests.support.objects import main_container, named, of_kind


def test_probes_use_the_health_path_of_the_gateway() -> None:
    container = main_container(gateway(development().resolve()), "Deployment", "portkey-gateway")
    assert {container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")} == {"/v1/health"}
    assert "command" not in container


def test_exposure_is_among_the_objects() -> None:
    assert [manifest["kind"] for manifest in gateway(production().resolve())].count("Ingress") == 1
    assert [manifest["kind"] for manifest in gateway(development().resolve())].count("Ingress") == 0


def test_external_gateway_has_no_objects() -> None:
    assert gateway(development(**ELSEWHERE).resolve()) == ()


def test_mcp_gateway_has_its_own_port() -> None:
    objects = gateway(development(gateway={"mcp": {"externalUrl": "https://mcp.example.org"}, "service": {"port": 80}}).resolve())
    container = main_container(objects, "Deployment", "portkey-gateway")
    assert [(port["name"], port["containerPort"]) for port in container["ports"]] == [("gateway", 8787), ("mcp", 8788)]
    ports = named(objects, "Service", "portkey-gateway")["spec"]["ports"]
    assert [(port["name"], port["port"], port["targetPort"]) for port in ports] == [("gateway", 80, "gateway"), ("mcp", 8788, "mcp")]
    assert container["readinessProbe"]["httpGet"] == {"path": "/v1/health", "port": "gateway"}


def test_mcp_only_gateway_is_probed_on_the_mcp_port() -> None:
    objects = gateway(config_from({**ALONE, "gateway": {"mcp": {"only": True, "externalUrl": "https://mcp.example.org"}}}).resolve())
    container = main_container(objects, "Deployment", "portkey-gateway")
    assert [port["name"] for port in container["ports"]] == ["mcp"]
    assert {container[f"{name}Probe"]["httpGet"]["port"] for name in ("startup", "readiness", "liveness")} == {"mcp"}
    (service,) = of_kind(objects, "Service")
    assert [(port["name"], port["port"]) for port in service["spec"]["ports"]] == [("mcp", 8788)]
