"""The graph agrees with the manifests: the workloads, and their connections with ports."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.graph import Edge, Group
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.components import STORE_NAMES
from tests.diagram.cases import CASES, EACH, component_label
from tests.support.examples import config_from, external, production
from tests.support.objects import containers, nodes, of_kind, pods, rendered
from tests.support.strategies import configurations

ADDRESS = re.compile(r"//([-a-z0-9]+)\.([-a-z0-9]+)\.svc\.[-a-zA-Z0-9.]+:(\d+)")
DEPENDENCIES = {
    "DB_HOST": "mysql",
    "REDIS_URL": "redis",
    "REDIS_WORKERS_URL": "redis-queues",
    "CLICKHOUSE_HOST": "clickhouse",
    "ANALYTICS_STORE_ENDPOINT": "clickhouse",
    "LOG_STORE_GENERATIONS_BUCKET": "logs",
    "AZURE_STORAGE_CONTAINER": "logs",
    "MONGO_DB_CONNECTION_URL": "logs",
    "AWS_ASSUME_ROLE_REGION": "bedrock",
    "VECTOR_STORE_ADDRESS": "vectors",
    "SEMANTIC_CACHE_EMBEDDINGS_URL": "embeddings",
    "OIDC_ISSUER": "login",
    "SMTP_HOST": "mail",
    "PROMETHEUS_GATEWAY_URL": "pushgateway",
    "LOKI_HOST": "loki",
    "OTEL_ENDPOINT": "analytics-collector",
    "FINETUNES_BUCKET": "finetunes",
    "LOG_EXPORTS_BUCKET": "exports",
}
SERVICES = ("frontend", "gateway", "backend", "dataservice")


@EACH
def test_every_workload_is_a_node(config: PortkeyConfig) -> None:
    graph, objects = build_graph(config.resolve()), rendered(config)
    groups = {"Deployment": Group.SERVICES, "Job": Group.SERVICES, "StatefulSet": Group.STORES}
    expected = {(component_label(workload), group) for kind, group in groups.items() for workload in of_kind(objects, kind)}
    # An adopted release can have a store as a Deployment.
    expected = {(component, Group.STORES if component in STORE_NAMES else group) for component, group in expected}
    assert {(node.id, node.group) for node in graph.nodes if node.group in (Group.SERVICES, Group.STORES)} == expected
    for kind in ("Deployment", "StatefulSet"):
        for workload in of_kind(objects, kind):
            assert f"{kind} {workload['metadata']['name']}" in next(node.lines for node in graph.nodes if node.id == component_label(workload))


@EACH
def test_all_ids_refer_to_nodes(config: PortkeyConfig) -> None:
    graph = build_graph(config.resolve())
    ids = [node.id for node in graph.nodes]
    assert len(set(ids)) == len(ids)
    assert len(set(graph.edges)) == len(graph.edges)
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= set(ids)
    assert all(edge.ports for edge in graph.edges)
    targets = {edge.target for edge in graph.edges}
    assert [node.id for node in graph.nodes_in(Group.EXTERNAL) if node.id not in targets] == []
    assert {secret.source for secret in graph.secrets} == {node.id for node in graph.nodes_in(Group.SECRET_SOURCES)}
    assert len({secret.id for secret in graph.secrets}) == len(graph.secrets)
    assert {reader for secret in graph.secrets for reader in secret.readers} <= set(ids)


@EACH
def test_every_service_address_in_the_manifests_is_an_edge(config: PortkeyConfig) -> None:
    """A service that has the address of another one, in a variable or in a file, has an edge to it with that port."""
    objects, graph = rendered(config), build_graph(config.resolve())
    owners = {service["metadata"]["name"]: component_label(service) for service in of_kind(objects, "Service")}
    ports = {(edge.source, edge.target): set[str]() for edge in graph.edges}
    for edge in graph.edges:
        ports[edge.source, edge.target] |= set(re.findall("[0-9]+", edge.ports))
    for manifest in (*of_kind(objects, "Deployment"), *of_kind(objects, "ConfigMap")):
        if component_label(manifest) not in SERVICES:
            continue
        for _, text in nodes(manifest):
            for name, _, port in ADDRESS.findall(text) if isinstance(text, str) else ():
                assert port in ports.get((component_label(manifest), owners[name]), ()), f"{component_label(manifest)} calls {name} at {port}"


@EACH
def test_edges_to_workloads_have_ports_that_are_open(config: PortkeyConfig) -> None:
    objects, graph = rendered(config), build_graph(config.resolve())
    names, ports = config.resolve().names, dict[str, set[str]]()
    for service in of_kind(objects, "Service"):
        if service["metadata"]["name"] == names.component(component_label(service)):
            ports[component_label(service)] = {str(port["port"]) for port in service["spec"]["ports"]}
    for pod in pods(objects):
        for container in containers(pod):
            ports.setdefault(component_label(pod.owner), set()).update(str(port["containerPort"]) for port in container.get("ports", []))
    workloads = {node.id for node in graph.nodes if node.group in (Group.SERVICES, Group.STORES)}
    for edge in graph.edges:
        if edge.target in workloads:
            assert set(re.findall("[0-9]+", edge.ports)) <= ports[edge.target], edge


@EACH
def test_edges_to_dependencies_follow_the_variables(config: PortkeyConfig) -> None:
    objects, graph = rendered(config), build_graph(config.resolve())
    for deployment in of_kind(objects, "Deployment"):
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        expected = {DEPENDENCIES[variable["name"]] for variable in container.get("env", []) if variable["name"] in DEPENDENCIES}
        targets = {edge.target.removesuffix("-external") for edge in graph.edges if edge.source == component_label(deployment)}
        assert targets & set(DEPENDENCIES.values()) - {"login"} == expected - {"login"}
        assert ("login" in targets) >= ("login" in expected)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(configurations())
def test_any_configuration_has_a_graph(data) -> None:
    config = config_from(data)
    graph = build_graph(config.resolve())
    assert graph == build_graph(config.resolve())
    ids = {node.id for node in graph.nodes}
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= ids
    deployments = [deployment for deployment in of_kind(rendered(config), "Deployment") if component_label(deployment) not in STORE_NAMES]
    names = {deployment["metadata"]["name"] for deployment in deployments}
    assert {line.partition(" ")[2] for node in graph.nodes_in(Group.SERVICES) for line in node.lines if line.startswith("Deployment ")} == names


def test_edges_of_the_whole_platform() -> None:
    sources = ("clients", "exposure-frontend", "frontend", "migration")
    assert [tuple(edge) for edge in build_graph(external().resolve()).edges if edge.source in sources] == [
        ("clients", "exposure-frontend", "443 TLS"),
        ("exposure-frontend", "frontend", "80"),
        ("clients", "exposure-gateway", "443 TLS"),
        ("frontend", "gateway", "8787"),
        ("frontend", "backend", "8080"),
        ("migration", "clickhouse", "8443, 9440 TLS"),
        ("migration", "mysql", "3306 TLS"),
    ]


def test_mcp_exposure_leads_to_the_mcp_port() -> None:
    edges = build_graph(CASES["hybrid"].resolve()).edges
    assert Edge("exposure-mcp", "gateway", "8788") in edges
    assert Edge("exposure-gateway", "gateway", "8787") in edges


def test_edges_have_the_port_of_the_service() -> None:
    edges = build_graph(production(gateway={"service": {"port": 9000}}).resolve()).edges
    assert {edge.ports for edge in edges if edge.target == "gateway"} == {"9000"}


def test_data_plane_calls_its_control_plane() -> None:
    graph = build_graph(CASES["hybrid"].resolve())
    (control_plane,) = [node for node in graph.nodes if node.id == "control-plane"]
    assert (control_plane.title, control_plane.lines) == ("Portkey's control plane", ("albus.portkey.ai", "stores analytics"))
    assert {edge.source for edge in graph.edges if edge.target == "control-plane"} == {"gateway", "dataservice"}
    assert {node.id for node in graph.nodes_in(Group.SERVICES)} == {"gateway", "dataservice"}


def test_former_clickhouse_has_no_edges() -> None:
    graph = build_graph(CASES["all-aws"].resolve())
    assert {(node.id, node.group, node.title) for node in graph.nodes if "clickhouse" in node.id} == {
        ("clickhouse", Group.STORES, "ClickHouse (former)"),
        ("clickhouse-external", Group.EXTERNAL, "ClickHouse"),
    }
    assert "clickhouse" not in {edge.target for edge in graph.edges}


@pytest.mark.parametrize(("port", "ports"), [(None, "3306"), (3306, "3306"), (3307, "3306, 3307")])
def test_read_replica_of_mysql_is_in_the_box_of_mysql(port: int | None, ports: str) -> None:
    reader = {"host": "replica.example.org", **({"port": port} if port else {})}
    graph = build_graph(external(mysql={"kind": "external", "host": "db.example.org", "reader": reader}).resolve())
    (node,) = [node for node in graph.nodes_in(Group.EXTERNAL) if node.title == "MySQL"]
    assert node.lines == ("db.example.org", "database portkey", "read replica replica.example.org")
    assert {edge.ports for edge in graph.edges if edge.target == node.id} == {ports}


def test_disabled_tls_of_mysql_is_no_tls() -> None:
    edges = {
        tls: {edge.ports for edge in build_graph(external(mysql={"kind": "external", "host": "db.example.org", "tls": tls}).resolve()).edges}
        for tls in ("disabled", "preferred", "required")
    }
    assert [tls for tls, ports in edges.items() if "3306" in ports] == ["disabled"]
    assert [tls for tls, ports in edges.items() if "3306 TLS" in ports] == ["preferred", "required"]


def test_hosts_of_an_undeployed_companion_are_marked_as_unknown() -> None:
    aws = {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme"}
    config = external(aws=aws, identity={"kind": "podIdentity"}, mysql={"kind": "rds"}, redis={"kind": "elasticache"})
    with pytest.raises(ConfigurationError):
        rendered(config)
    lines = {node.title: node.lines[0] for node in build_graph(config.resolve()).nodes_in(Group.EXTERNAL)}
    assert lines["MySQL in Amazon RDS"] == lines["ElastiCache"] == "host known after the AWS companion is deployed"
