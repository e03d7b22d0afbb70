"""How the services connect to Redis: which variables each gets, and what each setting gives to no other component."""

from typing import Any

import pytest
from pydantic import SecretStr

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.iam import role
from portkey_constructs.manifests.mounts import shared_mounts, shared_volumes
from portkey_constructs.platform.secret_keys import REDIS_PASSWORD, REDIS_QUEUES_PASSWORD, UrlWithPassword
from tests.iam.configurations import eks_platform
from tests.iam.policy_evaluator import statements
from tests.support.examples import development, production
from tests.support.objects import key_reference, of_kind, rendered, variables

SERVICES = ("gateway", "backend", "dataservice")
OTHERS = ("frontend", "mysql", "clickhouse")
UUID = "0f1e2d3c-0000-4000-8000-000000000001"
EXTERNAL = {"kind": "external", "host": "redis.example.org"}
AZURE = {"kind": "azure", "host": "a.redis.cache.windows.net", "port": 6380, "tls": True}
MEMORYSTORE = {"kind": "memorystore", "host": "10.20.0.4"}
ON_AZURE = {"identity": {"kind": "azureWorkloadIdentity", "clientId": UUID}}
ON_GKE = {"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-platform"}}
DISCOVERY = {"url": "https://nodes.example.org:8443/redis"}
VAULT = {"kind": "externalSecrets", "store": {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}}
PREFIXES = ("REDIS_", "AZURE_REDIS", "GCP_REDIS", "AWS_REDIS", "CACHE_STORE")


def of_redis(config: PortkeyConfig, component: str) -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name.startswith(PREFIXES)}


def added(redis: dict[str, Any], without: dict[str, Any], component: str, **more: Any) -> dict[str, Any]:
    """The variables that a component has with some settings, and not with others."""
    before = of_redis(production(redis=without, **more), component)
    return {name: value for name, value in of_redis(production(redis=redis, **more), component).items() if before.get(name) != value}


@pytest.mark.parametrize(
    ("redis", "without", "identity", "expected"),
    [
        ({**EXTERNAL, "tls": True, "ca": {"kind": "secret", "name": "ca", "key": "a.pem"}}, {**EXTERNAL, "tls": True}, {}, {
            "REDIS_TLS_CERTS": "/etc/portkey/redis-ca/a.pem",
        }),
        ({**AZURE, "login": {"kind": "managedIdentity"}}, AZURE, {}, {
            "REDIS_URL": "rediss://a.redis.cache.windows.net:6380", "AZURE_REDIS_AUTH_MODE": "managed",
        }),
        ({**AZURE, "login": {"kind": "managedIdentity", "clientId": UUID}}, AZURE, {}, {
            "REDIS_URL": "rediss://a.redis.cache.windows.net:6380", "AZURE_REDIS_AUTH_MODE": "managed", "AZURE_REDIS_MANAGED_CLIENT_ID": UUID,
        }),
        ({**AZURE, "login": {"kind": "entra", "tenantId": UUID, "clientId": UUID}}, AZURE, {}, {
            "REDIS_URL": "rediss://a.redis.cache.windows.net:6380", "AZURE_REDIS_AUTH_MODE": "entra", "AZURE_REDIS_ENTRA_CLIENT_ID": UUID,
            "AZURE_REDIS_ENTRA_CLIENT_SECRET": key_reference("portkey-redis", "redis_entra_client_secret"), "AZURE_REDIS_ENTRA_TENANT_ID": UUID,
        }),
        ({**AZURE, "login": {"kind": "workloadIdentity"}}, AZURE, ON_AZURE, {
            "REDIS_URL": "rediss://a.redis.cache.windows.net:6380", "AZURE_REDIS_AUTH_MODE": "workload",
        }),
        ({**MEMORYSTORE, "login": {"kind": "workloadIdentity"}}, MEMORYSTORE, ON_GKE, {
            "REDIS_URL": "redis://10.20.0.4:6379", "CACHE_STORE": "gcp-memory-store", "GCP_REDIS_AUTH_MODE": "workload",
        }),
        ({**EXTERNAL, "user": "acme", "credentials": "variables"}, EXTERNAL, {}, {
            "REDIS_URL": "redis://redis.example.org:6379", "REDIS_USERNAME": "acme",
            "REDIS_PASSWORD": key_reference("portkey-redis", "redis_password"),
        }),
        ({**EXTERNAL, "auth": "none", "database": 3}, {**EXTERNAL, "auth": "none"}, {}, {"REDIS_URL": "redis://redis.example.org:6379/3"}),
    ],
    ids=["ca", "managed", "managed with client", "entra", "azure workload", "memorystore", "variables", "database"],
)  # fmt: skip
def test_services_connect_as_the_settings_say(
    redis: dict[str, Any], without: dict[str, Any], identity: dict[str, Any], expected: dict[str, Any]
) -> None:
    for component in SERVICES:
        assert added(redis, without, component, **identity) == expected, component
    for component in OTHERS:
        assert of_redis(production(redis=redis, **identity), component) == {}


