"""From a configuration to the resolved platform."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from portkey_constructs.config.auth import OpenIdConnect, Saml
from portkey_constructs.config.exposure import NoExposure
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import CsiSecrets, SecretGroup, SecretSource
from portkey_constructs.config.services import (
    ExternalGateway,
    FullPlatform,
    GatewayConfig,
    GatewayOnly,
    JobMigration,
    NoDataService,
    ServiceConfig,
)
from portkey_constructs.config.stores import InClusterMySql, InClusterRedis, InClusterStore
from portkey_constructs.config.workload import Workload
from portkey_constructs.platform.aws import resolve_aws
from portkey_constructs.platform.components import (
    LOG_SERVICES,
    SERVICE_NAMES,
    Migration,
    Replicas,
    Service,
    ServiceName,
    Store,
    StoreName,
)
from portkey_constructs.platform.defaults import default_autoscaling, default_replicas, default_resources, default_sub_path, default_volume_size
from portkey_constructs.platform.images import DEFAULT_IMAGES
from portkey_constructs.platform.log_stores import resolve_bedrock, resolve_log_store
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.platform import Addresses, Exposure, ExposureName, Platform
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, MCP_PORT, PORTS, NamedPort
from portkey_constructs.platform.secrets import NO_IDENTITY, secret_source
from portkey_constructs.platform.stores import (
    ClickHouseConnection,
    MySqlConnection,
    RedisConnection,
    resolve_clickhouse,
    resolve_mysql,
    resolve_redis,
)

__all__ = ["CALLBACK_PATH", "resolve"]

CALLBACK_PATH: Final = "/v2/auth/callback"
"""Path of the front end at which users arrive after login."""

_EXPOSED: Final[Mapping[ExposureName, ServiceName]] = {"frontend": "frontend", "gateway": "gateway", "mcp": "gateway"}
"""The service behind each exposure."""


def resolve(config: PortkeyConfig) -> Platform:
    """Everything that follows from a configuration."""
    names = Names(config.name, config.namespace, config.cluster_domain)
    aws = resolve_aws(config)
    sources: Mapping[SecretGroup, SecretSource] = MappingProxyType({group: secret_source(config, group) for group in SecretGroup})
    identities = _Identities(config, mounts_secrets=any(isinstance(source, CsiSecrets) for source in sources.values()))
    mysql = resolve_mysql(config, names, sources[SecretGroup.MYSQL])
    redis = resolve_redis(config, names, sources[SecretGroup.REDIS])
    clickhouse = resolve_clickhouse(config, names, sources[SecretGroup.CLICKHOUSE], sources[SecretGroup.CLICKHOUSE_FORMER])
    services = {name: _service(config, names, identities, name) for name in _service_names(config)}
    stores = {store.component: store for store in _stores(config, names, identities, mysql, redis, clickhouse)}
    exposures = {exposure.exposure: exposure for exposure in _exposures(config, names)}
    writer = next((services[name].identity for name in LOG_SERVICES if name in services), None)
    return Platform(
        config=config,
        profile=config.profile,
        names=names,
        aws=aws,
        services=MappingProxyType(services),
        stores=MappingProxyType(stores),
        migration=_migration(config, names, identities, services.get("backend")),
        mysql=mysql,
        redis=redis,
        clickhouse=clickhouse,
        log_store=resolve_log_store(config, aws, writer),
        bedrock=resolve_bedrock(config, aws, identities.of("gateway", services["gateway"].settings if "gateway" in services else None)),
        exposures=MappingProxyType(exposures),
        addresses=_addresses(config, services, exposures),
        secret_sources=sources,
    )


def _service_names(config: PortkeyConfig) -> tuple[ServiceName, ...]:
    deployment = config.deployment
    elsewhere: set[str] = set() if isinstance(deployment, FullPlatform) else {"backend", "frontend"}
    if isinstance(deployment, GatewayOnly) or isinstance(config.dataservice, NoDataService):
        elsewhere.add("dataservice")
    if isinstance(config.gateway, ExternalGateway):
        elsewhere.add("gateway")
    return tuple(name for name in SERVICE_NAMES if name not in elsewhere)


class _Identities:
    """The cloud identity of each component: its own, or the platform's where the component uses a cloud."""

    def __init__(self, config: PortkeyConfig, *, mounts_secrets: bool) -> None:
        self._platform = config.identity
        self._mounts_secrets = mounts_secrets

    def of(self, component: str, settings: Workload | None) -> Identity:
        if settings is not None and settings.identity is not None:
            return settings.identity
        uses_cloud = component in LOG_SERVICES or (self._mounts_secrets and component != "frontend")
        return self._platform if uses_cloud else NO_IDENTITY

    def of_migration(self, backend: Workload) -> Identity:
        return self.of("backend", backend) if self._mounts_secrets else NO_IDENTITY


def _image(component: str, settings: Workload) -> str:
    """A digest takes precedence over a tag."""
    repository, tag = DEFAULT_IMAGES[component]
    image = settings.image
    name = image.repository or repository
    return f"{name}@{image.digest}" if image.digest else f"{name}:{image.tag or tag}"


