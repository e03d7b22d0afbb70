"""Which variable of which image comes from which Secret key, as data."""

from collections.abc import Mapping
from typing import Final

from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.secret_keys import SecretKey

__all__ = ["FROM_SECRETS"]

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
    "LOG_STORE_AWS_ROLE_ARN": keys.LOG_STORE_ROLE_ARN,
    "LOG_STORE_AWS_EXTERNAL_ID": keys.LOG_STORE_EXTERNAL_ID,
    "AZURE_AUTH_MODE": keys.AZURE_AUTH_MODE,
    "AZURE_MANAGED_CLIENT_ID": keys.AZURE_MANAGED_CLIENT_ID,
    "AZURE_ENTRA_CLIENT_ID": keys.AZURE_ENTRA_CLIENT_ID,
    "AZURE_ENTRA_CLIENT_SECRET": keys.AZURE_ENTRA_CLIENT_SECRET,
    "AZURE_ENTRA_TENANT_ID": keys.AZURE_ENTRA_TENANT_ID,
    "AZURE_STORAGE_ACCOUNT": keys.AZURE_STORAGE_ACCOUNT,
    "AZURE_STORAGE_KEY": keys.AZURE_STORAGE_KEY,
    "AZURE_STORAGE_CONTAINER": keys.AZURE_STORAGE_CONTAINER,
    "MONGO_DB_CONNECTION_URL": keys.MONGO_CONNECTION_URL,
    "MONGO_DATABASE": keys.MONGO_DATABASE,
    "MONGO_COLLECTION_NAME": keys.MONGO_GENERATIONS_COLLECTION,
    "MONGO_GENERATION_HOOKS_COLLECTION_NAME": keys.MONGO_HOOKS_COLLECTION,
    "KMS_ENCRYPTION_CUSTOMER_KEY": keys.CUSTOMER_KEY,
    "KMS_ENCRYPTION_CUSTOMER_KEY_MD5": keys.CUSTOMER_KEY_MD5,
}
_BEDROCK: Final[Table] = {
    "AWS_ASSUME_ROLE_ACCESS_KEY_ID": keys.BEDROCK_ACCESS_KEY,
    "AWS_ASSUME_ROLE_SECRET_ACCESS_KEY": keys.BEDROCK_SECRET_KEY,
    "AWS_ASSUME_ROLE_REGION": keys.BEDROCK_REGION,
}
_MAIL: Final[Table] = {
    "SMTP_HOST": keys.SMTP_HOST,
    "SMTP_PORT": keys.SMTP_PORT,
    "SMTP_USER": keys.SMTP_USER,
    "SMTP_PASSWORD": keys.SMTP_PASSWORD,
    "SMTP_FROM": keys.SMTP_FROM,
}
_MONITORING: Final[Table] = {
    "PROMETHEUS_GATEWAY_AUTH": keys.PROMETHEUS_AUTH,
    "LOKI_AUTH": keys.LOKI_AUTH,
}
_SERVICES: Final[tuple[Table, ...]] = (_LICENCE, _CACHE, _ANALYTICS, _DATABASE, _LOGIN, _LOGS, _MAIL, _MONITORING)

FROM_SECRETS: Final[Mapping[str, tuple[Table, ...]]] = {
    "backend": _SERVICES,
    "dataservice": _SERVICES,
    "gateway": (_LICENCE, _CACHE, _GATEWAY_ANALYTICS, _LOGS, _BEDROCK, _MONITORING),
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
    "clickhouse-former": (
        {
            "CLICKHOUSE_DB": keys.FORMER_CLICKHOUSE_DB,
            "CLICKHOUSE_USER": keys.FORMER_CLICKHOUSE_USER,
            "CLICKHOUSE_PASSWORD": keys.FORMER_CLICKHOUSE_PASSWORD,
        },
    ),
}
"""Which variables of which image stand for which Secret keys, in the order that they have in a pod.

A ClickHouse that waits for its data to move has keys of its own: `clickhouse-former`.
"""
