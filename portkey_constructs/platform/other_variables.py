"""Environment variables that these manifests do not set: what they mean, and whether to set them with `env`.

A variable of the table in `variables` is not in this one.
"""

from typing import Final, NamedTuple

from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.evidence import (
    ACA,
    CHART,
    DATASERVICE_NOTES,
    GATEWAY_CHART,
    GATEWAY_NOTES,
    GRPC,
    MANIFESTS,
    NODE,
    PUBLIC_GATEWAY,
    Evidence,
)

__all__ = ["OTHER_VARIABLES", "OtherVariable"]


class OtherVariable(NamedTuple):
    """A variable, or several with the same answer."""

    names: tuple[str, ...]
    readers: tuple[str, ...]
    """The components whose images read it; empty if none is known to."""
    meaning: str
    """A noun phrase, or a sentence without a full stop."""
    advice: str
    """Why to set it with `env`, what to set instead, or why to leave it out: sentences."""
    evidence: Evidence
    since: str = ""
    """The first image versions that read it, by service, as `gateway 1.17.0`; empty if unknown or if every supported version does."""
    settings: tuple[str, ...] = ()
    """The settings to use instead, or those that do the same in another way."""


_GATEWAY: Final = ("gateway",)
_BACKEND: Final = ("backend",)
_DATASERVICE: Final = ("dataservice",)
_FRONTEND: Final = ("frontend",)
_PAGE: Final = "The page of the front end reads it from config.js."