def _service(config: PortkeyConfig, names: Names, identities: _Identities, component: ServiceName) -> Service:
    settings: ServiceConfig = getattr(config, component)
    ports = _service_ports(component, settings)
    return Service(
        component=component,
        path=component,
        name=names.component(component),
        settings=settings,
        image=_image(component, settings),
        resources=settings.resources or default_resources(config.profile, component),
        ports=ports,
        service=settings.service,
        service_port=settings.service.port or ports[0].service,
        host=names.host(component),
        service_account=settings.service_account.name or names.component(component),
        identity=identities.of(component, settings),
        replicas=_replicas(config.profile, component, settings),
    )


def _service_ports(component: ServiceName, settings: ServiceConfig) -> tuple[NamedPort, ...]:
    if isinstance(settings, GatewayConfig) and settings.mcp:
        return (MCP_PORT,) if settings.mcp.only else (*PORTS["gateway"], MCP_PORT)
    return PORTS[component]


def _replicas(profile: str, component: str, settings: ServiceConfig) -> Replicas:
    if settings.autoscaling:
        return Replicas(None, settings.autoscaling)
    if settings.replicas:
        return Replicas(settings.replicas, None)
    autoscaling = default_autoscaling(profile, component)
    return Replicas(None if autoscaling else default_replicas(profile), autoscaling)


def _stores(
    config: PortkeyConfig,
    names: Names,
    identities: _Identities,
    mysql: MySqlConnection | None,
    redis: RedisConnection,
    clickhouse: ClickHouseConnection | None,
) -> Iterable[Store]:
    if mysql and isinstance(mysql.settings, InClusterMySql):
        yield _store(config, names, identities, "mysql", "mysql", mysql.settings, PORTS["mysql"])
    if isinstance(redis.settings, InClusterRedis):
        yield _store(config, names, identities, "redis", "redis", redis.settings, PORTS["redis"])
    if clickhouse and (settings := clickhouse.in_cluster):
        path = "clickhouse.former" if clickhouse.former else "clickhouse"
        ports = (*PORTS["clickhouse"], *(CLICKHOUSE_TLS_PORTS if settings.https else ()))
        yield _store(config, names, identities, "clickhouse", path, settings, ports)


def _store(
    config: PortkeyConfig,
    names: Names,
    identities: _Identities,
    component: StoreName,
    path: str,
    settings: InClusterStore,
    ports: tuple[NamedPort, ...],
) -> Store:
    persistence = settings.persistence
    return Store(
        component=component,
        path=path,
        name=names.component(component),
        settings=settings,
        image=_image(component, settings),
        resources=settings.resources or default_resources(config.profile, component),
        ports=ports,
        service=settings.service,
        service_port=settings.service.port or ports[0].service,
        host=names.host(component),
        service_account=settings.service_account.name or names.component(component),
        identity=identities.of(component, settings),
        volume_size=persistence.size or default_volume_size(config.profile, component),
        sub_path=persistence.sub_path if persistence.sub_path is not None else default_sub_path(component),
    )


def _migration(config: PortkeyConfig, names: Names, identities: _Identities, backend: Service | None) -> Migration | None:
    if backend is None or not isinstance(config.migration, JobMigration):
        return None
    return Migration(
        config.migration,
        service_account=names.component("migration"),
        identity=identities.of_migration(backend.settings),
        resources=config.migration.resources or backend.resources,
    )


def _exposures(config: PortkeyConfig, names: Names) -> Iterable[Exposure]:
    for exposure, component in _EXPOSED.items():
        settings = getattr(config.exposure, exposure)
        if not isinstance(settings, NoExposure):
            yield Exposure(exposure, component, names.component(exposure), settings, settings.url)


def _addresses(config: PortkeyConfig, services: Mapping[ServiceName, Service], exposures: Mapping[ExposureName, Exposure]) -> Addresses:
    public = {name: exposure.url for name, exposure in exposures.items()}
    control_plane = (config.control_plane_url or public.get("frontend") or "").rstrip("/") or None
    gateway = config.gateway
    if isinstance(gateway, ExternalGateway):
        internal = public_gateway = gateway.url.rstrip("/")
        mcp = None
    else:
        internal = services["gateway"].url
        public_gateway = public.get("gateway") or f"{control_plane or ''}/api"
        mcp = (gateway.mcp.external_url or public.get("mcp") or "").rstrip("/") or None if gateway.mcp else None
    auth = config.auth
    configured = auth.redirect_uri if isinstance(auth, OpenIdConnect | Saml) else None
    return Addresses(
        control_plane=control_plane,
        public_gateway=public_gateway,
        gateway=internal,
        mcp=mcp,
        backend=_backend_url(config, services, control_plane),
        redirect_uri=configured or (f"{control_plane}{CALLBACK_PATH}" if control_plane else None),
    )


def _backend_url(config: PortkeyConfig, services: Mapping[ServiceName, Service], control_plane: str | None) -> str | None:
    deployment = config.deployment
    if isinstance(deployment, FullPlatform):
        return services["backend"].url
    if isinstance(deployment, GatewayOnly) and deployment.backend_url:
        return deployment.backend_url.rstrip("/")
    return f"{control_plane}/albus" if control_plane else None