def test_memorystore_with_an_auth_string_has_the_plain_client() -> None:
    """The gateway's public source accepts gcp-memory-store only with workload identity, which GCP_AUTH_MODE of the log store would turn on."""
    logs = {"kind": "gcs", "bucket": "acme-logs", "credentials": "identity"}
    actual = variables(production(redis=MEMORYSTORE, logStore=logs, **ON_GKE), "gateway")
    assert (actual["CACHE_STORE"], actual["GCP_AUTH_MODE"]) == ("memory-store", "workload")
    assert "GCP_REDIS_AUTH_MODE" not in actual


def test_the_migration_has_the_ca_that_its_variable_names() -> None:
    config = production(redis={**EXTERNAL, "tls": True, "ca": {"kind": "configMap", "name": "redis-ca"}})
    [job] = of_kind(rendered(config), "Job")
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert {"name": "REDIS_TLS_CERTS", "value": "/etc/portkey/redis-ca/ca.crt"} in container["env"]
    assert {"name": "redis-ca", "mountPath": "/etc/portkey/redis-ca", "readOnly": True} in container["volumeMounts"]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("secret", {"secret": {"secretName": "own", "items": [{"key": "a.pem", "path": "a.pem"}]}}),
        ("configMap", {"configMap": {"name": "own", "items": [{"key": "a.pem", "path": "a.pem"}]}}),
    ],
)
def test_services_mount_the_ca_of_redis(kind: str, source: dict[str, Any]) -> None:
    platform = production(redis={**EXTERNAL, "tls": True, "ca": {"kind": kind, "name": "own", "key": "a.pem"}}).resolve()
    for component in SERVICES:
        assert shared_volumes(platform, component) == [{"name": "redis-ca", **source}]
        assert shared_mounts(platform, component) == [{"name": "redis-ca", "mountPath": "/etc/portkey/redis-ca", "readOnly": True}]
    assert [shared_volumes(platform, component) for component in OTHERS] == [[]] * 3
    [required] = [secret for secret in platform.required_secrets if secret.name == "own"]
    assert (required.kind.lower(), required.keys[0].name, required.keys[0].readers) == (kind.lower(), "a.pem", (*SERVICES, "migration"))


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        ({"nodes": ["10.0.1.1:6379", "[fd00::1]:6379"]}, {"REDIS_CLUSTER_ENDPOINTS": "10.0.1.1:6379,[fd00::1]:6379"}),
        ({"discovery": DISCOVERY}, {"REDIS_CLUSTER_DISCOVERY_URL": DISCOVERY["url"]}),
        ({"discovery": {**DISCOVERY, "refreshInterval": "2m"}, "scaleReads": True}, {
            "REDIS_CLUSTER_DISCOVERY_URL": DISCOVERY["url"], "REDIS_CLUSTER_DISCOVERY_REFRESH_INTERVAL": "120000", "REDIS_SCALE_READS": "true",
        }),
        ({"discovery": {**DISCOVERY, "auth": "header"}}, {
            "REDIS_CLUSTER_DISCOVERY_URL": DISCOVERY["url"],
            "REDIS_CLUSTER_DISCOVERY_AUTH": key_reference("portkey-redis", "redis_cluster_discovery_auth"),
        }),
        ({"scaleReads": False}, {}),
    ],
)  # fmt: skip
def test_gateway_and_data_service_discover_the_nodes_of_a_cluster(cluster: dict[str, Any], expected: dict[str, str]) -> None:
    by_host = {**EXTERNAL, "mode": "cluster"}
    for component in ("gateway", "dataservice"):
        assert added({**by_host, "cluster": cluster}, by_host, component) == expected
    assert added({**by_host, "cluster": cluster}, by_host, "backend") == {}


