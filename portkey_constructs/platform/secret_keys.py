"""The keys of the Secrets, as Portkey's images and chart name them."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pydantic import SecretStr

from portkey_constructs.config.secrets import SecretGroup

__all__ = ["SECRET_KEYS", "SecretKey", "UrlWithPassword", "Value"]


@dataclass(frozen=True, slots=True, eq=False)
class SecretKey:
    """A key of one of Portkey's Secrets."""

    group: SecretGroup
    """The narrowest Secret that can contain it: that of the log store, although `gateway` contains the key by default."""
    key: str
    purpose: str
    """What the value is: a noun phrase without a full stop."""
    sensitive: bool = False
    """Whether the value is confidential and must not appear outside a Secret."""
    form: str = ""
    """The value to enter, with a command that creates or prints it; empty for values derived from settings."""

    name: str = field(init=False)
    """Unique name of the key, independent of the Secret's name in the cluster: `mysql/mysql_host`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"{self.group.default}/{self.key}")


class UrlWithPassword(NamedTuple):
    """A URL split around its password, for a password that is not in the configuration; the Secret contains the URL-encoded password."""

    before: str
    after: str
    password: SecretKey
    """The property of a secret manager's entry that contains the password."""


Value = str | SecretStr | UrlWithPassword | None
"""A plain value, a secret value, a URL around a secret password, or None if the configuration does not contain the value."""

_APP, _MYSQL, _REDIS, _CLICKHOUSE, _GATEWAY = SecretGroup.APP, SecretGroup.MYSQL, SecretGroup.REDIS, SecretGroup.CLICKHOUSE, SecretGroup.GATEWAY
_ADMINISTRATOR = SecretGroup.MYSQL_ADMINISTRATOR
_FORMER, _LOG_STORE, _BEDROCK, _REGISTRY = SecretGroup.CLICKHOUSE_FORMER, SecretGroup.LOG_STORE, SecretGroup.BEDROCK, SecretGroup.REGISTRY

CLIENT_AUTH = SecretKey(
    _APP,
    "PORTKEY_CLIENT_AUTH",
    "license credential from Portkey",
    sensitive=True,
    form="the text as Portkey sent it, unchanged; it comes with the registry credentials",
)
JWT_PRIVATE_KEY = SecretKey(
    _APP,
    "jwtPrivateKey",
    "key that signs sessions",
    sensitive=True,
    form="any long random text, not PEM: `openssl rand -base64 48`; keep it, since a new one signs everybody out",
)
OAUTH_TYPE = SecretKey(_APP, "oauthType", "sign-in protocol")
OAUTH_ISSUER_URL = SecretKey(_APP, "oauthIssuerUrl", "address of the OpenID Connect issuer, or of the SAML metadata")
OAUTH_CLIENT_ID = SecretKey(_APP, "oauthClientId", "client registered with the issuer")
OAUTH_CLIENT_SECRET = SecretKey(
    _APP,
    "oauthClientSecret",
    "secret of the OpenID Connect client",
    sensitive=True,
    form="the secret's text, which the issuer shows once when you register the client",
)
OAUTH_REDIRECT_URI = SecretKey(_APP, "oauthRedirectURI", "address that the issuer redirects to after sign-in")
OAUTH_METADATA_XML = SecretKey(_APP, "oauthMetadataXml", "SAML metadata of the identity provider, as XML")
OAUTH_CLIENT_JWKS = SecretKey(
    _APP,
    "oauthClientJwks",
    "key set that signs the OpenID Connect client's requests",
    sensitive=True,
    form='a JSON Web Key Set with the private key: {"keys": [{"kty": "RSA", "kid": ..., "d": ..., ...}]}; the issuer gets its public part',
)
SMTP_HOST = SecretKey(_APP, "smtpHost", "host of the mail server")
SMTP_PORT = SecretKey(_APP, "smtpPort", "port of the mail server")
SMTP_USER = SecretKey(_APP, "smtpUser", "user of the mail server")
SMTP_PASSWORD = SecretKey(
    _APP,
    "smtpPassword",
    "password of the mail server's user",
    sensitive=True,
    form="the password of smtp.user on the mail server",
)
SMTP_FROM = SecretKey(_APP, "smtpFrom", "sender address of mails")
PROMETHEUS_AUTH = SecretKey(
    _APP,
    "prometheusGatewayAuth",
    "credential of the Prometheus Pushgateway",
    sensitive=True,
    form="USER:PASSWORD in base64, without Basic or Bearer: `printf %s USER:PASSWORD | base64`; a Pushgateway without login ignores it",
)
LOKI_AUTH = SecretKey(
    _APP,
    "lokiAuth",
    "credential of Loki",
    sensitive=True,
    form="USER:PASSWORD as plain text, without Basic or Bearer; a Loki without login ignores it",
)

