"""Network policies: every pod of the platform is closed but for the connections in the table of flows, and each rule has its reason."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config.network_policy import StrictNetworkPolicy
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.manifests.network_policy import EGRESS_PREFIX, INGRESS_PREFIX
from portkey_constructs.platform.egress import uses_instance_metadata
from portkey_constructs.platform.flows import flows, pods_with_policies
from portkey_constructs.platform.platform import Platform
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import DEVELOPMENT, PRODUCTION, config_from
from tests.support.objects import Manifest, of_kind, pods, rendered

METADATA = ip_address("169.254.169.254")
CLOSED = {"network_policy": StrictNetworkPolicy()}
STRICT = {name: config.model_copy(update=CLOSED) for name, config in ALL_SETTINGS.items()}
EXAMPLES = {name: configuration(name) for name in ENVIRONMENTS}


def policies(config: PortkeyConfig) -> dict[str, Manifest]:
    """The policies by the component of their pods."""
    return {policy["metadata"]["labels"]["app.kubernetes.io/component"]: policy for policy in of_kind(rendered(config), "NetworkPolicy")}


def reasons(policy: Manifest, prefix: str = EGRESS_PREFIX) -> dict[str, str]:
    """The reasons of a policy's rules by the other end."""
    texts = {key: text for key, text in policy["metadata"].get("annotations", {}).items() if key.startswith(prefix)}
    return {key.removeprefix(prefix)[3:]: text for key, text in texts.items()}


def egress(policy: Manifest, target: str) -> Mapping[str, Any]:
    """The rule for a target."""
    rule: Mapping[str, Any] = policy["spec"]["egress"][[*reasons(policy)].index(target)]
    return rule


def ingress(policy: Manifest, source: str) -> Mapping[str, Any]:
    """The rule for a source."""
    rule: Mapping[str, Any] = policy["spec"]["ingress"][[*reasons(policy, INGRESS_PREFIX)].index(source)]
    return rule


def production(**settings: Any) -> dict[str, Manifest]:
    return policies(config_from({**PRODUCTION, **settings}))


def reaches(rule: Mapping[str, Any], address: str) -> bool:
    """Whether an egress rule opens an address."""
    blocks = [peer["ipBlock"] for peer in rule["to"] if "ipBlock" in peer]
    target = ip_address(address)
    return any(
        target in ip_network(block["cidr"]) and not any(target in ip_network(excluded) for excluded in block.get("except", ())) for block in blocks
    )


def needs_metadata(platform: Platform, component: str) -> bool:
    if component not in ("gateway", "backend", "dataservice"):
        return False
    return uses_instance_metadata(platform, component) or platform.components[component].identity.kind == "gkeWorkloadIdentity"


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "quickstart"])
def test_strict_selects_every_pod_of_an_environment_in_both_directions(name: str) -> None:
    objects = rendered(EXAMPLES[name])
    selectors = [(policy["spec"]["podSelector"]["matchLabels"], policy["spec"]["policyTypes"]) for policy in of_kind(objects, "NetworkPolicy")]
    assert len(selectors) > 1
    for pod in pods(objects):
        assert [types for labels, types in selectors if labels.items() <= pod.labels.items()] == [["Ingress", "Egress"]]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_edge_of_the_diagram_has_a_rule_on_both_sides(name: str) -> None:
    config = EXAMPLES[name].model_copy(update=CLOSED)
    by_component = policies(config)
    for edge in build_graph(config.resolve()).edges:
        if edge.source in by_component:
            assert edge.target in reasons(by_component[edge.source])
        if edge.target in by_component:
            assert edge.source.removeprefix("exposure-") in reasons(by_component[edge.target], INGRESS_PREFIX)


