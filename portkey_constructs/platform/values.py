"""The values of the Secrets' keys that a configuration says or implies.

A Secret that we make holds every key here. Of a Secret that exists already the pods read what is sensitive, and what the
configuration does not know; the rest stands in the pods as plain values, so that a fact is stated once.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from pydantic import SecretStr

from portkey_constructs.config.auth import OpenIdConnect, Saml, issuer
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import InlineSecrets, RegistryCredentials, SecretGroup
from portkey_constructs.config.stores import (
    ClickHouseCloud,
    ElastiCache,
    ExternalClickHouse,
    ExternalMySql,
    ExternalRedis,
    InClusterClickHouse,
    InClusterMySql,
    InClusterRedis,
    RemoteClickHouse,
)
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.addresses import mysql_host, redirect_uri, redis_host
from portkey_constructs.platform.aws_outputs import redis_by_tls
from portkey_constructs.platform.defaults import clickhouse, clickhouse_here, mysql, redis, secret_source
from portkey_constructs.platform.log_values import bedrock_values, log_store_values
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS, PORTS
from portkey_constructs.platform.secret_keys import SecretKey, UrlWithPassword, Value

__all__ = ["DEVELOPMENT_SECRET", "values"]

DEVELOPMENT_SECRET = "portkey-development"
"""What the development profile takes for the passwords of stores in the cluster and the session key; nothing for production."""

_REDIS_STORE = {
    "inCluster": "redis",
    "external": "redis",
    "elasticache": "aws-elastic-cache",
    "memorystore": "memory-store",
    "azure": "azure-redis",
    "custom": "custom",
}
_MYSQL_TLS = {"rds": "Amazon RDS", "required": "REQUIRED", "verifyCa": "VERIFY_CA", "verifyIdentity": "VERIFY_IDENTITY"}

Values = Iterator[tuple[SecretKey, Value]]


@once
def values(config: PortkeyConfig) -> Mapping[SecretKey, Value]:
    """Every key that this configuration has a use for, with its value."""
    return MappingProxyType(dict(_all(config)))


def _all(config: PortkeyConfig) -> Values:
    platform = config.deployment.kind == "platform"
    yield keys.CLIENT_AUTH, config.client_auth
    if platform:
        yield keys.JWT_PRIVATE_KEY, config.jwt_private_key or _made_up(config, SecretGroup.APP)
        yield from _auth(config)
        yield from _smtp(config)
    if config.monitoring and (push := config.monitoring.prometheus_push):
        yield keys.PROMETHEUS_AUTH, push.credential
    if config.monitoring and (push := config.monitoring.loki_push):
        yield keys.LOKI_AUTH, push.credential
    if platform:
        yield from _mysql(config)
    yield from _redis(config)
    yield from _clickhouse(config)
    yield from log_store_values(config)
    yield from bedrock_values(config)
    if isinstance(config.image_pull, RegistryCredentials):
        inline = isinstance(secret_source(config, SecretGroup.REGISTRY), InlineSecrets)
        yield keys.REGISTRY_USERNAME, SecretStr(config.image_pull.username or "") if inline else None
        yield keys.REGISTRY_PASSWORD, config.image_pull.password


def _made_up(config: PortkeyConfig, group: SecretGroup) -> SecretStr | None:
    """What the development profile takes where nothing was said and nothing outside has to know it."""
    return SecretStr(DEVELOPMENT_SECRET) if isinstance(secret_source(config, group), InlineSecrets) else None


def _auth(config: PortkeyConfig) -> Values:
    auth = config.auth
    if isinstance(auth, OpenIdConnect):
        yield keys.OAUTH_TYPE, "oidc"
        yield keys.OAUTH_ISSUER_URL, issuer(auth)
        yield keys.OAUTH_CLIENT_ID, auth.client_id
        yield keys.OAUTH_CLIENT_SECRET, auth.client_secret
        yield keys.OAUTH_REDIRECT_URI, redirect_uri(config)
    elif isinstance(auth, Saml):
        yield keys.OAUTH_TYPE, "saml"
        yield keys.OAUTH_REDIRECT_URI, redirect_uri(config)
        yield keys.OAUTH_METADATA_XML, auth.metadata_xml or auth.metadata_url


def _smtp(config: PortkeyConfig) -> Values:
    said = config.smtp
    if said:
        yield keys.SMTP_HOST, said.host
        yield keys.SMTP_PORT, str(said.port)
        yield keys.SMTP_USER, said.user
        yield keys.SMTP_PASSWORD, said.password
        yield keys.SMTP_FROM, said.from_address


def _mysql(config: PortkeyConfig) -> Values:
    said, made_up = mysql(config), _made_up(config, SecretGroup.MYSQL)
    yield keys.MYSQL_USER, said.user
    yield keys.MYSQL_PASSWORD, said.password or (made_up if isinstance(said, InClusterMySql) else None)
    yield keys.MYSQL_DB, said.database
    yield keys.MYSQL_HOST, mysql_host(config)
    if not isinstance(said, InClusterMySql):
        yield keys.MYSQL_PORT, str(said.port)
        tls = said.tls if isinstance(said, ExternalMySql) else "rds"
        if tls:
            yield keys.MYSQL_SSL_MODE, _MYSQL_TLS[tls]
    else:
        yield keys.MYSQL_PORT, str(said.service.port or PORTS["mysql"][0].service)
        yield keys.MYSQL_ROOT_PASSWORD, said.root_password or made_up


def _redis(config: PortkeyConfig) -> Values:
    said = redis(config)
    if isinstance(said, InClusterRedis):
        yield keys.REDIS_CONNECTION_URL, f"redis://{redis_host(config)}:{said.service.port or PORTS['redis'][0].service}"
        yield keys.REDIS_TLS_ENABLED, "false"
        yield keys.REDIS_MODE, "standalone"
    else:
        yield keys.REDIS_CONNECTION_URL, _redis_url(config, said)
        yield keys.REDIS_TLS_ENABLED, "true" if redis_by_tls(said) else "false"
        yield keys.REDIS_MODE, said.mode
    yield keys.REDIS_STORE, _REDIS_STORE[said.kind]


def _redis_url(config: PortkeyConfig, said: ExternalRedis | ElastiCache) -> Value:
    address = redis_host(config)
    if ":" not in address:
        address = f"{address}:{said.port or PORTS['redis'][0].service}"
    scheme = "rediss" if redis_by_tls(said) else "redis"
    source = secret_source(config, SecretGroup.REDIS)
    if said.auth == "none" or (isinstance(said, ElastiCache) and said.iam):
        return f"{scheme}://{address}"
    user = quote(said.user or "", safe="")
    if isinstance(source, InlineSecrets):
        credentials = f"{user}:{quote(said.password.get_secret_value(), safe='')}@" if said.password else ""
        return SecretStr(f"{scheme}://{credentials}{address}")
    return UrlWithPassword(f"{scheme}://{user}:", f"@{address}")


def _clickhouse(config: PortkeyConfig) -> Values:
    said = clickhouse(config)
    if said is None:
        yield keys.CLICKHOUSE_STORE, "control_plane"
        return
    yield keys.CLICKHOUSE_STORE, "clickhouse"
    yield keys.CLICKHOUSE_USER, said.user
    yield keys.CLICKHOUSE_DB, said.database
    if isinstance(said, InClusterClickHouse):
        (http, native), tls = CLICKHOUSE_TLS_PORTS if said.https else PORTS["clickhouse"], said.https is not None
        yield keys.CLICKHOUSE_PASSWORD, said.password or _made_up(config, SecretGroup.CLICKHOUSE)
        yield keys.CLICKHOUSE_HOST, Names(config).host("clickhouse")
        yield keys.CLICKHOUSE_PORT, str(http.service if tls else said.service.port or http.service)
        yield keys.CLICKHOUSE_NATIVE_PORT, str(native.service)
        yield keys.CLICKHOUSE_TLS, "true" if tls else "false"
        return
    tls = isinstance(said, ClickHouseCloud) or said.tls
    http_port, native_port = (said.port, said.native_port) if isinstance(said, ExternalClickHouse) else (None, None)
    yield keys.CLICKHOUSE_PASSWORD, said.password
    yield keys.CLICKHOUSE_HOST, said.host
    yield keys.CLICKHOUSE_PORT, str(http_port or (8443 if tls else 8123))
    yield keys.CLICKHOUSE_NATIVE_PORT, str(native_port or (9440 if tls else 9000))
    yield keys.CLICKHOUSE_TLS, "true" if tls else "false"
    if isinstance(said, RemoteClickHouse) and (former := clickhouse_here(config)):
        yield keys.FORMER_CLICKHOUSE_USER, former.user
        yield keys.FORMER_CLICKHOUSE_PASSWORD, former.password or _made_up(config, SecretGroup.CLICKHOUSE_FORMER)
        yield keys.FORMER_CLICKHOUSE_DB, former.database
