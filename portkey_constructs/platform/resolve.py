"""Resolves a configuration into a platform."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypedDict

from portkey_constructs.config.auth import OpenIdConnect, Saml
from portkey_constructs.config.exposure import IngressExposure, NoExposure
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.mysql import InClusterMySql
from portkey_constructs.config.persistence import ExistingClaim, Persistence
from portkey_constructs.config.redis import InClusterRedis
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import CsiSecrets, SecretGroup
from portkey_constructs.config.service_settings import ServiceSettings
from portkey_constructs.config.services import (
    DataPlane,
    ExternalGateway,
    FullPlatform,
    GatewayConfig,
    GatewayOnly,
    JobMigration,
    NoDataService,
    ServiceConfig,
)
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.workload import CreateServiceAccount, Resources, ServiceAccount, Workload
from portkey_constructs.platform.adoption import adopted_names, adoption_of
from portkey_constructs.platform.aws import resolve_aws
from portkey_constructs.platform.components import (
    MYSQL_USER,
    NODE_SERVICES,
    SERVICE_NAMES,
    STORE_NAMES,
    ComponentName,
    Migration,
    MySqlUserJob,
    Replicas,
    Service,
    ServiceName,
    Store,
    StoreName,
)
from portkey_constructs.platform.control_planes import control_plane_address
from portkey_constructs.platform.defaults import default_autoscaling, default_replicas, default_resources, default_sub_path, default_volume_size
from portkey_constructs.platform.exposures import METRICS_PATHS, allowed_sources, exposure_controller, ingress_class, load_balancer_timeout
from portkey_constructs.platform.identity_annotations import annotated_identity
from portkey_constructs.platform.image_version import ImageVersion, image_version
from portkey_constructs.platform.images import DEFAULT_IMAGES, component_image
from portkey_constructs.platform.log_stores import resolve_bedrock, resolve_log_store
from portkey_constructs.platform.login import BACKEND_PATH, CALLBACK_PATH
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.platform import GATEWAY_PATH, Addresses, Exposure, ExposureName, Platform
from portkey_constructs.platform.pod_tls import TLS_SERVICES
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, MCP_PORT, PORTS, NamedPort
from portkey_constructs.platform.redis import RedisConnection, resolve_redis
from portkey_constructs.platform.secret_placement import from_secrets, placements, secret_sources
from portkey_constructs.platform.secrets import NO_IDENTITY
from portkey_constructs.platform.shutdown import proxy_timeout, shutdown
from portkey_constructs.platform.stores import (
    ClickHouseConnection,
    MySqlConnection,
    resolve_clickhouse,
    resolve_mysql,
)

__all__ = ["resolve"]

_EXPOSED: Final[Mapping[ExposureName, ServiceName]] = {"frontend": "frontend", "gateway": "gateway", "mcp": "gateway"}
"""The service behind each exposure."""
_IMAGE_LABELS: Final = ("kubernetes.io/arch", "kubernetes.io/os")
"""Labels of nodes that decide whether an image can run."""


class _CommonFields(TypedDict):
    """The fields that a service and a store derive in the same way."""

    name: str
    image: str
    version: ImageVersion | None
    resources: Resources
    ports: tuple[NamedPort, ...]
    service: ServiceSettings
    service_port: int
    host: str
    scheme: Literal["http", "https"]
    service_account: str
    identity: Identity


def resolve(config: PortkeyConfig) -> Platform:
    """Resolve a configuration into a platform."""
    return _Resolver(config).platform()


class _Resolver:
    """Resolves a configuration step by step; later steps use the results of earlier ones."""

    def __init__(self, config: PortkeyConfig) -> None:
        self._config = config
        self._adoption = adoption_of(config) if config.adopt else None
        self._names = (
            adopted_names(self._adoption, config.namespace, config.cluster_domain)
            if self._adoption
            else Names(config.name, config.namespace, config.cluster_domain)
        )
        self._aws = resolve_aws(config, self._names.prefix)
        self._sources = secret_sources(config.profile, config.secrets, config.secret_overrides)
        self._from_secrets = from_secrets(self._sources)
        self._mounts_secrets = any(isinstance(source, CsiSecrets) for source in self._sources.values())

    def platform(self) -> Platform:
        config, names, sources, in_secrets = self._config, self._names, self._sources, self._from_secrets.keys
        application = isinstance(config.deployment, FullPlatform)
        outputs = self._aws.outputs
        mysql = resolve_mysql(config.mysql, names, sources[SecretGroup.MYSQL], custom_ca=config.custom_ca, outputs=outputs) if application else None
        production = config.profile == "production"
        redis = resolve_redis(config.redis, names, sources[SecretGroup.REDIS], production=production, outputs=outputs, in_secrets=in_secrets)
        clickhouse = (
            resolve_clickhouse(
                config.clickhouse,
                config.gateway,
                names,
                sources[SecretGroup.CLICKHOUSE],
                sources[SecretGroup.CLICKHOUSE_FORMER],
                in_secrets=in_secrets,
            )
            if application or config.clickhouse
            else None
        )
        services = {name: self._service(name) for name in self._service_names()}
        stores = {store.component: store for store in self._stores(mysql, redis, clickhouse)}
        exposures = {exposure.exposure: exposure for exposure in self._exposures()}
        writer = next((services[name].identity for name in NODE_SERVICES if name in services), None)
        gateway = self._identity("gateway", services["gateway"].settings if "gateway" in services else None)
        return Platform(
            config=config,
            profile=config.profile,
            names=names,
            adoption=self._adoption,
            aws=self._aws,
            services=MappingProxyType(services),
            stores=MappingProxyType(stores),
            migration=self._migration(services.get("backend")),
            mysql_user=self._mysql_user(mysql),
            mysql=mysql,
            redis=redis,
            clickhouse=clickhouse,
            log_store=resolve_log_store(config.log_store, self._aws, writer, has_control_plane=application, in_secrets=in_secrets),
            bedrock=resolve_bedrock(config.bedrock, self._aws, gateway),
            exposures=MappingProxyType(exposures),
            addresses=self._addresses(services, exposures),
            secret_sources=sources,
            secret_placements=placements(config.secret_overrides, sources),
            from_secrets=self._from_secrets,
        )

    def _service_names(self) -> tuple[ServiceName, ...]:
        config = self._config
        outside: set[str] = set() if isinstance(config.deployment, FullPlatform) else {"backend", "frontend"}
        if isinstance(config.deployment, GatewayOnly) or isinstance(config.dataservice, NoDataService):
            outside.add("dataservice")
        if isinstance(config.gateway, ExternalGateway):
            outside.add("gateway")
        return tuple(name for name in SERVICE_NAMES if name not in outside)

    def _identity(self, component: str, settings: Workload | None) -> Identity:
        """The cloud identity set for the component, the platform's if the component uses cloud APIs, or that of its service account's annotations."""
        uses_cloud = component in NODE_SERVICES or (self._mounts_secrets and component != "frontend")
        identity = self._config.identity if uses_cloud else NO_IDENTITY
        if settings is not None:
            identity = settings.identity or identity
            if identity.kind == "none":
                return annotated_identity(settings.service_account) or identity
        return identity

    def _common(self, component: ComponentName, settings: ServiceConfig | InClusterStore, ports: tuple[NamedPort, ...]) -> _CommonFields:
        name = self._names.component(component)
        return {
            "name": name,
            "image": component_image(component, settings.image, self._config.image_registry),
            "version": _version(component, settings),
            "resources": settings.resources or default_resources(self._config.profile, component),
            "ports": ports,
            "service": settings.service,
            "service_port": settings.service.port or ports[0].service,
            "host": self._names.host(component),
            "scheme": "https" if self._config.pod_tls and component in TLS_SERVICES else "http",
            "service_account": settings.service_account.name or name,
            "identity": self._identity(component, settings),
        }

    def _service(self, component: ServiceName) -> Service:
        settings: ServiceConfig = getattr(self._config, component)
        return Service(
            component=component,
            path=component,
            settings=settings,
            **self._common(component, settings, _service_ports(component, settings)),
            replicas=_replicas(self._config.profile, component, settings),
            shutdown=shutdown(component, self._config.gateway.request_timeout, settings.grace_period, settings.lifecycle),
        )

    def _stores(self, mysql: MySqlConnection | None, redis: RedisConnection, clickhouse: ClickHouseConnection | None) -> Iterable[Store]:
        if mysql and isinstance(mysql.settings, InClusterMySql):
            yield self._store("mysql", "mysql", mysql.settings, PORTS["mysql"])
        if isinstance(redis.settings, InClusterRedis):
            yield self._store("redis", "redis", redis.settings, PORTS["redis"])
        if clickhouse and (settings := clickhouse.in_cluster):
            path = "clickhouse.former" if clickhouse.former else "clickhouse"
            yield self._store("clickhouse", path, settings, (*PORTS["clickhouse"], *(CLICKHOUSE_TLS_PORTS if settings.https else ())))

    def _store(self, component: StoreName, path: str, settings: InClusterStore, ports: tuple[NamedPort, ...]) -> Store:
        profile, persistence = self._config.profile, settings.persistence
        adopted = self._adoption.components.get(component) if self._adoption else None
        has_volume = not adopted or adopted.claim is not None or isinstance(persistence, ExistingClaim)
        common = self._common(component, settings, ports)
        if not has_volume:
            common["resources"] = settings.resources or default_resources(profile, component, local_data=True)
        return Store(
            component=component,
            path=path,
            settings=settings,
            **common,
            volume_size=persistence.size or default_volume_size(profile, component) if isinstance(persistence, Persistence) else None,
            sub_path=persistence.sub_path if persistence.sub_path is not None else "" if adopted else default_sub_path(component),
            workload=adopted.workload if adopted else "StatefulSet",
            has_volume=has_volume,
        )

    def _migration(self, backend: Service | None) -> Migration | None:
        settings = self._config.migration
        if backend is None or not isinstance(settings, JobMigration):
            return None
        account = settings.service_account or (CreateServiceAccount() if backend.created_service_account else backend.settings.service_account)
        name = account.name or self._names.component("migration")
        own_account = name != backend.service_account
        selector = {label: value for label, value in backend.settings.node_selector.items() if label in _IMAGE_LABELS}
        return Migration(
            settings,
            account=account,
            service_account=name,
            own_account=own_account,
            identity=self._migration_identity(account, backend) if own_account else backend.identity,
            resources=settings.resources or default_resources(self._config.profile, "backend"),
            pod_labels=MappingProxyType({**backend.settings.labels, **backend.settings.pod_labels, **settings.pod_labels}),
            node_selector=MappingProxyType(selector) if settings.node_selector is None else settings.node_selector,
            tolerations=backend.settings.tolerations if settings.tolerations is None else settings.tolerations,
            sidecars=backend.settings.sidecars if settings.sidecars is None else settings.sidecars,
        )

    def _mysql_user(self, mysql: MySqlConnection | None) -> MySqlUserJob | None:
        settings = mysql.administrator if mysql else None
        if settings is None:
            return None
        return MySqlUserJob(
            settings,
            image=component_image("mysql", settings.image, self._config.image_registry),
            resources=settings.resources or default_resources(self._config.profile, MYSQL_USER),
            service_account=self._names.component(MYSQL_USER),
            identity=NO_IDENTITY,
        )

    def _migration_identity(self, account: ServiceAccount, backend: Service) -> Identity:
        """The identity of a Job with its own service account: it needs the backend's only to mount Secrets."""
        return annotated_identity(account) or (backend.identity if self._mounts_secrets else NO_IDENTITY)

    def _exposures(self) -> Iterable[Exposure]:
        metrics = self._config.monitoring is not None and self._config.monitoring.prometheus
        for exposure, component in _EXPOSED.items():
            settings = getattr(self._config.exposure, exposure)
            if not isinstance(settings, NoExposure):
                ingress = settings if isinstance(settings, IngressExposure) else None
                controller = exposure_controller(settings)
                yield Exposure(
                    exposure=exposure,
                    component=component,
                    name=self._names.component(exposure),
                    settings=settings,
                    url=settings.url,
                    ingress_class=ingress_class(ingress) if ingress else None,
                    controller=controller,
                    timeout=load_balancer_timeout(settings, controller, proxy_timeout(self._config.gateway.request_timeout)),
                    refused_paths=METRICS_PATHS if exposure == "gateway" and metrics else (),
                    allowed_sources=allowed_sources(settings),
                )

    def _addresses(self, services: Mapping[ServiceName, Service], exposures: Mapping[ExposureName, Exposure]) -> Addresses:
        config = self._config
        public = {name: exposure.url for name, exposure in exposures.items()}
        control_plane = (config.control_plane_url or public.get("frontend") or "").rstrip("/") or None
        gateway = config.gateway
        if isinstance(gateway, ExternalGateway):
            internal = public_gateway = gateway.url.rstrip("/")
            mcp = None
        else:
            internal = services["gateway"].url
            public_gateway = (gateway.external_url or public.get("gateway") or f"{control_plane or ''}{GATEWAY_PATH}").rstrip("/")
            mcp = (gateway.mcp.external_url or public.get("mcp") or "").rstrip("/") or None if gateway.mcp else None
        configured = config.auth.redirect_uri if isinstance(config.auth, OpenIdConnect | Saml) else None
        return Addresses(
            control_plane=control_plane,
            public_gateway=public_gateway,
            gateway=internal,
            mcp=mcp,
            backend=self._backend_url(services, control_plane),
            redirect_uri=configured or (f"{control_plane}{CALLBACK_PATH}" if control_plane else None),
        )

    def _backend_url(self, services: Mapping[ServiceName, Service], control_plane: str | None) -> str | None:
        deployment = self._config.deployment
        if isinstance(deployment, FullPlatform):
            return services["backend"].url
        if isinstance(deployment, GatewayOnly) and deployment.backend_url:
            return deployment.backend_url.rstrip("/")
        if isinstance(deployment, DataPlane):
            return control_plane_address(deployment, control_plane, "albus")
        return f"{control_plane}{BACKEND_PATH}" if control_plane else None


def _version(component: str, settings: Workload) -> ImageVersion | None:
    """The version that the tag names, even where a digest decides what runs; a digest alone names none."""
    image = settings.image
    tag = image.tag if image.tag is not None or image.digest else DEFAULT_IMAGES[component][1]
    return image_version(tag or "", variants=component in STORE_NAMES)


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
