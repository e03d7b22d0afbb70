"""The values of the Secrets' keys that the configuration sets or implies.

A rendered Secret contains every key. From an existing Secret, the pods read only sensitive keys and keys whose value is not in the
configuration; other values are plain environment variables, so that you do not repeat them in the Secret.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.auth import OpenIdConnect, Saml, issuer
from portkey_constructs.config.encryption import CustomerKeyEncryption
from portkey_constructs.config.features import Monitoring
from portkey_constructs.config.log_store import (
    AzureBlobLogStore,
    AzureEntra,
    AzureKey,
    AzureManagedIdentity,
    ControlPlaneLogStore,
    GcsLogStore,
    KeyedLogStore,
    MongoLogStore,
    NoLogStore,
    S3CompatibleLogStore,
    S3LogStore,
    WasabiLogStore,
)
from portkey_constructs.config.redis import InClusterRedis
from portkey_constructs.config.secrets import InlineSecrets, SecretGroup
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.login import signs_requests
from portkey_constructs.platform.mcp_identity import signs_identities
from portkey_constructs.platform.secret_keys import SecretKey, Value
from portkey_constructs.platform.stores import DEVELOPMENT_SECRET
from portkey_constructs.platform.telemetry_values import inherits_headers, sends_headers

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["secret_values"]

Values = Iterator[tuple[SecretKey, Value]]

_AZURE_MODES: Final = {"key": "", "managedIdentity": "managed", "entra": "entra", "workloadIdentity": "workload"}


def secret_values(platform: "Platform") -> Values:
    """The value of every key that this configuration uses."""
    config = platform.config
    application = config.deployment.kind == "platform"
    yield keys.CLIENT_AUTH, config.client_auth
    if application:
        inline = isinstance(platform.secret_sources[SecretGroup.APP], InlineSecrets)
        yield keys.JWT_PRIVATE_KEY, config.jwt_private_key or (DEVELOPMENT_SECRET if inline else None)
        yield from _auth(platform)
        if config.smtp:
            yield keys.SMTP_HOST, config.smtp.host
            yield keys.SMTP_PORT, str(config.smtp.port)
            if config.smtp.user or keys.SMTP_USER in platform.from_secrets.keys:
                yield keys.SMTP_USER, config.smtp.user
                yield keys.SMTP_PASSWORD, config.smtp.password
            yield keys.SMTP_FROM, config.smtp.from_address
    monitoring = config.monitoring
    if monitoring and monitoring.prometheus_push:
        yield keys.PROMETHEUS_AUTH, monitoring.prometheus_push.credential
    if monitoring and monitoring.loki_push:
        yield keys.LOKI_AUTH, monitoring.loki_push.credential
    if monitoring and platform.gateway:
        yield from _collectors(monitoring)
    yield from _mysql(platform)
    yield from _redis(platform)
    yield from _clickhouse(platform)
    yield from _log_store(platform)
    yield from _bedrock(platform)
    if platform.mcp and signs_identities(platform.mcp):
        yield keys.MCP_IDENTITY_KEY, platform.mcp.identity_key
    if config.semantic_cache:
        yield keys.VECTOR_STORE_API_KEY, config.semantic_cache.store.api_key
        yield keys.EMBEDDING_API_KEY, config.semantic_cache.embeddings.api_key
    inline = isinstance(platform.secret_sources[SecretGroup.REGISTRY], InlineSecrets)
    for registry in platform.pull_registries:
        yield from registry.values(inline=inline)


def _collectors(monitoring: Monitoring) -> Values:
    analytics, traces = monitoring.open_telemetry, monitoring.gen_ai_traces
    if analytics and sends_headers(analytics):
        yield keys.OTEL_HEADERS, analytics.headers
    if traces and sends_headers(traces):
        yield keys.GEN_AI_OTEL_HEADERS, traces.headers
    elif analytics and inherits_headers(monitoring):
        yield keys.GEN_AI_OTEL_HEADERS, analytics.headers


def _auth(platform: "Platform") -> Values:
    auth = platform.config.auth
    if isinstance(auth, OpenIdConnect):
        yield keys.OAUTH_TYPE, "oidc"
        yield keys.OAUTH_ISSUER_URL, issuer(auth)
        yield keys.OAUTH_CLIENT_ID, auth.client_id
        if signs_requests(auth):
            yield keys.OAUTH_CLIENT_JWKS, auth.client_jwks
        else:
            yield keys.OAUTH_CLIENT_SECRET, auth.client_secret
        yield keys.OAUTH_REDIRECT_URI, platform.addresses.redirect_uri
    elif isinstance(auth, Saml):
        yield keys.OAUTH_TYPE, "saml"
        yield keys.OAUTH_REDIRECT_URI, platform.addresses.redirect_uri
        if auth.metadata_url or keys.OAUTH_ISSUER_URL in platform.from_secrets.named:
            yield keys.OAUTH_ISSUER_URL, auth.metadata_url
        if auth.metadata_xml or keys.OAUTH_METADATA_XML in platform.from_secrets.named:
            yield keys.OAUTH_METADATA_XML, auth.metadata_xml


def _mysql(platform: "Platform") -> Values:
    mysql = platform.mysql
    if mysql is None:
        return
    yield keys.MYSQL_USER, mysql.settings.user
    yield keys.MYSQL_PASSWORD, mysql.password
    yield keys.MYSQL_DB, mysql.settings.database
    yield keys.MYSQL_HOST, mysql.host
    yield keys.MYSQL_PORT, str(mysql.port)
    if mysql.tls_mode or keys.MYSQL_SSL_MODE in platform.from_secrets.named:
        yield keys.MYSQL_SSL_MODE, mysql.tls_mode
    if mysql.reader:
        yield keys.MYSQL_READER_PASSWORD, mysql.reader.password
    if mysql.administrator:
        yield keys.MYSQL_ADMINISTRATOR_USER, mysql.administrator.user
        yield keys.MYSQL_ADMINISTRATOR_PASSWORD, mysql.administrator.password
    if mysql.in_cluster:
        yield keys.MYSQL_ROOT_PASSWORD, mysql.root_password


def _redis(platform: "Platform") -> Values:
    redis = platform.redis
    yield keys.REDIS_CONNECTION_URL, redis.url
    yield keys.REDIS_TLS_ENABLED, _word(redis.tls)
    yield keys.REDIS_MODE, redis.mode
    yield keys.REDIS_STORE, redis.store
    settings = redis.settings
    if isinstance(settings, InClusterRedis):
        if redis.has_password:
            yield keys.REDIS_PASSWORD, redis.server_password
    elif redis.separate_credentials:
        yield keys.REDIS_PASSWORD, settings.password
    if isinstance(redis.login, AzureEntra):
        yield keys.REDIS_ENTRA_CLIENT_SECRET, redis.login.client_secret
    discovery = redis.cluster.discovery if redis.cluster else None
    if discovery and discovery.auth == "header" and (platform.gateway or platform.dataservice):
        yield keys.REDIS_DISCOVERY_AUTH, discovery.authorization
    if redis.queues and platform.gateway:
        yield keys.REDIS_QUEUES_URL, redis.queues.url


def _clickhouse(platform: "Platform") -> Values:
    clickhouse = platform.clickhouse
    if clickhouse is None:
        yield keys.CLICKHOUSE_STORE, "control_plane"
        return
    yield keys.CLICKHOUSE_STORE, "clickhouse"
    yield keys.CLICKHOUSE_USER, clickhouse.settings.user
    yield keys.CLICKHOUSE_DB, clickhouse.settings.database
    yield keys.CLICKHOUSE_PASSWORD, clickhouse.password
    yield keys.CLICKHOUSE_HOST, clickhouse.host
    yield keys.CLICKHOUSE_PORT, str(clickhouse.http_port)
    yield keys.CLICKHOUSE_NATIVE_PORT, str(clickhouse.native_port)
    yield keys.CLICKHOUSE_TLS, _word(clickhouse.tls)
    if clickhouse.former:
        yield keys.FORMER_CLICKHOUSE_USER, clickhouse.former.user
        yield keys.FORMER_CLICKHOUSE_PASSWORD, clickhouse.former_password
        yield keys.FORMER_CLICKHOUSE_DB, clickhouse.former.database


def _log_store(platform: "Platform") -> Values:
    access = platform.log_store
    match access.settings:
        case NoLogStore():
            yield keys.LOG_STORE, ""
        case ControlPlaneLogStore():
            yield keys.LOG_STORE, "control_plane"
        case S3LogStore() as settings:
            yield from _s3(platform, settings)
        case S3CompatibleLogStore() as settings:
            yield keys.LOG_STORE, "netapp" if settings.kind == "netapp" else "s3_custom"
            yield from _bucket(settings.region, settings.bucket)
            yield keys.LOG_STORE_BASE_PATH, f"{(settings.endpoint or '').rstrip('/')}/{settings.bucket or ''}"
            yield from _access_keys(settings)
        case WasabiLogStore() as settings:
            yield keys.LOG_STORE, "wasabi"
            yield from _bucket(settings.region, settings.bucket)
            yield from _access_keys(settings)
        case GcsLogStore() as settings:
            yield keys.LOG_STORE, "gcs_assume" if access.by_identity else "gcs"
            yield from _bucket(settings.region, settings.bucket)
            yield from () if access.by_identity else _access_keys(settings)
        case AzureBlobLogStore() as settings:
            yield from _azure(settings, platform.from_secrets.named)
        case MongoLogStore() as settings:
            yield keys.LOG_STORE, "mongo"
            yield keys.MONGO_CONNECTION_URL, settings.connection_url
            yield keys.MONGO_DATABASE, settings.database
            yield keys.MONGO_GENERATIONS_COLLECTION, settings.generations_collection
            yield keys.MONGO_HOOKS_COLLECTION, settings.hooks_collection


def _s3(platform: "Platform", settings: S3LogStore) -> Values:
    access = platform.log_store
    yield keys.LOG_STORE, settings.client or ("s3_assume" if access.by_identity or settings.assume_role else "s3")
    yield from _bucket(access.region, f"{access.bucket}/{access.prefix}" if access.prefix else access.bucket)
    yield from () if access.by_identity else _access_keys(settings)
    if settings.assume_role:
        yield keys.LOG_STORE_ROLE_ARN, settings.assume_role.role_arn
        if settings.assume_role.external_id or keys.LOG_STORE_EXTERNAL_ID in platform.from_secrets.named:
            yield keys.LOG_STORE_EXTERNAL_ID, settings.assume_role.external_id
    if isinstance(settings.encryption, CustomerKeyEncryption):
        yield keys.CUSTOMER_KEY, settings.encryption.key
        yield keys.CUSTOMER_KEY_MD5, settings.encryption.key_md5


def _bucket(region: str | None, bucket: str | None) -> Values:
    yield keys.LOG_STORE_REGION, region
    yield keys.LOG_STORE_BUCKET, bucket


def _access_keys(settings: KeyedLogStore) -> Values:
    yield keys.LOG_STORE_ACCESS_KEY, settings.access_key
    yield keys.LOG_STORE_SECRET_KEY, settings.secret_key


def _azure(settings: AzureBlobLogStore, named: frozenset[SecretKey]) -> Values:
    login = settings.login
    yield keys.LOG_STORE, "azure"
    yield keys.AZURE_AUTH_MODE, _AZURE_MODES[login.kind]
    yield keys.AZURE_STORAGE_ACCOUNT, settings.storage_account
    yield keys.AZURE_STORAGE_CONTAINER, settings.container
    if isinstance(login, AzureKey):
        yield keys.AZURE_STORAGE_KEY, login.account_key
    elif isinstance(login, AzureManagedIdentity) and (login.client_id or keys.AZURE_MANAGED_CLIENT_ID in named):
        yield keys.AZURE_MANAGED_CLIENT_ID, login.client_id
    elif isinstance(login, AzureEntra):
        yield keys.AZURE_ENTRA_CLIENT_ID, login.client_id
        yield keys.AZURE_ENTRA_CLIENT_SECRET, login.client_secret
        yield keys.AZURE_ENTRA_TENANT_ID, login.tenant_id


def _bedrock(platform: "Platform") -> Values:
    bedrock = platform.bedrock
    if bedrock is None:
        return
    if not bedrock.by_identity:
        yield keys.BEDROCK_ACCESS_KEY, bedrock.settings.access_key
        yield keys.BEDROCK_SECRET_KEY, bedrock.settings.secret_key
    yield keys.BEDROCK_REGION, bedrock.region


def _word(flag: bool) -> str:
    return "true" if flag else "false"
