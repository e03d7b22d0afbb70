"""The keys of the Secrets, as Portkey's images and chart know them."""

from dataclasses import dataclass

from portkey_constructs.config.secrets import SecretGroup

__all__ = [
    "CLICKHOUSE_DB",
    "CLICKHOUSE_HOST",
    "CLICKHOUSE_NATIVE_PORT",
    "CLICKHOUSE_PASSWORD",
    "CLICKHOUSE_PORT",
    "CLICKHOUSE_STORE",
    "CLICKHOUSE_TLS",
    "CLICKHOUSE_USER",
    "CLIENT_AUTH",
    "JWT_PRIVATE_KEY",
    "LOG_STORE",
    "LOG_STORE_ACCESS_KEY",
    "LOG_STORE_BASE_PATH",
    "LOG_STORE_BUCKET",
    "LOG_STORE_REGION",
    "LOG_STORE_SECRET_KEY",
    "MYSQL_DB",
    "MYSQL_HOST",
    "MYSQL_PASSWORD",
    "MYSQL_PORT",
    "MYSQL_ROOT_PASSWORD",
    "MYSQL_SSL_MODE",
    "MYSQL_USER",
    "OAUTH_CLIENT_ID",
    "OAUTH_CLIENT_SECRET",
    "OAUTH_ISSUER_URL",
    "OAUTH_METADATA_XML",
    "OAUTH_REDIRECT_URI",
    "OAUTH_TYPE",
    "REDIS_CONNECTION_URL",
    "REDIS_MODE",
    "REDIS_STORE",
    "REDIS_TLS_ENABLED",
    "SecretKey",
]


@dataclass(frozen=True, slots=True, eq=False)
class SecretKey:
    """A key of one of Portkey's Secrets; `sensitive` when its value must never be seen outside a Secret."""

    group: SecretGroup
    key: str
    purpose: str
    sensitive: bool = False


_APP, _MYSQL, _REDIS, _CLICKHOUSE, _GATEWAY = SecretGroup.APP, SecretGroup.MYSQL, SecretGroup.REDIS, SecretGroup.CLICKHOUSE, SecretGroup.GATEWAY

CLIENT_AUTH = SecretKey(_APP, "PORTKEY_CLIENT_AUTH", "licence credential that Portkey hands out", sensitive=True)
JWT_PRIVATE_KEY = SecretKey(_APP, "jwtPrivateKey", "signs sessions", sensitive=True)
OAUTH_TYPE = SecretKey(_APP, "oauthType", "oidc or saml")
OAUTH_ISSUER_URL = SecretKey(_APP, "oauthIssuerUrl", "address of the OpenID Connect issuer")
OAUTH_CLIENT_ID = SecretKey(_APP, "oauthClientId", "client registered with the issuer")
OAUTH_CLIENT_SECRET = SecretKey(_APP, "oauthClientSecret", "secret of that client", sensitive=True)
OAUTH_REDIRECT_URI = SecretKey(_APP, "oauthRedirectURI", "where people come back after login")
OAUTH_METADATA_XML = SecretKey(_APP, "oauthMetadataXml", "SAML metadata of the identity provider, or its address")

MYSQL_USER = SecretKey(_MYSQL, "mysql_user", "user of the database")
MYSQL_PASSWORD = SecretKey(_MYSQL, "mysql_password", "password of that user", sensitive=True)
MYSQL_HOST = SecretKey(_MYSQL, "mysql_host", "host of the database")
MYSQL_PORT = SecretKey(_MYSQL, "mysql_port", "port of the database")
MYSQL_DB = SecretKey(_MYSQL, "mysql_db", "name of the database")
MYSQL_SSL_MODE = SecretKey(_MYSQL, "mysql_ssl_mode", "TLS profile of the driver")
MYSQL_ROOT_PASSWORD = SecretKey(_MYSQL, "mysql_root_password", "root password of MySQL in the cluster", sensitive=True)

REDIS_CONNECTION_URL = SecretKey(_REDIS, "redis_connection_url", "address of Redis with user and password", sensitive=True)
REDIS_TLS_ENABLED = SecretKey(_REDIS, "redis_tls_enabled", "true or false")
REDIS_MODE = SecretKey(_REDIS, "redis_mode", "standalone or cluster")
REDIS_STORE = SecretKey(_REDIS, "redis_store", "whose cache it is")

CLICKHOUSE_STORE = SecretKey(_CLICKHOUSE, "store", "the analytics store")
CLICKHOUSE_USER = SecretKey(_CLICKHOUSE, "clickhouse_user", "user of ClickHouse")
CLICKHOUSE_PASSWORD = SecretKey(_CLICKHOUSE, "clickhouse_password", "password of that user", sensitive=True)
CLICKHOUSE_HOST = SecretKey(_CLICKHOUSE, "clickhouse_host", "host of ClickHouse")
CLICKHOUSE_PORT = SecretKey(_CLICKHOUSE, "clickhouse_port", "port of the HTTP interface")
CLICKHOUSE_NATIVE_PORT = SecretKey(_CLICKHOUSE, "clickhouse_native_port", "port of the native protocol")
CLICKHOUSE_DB = SecretKey(_CLICKHOUSE, "clickhouse_db", "name of the database")
CLICKHOUSE_TLS = SecretKey(_CLICKHOUSE, "clickhouse_tls", "true or false")

LOG_STORE = SecretKey(_GATEWAY, "logStore", "kind of log store")
LOG_STORE_ACCESS_KEY = SecretKey(_GATEWAY, "logStoreAccessKey", "access key id", sensitive=True)
LOG_STORE_SECRET_KEY = SecretKey(_GATEWAY, "logStoreSecretKey", "secret access key", sensitive=True)
LOG_STORE_REGION = SecretKey(_GATEWAY, "logStoreRegion", "region of the bucket")
LOG_STORE_BUCKET = SecretKey(_GATEWAY, "logStoreGenerationsBucket", "the bucket")
LOG_STORE_BASE_PATH = SecretKey(_GATEWAY, "logStoreBasePath", "prefix of the objects, or endpoint with bucket")
