"""The environment of each image: which variable comes from which Secret key, and which follow from the configuration.

A variable whose key this configuration has no value for is left out (`DB_SSL` without TLS, `OIDC_*` without OpenID Connect).
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from portkey_constructs.config.auth import NoAuth
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import clickhouse
from portkey_constructs.config.stores import ExternalClickHouse
from portkey_constructs.product import secret_keys as keys
from portkey_constructs.product.memory import once
from portkey_constructs.product.names import Names
from portkey_constructs.product.ports import PORTS
from portkey_constructs.product.secret_keys import SecretKey
from portkey_constructs.product.values import control_plane_url, gateway_url, values

__all__ = ["FROM_SECRETS", "Variable", "environment"]

Table = Mapping[str, SecretKey]

_LICENCE: Final[Table] = {"PORTKEY_CLIENT_AUTH": keys.CLIENT_AUTH}
_CACHE: Final[Table] = {
    "REDIS_URL": keys.REDIS_CONNECTION_URL,
    "REDIS_TLS_ENABLED": keys.REDIS_TLS_ENABLED,
    "REDIS_MODE": keys.REDIS_MODE,
    "CACHE_STORE": keys.REDIS_STORE,
}
_ANALYTICS: Final[Table] = {
    "CLICKHOUSE_DATABASE": keys.CLICKHOUSE_DB,
    "CLICKHOUSE_HOST": keys.CLICKHOUSE_HOST,
    "CLICKHOUSE_PORT": keys.CLICKHOUSE_PORT,
    "CLICKHOUSE_NATIVE_PORT": keys.CLICKHOUSE_NATIVE_PORT,
    "CLICKHOUSE_USER": keys.CLICKHOUSE_USER,
    "CLICKHOUSE_PASSWORD": keys.CLICKHOUSE_PASSWORD,
    "CLICKHOUSE_TLS": keys.CLICKHOUSE_TLS,
}
_GATEWAY_ANALYTICS: Final[Table] = {
    "ANALYTICS_STORE": keys.CLICKHOUSE_STORE,
    "ANALYTICS_STORE_DATABASE": keys.CLICKHOUSE_DB,
    "ANALYTICS_STORE_ENDPOINT": keys.CLICKHOUSE_HOST,
    "ANALYTICS_STORE_PORT": keys.CLICKHOUSE_PORT,
    "ANALYTICS_STORE_NATIVE_PORT": keys.CLICKHOUSE_NATIVE_PORT,
    "ANALYTICS_STORE_USER": keys.CLICKHOUSE_USER,
    "ANALYTICS_STORE_PASSWORD": keys.CLICKHOUSE_PASSWORD,
    "ANALYTICS_STORE_TLS": keys.CLICKHOUSE_TLS,
    "ANALYTICS_DB": keys.CLICKHOUSE_DB,
}
_DATABASE: Final[Table] = {
    "DB_NAME": keys.MYSQL_DB,
    "DB_HOST": keys.MYSQL_HOST,
    "DB_PORT": keys.MYSQL_PORT,
    "DB_USER": keys.MYSQL_USER,
    "DB_PASS": keys.MYSQL_PASSWORD,
    "DB_SSL": keys.MYSQL_SSL_MODE,
}
_LOGIN: Final[Table] = {
    "AUTH_SSO_TYPE": keys.OAUTH_TYPE,
    "OIDC_ISSUER": keys.OAUTH_ISSUER_URL,
    "OIDC_CLIENTID": keys.OAUTH_CLIENT_ID,
    "OIDC_CLIENT_SECRET": keys.OAUTH_CLIENT_SECRET,
    "OIDC_REDIRECT_URI": keys.OAUTH_REDIRECT_URI,
    "SAML_METADATA_XML": keys.OAUTH_METADATA_XML,
    "JWT_PRIVATE_KEY": keys.JWT_PRIVATE_KEY,
}
_LOGS: Final[Table] = {
    "LOG_STORE": keys.LOG_STORE,
    "LOG_STORE_REGION": keys.LOG_STORE_REGION,
    "LOG_STORE_GENERATIONS_BUCKET": keys.LOG_STORE_BUCKET,
    "LOG_STORE_ACCESS_KEY": keys.LOG_STORE_ACCESS_KEY,
    "LOG_STORE_SECRET_KEY": keys.LOG_STORE_SECRET_KEY,
    "LOG_STORE_BASEPATH": keys.LOG_STORE_BASE_PATH,
}
_SERVICES: Final[tuple[Table, ...]] = (_LICENCE, _CACHE, _ANALYTICS, _DATABASE, _LOGIN, _LOGS)

FROM_SECRETS: Final[Mapping[str, tuple[Table, ...]]] = {
    "backend": _SERVICES,
    "dataservice": _SERVICES,
    "gateway": (_LICENCE, _CACHE, _GATEWAY_ANALYTICS, _LOGS),
    "frontend": (),
    "mysql": (
        {
            "MYSQL_DATABASE": keys.MYSQL_DB,
            "MYSQL_USER": keys.MYSQL_USER,
            "MYSQL_PASSWORD": keys.MYSQL_PASSWORD,
            "MYSQL_ROOT_PASSWORD": keys.MYSQL_ROOT_PASSWORD,
        },
    ),
    "redis": (),
    "clickhouse": (
        {
            "CLICKHOUSE_DB": keys.CLICKHOUSE_DB,
            "CLICKHOUSE_USER": keys.CLICKHOUSE_USER,
            "CLICKHOUSE_PASSWORD": keys.CLICKHOUSE_PASSWORD,
        },
    ),
}
"""Which variables of which image stand for which Secret keys, in the order that they have in a pod."""


class Variable(NamedTuple):
    """A variable of a container: a plain value, or a Secret's key."""

    name: str
    source: str | SecretKey


