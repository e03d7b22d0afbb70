"""The rows of the table of environment variables that read keys of Secrets: credentials, connections, sign-in and logs."""

from typing import Final

from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.components import FORMER_CLICKHOUSE, NODE_SERVICES
from portkey_constructs.platform.evidence import BACKEND_NOTES, MYSQL_IMAGE, PUBLIC_GATEWAY, REDIS_CLI
from portkey_constructs.platform.stores import HOST_VARIABLE
from portkey_constructs.platform.variable import Owned, Variable, from_secret, of_store
from portkey_constructs.platform.variable_rows import GATEWAY
from portkey_constructs.platform.variable_values import clickhouse, endpoint_host, gateway_endpoint

__all__ = ["SECRET_VARIABLES"]

_APPLICATION: Final = ("backend", "dataservice")
_BACKEND: Final = ("backend",)

SECRET_VARIABLES: Final = (
    from_secret("PORTKEY_CLIENT_AUTH", NODE_SERVICES, keys.CLIENT_AUTH, setting="clientAuth"),
    from_secret("REDIS_URL", NODE_SERVICES, keys.REDIS_CONNECTION_URL, setting="redis"),
    from_secret("REDIS_TLS_ENABLED", NODE_SERVICES, keys.REDIS_TLS_ENABLED, setting="redis.tls"),
    from_secret("REDIS_MODE", NODE_SERVICES, keys.REDIS_MODE, setting="redis.mode"),
    from_secret("CACHE_STORE", NODE_SERVICES, keys.REDIS_STORE, setting="redis"),
    from_secret("CLICKHOUSE_DATABASE", _APPLICATION, keys.CLICKHOUSE_DB, setting="clickhouse.database"),
    from_secret("CLICKHOUSE_HOST", _APPLICATION, keys.CLICKHOUSE_HOST, setting="clickhouse.host"),
    from_secret("CLICKHOUSE_PORT", _APPLICATION, keys.CLICKHOUSE_PORT, setting="clickhouse.port"),
    from_secret("CLICKHOUSE_NATIVE_PORT", _APPLICATION, keys.CLICKHOUSE_NATIVE_PORT, setting="clickhouse.nativePort"),
    from_secret("CLICKHOUSE_USER", _APPLICATION, keys.CLICKHOUSE_USER, setting="clickhouse.user"),
    from_secret("CLICKHOUSE_PASSWORD", _APPLICATION, keys.CLICKHOUSE_PASSWORD, setting="clickhouse.password"),
    from_secret("CLICKHOUSE_TLS", _APPLICATION, keys.CLICKHOUSE_TLS, setting="clickhouse.tls"),
    from_secret("ANALYTICS_STORE", GATEWAY, keys.CLICKHOUSE_STORE, since="gateway 1.8.1"),
    from_secret("ANALYTICS_STORE_DATABASE", GATEWAY, keys.CLICKHOUSE_DB, setting="clickhouse.database"),
    Variable(
        "ANALYTICS_STORE_ENDPOINT",
        "address of ClickHouse: a URL or the host",
        GATEWAY,
        clickhouse(gateway_endpoint),
        PUBLIC_GATEWAY,
        setting="gateway.clickhouseEndpoint",
    ),
    Variable(HOST_VARIABLE, "host of ClickHouse, of which ANALYTICS_STORE_ENDPOINT is composed", GATEWAY, clickhouse(endpoint_host), PUBLIC_GATEWAY),
    from_secret("ANALYTICS_STORE_PORT", GATEWAY, keys.CLICKHOUSE_PORT, setting="clickhouse.port"),
    from_secret("ANALYTICS_STORE_NATIVE_PORT", GATEWAY, keys.CLICKHOUSE_NATIVE_PORT, setting="clickhouse.nativePort"),
    from_secret("ANALYTICS_STORE_USER", GATEWAY, keys.CLICKHOUSE_USER, setting="clickhouse.user"),
    from_secret("ANALYTICS_STORE_PASSWORD", GATEWAY, keys.CLICKHOUSE_PASSWORD, setting="clickhouse.password"),
    from_secret("ANALYTICS_STORE_TLS", GATEWAY, keys.CLICKHOUSE_TLS, setting="clickhouse.tls"),
    from_secret("ANALYTICS_DB", GATEWAY, keys.CLICKHOUSE_DB, setting="clickhouse.database"),
    from_secret("DB_NAME", _APPLICATION, keys.MYSQL_DB, setting="mysql.database"),
    from_secret("DB_HOST", _APPLICATION, keys.MYSQL_HOST, setting="mysql.host"),
    from_secret("DB_PORT", _APPLICATION, keys.MYSQL_PORT, setting="mysql.port"),
    from_secret("DB_USER", _APPLICATION, keys.MYSQL_USER, setting="mysql.user"),
    from_secret("DB_PASS", _APPLICATION, keys.MYSQL_PASSWORD, setting="mysql.password"),
    from_secret("DB_SSL", _APPLICATION, keys.MYSQL_SSL_MODE, since="backend 1.6.2", setting="mysql.tls"),
    from_secret("AUTH_SSO_TYPE", _APPLICATION, keys.OAUTH_TYPE, setting="auth"),
    from_secret("OIDC_ISSUER", _APPLICATION, keys.OAUTH_ISSUER_URL, setting="auth.issuer"),
    from_secret("OIDC_CLIENTID", _APPLICATION, keys.OAUTH_CLIENT_ID, setting="auth.clientId"),
    from_secret("OIDC_CLIENT_SECRET", _APPLICATION, keys.OAUTH_CLIENT_SECRET, setting="auth.clientSecret"),
    from_secret("OIDC_REDIRECT_URI", _APPLICATION, keys.OAUTH_REDIRECT_URI, setting="auth.redirectUri"),
    from_secret("SAML_METADATA_XML", _APPLICATION, keys.OAUTH_METADATA_XML, setting="auth.metadataXml"),
    from_secret("OIDC_CLIENT_JWKS", _BACKEND, keys.OAUTH_CLIENT_JWKS, BACKEND_NOTES, since="backend 1.22.0", setting="auth.clientJwks"),
    from_secret("JWT_PRIVATE_KEY", _APPLICATION, keys.JWT_PRIVATE_KEY, setting="jwtPrivateKey"),
    from_secret("LOG_STORE", NODE_SERVICES, keys.LOG_STORE, since="gateway 1.8.1", setting="logStore"),
    from_secret("LOG_STORE_REGION", NODE_SERVICES, keys.LOG_STORE_REGION, setting="logStore.region"),
    from_secret("LOG_STORE_GENERATIONS_BUCKET", NODE_SERVICES, keys.LOG_STORE_BUCKET, setting="logStore.bucket"),
    from_secret("LOG_STORE_ACCESS_KEY", NODE_SERVICES, keys.LOG_STORE_ACCESS_KEY, setting="logStore.accessKey"),
    from_secret("LOG_STORE_SECRET_KEY", NODE_SERVICES, keys.LOG_STORE_SECRET_KEY, setting="logStore.secretKey"),
    from_secret("LOG_STORE_BASEPATH", NODE_SERVICES, keys.LOG_STORE_BASE_PATH, since="gateway 1.9.3", setting="logStore.endpoint"),
    from_secret("LOG_STORE_AWS_ROLE_ARN", NODE_SERVICES, keys.LOG_STORE_ROLE_ARN, setting="logStore.assumeRole.roleArn"),
    from_secret("LOG_STORE_AWS_EXTERNAL_ID", NODE_SERVICES, keys.LOG_STORE_EXTERNAL_ID, setting="logStore.assumeRole.externalId"),
    from_secret("AZURE_AUTH_MODE", NODE_SERVICES, keys.AZURE_AUTH_MODE, setting="logStore.login"),
    from_secret("AZURE_MANAGED_CLIENT_ID", NODE_SERVICES, keys.AZURE_MANAGED_CLIENT_ID, setting="logStore.login.clientId"),
    from_secret("AZURE_ENTRA_CLIENT_ID", NODE_SERVICES, keys.AZURE_ENTRA_CLIENT_ID, setting="logStore.login.clientId"),
    from_secret("AZURE_ENTRA_CLIENT_SECRET", NODE_SERVICES, keys.AZURE_ENTRA_CLIENT_SECRET, setting="logStore.login.clientSecret"),
    from_secret("AZURE_ENTRA_TENANT_ID", NODE_SERVICES, keys.AZURE_ENTRA_TENANT_ID, setting="logStore.login.tenantId"),
    from_secret("AZURE_STORAGE_ACCOUNT", NODE_SERVICES, keys.AZURE_STORAGE_ACCOUNT, setting="logStore.storageAccount"),
    from_secret("AZURE_STORAGE_KEY", NODE_SERVICES, keys.AZURE_STORAGE_KEY, setting="logStore.login.accountKey"),
    from_secret("AZURE_STORAGE_CONTAINER", NODE_SERVICES, keys.AZURE_STORAGE_CONTAINER, setting="logStore.container"),
    from_secret("MONGO_DB_CONNECTION_URL", NODE_SERVICES, keys.MONGO_CONNECTION_URL, setting="logStore.connectionUrl"),
    from_secret("MONGO_DATABASE", NODE_SERVICES, keys.MONGO_DATABASE, setting="logStore.database"),
    from_secret("MONGO_COLLECTION_NAME", NODE_SERVICES, keys.MONGO_GENERATIONS_COLLECTION, setting="logStore.generationsCollection"),
    from_secret("MONGO_GENERATION_HOOKS_COLLECTION_NAME", NODE_SERVICES, keys.MONGO_HOOKS_COLLECTION, setting="logStore.hooksCollection"),
    from_secret("KMS_ENCRYPTION_CUSTOMER_KEY", NODE_SERVICES, keys.CUSTOMER_KEY, setting="logStore.encryption.key"),
    from_secret("KMS_ENCRYPTION_CUSTOMER_KEY_MD5", NODE_SERVICES, keys.CUSTOMER_KEY_MD5, setting="logStore.encryption.keyMd5"),
    from_secret("AWS_ASSUME_ROLE_ACCESS_KEY_ID", GATEWAY, keys.BEDROCK_ACCESS_KEY, setting="bedrock.accessKey"),
    from_secret("AWS_ASSUME_ROLE_SECRET_ACCESS_KEY", GATEWAY, keys.BEDROCK_SECRET_KEY, setting="bedrock.secretKey"),
    from_secret("AWS_ASSUME_ROLE_REGION", GATEWAY, keys.BEDROCK_REGION, setting="bedrock.region"),
    from_secret("SMTP_HOST", _APPLICATION, keys.SMTP_HOST, setting="smtp.host"),
    from_secret("SMTP_PORT", _APPLICATION, keys.SMTP_PORT, setting="smtp.port"),
    from_secret("SMTP_USER", _APPLICATION, keys.SMTP_USER, setting="smtp.user"),
    from_secret("SMTP_PASSWORD", _APPLICATION, keys.SMTP_PASSWORD, setting="smtp.password"),
    from_secret("SMTP_FROM", _APPLICATION, keys.SMTP_FROM, setting="smtp.fromAddress"),
    from_secret(
        "PROMETHEUS_GATEWAY_AUTH",
        NODE_SERVICES,
        keys.PROMETHEUS_AUTH,
        PUBLIC_GATEWAY,
        serving_only=True,
        setting="monitoring.prometheusPush.credential",
    ),
    from_secret("LOKI_AUTH", NODE_SERVICES, keys.LOKI_AUTH, PUBLIC_GATEWAY, serving_only=True, setting="monitoring.lokiPush.credential"),
    # Images of the in-cluster stores.
    of_store("MYSQL_DATABASE", "mysql", keys.MYSQL_DB, setting="mysql.database"),
    of_store("MYSQL_USER", "mysql", keys.MYSQL_USER, setting="mysql.user"),
    of_store("MYSQL_PASSWORD", "mysql", keys.MYSQL_PASSWORD, setting="mysql.password"),
    of_store("MYSQL_ROOT_PASSWORD", "mysql", keys.MYSQL_ROOT_PASSWORD, setting="mysql.rootPassword"),
    Variable(
        "MYSQL_ROOT_HOST",
        "hosts from which root may sign in, which the first start decides",
        ("mysql",),
        lambda _: "localhost",
        MYSQL_IMAGE,
        owned=Owned("no other pod signs in as root", "sign in as root in the pod, with kubectl exec"),
    ),
    of_store("REDISCLI_AUTH", "redis", keys.REDIS_PASSWORD, REDIS_CLI, setting="redis.auth"),
    of_store("CLICKHOUSE_DB", "clickhouse", keys.CLICKHOUSE_DB, setting="clickhouse.database"),
    of_store("CLICKHOUSE_USER", "clickhouse", keys.CLICKHOUSE_USER, setting="clickhouse.user"),
    of_store("CLICKHOUSE_PASSWORD", "clickhouse", keys.CLICKHOUSE_PASSWORD, setting="clickhouse.password"),
    of_store("CLICKHOUSE_DB", FORMER_CLICKHOUSE, keys.FORMER_CLICKHOUSE_DB, setting="clickhouse.former.database"),
    of_store("CLICKHOUSE_USER", FORMER_CLICKHOUSE, keys.FORMER_CLICKHOUSE_USER, setting="clickhouse.former.user"),
    of_store("CLICKHOUSE_PASSWORD", FORMER_CLICKHOUSE, keys.FORMER_CLICKHOUSE_PASSWORD, setting="clickhouse.former.password"),
)
"""With a plain value among them: the address of ClickHouse."""