OTEL_HEADERS = SecretKey(
    _APP,
    "otelHeaders",
    "headers for the OpenTelemetry collector",
    sensitive=True,
    form="NAME=VALUE, several separated by commas, such as x-api-key=...; a value contains no comma",
)
GEN_AI_OTEL_HEADERS = SecretKey(
    _APP,
    "genAiOtelHeaders",
    "headers for the collector of GenAI traces",
    sensitive=True,
    form="NAME=VALUE, several separated by commas, such as x-api-key=...; a value contains no comma",
)

MYSQL_USER = SecretKey(_MYSQL, "mysql_user", "user of the database")
MYSQL_PASSWORD = SecretKey(
    _MYSQL,
    "mysql_password",
    "password of the MySQL user",
    sensitive=True,
    form=(
        "any text, such as the output of `openssl rand -hex 24`; MySQL in the cluster sets it at its first start only, an external server has its own"
    ),
)
MYSQL_HOST = SecretKey(_MYSQL, "mysql_host", "host of the database")
MYSQL_PORT = SecretKey(_MYSQL, "mysql_port", "port of the database")
MYSQL_DB = SecretKey(_MYSQL, "mysql_db", "name of the MySQL database")
MYSQL_SSL_MODE = SecretKey(_MYSQL, "mysql_ssl_mode", "TLS mode of the MySQL driver; absent without TLS")
MYSQL_READER_PASSWORD = SecretKey(
    _MYSQL,
    "mysql_reader_password",
    "password of the user on the read replica of MySQL",
    sensitive=True,
    form="the password of mysql.reader.user; for the user of mysql itself, the same text as mysql_password",
)
MYSQL_ROOT_PASSWORD = SecretKey(
    _MYSQL,
    "mysql_root_password",
    "root password of MySQL in the cluster",
    sensitive=True,
    form=("any text, such as the output of `openssl rand -hex 24`; MySQL sets it at its first start only, and no other component reads it"),
)

MYSQL_ADMINISTRATOR_USER = SecretKey(_ADMINISTRATOR, "mysql_administrator_user", "administrator of the database server")
MYSQL_ADMINISTRATOR_PASSWORD = SecretKey(
    _ADMINISTRATOR,
    "mysql_administrator_password",
    "password of the database server's administrator",
    sensitive=True,
    form="the password of mysql.administrator.user on the server; only the Job that creates mysql.user reads it",
)

REDIS_CONNECTION_URL = SecretKey(
    _REDIS,
    "redis_connection_url",
    "address of Redis with user and password",
    sensitive=True,
    form=("redis://USER:PASSWORD@HOST:PORT, or rediss:// with TLS; the user may be empty, and the password is URL-encoded: %40 for @"),
)
REDIS_PASSWORD = SecretKey(
    _REDIS,
    "redis_password",
    "password of Redis",
    sensitive=True,
    form="the password, not URL-encoded: the address is built from it, unless redis.credentials is variables",
)
REDIS_TLS_ENABLED = SecretKey(_REDIS, "redis_tls_enabled", "whether connections to Redis use TLS")
REDIS_MODE = SecretKey(_REDIS, "redis_mode", "whether Redis is one server or a cluster")
REDIS_STORE = SecretKey(_REDIS, "redis_store", "client of Portkey's images for this cache")
REDIS_ENTRA_CLIENT_SECRET = SecretKey(
    _REDIS,
    "redis_entra_client_secret",
    "secret of the application that may use Azure's cache",
    sensitive=True,
    form="the value of a client secret of the application, not the secret's ID",
)
REDIS_DISCOVERY_AUTH = SecretKey(
    _REDIS,
    "redis_cluster_discovery_auth",
    "header Authorization for the address that lists the nodes of the cluster",
    sensitive=True,
    form="the whole value of the header, such as Bearer TOKEN",
)
REDIS_QUEUES_URL = SecretKey(
    _REDIS,
    "redis_queues_url",
    "address of the Redis for queues with user and password",
    sensitive=True,
    form=("redis://USER:PASSWORD@HOST:PORT, or rediss:// with TLS; the user may be empty, and the password is URL-encoded: %40 for @"),
)
REDIS_QUEUES_PASSWORD = SecretKey(
    _REDIS,
    "redis_queues_password",
    "password of the Redis for queues",
    sensitive=True,
    form="the password, not URL-encoded: the address is built from it",
)

