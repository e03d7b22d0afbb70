"""What other apps build on: Services, pods, accounts and Secrets as cdk8s-plus takes them."""

from typing import Any

import cdk8s_plus_27 as kplus
import pytest
from cdk8s import ApiObject, Chart, JsonPatch

from portkey_constructs.config import GatewayConfig, PortkeyConfig, SecretGroup, ServiceSettings
from portkey_constructs.constructs import ClickHouse, Frontend, Gateway, IrsaServiceAccount, Migration, MySql, Portkey, PortkeyNamespace, Redis
from portkey_constructs.errors import ConfigurationError, PortkeyError
from tests.constructs.charts import new_chart, objects
from tests.support.all_settings import ALL_SETTINGS, MINIMAL

PRODUCTION = ALL_SETTINGS["production"]
SERVICES = ("gateway", "backend", "dataservice", "frontend")
STORES = ("mysql", "redis", "clickhouse")
IN_CLUSTER = (*SERVICES, *STORES)


@pytest.fixture
def chart() -> Chart:
    return new_chart()


def kinds(chart: Chart, kind: str) -> list[dict[str, Any]]:
    return [it for it in objects(chart) if it["kind"] == kind]


def only(chart: Chart, kind: str, name: str | None = None) -> dict[str, Any]:
    (manifest,) = [it for it in objects(chart) if it["kind"] == kind and name in (None, it["metadata"]["name"])]
    return manifest


@pytest.mark.parametrize("part", IN_CLUSTER)
@pytest.mark.parametrize("config", [MINIMAL, PRODUCTION], ids=["minimal", "production"])
def test_network_policy_selects_the_pods_of_the_component(chart: Chart, config: PortkeyConfig, part: str) -> None:
    """The rule selects the very labels of the pods, and finds them from any namespace."""
    handle = getattr(Portkey(chart, "Portkey", config=config), part)
    policy = kplus.NetworkPolicy(chart, "Policy", selector=kplus.Pods.select(chart, "Team", labels={"team": "a"}))
    policy.add_egress_rule(handle.pods)
    [own] = [item for item in kinds(chart, "NetworkPolicy") if item["spec"]["podSelector"]["matchLabels"] == {"team": "a"}]
    ((peer,),) = [rule["to"] for rule in own["spec"]["egress"]]
    kind = "Deployment" if part in SERVICES else "StatefulSet"
    workload = only(chart, kind, f"{config.name}-{part}")
    assert peer["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": config.namespace}}
    assert peer["podSelector"]["matchLabels"] == workload["spec"]["selector"]["matchLabels"]
    assert peer["podSelector"]["matchLabels"].items() <= workload["spec"]["template"]["metadata"]["labels"].items()


def test_network_policy_on_platform_pods_is_in_their_namespace(chart: Chart) -> None:
    gateway = Gateway(chart, "Gateway", config=MINIMAL)
    kplus.NetworkPolicy(chart, "Policy", selector=gateway.pods, ingress=kplus.NetworkPolicyTraffic(default=kplus.NetworkPolicyTrafficDefault.DENY))
    assert only(chart, "NetworkPolicy")["metadata"]["namespace"] == "portkey"


def test_allow_from_adds_a_policy_for_pods_of_another_namespace(chart: Chart) -> None:
    gateway = Gateway(chart, "Gateway", config=PRODUCTION)
    namespaces = kplus.Namespaces.select(chart, "TeamNamespace", names=["team-a"])
    assert gateway.allow_from(kplus.Pods.select(chart, "TeamA", labels={"app": "assistant"}, namespaces=namespaces)) is not None
    policy = only(chart, "NetworkPolicy")
    assert policy["metadata"]["namespace"] == "ai"
    assert policy["spec"]["policyTypes"] == ["Ingress"]
    assert policy["spec"]["podSelector"]["matchLabels"] == only(chart, "Deployment")["spec"]["selector"]["matchLabels"]
    [rule] = policy["spec"]["ingress"]
    assert rule["from"] == [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "team-a"}}, "podSelector": {"matchLabels": {"app": "assistant"}}}
    ]
    assert rule["ports"] == [{"port": 8787, "protocol": "TCP"}, {"port": 8788, "protocol": "TCP"}]


def test_allow_from_closes_nothing_where_the_platform_has_no_policies(chart: Chart) -> None:
    gateway = Gateway(chart, "Gateway", config=MINIMAL)
    assert gateway.allow_from(kplus.Pods.select(chart, "TeamA", labels={"app": "assistant"})) is None
    assert kinds(chart, "NetworkPolicy") == []