@pytest.mark.parametrize("name", STRICT)
def test_every_rule_has_a_flow_with_a_reason(name: str) -> None:
    platform = STRICT[name].resolve()
    expected = flows(platform)
    for component, policy in policies(STRICT[name]).items():
        annotations = policy["metadata"].get("annotations", {})
        for prefix, direction in ((INGRESS_PREFIX, "ingress"), (EGRESS_PREFIX, "egress")):
            texts = [text for key, text in annotations.items() if key.startswith(prefix)]
            assert len(policy["spec"].get(direction, [])) == len(texts)
            assert all(": " in text and not text.endswith(": ") for text in texts)
        assert {*reasons(policy)} == {flow.target for flow in expected if flow.source == component}
    assert {*policies(STRICT[name])} == {*pods_with_policies(platform)}


@pytest.mark.parametrize("name", STRICT)
def test_only_a_cloud_identity_opens_the_instance_metadata(name: str) -> None:
    platform = STRICT[name].resolve()
    for component, policy in policies(STRICT[name]).items():
        opened = [rule for rule in policy["spec"].get("egress", ()) if reaches(rule, "169.254.169.254")]
        assert bool(opened) is needs_metadata(platform, component)
        assert all(rule["ports"] == [{"port": 80, "protocol": "TCP"}] for rule in opened)
        assert not any(reaches(rule, "fd00:ec2::254") for rule in policy["spec"].get("egress", ()))


def test_development_and_adoption_have_no_policies_by_default() -> None:
    assert policies(config_from(DEVELOPMENT)) == {}
    assert policies(ALL_SETTINGS["adopted-app"]) == {}
    assert [*policies(config_from({**DEVELOPMENT, "networkPolicy": {"kind": "strict"}}))] != []


def test_none_turns_the_policies_off() -> None:
    assert production(networkPolicy={"kind": "none"}) == {}


def test_ingress_only_leaves_outgoing_connections_open() -> None:
    for policy in production(networkPolicy={"kind": "ingressOnly"}).values():
        assert policy["spec"]["policyTypes"] == ["Ingress"]
        assert "egress" not in policy["spec"]
        assert reasons(policy) == {}


def test_stores_accept_their_readers_only() -> None:
    mysql = production()["mysql"]
    assert {*reasons(mysql, INGRESS_PREFIX)} == {"backend", "dataservice", "migration"}
    assert {*reasons(production()["redis"])} == set()
    assert [rule["ports"] for rule in mysql["spec"]["ingress"]] == [[{"port": 3306, "protocol": "TCP"}]] * 3


