"""What the profiles give where the configuration says nothing."""

from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from portkey_constructs.config import (
    Amounts,
    Autoscaling,
    DataPlane,
    ExistingClaim,
    ExistingSecrets,
    ExistingSecretStore,
    ExternalClickHouse,
    ExternalGateway,
    ExternalMySql,
    ExternalRedis,
    ExternalSecrets,
    GatewayConfig,
    GatewayOnly,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    InlineSecrets,
    NoAuth,
    NoDataService,
    NoImagePull,
    NoLogStore,
    Persistence,
    PortkeyConfig,
    Resources,
    S3LogStore,
    SecretGroup,
)
from portkey_constructs.config.quantities import amount
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.platform import Platform, Replicas
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES, ServiceName, StoreName

Profile = Literal["development", "production"]
STORES: dict[str, Any] = {"mysql": InClusterMySql(), "redis": InClusterRedis(), "clickhouse": InClusterClickHouse(), "log_store": NoLogStore()}


def config(profile: Profile, **settings: Any) -> PortkeyConfig:
    if profile == "production":
        return PortkeyConfig(profile=profile, auth=NoAuth(), **{**STORES, **settings})
    return PortkeyConfig(**{"profile": profile, "auth": NoAuth(), "client_auth": SecretStr("x"), "image_pull": NoImagePull(), **settings})


def replicas(settings: PortkeyConfig, component: ServiceName) -> Replicas:
    return settings.resolve().services[component].replicas


def stores(platform: Platform) -> tuple[object, ...]:
    assert platform.mysql is not None
    assert platform.clickhouse is not None
    return (platform.mysql.settings, platform.redis.settings, platform.clickhouse.settings, platform.log_store.settings)


def resources(settings: PortkeyConfig, component: str) -> Resources:
    return settings.resolve().components[component].resources


@pytest.mark.parametrize("profile", ["development", "production"])
@pytest.mark.parametrize("component", [*SERVICE_NAMES, *STORE_NAMES])
def test_every_component_requests_cpu_and_memory_within_its_limits(profile: Profile, component: str) -> None:
    actual = resources(config(profile), component)
    for metric in ("cpu", "memory"):
        request, limit = getattr(actual.requests, metric), getattr(actual.limits, metric)
        assert Decimal(0) < amount(request) <= amount(limit)


@pytest.mark.parametrize("component", [*SERVICE_NAMES, *STORE_NAMES])
def test_development_requests_less_than_production(component: str) -> None:
    small, large = (resources(config(profile), component).requests for profile in ("development", "production"))
    for metric in ("cpu", "memory"):
        assert amount(getattr(small, metric)) < amount(getattr(large, metric))


def test_gateway_has_the_recommended_scaling_and_requests() -> None:
    actual = replicas(config("production"), "gateway")
    assert isinstance(actual.autoscaling, Autoscaling)
    assert (actual.fixed, actual.autoscaling.min, actual.autoscaling.max, actual.autoscaling.cpu, actual.autoscaling.memory) == (None, 2, 20, 60, 80)
    requests = resources(config("production"), "gateway").requests
    assert (requests.cpu, requests.memory) == ("200m", "1Gi")


@pytest.mark.parametrize(("component", "request_", "limit"), [("gateway", "1Gi", "2Gi"), ("backend", "2Gi", "4Gi"), ("dataservice", "512Mi", "2Gi")])
def test_services_have_the_recommended_memory_in_production(component: ServiceName, request_: str, limit: str) -> None:
    actual = resources(config("production"), component)
    assert (actual.requests.memory, actual.limits.memory) == (request_, limit)


@pytest.mark.parametrize("component", SERVICE_NAMES)
def test_production_has_at_least_two_pods_and_development_one(component: ServiceName) -> None:
    assert replicas(config("production"), component).minimum == 2
    actual = replicas(config("development"), component)
    assert (actual.minimum, actual.maximum, actual.autoscaling) == (1, 1, None)


@pytest.mark.parametrize("profile", ["development", "production"])
@given(replica_count=st.integers(1, 9) | st.tuples(st.integers(1, 5), st.integers(0, 5)))
@settings(max_examples=30)
def test_settings_override_the_profile(profile: Profile, replica_count: Any) -> None:
    if isinstance(replica_count, int):
        actual = replicas(config(profile, gateway=GatewayConfig(replicas=replica_count)), "gateway")
        assert (actual.fixed, actual.minimum, actual.maximum, actual.autoscaling) == (replica_count, replica_count, replica_count, None)
    else:
        scaling = Autoscaling(min=replica_count[0], max=sum(replica_count), cpu=50)
        actual = replicas(config(profile, gateway=GatewayConfig(autoscaling=scaling)), "gateway")
        assert (actual.fixed, actual.minimum, actual.maximum, actual.autoscaling) == (None, replica_count[0], sum(replica_count), scaling)


