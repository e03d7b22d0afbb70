"""The systems that the services depend on: stores, cloud services, login, mail, and the control plane."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pydantic import SecretStr

from portkey_constructs.config.auth import EntraId, Google, OpenIdConnect, Saml, issuer
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import DataServiceConfig, ExternalGateway
from portkey_constructs.config.stores import ClickHouseCloud, ElastiCache, InClusterRedis
from portkey_constructs.diagram.description import address
from portkey_constructs.diagram.log_store import log_store_facts
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.addresses import backend_url, gateway_address, mysql_host
from portkey_constructs.platform.aws_outputs import makes_cache, makes_database
from portkey_constructs.platform.cloud_identity import bedrock_by_identity, bedrock_region
from portkey_constructs.platform.defaults import clickhouse, mysql, redis
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.secret_keys import SecretKey, UrlWithPassword
from portkey_constructs.platform.values import values

__all__ = ["Dependency", "dependencies", "dependencies_of"]

_DEPENDENCY_OF_VARIABLE: Final[Mapping[str | SecretKey, str]] = {
    keys.MYSQL_HOST: "mysql",
    keys.REDIS_CONNECTION_URL: "redis",
    keys.CLICKHOUSE_HOST: "clickhouse",
    keys.LOG_STORE_BUCKET: "logs",
    keys.AZURE_STORAGE_CONTAINER: "logs",
    keys.MONGO_CONNECTION_URL: "logs",
    keys.BEDROCK_REGION: "bedrock",
    keys.OAUTH_TYPE: "login",
    keys.SMTP_HOST: "mail",
    "FINETUNES_BUCKET": "finetunes",
    "LOG_EXPORTS_BUCKET": "exports",
    "ALBUS_BASEPATH": "control-plane",
    "ALBUS_ENDPOINT": "control-plane",
    "ORGANISATIONS_TO_SYNC": "control-plane",
    "GATEWAY_BASE_URL": "gateway-external",
    "VITE_API_URL": "gateway-external",
    "PROMETHEUS_GATEWAY_URL": "pushgateway",
    "LOKI_HOST": "loki",
}
"""The dependency of a component that has a variable, or the Secret key behind a variable."""
_UNKNOWN_HOST: Final = "host known after the AWS companion is deployed"
_REDIS_TITLES: Final = {"elasticache": "ElastiCache", "memorystore": "Memorystore", "azure": "Azure Cache for Redis"}
_LOGIN_TITLES: Final = {"okta": "Okta", "auth0": "Auth0", "oidc": "OpenID Connect"}


class Dependency(NamedTuple):
    """A system outside of the service that calls it; `ports` is the label of edges to it."""

    title: str
    ports: str
    lines: tuple[str, ...] = ()
    stores_data: bool = False


def dependencies_of(config: PortkeyConfig, component: str) -> list[str]:
    """Return the names of the dependencies that the variables of a component refer to, including some that the configuration lacks."""
    keys_or_names = [variable.name if isinstance(variable.source, str) else variable.source for variable in environment(config, component)]
    return list(dict.fromkeys(_DEPENDENCY_OF_VARIABLE[key] for key in keys_or_names if key in _DEPENDENCY_OF_VARIABLE))


def dependencies(config: PortkeyConfig) -> dict[str, Dependency]:
    """Return all dependencies by name, in the order of the diagram, including the stores in the namespace."""
    monitoring = config.monitoring
    everything = {
        "mysql": _mysql(config),
        "redis": _redis(config),
        "clickhouse": _clickhouse(config),
        "logs": _log_store(config),
        **_data_service_buckets(config),
        "bedrock": _bedrock(config),
        "gateway-external": _at("External gateway", gateway_address(config)) if isinstance(config.gateway, ExternalGateway) else None,
        "control-plane": _control_plane(config),
        "login": _login(config),
        "mail": Dependency("Mail server", _text(config, keys.SMTP_PORT), (_text(config, keys.SMTP_HOST),)) if config.smtp else None,
        "pushgateway": _at("Prometheus Pushgateway", push.url) if monitoring and (push := monitoring.prometheus_push) else None,
        "loki": _at("Loki", loki.url) if monitoring and (loki := monitoring.loki_push) else None,
    }
    return {name: dependency for name, dependency in everything.items() if dependency}


def _text(config: PortkeyConfig, key: SecretKey) -> str:
    value = values(config).get(key)
    return value if isinstance(value, str) else ""


def _at(title: str, url: str, *lines: str) -> Dependency:
    host, ports = address(url)
    return Dependency(title, ports, (host, *lines))


def _mysql(config: PortkeyConfig) -> Dependency | None:
    if keys.MYSQL_HOST not in values(config):
        return None
    title = "MySQL in Amazon RDS" if makes_database(config) else "MySQL"
    tls = " TLS" if keys.MYSQL_SSL_MODE in values(config) else ""
    lines = (mysql_host(config) or _UNKNOWN_HOST, f"database {mysql(config).database}")
    return Dependency(title, _text(config, keys.MYSQL_PORT) + tls, lines, stores_data=True)


def _redis(config: PortkeyConfig) -> Dependency:
    store = redis(config)
    url: Any = values(config)[keys.REDIS_CONNECTION_URL]
    if isinstance(url, SecretStr):
        url = url.get_secret_value()
    elif isinstance(url, UrlWithPassword):
        url = f"{url.before}{url.after}"
    host, ports = address(url)
    lines = (
        host or _UNKNOWN_HOST,
        "cluster mode" if not isinstance(store, InClusterRedis) and store.mode == "cluster" else "",
        "access by IAM, no password" if isinstance(store, ElastiCache) and store.iam else "",
        "created by the AWS companion" if makes_cache(config) else "",
    )
    return Dependency(_REDIS_TITLES.get(store.kind, "Redis"), ports, tuple(filter(None, lines)), stores_data=True)


def _clickhouse(config: PortkeyConfig) -> Dependency | None:
    if keys.CLICKHOUSE_HOST not in values(config):
        return None
    tls = " TLS" if _text(config, keys.CLICKHOUSE_TLS) == "true" else ""
    ports = f"{_text(config, keys.CLICKHOUSE_PORT)}, {_text(config, keys.CLICKHOUSE_NATIVE_PORT)}{tls}"
    title = "ClickHouse Cloud" if isinstance(clickhouse(config), ClickHouseCloud) else "ClickHouse"
    return Dependency(title, ports, (_text(config, keys.CLICKHOUSE_HOST), f"database {_text(config, keys.CLICKHOUSE_DB)}"), stores_data=True)


def _log_store(config: PortkeyConfig) -> Dependency | None:
    facts = log_store_facts(config)
    return Dependency(*facts, stores_data=True) if facts else None


def _data_service_buckets(config: PortkeyConfig) -> dict[str, Dependency]:
    service = config.dataservice
    buckets = {}
    if isinstance(service, DataServiceConfig) and service.finetunes_bucket:
        role = (f"as {service.finetunes_role_arn}",) if service.finetunes_role_arn else ()
        buckets["finetunes"] = Dependency(f"Bucket {service.finetunes_bucket}", "443 TLS", ("fine-tuning files", *role), stores_data=True)
    if isinstance(service, DataServiceConfig) and service.log_exports_bucket:
        buckets["exports"] = Dependency(f"Bucket {service.log_exports_bucket}", "443 TLS", ("exported logs",), stores_data=True)
    return buckets


def _bedrock(config: PortkeyConfig) -> Dependency | None:
    if not config.bedrock:
        return None
    access = "with the gateway's identity" if bedrock_by_identity(config, config.bedrock) else "with access keys"
    return Dependency("Amazon Bedrock", "443 TLS", tuple(filter(None, (bedrock_region(config, config.bedrock), access))))


def _control_plane(config: PortkeyConfig) -> Dependency | None:
    if config.deployment.kind == "platform":
        return None
    variables = [variable for component in ("dataservice", "gateway") for variable in environment(config, component)]
    url = backend_url(config) or next((source for name, source in variables if name == "ALBUS_ENDPOINT"), "")
    stored = [data for key, data in ((keys.CLICKHOUSE_STORE, "analytics"), (keys.LOG_STORE, "logs")) if _text(config, key) == "control_plane"]
    lines = (f"stores {' and '.join(stored)}",) if stored else ()
    title = "Portkey's control plane" if config.deployment.kind == "dataPlane" and not config.control_plane_url else "Control plane"
    return _at(title, url, *lines) if isinstance(url, str) and url else Dependency(title, "443 TLS", lines)


def _login(config: PortkeyConfig) -> Dependency | None:
    match config.auth:
        case Saml(metadata_url=str(url)) if url:
            return _at("SAML login", url)
        case Google() as auth:
            return _at("Google login", issuer(auth))
        case EntraId() as auth:
            return _at("Microsoft Entra ID", issuer(auth))
        case OpenIdConnect() as auth:
            return _at(f"{_LOGIN_TITLES[auth.kind]} login", issuer(auth))
    return None