CLICKHOUSE_STORE = SecretKey(_CLICKHOUSE, "store", "where analytics are stored: ClickHouse or the control plane")
CLICKHOUSE_USER = SecretKey(_CLICKHOUSE, "clickhouse_user", "user of ClickHouse")
CLICKHOUSE_PASSWORD = SecretKey(
    _CLICKHOUSE,
    "clickhouse_password",
    "password of the ClickHouse user",
    sensitive=True,
    form=("any text, such as the output of `openssl rand -hex 24`; ClickHouse in the cluster sets it at every start, an external server has its own"),
)
CLICKHOUSE_HOST = SecretKey(_CLICKHOUSE, "clickhouse_host", "host of ClickHouse")
CLICKHOUSE_PORT = SecretKey(_CLICKHOUSE, "clickhouse_port", "port of ClickHouse's HTTP interface")
CLICKHOUSE_NATIVE_PORT = SecretKey(_CLICKHOUSE, "clickhouse_native_port", "port of ClickHouse's native protocol")
CLICKHOUSE_DB = SecretKey(_CLICKHOUSE, "clickhouse_db", "name of the ClickHouse database")
CLICKHOUSE_TLS = SecretKey(_CLICKHOUSE, "clickhouse_tls", "whether connections to ClickHouse use TLS")

FORMER_CLICKHOUSE_USER = SecretKey(_FORMER, "clickhouse_user", "user of the ClickHouse that data moves away from")
FORMER_CLICKHOUSE_PASSWORD = SecretKey(
    _FORMER,
    "clickhouse_password",
    "password of the former ClickHouse's user",
    sensitive=True,
    form="the password that the former ClickHouse already uses",
)
FORMER_CLICKHOUSE_DB = SecretKey(_FORMER, "clickhouse_db", "database of the ClickHouse that data moves away from")