def environment(config: PortkeyConfig, component: str) -> tuple[Variable, ...]:
    """The variables that the image of `component` needs, in their order in the pod."""
    return _environments(config)[component]


_BOUND: Final = {
    component: tuple(Variable(name, key) for table in tables for name, key in table.items()) for component, tables in FROM_SECRETS.items()
}


@once
def _environments(config: PortkeyConfig) -> dict[str, tuple[Variable, ...]]:
    known, found = values(config), dict[str, tuple[Variable, ...]]()
    for component, variables in _BOUND.items():
        bound = [variable for variable in variables if variable.source in known]
        found[component] = (*bound, *map(Variable._make, _plain(config, component)))
    return found


def _plain(config: PortkeyConfig, component: str) -> Iterator[tuple[str, str]]:
    if component in ("gateway", "backend", "dataservice"):
        yield "PORT", str(PORTS[component][0].container)
        yield "PRIVATE_DEPLOYMENT", "ON"
        yield "SERVICE_NAME", Names(config).component(component)
    if component in ("backend", "dataservice"):
        yield "AUTH_MODE", _auth_mode(config)
        yield from _cluster(config, "CLICKHOUSE")
    if component == "backend":
        yield from _backend(config)
    elif component == "dataservice":
        yield from _dataservice(config)
    elif component == "gateway":
        yield from _gateway(config)
    elif component == "frontend":
        yield "VITE_API_URL", gateway_url(config)
        yield "VITE_BASE_URL", "/albus"
        yield "VITE_PRIVATE_DEPLOYMENT", "ON"
        yield "VITE_AUTH_MODE", _auth_mode(config)


def _backend(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    names, home = Names(config), control_plane_url(config)
    yield "POLYJUICE_FINETUNE_ENDPOINT", names.url("dataservice")
    yield "GATEWAY_BASE_URL", names.url("gateway")
    yield "INTERNAL_GATEWAY_URL", names.url("gateway")
    yield "GATEWAY_CACHE_MODE", "SELF"
    if config.backend.disable_organisation_creation:
        yield "DISABLE_ORG_CREATION", "ON"
    if home:
        yield "CONTROL_PLANE_URL", home
        yield "CONTROL_PANEL_URL", home
        yield "ALBUS_BASE_URL", f"{home}/albus"
    yield "PM2_HOME", "/tmp/.pm2"


def _dataservice(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    names = Names(config)
    yield "ALBUS_BASEPATH", names.url("backend")
    yield "ALBUS_ENDPOINT", names.url("backend")
    yield "GATEWAY_BASE_URL", names.url("gateway")


def _gateway(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    names = Names(config)
    yield "ALBUS_BASEPATH", names.url("backend")
    yield "DATASERVICE_BASEPATH", names.url("dataservice")
    yield "GATEWAY_CACHE_MODE", "SELF"
    yield from _cluster(config, "ANALYTICS_STORE")
    yield "ANALYTICS_LOG_TABLE", "$(ANALYTICS_DB).generations"
    yield "ANALYTICS_FEEDBACK_TABLE", "$(ANALYTICS_DB).feedbacks"


def _cluster(config: PortkeyConfig, prefix: str) -> Iterator[tuple[str, str]]:
    said = clickhouse(config)
    external = said if isinstance(said, ExternalClickHouse) else None
    yield f"{prefix}_REPLICATION_ENABLED", "true" if external and external.replication else "false"
    yield f"{prefix}_SHARDING_ENABLED", "true" if external and external.sharding else "false"
    if external and external.cluster_name:
        yield f"{prefix}_CLUSTER_NAME", external.cluster_name


def _auth_mode(config: PortkeyConfig) -> str:
    return "NO_AUTH" if config.auth is None or isinstance(config.auth, NoAuth) else "SSO"
