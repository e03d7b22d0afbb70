"""The keys of the Secrets, as Portkey's images and chart know them."""

from dataclasses import dataclass
from typing import NamedTuple

from pydantic import SecretStr

from portkey_constructs.config.secrets import SecretGroup

__all__ = [
    "AZURE_AUTH_MODE",
    "AZURE_ENTRA_CLIENT_ID",
    "AZURE_ENTRA_CLIENT_SECRET",
    "AZURE_ENTRA_TENANT_ID",
    "AZURE_MANAGED_CLIENT_ID",
    "AZURE_STORAGE_ACCOUNT",
    "AZURE_STORAGE_CONTAINER",
    "AZURE_STORAGE_KEY",
    "BEDROCK_ACCESS_KEY",
    "BEDROCK_REGION",
    "BEDROCK_SECRET_KEY",
    "CLICKHOUSE_DB",
    "CLICKHOUSE_HOST",
    "CLICKHOUSE_NATIVE_PORT",
    "CLICKHOUSE_PASSWORD",
    "CLICKHOUSE_PORT",
    "CLICKHOUSE_STORE",
    "CLICKHOUSE_TLS",
    "CLICKHOUSE_USER",
    "CLIENT_AUTH",
    "CUSTOMER_KEY",
    "CUSTOMER_KEY_MD5",
    "FORMER_CLICKHOUSE_DB",
    "FORMER_CLICKHOUSE_PASSWORD",
    "FORMER_CLICKHOUSE_USER",
    "JWT_PRIVATE_KEY",
    "LOG_STORE",
    "LOG_STORE_ACCESS_KEY",
    "LOG_STORE_BASE_PATH",
    "LOG_STORE_BUCKET",
    "LOG_STORE_EXTERNAL_ID",
    "LOG_STORE_REGION",
    "LOG_STORE_ROLE_ARN",
    "LOG_STORE_SECRET_KEY",
    "LOKI_AUTH",
    "MONGO_CONNECTION_URL",
    "MONGO_DATABASE",
    "MONGO_GENERATIONS_COLLECTION",
    "MONGO_HOOKS_COLLECTION",
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
    "PROMETHEUS_AUTH",
    "REDIS_CONNECTION_URL",
    "REDIS_MODE",
    "REDIS_PASSWORD",
    "REDIS_STORE",
    "REDIS_TLS_ENABLED",
    "REGISTRY_PASSWORD",
    "REGISTRY_USERNAME",
    "SMTP_FROM",
    "SMTP_HOST",
    "SMTP_PASSWORD",
    "SMTP_PORT",
    "SMTP_USER",
    "SecretKey",
    "UrlWithPassword",
    "Value",
]


@dataclass(frozen=True, slots=True, eq=False)
class SecretKey:
    """A key of one of Portkey's Secrets; `sensitive` when its value must never be seen outside a Secret."""

    group: SecretGroup
    key: str
    purpose: str
    sensitive: bool = False

    @property
    def name(self) -> str:
        """Its name among all keys, whatever the Secrets are called: `mysql/mysql_host`."""
        return f"{self.group}/{self.key}"


class UrlWithPassword(NamedTuple):
    """An address whose password, encoded, stands between two known parts: for whoever can put them together."""

    before: str
    after: str


Value = str | SecretStr | UrlWithPassword | None
"""A plain value, a secret one, one that is put together where the secrets are, or None: known to the Secret alone."""

_APP, _MYSQL, _REDIS, _CLICKHOUSE, _GATEWAY = SecretGroup.APP, SecretGroup.MYSQL, SecretGroup.REDIS, SecretGroup.CLICKHOUSE, SecretGroup.GATEWAY
_FORMER, _REGISTRY = SecretGroup.CLICKHOUSE_FORMER, SecretGroup.REGISTRY

