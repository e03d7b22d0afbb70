"""Policies by host name: what a NetworkPolicy would open at every address is opened by name, and everything else stays as it is."""

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any, Final

import pytest

from portkey_constructs.config.network_policy import NetworkDestination, NetworkDestinationName, StrictNetworkPolicy
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.network_policy import EGRESS_PREFIX
from portkey_constructs.platform.flows import flows
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import PRODUCTION, config_from
from tests.support.objects import Manifest, of_kind, rendered

KINDS: Final = {"cilium": "CiliumNetworkPolicy", "gke": "FQDNNetworkPolicy"}
STORES: Final[Mapping[str, Any]] = {
    "mysql": {"kind": "external", "host": "db.example.org", "tls": "required"},
    "redis": {"kind": "external", "host": "cache.example.org", "tls": True},
    "clickhouse": {"kind": "external", "host": "10.20.0.7", "tls": True},
    "logStore": {"kind": "s3", "bucket": "acme-logs", "region": "eu-west-1"},
}
Named = set[tuple[str, int]]


def policies(kind: str, config: PortkeyConfig) -> dict[str, Manifest]:
    """The policies of a kind by the component of their pods."""
    return {policy["metadata"]["labels"]["app.kubernetes.io/component"]: policy for policy in of_kind(rendered(config), kind)}


def with_engine(config: PortkeyConfig, engine: str | None) -> PortkeyConfig:
    return config.model_copy(update={"network_policy": StrictNetworkPolicy(engine=engine)})  # type: ignore[arg-type]


def production(engine: str, **settings: Any) -> PortkeyConfig:
    destinations = settings.pop("destinations", {})
    return config_from({**PRODUCTION, **STORES, **settings, "networkPolicy": {"kind": "strict", "engine": engine, "destinations": destinations}})


def named(policy: Manifest) -> Named:
    """The names that a policy opens, each with a port; 0 is every port."""
    opened: Named = set()
    for rule in policy["spec"]["egress"]:
        if policy["kind"] == "FQDNNetworkPolicy":
            hosts = [host for match in rule["matches"] for host in match.values()]
            ports = [port.get("port", 0) for port in rule["ports"]]
        else:
            hosts = [host for match in rule.get("toFQDNs", ()) for host in match.values()]
            ports = [int(port["port"]) for entry in rule["toPorts"] for port in entry["ports"]]
        opened |= {(host, port) for host in hosts for port in ports}
    return opened


def ranges(policy: Manifest) -> set[tuple[str, tuple[int, ...]]]:
    """The address ranges that a NetworkPolicy opens, each with its ports."""
    return {
        (peer["ipBlock"]["cidr"], tuple(port.get("port", 0) for port in rule["ports"]))
        for rule in policy["spec"].get("egress", ())
        for peer in rule["to"]
        if "ipBlock" in peer
    }


@pytest.mark.parametrize("engine", KINDS)
def test_stores_with_names_are_opened_by_name_only(engine: str) -> None:
    config = production(engine)
    assert named(policies(KINDS[engine], config)["backend"]) >= {
        ("db.example.org", 3306),
        ("cache.example.org", 6379),
        ("s3.eu-west-1.amazonaws.com", 443),
        ("acme-logs.s3.eu-west-1.amazonaws.com", 443),
    }
    assert named(policies(KINDS[engine], config)["migration"]) == {("db.example.org", 3306)}
    backend = ranges(policies("NetworkPolicy", config)["backend"])
    assert ("10.20.0.7/32", (8443, 9440)) in backend
    assert {ports for cidr, ports in backend if cidr == "0.0.0.0/0"} == {(443,)}