LOG_STORE = SecretKey(_LOG_STORE, "logStore", "client of Portkey's images for this log store; empty for none")
LOG_STORE_ACCESS_KEY = SecretKey(
    _LOG_STORE,
    "logStoreAccessKey",
    "access key ID of the log store",
    sensitive=True,
    form=("the ID of an access key that can read and write the bucket; for Google Cloud Storage, the access ID of an HMAC key"),
)
LOG_STORE_SECRET_KEY = SecretKey(
    _LOG_STORE,
    "logStoreSecretKey",
    "secret access key of the log store",
    sensitive=True,
    form=("the secret of that access key; for Google Cloud Storage, `gcloud storage hmac create SERVICE_ACCOUNT` prints both"),
)
LOG_STORE_REGION = SecretKey(_LOG_STORE, "logStoreRegion", "region of the log bucket")
LOG_STORE_BUCKET = SecretKey(_LOG_STORE, "logStoreGenerationsBucket", "name of the log bucket, with the objects' prefix if there is one")
LOG_STORE_BASE_PATH = SecretKey(_LOG_STORE, "logStoreBasePath", "endpoint with the bucket; only s3_custom and netapp read it")
LOG_STORE_ROLE_ARN = SecretKey(_LOG_STORE, "logStoreAwsRoleArn", "role of the account that owns the bucket")
LOG_STORE_EXTERNAL_ID = SecretKey(_LOG_STORE, "logStoreExternalId", "external ID that this role requires")
AZURE_AUTH_MODE = SecretKey(_LOG_STORE, "azureAuthMode", "credential for the storage account; empty for the account's key")
AZURE_MANAGED_CLIENT_ID = SecretKey(_LOG_STORE, "azureManagedClientId", "client ID of the managed identity")
AZURE_ENTRA_CLIENT_ID = SecretKey(_LOG_STORE, "azureEntraClientId", "client ID of the application")
AZURE_ENTRA_CLIENT_SECRET = SecretKey(
    _LOG_STORE,
    "azureEntraClientSecret",
    "secret of the application registered with Entra ID",
    sensitive=True,
    form="the value of a client secret of the application, not the secret's ID",
)
AZURE_ENTRA_TENANT_ID = SecretKey(_LOG_STORE, "azureEntraTenantId", "tenant of the application")
AZURE_STORAGE_ACCOUNT = SecretKey(_LOG_STORE, "azureStorageAccount", "name of the storage account for logs")
AZURE_STORAGE_KEY = SecretKey(
    _LOG_STORE,
    "azureStorageKey",
    "key of the storage account",
    sensitive=True,
    form=("one of the account's two keys: `az storage account keys list --account-name ACCOUNT --query '[0].value' -o tsv`"),
)
AZURE_STORAGE_CONTAINER = SecretKey(_LOG_STORE, "azureStorageContainer", "name of the container for logs, with their prefix if there is one")
MONGO_CONNECTION_URL = SecretKey(
    _LOG_STORE,
    "mongoConnectionUrl",
    "address of MongoDB with user and password",
    sensitive=True,
    form="mongodb://USER:PASSWORD@HOST:PORT/ or mongodb+srv://..., with the password URL-encoded: %40 for @",
)
MONGO_DATABASE = SecretKey(_LOG_STORE, "mongoDatabase", "name of the MongoDB database for logs")
MONGO_GENERATIONS_COLLECTION = SecretKey(_LOG_STORE, "mongoGenerationsCollection", "collection of the logs")
MONGO_HOOKS_COLLECTION = SecretKey(_LOG_STORE, "mongoHooksCollection", "collection of guardrail results")
CUSTOMER_KEY = SecretKey(
    _LOG_STORE,
    "kmsEncryptionCustomerKey",
    "key that encrypts logs, in base64",
    sensitive=True,
    form="32 random bytes in base64: `openssl rand -base64 32`; keep it, since logs cannot be read without it",
)
CUSTOMER_KEY_MD5 = SecretKey(
    _LOG_STORE,
    "kmsEncryptionCustomerKeyMd5",
    "MD5 digest of the key that encrypts logs, in base64",
    sensitive=True,
    form="the key's MD5 digest in base64: `printf %s KEY | base64 -d | openssl dgst -md5 -binary | base64`",
)
BEDROCK_ACCESS_KEY = SecretKey(
    _BEDROCK,
    "bedrockAssumedAccessKey",
    "access key ID for Bedrock",
    sensitive=True,
    form="the ID of an access key that can invoke the models",
)
BEDROCK_SECRET_KEY = SecretKey(
    _BEDROCK,
    "bedrockAssumedSecretKey",
    "secret access key for Bedrock",
    sensitive=True,
    form="the secret of that access key",
)
BEDROCK_REGION = SecretKey(_BEDROCK, "bedrockAssumedRegion", "region of the Bedrock models")

MCP_IDENTITY_KEY = SecretKey(
    _GATEWAY,
    "mcpIdentityKey",
    "key that signs identities for MCP servers",
    sensitive=True,
    form="an RSA key as PEM, from -----BEGIN PRIVATE KEY----- on: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`",
)

VECTOR_STORE_API_KEY = SecretKey(
    _GATEWAY,
    "vectorStoreApiKey",
    "credential of the semantic cache's vector store",
    sensitive=True,
    form="USER:PASSWORD or the token of Milvus, or an API key of Pinecone",
)
EMBEDDING_API_KEY = SecretKey(
    _GATEWAY,
    "semanticCacheEmbeddingApiKey",
    "API key for the semantic cache's embeddings",
    sensitive=True,
    form="an API key of the provider that may use the embedding model",
)

REGISTRY_USERNAME = SecretKey(
    _REGISTRY,
    "username",
    "user of the image registry",
    sensitive=True,
    form=("the text as Portkey sent it; a Secret that you create has it in .dockerconfigjson: use `kubectl create secret docker-registry`"),
)
REGISTRY_PASSWORD = SecretKey(
    _REGISTRY,
    "password",
    "password or token for the image registry",
    sensitive=True,
    form=("the text as Portkey sent it; a Secret that you create has it in .dockerconfigjson: use `kubectl create secret docker-registry`"),
)
REGISTRY_AUTH = SecretKey(
    _REGISTRY,
    "auth",
    "login of the image registry in base64",
    sensitive=True,
    form="USER:PASSWORD in base64: `printf %s USER:PASSWORD | base64 -w0`; a Secret that you create has it in .dockerconfigjson",
)

SECRET_KEYS: Final[tuple[SecretKey, ...]] = tuple(value for value in list(globals().values()) if isinstance(value, SecretKey))
"""Every key of every Secret."""
