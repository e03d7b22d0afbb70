"""The table of environment variables: the meaning of each, the images that read it, and the origin of its value.

To add a variable, add a row. A row with a function sets a plain value, or nothing where the function returns None. A row with a key of a
Secret reads that key; it is left out where the configuration does not use the key. The order of the rows is the order in the pod.
Each row names its source, from `evidence`; a row that names none is from Portkey's chart portkey-app, which sets the variable for its readers.
"""

from typing import Final

from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.components import FORMER_CLICKHOUSE, NODE_SERVICES
from portkey_constructs.platform.evidence import (
    BACKEND_NOTES,
    CUSTOM_HOSTS,
    DATASERVICE_NOTES,
    EKS,
    GATEWAY_CHART,
    GATEWAY_NOTES,
    GATEWAY_URLS,
    GCP,
    PM2,
    PUBLIC_GATEWAY,
)
from portkey_constructs.platform.login import BACKEND_PATH, client_authentication, custom_scopes, scim, scim_membership
from portkey_constructs.platform.ports import MCP_PORT
from portkey_constructs.platform.proxies import PROXY_VARIABLES
from portkey_constructs.platform.redis_variables import REDIS_VARIABLES
from portkey_constructs.platform.variable import Owned, Variable, from_secret, of_store
from portkey_constructs.platform.variable_rows import (
    DATASERVICE,
    GATEWAY,
    data_plane,
    monitoring,
    port,
    request_timeout,
    service_name,
    table,
    trusted_hosts,
)
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
    encryption_type,
    flag,
    google_auth_mode,
    kms,
    mcp,
    on,
    organisations,
    outside_application,
    own_clickhouse,
    reference,
    remote_control_plane,
    service_url,
)

__all__ = ["VARIABLES"]

_APPLICATION: Final = ("backend", "dataservice")
_BACKEND: Final = ("backend",)
_FRONTEND: Final = ("frontend",)
_CACHE_MODE: Final = "SELF: the backend writes configurations to the gateway's cache"