CLIENT_AUTH = SecretKey(_APP, "PORTKEY_CLIENT_AUTH", "licence credential that Portkey hands out", sensitive=True)
JWT_PRIVATE_KEY = SecretKey(_APP, "jwtPrivateKey", "key that signs sessions", sensitive=True)
OAUTH_TYPE = SecretKey(_APP, "oauthType", "the protocol that people log in by")
OAUTH_ISSUER_URL = SecretKey(_APP, "oauthIssuerUrl", "address of the OpenID Connect issuer")
OAUTH_CLIENT_ID = SecretKey(_APP, "oauthClientId", "client registered with the issuer")
OAUTH_CLIENT_SECRET = SecretKey(_APP, "oauthClientSecret", "secret of the OpenID Connect client", sensitive=True)
OAUTH_REDIRECT_URI = SecretKey(_APP, "oauthRedirectURI", "where people come back after login")
OAUTH_METADATA_XML = SecretKey(_APP, "oauthMetadataXml", "SAML metadata of the identity provider, or its address")
SMTP_HOST = SecretKey(_APP, "smtpHost", "host of the mail server")
SMTP_PORT = SecretKey(_APP, "smtpPort", "port of the mail server")
SMTP_USER = SecretKey(_APP, "smtpUser", "user of the mail server")
SMTP_PASSWORD = SecretKey(_APP, "smtpPassword", "password of the mail server's user", sensitive=True)
SMTP_FROM = SecretKey(_APP, "smtpFrom", "sender of the mails")
PROMETHEUS_AUTH = SecretKey(_APP, "prometheusGatewayAuth", "credential of the Prometheus Pushgateway", sensitive=True)
LOKI_AUTH = SecretKey(_APP, "lokiAuth", "credential of Loki", sensitive=True)

MYSQL_USER = SecretKey(_MYSQL, "mysql_user", "user of the database")
MYSQL_PASSWORD = SecretKey(_MYSQL, "mysql_password", "password of MySQL's user", sensitive=True)
MYSQL_HOST = SecretKey(_MYSQL, "mysql_host", "host of the database")
MYSQL_PORT = SecretKey(_MYSQL, "mysql_port", "port of the database")
MYSQL_DB = SecretKey(_MYSQL, "mysql_db", "name of the database in MySQL")
MYSQL_SSL_MODE = SecretKey(_MYSQL, "mysql_ssl_mode", "how the driver speaks to MySQL by TLS, by its own word; absent without TLS")
MYSQL_ROOT_PASSWORD = SecretKey(_MYSQL, "mysql_root_password", "root password of MySQL in the cluster", sensitive=True)

REDIS_CONNECTION_URL = SecretKey(_REDIS, "redis_connection_url", "address of Redis with user and password", sensitive=True)
REDIS_PASSWORD = SecretKey(_REDIS, "redis_password", "password of Redis", sensitive=True)
REDIS_TLS_ENABLED = SecretKey(_REDIS, "redis_tls_enabled", "whether Redis is spoken to by TLS")
REDIS_MODE = SecretKey(_REDIS, "redis_mode", "whether Redis is one server or a cluster")
REDIS_STORE = SecretKey(_REDIS, "redis_store", "whose Redis it is, by the word of Portkey's images for it")

CLICKHOUSE_STORE = SecretKey(_CLICKHOUSE, "store", "where figures of requests are kept: in ClickHouse, or by the control plane")
CLICKHOUSE_USER = SecretKey(_CLICKHOUSE, "clickhouse_user", "user of ClickHouse")
CLICKHOUSE_PASSWORD = SecretKey(_CLICKHOUSE, "clickhouse_password", "password of ClickHouse's user", sensitive=True)
CLICKHOUSE_HOST = SecretKey(_CLICKHOUSE, "clickhouse_host", "host of ClickHouse")
CLICKHOUSE_PORT = SecretKey(_CLICKHOUSE, "clickhouse_port", "port of ClickHouse's HTTP interface")
CLICKHOUSE_NATIVE_PORT = SecretKey(_CLICKHOUSE, "clickhouse_native_port", "port of ClickHouse's native protocol")
CLICKHOUSE_DB = SecretKey(_CLICKHOUSE, "clickhouse_db", "name of the database in ClickHouse")
CLICKHOUSE_TLS = SecretKey(_CLICKHOUSE, "clickhouse_tls", "whether ClickHouse is spoken to by TLS")