@pytest.mark.parametrize(
    "config", [MINIMAL, MINIMAL.model_copy(update={"gateway": GatewayConfig(service=ServiceSettings(port=18080))})], ids=["minimal", "own-port"]
)
def test_ingress_rule_can_use_the_service(chart: Chart, config: PortkeyConfig) -> None:
    gateway = Gateway(chart, "Gateway", config=config)
    kplus.Ingress(chart, "Ingress").add_rule("/", kplus.IngressBackend.from_service(gateway.service))
    (rule,) = only(chart, "Ingress")["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    service = only(chart, "Service")
    assert backend == {"name": service["metadata"]["name"], "port": {"number": service["spec"]["ports"][0]["port"]}}


def test_port_can_be_added_to_the_service(chart: Chart) -> None:
    gateway = Gateway(chart, "Gateway", config=MINIMAL)
    gateway.service.bind(9090, name="metrics", target_port=8787)
    assert [(port["name"], port["targetPort"]) for port in only(chart, "Service")["spec"]["ports"]] == [("gateway", "gateway"), ("metrics", 8787)]


@pytest.mark.parametrize("part", SERVICES)
@pytest.mark.parametrize("name", ["production", "development"])
def test_url_is_the_one_other_components_use(chart: Chart, name: str, part: str) -> None:
    config = ALL_SETTINGS[name]
    assert getattr(Portkey(chart, "Portkey", config=config), part).url == config.resolve().components[part].url


def test_stores_have_urls(chart: Chart) -> None:
    portkey = Portkey(chart, "Portkey", config=PRODUCTION)
    assert portkey.mysql is not None
    assert portkey.redis is not None
    assert portkey.clickhouse is not None
    assert portkey.mysql.url == "mysql://acme-mysql.ai.svc.cluster.example.org:13306"
    assert portkey.redis.url == "redis://acme-redis.ai.svc.cluster.example.org:13306"
    assert portkey.clickhouse.url == "http://acme-clickhouse.ai.svc.cluster.example.org:13306"


@pytest.mark.parametrize("part", IN_CLUSTER)
@pytest.mark.parametrize("name", ["production", "development"])
def test_service_account_can_be_used_by_another_pod(chart: Chart, name: str, part: str) -> None:
    handle = getattr(Portkey(chart, "Portkey", config=ALL_SETTINGS[name]), part)
    kplus.Pod(chart, "Pod", service_account=handle.service_account, containers=[kplus.ContainerProps(image="debug:1")])
    kind = "Deployment" if part in SERVICES else "StatefulSet"
    workload = only(chart, kind, f"{ALL_SETTINGS[name].name}-{part}")
    assert only(chart, "Pod")["spec"]["serviceAccountName"] == workload["spec"]["template"]["spec"]["serviceAccountName"]


@pytest.mark.parametrize(("config", "secret"), [(MINIMAL, "portkey-mysql"), (PRODUCTION, "own-mysql")], ids=["made", "existing"])
def test_secret_can_be_read_by_another_container(chart: Chart, config: PortkeyConfig, secret: str) -> None:
    portkey = Portkey(chart, "Portkey", config=config)
    assert portkey.mysql is not None
    team = kplus.Deployment(chart, "Team", containers=[kplus.ContainerProps(image="team:1")])
    team.containers[0].env.add_variable("ONE", portkey.mysql.secret.env_value("mysql_password"))
    team.containers[0].env.add_variable("TWO", portkey.secrets.secret("app").env_value("jwtPrivateKey"))
    (manifest,) = [it for it in objects(chart) if it["kind"] == "Deployment" and it["spec"]["template"]["spec"]["containers"][0]["image"] == "team:1"]
    first, second = manifest["spec"]["template"]["spec"]["containers"][0]["env"]
    assert first["valueFrom"]["secretKeyRef"] == {"name": secret, "key": "mysql_password"}
    assert second["valueFrom"]["secretKeyRef"] == {"name": config.resolve().secret("app").name, "key": "jwtPrivateKey"}


def test_handles_add_no_objects(chart: Chart) -> None:
    portkey = Portkey(chart, "Portkey", config=MINIMAL)
    before = objects(chart)
    for part in IN_CLUSTER:
        handle = getattr(portkey, part)
        assert handle.pods is handle.pods
        assert handle.service_account is handle.service_account
    assert portkey.mysql is not None
    assert portkey.clickhouse is not None
    assert portkey.namespace is not None
    assert portkey.mysql.secret is portkey.mysql.secret
    assert portkey.clickhouse.secret.name == "portkey-clickhouse"
    assert portkey.secrets.secret(SecretGroup.REGISTRY).name == "portkey-registry"
    assert portkey.namespace.namespaces is portkey.namespace.namespaces
    assert portkey.namespace.name == "portkey"
    assert objects(chart) == before


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_external_store_is_none(chart: Chart, name: str) -> None:
    portkey, platform = Portkey(chart, "Portkey", config=ALL_SETTINGS[name]), ALL_SETTINGS[name].resolve()
    assert {store: getattr(portkey, store) is not None for store in STORES} == {store: store in platform.stores for store in STORES}
    assert (portkey.migration is not None) == (platform.migration is not None)
    assert (portkey.namespace is not None) == ALL_SETTINGS[name].create_namespace


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_external_service_is_none(chart: Chart, name: str) -> None:
    portkey, platform = Portkey(chart, "Portkey", config=ALL_SETTINGS[name]), ALL_SETTINGS[name].resolve()
    for service in SERVICES:
        component = getattr(portkey, service)
        assert (component.host if component else None) == (platform.components[service].host if service in platform.components else None)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("aws", "http://portkey-gateway.portkey.svc.cluster.local:8787"),
        ("hybrid", "http://portkey-gateway.portkey.svc.cluster.local:8787"),
        ("alone", "http://portkey-gateway.portkey.svc.cluster.local:8788"),
        ("gateway-elsewhere", "https://gateway.example.org"),
        ("production", "http://acme-gateway.ai.svc.cluster.example.org:8787"),
    ],
)
def test_gateway_has_an_address_in_and_outside_the_cluster(chart: Chart, name: str, url: str) -> None:
    portkey = Portkey(chart, "Portkey", config=ALL_SETTINGS[name])
    assert portkey.gateway_url == url
    if portkey.gateway:
        assert portkey.gateway.url == url