@pytest.mark.parametrize("redis", [{"kind": "inCluster"}, EXTERNAL, {"kind": "elasticache", "host": "a.example.org"}])
@pytest.mark.parametrize(
    ("queues", "url", "tls"),
    [
        ({"auth": "none"}, "redis://queues.example.org:6379", "false"),
        ({"auth": "none", "port": 6390, "tls": True}, "rediss://queues.example.org:6390", "true"),
        ({"user": "q", "tls": True}, key_reference("portkey-redis", "redis_queues_url"), "true"),
    ],
)
def test_only_the_gateway_connects_to_the_redis_for_queues(redis: dict[str, Any], queues: dict[str, Any], url: Any, tls: str) -> None:
    separate = {**redis, "queues": {"host": "queues.example.org", **queues}}
    assert added(separate, redis, "gateway") == {"REDIS_WORKERS_URL": url, "REDIS_WORKERS_TLS_ENABLED": tls}
    assert [added(separate, redis, component) for component in ("backend", "dataservice", *OTHERS)] == [{}] * 5


def test_the_url_for_queues_has_its_own_password() -> None:
    queues = {"host": "queues.example.org", "user": "q@a", "tls": True}
    redis = production(redis={**EXTERNAL, "queues": queues}).resolve().redis
    assert redis.url == UrlWithPassword("redis://:", "@redis.example.org:6379", REDIS_PASSWORD)
    assert redis.queues
    assert redis.queues.url == UrlWithPassword("rediss://q%40a:", "@queues.example.org:6379", REDIS_QUEUES_PASSWORD)
    inline = development(redis={**EXTERNAL, "password": "one", "queues": {**queues, "password": "t/w o"}}).resolve().redis
    assert inline.queues
    assert isinstance(inline.queues.url, SecretStr)
    assert inline.queues.url.get_secret_value() == "rediss://q%40a:t%2Fw%20o@queues.example.org:6379"


def test_an_external_secret_composes_both_urls() -> None:
    config = production(secrets=VAULT, redis={**EXTERNAL, "queues": {"host": "queues.example.org"}})
    [external] = [manifest for manifest in of_kind(rendered(config), "ExternalSecret") if manifest["metadata"]["name"] == "portkey-redis"]
    template = external["spec"]["target"]["template"]["data"]
    assert template["redis_queues_url"] == 'redis://:{{ .redis_queues_password | urlquery | replace "+" "%20" }}@queues.example.org:6379'
    assert template["redis_connection_url"] == 'redis://:{{ .redis_password | urlquery | replace "+" "%20" }}@redis.example.org:6379'
    assert [entry["secretKey"] for entry in external["spec"]["data"]] == ["redis_password", "redis_queues_password"]


def test_an_external_secret_copies_a_password_in_a_variable_of_its_own() -> None:
    config = production(secrets=VAULT, redis={**EXTERNAL, "credentials": "variables"})
    [external] = [manifest for manifest in of_kind(rendered(config), "ExternalSecret") if manifest["metadata"]["name"] == "portkey-redis"]
    assert external["spec"]["target"]["template"]["data"]["redis_password"] == "{{ .redis_password }}"
    assert external["spec"]["target"]["template"]["data"]["redis_connection_url"] == "redis://redis.example.org:6379"


