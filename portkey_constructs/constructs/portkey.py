"""The whole platform in a chart, or in a chart a stage."""

from collections.abc import Mapping
from typing import TypedDict, cast

from constructs import Construct

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import clickhouse, mysql, redis
from portkey_constructs.config.services import JobMigration
from portkey_constructs.config.stores import InClusterClickHouse, InClusterMySql, InClusterRedis
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
from portkey_constructs.manifests.platform import Stage

__all__ = ["Portkey"]


class Portkey(Construct):
    """The whole platform; its parts are its children, with the names of their classes as ids.

    With `charts`, the parts of a stage go into that stage's chart, below a construct with this one's id; those of a stage that is
    not among them stay here. ServiceAccounts then go with the Secrets, under `ServiceAccounts` and the names of their parts. What
    runs elsewhere has no part, and its attribute is None.

    Raises:
        IdentityError: another construct of the same app hosts one of the platform's objects.
    """

    namespace: PortkeyNamespace | None
    """The Namespace; None when somebody else makes it."""
    secrets: Secrets
    """The Secrets, made here or said to exist."""
    mysql: MySql | None
    """MySQL; None when it runs elsewhere."""
    redis: Redis | None
    """Redis; None when it runs elsewhere."""
    clickhouse: ClickHouse | None
    """ClickHouse; None when it runs elsewhere."""
    migration: Migration | None
    """The migration Job; None when the backend's pods migrate."""
    gateway: Gateway
    """The AI gateway."""
    backend: Backend
    """The backend."""
    dataservice: DataService
    """The data service."""
    frontend: Frontend
    """The front end."""

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, charts: Mapping[Stage, Construct] | None = None) -> None:
        super().__init__(scope, id)
        charts = charts or {}
        places = {scope: cast(Construct, self)}

        def place(stage: Stage) -> Construct:
            chart = charts.get(stage, scope)
            if chart not in places:
                places[chart] = Construct(chart, id)
            return places[chart]

        stores, services = place(Stage.STORES), place(Stage.SERVICES)
        self.namespace = PortkeyNamespace(place(Stage.NAMESPACE), "Namespace", config=config) if config.create_namespace else None
        self.secrets = Secrets(place(Stage.ACCESS), "Secrets", config=config)
        accounts = Construct(place(Stage.ACCESS), "ServiceAccounts") if charts else None
        here = _Here(config=config, accounts=accounts)
        self.mysql = MySql(stores, "MySql", with_secret=False, **here) if isinstance(mysql(config), InClusterMySql) else None
        self.redis = Redis(stores, "Redis", with_secret=False, **here) if isinstance(redis(config), InClusterRedis) else None
        in_cluster = isinstance(clickhouse(config), InClusterClickHouse)
        self.clickhouse = ClickHouse(stores, "ClickHouse", with_secret=False, **here) if in_cluster else None
        self.migration = Migration(place(Stage.MIGRATION), "Migration", **here) if isinstance(config.migration, JobMigration) else None
        self.gateway = Gateway(services, "Gateway", **here)
        self.backend = Backend(services, "Backend", **here)
        self.dataservice = DataService(services, "DataService", **here)
        self.frontend = Frontend(services, "Frontend", **here)


class _Here(TypedDict):
    config: PortkeyConfig
    accounts: Construct | None