def test_former_clickhouse_has_its_own_secret(chart: Chart) -> None:
    config = ALL_SETTINGS["aks-csi"]
    clickhouse = ClickHouse(chart, "ClickHouse", config=config)
    assert clickhouse.secret.name == only(chart, "Secret")["metadata"]["name"] == "portkey-clickhouse-former"
    read = {variable["name"]: variable for variable in only(chart, "StatefulSet")["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert read["CLICKHOUSE_PASSWORD"]["valueFrom"]["secretKeyRef"]["name"] == "portkey-clickhouse-former"


@pytest.mark.parametrize(
    ("construct", "config", "message"),
    [
        (MySql, ALL_SETTINGS["aws"], r"mysql\.kind  is external: there is nothing to host: leave the construct of mysql out"),
        (Redis, ALL_SETTINGS["aws"], r"redis\.kind  is elasticache: there is nothing to host"),
        (ClickHouse, ALL_SETTINGS["alone"], r"clickhouse\.kind  is external: there is nothing to host"),
        (Migration, ALL_SETTINGS["development"], r"migration\.kind  is inPod: there is nothing to host"),
        (
            Migration,
            ALL_SETTINGS["hybrid"],
            r"deployment\.kind  is dataPlane, without a backend: there is nothing to host: leave the construct out \[PK-",
        ),
        (Gateway, ALL_SETTINGS["gateway-elsewhere"], r"gateway  runs elsewhere, and deployment\.kind is platform: there is nothing to host"),
        (Frontend, ALL_SETTINGS["hybrid"], r"frontend  runs elsewhere, and deployment\.kind is dataPlane"),
        (
            MySql,
            ALL_SETTINGS["hybrid"],
            r"deployment\.kind  is dataPlane, without mysql: there is nothing to host: leave the construct of mysql out \[PK-",
        ),
        (ClickHouse, ALL_SETTINGS["hybrid"], r"deployment\.kind  is dataPlane, without clickhouse: there is nothing to host"),
        (PortkeyNamespace, PRODUCTION, r"create_namespace  is false: there is nothing to host"),
    ],
)
def test_construct_without_objects_is_refused(chart: Chart, construct: Any, config: PortkeyConfig, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        construct(chart, "It", config=config)
    assert chart.node.children == []


def test_migration_has_the_name_of_its_job(chart: Chart) -> None:
    assert Migration(chart, "Migration", config=MINIMAL).job_name == only(chart, "Job")["metadata"]["name"]


def test_irsa_service_account(chart: Chart) -> None:
    role = IrsaServiceAccount(chart, "Role", name="reader", namespace="models", role_arn="arn:aws-cn:iam::111122223333:role/path/reader")
    kplus.Deployment(chart, "Team", service_account=role.service_account, containers=[kplus.ContainerProps(image="team:1")])
    assert only(chart, "Deployment")["spec"]["template"]["spec"]["serviceAccountName"] == "reader"
    account = only(chart, "ServiceAccount")
    assert account["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": "arn:aws-cn:iam::111122223333:role/path/reader"}


@pytest.mark.parametrize(
    ("settings", "messages"),
    [
        ({"role_arn": "arn:aws:iam::ACCOUNT_ID:role/reader"}, ["role_arn"]),
        ({"role_arn": "arn:aws:iam::111122223333:user/reader"}, ["the ARN of an IAM role"]),
        ({"name": "Not_A_Name"}, ["name  "]),
        ({"namespace": "a.b"}, ["namespace  "]),
        ({"labels": {"team": "not a value"}}, ["labels"]),
        ({"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/other"}}, ["is set in addition to role_arn"]),
        ({"name": "", "role_arn": ""}, ["name  ", "role_arn  "]),
    ],
)
def test_invalid_irsa_service_account_is_refused(chart: Chart, settings: dict[str, Any], messages: list[str]) -> None:
    with pytest.raises(PortkeyError) as raised:
        IrsaServiceAccount(chart, "Role", **{"name": "reader", "role_arn": "arn:aws:iam::111122223333:role/reader", **settings})
    assert [message for message in messages if message not in str(raised.value)] == []
    assert chart.node.children == []


def test_patches_of_newer_fields_and_numeric_target_ports_survive(chart: Chart) -> None:
    gateway = Gateway(chart, "Gateway", config=MINIMAL)
    ApiObject.of(gateway.service).add_json_patch(
        JsonPatch.add("/spec/trafficDistribution", "PreferClose"), JsonPatch.replace("/spec/ports/0/targetPort", 8787)
    )
    gateway.service.metadata.add_label("team", "a")
    service = only(chart, "Service")
    assert service["spec"]["trafficDistribution"] == "PreferClose"
    assert service["spec"]["ports"][0]["targetPort"] == 8787
    assert service["metadata"]["labels"]["team"] == "a"


@pytest.mark.parametrize("part", SERVICES)
def test_a_deployment_and_its_autoscaler_can_be_patched(chart: Chart, part: str) -> None:
    handle = getattr(Portkey(chart, "Portkey", config=PRODUCTION), part)
    assert (handle.deployment.kind, handle.deployment.name) == ("Deployment", f"acme-{part}")
    handle.deployment.add_json_patch(JsonPatch.add("/spec/minReadySeconds", 5))
    handle.autoscaler.add_json_patch(JsonPatch.replace("/spec/maxReplicas", 99))
    assert only(chart, "Deployment", f"acme-{part}")["spec"]["minReadySeconds"] == 5
    assert only(chart, "HorizontalPodAutoscaler", f"acme-{part}")["spec"]["maxReplicas"] == 99


def test_without_autoscaling_there_is_no_autoscaler(chart: Chart) -> None:
    assert Gateway(chart, "Gateway", config=MINIMAL).autoscaler is None


def test_stores_and_the_migration_have_their_workload_and_pods(chart: Chart) -> None:
    portkey = Portkey(chart, "Portkey", config=MINIMAL)
    assert portkey.mysql is not None
    assert portkey.migration is not None
    assert (portkey.mysql.stateful_set.kind, portkey.mysql.stateful_set.name) == ("StatefulSet", "portkey-mysql")
    assert (portkey.migration.job.kind, portkey.migration.job.name) == ("Job", portkey.migration.job_name)
    policy = kplus.NetworkPolicy(chart, "Policy", selector=kplus.Pods.select(chart, "Team", labels={"team": "a"}))
    policy.add_ingress_rule(portkey.migration.pods)
    ((peer,),) = [rule["from"] for rule in only(chart, "NetworkPolicy")["spec"]["ingress"]]
    assert peer["podSelector"]["matchLabels"].items() <= only(chart, "Job")["spec"]["template"]["metadata"]["labels"].items()


def test_any_hosted_object_is_found_by_its_id(chart: Chart) -> None:
    frontend = Frontend(chart, "Frontend", config=MINIMAL)
    config_map = frontend.api_object("ConfigMap")
    assert config_map is not None
    assert (config_map.kind, config_map.name) == ("ConfigMap", "portkey-frontend")
    assert frontend.api_object("HTTPRoute") is None
