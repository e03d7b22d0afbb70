"""The values of the Secrets' keys that a configuration says or implies.

A Secret that we make holds every key here. Of a Secret that exists already the pods read what is sensitive, and what the
configuration does not know; the rest stands in the pods as plain values, so that a fact is stated once.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from pydantic import SecretStr

from portkey_constructs.config.auth import Oidc, Saml
from portkey_constructs.config.exposure import IngressDoor
from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import clickhouse, log_store, mysql, redis, secret_source
from portkey_constructs.config.secrets import InlineSecrets
from portkey_constructs.config.stores import ExternalClickHouse, ExternalMySql, ExternalRedis, InClusterMySql
from portkey_constructs.product import secret_keys as keys
from portkey_constructs.product.memory import once
from portkey_constructs.product.names import Names
from portkey_constructs.product.ports import PORTS
from portkey_constructs.product.secret_keys import SecretKey

__all__ = ["DEVELOPMENT_SECRET", "Value", "control_plane_url", "gateway_url", "redirect_uri", "values"]

Value = str | SecretStr | None
"""A plain value, a secret one, or None: known to the Secret alone."""

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


def control_plane_url(config: PortkeyConfig) -> str | None:
    """The address of the front end as people type it, if it is known."""
    door = config.exposure.frontend
    return (config.control_plane_url or (door.url if isinstance(door, IngressDoor) else None) or "").rstrip("/") or None


def gateway_url(config: PortkeyConfig) -> str:
    """The address of the gateway for a browser: its own door, the front end's /api, or a path on whatever host was typed."""
    door = config.exposure.gateway
    if isinstance(door, IngressDoor):
        return door.url
    return f"{control_plane_url(config) or ''}/api"


def redirect_uri(config: PortkeyConfig) -> str | None:
    """Where people come back after login."""
    said = config.auth.redirect_uri if isinstance(config.auth, Oidc | Saml) else None
    home = control_plane_url(config)
    return said or (f"{home}/v2/auth/callback" if home else None)


@once
def values(config: PortkeyConfig) -> Mapping[SecretKey, Value]:
    """Every key that this configuration has a use for, with its value."""
    return MappingProxyType(dict(_all(config)))


def _all(config: PortkeyConfig) -> Iterator[tuple[SecretKey, Value]]:
    made_up = SecretStr(DEVELOPMENT_SECRET) if isinstance(secret_source(config), InlineSecrets) else None
    yield keys.CLIENT_AUTH, config.client_auth
    yield keys.JWT_PRIVATE_KEY, config.jwt_private_key or made_up
    yield from _auth(config)
    yield from _mysql(config, made_up)
    yield from _redis(config)
    yield from _clickhouse(config, made_up)
    yield from _log_store(config)


def _auth(config: PortkeyConfig) -> Iterator[tuple[SecretKey, Value]]:
    auth = config.auth
    if isinstance(auth, Oidc):
        yield keys.OAUTH_TYPE, "oidc"
        yield keys.OAUTH_ISSUER_URL, auth.issuer
        yield keys.OAUTH_CLIENT_ID, auth.client_id
        yield keys.OAUTH_CLIENT_SECRET, auth.client_secret
        yield keys.OAUTH_REDIRECT_URI, redirect_uri(config)
    elif isinstance(auth, Saml):
        yield keys.OAUTH_TYPE, "saml"
        yield keys.OAUTH_REDIRECT_URI, redirect_uri(config)
        yield keys.OAUTH_METADATA_XML, auth.metadata_xml or auth.metadata_url


def _mysql(config: PortkeyConfig, made_up: SecretStr | None) -> Iterator[tuple[SecretKey, Value]]:
    said = mysql(config)
    yield keys.MYSQL_USER, said.user
    yield keys.MYSQL_PASSWORD, said.password or (made_up if isinstance(said, InClusterMySql) else None)
    yield keys.MYSQL_DB, said.database
    if isinstance(said, ExternalMySql):
        yield keys.MYSQL_HOST, said.host
        yield keys.MYSQL_PORT, str(said.port)
        if said.tls:
            yield keys.MYSQL_SSL_MODE, "Amazon RDS"
    else:
        yield keys.MYSQL_HOST, Names(config).host("mysql")
        yield keys.MYSQL_PORT, str(said.service.port or PORTS["mysql"][0].service)
        yield keys.MYSQL_ROOT_PASSWORD, said.root_password or made_up


def _redis(config: PortkeyConfig) -> Iterator[tuple[SecretKey, Value]]:
    said = redis(config)
    if isinstance(said, ExternalRedis):
        yield keys.REDIS_CONNECTION_URL, _external_redis_url(config, said)
        yield keys.REDIS_TLS_ENABLED, "true" if said.tls else "false"
        yield keys.REDIS_MODE, said.mode
    else:
        yield keys.REDIS_CONNECTION_URL, f"redis://{Names(config).host('redis')}:{said.service.port or PORTS['redis'][0].service}"
        yield keys.REDIS_TLS_ENABLED, "false"
        yield keys.REDIS_MODE, "standalone"
    yield keys.REDIS_STORE, _REDIS_STORE[said.kind]


def _external_redis_url(config: PortkeyConfig, said: ExternalRedis) -> Value:
    if not isinstance(secret_source(config), InlineSecrets):
        return None
    address = (said.url or said.host or "").rpartition("://")[2].rstrip("/")
    if ":" not in address:
        address = f"{address}:{said.port or PORTS['redis'][0].service}"
    scheme = "rediss" if said.tls else "redis"
    user = quote(said.user or "", safe="")
    credentials = f"{user}:{quote(said.password.get_secret_value(), safe='')}@" if said.password else ""
    return SecretStr(f"{scheme}://{credentials}{address}")


def _clickhouse(config: PortkeyConfig, made_up: SecretStr | None) -> Iterator[tuple[SecretKey, Value]]:
    said = clickhouse(config)
    yield keys.CLICKHOUSE_STORE, "clickhouse"
    yield keys.CLICKHOUSE_USER, said.user
    yield keys.CLICKHOUSE_DB, said.database
    if isinstance(said, ExternalClickHouse):
        yield keys.CLICKHOUSE_PASSWORD, said.password
        yield keys.CLICKHOUSE_HOST, said.host
        yield keys.CLICKHOUSE_PORT, str(said.port or (8443 if said.tls else 8123))
        yield keys.CLICKHOUSE_NATIVE_PORT, str(said.native_port or (9440 if said.tls else 9000))
        yield keys.CLICKHOUSE_TLS, "true" if said.tls else "false"
    else:
        http, native = PORTS["clickhouse"]
        yield keys.CLICKHOUSE_PASSWORD, said.password or made_up
        yield keys.CLICKHOUSE_HOST, Names(config).host("clickhouse")
        yield keys.CLICKHOUSE_PORT, str(said.service.port or http.service)
        yield keys.CLICKHOUSE_NATIVE_PORT, str(native.service)
        yield keys.CLICKHOUSE_TLS, "false"


def _log_store(config: PortkeyConfig) -> Iterator[tuple[SecretKey, Value]]:
    said = log_store(config)
    if not isinstance(said, S3LogStore):
        yield keys.LOG_STORE, ""
        return
    yield keys.LOG_STORE, "s3"
    yield keys.LOG_STORE_REGION, said.region
    yield keys.LOG_STORE_BUCKET, said.bucket
    yield keys.LOG_STORE_ACCESS_KEY, said.access_key
    yield keys.LOG_STORE_SECRET_KEY, said.secret_key
    if said.base_path is not None:
        yield keys.LOG_STORE_BASE_PATH, said.base_path
