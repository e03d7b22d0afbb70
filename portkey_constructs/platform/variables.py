"""The table of environment variables: the meaning of each, the images that read it, and the origin of its value.

To add a variable, add a row. A row with a function sets a plain value, or nothing where the function returns None. A row with a key of a
Secret reads that key; it is left out where the configuration does not use the key. The order of the rows is the order in the pod.
Each row names its source, from `evidence`; a row that names none is from Portkey's chart portkey-app, which sets the variable for its readers.
"""

from typing import Final

from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.components import FORMER_CLICKHOUSE
from portkey_constructs.platform.evidence import (
    BACKEND_NOTES,
    CHART,
    EKS,
    GATEWAY_CHART,
    GATEWAY_NOTES,
    GATEWAY_URLS,
    GCP,
    PM2,
    PUBLIC_GATEWAY,
    Evidence,
)
from portkey_constructs.platform.login import BACKEND_PATH, client_authentication, custom_scopes, scim, scim_membership
from portkey_constructs.platform.ports import MCP_PORT, PORTS
from portkey_constructs.platform.proxies import PROXY_VARIABLES
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.variable import PlainValue, Variable
from portkey_constructs.platform.variable_values import (
    analytics_store,
    application,
    auth_mode,
    clickhouse,
    control_plane,
    custom_ca,
    customer_key_algorithm,
    data_plane_bucket,
    dataservice,
    elasticache,
    elasticache_region,
    encryption_type,
    flag,
    google_auth_mode,
    kms,
    mcp,
    monitoring,
    on,
    organisations,
    outside_application,
    own_clickhouse,
    reference,
    remote_control_plane,
    service_url,
)

__all__ = ["VARIABLES"]

_SERVICES: Final = ("gateway", "backend", "dataservice")
_APPLICATION: Final = ("backend", "dataservice")
_GATEWAY: Final = ("gateway",)
_BACKEND: Final = ("backend",)
_DATASERVICE: Final = ("dataservice",)
_FRONTEND: Final = ("frontend",)
_CACHE_MODE: Final = "SELF: the backend writes configurations to the gateway's cache"


def _secret(name: str, readers: tuple[str, ...], key: SecretKey, evidence: Evidence = CHART, *, since: str = "") -> Variable:
    """A variable that reads a key of a Secret and takes its meaning from that key."""
    return Variable(name, key.purpose, readers, key, evidence, since)


def _table(variable: str, content: str, table: str, evidence: Evidence = CHART) -> Variable:
    """A table of ClickHouse; the gateway looks for an unqualified one in the database default."""
    name = reference("ANALYTICS_DB", f".{table}")
    return Variable(variable, f"table of {content}, qualified by ANALYTICS_DB", _GATEWAY, clickhouse(lambda _: name), evidence)


def _data_plane(name: str, meaning: str, value: PlainValue) -> Variable:
    """A variable of the data service that the chart of the data plane sets."""
    return Variable(name, meaning, _DATASERVICE, value, GATEWAY_CHART)


def _request_timeout(readers: tuple[str, ...], evidence: Evidence, since: str) -> Variable:
    meaning = "milliseconds that a request may take"
    return Variable("REQUEST_TIMEOUT", meaning, readers, lambda p: f"{p.request_timeout}000", evidence, since)


def _port(component: str) -> Variable:
    return Variable("PORT", "port the server listens on", (component,), lambda _: str(PORTS[component][0].container))


def _service_name(component: str) -> Variable:
    return Variable("SERVICE_NAME", "name of the service in logs and metrics", (component,), lambda p: p.names.component(component))