FORMER_CLICKHOUSE_USER = SecretKey(_FORMER, "clickhouse_user", "user of the ClickHouse that data moves away from")
FORMER_CLICKHOUSE_PASSWORD = SecretKey(_FORMER, "clickhouse_password", "password of the former ClickHouse's user", sensitive=True)
FORMER_CLICKHOUSE_DB = SecretKey(_FORMER, "clickhouse_db", "database of the ClickHouse that data moves away from")

LOG_STORE = SecretKey(_GATEWAY, "logStore", "which of its clients Portkey keeps logs by, told by its word; empty for none")
LOG_STORE_ACCESS_KEY = SecretKey(_GATEWAY, "logStoreAccessKey", "access key id of the log store", sensitive=True)
LOG_STORE_SECRET_KEY = SecretKey(_GATEWAY, "logStoreSecretKey", "secret access key of the log store", sensitive=True)
LOG_STORE_REGION = SecretKey(_GATEWAY, "logStoreRegion", "region of the bucket of logs")
LOG_STORE_BUCKET = SecretKey(_GATEWAY, "logStoreGenerationsBucket", "name of the bucket of logs")
LOG_STORE_BASE_PATH = SecretKey(_GATEWAY, "logStoreBasePath", "prefix of the objects; of s3_custom and netapp the endpoint with the bucket")
LOG_STORE_ROLE_ARN = SecretKey(_GATEWAY, "logStoreAwsRoleArn", "role of the account that owns the bucket")
LOG_STORE_EXTERNAL_ID = SecretKey(_GATEWAY, "logStoreExternalId", "external id that this role asks for")
AZURE_AUTH_MODE = SecretKey(_GATEWAY, "azureAuthMode", "what opens the storage account, by its word; empty for the account's key")
AZURE_MANAGED_CLIENT_ID = SecretKey(_GATEWAY, "azureManagedClientId", "client id of the managed identity")
AZURE_ENTRA_CLIENT_ID = SecretKey(_GATEWAY, "azureEntraClientId", "client id of the application")
AZURE_ENTRA_CLIENT_SECRET = SecretKey(_GATEWAY, "azureEntraClientSecret", "secret of the application registered with Entra ID", sensitive=True)
AZURE_ENTRA_TENANT_ID = SecretKey(_GATEWAY, "azureEntraTenantId", "tenant of the application")
AZURE_STORAGE_ACCOUNT = SecretKey(_GATEWAY, "azureStorageAccount", "name of the storage account of logs")
AZURE_STORAGE_KEY = SecretKey(_GATEWAY, "azureStorageKey", "key of the storage account", sensitive=True)
AZURE_STORAGE_CONTAINER = SecretKey(_GATEWAY, "azureStorageContainer", "name of the container of logs")
MONGO_CONNECTION_URL = SecretKey(_GATEWAY, "mongoConnectionUrl", "address of MongoDB with user and password", sensitive=True)
MONGO_DATABASE = SecretKey(_GATEWAY, "mongoDatabase", "name of the database of logs in MongoDB")
MONGO_GENERATIONS_COLLECTION = SecretKey(_GATEWAY, "mongoGenerationsCollection", "collection of the logs")
MONGO_HOOKS_COLLECTION = SecretKey(_GATEWAY, "mongoHooksCollection", "collection of the results of guardrails")
CUSTOMER_KEY = SecretKey(_GATEWAY, "kmsEncryptionCustomerKey", "key that logs are encrypted with, base64", sensitive=True)
CUSTOMER_KEY_MD5 = SecretKey(_GATEWAY, "kmsEncryptionCustomerKeyMd5", "MD5 digest of the key that logs are encrypted with, base64", sensitive=True)
BEDROCK_ACCESS_KEY = SecretKey(_GATEWAY, "bedrockAssumedAccessKey", "access key id for Bedrock", sensitive=True)
BEDROCK_SECRET_KEY = SecretKey(_GATEWAY, "bedrockAssumedSecretKey", "secret access key for Bedrock", sensitive=True)
BEDROCK_REGION = SecretKey(_GATEWAY, "bedrockAssumedRegion", "region of Bedrock's models")

REGISTRY_USERNAME = SecretKey(_REGISTRY, "username", "user of the image registry", sensitive=True)
REGISTRY_PASSWORD = SecretKey(_REGISTRY, "password", "password or token for the image registry", sensitive=True)