def test_resources_are_replaced_as_a_whole() -> None:
    own = Resources(requests=Amounts(cpu="1", memory="1Gi"))
    actual = resources(config("production", gateway=GatewayConfig(resources=own)), "gateway")
    assert actual == own
    assert actual.limits == Amounts()


@pytest.mark.parametrize("store", STORE_NAMES)
def test_volume_size_is_the_setting_or_the_default_of_the_profile(store: StoreName) -> None:
    def size(profile: Profile, **settings: Any) -> str:
        return config(profile, **settings).resolve().stores[store].volume_size or ""

    assert amount(size("development")) < amount(size("production"))
    own = type(STORES[store])(persistence=Persistence(size="7Gi"))
    assert size("production", **{store: own}) == "7Gi"
    classed = type(STORES[store])(persistence=Persistence(storage_class="gp3"))
    assert size("production", **{store: classed}) == size("production")
    existing = type(STORES[store])(persistence=ExistingClaim(name="own"))
    assert size("production", **{store: existing}) == ""


def test_development_has_stores_and_production_requires_a_choice() -> None:
    assert stores(config("development").resolve()) == (InClusterMySql(), InClusterRedis(), InClusterClickHouse(), NoLogStore())
    mysql, redis, logs = ExternalMySql(host="db.example.org"), ExternalRedis(host="r.example.org"), S3LogStore(bucket="logs", region="us-west-2")
    chosen = stores(config("production", mysql=mysql, redis=redis, log_store=logs).resolve())
    assert chosen == (mysql, redis, InClusterClickHouse(), logs)


def test_secrets_are_inline_in_development_and_existing_in_production() -> None:
    assert config("development").resolve().secret_sources[SecretGroup.APP] == InlineSecrets()
    assert config("production").resolve().secret_sources[SecretGroup.APP] == ExistingSecrets()
    own = ExistingSecrets(names={SecretGroup.APP: "own"})
    assert config("production", secrets=own).resolve().secret_sources[SecretGroup.APP] == own
    source = ExternalSecrets(store=ExistingSecretStore(name="company"))
    production = config("production", secrets=own, secret_overrides={SecretGroup.MYSQL: source})
    assert production.resolve().secret_sources[SecretGroup.APP] == own
    assert production.resolve().secret_sources[SecretGroup.MYSQL] == source


SHAPES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {*SERVICE_NAMES, *STORE_NAMES}),
    ({"gateway": ExternalGateway(url="https://gateway.example.org")}, {"backend", "dataservice", "frontend", *STORE_NAMES}),
    ({"dataservice": NoDataService()}, {"gateway", "backend", "frontend", *STORE_NAMES}),
    ({"redis": ExternalRedis(host="r.example.org", password=SecretStr("x"))}, {*SERVICE_NAMES, "mysql", "clickhouse"}),
    ({"deployment": DataPlane(organisations=("a",)), "auth": None}, {"gateway", "dataservice", "redis"}),
    ({"deployment": DataPlane(organisations=("a",)), "dataservice": NoDataService(), "auth": None}, {"gateway", "redis"}),
    ({"deployment": GatewayOnly(backend_url="https://b.example.org", organisations=("a",)), "auth": None}, {"gateway", "redis"}),
]


@pytest.mark.parametrize(("settings", "components"), SHAPES)
def test_deployment_and_kinds_determine_the_components(settings: dict[str, Any], components: set[str]) -> None:
    platform = config("development", **settings).resolve()
    assert set(platform.components) == {*platform.services, *platform.stores} == components
    assert (platform.migration is not None) is ("backend" in components)


def test_former_clickhouse_still_runs() -> None:
    former = InClusterClickHouse(user="old")
    platform = config("production", clickhouse=ExternalClickHouse(host="c.example.org", former=former)).resolve()
    assert (platform.stores["clickhouse"].settings, platform.stores["clickhouse"].path) == (former, "clickhouse.former")
    assert platform.clickhouse is not None
    assert platform.clickhouse.in_cluster == former
    assert config("production").resolve().stores["clickhouse"].path == "clickhouse"
    assert "clickhouse" not in config("production", clickhouse=ExternalClickHouse(host="c.example.org")).resolve().stores


def test_data_plane_without_clickhouse_has_none() -> None:
    assert config("development", deployment=DataPlane(organisations=("a",)), auth=None).resolve().clickhouse is None


@pytest.mark.parametrize(
    ("store", "sub_path", "folder"), [("mysql", None, "mysql"), ("redis", None, ""), ("mysql", "", ""), ("clickhouse", "a", "a")]
)
def test_only_mysql_uses_a_sub_path_by_default(store: StoreName, sub_path: str | None, folder: str) -> None:
    settings: InClusterStore = type(STORES[store])(persistence=Persistence(sub_path=sub_path))
    assert config("production", **{store: settings}).resolve().stores[store].sub_path == folder
