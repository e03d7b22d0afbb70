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
from portkey_constructs.constructs.migration import Migration
from portkey_constructs.constructs.mysql import MySql
from portkey_constructs.constructs.namespace import PortkeyNamespace
from portkey_constructs.constructs.redis import Redis
from portkey_constructs.constructs.secrets import Secrets
from portkey_constructs.manifests.stages import Stage

__all__ = ["Portkey"]


class Portkey(Construct):
    """The whole platform; its parts are its children, with the names of their classes as ids.

    With `charts`, the parts of a stage go into that stage's chart, below a construct with this one's id; those of a stage without a chart
    stay here. ServiceAccounts then go with the Secrets, under `ServiceAccounts` and the names of their parts. A part that does not run in
    this cluster is None.

    Raises:
        IdentityError: another construct of the same cluster hosts one of the platform's objects.
    """

    namespace: PortkeyNamespace | None
    """The Namespace; None when it exists already."""
    secrets: Secrets
    """The Secrets, rendered or existing."""
    mysql: MySql | None
    """MySQL; None when it runs elsewhere."""
    redis: Redis | None
    """Redis; None when it runs elsewhere."""
    clickhouse: ClickHouse | None
    """ClickHouse; None when it runs elsewhere."""
    migration: Migration | None
    """The migration Job; None when the backend's pods migrate."""
    gateway: Gateway | None
    """The AI gateway; None when it runs elsewhere."""
    backend: Backend | None
    """The backend; None in a deployment without the application."""
    dataservice: DataService | None
    """The data service; None when there is none."""
    frontend: Frontend | None
    """The front end; None in a deployment without the application."""

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, charts: Mapping[Stage, Construct] | None = None) -> None:
        super().__init__(scope, id)
        charts = charts or {}
        parents = {scope: cast(Construct, self)}

        def parent(stage: Stage) -> Construct:
            chart = charts.get(stage, scope)
            if chart not in parents:
                parents[chart] = Construct(chart, id)
            return parents[chart]

        platform = config.resolve()
        services, stores = platform.services, platform.stores
        stores_parent, services_parent = parent(Stage.STORES), parent(Stage.SERVICES)
        self.namespace = PortkeyNamespace(parent(Stage.NAMESPACE), "Namespace", config=config) if config.create_namespace else None
        self.secrets = Secrets(parent(Stage.ACCESS), "Secrets", config=config)
        accounts = Construct(parent(Stage.ACCESS), "ServiceAccounts") if charts else None
        shared = _SharedProps(config=config, accounts=accounts)
        self.mysql = MySql(stores_parent, "MySql", with_secret=False, **shared) if "mysql" in stores else None
        self.redis = Redis(stores_parent, "Redis", with_secret=False, **shared) if "redis" in stores else None
        self.clickhouse = ClickHouse(stores_parent, "ClickHouse", with_secret=False, **shared) if "clickhouse" in stores else None
        self.migration = Migration(parent(Stage.MIGRATION), "Migration", **shared) if platform.migration else None
        self.gateway = Gateway(services_parent, "Gateway", **shared) if "gateway" in services else None
        self.backend = Backend(services_parent, "Backend", **shared) if "backend" in services else None
        self.dataservice = DataService(services_parent, "DataService", **shared) if "dataservice" in services else None
        self.frontend = Frontend(services_parent, "Frontend", **shared) if "frontend" in services else None
        self._gateway_url = platform.addresses.gateway

    @property
    def gateway_url(self) -> str:
        """The gateway's address for services, wherever it runs; `http://portkey-gateway.portkey.svc.cluster.local:8787` in this cluster."""
        return self._gateway_url


class _SharedProps(TypedDict):
    config: PortkeyConfig
    accounts: Construct | None
