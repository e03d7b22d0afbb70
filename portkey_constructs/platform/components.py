"""The workloads that run in this cluster: services, stores and the migration Job."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from portkey_constructs.config.autoscaling import Autoscaling, ExternalAutoscaling, KedaAutoscaling
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.mysql import MySqlAdministrator
from portkey_constructs.config.service_settings import ServiceSettings
from portkey_constructs.config.services import JobMigration, ServiceConfig
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.workload import CreateServiceAccount, Resources, ServiceAccount, Workload
from portkey_constructs.kubernetes.registry import Stage
from portkey_constructs.platform.image_version import ImageVersion
from portkey_constructs.platform.ports import NamedPort
from portkey_constructs.platform.shutdown import Shutdown

__all__ = [
    "FORMER_CLICKHOUSE",
    "MYSQL_USER",
    "NODE_SERVICES",
    "SERVICE_NAMES",
    "STORE_NAMES",
    "Component",
    "ComponentName",
    "Migration",
    "MySqlUserJob",
    "Replicas",
    "Service",
    "ServiceName",
    "Store",
    "StoreName",
    "stage_of_component",
]

ServiceName = Literal["gateway", "backend", "dataservice", "frontend"]
StoreName = Literal["mysql", "redis", "clickhouse"]
ComponentName = ServiceName | StoreName
SERVICE_NAMES: Final[tuple[ServiceName, ...]] = ("gateway", "backend", "dataservice", "frontend")
STORE_NAMES: Final[tuple[StoreName, ...]] = ("mysql", "redis", "clickhouse")
FORMER_CLICKHOUSE: Final = "clickhouse-former"
"""The former ClickHouse, which keeps running until its data is migrated; it reads a separate Secret."""
MYSQL_USER: Final = "mysql-user"
"""The Job that creates the user for Portkey on a MySQL outside the cluster."""
_STAGES: Final = {**dict.fromkeys((*STORE_NAMES, MYSQL_USER), Stage.STORES), "migration": Stage.MIGRATION}
NODE_SERVICES: Final[tuple[ServiceName, ...]] = ("gateway", "backend", "dataservice")
"""The services that run on Node.js, all but the front end: they read and write logs, and call stores, clouds and models."""


def stage_of_component(component: str) -> Stage:
    """The stage of a component's pods, by the value of the label `app.kubernetes.io/component`."""
    return _STAGES.get(component, Stage.SERVICES)


class Replicas(NamedTuple):
    """How many pods a service has: a fixed number, or a range that an autoscaler chooses from."""

    fixed: int | None
    autoscaling: Autoscaling | KedaAutoscaling | ExternalAutoscaling | None

    @property
    def minimum(self) -> int:
        """Fewest pods while the service runs, at least one."""
        least = self.autoscaling.min if self.autoscaling else self.fixed
        return least or 1

    @property
    def maximum(self) -> int | None:
        """Most pods; None if something outside the manifests decides and its maximum is unknown."""
        return self.autoscaling.max if self.autoscaling else self.fixed or 1

    @property
    def several(self) -> bool:
        """Whether there can be more than one pod."""
        return self.maximum is None or self.maximum > 1

    @property
    def can_be_zero(self) -> bool:
        """Whether the autoscaler may remove the last pod."""
        scaling = self.autoscaling
        return scaling is not None and (scaling.min == 0 or (isinstance(scaling, KedaAutoscaling) and scaling.idle == 0))

    @property
    def range(self) -> str:
        """The number of pods in words: `3`, `2 to 20`, `2 or more`."""
        least = 0 if self.can_be_zero else self.minimum
        if self.maximum is None:
            return f"{least} or more"
        return f"{least} to {self.maximum}" if least != self.maximum else str(least)

    @property
    def decided_by(self) -> str:
        """What decides the number of pods: `load`, `KEDA`, `another autoscaler`; empty if it is fixed."""
        if self.autoscaling is None:
            return ""
        return {"hpa": "load", "keda": "KEDA", "external": "another autoscaler"}[self.autoscaling.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """A workload in this cluster, with all resolved values that its objects need."""

    component: ComponentName
    """Value of the label app.kubernetes.io/component."""
    path: str
    """Path of its settings in the configuration: `gateway`, `clickhouse.former`."""
    name: str
    """Name of its objects: `portkey-gateway`."""
    settings: Workload
    image: str
    version: ImageVersion | None
    """Version of the image by its tag; None for a digest alone, and for a tag that names no version."""
    resources: Resources
    ports: tuple[NamedPort, ...]
    """Container ports; the first one answers the probes."""
    service: ServiceSettings
    """Settings of the component's Service."""
    service_port: int
    """First port of the Service."""
    host: str
    """Full host name of the Service."""
    scheme: Literal["http", "https"]
    """How clients in the cluster call the Service."""
    service_account: str
    identity: Identity
    """Cloud identity of the pods."""

    @property
    def url(self) -> str:
        """Address inside the cluster: `http://portkey-gateway.portkey.svc.cluster.local:8787`."""
        return f"{self.scheme}://{self.host}:{self.service_port}"

    @property
    def created_service_account(self) -> CreateServiceAccount | None:
        """The settings of the service account to create; None if the account already exists."""
        account = self.settings.service_account
        return account if isinstance(account, CreateServiceAccount) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Service(Component):
    """One of Portkey's four services."""

    component: ServiceName
    settings: ServiceConfig
    replicas: Replicas
    shutdown: Shutdown
    """How the pods stop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Store(Component):
    """A store in the cluster: a single server with a persistent volume."""

    component: StoreName
    settings: InClusterStore
    volume_size: str | None
    """Size of the claim that the StatefulSet creates; None for an existing claim."""
    sub_path: str
    """Folder of the volume that contains the data; empty for the root."""
    workload: Literal["StatefulSet", "Deployment"]
    """Kind of the object that runs the pod: a StatefulSet, unless an adopted release has a Deployment."""
    has_volume: bool
    """Whether a claim contains the data; without one, in an adopted release, the data is lost with the pod."""


class Migration(NamedTuple):
    """The Job that migrates the databases, with the backend's image and the part of its environment that migrations can depend on."""

    settings: JobMigration
    account: ServiceAccount
    """Settings of the service account."""
    service_account: str
    own_account: bool
    """Whether the service account differs from that of the backend."""
    identity: Identity
    resources: Resources
    pod_labels: Mapping[str, str]
    node_selector: Mapping[str, str]
    tolerations: tuple[Mapping[str, Any], ...]
    sidecars: tuple[Mapping[str, Any], ...]

    @property
    def created_service_account(self) -> CreateServiceAccount | None:
        """The settings of the service account to create; None if the account already exists."""
        return self.account if isinstance(self.account, CreateServiceAccount) else None


class MySqlUserJob(NamedTuple):
    """The Job that creates the user with which Portkey logs in to MySQL, as the administrator of the server."""

    settings: MySqlAdministrator
    image: str
    resources: Resources
    service_account: str
    identity: Identity
