"""What the profiles give where the configuration says nothing.

Requests and scaling of the gateway are Portkey's own figures; those of the other services follow the deployment guide's recommended limits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from portkey_constructs.config.log_store import LogStore, NoLogStore
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExistingSecrets, InlineSecrets, SecretGroup, SecretSource
from portkey_constructs.config.services import Autoscaling, DataPlane, ExternalGateway, GatewayOnly, JobMigration, NoDataService, ServiceConfig
from portkey_constructs.config.stores import (
    AnyClickHouse,
    AnyMySql,
    AnyRedis,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    InClusterStore,
    RemoteClickHouse,
)
from portkey_constructs.config.workload import Amounts, Resources, Workload

__all__ = [
    "SERVICE_NAMES",
    "STORE_NAMES",
    "Deployed",
    "Replicas",
    "ServiceName",
    "StoreName",
    "clickhouse",
    "clickhouse_here",
    "deployed",
    "log_store",
    "migrates",
    "mysql",
    "redis",
    "replicas",
    "resources",
    "secret_source",
    "service",
    "services",
    "stores",
    "volume_size",
    "volume_sub_path",
]

ServiceName = Literal["gateway", "backend", "dataservice", "frontend"]
StoreName = Literal["mysql", "redis", "clickhouse"]
SERVICE_NAMES: tuple[ServiceName, ...] = ("gateway", "backend", "dataservice", "frontend")
STORE_NAMES: tuple[StoreName, ...] = ("mysql", "redis", "clickhouse")

Store = TypeVar("Store", InClusterMySql, InClusterRedis, InClusterClickHouse)

_RESOURCES: Mapping[str, Mapping[str, tuple[str, str, str, str]]] = {
    "production": {
        "gateway": ("200m", "500Mi", "1", "1Gi"),
        "backend": ("500m", "1Gi", "2", "4Gi"),
        "dataservice": ("300m", "512Mi", "1", "2Gi"),
        "frontend": ("50m", "64Mi", "500m", "256Mi"),
        "mysql": ("500m", "1Gi", "2", "4Gi"),
        "redis": ("100m", "256Mi", "1", "2Gi"),
        "clickhouse": ("500m", "2Gi", "2", "8Gi"),
    },
    "development": {
        "gateway": ("50m", "256Mi", "1", "1Gi"),
        "backend": ("50m", "256Mi", "1", "2Gi"),
        "dataservice": ("50m", "128Mi", "1", "1Gi"),
        "frontend": ("10m", "32Mi", "500m", "256Mi"),
        "mysql": ("50m", "512Mi", "1", "1Gi"),
        "redis": ("10m", "64Mi", "500m", "256Mi"),
        "clickhouse": ("50m", "512Mi", "1", "2Gi"),
    },
}
_AUTOSCALING: Mapping[str, dict[str, Any]] = {
    "gateway": {"min": 2, "max": 20, "cpu": 60, "memory": 80},
    "backend": {"min": 2, "max": 5, "cpu": 80, "memory": 80},
}
_VOLUME: Mapping[str, Mapping[str, str]] = {
    "production": {"mysql": "50Gi", "redis": "10Gi", "clickhouse": "100Gi"},
    "development": {"mysql": "5Gi", "redis": "1Gi", "clickhouse": "10Gi"},
}


@dataclass(frozen=True, slots=True)
class Replicas:
    """How many pods: a fixed number, or between two by load."""

    fixed: int | None
    scaled: Autoscaling | None

    @property
    def least(self) -> int:
        """The fewest there can be."""
        return self.scaled.min if self.scaled else self.fixed or 1

    @property
    def most(self) -> int:
        """The most there can be."""
        return self.scaled.max if self.scaled else self.fixed or 1


@dataclass(frozen=True, slots=True)
class Deployed:
    """A component that runs in this cluster: its settings, and the path of the setting that holds them."""

    workload: Workload
    path: str


def services(config: PortkeyConfig) -> tuple[ServiceName, ...]:
    """Those of Portkey's services that run in this cluster."""
    shape = config.deployment
    away: set[str] = {"backend", "frontend"} if isinstance(shape, GatewayOnly | DataPlane) else set()
    if isinstance(shape, GatewayOnly):
        away.add("dataservice")
    if isinstance(config.gateway, ExternalGateway):
        away.add("gateway")
    if isinstance(config.dataservice, NoDataService):
        away.add("dataservice")
    return tuple(name for name in SERVICE_NAMES if name not in away)