@pytest.mark.parametrize("engine", KINDS)
@pytest.mark.slow
@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_a_policy_by_name_opens_ports_only_that_plain_policies_open(name: str, engine: str) -> None:
    plain = flows(with_engine(ALL_SETTINGS[name], None).resolve())
    for flow, before in zip(flows(with_engine(ALL_SETTINGS[name], engine).resolve()), plain, strict=True):
        assert (flow.source, flow.target, flow.ports) == (before.source, before.target, before.ports)
        if not flow.hosts:
            assert flow == before
        else:
            assert flow.peers == ()
            assert flow.ports
            assert not any(host in ("", "*") for host in flow.hosts)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_every_rule_by_name_has_a_reason(name: str) -> None:
    for engine, kind in KINDS.items():
        for policy in policies(kind, with_engine(ALL_SETTINGS[name], engine)).values():
            reasons = [text for key, text in policy["metadata"]["annotations"].items() if key.startswith(EGRESS_PREFIX)]
            assert len(reasons) == len(policy["spec"]["egress"])
            assert all(": " in text for text in reasons)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_cilium_reads_every_query_of_pods_with_rules_by_name(name: str) -> None:
    """A rule for DNS in the NetworkPolicy would let queries pass that Cilium does not read, so that the names would open nothing."""
    config = with_engine(ALL_SETTINGS[name], "cilium")
    plain = policies("NetworkPolicy", config)
    by_name = policies("CiliumNetworkPolicy", config)
    for component, policy in plain.items():
        queries = [rule for rule in policy["spec"].get("egress", ()) if {"UDP"} & {port["protocol"] for port in rule["ports"]}]
        read = [
            entry
            for rule in (by_name[component]["spec"]["egress"] if component in by_name else ())
            for entry in rule["toPorts"]
            if entry.get("rules") == {"dns": [{"matchPattern": "*"}]}
        ]
        assert bool(queries) != bool(read) or component == "redis"
        assert bool(read) == (component in by_name)


def test_gke_reads_the_queries_that_the_network_policy_allows() -> None:
    backend = policies("NetworkPolicy", production("gke"))["backend"]
    assert any(port == {"port": 53, "protocol": "UDP"} for rule in backend["spec"]["egress"] for port in rule["ports"])


def test_metadata_addresses_are_denied_but_for_those_that_an_identity_needs() -> None:
    identity = {"kind": "podIdentity"}
    policy = policies("CiliumNetworkPolicy", production("cilium", aws={"region": "eu-west-1"}, identity=identity))["gateway"]
    [rule] = policy["spec"]["egressDeny"]
    assert rule["toCIDRSet"] == [
        {"cidr": "169.254.0.0/16", "except": ["169.254.20.10/32", "169.254.170.23/32"]},
        {"cidr": "fd00:ec2::/32", "except": ["fd00:ec2::23/128"]},
        {"cidr": "fe80::/10"},
    ]
    for closed in rule["toCIDRSet"]:
        assert all(ip_network(part).subnet_of(ip_network(closed["cidr"])) for part in closed.get("except", ()))  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", KINDS)
def test_models_are_narrowed_to_names(engine: str) -> None:
    config = production(engine, destinations={"models": {"hosts": ["API.openai.com", "*.openai.azure.com"]}})
    gateway = policies(KINDS[engine], config)["gateway"]
    assert named(gateway) >= {("api.openai.com", 443), ("*.openai.azure.com", 443)}
    texts = [rule for rule in gateway["spec"]["egress"] if "openai" in str(rule)]
    key = {"cilium": ("toFQDNs", "matchPattern", "matchName"), "gke": ("matches", "pattern", "name")}[engine]
    assert [rule[key[0]] for rule in texts] == [[{key[2]: "api.openai.com"}, {key[1]: "*.openai.azure.com"}]]
    assert not any(cidr == "0.0.0.0/0" for cidr, _ in ranges(policies("NetworkPolicy", config)["gateway"]))


def test_names_and_addresses_of_an_entry_are_both_opened() -> None:
    config = production("cilium", destinations={"mysql": {"hosts": ["*.db.example.org"], "cidrs": ["10.9.0.0/24"], "ports": [3306, 3307]}})
    assert ("10.9.0.0/24", (3306, 3307)) in ranges(policies("NetworkPolicy", config)["backend"])
    assert {pair for pair in named(policies("CiliumNetworkPolicy", config)["backend"]) if "db.example" in pair[0]} == {
        ("*.db.example.org", 3306),
        ("*.db.example.org", 3307),
    }


def test_an_entry_with_addresses_replaces_the_name() -> None:
    config = production("cilium", destinations={"mysql": {"cidrs": ["10.9.0.0/24"]}})
    assert ("10.9.0.0/24", (3306,)) in ranges(policies("NetworkPolicy", config)["backend"])
    assert "migration" not in policies("CiliumNetworkPolicy", config)


