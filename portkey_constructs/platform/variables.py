"""The table of environment variables: the meaning of each, the images that read it, and the origin of its value.

To add a variable, add a row. A row with a function sets a plain value, or nothing where the function returns None. A row with a key of a
Secret reads that key; it is left out where the configuration does not use the key. The order of the rows is the order in the pod.
Each row names its source, from `evidence`; a row that names none is from Portkey's chart portkey-app, which sets the variable for its readers.
"""

from typing import Final

from portkey_constructs.platform.backend_options import BACKEND_OPTIONS
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.control_planes import CONTROL_PLANE_VARIABLES
from portkey_constructs.platform.evidence import (
    BACKEND_NOTES,
    CUSTOM_HOSTS,
    DATASERVICE_NOTES,
    GATEWAY_CHART,
    GATEWAY_NOTES,
    GATEWAY_URLS,
    PM2,
)
from portkey_constructs.platform.heap import HEAP_VARIABLES
from portkey_constructs.platform.jwt_authentication import JWT_VARIABLES, ORGANISATION_VARIABLES
from portkey_constructs.platform.log_store_variables import LOG_STORE_VARIABLES
from portkey_constructs.platform.login import BACKEND_PATH, client_authentication, custom_scopes, scim, scim_membership
from portkey_constructs.platform.mail import MAIL_VARIABLES
from portkey_constructs.platform.mcp_variables import MCP_VARIABLES
from portkey_constructs.platform.metrics import LOGGING_VARIABLES, METRIC_VARIABLES
from portkey_constructs.platform.model_pricing import MODEL_PRICING_VARIABLES
from portkey_constructs.platform.mysql_variables import MYSQL_VARIABLES
from portkey_constructs.platform.pod_tls import POD_TLS_VARIABLES
from portkey_constructs.platform.ports import MCP_PORT
from portkey_constructs.platform.proxies import PROXY_VARIABLES
from portkey_constructs.platform.redis_variables import REDIS_VARIABLES
from portkey_constructs.platform.request_variables import REQUEST_VARIABLES
from portkey_constructs.platform.secret_variables import SECRET_VARIABLES
from portkey_constructs.platform.semantic_caches import SEMANTIC_CACHE_VARIABLES
from portkey_constructs.platform.telemetry import TELEMETRY_VARIABLES
from portkey_constructs.platform.variable import Owned, Variable
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
    data_plane_bucket,
    dataservice,
    flag,
    mcp,
    on,
    outside_application,
    own_clickhouse,
    reference,
    service_url,
)

__all__ = ["VARIABLES"]

_APPLICATION: Final = ("backend", "dataservice")
_BACKEND: Final = ("backend",)
_FRONTEND: Final = ("frontend",)
_CACHE_MODE: Final = "SELF: the backend writes configurations to the gateway's cache"