def stores(config: PortkeyConfig) -> dict[str, Deployed]:
    """The stores that run in this cluster."""
    shape = config.deployment
    found: dict[str, Deployed] = {}
    if not isinstance(shape, GatewayOnly | DataPlane) and isinstance(database := mysql(config), InClusterMySql):
        found["mysql"] = Deployed(database, "mysql")
    if isinstance(cache := redis(config), InClusterRedis):
        found["redis"] = Deployed(cache, "redis")
    if (here := clickhouse_here(config)) is not None:
        found["clickhouse"] = Deployed(here, "clickhouse" if isinstance(clickhouse(config), InClusterClickHouse) else "clickhouse.former")
    return found


def deployed(config: PortkeyConfig) -> dict[str, Deployed]:
    """Every component that runs in this cluster, services first."""
    found: dict[str, Deployed] = {name: Deployed(service(config, name), name) for name in services(config)}
    return {**found, **stores(config)}


def migrates(config: PortkeyConfig) -> bool:
    """Whether a Job migrates the databases."""
    return isinstance(config.migration, JobMigration) and "backend" in services(config)


def volume_sub_path(store: str, workload: InClusterStore) -> str:
    """Folder of a store's volume that holds its data, empty for the root.

    MySQL initialises an empty folder alone, and the root of a fresh ext4 volume has `lost+found` in it.
    """
    said = workload.persistence.sub_path
    return said if said is not None else "mysql" if store == "mysql" else ""


@cache
def _nowhere() -> LogStore:
    return NoLogStore()


@cache
def _in_cluster(store: Callable[[], Store]) -> Store:
    return store()


@cache
def _default_autoscaling(component: str) -> Autoscaling:
    return Autoscaling(**_AUTOSCALING[component])


@cache
def _default_source(profile: str) -> SecretSource:
    return InlineSecrets() if profile == "development" else ExistingSecrets()


@cache
def _default_resources(profile: str, component: str) -> Resources:
    cpu, memory, cpu_limit, memory_limit = _RESOURCES[profile][component]
    return Resources(requests=Amounts(cpu=cpu, memory=memory), limits=Amounts(cpu=cpu_limit, memory=memory_limit))


def resources(config: PortkeyConfig, component: str, workload: Workload) -> Resources:
    """Requests and limits of a component or store with these settings."""
    return workload.resources or _default_resources(config.profile, component)


def service(config: PortkeyConfig, component: ServiceName) -> ServiceConfig:
    """The settings of one of the services that run here."""
    found: ServiceConfig = getattr(config, component)
    return found


def replicas(config: PortkeyConfig, component: ServiceName) -> Replicas:
    """How many pods a service has: as said, or one in development, two or more in production."""
    said = service(config, component)
    if said.autoscaling or said.replicas:
        return Replicas(None if said.autoscaling else said.replicas, said.autoscaling)
    if config.profile == "production" and component in _AUTOSCALING:
        return Replicas(None, _default_autoscaling(component))
    return Replicas(2 if config.profile == "production" else 1, None)


def volume_size(config: PortkeyConfig, store: str, workload: InClusterStore) -> str:
    """Size of the volume of a store in the cluster."""
    return workload.persistence.size or _VOLUME[config.profile][store]


def mysql(config: PortkeyConfig) -> AnyMySql:
    """The relational database."""
    return config.mysql or _in_cluster(InClusterMySql)


def redis(config: PortkeyConfig) -> AnyRedis:
    """The cache."""
    return config.redis or _in_cluster(InClusterRedis)


def clickhouse(config: PortkeyConfig) -> AnyClickHouse | None:
    """The analytics store; None where the control plane keeps the analytics."""
    if config.clickhouse is None and isinstance(config.deployment, GatewayOnly | DataPlane):
        return None
    return config.clickhouse or _in_cluster(InClusterClickHouse)


def clickhouse_here(config: PortkeyConfig) -> InClusterClickHouse | None:
    """ClickHouse in this cluster, whether it serves or waits for its data to move."""
    said = clickhouse(config)
    return said.former if isinstance(said, RemoteClickHouse) else said


def log_store(config: PortkeyConfig) -> LogStore:
    """Where logs go."""
    return config.log_store or _nowhere()


def secret_source(config: PortkeyConfig, group: SecretGroup | None = None) -> SecretSource:
    """Where a Secret comes from, or most of them do."""
    said = config.secret_overrides.get(group) if group is not None else None
    return said or config.secrets or _default_source(config.profile)