@pytest.mark.parametrize(
    ("settings", "target"),
    [
        ({"redis": {"kind": "external", "host": "cache.example.org", "tls": True, "mode": "cluster"}}, "redis"),
        ({"trustedHosts": ["*.example.org", "llm.example.org"]}, "trusted-hosts"),
        ({"mysql": {"kind": "external", "tls": "required"}, "secrets": {"kind": "existing", "fromSecret": {"mysql": ["mysql_host"]}}}, "mysql"),
    ],
    ids=["nodes of a cluster", "domains", "names in a Secret"],
)
def test_what_has_names_that_nobody_knows_stays_as_it_is(settings: dict[str, Any], target: str) -> None:
    config = production("cilium", **settings)
    changed = [flow for flow in flows(config.resolve()) if flow.target == target]
    plain = [flow for flow in flows(with_engine(config, None).resolve()) if flow.target == target]
    assert changed == plain != []


@pytest.mark.parametrize(
    ("settings", "target", "hosts"),
    [
        ({"logStore": {"kind": "gcs", "bucket": "acme/logs"}}, "logs", {"storage.googleapis.com", "acme.storage.googleapis.com"}),
        (
            {"logStore": {"kind": "azureBlob", "storageAccount": "acmelogs", "container": "logs", "login": {"kind": "key"}}},
            "logs",
            {"acmelogs.blob.core.windows.net"},
        ),
        (
            {"logStore": {"kind": "s3Compatible", "bucket": "logs", "endpoint": "https://minio.example.org:9000", "region": "a"}},
            "logs",
            {"minio.example.org", "logs.minio.example.org"},
        ),
        (
            {"logStore": {"kind": "wasabi", "bucket": "logs", "region": "eu-central-1"}},
            "logs",
            {"s3.eu-central-1.wasabisys.com", "logs.s3.eu-central-1.wasabisys.com"},
        ),
        (
            {"logStore": {"kind": "s3", "bucket": "logs", "region": "cn-north-1"}},
            "logs",
            {"s3.cn-north-1.amazonaws.com.cn", "logs.s3.cn-north-1.amazonaws.com.cn"},
        ),
        ({"proxy": {"https": "http://proxy.example.org:3128"}}, "proxy", {"proxy.example.org"}),
        ({"smtp": {"host": "mail.example.org", "user": "a", "fromAddress": "a@example.org"}}, "mail", {"mail.example.org"}),
        ({"modelPricing": {"kind": "portkey", "url": "https://prices.example.org"}}, "prices", {"prices.example.org"}),
        (
            {"auth": {"kind": "google", "clientId": "a", "redirectUri": "https://portkey.example.org/v2/auth/callback"}},
            "login",
            {"accounts.google.com", "oauth2.googleapis.com", "openidconnect.googleapis.com", "www.googleapis.com"},
        ),
    ],
)
def test_names_follow_from_settings(settings: dict[str, Any], target: str, hosts: set[str]) -> None:
    found = [{*flow.hosts} for flow in flows(production("cilium", **settings).resolve()) if flow.target == target]
    assert found
    assert all(names == hosts for names in found)


def test_namespaces_of_dns_become_labels_of_cilium() -> None:
    settings = {"dns": {"podLabels": {"app": "unbound"}}}
    backend = policies("CiliumNetworkPolicy", production("cilium", destinations=settings))["backend"]
    [rule] = [rule for rule in backend["spec"]["egress"] if "toEndpoints" in rule]
    key = "io.kubernetes.pod.namespace"
    assert rule["toEndpoints"] == [{"matchExpressions": [{"key": key, "operator": "Exists"}], "matchLabels": {"app": "unbound"}}]


def test_ports_are_split_for_cilium() -> None:
    entry = {NetworkDestinationName.MODELS: NetworkDestination(hosts=("api.example.org",), ports=tuple(range(1000, 1090)))}
    config = production("cilium").model_copy(update={"network_policy": StrictNetworkPolicy(engine="cilium", destinations=entry)})
    gateway = policies("CiliumNetworkPolicy", config)["gateway"]
    [rule] = [rule for rule in gateway["spec"]["egress"] if rule.get("toFQDNs") == [{"matchName": "api.example.org"}]]
    assert [len(entry["ports"]) for entry in rule["toPorts"]] == [40, 40, 10]
    assert len(named(gateway) & {("api.example.org", port) for port in range(1000, 1090)}) == 90


@pytest.mark.parametrize("kind", KINDS.values())
def test_without_an_engine_no_policy_knows_names(kind: str) -> None:
    assert policies(kind, with_engine(production("cilium"), None)) == {}