@pytest.mark.parametrize(
    ("exposure", "peers"),
    [
        ({"class": "nginx"}, {"ingress-nginx"}),
        ({"class": "traefik"}, {"traefik", "kube-system"}),
        ({"class": "acme"}, {"every namespace"}),
        ({"class": "alb"}, {"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}),
        ({"class": "gce"}, {"35.191.0.0/16", "130.211.0.0/22"}),
        ({"kind": "httpRoute", "gateway": {"name": "public", "namespace": "gateways"}}, {"gateways"}),
        ({"kind": "httpRoute", "controller": "gke", "gateway": {"name": "public"}}, {"35.191.0.0/16", "130.211.0.0/22"}),
        ({"kind": "loadBalancer"}, {"everywhere"}),
        (
            {"kind": "loadBalancer", "allowFrom": ["203.0.113.0/24"]},
            {"203.0.113.0/24", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"},
        ),
    ],
)
def test_an_exposure_opens_the_port_to_its_controller(exposure: dict[str, Any], peers: set[str]) -> None:
    settings = {"kind": "ingress", "host": "gateway.example.org", **exposure}
    gateway = production(auth={"kind": "none", "allowPublic": True}, exposure={"gateway": settings})["gateway"]
    rule = ingress(gateway, "gateway")
    assert rule["ports"] == [{"port": 8787, "protocol": "TCP"}]
    assert {name for peer in rule.get("from", [{}]) for name in names(peer)} == peers


def names(peer: Mapping[str, Any]) -> list[str]:
    if "ipBlock" in peer:
        return [peer["ipBlock"]["cidr"]]
    if "namespaceSelector" not in peer:
        return ["everywhere"]
    selector = peer["namespaceSelector"]
    if expressions := selector.get("matchExpressions"):
        return list(expressions[0]["values"])
    return list(selector.get("matchLabels", {"": "every namespace"}).values())


def test_a_source_of_the_configuration_replaces_the_default() -> None:
    sources = {"gateway": {"namespace": "edge", "podLabels": {"app": "envoy"}, "cidrs": ["10.0.3.0/24"]}, "apiServer": {"cidrs": ["10.0.0.0/28"]}}
    exposure = {"gateway": {"kind": "ingress", "host": "gateway.example.org", "class": "acme"}}
    gateway = production(auth={"kind": "none", "allowPublic": True}, exposure=exposure, networkPolicy={"kind": "strict", "sources": sources})[
        "gateway"
    ]
    assert ingress(gateway, "gateway")["from"] == [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}, "podSelector": {"matchLabels": {"app": "envoy"}}},
        {"ipBlock": {"cidr": "10.0.3.0/24"}},
    ]
    assert ingress(gateway, "api-server")["from"] == [{"ipBlock": {"cidr": "10.0.0.0/28"}}]


@pytest.mark.parametrize(
    ("host", "peers"),
    [
        ("10.20.0.3", [{"ipBlock": {"cidr": "10.20.0.3/32"}}]),
        ("mysql.data.svc", [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "data"}}}]),
        ("db-0.mysql.data.svc.cluster.local", [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "data"}}}]),
        ("mysql", [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "portkey"}}}]),
        ("db.example.org", None),
    ],
)
def test_the_host_of_a_store_decides_what_is_opened(host: str, peers: list[Any] | None) -> None:
    rule = egress(production(mysql={"kind": "external", "host": host, "tls": "required"})["backend"], "mysql")
    if peers is None:
        assert reaches(rule, "10.1.2.3")
        assert reaches(rule, "2001:db8::1")
        assert not reaches(rule, "169.254.169.254")
    else:
        assert rule["to"] == peers
    # A Service may forward to another port of its pods.
    in_cluster = host != "db.example.org" and not host[0].isdigit()
    assert rule["ports"] == [{"protocol": "TCP"}] if in_cluster else [{"port": 3306, "protocol": "TCP"}]


def test_a_destination_of_the_configuration_replaces_the_default() -> None:
    destinations = {
        "mysql": {"cidrs": ["10.20.0.0/24"], "ports": [3307]},
        "models": {"cidrs": ["0.0.0.0/0", "::/0"]},
        "dns": {"namespace": "dns", "podLabels": {"app": "unbound"}, "ports": [1053]},
    }
    settings = {"mysql": {"kind": "external", "host": "db.example.org", "tls": "required"}}
    backend = production(**settings, networkPolicy={"kind": "strict", "destinations": destinations})["backend"]
    assert egress(backend, "mysql") == {"to": [{"ipBlock": {"cidr": "10.20.0.0/24"}}], "ports": [{"port": 3307, "protocol": "TCP"}]}
    assert reaches(egress(backend, "models"), "10.1.2.3")
    assert not reaches(egress(backend, "models"), "169.254.169.254")
    assert not reaches(egress(backend, "models"), "fd00:ec2::254")
    assert egress(backend, "dns")["ports"] == [{"port": 1053, "protocol": "UDP"}, {"port": 1053, "protocol": "TCP"}]


def test_models_are_public_addresses_unless_a_proxy_reaches_them() -> None:
    models = egress(production()["gateway"], "models")
    assert models["ports"] == [{"port": 443, "protocol": "TCP"}]
    assert reaches(models, "203.0.113.7")
    assert not any(reaches(models, address) for address in ("10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.1.1", "169.254.169.254", "fd12::1"))
    gateway = production(proxy={"https": "http://10.9.8.7:3128", "noProxy": ["10.5.0.0/16"]})["gateway"]
    assert "models" not in reasons(gateway)
    assert egress(gateway, "proxy") == {"to": [{"ipBlock": {"cidr": "10.9.8.7/32"}}], "ports": [{"port": 3128, "protocol": "TCP"}]}
    assert reaches(egress(gateway, "no-proxy"), "10.5.1.2")
    assert not reaches(egress(gateway, "no-proxy"), "10.6.1.2")