OTHER_VARIABLES: Final[tuple[OtherVariable, ...]] = (
    # Logs and diagnosis.
    OtherVariable(
        ("LOG_COLORS",),
        _GATEWAY,
        "whether messages in the gateway's own log have colors",
        "Leave it out: in production, there are no colors anyway.",
        PUBLIC_GATEWAY,
    ),
    OtherVariable(
        ("DEBUG_ENABLED", "NODE_DEBUG"),
        _DATASERVICE,
        "whether the data service writes debug messages; NODE_DEBUG names the modules of Node.js that do",
        "Set it with env while you look for a fault, and remove it afterwards: debug messages may contain data of requests.",
        GATEWAY_CHART,
    ),
    OtherVariable(
        ("BULL_BOARD_ENABLED",),
        _DATASERVICE,
        "true: the data service serves a page with its queues",
        "Set it with env only for diagnosis. The gateway serves the page at /dataservice/bull-board to everybody who knows the license credential.",
        DATASERVICE_NOTES,
        "data service 1.8.0",
    ),
    # Identity and control plane.
    OtherVariable(
        ("GATEWAY_BASEPATH",),
        _GATEWAY,
        "address at which the gateway counts the tokens of Cohere's models",
        "Leave it out unless the gateway does not count the costs of Cohere's embeddings. Then set the gateway's own address with env.",
        PUBLIC_GATEWAY,
    ),
    OtherVariable(
        ("MANAGED_DEPLOYMENT",),
        _GATEWAY,
        "ON: the gateway is Portkey's own service",
        "Leave it out: it is the switch of Portkey's hosted gateway, and opens what that gateway needs.",
        PUBLIC_GATEWAY,
    ),
    OtherVariable(
        ("FETCH_SETTINGS_FROM_FILE",),
        _GATEWAY,
        "true: the gateway takes its settings from a file instead of a control plane",
        "Leave it out: it is for Portkey's developers. Without a control plane there are no API keys, no budgets and no limits.",
        PUBLIC_GATEWAY,
    ),
    OtherVariable(
        ("GRPC_PORT",),
        _GATEWAY,
        "port of the gRPC server, 8789 by default",
        "Leave it out: the gRPC server is a beta, the image starts it only with the argument --llm-grpc, and these manifests have no port for it.",
        GRPC,
    ),
    OtherVariable(
        ("SENTRY_DSN", "TEMPO_OTEL_HOST", "ENABLE_TRACING", "MONITOR_METRICS", "DISABLE_CLICKHOUSE", "IGNORE_CLICKHOUSE_STARTUP"),
        (),
        "declared in the gateway's public source, and read by nothing in it",
        "Leave it out: it has no effect that anything documents.",
        PUBLIC_GATEWAY,
    ),
    OtherVariable(
        ("PRIVATE_LINK_ENDPOINT", "KMS_ROLE_ARN"),
        (),
        "declared in the gateway's public source, and read by nothing in it",
        "Leave it out. Set controlPlaneUrl for a private link to Portkey, and a KMS key in logStore.encryption.",
        PUBLIC_GATEWAY,
        settings=("controlPlaneUrl", "logStore.encryption.keyArn"),
    ),
    OtherVariable(
        ("PORTKEY_PROXY_URL",),
        (),
        "declared in the gateway's public source, and read by nothing in it",
        "Leave it out. For a proxy, set proxy.",
        PUBLIC_GATEWAY,
        settings=("proxy.https",),
    ),
    OtherVariable(
        ("LOG_STORE_REPLICA_REGION", "LOG_STORE_REPLICA_GENERATIONS_BUCKET"),
        (),
        "region and bucket of a copy of the logs",
        "Leave it out: no image is known to read it. S3 itself replicates the logs, as logStore.replica describes.",
        MANIFESTS,
        settings=("logStore.replica",),
    ),
    # Security of connections.
    OtherVariable(
        ("NODE_TLS_REJECT_UNAUTHORIZED",),
        NODE_SERVICES,
        "0: the service accepts every TLS certificate",
        "Leave it out: anybody between the services and a model could read API keys. For certificates of your own authority, set customCa.",
        NODE,
        settings=("customCa",),
    ),
    OtherVariable(
        ("TLS_KEY", "TLS_CERT", "TLS_CA"),
        _GATEWAY,
        "key, certificate and CA by value, with which the gateway serves TLS and identifies itself to servers",
        "Leave it out: a private key in a variable is visible to everybody who can list the pods. The images also read files, which variables of the "
        "same names with _PATH name.",
        GATEWAY_NOTES,
        "gateway 1.16.0",
    ),
    # Requests.
    OtherVariable(
        ("SKIP_DATAPLANE_CONFIG_CHECK",),
        _GATEWAY,
        "true: uploads of files for batches may use configs with several targets",
        "Set it with env of the gateway if you upload batches with such configs.",
        GATEWAY_NOTES,
        "gateway 1.16.6",
    ),
    OtherVariable(
        ("AIRS_API_KEY",),
        _GATEWAY,
        "API key of the guardrail Prisma AIRS, for guardrails without a key of their own",
        "Enter the key in the dashboard. If one key is for all, set it with env of the gateway as a secretKeyRef.",
        PUBLIC_GATEWAY,
    ),
    # Stores and clouds.
    OtherVariable(
        ("ANALYTICS_REPLICATION_ENABLED", "ANALYTICS_REPLICA_ENDPOINTS", "ANALYTICS_REPLICA_WRITE_PREFIX"),
        _GATEWAY,
        "whether, where to and with which prefix the gateway also sends analytics to a second region",
        "Set it with env of the gateway if Portkey helps you to run a second region. The addresses are those of gateways, separated by commas.",
        GATEWAY_NOTES,
        "gateway 1.11.11",
    ),
    OtherVariable(
        ("AZURE_MANAGED_VERSION",),
        _GATEWAY,
        "version of the interface for tokens of a managed identity",
        "Set 2019-08-01 with env for Azure Container Apps. Leave it out in Kubernetes.",
        ACA,
    ),
    OtherVariable(
        ("AWS_ASSUME_ROLE_SOURCE_ARN", "AWS_ASSUME_ROLE_SOURCE_EXTERNAL_ID"),
        _GATEWAY,
        "role, and its external ID, that the gateway assumes before it assumes the role of an integration",
        "Set it with env of the gateway if the role of the pods may not assume the roles of other accounts itself. The pods' role must be allowed to "
        "assume it: add the permission to that role yourself.",
        PUBLIC_GATEWAY,
        settings=("bedrock.assumeRoles",),
    ),
    OtherVariable(
        ("AWS_IMDS_V1",),
        _GATEWAY,
        "true: the gateway reads credentials of EC2 nodes with version 1 of the metadata service",
        "Leave it out, and give the pods an identity: version 1 of the metadata service lets forged requests read credentials.",
        GATEWAY_CHART,
        settings=("identity",),
    ),
    # Backend and data service.
    OtherVariable(
        ("FINETUNE_STATUS_CHECK_INTERVAL", "BATCH_STATUS_CHECK_INTERVAL"),
        _DATASERVICE,
        "milliseconds between two questions to a provider for the state of a fine-tuning or of a batch; at least and by default 10000",
        "Set it with env of the data service if a provider limits such requests.",
        DATASERVICE_NOTES,
        "data service 1.2.3",
    ),
    # The page of the front end.
    OtherVariable(
        ("VITE_LOGIN_DISCLAIMER",),
        _FRONTEND,
        "text below the login form",
        f"Set frontend.loginDisclaimer. {_PAGE}",
        CHART,
        settings=("frontend.loginDisclaimer",),
    ),
    OtherVariable(
        ("VITE_ONBOARDING_SUPPORT_MESSAGE",),
        _FRONTEND,
        "text for new users who need help",
        f"Set frontend.onboardingSupportMessage. {_PAGE}",
        CHART,
        settings=("frontend.onboardingSupportMessage",),
    ),
    OtherVariable(
        ("VITE_DISABLE_TESTIMONIAL",),
        _FRONTEND,
        "ON: the login page has no testimonials",
        f"Set frontend.disableTestimonial. {_PAGE}",
        CHART,
        settings=("frontend.disableTestimonial",),
    ),
    OtherVariable(
        ("VITE_CONFIGS_URL", "VITE_PRESELECT_LOGIN_PERMISSION"),
        _FRONTEND,
        "path of the prices of models, and whether the login page selects a permission in advance",
        f"Leave it out: the manifests set it as Portkey's chart does. {_PAGE} env of the front end replaces it.",
        CHART,
    ),
    # MCP servers.
    OtherVariable(
        (
            "MCP_POOL_ENABLED",
            "MCP_POOL_MAX_IDLE_MS",
            "MCP_POOL_MAX_LIFETIME_MS",
            "MCP_POOL_CLEANUP_INTERVAL_MS",
            "MCP_POOL_MAX_CONNECTIONS",
            "MCP_POOL_TOKEN_EXPIRY_BUFFER_MS",
        ),
        _GATEWAY,
        "pool of the connections to MCP servers: whether there is one, its times in milliseconds, and its size",
        "Leave it out unless Portkey advises you: the defaults are 5 minutes idle, 10 minutes in all and 1000 connections.",
        GATEWAY_NOTES,
    ),
    OtherVariable(
        ("MCP_ADMIN_ROUTES_ENABLED", "MCP_SYNC_ROUTES_ENABLED", "MCP_SYNC_AUTH_TOKEN"),
        _GATEWAY,
        "whether the MCP server has the paths /admin and /sync, and the token for /sync",
        "Leave it out: the paths change the MCP servers of everybody, and the exposure of the MCP gateway would publish them.",
        PUBLIC_GATEWAY,
    ),
    OtherVariable(
        ("SERVERS_CONFIG_PATH", "MCP_ORGANISATION_ID", "MCP_WORKSPACE_ID"),
        _GATEWAY,
        "file with MCP servers that replaces those of the control plane, and the organisation and workspace that they belong to",
        "Leave it out: it is for development. MCP servers are added in Portkey's application.",
        PUBLIC_GATEWAY,
    ),
    # The Redis for queues.
    OtherVariable(
        ("REDIS_WORKERS_HOST", "REDIS_WORKERS_PORT", "REDIS_WORKERS_USERNAME", "REDIS_WORKERS_PASSWORD", "REDIS_WORKERS_AUTH_MODE"),
        _GATEWAY,
        "parts of the address of the Redis for queues, and how the gateway authenticates to it",
        "Leave it out: redis.queues sets the whole address, REDIS_WORKERS_URL. The values of REDIS_WORKERS_AUTH_MODE are not documented.",
        GATEWAY_NOTES,
        "gateway 2.2.5",
        ("redis.queues",),
    ),
)
