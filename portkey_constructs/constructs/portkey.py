"""The whole platform in a chart, or in a chart a stage."""

from collections.abc import Mapping
from typing import NoReturn, TypedDict, cast

from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.backend import Backend
from portkey_constructs.constructs.clickhouse import ClickHouse
from portkey_constructs.constructs.dataservice import DataService
from portkey_constructs.constructs.frontend import Frontend
from portkey_constructs.constructs.gateway import Gateway
from portkey_constructs.constructs.host import refused
from portkey_constructs.constructs.migration import Migration
from portkey_constructs.constructs.mysql import MySql
from portkey_constructs.constructs.namespace import PortkeyNamespace
from portkey_constructs.constructs.redis import Redis
from portkey_constructs.constructs.secrets import Secrets
from portkey_constructs.manifests.platform import Stage
from portkey_constructs.platform.addresses import gateway_address
from portkey_constructs.platform.defaults import migrates, services, stores

__all__ = ["Portkey"]


class Portkey(Construct):
    """The whole platform; its parts are its children, with the names of their classes as ids.

    With `charts`, the parts of a stage go into that stage's chart, below a construct with this one's id; those of a stage that is
    not among them stay here. ServiceAccounts then go with the Secrets, under `ServiceAccounts` and the names of their parts. What
    runs elsewhere has no part: a store's attribute is None then, and a service's raises.

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

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, charts: Mapping[Stage, Construct] | None = None) -> None:
        super().__init__(scope, id)
        charts = charts or {}
        places = {scope: cast(Construct, self)}

        def place(stage: Stage) -> Construct:
            chart = charts.get(stage, scope)
            if chart not in places:
                places[chart] = Construct(chart, id)
            return places[chart]

        store_place, service_place = place(Stage.STORES), place(Stage.SERVICES)
        self.namespace = PortkeyNamespace(place(Stage.NAMESPACE), "Namespace", config=config) if config.create_namespace else None
        self.secrets = Secrets(place(Stage.ACCESS), "Secrets", config=config)
        accounts = Construct(place(Stage.ACCESS), "ServiceAccounts") if charts else None
        here = _Here(config=config, accounts=accounts)
        stores_here, services_here = stores(config), services(config)
        self.mysql = MySql(store_place, "MySql", with_secret=False, **here) if "mysql" in stores_here else None
        self.redis = Redis(store_place, "Redis", with_secret=False, **here) if "redis" in stores_here else None
        self.clickhouse = ClickHouse(store_place, "ClickHouse", with_secret=False, **here) if "clickhouse" in stores_here else None
        self.migration = Migration(place(Stage.MIGRATION), "Migration", **here) if migrates(config) else None
        self._gateway = Gateway(service_place, "Gateway", **here) if "gateway" in services_here else None
        self._backend = Backend(service_place, "Backend", **here) if "backend" in services_here else None
        self._dataservice = DataService(service_place, "DataService", **here) if "dataservice" in services_here else None
        self._frontend = Frontend(service_place, "Frontend", **here) if "frontend" in services_here else None
        self._gateway_url = gateway_address(config)

    @property
    def gateway(self) -> Gateway:
        """The AI gateway; raises `ConfigurationError` when it runs elsewhere."""
        return self._gateway or _missing("gateway")

    @property
    def backend(self) -> Backend:
        """The backend; raises `ConfigurationError` in a deployment without the application."""
        return self._backend or _missing("backend")

    @property
    def dataservice(self) -> DataService:
        """The data service; raises `ConfigurationError` when there is none."""
        return self._dataservice or _missing("dataservice")

    @property
    def frontend(self) -> Frontend:
        """The front end; raises `ConfigurationError` in a deployment without the application."""
        return self._frontend or _missing("frontend")

    @property
    def gateway_url(self) -> str:
        """The gateway's address, wherever it runs; `http://portkey-gateway.portkey.svc.cluster.local:8787` in this cluster."""
        return self._gateway_url


def _missing(component: str) -> NoReturn:
    raise refused(component, "does not run in this cluster", "look at what the configuration deploys before you ask for it")


class _Here(TypedDict):
    config: PortkeyConfig
    accounts: Construct | None