VARIABLES: Final[tuple[Variable, ...]] = (
    # Secrets: credentials, connections, sign-in, logs.
    from_secret("PORTKEY_CLIENT_AUTH", NODE_SERVICES, keys.CLIENT_AUTH),
    from_secret("REDIS_URL", NODE_SERVICES, keys.REDIS_CONNECTION_URL),
    from_secret("REDIS_TLS_ENABLED", NODE_SERVICES, keys.REDIS_TLS_ENABLED),
    from_secret("REDIS_MODE", NODE_SERVICES, keys.REDIS_MODE),
    from_secret("CACHE_STORE", NODE_SERVICES, keys.REDIS_STORE),
    from_secret("CLICKHOUSE_DATABASE", _APPLICATION, keys.CLICKHOUSE_DB),
    from_secret("CLICKHOUSE_HOST", _APPLICATION, keys.CLICKHOUSE_HOST),
    from_secret("CLICKHOUSE_PORT", _APPLICATION, keys.CLICKHOUSE_PORT),
    from_secret("CLICKHOUSE_NATIVE_PORT", _APPLICATION, keys.CLICKHOUSE_NATIVE_PORT),
    from_secret("CLICKHOUSE_USER", _APPLICATION, keys.CLICKHOUSE_USER),
    from_secret("CLICKHOUSE_PASSWORD", _APPLICATION, keys.CLICKHOUSE_PASSWORD),
    from_secret("CLICKHOUSE_TLS", _APPLICATION, keys.CLICKHOUSE_TLS),
    from_secret("ANALYTICS_STORE", GATEWAY, keys.CLICKHOUSE_STORE, since="gateway 1.8.1"),
    from_secret("ANALYTICS_STORE_DATABASE", GATEWAY, keys.CLICKHOUSE_DB),
    Variable(
        "ANALYTICS_STORE_ENDPOINT", "address of ClickHouse: a URL or the host", GATEWAY, clickhouse(lambda c: c.gateway_endpoint), PUBLIC_GATEWAY
    ),
    from_secret("ANALYTICS_STORE_PORT", GATEWAY, keys.CLICKHOUSE_PORT),
    from_secret("ANALYTICS_STORE_NATIVE_PORT", GATEWAY, keys.CLICKHOUSE_NATIVE_PORT),
    from_secret("ANALYTICS_STORE_USER", GATEWAY, keys.CLICKHOUSE_USER),
    from_secret("ANALYTICS_STORE_PASSWORD", GATEWAY, keys.CLICKHOUSE_PASSWORD),
    from_secret("ANALYTICS_STORE_TLS", GATEWAY, keys.CLICKHOUSE_TLS),
    from_secret("ANALYTICS_DB", GATEWAY, keys.CLICKHOUSE_DB),
    from_secret("DB_NAME", _APPLICATION, keys.MYSQL_DB),
    from_secret("DB_HOST", _APPLICATION, keys.MYSQL_HOST),
    from_secret("DB_PORT", _APPLICATION, keys.MYSQL_PORT),
    from_secret("DB_USER", _APPLICATION, keys.MYSQL_USER),
    from_secret("DB_PASS", _APPLICATION, keys.MYSQL_PASSWORD),
    from_secret("DB_SSL", _APPLICATION, keys.MYSQL_SSL_MODE, since="backend 1.6.2"),
    from_secret("AUTH_SSO_TYPE", _APPLICATION, keys.OAUTH_TYPE),
    from_secret("OIDC_ISSUER", _APPLICATION, keys.OAUTH_ISSUER_URL),
    from_secret("OIDC_CLIENTID", _APPLICATION, keys.OAUTH_CLIENT_ID),
    from_secret("OIDC_CLIENT_SECRET", _APPLICATION, keys.OAUTH_CLIENT_SECRET),
    from_secret("OIDC_REDIRECT_URI", _APPLICATION, keys.OAUTH_REDIRECT_URI),
    from_secret("SAML_METADATA_XML", _APPLICATION, keys.OAUTH_METADATA_XML),
    from_secret("OIDC_CLIENT_JWKS", _BACKEND, keys.OAUTH_CLIENT_JWKS, BACKEND_NOTES, since="backend 1.22.0"),
    from_secret("JWT_PRIVATE_KEY", _APPLICATION, keys.JWT_PRIVATE_KEY),
    from_secret("LOG_STORE", NODE_SERVICES, keys.LOG_STORE, since="gateway 1.8.1"),
    from_secret("LOG_STORE_REGION", NODE_SERVICES, keys.LOG_STORE_REGION),
    from_secret("LOG_STORE_GENERATIONS_BUCKET", NODE_SERVICES, keys.LOG_STORE_BUCKET),
    from_secret("LOG_STORE_ACCESS_KEY", NODE_SERVICES, keys.LOG_STORE_ACCESS_KEY),
    from_secret("LOG_STORE_SECRET_KEY", NODE_SERVICES, keys.LOG_STORE_SECRET_KEY),
    from_secret("LOG_STORE_BASEPATH", NODE_SERVICES, keys.LOG_STORE_BASE_PATH, since="gateway 1.9.3"),
    from_secret("LOG_STORE_AWS_ROLE_ARN", NODE_SERVICES, keys.LOG_STORE_ROLE_ARN),
    from_secret("LOG_STORE_AWS_EXTERNAL_ID", NODE_SERVICES, keys.LOG_STORE_EXTERNAL_ID),
    from_secret("AZURE_AUTH_MODE", NODE_SERVICES, keys.AZURE_AUTH_MODE),
    from_secret("AZURE_MANAGED_CLIENT_ID", NODE_SERVICES, keys.AZURE_MANAGED_CLIENT_ID),
    from_secret("AZURE_ENTRA_CLIENT_ID", NODE_SERVICES, keys.AZURE_ENTRA_CLIENT_ID),
    from_secret("AZURE_ENTRA_CLIENT_SECRET", NODE_SERVICES, keys.AZURE_ENTRA_CLIENT_SECRET),
    from_secret("AZURE_ENTRA_TENANT_ID", NODE_SERVICES, keys.AZURE_ENTRA_TENANT_ID),
    from_secret("AZURE_STORAGE_ACCOUNT", NODE_SERVICES, keys.AZURE_STORAGE_ACCOUNT),
    from_secret("AZURE_STORAGE_KEY", NODE_SERVICES, keys.AZURE_STORAGE_KEY),
    from_secret("AZURE_STORAGE_CONTAINER", NODE_SERVICES, keys.AZURE_STORAGE_CONTAINER),
    from_secret("MONGO_DB_CONNECTION_URL", NODE_SERVICES, keys.MONGO_CONNECTION_URL),
    from_secret("MONGO_DATABASE", NODE_SERVICES, keys.MONGO_DATABASE),
    from_secret("MONGO_COLLECTION_NAME", NODE_SERVICES, keys.MONGO_GENERATIONS_COLLECTION),
    from_secret("MONGO_GENERATION_HOOKS_COLLECTION_NAME", NODE_SERVICES, keys.MONGO_HOOKS_COLLECTION),
    from_secret("KMS_ENCRYPTION_CUSTOMER_KEY", NODE_SERVICES, keys.CUSTOMER_KEY),
    from_secret("KMS_ENCRYPTION_CUSTOMER_KEY_MD5", NODE_SERVICES, keys.CUSTOMER_KEY_MD5),
    from_secret("AWS_ASSUME_ROLE_ACCESS_KEY_ID", GATEWAY, keys.BEDROCK_ACCESS_KEY),
    from_secret("AWS_ASSUME_ROLE_SECRET_ACCESS_KEY", GATEWAY, keys.BEDROCK_SECRET_KEY),
    from_secret("AWS_ASSUME_ROLE_REGION", GATEWAY, keys.BEDROCK_REGION),
    from_secret("SMTP_HOST", _APPLICATION, keys.SMTP_HOST),
    from_secret("SMTP_PORT", _APPLICATION, keys.SMTP_PORT),
    from_secret("SMTP_USER", _APPLICATION, keys.SMTP_USER),
    from_secret("SMTP_PASSWORD", _APPLICATION, keys.SMTP_PASSWORD),
    from_secret("SMTP_FROM", _APPLICATION, keys.SMTP_FROM),
    from_secret("PROMETHEUS_GATEWAY_AUTH", NODE_SERVICES, keys.PROMETHEUS_AUTH, PUBLIC_GATEWAY, serving_only=True),
    from_secret("LOKI_AUTH", NODE_SERVICES, keys.LOKI_AUTH, PUBLIC_GATEWAY, serving_only=True),
    # Images of the in-cluster stores.
    of_store("MYSQL_DATABASE", "mysql", keys.MYSQL_DB),
    of_store("MYSQL_USER", "mysql", keys.MYSQL_USER),
    of_store("MYSQL_PASSWORD", "mysql", keys.MYSQL_PASSWORD),
    of_store("MYSQL_ROOT_PASSWORD", "mysql", keys.MYSQL_ROOT_PASSWORD),
    of_store("CLICKHOUSE_DB", "clickhouse", keys.CLICKHOUSE_DB),
    of_store("CLICKHOUSE_USER", "clickhouse", keys.CLICKHOUSE_USER),
    of_store("CLICKHOUSE_PASSWORD", "clickhouse", keys.CLICKHOUSE_PASSWORD),
    of_store("CLICKHOUSE_DB", FORMER_CLICKHOUSE, keys.FORMER_CLICKHOUSE_DB),
    of_store("CLICKHOUSE_USER", FORMER_CLICKHOUSE, keys.FORMER_CLICKHOUSE_USER),
    of_store("CLICKHOUSE_PASSWORD", FORMER_CLICKHOUSE, keys.FORMER_CLICKHOUSE_PASSWORD),
    # Plain values of gateway, backend and data service.
    *map(port, NODE_SERVICES),
    Variable("PRIVATE_DEPLOYMENT", "ON: the control plane is your own", NODE_SERVICES, lambda p: on(p.deployment != "dataPlane")),
    *map(service_name, NODE_SERVICES),
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
        NODE_SERVICES,
        lambda p: p.log_store.file_path_format,
        GATEWAY_NOTES,
        since="gateway 1.17.0, backend 1.5.0",
    ),
    Variable("GCP_AUTH_MODE", "workload: GKE workload identity gives access to the bucket", NODE_SERVICES, google_auth_mode, GCP),
    Variable(
        "AWS_ENDPOINT_DOMAIN",
        "domain of the AWS services, for a partition whose domain is not amazonaws.com",
        NODE_SERVICES,
        lambda p: p.aws.endpoint_domain,
        GATEWAY_NOTES,
        since="gateway 1.10.14",
    ),
    Variable("SSE_ENCRYPTION_TYPE", "server-side encryption requested from S3", NODE_SERVICES, encryption_type),
    Variable("KMS_KEY_ID", "AWS KMS key that encrypts logs", NODE_SERVICES, kms(lambda kms: kms.key_arn)),
    Variable(
        "KMS_BUCKET_KEY_ENABLED",
        "whether S3 uses a bucket key",
        NODE_SERVICES,
        kms(lambda kms: None if kms.bucket_key is None else flag(kms.bucket_key)),
    ),
    Variable("KMS_ENCRYPTION_CONTEXT", "encryption context: a JSON object in base64", NODE_SERVICES, kms(lambda kms: kms.context or None)),
    Variable("KMS_ENCRYPTION_ALGORITHM", "AES256: S3 encrypts with the customer's key", NODE_SERVICES, customer_key_algorithm),
    *REDIS_VARIABLES,
    request_timeout(GATEWAY, GATEWAY_NOTES, "gateway 1.16.0"),
    request_timeout(_BACKEND, BACKEND_NOTES, "backend 1.16.0"),
    trusted_hosts("gateway", CUSTOM_HOSTS, "gateway 2.10.0"),
    trusted_hosts("backend", BACKEND_NOTES, "backend 1.18.0"),
    trusted_hosts("dataservice", DATASERVICE_NOTES, "data service 1.9.0"),
    monitoring("ENABLE_APM", "whether the services record their own timings", lambda m: flag(m.apm)),
    monitoring("ENABLE_GRAFANA", "whether Grafana support is on", lambda m: flag(m.grafana)),
    Variable(
        "ENABLE_PROMETHEUS", "whether /metrics is served", NODE_SERVICES, lambda p: flag(p.serves_metrics), since="gateway 1.17.11", serving_only=True
    ),
    monitoring("PROMETHEUS_PUSH_ENABLED", "whether metrics are pushed", lambda m: flag(m.prometheus_push)),
    monitoring("PROMETHEUS_GATEWAY_URL", "address of the Prometheus Pushgateway", lambda m: m.prometheus_push.url if m.prometheus_push else None),
    monitoring("ENABLE_LOKI", "whether the services' logs go to Loki", lambda m: flag(m.loki_push)),
    monitoring("LOKI_PUSH_ENABLED", "whether the services push their logs to Loki", lambda m: flag(m.loki_push)),
    monitoring("LOKI_HOST", "address of Loki", lambda m: m.loki_push.url if m.loki_push else None),
    Variable(
        "NODE_EXTRA_CA_CERTS",
        "file with the certificates trusted besides the public ones",
        NODE_SERVICES,
        custom_ca,
        owned=Owned("the pods mount the certificates of customCa there", "put the certificates into the bundle of customCa"),
    ),
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
        owned=Owned("the pods mount the certificates of mysql.ca there", "put the certificates into the bundle of mysql.ca"),
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
    data_plane("HYBRID_DEPLOYMENT", "ON: the control plane runs elsewhere", outside_application("ON")),
    data_plane("NODE_ENV", "production, as Portkey's chart sets it for a data plane", outside_application("production")),
    Variable("ALBUS_BASEPATH", "address of the backend", GATEWAY, lambda p: p.addresses.backend),
    Variable("ALBUS_BASEPATH", "address of the backend", DATASERVICE, application(lambda p: p.addresses.backend)),
    Variable(
        "ALBUS_ENDPOINT",
        "address of the backend, or of Portkey's control plane for a data plane",
        DATASERVICE,
        lambda p: p.addresses.backend or "https://albus.portkey.ai",
    ),
    data_plane("ANALYTICS_STORE", "where a data plane stores analytics: clickhouse or control_plane", analytics_store),
    data_plane("ANALYTICS_STORE_ENDPOINT", "address of a data plane's ClickHouse", own_clickhouse(lambda c: c.gateway_endpoint)),
    data_plane("ANALYTICS_STORE_USER", "user of a data plane's ClickHouse", own_clickhouse(lambda _: reference("CLICKHOUSE_USER"))),
    data_plane("ANALYTICS_STORE_PASSWORD", "password of this user", own_clickhouse(lambda _: reference("CLICKHOUSE_PASSWORD"))),
    data_plane("ANALYTICS_LOG_TABLE", "table of requests", own_clickhouse(lambda _: reference("CLICKHOUSE_DATABASE", ".generations"))),
    Variable("GATEWAY_BASE_URL", "address of the gateway for the services", _APPLICATION, lambda p: p.addresses.gateway),
    Variable("FINETUNES_BUCKET", "bucket for fine-tuning files", DATASERVICE, dataservice(lambda settings: settings.finetunes_bucket)),
    data_plane("AWS_S3_FINETUNE_BUCKET", "bucket for fine-tuning files in a data plane", data_plane_bucket),
    data_plane("FINETUNES_AWS_ROLE_ARN", "role assumed for the fine-tuning bucket", dataservice(lambda settings: settings.finetunes_role_arn)),
    Variable("LOG_EXPORTS_BUCKET", "bucket for exported logs", DATASERVICE, dataservice(lambda settings: settings.log_exports_bucket)),
    Variable(
        "INTERNAL_GATEWAY_URL",
        "address of the gateway that the dashboard shows to people",
        _BACKEND,
        lambda p: p.addresses.shown_gateway,
        GATEWAY_URLS,
    ),
    # Gateway.
    Variable("CONTROL_PLANE_BASEPATH", "address of the control plane's API", GATEWAY, remote_control_plane("/api/v1"), EKS),
    Variable("SOURCE_SYNC_API_BASEPATH", "address that a data plane fetches changes from", GATEWAY, remote_control_plane("/api/v1/sync"), EKS),
    Variable("CONFIG_READER_PATH", "address of model configurations for a data plane", GATEWAY, remote_control_plane("/api/model-configs"), EKS),
    Variable("DATASERVICE_BASEPATH", "address of the data service", GATEWAY, service_url("dataservice")),
    Variable("GATEWAY_CACHE_MODE", _CACHE_MODE, GATEWAY, application(lambda _: "SELF")),
    Variable("GATEWAY_CACHE_MODE", _CACHE_MODE, _BACKEND, lambda p: "SELF" if p.gateway else None),
    Variable("ANALYTICS_STORE_REPLICATION_ENABLED", "whether ClickHouse tables are replicated", GATEWAY, clickhouse(lambda c: flag(c.replication))),
    Variable("ANALYTICS_STORE_SHARDING_ENABLED", "whether ClickHouse tables are sharded", GATEWAY, clickhouse(lambda c: flag(c.sharding))),
    Variable("ANALYTICS_STORE_CLUSTER_NAME", "ClickHouse cluster that replicates or shards", GATEWAY, clickhouse(lambda c: c.cluster_name)),
    table("ANALYTICS_LOG_TABLE", "requests", "generations"),
    table("ANALYTICS_FEEDBACK_TABLE", "feedback", "feedbacks"),
    table("ANALYTICS_GENERATION_HOOKS_TABLE", "guardrail results", "generation_hooks", GATEWAY_CHART),
    Variable(
        "MCP_GATEWAY_BASE_URL",
        "public address of the MCP gateway",
        GATEWAY,
        lambda p: (p.addresses.mcp or "") if p.mcp else None,
        since="gateway 2.0.0",
    ),
    Variable(
        "MCP_PORT",
        "port of the MCP server",
        GATEWAY,
        mcp(lambda _: str(MCP_PORT.container)),
        since="gateway 2.0.0",
        owned=Owned("the image listens on it, and the Service and the MCP exposure use this port", "leave it out"),
    ),
    Variable(
        "SERVER_MODE",
        "what the gateway's pods serve: all, or MCP only",
        GATEWAY,
        mcp(lambda mcp: "mcp" if mcp.only else "all"),
        since="gateway 2.0.0",
        owned=Owned("the ports, the probes and the Service depend on it", "set gateway.mcp.only instead"),
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
        serving_only=True,
    ),
    # Front end.
    Variable("VITE_API_URL", "address of the gateway for browsers", _FRONTEND, lambda p: p.addresses.public_gateway),
    Variable("VITE_BASE_URL", "path of the backend below the front end", _FRONTEND, lambda _: BACKEND_PATH),
    Variable("VITE_PRIVATE_DEPLOYMENT", "ON: the control plane is your own", _FRONTEND, lambda _: "ON"),
    Variable("VITE_AUTH_MODE", "whether people sign in", _FRONTEND, auth_mode),
)
"""Every row of the table; a variable that differs between images has several rows."""
