"""The picture says what the rendered objects say: what runs, and who calls whom at which port."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.elements import Edge, Place
from portkey_constructs.diagram.graph import graph
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.names import Names
from tests.diagram.cases import CASES, EACH
from tests.support.examples import config as of_yaml
from tests.support.examples import external, production
from tests.support.objects import Manifest, containers, found, nodes, pods, rendered
from tests.support.strategies import configurations

COMPONENT = "app.kubernetes.io/component"
ADDRESS = re.compile(r"//([-a-z0-9]+)\.([-a-z0-9]+)\.svc\.[-a-zA-Z0-9.]+:(\d+)")
TELLING = {
    "DB_HOST": "mysql",
    "REDIS_URL": "redis",
    "CLICKHOUSE_HOST": "clickhouse",
    "ANALYTICS_STORE_ENDPOINT": "clickhouse",
    "LOG_STORE_GENERATIONS_BUCKET": "logs",
    "AZURE_STORAGE_CONTAINER": "logs",
    "MONGO_DB_CONNECTION_URL": "logs",
    "AWS_ASSUME_ROLE_REGION": "bedrock",
    "OIDC_ISSUER": "login",
    "SMTP_HOST": "mail",
    "PROMETHEUS_GATEWAY_URL": "pushgateway",
    "LOKI_HOST": "loki",
    "FINETUNES_BUCKET": "finetunes",
    "LOG_EXPORTS_BUCKET": "exports",
}
TELLERS = ("frontend", "gateway", "backend", "dataservice")


def component(one: Manifest) -> str:
    return str(one["metadata"]["labels"][COMPONENT])


@EACH
def test_every_workload_is_a_node(config: PortkeyConfig) -> None:
    drawn, objects = graph(config), rendered(config)
    places = {"Deployment": Place.SERVICES, "Job": Place.SERVICES, "StatefulSet": Place.STORES}
    wanted = {(component(one), places[one["kind"]]) for kind in places for one in found(objects, kind)}
    assert {(node.id, node.place) for node in drawn.nodes if node.place in (Place.SERVICES, Place.STORES)} == wanted
    for kind in ("Deployment", "StatefulSet"):
        for one in found(objects, kind):
            assert f"{kind} {one['metadata']['name']}" in next(node.lines for node in drawn.nodes if node.id == component(one))


@EACH
def test_nodes_and_edges_hang_together(config: PortkeyConfig) -> None:
    drawn = graph(config)
    ids = [node.id for node in drawn.nodes]
    assert len(set(ids)) == len(ids)
    assert len(set(drawn.edges)) == len(drawn.edges)
    assert {end for edge in drawn.edges for end in (edge.source, edge.target)} <= set(ids)
    assert all(edge.label for edge in drawn.edges)
    called = {edge.target for edge in drawn.edges}
    assert [node.id for node in drawn.at(Place.ELSEWHERE) if node.id not in called] == []
    sources = {source.id for source in drawn.sources}
    assert {one.source for one in drawn.secrets} == sources
    assert len({one.id for one in drawn.secrets}) == len(drawn.secrets)
    assert {reader for one in drawn.secrets for reader in one.readers} <= set(ids)
    assert {holder for who in drawn.identities for holder in who.holders} <= {*ids, *sources}


@EACH
def test_every_port_of_a_service_that_is_used_is_on_an_arrow(config: PortkeyConfig) -> None:
    """Whoever is told the address of one of our Services, by a variable or in a file, has an arrow to it with that port."""
    objects, drawn = rendered(config), graph(config)
    owners = {one["metadata"]["name"]: component(one) for one in found(objects, "Service")}
    edges = {(edge.source, edge.target): set[str]() for edge in drawn.edges}
    for edge in drawn.edges:
        edges[edge.source, edge.target] |= set(re.findall("[0-9]+", edge.label))
    for one in (*found(objects, "Deployment"), *found(objects, "ConfigMap")):
        if component(one) not in TELLERS:
            continue
        for _, text in nodes(one):
            for name, _, port in ADDRESS.findall(text) if isinstance(text, str) else ():
                assert port in edges.get((component(one), owners[name]), ()), f"{component(one)} calls {name} at {port}"


@EACH
def test_arrows_to_what_runs_here_have_ports_that_are_there(config: PortkeyConfig) -> None:
    objects, drawn = rendered(config), graph(config)
    opened: dict[str, set[str]] = {}
    for service in found(objects, "Service"):
        if service["metadata"]["name"] == Names(config).component(component(service)):
            opened[component(service)] = {str(port["port"]) for port in service["spec"]["ports"]}
    for pod in pods(objects):
        for container in containers(pod):
            opened.setdefault(component(pod.owner), set()).update(str(port["containerPort"]) for port in container.get("ports", []))
    here = {node.id for node in drawn.nodes if node.place in (Place.SERVICES, Place.STORES)}
    for edge in drawn.edges:
        if edge.target in here:
            assert set(re.findall("[0-9]+", edge.label)) <= opened[edge.target], edge


@EACH
def test_arrows_to_stores_and_clouds_are_what_the_variables_tell(config: PortkeyConfig) -> None:
    objects, drawn = rendered(config), graph(config)
    for deployment in found(objects, "Deployment"):
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        told = {TELLING[variable["name"]] for variable in container.get("env", []) if variable["name"] in TELLING}
        targets = {edge.target.removesuffix("-elsewhere") for edge in drawn.edges if edge.source == component(deployment)}
        assert targets & set(TELLING.values()) - {"login"} == told - {"login"}
        assert ("login" in targets) >= ("login" in told)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(configurations())
def test_any_configuration_can_be_drawn(data) -> None:
    made = of_yaml(data)
    drawn = graph(made)
    assert drawn == graph(made)
    ids = {node.id for node in drawn.nodes}
    assert {end for edge in drawn.edges for end in (edge.source, edge.target)} <= ids
    known = {one["metadata"]["name"] for one in found(rendered(made), "Deployment")}
    assert {line.partition(" ")[2] for node in drawn.at(Place.SERVICES) for line in node.lines if line.startswith("Deployment ")} == known


def test_who_calls_whom_in_the_whole_platform() -> None:
    drawn = graph(external())
    assert [(edge.source, edge.target, edge.label) for edge in drawn.edges if edge.source in ("world", "door-frontend", "frontend", "migration")] == [
        ("world", "door-frontend", "443 TLS"),
        ("door-frontend", "frontend", "80"),
        ("world", "door-gateway", "443 TLS"),
        ("frontend", "gateway", "8787"),
        ("frontend", "backend", "8080"),
        ("migration", "clickhouse", "8443, 9440 TLS"),
        ("migration", "mysql", "3306 TLS"),
    ]


def test_the_mcp_gateway_has_a_port_of_its_own() -> None:
    edges = graph(CASES["hybrid"]).edges
    assert Edge("door-mcp", "gateway", "8788") in edges
    assert Edge("door-gateway", "gateway", "8787") in edges


def test_a_service_with_another_port_is_called_there() -> None:
    edges = graph(production(gateway={"service": {"port": 9000}})).edges
    assert {edge.label for edge in edges if edge.target == "gateway"} == {"9000"}


def test_the_control_plane_of_a_data_plane() -> None:
    drawn = graph(CASES["hybrid"])
    (home,) = [node for node in drawn.nodes if node.id == "control-plane"]
    assert (home.title, home.lines) == ("Portkey's control plane", ("albus.portkey.ai", "keeps analytics"))
    assert {edge.source for edge in drawn.edges if edge.target == "control-plane"} == {"gateway", "dataservice"}
    assert {node.id for node in drawn.at(Place.SERVICES)} == {"gateway", "dataservice"}


def test_a_former_clickhouse_waits_beside_the_one_that_serves() -> None:
    drawn = graph(CASES["every-aws"])
    assert {(node.id, node.place, node.title) for node in drawn.nodes if "clickhouse" in node.id} == {
        ("clickhouse", Place.STORES, "ClickHouse (former)"),
        ("clickhouse-elsewhere", Place.ELSEWHERE, "ClickHouse"),
    }
    assert "clickhouse" not in {edge.target for edge in drawn.edges}


def test_what_is_not_deployed_yet_can_be_drawn() -> None:
    aws = {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme"}
    made = external(aws=aws, identity={"kind": "podIdentity"}, mysql={"kind": "rds"}, redis={"kind": "elasticache"})
    with pytest.raises(ConfigurationError):
        rendered(made)
    lines = {node.title: node.lines[0] for node in graph(made).nodes if node.place is Place.ELSEWHERE}
    assert lines["MySQL in Amazon RDS"] == lines["ElastiCache"] == "known once the AWS companion is deployed"