VARIABLES: Final[tuple[Variable, ...]] = (
    # Secrets: credentials, connections, sign-in, logs.
    _secret("PORTKEY_CLIENT_AUTH", _SERVICES, keys.CLIENT_AUTH),
    _secret("REDIS_URL", _SERVICES, keys.REDIS_CONNECTION_URL),
    _secret("REDIS_TLS_ENABLED", _SERVICES, keys.REDIS_TLS_ENABLED),
    _secret("REDIS_MODE", _SERVICES, keys.REDIS_MODE),
    _secret("CACHE_STORE", _SERVICES, keys.REDIS_STORE),
    _secret("CLICKHOUSE_DATABASE", _APPLICATION, keys.CLICKHOUSE_DB),
    _secret("CLICKHOUSE_HOST", _APPLICATION, keys.CLICKHOUSE_HOST),
    _secret("CLICKHOUSE_PORT", _APPLICATION, keys.CLICKHOUSE_PORT),
    _secret("CLICKHOUSE_NATIVE_PORT", _APPLICATION, keys.CLICKHOUSE_NATIVE_PORT),
    _secret("CLICKHOUSE_USER", _APPLICATION, keys.CLICKHOUSE_USER),
    _secret("CLICKHOUSE_PASSWORD", _APPLICATION, keys.CLICKHOUSE_PASSWORD),
    _secret("CLICKHOUSE_TLS", _APPLICATION, keys.CLICKHOUSE_TLS),
    _secret("ANALYTICS_STORE", _GATEWAY, keys.CLICKHOUSE_STORE, since="gateway 1.8.1"),
    _secret("ANALYTICS_STORE_DATABASE", _GATEWAY, keys.CLICKHOUSE_DB),
    Variable(
        "ANALYTICS_STORE_ENDPOINT", "address of ClickHouse: a URL or the host", _GATEWAY, clickhouse(lambda c: c.gateway_endpoint), PUBLIC_GATEWAY
    ),
    _secret("ANALYTICS_STORE_PORT", _GATEWAY, keys.CLICKHOUSE_PORT),
    _secret("ANALYTICS_STORE_NATIVE_PORT", _GATEWAY, keys.CLICKHOUSE_NATIVE_PORT),
    _secret("ANALYTICS_STORE_USER", _GATEWAY, keys.CLICKHOUSE_USER),
    _secret("ANALYTICS_STORE_PASSWORD", _GATEWAY, keys.CLICKHOUSE_PASSWORD),
    _secret("ANALYTICS_STORE_TLS", _GATEWAY, keys.CLICKHOUSE_TLS),
    _secret("ANALYTICS_DB", _GATEWAY, keys.CLICKHOUSE_DB),
    _secret("DB_NAME", _APPLICATION, keys.MYSQL_DB),
    _secret("DB_HOST", _APPLICATION, keys.MYSQL_HOST),
    _secret("DB_PORT", _APPLICATION, keys.MYSQL_PORT),
    _secret("DB_USER", _APPLICATION, keys.MYSQL_USER),
    _secret("DB_PASS", _APPLICATION, keys.MYSQL_PASSWORD),
    _secret("DB_SSL", _APPLICATION, keys.MYSQL_SSL_MODE, since="backend 1.6.2"),
    _secret("AUTH_SSO_TYPE", _APPLICATION, keys.OAUTH_TYPE),
    _secret("OIDC_ISSUER", _APPLICATION, keys.OAUTH_ISSUER_URL),
    _secret("OIDC_CLIENTID", _APPLICATION, keys.OAUTH_CLIENT_ID),
    _secret("OIDC_CLIENT_SECRET", _APPLICATION, keys.OAUTH_CLIENT_SECRET),
    _secret("OIDC_REDIRECT_URI", _APPLICATION, keys.OAUTH_REDIRECT_URI),
    _secret("SAML_METADATA_XML", _APPLICATION, keys.OAUTH_METADATA_XML),
    _secret("OIDC_CLIENT_JWKS", _BACKEND, keys.OAUTH_CLIENT_JWKS, BACKEND_NOTES, since="backend 1.22.0"),
    _secret("JWT_PRIVATE_KEY", _APPLICATION, keys.JWT_PRIVATE_KEY),
    _secret("LOG_STORE", _SERVICES, keys.LOG_STORE, since="gateway 1.8.1"),
    _secret("LOG_STORE_REGION", _SERVICES, keys.LOG_STORE_REGION),
    _secret("LOG_STORE_GENERATIONS_BUCKET", _SERVICES, keys.LOG_STORE_BUCKET),
    _secret("LOG_STORE_ACCESS_KEY", _SERVICES, keys.LOG_STORE_ACCESS_KEY),
    _secret("LOG_STORE_SECRET_KEY", _SERVICES, keys.LOG_STORE_SECRET_KEY),
    _secret("LOG_STORE_BASEPATH", _SERVICES, keys.LOG_STORE_BASE_PATH, since="gateway 1.9.3"),
    _secret("LOG_STORE_AWS_ROLE_ARN", _SERVICES, keys.LOG_STORE_ROLE_ARN),
    _secret("LOG_STORE_AWS_EXTERNAL_ID", _SERVICES, keys.LOG_STORE_EXTERNAL_ID),
    _secret("AZURE_AUTH_MODE", _SERVICES, keys.AZURE_AUTH_MODE),
    _secret("AZURE_MANAGED_CLIENT_ID", _SERVICES, keys.AZURE_MANAGED_CLIENT_ID),
    _secret("AZURE_ENTRA_CLIENT_ID", _SERVICES, keys.AZURE_ENTRA_CLIENT_ID),
    _secret("AZURE_ENTRA_CLIENT_SECRET", _SERVICES, keys.AZURE_ENTRA_CLIENT_SECRET),
    _secret("AZURE_ENTRA_TENANT_ID", _SERVICES, keys.AZURE_ENTRA_TENANT_ID),
    _secret("AZURE_STORAGE_ACCOUNT", _SERVICES, keys.AZURE_STORAGE_ACCOUNT),
    _secret("AZURE_STORAGE_KEY", _SERVICES, keys.AZURE_STORAGE_KEY),
    _secret("AZURE_STORAGE_CONTAINER", _SERVICES, keys.AZURE_STORAGE_CONTAINER),
    _secret("MONGO_DB_CONNECTION_URL", _SERVICES, keys.MONGO_CONNECTION_URL),
    _secret("MONGO_DATABASE", _SERVICES, keys.MONGO_DATABASE),
    _secret("MONGO_COLLECTION_NAME", _SERVICES, keys.MONGO_GENERATIONS_COLLECTION),
    _secret("MONGO_GENERATION_HOOKS_COLLECTION_NAME", _SERVICES, keys.MONGO_HOOKS_COLLECTION),
    _secret("KMS_ENCRYPTION_CUSTOMER_KEY", _SERVICES, keys.CUSTOMER_KEY),
    _secret("KMS_ENCRYPTION_CUSTOMER_KEY_MD5", _SERVICES, keys.CUSTOMER_KEY_MD5),
    _secret("AWS_ASSUME_ROLE_ACCESS_KEY_ID", _GATEWAY, keys.BEDROCK_ACCESS_KEY),
    _secret("AWS_ASSUME_ROLE_SECRET_ACCESS_KEY", _GATEWAY, keys.BEDROCK_SECRET_KEY),
    _secret("AWS_ASSUME_ROLE_REGION", _GATEWAY, keys.BEDROCK_REGION),
    _secret("SMTP_HOST", _APPLICATION, keys.SMTP_HOST),
    _secret("SMTP_PORT", _APPLICATION, keys.SMTP_PORT),
    _secret("SMTP_USER", _APPLICATION, keys.SMTP_USER),
    _secret("SMTP_PASSWORD", _APPLICATION, keys.SMTP_PASSWORD),
    _secret("SMTP_FROM", _APPLICATION, keys.SMTP_FROM),
    _secret("PROMETHEUS_GATEWAY_AUTH", _SERVICES, keys.PROMETHEUS_AUTH, PUBLIC_GATEWAY),
    _secret("LOKI_AUTH", _SERVICES, keys.LOKI_AUTH, PUBLIC_GATEWAY),
    # Images of the in-cluster stores.
    _secret("MYSQL_DATABASE", ("mysql",), keys.MYSQL_DB),
    _secret("MYSQL_USER", ("mysql",), keys.MYSQL_USER),
    _secret("MYSQL_PASSWORD", ("mysql",), keys.MYSQL_PASSWORD),
    _secret("MYSQL_ROOT_PASSWORD", ("mysql",), keys.MYSQL_ROOT_PASSWORD),
    _secret("CLICKHOUSE_DB", ("clickhouse",), keys.CLICKHOUSE_DB),
    _secret("CLICKHOUSE_USER", ("clickhouse",), keys.CLICKHOUSE_USER),
    _secret("CLICKHOUSE_PASSWORD", ("clickhouse",), keys.CLICKHOUSE_PASSWORD),
    _secret("CLICKHOUSE_DB", (FORMER_CLICKHOUSE,), keys.FORMER_CLICKHOUSE_DB),
    _secret("CLICKHOUSE_USER", (FORMER_CLICKHOUSE,), keys.FORMER_CLICKHOUSE_USER),
    _secret("CLICKHOUSE_PASSWORD", (FORMER_CLICKHOUSE,), keys.FORMER_CLICKHOUSE_PASSWORD),
    # Plain values of gateway, backend and data service.
    *map(_port, _SERVICES),
    Variable("PRIVATE_DEPLOYMENT", "ON: the control plane is your own", _SERVICES, lambda p: on(p.deployment != "dataPlane")),
    *map(_service_name, _SERVICES),
    Variable(
        "ORGANISATIONS_TO_SYNC",
        "IDs of the organisations whose changes the services fetch, separated by commas",
        ("gateway", "dataservice"),
        organisations,
        GATEWAY_CHART,
    ),
    Variable(
        "LOG_STORE_FILE_PATH_FORMAT",
        "layout of the object paths: v1 by organisation, v2 by time",
        _SERVICES,
        lambda p: p.log_store.file_path_format,
        GATEWAY_NOTES,
        since="gateway 1.17.0, backend 1.5.0",
    ),
    Variable("GCP_AUTH_MODE", "workload: GKE workload identity gives access to the bucket", _SERVICES, google_auth_mode, GCP),
    Variable(
        "AWS_ENDPOINT_DOMAIN",
        "domain of the AWS services, for a partition whose domain is not amazonaws.com",
        _SERVICES,
        lambda p: p.aws.endpoint_domain,
        GATEWAY_NOTES,
        since="gateway 1.10.14",
    ),
    Variable("SSE_ENCRYPTION_TYPE", "server-side encryption requested from S3", _SERVICES, encryption_type),
    Variable("KMS_KEY_ID", "AWS KMS key that encrypts logs", _SERVICES, kms(lambda kms: kms.key_arn)),
    Variable(
        "KMS_BUCKET_KEY_ENABLED",
        "whether S3 uses a bucket key",
        _SERVICES,
        kms(lambda kms: None if kms.bucket_key is None else flag(kms.bucket_key)),
    ),
    Variable("KMS_ENCRYPTION_CONTEXT", "encryption context: a JSON object in base64", _SERVICES, kms(lambda kms: kms.context or None)),
    Variable(
        "KMS_ENCRYPTION_ALGORITHM",
        "AES256: S3 encrypts with the customer's key",
        _SERVICES,
        customer_key_algorithm,
    ),
    Variable(
        "AZURE_REDIS_AUTH_MODE",
        "password: without it the cache would use AZURE_AUTH_MODE, which belongs to the log store",
        _SERVICES,
        lambda p: "password" if p.redis.settings.kind == "azure" else None,
        GATEWAY_CHART,
    ),
    Variable(
        "AWS_REDIS_AUTH_MODE",
        "iam: the services sign in to ElastiCache with their pods' identity",
        _SERVICES,
        elasticache(lambda _: "iam"),
        GATEWAY_CHART,
    ),
    Variable(
        "AWS_REDIS_CLUSTER_NAME",
        "replication group or serverless cache that tokens are for",
        _SERVICES,
        elasticache(lambda iam: iam.cluster_name),
        GATEWAY_CHART,
    ),
    Variable(
        "REDIS_USERNAME", "ElastiCache user of the services", _SERVICES, elasticache(lambda iam: iam.user), GATEWAY_CHART, since="gateway 1.11.4"
    ),
    Variable("AWS_REDIS_REGION", "region of the cache that tokens are for", _SERVICES, elasticache_region, GATEWAY_CHART),
    _request_timeout(_GATEWAY, GATEWAY_NOTES, "gateway 1.16.0"),
    _request_timeout(_BACKEND, BACKEND_NOTES, "backend 1.16.0"),
    Variable("ENABLE_APM", "whether the services record their own timings", _SERVICES, monitoring(lambda m: flag(m.apm))),
    Variable("ENABLE_GRAFANA", "whether Grafana support is on", _SERVICES, monitoring(lambda m: flag(m.grafana))),
    Variable("ENABLE_PROMETHEUS", "whether /metrics is served", _SERVICES, lambda p: flag(p.serves_metrics), since="gateway 1.17.11"),
    Variable("PROMETHEUS_PUSH_ENABLED", "whether metrics are pushed", _SERVICES, monitoring(lambda m: flag(m.prometheus_push))),
    Variable(
        "PROMETHEUS_GATEWAY_URL",
        "address of the Prometheus Pushgateway",
        _SERVICES,
        monitoring(lambda m: m.prometheus_push.url if m.prometheus_push else None),
    ),
    Variable("ENABLE_LOKI", "whether the services' logs go to Loki", _SERVICES, monitoring(lambda m: flag(m.loki_push))),
    Variable("LOKI_PUSH_ENABLED", "whether the services push their logs to Loki", _SERVICES, monitoring(lambda m: flag(m.loki_push))),
    Variable("LOKI_HOST", "address of Loki", _SERVICES, monitoring(lambda m: m.loki_push.url if m.loki_push else None)),
    Variable("NODE_EXTRA_CA_CERTS", "file with the certificates trusted besides the public ones", _SERVICES, custom_ca),
    *PROXY_VARIABLES,
    # Backend and data service.
    Variable("AUTH_MODE", "whether people sign in", _APPLICATION, application(auth_mode)),
    Variable("SMTP_MAIL", "ON: mails are sent", _APPLICATION, application(lambda p: on(p.config.smtp))),
    Variable(
        "DB_SSL_CA",
        "file with the certificates that MySQL's is verified against",
        _APPLICATION,
        lambda p: p.mysql.ca_file if p.mysql else None,
        BACKEND_NOTES,
        since="backend 1.6.2",
    ),
    Variable(
        "CLICKHOUSE_REPLICATION_ENABLED",
        "whether ClickHouse tables are replicated",
        _APPLICATION,
        application(clickhouse(lambda c: flag(c.replication))),
    ),
    Variable(
        "CLICKHOUSE_SHARDING_ENABLED", "whether ClickHouse tables are sharded", _APPLICATION, application(clickhouse(lambda c: flag(c.sharding)))
    ),
    Variable(
        "CLICKHOUSE_CLUSTER_NAME", "ClickHouse cluster that replicates or shards", _APPLICATION, application(clickhouse(lambda c: c.cluster_name))
    ),
    Variable("POLYJUICE_FINETUNE_ENDPOINT", "address of the data service", _BACKEND, service_url("dataservice")),
    _data_plane("HYBRID_DEPLOYMENT", "ON: the control plane runs elsewhere", outside_application("ON")),
    _data_plane("NODE_ENV", "production, as Portkey's chart sets it for a data plane", outside_application("production")),
    Variable("ALBUS_BASEPATH", "address of the backend", _GATEWAY, lambda p: p.addresses.backend),
    Variable("ALBUS_BASEPATH", "address of the backend", _DATASERVICE, application(lambda p: p.addresses.backend)),
    Variable(
        "ALBUS_ENDPOINT",
        "address of the backend, or of Portkey's control plane for a data plane",
        _DATASERVICE,
        lambda p: p.addresses.backend or "https://albus.portkey.ai",
    ),
    _data_plane("ANALYTICS_STORE", "where a data plane stores analytics: clickhouse or control_plane", analytics_store),
    _data_plane("ANALYTICS_STORE_ENDPOINT", "address of a data plane's ClickHouse", own_clickhouse(lambda c: c.gateway_endpoint)),
    _data_plane("ANALYTICS_STORE_USER", "user of a data plane's ClickHouse", own_clickhouse(lambda _: reference("CLICKHOUSE_USER"))),
    _data_plane("ANALYTICS_STORE_PASSWORD", "password of this user", own_clickhouse(lambda _: reference("CLICKHOUSE_PASSWORD"))),
    _data_plane("ANALYTICS_LOG_TABLE", "table of requests", own_clickhouse(lambda _: reference("CLICKHOUSE_DATABASE", ".generations"))),
    Variable("GATEWAY_BASE_URL", "address of the gateway for the services", _APPLICATION, lambda p: p.addresses.gateway),
    Variable("FINETUNES_BUCKET", "bucket for fine-tuning files", _DATASERVICE, dataservice(lambda settings: settings.finetunes_bucket)),
    _data_plane("AWS_S3_FINETUNE_BUCKET", "bucket for fine-tuning files in a data plane", data_plane_bucket),
    _data_plane("FINETUNES_AWS_ROLE_ARN", "role assumed for the fine-tuning bucket", dataservice(lambda settings: settings.finetunes_role_arn)),
    Variable("LOG_EXPORTS_BUCKET", "bucket for exported logs", _DATASERVICE, dataservice(lambda settings: settings.log_exports_bucket)),
    Variable(
        "INTERNAL_GATEWAY_URL",
        "address of the gateway that the dashboard shows to people",
        _BACKEND,
        lambda p: p.addresses.shown_gateway,
        GATEWAY_URLS,
    ),
    # Gateway.
    Variable("CONTROL_PLANE_BASEPATH", "address of the control plane's API", _GATEWAY, remote_control_plane("/api/v1"), EKS),
    Variable("SOURCE_SYNC_API_BASEPATH", "address that a data plane fetches changes from", _GATEWAY, remote_control_plane("/api/v1/sync"), EKS),
    Variable("CONFIG_READER_PATH", "address of model configurations for a data plane", _GATEWAY, remote_control_plane("/api/model-configs"), EKS),
    Variable("DATASERVICE_BASEPATH", "address of the data service", _GATEWAY, service_url("dataservice")),
    Variable("GATEWAY_CACHE_MODE", _CACHE_MODE, _GATEWAY, application(lambda _: "SELF")),
    Variable("GATEWAY_CACHE_MODE", _CACHE_MODE, _BACKEND, lambda p: "SELF" if p.gateway else None),
    Variable("ANALYTICS_STORE_REPLICATION_ENABLED", "whether ClickHouse tables are replicated", _GATEWAY, clickhouse(lambda c: flag(c.replication))),
    Variable("ANALYTICS_STORE_SHARDING_ENABLED", "whether ClickHouse tables are sharded", _GATEWAY, clickhouse(lambda c: flag(c.sharding))),
    Variable("ANALYTICS_STORE_CLUSTER_NAME", "ClickHouse cluster that replicates or shards", _GATEWAY, clickhouse(lambda c: c.cluster_name)),
    _table("ANALYTICS_LOG_TABLE", "requests", "generations"),
    _table("ANALYTICS_FEEDBACK_TABLE", "feedback", "feedbacks"),
    _table("ANALYTICS_GENERATION_HOOKS_TABLE", "guardrail results", "generation_hooks", GATEWAY_CHART),
    Variable(
        "MCP_GATEWAY_BASE_URL",
        "public address of the MCP gateway",
        _GATEWAY,
        lambda p: (p.addresses.mcp or "") if p.mcp else None,
        since="gateway 2.0.0",
    ),
    Variable("MCP_PORT", "port of the MCP server", _GATEWAY, mcp(lambda _: str(MCP_PORT.container)), since="gateway 2.0.0"),
    Variable(
        "SERVER_MODE",
        "what the gateway's pods serve: all, or MCP only",
        _GATEWAY,
        mcp(lambda mcp: "mcp" if mcp.only else "all"),
        since="gateway 2.0.0",
    ),
    # Backend.
    Variable(
        "DISABLE_ORG_CREATION",
        "ON: nobody can create further organisations",
        _BACKEND,
        lambda p: on(p.config.backend.disable_organisation_creation),
    ),
    Variable("OIDC_CUSTOM_SCOPES", "additional scopes, separated by commas", _BACKEND, custom_scopes, BACKEND_NOTES, since="backend 1.11.1"),
    Variable(
        "OIDC_TOKEN_ENDPOINT_AUTH_METHOD", "authentication to the issuer", _BACKEND, client_authentication, BACKEND_NOTES, since="backend 1.22.0"
    ),
    Variable("SCIM_ENABLED", "OFF: Portkey offers no SCIM", _BACKEND, scim, BACKEND_NOTES, since="backend 1.9.0"),
    Variable(
        "SCIM_MEMBERSHIP_USER_MODE", "ON: SCIM manages memberships as part of users", _BACKEND, scim_membership, BACKEND_NOTES, since="backend 1.10.0"
    ),
    Variable("CONTROL_PLANE_URL", "public address of the front end", _BACKEND, control_plane()),
    Variable("CONTROL_PANEL_URL", "public address of the front end, under its older name", _BACKEND, control_plane()),
    Variable("ALBUS_BASE_URL", "public address of the backend, through the front end", _BACKEND, control_plane(BACKEND_PATH)),
    Variable("MCP_ENABLED", "ON: the application offers an MCP gateway", _BACKEND, lambda p: on(p.addresses.mcp)),
    Variable("MCP_GATEWAY_URL", "public address of the MCP gateway", _BACKEND, lambda p: p.addresses.mcp),
    Variable("PM2_HOME", "folder that the process manager writes to", _BACKEND, lambda _: "/tmp/.pm2"),
    Variable(
        "PM2_KILL_TIMEOUT",
        "milliseconds that the process manager gives the server to stop",
        _BACKEND,
        lambda p: f"{p.services['backend'].shutdown.process_timeout}000",
        PM2,
    ),
    # Front end.
    Variable("VITE_API_URL", "address of the gateway for browsers", _FRONTEND, lambda p: p.addresses.public_gateway),
    Variable("VITE_BASE_URL", "path of the backend below the front end", _FRONTEND, lambda _: BACKEND_PATH),
    Variable("VITE_PRIVATE_DEPLOYMENT", "ON: the control plane is your own", _FRONTEND, lambda _: "ON"),
    Variable("VITE_AUTH_MODE", "whether people sign in", _FRONTEND, auth_mode),
)
"""Every row of the table; a variable that differs between images has several rows."""