@pytest.mark.parametrize(
    ("redis", "hosts"),
    [
        ({**EXTERNAL, "queues": {"host": "queues.example.org"}}, ["redis.example.org", "queues.example.org"]),
        ({"kind": "inCluster", "queues": {"host": "queues.example.org"}}, ["queues.example.org"]),
        ({**EXTERNAL, "mode": "cluster", "cluster": {"nodes": ["10.0.1.1:6379", "[fd00::1]:1"]}}, ["redis.example.org", "10.0.1.1", "fd00::1"]),
        ({**EXTERNAL, "mode": "cluster", "cluster": {"discovery": DISCOVERY}}, ["redis.example.org", "nodes.example.org"]),
    ],
)
def test_no_proxy_has_every_host_of_redis(redis: dict[str, Any], hosts: list[str]) -> None:
    config = production(redis=redis, proxy={"https": "http://proxy.example.org:3128"})
    without = production(redis={"kind": "inCluster"}, proxy={"https": "http://proxy.example.org:3128"})
    for component in SERVICES:
        direct, others = (variables(each, component)["NO_PROXY"].split(",") for each in (config, without))
        assert [host for host in direct if host not in others] == hosts


@pytest.mark.parametrize(("external_id", "condition"), [(None, {}), ("acme", {"StringEquals": {"sts:ExternalId": "acme"}})])
def test_the_pods_assume_the_role_of_the_cache_and_may_do_nothing_else_there(external_id: str | None, condition: dict[str, Any]) -> None:
    assumed = {"roleArn": "arn:aws:iam::444455556666:role/cache", **({"externalId": external_id} if external_id else {})}
    iam = {"clusterName": "acme", "user": "portkey", "assumeRole": assumed}
    platform = eks_platform(redis={"kind": "elasticache", "host": "a.example.org", "tls": True, "iam": iam})
    for component in SERVICES:
        [statement] = [entry for entry in statements(role(platform, component).permissions) if "Cache" in entry["Sid"]]
        assert (statement["Sid"], statement["Action"], statement["Resource"]) == ("AssumeCacheRole", "sts:AssumeRole", assumed["roleArn"])
        assert statement.get("Condition", {}) == condition
        actual = variables(platform.config, component)
        assert actual["AWS_REDIS_ASSUME_ROLE_ARN"] == assumed["roleArn"]
        assert actual.get("AWS_REDIS_ROLE_EXTERNAL_ID") == external_id


def test_the_diagram_has_the_redis_for_queues_and_its_only_caller() -> None:
    graph = build_graph(production(redis={"kind": "inCluster", "queues": {"host": "queues.example.org", "tls": True}}).resolve())
    [queues] = [node for node in graph.nodes if node.title == "Redis for queues"]
    assert [(edge.source, edge.ports) for edge in graph.edges if edge.target == queues.id] == [("gateway", "6379 TLS")]


def test_without_a_reader_no_secret_key_is_required() -> None:
    cluster = {"discovery": {**DISCOVERY, "auth": "header"}}
    redis = {**EXTERNAL, "auth": "none", "mode": "cluster", "cluster": cluster, "queues": {"host": "queues.example.org"}}
    keys = {"redis_cluster_discovery_auth", "redis_queues_url"}
    assert {key.key for key in production(redis=redis).resolve().secret("redis").secret_keys} == keys
    stores = {name: {"kind": "inCluster"} for name in ("mysql", "clickhouse")}
    data = {"profile": "production", "auth": {"kind": "none"}, "logStore": {"kind": "none"}, "redis": redis, **stores}
    without = {"gateway": {"kind": "external", "url": "https://gateway.example.org"}, "dataservice": {"kind": "none"}}
    assert not PortkeyConfig.from_dict({**data, **without}).resolve().secret("redis").needed
