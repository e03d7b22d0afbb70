"""The systems that the services depend on: stores, cloud services, login, mail, and the control plane."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pydantic import SecretStr

from portkey_constructs.config.auth import EntraId, Google, OpenIdConnect, Saml, issuer
from portkey_constructs.config.clickhouse import ClickHouseCloud
from portkey_constructs.config.log_store import (
    AzureBlobLogStore,
    AzureEntra,
    AzureKey,
    AzureManagedIdentity,
    GcsLogStore,
    MongoLogStore,
    S3CompatibleLogStore,
    S3LogStore,
    WasabiLogStore,
)
from portkey_constructs.config.services import DataServiceConfig, ExternalGateway
from portkey_constructs.diagram.description import address
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import SecretKey, UrlWithPassword, Value

__all__ = ["Dependency", "dependencies", "dependencies_of"]

_DEPENDENCY_OF_VARIABLE: Final[Mapping[str | SecretKey, str]] = {
    keys.MYSQL_HOST: "mysql",
    keys.REDIS_CONNECTION_URL: "redis",
    keys.REDIS_QUEUES_URL: "redis-queues",
    keys.CLICKHOUSE_HOST: "clickhouse",
    "ANALYTICS_STORE_ENDPOINT": "clickhouse",
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
"""The dependency that a variable, or the Secret key behind a variable, refers to."""
_HTTPS: Final = "443 TLS"
_UNKNOWN_HOST: Final = "host known after the AWS companion is deployed"
_REDIS_TITLES: Final = {"elasticache": "ElastiCache", "memorystore": "Memorystore", "azure": "Azure Cache for Redis"}
_LOGINS: Final = {
    "managedIdentity": "with the nodes' managed identity",
    "entra": "with an Entra ID application",
    "workloadIdentity": "with the pods' identity",
}
_LOGIN_TITLES: Final = {"okta": "Okta", "auth0": "Auth0", "oidc": "OpenID Connect"}


class Dependency(NamedTuple):
    """A system that services call. `ports` is the label of the edges to it."""

    title: str
    ports: str
    lines: tuple[str, ...] = ()
    stores_data: bool = False


def dependencies_of(platform: Platform, component: str) -> list[str]:
    """Return the names of the dependencies that the variables of a component refer to, including some that the platform lacks."""
    variables = platform.environments.get(component, ())
    keys_or_names = [variable.source if isinstance(variable.source, SecretKey) else variable.name for variable in variables]
    return list(dict.fromkeys(_DEPENDENCY_OF_VARIABLE[key] for key in keys_or_names if key in _DEPENDENCY_OF_VARIABLE))


def dependencies(platform: Platform) -> dict[str, Dependency]:
    """Return all dependencies by name, in the order of the diagram, including the stores in the namespace."""
    gateway, smtp, monitoring = platform.config.gateway, platform.config.smtp, platform.config.monitoring
    everything = {
        "mysql": _mysql(platform),
        "redis": _redis(platform),
        "redis-queues": _queues(platform),
        "clickhouse": _clickhouse(platform),
        "logs": _log_store(platform),
        **_data_service_buckets(platform),
        "bedrock": _bedrock(platform),
        "gateway-external": _at("External gateway", gateway.url) if isinstance(gateway, ExternalGateway) else None,
        "control-plane": _control_plane(platform),
        "login": _login(platform),
        "mail": Dependency("Mail server", str(smtp.port), (smtp.host,)) if smtp else None,
        "pushgateway": _at("Prometheus Pushgateway", push.url) if monitoring and (push := monitoring.prometheus_push) else None,
        "loki": _at("Loki", loki.url) if monitoring and (loki := monitoring.loki_push) else None,
    }
    return {name: dependency for name, dependency in everything.items() if dependency}


def _at(title: str, url: str, *lines: str) -> Dependency:
    host, ports = address(url)
    return Dependency(title, ports, (host, *lines))


def _mysql(platform: Platform) -> Dependency | None:
    store = platform.mysql
    if not store:
        return None
    title = "MySQL in Amazon RDS" if store.created_by_companion else "MySQL"
    lines = (store.host or _UNKNOWN_HOST, f"database {store.settings.database}")
    return Dependency(title, f"{store.port}{' TLS' if store.tls_mode else ''}", lines, stores_data=True)


def _redis(platform: Platform) -> Dependency:
    store = platform.redis
    host, ports = _redis_address(store.url)
    role = store.iam.assume_role if store.iam else None
    lines = (
        host or _UNKNOWN_HOST,
        "cluster mode" if store.mode == "cluster" else "",
        *(store.cluster.nodes if store.cluster else ()),
        f"nodes from {address(store.cluster.discovery.url)[0]}" if store.cluster and store.cluster.discovery else "",
        "access by IAM, no password" if store.iam else "",
        f"as {role.role_arn}" if role else "",
        _LOGINS[store.login.kind] if store.login else "",
        "created by the AWS companion" if store.created_by_companion else "",
    )
    return Dependency(_REDIS_TITLES.get(store.settings.kind, "Redis"), ports, tuple(filter(None, lines)), stores_data=True)


def _queues(platform: Platform) -> Dependency | None:
    queues = platform.redis.queues
    if not queues or not platform.gateway:
        return None
    host, ports = _redis_address(queues.url)
    return Dependency("Redis for queues", ports, (host,), stores_data=True)


def _redis_address(url: Value) -> tuple[str, str]:
    if isinstance(url, UrlWithPassword):
        url = f"{url.before}{url.after}"
    return address(url.get_secret_value() if isinstance(url, SecretStr) else url or "")


def _clickhouse(platform: Platform) -> Dependency | None:
    store = platform.clickhouse
    if not store:
        return None
    title = "ClickHouse Cloud" if isinstance(store.settings, ClickHouseCloud) else "ClickHouse"
    ports = f"{store.http_port}, {store.native_port}{' TLS' if store.tls else ''}"
    return Dependency(title, ports, (store.host, f"database {store.settings.database}"), stores_data=True)


def _log_store(platform: Platform) -> Dependency | None:
    access = "with the pods' identity" if platform.log_store.by_identity else "with access keys"
    ports = _HTTPS
    lines: tuple[str, ...]
    match platform.log_store.settings:
        case S3LogStore() as store:
            title = f"S3 bucket {platform.log_store.bucket}"
            role = f"as {store.assume_role.role_arn}" if store.assume_role else ""
            replica = f"replica {platform.log_store.replica_bucket}, {store.replica.region}" if store.replica else ""
            lines = (platform.log_store.region, access, role, replica)
        case S3CompatibleLogStore() as store:
            title = f"{'NetApp' if store.kind == 'netapp' else 'S3-compatible'} bucket {store.bucket}"
            host, ports = address(store.endpoint)
            lines = (host, access)
        case WasabiLogStore() as store:
            title, lines = f"Wasabi bucket {store.bucket}", (store.region, access)
        case GcsLogStore() as store:
            title = f"Cloud Storage bucket {store.bucket}"
            lines = (store.region if store.region != "auto" else "", access if platform.log_store.by_identity else "with HMAC keys")
        case AzureBlobLogStore() as store:
            title, lines = f"Blob container {store.container}", (f"storage account {store.storage_account}", _azure_access(store))
        case MongoLogStore() as store:
            # The hosts and ports are part of a secret URL.
            title, ports, lines = "MongoDB", "MongoDB", (f"database {store.database}", "address from its Secret")
        case _:
            return None
    return Dependency(title, ports, tuple(filter(None, lines)), stores_data=True)


def _azure_access(store: AzureBlobLogStore) -> str:
    match store.login:
        case AzureKey():
            return "with the account's key"
        case AzureManagedIdentity():
            return "with the nodes' managed identity"
        case AzureEntra():
            return "with an Entra ID application"
    return "with the pods' identity"


def _data_service_buckets(platform: Platform) -> dict[str, Dependency]:
    service = platform.config.dataservice
    buckets = {}
    if isinstance(service, DataServiceConfig) and service.finetunes_bucket:
        role = (f"as {service.finetunes_role_arn}",) if service.finetunes_role_arn else ()
        buckets["finetunes"] = Dependency(f"Bucket {service.finetunes_bucket}", _HTTPS, ("fine-tuning files", *role), stores_data=True)
    if isinstance(service, DataServiceConfig) and service.log_exports_bucket:
        buckets["exports"] = Dependency(f"Bucket {service.log_exports_bucket}", _HTTPS, ("exported logs",), stores_data=True)
    return buckets


def _bedrock(platform: Platform) -> Dependency | None:
    if not platform.bedrock:
        return None
    access = "with the gateway's identity" if platform.bedrock.by_identity else "with access keys"
    return Dependency("Amazon Bedrock", _HTTPS, tuple(filter(None, (platform.bedrock.region, access))))


def _control_plane(platform: Platform) -> Dependency | None:
    if platform.deployment == "platform":
        return None
    stored = [data for data, key in (("analytics", keys.CLICKHOUSE_STORE), ("logs", keys.LOG_STORE)) if _value(platform, key) == "control_plane"]
    lines = (f"stores {' and '.join(stored)}",) if stored else ()
    hosted = platform.deployment == "dataPlane" and not platform.config.control_plane_url
    title = "Portkey's control plane" if hosted else "Control plane"
    variables = [variable for component in ("dataservice", "gateway") for variable in platform.environments.get(component, ())]
    url = platform.addresses.backend or next((source for name, source in variables if name == "ALBUS_ENDPOINT"), "")
    return _at(title, url, *lines) if isinstance(url, str) and url else Dependency(title, _HTTPS, lines)


def _value(platform: Platform, key: SecretKey) -> object:
    return platform.secrets[key.group].keys.get(key)


def _login(platform: Platform) -> Dependency | None:
    match platform.config.auth:
        case Saml(metadata_url=str(url)) if url:
            return _at("SAML login", url)
        case Google() as auth:
            return _at("Google login", issuer(auth))
        case EntraId() as auth:
            return _at("Microsoft Entra ID", issuer(auth))
        case OpenIdConnect() as auth:
            return _at(f"{_LOGIN_TITLES[auth.kind]} login", issuer(auth))
    return None
