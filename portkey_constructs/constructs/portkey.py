"""The whole platform in a chart, or in one chart for each stage."""

from collections.abc import Mapping
from typing import TypedDict, cast

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.backend import Backend
from portkey_constructs.constructs.clickhouse import ClickHouse
from portkey_constructs.constructs.dataservice import DataService
from portkey_constructs.constructs.frontend import Frontend
from portkey_constructs.constructs.gateway import Gateway
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.constructs.migration import Migration
from portkey_constructs.constructs.mysql import MySql
from portkey_constructs.constructs.mysql_user import MySqlUser
from portkey_constructs.constructs.namespace import PortkeyNamespace
from portkey_constructs.constructs.network_policies import NetworkPolicies
from portkey_constructs.constructs.redis import Redis
from portkey_constructs.constructs.resource_quota import ResourceQuota
from portkey_constructs.constructs.secrets import Secrets
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.stages import Stage, additional_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of

__all__ = ["Portkey"]


class Portkey(Construct):
    """The whole platform, with a child construct for each component.

    With `charts`, the components of a stage are created in that stage's chart, below a construct with the id of this one. Components of a
    stage without a chart are children of this construct. With `charts`, all ServiceAccounts are created in the stage of the Secrets, below
    `ServiceAccounts`, with their components' ids. Each object of `extra_objects` is below `ExtraObjects`, with the id KIND-NAME. The
    attribute of a component that does not run in this cluster is None.

    Raises:
        IdentityError: another construct of the same cluster contains an object with the same identity as an object of the platform.
    """

    namespace: PortkeyNamespace | None
    """The Namespace; None if the platform uses an existing namespace."""
    resource_quota: ResourceQuota | None
    """The ResourceQuota; None without one."""
    secrets: Secrets
    """The Secrets, whether rendered or existing."""
    network_policies: NetworkPolicies
    """The network policies; without children if the configuration turns them off."""
    mysql: MySql | None
    """MySQL; None if it runs outside this cluster."""
    mysql_user: MySqlUser | None
    """The Job that creates MySQL's user; None without mysql.administrator."""
    redis: Redis | None
    """Redis; None if it runs outside this cluster."""
    clickhouse: ClickHouse | None
    """ClickHouse; None if it runs outside this cluster."""
    migration: Migration | None
    """The migration Job; None if the backend's pods migrate the databases, or if there is no backend."""
    gateway: Gateway | None
    """The AI gateway; None if it runs outside this cluster."""
    backend: Backend | None
    """The backend; None if this deployment does not include it."""
    dataservice: DataService | None
    """The data service; None if this deployment does not include it."""
    frontend: Frontend | None
    """The front end; None if this deployment does not include it."""

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, charts: Mapping[Stage, Construct] | None = None) -> None:
        super().__init__(scope, id)
        charts = charts or {}
        parents = {scope: cast(Construct, self)}

        def parent(stage: Stage) -> Construct:
            chart = charts.get(stage, scope)
            if chart not in parents:
                parents[chart] = Construct(chart, id)
            return parents[chart]

        platform = platform_of(config)
        services, stores = platform.services, platform.stores
        stores_parent, services_parent = parent(Stage.STORES), parent(Stage.SERVICES)
        self.namespace = PortkeyNamespace(parent(Stage.NAMESPACE), "Namespace", config=config) if config.create_namespace else None
        self.resource_quota = ResourceQuota(parent(Stage.ACCESS), "ResourceQuota", config=config) if config.resource_quota else None
        self.secrets = Secrets(parent(Stage.ACCESS), "Secrets", config=config)
        self.network_policies = NetworkPolicies(parent(Stage.ACCESS), "NetworkPolicies", config=config)
        accounts = Construct(parent(Stage.ACCESS), "ServiceAccounts") if charts else None
        shared = _SharedProps(config=config, accounts=accounts)
        self.mysql = MySql(stores_parent, "MySql", with_secret=False, **shared) if "mysql" in stores else None
        self.mysql_user = MySqlUser(stores_parent, "MySqlUser", **shared) if platform.mysql_user else None
        self.redis = Redis(stores_parent, "Redis", with_secret=False, **shared) if "redis" in stores else None
        self.clickhouse = ClickHouse(stores_parent, "ClickHouse", with_secret=False, **shared) if "clickhouse" in stores else None
        self.migration = Migration(parent(Stage.MIGRATION), "Migration", **shared) if platform.migration else None
        self.gateway = Gateway(services_parent, "Gateway", **shared) if "gateway" in services else None
        self.backend = Backend(services_parent, "Backend", **shared) if "backend" in services else None
        self.dataservice = DataService(services_parent, "DataService", **shared) if "dataservice" in services else None
        self.frontend = Frontend(services_parent, "Frontend", **shared) if "frontend" in services else None
        self._gateway_url = platform.addresses.gateway
        extra: dict[Construct, dict[str, KubernetesObject]] = {}
        for stage, manifest in additional_objects(platform):
            extra.setdefault(parent(stage), {})[f"{manifest['kind']}-{manifest['metadata']['name']}"] = manifest
        for extra_parent, manifests in extra.items():
            Host(extra_parent, "ExtraObjects", manifests)

    @property
    def gateway_url(self) -> str:
        """The URL at which services call the gateway, such as `http://portkey-gateway.portkey.svc.cluster.local:8787` in this cluster."""
        return self._gateway_url


class _SharedProps(TypedDict):
    config: PortkeyConfig
    accounts: Construct | None
