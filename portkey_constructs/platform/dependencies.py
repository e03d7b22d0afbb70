"""The systems that the services depend on: stores, cloud services, login, mail, and the control plane."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import SecretStr

from portkey_constructs.config.auth import EntraId, Google, OpenIdConnect, Saml, issuer
from portkey_constructs.config.clickhouse import AnyClickHouse, ClickHouseCloud
from portkey_constructs.config.features import Smtp
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
from portkey_constructs.config.mysql import AnyMySql
from portkey_constructs.config.semantic_cache import Pinecone
from portkey_constructs.config.services import DataServiceConfig, ExternalGateway
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.control_planes import CONTROL_PLANE_PATHS, control_plane_address
from portkey_constructs.platform.hosts import Endpoint, address, endpoint
from portkey_constructs.platform.redis import RedisConnection
from portkey_constructs.platform.secret_keys import SecretKey, UrlWithPassword, Value
from portkey_constructs.platform.telemetry_values import analytics_endpoint, gen_ai_endpoint

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

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
    "VECTOR_STORE_ADDRESS": "vectors",
    "SEMANTIC_CACHE_EMBEDDINGS_URL": "embeddings",
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
    "OTEL_ENDPOINT": "analytics-collector",
    "EXPERIMENTAL_GEN_AI_OTEL_EXPORTER_OTLP_ENDPOINT": "traces-collector",
}
"""The dependency that a variable, or the Secret key behind a variable, refers to."""
_HTTPS: Final = "443 TLS"
_SOMEWHERE: Final = Endpoint("", (443,))
_DEFAULT_PORTS: Final = {"mysql": (3306,), "redis": (6379, 6380), "clickhouse": (8123, 8443, 9000, 9440), "mongo": (27017,), "mail": (25, 465, 587)}
"""The usual ports of servers whose port only a Secret contains."""
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
    endpoints: tuple[Endpoint, ...] = (_SOMEWHERE,)
    """Where it listens."""


def dependencies_of(platform: "Platform", component: str) -> list[str]:
    """Return the names of the dependencies that the variables of a component refer to, including some that the platform lacks."""
    variables = platform.environments.get(component, ())
    keys_or_names = [variable.source if isinstance(variable.source, SecretKey) else variable.name for variable in variables]
    return list(dict.fromkeys(_DEPENDENCY_OF_VARIABLE[key] for key in keys_or_names if key in _DEPENDENCY_OF_VARIABLE))


def dependencies(platform: "Platform") -> dict[str, Dependency]:
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
        "vectors": _vector_store(platform),
        "embeddings": _embeddings(platform),
        "gateway-external": _at("External gateway", gateway.url) if isinstance(gateway, ExternalGateway) else None,
        "control-plane": _control_plane(platform),
        "login": _login(platform),
        "mail": _mail(platform, smtp) if smtp else None,
        "pushgateway": _at("Prometheus Pushgateway", push.url) if monitoring and (push := monitoring.prometheus_push) else None,
        "loki": _at("Loki", loki.url) if monitoring and (loki := monitoring.loki_push) else None,
        **_collectors(platform),
    }
    return {name: dependency for name, dependency in everything.items() if dependency}


def _at(title: str, url: str, *lines: str) -> Dependency:
    host, ports = address(url)
    return Dependency(title, ports, (host, *lines), endpoints=(endpoint(url),))


def _collectors(platform: "Platform") -> dict[str, Dependency]:
    """The OpenTelemetry collectors; only one if the gateway sends analytics and GenAI traces to the same address."""
    analytics, traces = analytics_endpoint(platform), gen_ai_endpoint(platform)
    collectors = {}
    if analytics:
        content = "analytics, GenAI traces" if traces == analytics else "analytics"
        collectors["analytics-collector"] = _at("OpenTelemetry collector", analytics, content)
    if traces and traces != analytics:
        collectors["traces-collector"] = _at("OpenTelemetry collector", traces, "GenAI traces")
    return collectors


def _mysql(platform: "Platform") -> Dependency | None:
    store = platform.mysql
    if not store:
        return None
    title = "MySQL in Amazon RDS" if store.created_by_companion else "MySQL"
    host = _fact(platform, keys.MYSQL_HOST, store.host, "host") or _UNKNOWN_HOST
    ports = ["MySQL" if keys.MYSQL_PORT in platform.from_secrets.keys else str(store.port)]
    lines = [host, _database(platform, keys.MYSQL_DB, store.settings)]
    numbers = _DEFAULT_PORTS["mysql"] if keys.MYSQL_PORT in platform.from_secrets.keys else (store.port,)
    endpoints = [Endpoint(store.host, numbers)]
    if reader := store.reader:
        lines.append(f"read replica {reader.host}")
        ports += [str(reader.port)] if reader.port not in (None, store.port) else []
        endpoints.append(Endpoint(reader.host, (reader.port,) if reader.port else numbers))
    return Dependency(title, f"{', '.join(ports)}{' TLS' if store.tls else ''}", tuple(lines), stores_data=True, endpoints=tuple(endpoints))


def _fact(platform: "Platform", key: SecretKey, value: str | None, meaning: str) -> str:
    """The value, or where it comes from if only a Secret has it; empty if it is not known at all."""
    return value or (f"{meaning} from its Secret" if key in platform.from_secrets.keys else "")


def _database(platform: "Platform", key: SecretKey, settings: AnyMySql | AnyClickHouse) -> str:
    """The name of the database; the default of a setting does not count if the Secret has the name."""
    known = key not in platform.from_secrets.keys or "database" in settings.model_fields_set
    return f"database {settings.database}" if known else "database from its Secret"


def _redis(platform: "Platform") -> Dependency:
    store = platform.redis
    in_secret = keys.REDIS_CONNECTION_URL in platform.from_secrets.keys
    host, ports = (store.host, "Redis") if in_secret else _redis_address(store.url)
    role = store.iam.assume_role if store.iam else None
    lines = (
        _fact(platform, keys.REDIS_CONNECTION_URL, host, "address") or _UNKNOWN_HOST,
        "cluster mode" if store.mode == "cluster" else "",
        *(store.cluster.nodes if store.cluster else ()),
        f"nodes from {address(store.cluster.discovery.url)[0]}" if store.cluster and store.cluster.discovery else "",
        "access by IAM, no password" if store.iam else "",
        f"as {role.role_arn}" if role else "",
        _LOGINS[store.login.kind] if store.login else "",
        "created by the AWS companion" if store.created_by_companion else "",
    )
    title = _REDIS_TITLES.get(store.settings.kind, "Redis")
    return Dependency(title, ports, tuple(filter(None, lines)), stores_data=True, endpoints=tuple(_redis_endpoints(store, in_secret=in_secret)))


def _redis_endpoints(store: RedisConnection, *, in_secret: bool) -> Iterator[Endpoint]:
    """The server, the nodes of a cluster and what lists them. A cluster may announce nodes that the configuration does not contain."""
    main = Endpoint("", _DEFAULT_PORTS["redis"]) if in_secret else endpoint(_redis_url(store.url) or "redis://")
    yield main._replace(host="") if store.mode == "cluster" else main
    if store.cluster:
        for node in store.cluster.nodes:
            host, _, port = node.rpartition(":")
            yield Endpoint(host.strip("[]"), (int(port),))
        if store.cluster.discovery:
            yield endpoint(store.cluster.discovery.url)


def _queues(platform: "Platform") -> Dependency | None:
    queues = platform.redis.queues
    if not queues or not platform.gateway:
        return None
    host, ports = _redis_address(queues.url)
    return Dependency("Redis for queues", ports, (host,), stores_data=True, endpoints=(endpoint(_redis_url(queues.url)),))


def _redis_address(url: Value) -> tuple[str, str]:
    return address(_redis_url(url))


def _redis_url(url: Value) -> str:
    if isinstance(url, UrlWithPassword):
        url = f"{url.before}{url.after}"
    return url.get_secret_value() if isinstance(url, SecretStr) else url or ""


def _clickhouse(platform: "Platform") -> Dependency | None:
    store = platform.clickhouse
    if not store:
        return None
    title = "ClickHouse Cloud" if isinstance(store.settings, ClickHouseCloud) else "ClickHouse"
    in_secret = {keys.CLICKHOUSE_PORT, keys.CLICKHOUSE_NATIVE_PORT} & platform.from_secrets.keys
    ports = f"{'ClickHouse' if in_secret else f'{store.http_port}, {store.native_port}'}{' TLS' if store.tls else ''}"
    lines = (_fact(platform, keys.CLICKHOUSE_HOST, store.host, "host"), _database(platform, keys.CLICKHOUSE_DB, store.settings))
    numbers = _DEFAULT_PORTS["clickhouse"] if in_secret else (store.http_port, store.native_port)
    return Dependency(title, ports, lines, stores_data=True, endpoints=(Endpoint(store.host, numbers),))


def _log_store(platform: "Platform") -> Dependency | None:
    access = "with the pods' identity" if platform.log_store.by_identity else "with access keys"
    ports = _HTTPS
    lines: tuple[str, ...]
    server = _SOMEWHERE
    match platform.log_store.settings:
        case S3LogStore() as store:
            title = f"S3 bucket {_named(platform.log_store.bucket)}"
            role = f"as {store.assume_role.role_arn or 'the role from its Secret'}" if store.assume_role else ""
            replica = f"replica {platform.log_store.replica_bucket}, {store.replica.region}" if store.replica else ""
            lines = (platform.log_store.region, access, role, replica)
        case S3CompatibleLogStore() as store:
            title = f"{'NetApp' if store.kind == 'netapp' else 'S3-compatible'} bucket {_named(store.bucket)}"
            host, ports = address(store.endpoint) if store.endpoint else ("endpoint from its Secret", _HTTPS)
            server = endpoint(store.endpoint) if store.endpoint else _SOMEWHERE
            lines = (host, access)
        case WasabiLogStore() as store:
            title, lines = f"Wasabi bucket {_named(store.bucket)}", (store.region or "", access)
        case GcsLogStore() as store:
            title = f"Cloud Storage bucket {_named(store.bucket)}"
            lines = (store.region if store.region != "auto" else "", access if platform.log_store.by_identity else "with HMAC keys")
        case AzureBlobLogStore() as store:
            title = f"Blob container {_named(store.container)}"
            lines = (f"storage account {_named(store.storage_account)}", _azure_access(store))
        case MongoLogStore() as store:
            # The hosts and ports are part of a secret URL.
            title, ports, lines = "MongoDB", "MongoDB", (f"database {_named(store.database)}", "address from its Secret")
            server = Endpoint("", _DEFAULT_PORTS["mongo"])
        case _:
            return None
    return Dependency(title, ports, tuple(filter(None, lines)), stores_data=True, endpoints=(server,))


def _named(name: str | None) -> str:
    return name or "from its Secret"


def _azure_access(store: AzureBlobLogStore) -> str:
    match store.login:
        case AzureKey():
            return "with the account's key"
        case AzureManagedIdentity():
            return "with the nodes' managed identity"
        case AzureEntra():
            return "with an Entra ID application"
    return "with the pods' identity"


def _data_service_buckets(platform: "Platform") -> dict[str, Dependency]:
    service = platform.config.dataservice
    buckets = {}
    if isinstance(service, DataServiceConfig) and service.finetunes_bucket:
        role = (f"as {service.finetunes_role_arn}",) if service.finetunes_role_arn else ()
        buckets["finetunes"] = Dependency(f"Bucket {service.finetunes_bucket}", _HTTPS, ("fine-tuning files", *role), stores_data=True)
    if isinstance(service, DataServiceConfig) and service.log_exports_bucket:
        buckets["exports"] = Dependency(f"Bucket {service.log_exports_bucket}", _HTTPS, ("exported logs",), stores_data=True)
    return buckets


def _mail(platform: "Platform", smtp: Smtp) -> Dependency:
    port = "SMTP" if keys.SMTP_PORT in platform.from_secrets.keys else str(smtp.port)
    numbers = _DEFAULT_PORTS["mail"] if keys.SMTP_PORT in platform.from_secrets.keys else (smtp.port,)
    return Dependency("Mail server", port, (_fact(platform, keys.SMTP_HOST, smtp.host, "host"),), endpoints=(Endpoint(smtp.host or "", numbers),))


def _bedrock(platform: "Platform") -> Dependency | None:
    if not platform.bedrock:
        return None
    access = "with the gateway's identity" if platform.bedrock.by_identity else "with access keys"
    return Dependency("Amazon Bedrock", _HTTPS, tuple(filter(None, (platform.bedrock.region, access))))


def _vector_store(platform: "Platform") -> Dependency | None:
    cache = platform.config.semantic_cache
    if not cache:
        return None
    if isinstance(cache.store, Pinecone):
        return Dependency("Pinecone", _HTTPS, (f"index {cache.store.index}", "semantic cache"), stores_data=True)
    host, ports = address(cache.store.address)
    lines = (host, f"collection {cache.store.collection}", "semantic cache")
    return Dependency("Milvus", ports, lines, stores_data=True, endpoints=(endpoint(cache.store.address),))


def _embeddings(platform: "Platform") -> Dependency | None:
    cache = platform.config.semantic_cache
    return _at("Embeddings", cache.embeddings.url, cache.embeddings.model) if cache else None


def _control_plane(platform: "Platform") -> Dependency | None:
    if platform.deployment == "platform":
        return None
    stored = [data for data, key in (("analytics", keys.CLICKHOUSE_STORE), ("logs", keys.LOG_STORE)) if _value(platform, key) == "control_plane"]
    lines = (f"stores {' and '.join(stored)}",) if stored else ()
    hosted = platform.deployment == "dataPlane" and not platform.addresses.backend
    title = "Portkey's control plane" if hosted else "Control plane"
    variables = [variable for component in ("dataservice", "gateway") for variable in platform.environments.get(component, ())]
    url = platform.addresses.backend or next((source for name, source in variables if name == "ALBUS_ENDPOINT"), "")
    dependency = _at(title, url, *lines) if isinstance(url, str) and url else Dependency(title, _HTTPS, lines)
    parts = (control_plane_address(platform.config.deployment, platform.addresses.control_plane, part) for part in CONTROL_PLANE_PATHS)
    endpoints = (*dependency.endpoints, *(endpoint(part) for part in parts if part))
    return dependency._replace(endpoints=tuple(dict.fromkeys(endpoints)))


def _value(platform: "Platform", key: SecretKey) -> object:
    return platform.secret(key.group).keys.get(key)


def _login(platform: "Platform") -> Dependency | None:
    match platform.config.auth:
        case Saml(metadata_url=str(url)) if url:
            return _at("SAML login", url)
        case Google() as auth:
            return _at_issuer("Google login", auth)
        case EntraId() as auth:
            return _at_issuer("Microsoft Entra ID", auth)
        case OpenIdConnect() as auth:
            return _at_issuer(f"{_LOGIN_TITLES[auth.kind]} login", auth)
        case Saml() if keys.OAUTH_ISSUER_URL in platform.from_secrets.named:
            return Dependency("SAML login", _HTTPS, ("address from its Secret",))
    return None


def _at_issuer(title: str, auth: OpenIdConnect) -> Dependency:
    url = issuer(auth)
    return _at(title, url) if url else Dependency(title, _HTTPS, ("issuer from its Secret",))