VARIABLES: Final[tuple[Variable, ...]] = (
    *SECRET_VARIABLES,
    # Plain values of gateway, backend and data service.
    *map(port, NODE_SERVICES),
    Variable(
        "PRIVATE_DEPLOYMENT", "ON: the control plane is your own", NODE_SERVICES, lambda p: on(p.deployment != "dataPlane"), setting="deployment"
    ),
    *map(service_name, NODE_SERVICES),
    *ORGANISATION_VARIABLES,
    *LOG_STORE_VARIABLES,
    *REDIS_VARIABLES,
    request_timeout(GATEWAY, GATEWAY_NOTES, "gateway 1.16.0"),
    request_timeout(_BACKEND, BACKEND_NOTES, "backend 1.16.0"),
    trusted_hosts("gateway", CUSTOM_HOSTS, "gateway 2.10.0"),
    trusted_hosts("backend", BACKEND_NOTES, "backend 1.18.0"),
    trusted_hosts("dataservice", DATASERVICE_NOTES, "data service 1.9.0"),
    monitoring("ENABLE_APM", "whether the services record their own timings", lambda m: flag(m.apm), setting="monitoring.apm"),
    monitoring("ENABLE_GRAFANA", "whether Grafana support is on", lambda m: flag(m.grafana), setting="monitoring.grafana"),
    Variable(
        "ENABLE_PROMETHEUS",
        "whether /metrics is served",
        NODE_SERVICES,
        lambda p: flag(p.serves_metrics),
        since="gateway 1.17.11",
        serving_only=True,
        setting="monitoring.prometheus",
    ),
    monitoring("PROMETHEUS_PUSH_ENABLED", "whether metrics are pushed", lambda m: flag(m.prometheus_push), setting="monitoring.prometheusPush"),
    monitoring(
        "PROMETHEUS_GATEWAY_URL",
        "address of the Prometheus Pushgateway",
        lambda m: m.prometheus_push.url if m.prometheus_push else None,
        setting="monitoring.prometheusPush.url",
    ),
    monitoring("ENABLE_LOKI", "whether the services' logs go to Loki", lambda m: flag(m.loki_push), setting="monitoring.lokiPush"),
    monitoring("LOKI_PUSH_ENABLED", "whether the services push their logs to Loki", lambda m: flag(m.loki_push), setting="monitoring.lokiPush"),
    monitoring("LOKI_HOST", "address of Loki", lambda m: m.loki_push.url if m.loki_push else None, setting="monitoring.lokiPush.url"),
    Variable(
        "NODE_EXTRA_CA_CERTS",
        "file with the certificates trusted besides the public ones",
        NODE_SERVICES,
        custom_ca,
        owned=Owned("the pods mount the certificates of customCa there", "put the certificates into the bundle of customCa"),
        setting="customCa",
    ),
    *JWT_VARIABLES,
    *POD_TLS_VARIABLES,
    *HEAP_VARIABLES,
    *PROXY_VARIABLES,
    *METRIC_VARIABLES,
    *TELEMETRY_VARIABLES,
    *LOGGING_VARIABLES,
    *REQUEST_VARIABLES,
    # Backend and data service.
    Variable("AUTH_MODE", "whether people sign in", _APPLICATION, application(auth_mode), setting="auth"),
    Variable("SMTP_MAIL", "ON: mails are sent", _APPLICATION, application(lambda p: on(p.config.smtp)), setting="smtp"),
    *MYSQL_VARIABLES,
    Variable(
        "CLICKHOUSE_REPLICATION_ENABLED",
        "whether ClickHouse tables are replicated",
        _APPLICATION,
        application(clickhouse(lambda c: flag(c.replication))),
        setting="clickhouse.replication",
    ),
    Variable(
        "CLICKHOUSE_SHARDING_ENABLED",
        "whether ClickHouse tables are sharded",
        _APPLICATION,
        application(clickhouse(lambda c: flag(c.sharding))),
        setting="clickhouse.sharding",
    ),
    Variable(
        "CLICKHOUSE_CLUSTER_NAME",
        "ClickHouse cluster that replicates or shards",
        _APPLICATION,
        application(clickhouse(lambda c: c.cluster_name)),
        setting="clickhouse.clusterName",
    ),
    Variable("POLYJUICE_FINETUNE_ENDPOINT", "address of the data service", _BACKEND, service_url("dataservice")),
    data_plane("HYBRID_DEPLOYMENT", "ON: the control plane runs elsewhere", outside_application("ON"), setting="deployment"),
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
    data_plane(
        "ANALYTICS_STORE_ENDPOINT",
        "address of a data plane's ClickHouse",
        own_clickhouse(lambda c: c.endpoint("CLICKHOUSE_PORT")),
        setting="gateway.clickhouseEndpoint",
    ),
    data_plane(
        "ANALYTICS_STORE_USER", "user of a data plane's ClickHouse", own_clickhouse(lambda _: reference("CLICKHOUSE_USER")), setting="clickhouse.user"
    ),
    data_plane(
        "ANALYTICS_STORE_PASSWORD", "password of this user", own_clickhouse(lambda _: reference("CLICKHOUSE_PASSWORD")), setting="clickhouse.password"
    ),
    data_plane("ANALYTICS_LOG_TABLE", "table of requests", own_clickhouse(lambda _: reference("CLICKHOUSE_DATABASE", ".generations"))),
    Variable("GATEWAY_BASE_URL", "address of the gateway for the services", _APPLICATION, lambda p: p.addresses.gateway),
    Variable(
        "FINETUNES_BUCKET",
        "bucket for fine-tuning files",
        DATASERVICE,
        dataservice(lambda settings: settings.finetunes_bucket),
        setting="dataservice.finetunesBucket",
    ),
    data_plane("AWS_S3_FINETUNE_BUCKET", "bucket for fine-tuning files in a data plane", data_plane_bucket, setting="dataservice.finetunesBucket"),
    data_plane(
        "FINETUNES_AWS_ROLE_ARN",
        "role assumed for the fine-tuning bucket",
        dataservice(lambda settings: settings.finetunes_role_arn),
        setting="dataservice.finetunesRoleArn",
    ),
    Variable(
        "LOG_EXPORTS_BUCKET",
        "bucket for exported logs",
        DATASERVICE,
        dataservice(lambda settings: settings.log_exports_bucket),
        setting="dataservice.logExportsBucket",
    ),
    Variable(
        "INTERNAL_GATEWAY_URL",
        "address of the gateway that the dashboard shows to people",
        _BACKEND,
        lambda p: p.addresses.shown_gateway,
        GATEWAY_URLS,
        setting="gateway.externalUrl",
    ),
    # Gateway.
    *CONTROL_PLANE_VARIABLES,
    *MODEL_PRICING_VARIABLES,
    Variable("DATASERVICE_BASEPATH", "address of the data service", GATEWAY, service_url("dataservice")),
    Variable("GATEWAY_CACHE_MODE", _CACHE_MODE, GATEWAY, application(lambda _: "SELF")),
    Variable("GATEWAY_CACHE_MODE", _CACHE_MODE, _BACKEND, lambda p: "SELF" if p.gateway else None),
    Variable(
        "ANALYTICS_STORE_REPLICATION_ENABLED",
        "whether ClickHouse tables are replicated",
        GATEWAY,
        clickhouse(lambda c: flag(c.replication)),
        setting="clickhouse.replication",
    ),
    Variable(
        "ANALYTICS_STORE_SHARDING_ENABLED",
        "whether ClickHouse tables are sharded",
        GATEWAY,
        clickhouse(lambda c: flag(c.sharding)),
        setting="clickhouse.sharding",
    ),
    Variable(
        "ANALYTICS_STORE_CLUSTER_NAME",
        "ClickHouse cluster that replicates or shards",
        GATEWAY,
        clickhouse(lambda c: c.cluster_name),
        setting="clickhouse.clusterName",
    ),
    table("ANALYTICS_LOG_TABLE", "requests", "generations"),
    table("ANALYTICS_FEEDBACK_TABLE", "feedback", "feedbacks"),
    table("ANALYTICS_GENERATION_HOOKS_TABLE", "guardrail results", "generation_hooks", GATEWAY_CHART),
    Variable(
        "MCP_GATEWAY_BASE_URL",
        "public address of the MCP gateway",
        GATEWAY,
        lambda p: (p.addresses.mcp or "") if p.mcp else None,
        since="gateway 2.0.0",
        setting="gateway.mcp.externalUrl",
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
        setting="gateway.mcp",
    ),
    *MCP_VARIABLES,
    *SEMANTIC_CACHE_VARIABLES,
    # Backend.
    Variable(
        "DISABLE_ORG_CREATION",
        "ON: nobody can create further organisations",
        _BACKEND,
        lambda p: on(p.config.backend.disable_organisation_creation),
        setting="backend.disableOrganisationCreation",
    ),
    Variable(
        "OIDC_CUSTOM_SCOPES",
        "additional scopes, separated by commas",
        _BACKEND,
        custom_scopes,
        BACKEND_NOTES,
        since="backend 1.11.1",
        setting="auth.customScopes",
    ),
    Variable(
        "OIDC_TOKEN_ENDPOINT_AUTH_METHOD",
        "authentication to the issuer",
        _BACKEND,
        client_authentication,
        BACKEND_NOTES,
        since="backend 1.22.0",
        setting="auth.clientAuthentication",
    ),
    Variable("SCIM_ENABLED", "OFF: Portkey offers no SCIM", _BACKEND, scim, BACKEND_NOTES, since="backend 1.9.0", setting="auth.scim"),
    Variable(
        "SCIM_MEMBERSHIP_USER_MODE",
        "ON: SCIM manages memberships as part of users",
        _BACKEND,
        scim_membership,
        BACKEND_NOTES,
        since="backend 1.10.0",
        setting="auth.scim",
    ),
    *BACKEND_OPTIONS,
    *MAIL_VARIABLES,
    Variable("CONTROL_PLANE_URL", "public address of the front end", _BACKEND, control_plane(), setting="controlPlaneUrl"),
    Variable("CONTROL_PANEL_URL", "public address of the front end, under its older name", _BACKEND, control_plane(), setting="controlPlaneUrl"),
    Variable(
        "ALBUS_BASE_URL", "public address of the backend, through the front end", _BACKEND, control_plane(BACKEND_PATH), setting="controlPlaneUrl"
    ),
    Variable("MCP_ENABLED", "ON: the application offers an MCP gateway", _BACKEND, lambda p: on(p.addresses.mcp), setting="gateway.mcp"),
    Variable("MCP_GATEWAY_URL", "public address of the MCP gateway", _BACKEND, lambda p: p.addresses.mcp, setting="gateway.mcp.externalUrl"),
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
    Variable("VITE_AUTH_MODE", "whether people sign in", _FRONTEND, auth_mode, setting="auth"),
)
"""Every row of the table; a variable that differs between images has several rows."""