def test_a_proxy_from_a_secret_is_opened_at_the_usual_ports() -> None:
    variable = {"HTTPS_PROXY": {"secretKeyRef": {"name": "egress-proxy", "key": "url"}}}
    gateway = production(proxy={}, env=variable)["gateway"]
    assert [port["port"] for port in egress(gateway, "proxy")["ports"]] == [3128, 8080]
    assert "models" not in reasons(gateway)


def test_trusted_hosts_are_opened_by_address_namespace_or_private_range() -> None:
    gateway = production(trustedHosts=["10.1.2.3", "vllm.ai.svc", "*.models.example.org"])["gateway"]
    opened = gateway["spec"]["egress"]
    assert {"to": [{"ipBlock": {"cidr": "10.1.2.3/32"}}], "ports": [{"protocol": "TCP"}]} in opened
    assert {"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ai"}}}], "ports": [{"protocol": "TCP"}]} in opened
    private = [rule for rule in opened if rule["ports"] == [{"port": 80, "protocol": "TCP"}, {"port": 443, "protocol": "TCP"}]]
    assert [reaches(rule, "10.200.1.1") and not reaches(rule, "203.0.113.7") for rule in private] == [True]


@pytest.mark.parametrize(
    ("settings", "target", "addresses", "ports"),
    [
        ({"identity": {"kind": "podIdentity"}, "aws": {"accountId": "111122223333", "cluster": "a"}}, "pod-identity", ["169.254.170.23"], [80]),
        ({"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-models"}}, "metadata", ["169.254.169.254"], [80]),
        ({"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-models"}}, "metadata-server", ["169.254.169.252"], [988]),
        ({"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/a"}}, "cloud-identity", ["203.0.113.7", "10.1.2.3"], [443]),
    ],
    ids=str,
)
def test_an_identity_opens_what_it_needs(settings: dict[str, Any], target: str, addresses: list[str], ports: list[int]) -> None:
    rule = egress(production(**settings)["gateway"], target)
    assert all(reaches(rule, address) for address in addresses)
    assert [port["port"] for port in rule["ports"]] == ports


def test_openshift_has_its_own_dns() -> None:
    rule = egress(production(openshift=True)["frontend"], "dns")
    assert [port["port"] for port in rule["ports"]] == [5353, 5353]
    assert rule["to"][0]["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "openshift-dns"}


def test_a_service_port_leads_to_the_port_of_the_pods() -> None:
    by_component = production(redis={"kind": "inCluster", "service": {"port": 7000}})
    assert egress(by_component["gateway"], "redis")["ports"] == [{"port": 6379, "protocol": "TCP"}]
    assert ingress(by_component["redis"], "gateway")["ports"] == [{"port": 6379, "protocol": "TCP"}]


def test_prometheus_reads_the_metrics_of_gateway_and_data_service() -> None:
    settings = {"monitoring": {"serviceMonitor": {}}, "networkPolicy": {"kind": "strict", "sources": {"prometheus": {"namespace": "monitoring"}}}}
    assert ingress(production(**settings)["gateway"], "monitor")["from"] == [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
    ]
    [peer] = ingress(production(monitoring={})["gateway"], "monitor")["from"]
    assert ingress(production(monitoring={})["dataservice"], "monitor")["ports"] == [{"port": 8081, "protocol": "TCP"}]
    assert "monitor" not in reasons(production(monitoring={"prometheus": False})["gateway"], INGRESS_PREFIX)
    assert peer == {"namespaceSelector": {}, "podSelector": {"matchLabels": {"app.kubernetes.io/name": "prometheus"}}}
