"""Every exposure is in the diagram, and leads where the manifests lead."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.graph import Edge, Group
from portkey_constructs.platform.exposures import METRICS_PATHS
from tests.diagram.cases import CASES, EACH, component_label
from tests.support.examples import production
from tests.support.objects import of_kind, rendered

CONTROL_PLANE = "https://portkey.example.org"


@EACH
def test_every_exposure_of_the_manifests_is_a_node(config: PortkeyConfig) -> None:
    objects, graph = rendered(config), build_graph(config.resolve())
    exposures = {node.id: node for node in graph.nodes_in(Group.EXPOSURES)}
    components: dict[str, str] = {}
    for ingress in of_kind(objects, "Ingress"):
        for rule in ingress["spec"]["rules"]:
            paths = [path["path"].rstrip("/") for path in rule["http"]["paths"] if path["path"] not in METRICS_PATHS]
            components |= {rule["host"] + path: component_label(ingress) for path in paths}
    for route in of_kind(objects, "HTTPRoute"):
        (host,) = route["spec"]["hostnames"]
        for rule in route["spec"]["rules"]:
            paths = [match["path"]["value"].rstrip("/") for match in rule["matches"] if match["path"]["value"] not in METRICS_PATHS]
            components |= {host + path: component_label(route) for path in paths}
    ids = {node.title: node.id for node in exposures.values()}
    for host, target in components.items():
        assert target in {edge.target for edge in graph.edges if edge.source == ids[host]}
    balanced = [service["metadata"]["name"] for service in of_kind(objects, "Service") if service["spec"].get("type") == "LoadBalancer"]
    texts = [text for node in exposures.values() for text in (node.title, *node.lines)]
    assert [name for name in balanced if f"Service {name}" not in texts and f"Load balancer of {name}" not in texts] == []
    monitors = len(of_kind(objects, "ServiceMonitor"))
    assert len(exposures) == len(components) + len(balanced) + monitors
    assert {edge.target for edge in graph.edges if edge.source == "clients"} == exposures.keys() - {"monitor"}


def test_exposure_lists_its_object_and_its_tls() -> None:
    nodes = {node.id: node for node in build_graph(CASES["all-eks-pods"].resolve()).nodes}
    assert (nodes["exposure-gateway"].title, nodes["exposure-gateway"].lines) == (
        "gateway.example.org",
        ("Service portkey-gateway-public", "AWS Network Load Balancer, internet-facing", "TLS by AWS Certificate Manager", "only from 10.0.0.0/8"),
    )
    route = next(node for node in build_graph(CASES["azure"].resolve()).nodes if node.id == "exposure-gateway")
    assert (route.title, route.lines) == ("gateway.example.org", ("HTTPRoute portkey-gateway", "on Gateway gateways/public"))


def test_clients_use_the_public_port() -> None:
    plain = build_graph(production(controlPlaneUrl=CONTROL_PLANE, exposure={"gateway": {"kind": "ingress", "host": "gateway.example.org"}}).resolve())
    assert Edge("clients", "exposure-gateway", "80") in plain.edges
    balanced = build_graph(production(controlPlaneUrl=CONTROL_PLANE, exposure={"gateway": {"kind": "loadBalancer", "port": 8443}}).resolve())
    assert Edge("clients", "exposure-gateway", "8443") in balanced.edges
    assert Edge("exposure-gateway", "gateway", "8787") in balanced.edges


def test_no_clients_without_an_exposure() -> None:
    graph = build_graph(production(exposure={}, controlPlaneUrl=CONTROL_PLANE).resolve())
    assert graph.nodes_in(Group.CLIENTS) == graph.nodes_in(Group.EXPOSURES) == ()


def test_prometheus_calls_the_gateway_for_its_service_monitor() -> None:
    graph = build_graph(CASES["production-external"].resolve())
    assert Edge("monitor", "gateway", "8787") in graph.edges
    assert "clients" not in {edge.source for edge in graph.edges if edge.target == "monitor"}
