"""Every way in is in the picture, and leads where the objects lead."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.elements import Edge, Place
from portkey_constructs.diagram.graph import graph
from tests.diagram.cases import CASES, EACH
from tests.support.examples import production
from tests.support.objects import found, rendered

HOME = "https://portkey.example.org"
COMPONENT = "app.kubernetes.io/component"


@EACH
def test_every_door_is_open(config: PortkeyConfig) -> None:
    objects, drawn = rendered(config), graph(config)
    doors = {node.id: node for node in drawn.at(Place.DOORS)}
    hosts: dict[str, str] = {}
    for one in found(objects, "Ingress"):
        for rule in one["spec"]["rules"]:
            hosts |= {rule["host"] + path["path"].rstrip("/"): one["metadata"]["labels"][COMPONENT] for path in rule["http"]["paths"]}
    for one in found(objects, "HTTPRoute"):
        (host,) = one["spec"]["hostnames"]
        for rule in one["spec"]["rules"]:
            hosts |= {host + match["path"]["value"].rstrip("/"): one["metadata"]["labels"][COMPONENT] for match in rule["matches"]}
    titles = {node.title: node.id for node in doors.values()}
    for host, behind in hosts.items():
        assert behind in {edge.target for edge in drawn.edges if edge.source == titles[host]}
    balanced = [one["metadata"]["name"] for one in found(objects, "Service") if one["spec"].get("type") == "LoadBalancer"]
    told = [part for node in doors.values() for part in (node.title, *node.lines)]
    assert [name for name in balanced if f"Service {name}" not in told and f"Load balancer of {name}" not in told] == []
    monitors = len(found(objects, "ServiceMonitor"))
    assert len(doors) == len(hosts) + len(balanced) + monitors
    assert {edge.target for edge in drawn.edges if edge.source == "world"} == doors.keys() - {"monitor"}


def test_what_a_door_says() -> None:
    nodes = {node.id: node for node in graph(CASES["every-eks-pods"]).at(Place.DOORS)}
    assert (nodes["door-gateway"].title, nodes["door-gateway"].lines) == (
        "gateway.example.org",
        ("Service portkey-gateway-public", "AWS Network Load Balancer, internet-facing", "TLS by AWS Certificate Manager", "for 10.0.0.0/8 alone"),
    )
    route = next(node for node in graph(CASES["azure"]).nodes if node.id == "door-gateway")
    assert (route.title, route.lines) == ("gateway.example.org", ("HTTPRoute portkey-gateway", "on Gateway gateways/public"))


def test_the_port_before_a_door_is_the_one_that_people_type() -> None:
    plain = graph(production(controlPlaneUrl=HOME, exposure={"gateway": {"kind": "ingress", "host": "gateway.example.org"}}))
    assert Edge("world", "door-gateway", "80") in plain.edges
    balanced = graph(production(controlPlaneUrl=HOME, exposure={"gateway": {"kind": "loadBalancer", "port": 8443}}))
    assert Edge("world", "door-gateway", "8443") in balanced.edges
    assert Edge("door-gateway", "gateway", "8787") in balanced.edges


def test_without_a_door_there_is_no_world() -> None:
    drawn = graph(production(exposure={}, controlPlaneUrl=HOME))
    assert drawn.at(Place.WORLD) == drawn.at(Place.DOORS) == ()


def test_prometheus_comes_in_by_its_monitor() -> None:
    drawn = graph(CASES["production-external"])
    assert Edge("monitor", "gateway", "8787") in drawn.edges
    assert "world" not in {edge.source for edge in drawn.edges if edge.target == "monitor"}
