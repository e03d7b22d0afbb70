"""The sources of the facts in the table of environment variables."""

from typing import Final, NamedTuple

from portkey_constructs.platform.compatibility import RELEASE_NOTES
from portkey_constructs.platform.components import FORMER_CLICKHOUSE, MYSQL_USER, NODE_SERVICES, SERVICE_NAMES, STORE_NAMES

__all__ = [
    "ACA",
    "BACKEND_NOTES",
    "CHART",
    "CHART_SAMPLE",
    "CONFIG_READER",
    "CUSTOM_HOSTS",
    "DATASERVICE_NOTES",
    "EKS",
    "GATEWAY_CHART",
    "GATEWAY_NOTES",
    "GATEWAY_URLS",
    "GCP",
    "GRPC",
    "HEADERS",
    "IDENTITY_FORWARDING",
    "JWT",
    "MAIL_TEMPLATES",
    "MANIFESTS",
    "METADATA",
    "MODEL_PRICING",
    "NODE",
    "OPENSHIFT_SAMPLE",
    "OTEL",
    "PM2",
    "PROMETHEUS",
    "PUBLIC_GATEWAY",
    "SAVED_CONFIGS",
    "SEMANTIC_CACHING",
    "VERTEX",
    "Evidence",
]


class Evidence(NamedTuple):
    """Where it is written that images read a variable, and what they use the value for."""

    title: str
    """Its name, with the path below the root of Portkey's documentation for a page of it."""
    proves: frozenset[str]
    """The components for whose images it is proof: Portkey documents it for them, or its chart sets the variable in their pods."""


def _page(path: str, *components: str) -> Evidence:
    return Evidence(f"Portkey's documentation, {path}", frozenset(components))


CHART: Final = Evidence("Portkey's Helm chart portkey-app 1.7.6", frozenset({*SERVICE_NAMES, *STORE_NAMES, FORMER_CLICKHOUSE}))
GATEWAY_CHART: Final = Evidence("Portkey's Helm chart portkey-gateway 1.7.7", frozenset({"gateway", "dataservice"}))
GATEWAY_NOTES: Final = _page(RELEASE_NOTES["gateway"], "gateway")
BACKEND_NOTES: Final = _page(RELEASE_NOTES["backend"], "backend")
DATASERVICE_NOTES: Final = _page(RELEASE_NOTES["dataservice"], "dataservice")
HEADERS: Final = _page("api-reference/inference-api/headers.mdx", "gateway")
METADATA: Final = _page("product/observability/metadata.mdx", "gateway")
SAVED_CONFIGS: Final = _page("product/administration/enforce-saved-only-config.mdx", "gateway")
CUSTOM_HOSTS: Final = _page("product/ai-gateway/custom-hosts.mdx", "gateway")
ACA: Final = _page("self-hosting/hybrid-deployments/azure/aca.mdx", "gateway", "dataservice")
GRPC: Final = _page("product/ai-gateway/grpc.mdx", "gateway")
VERTEX: Final = _page("integrations/llms/vertex-ai.mdx", "gateway")
NODE: Final = Evidence("the documentation of Node.js", frozenset(NODE_SERVICES))
MANIFESTS: Final = Evidence("earlier manifests for Portkey; no image is known to read it", frozenset())
_EKS_PAGE: Final = "self-hosting/hybrid-deployments/aws/eks.mdx"
_PRICES_PAGE: Final = "self-hosting/airgapped/model-pricing.mdx"
EKS: Final = _page(_EKS_PAGE, "gateway")
MODEL_PRICING: Final = _page(_PRICES_PAGE, "gateway", "backend")
CONFIG_READER: Final = _page(f"{_EKS_PAGE} and {_PRICES_PAGE}", "gateway")
GCP: Final = _page("self-hosting/hybrid-deployments/gcp.mdx", "gateway")
GATEWAY_URLS: Final = _page("product/enterprise-offering/org-management/gateway-urls.mdx", "backend")
JWT: Final = _page("product/enterprise-offering/org-management/jwt.mdx", "gateway")
IDENTITY_FORWARDING: Final = _page("product/mcp-gateway/authentication/identity-forwarding.mdx", "gateway")
CHART_SAMPLE: Final = Evidence("Portkey's Helm chart portkey-app 1.7.6, config-samples/openshift.yaml", frozenset({"backend"}))
PUBLIC_GATEWAY: Final = Evidence("the gateway's public source code, branch 2.0.0", frozenset())
MAIL_TEMPLATES: Final = Evidence("Portkey's Helm chart portkey-app, docs/custom-email-templates.md", frozenset({"backend"}))
OPENSHIFT_SAMPLE: Final = Evidence("Portkey's Helm chart portkey-app, config-samples/openshift.yaml", frozenset({"backend"}))
PROMETHEUS: Final = _page("self-hosting/prometheus-metrics.mdx", "gateway")
OTEL: Final = _page("product/enterprise-offering/otel/analytics.mdx", "gateway")
SEMANTIC_CACHING: Final = _page("product/ai-gateway/cache-simple-and-semantic.mdx", "gateway")
MYSQL_IMAGE: Final = Evidence("the entry point of Docker's image mysql", frozenset({"mysql"}))
MYSQL_USER_SCRIPT: Final = Evidence("the script of the Job, which the manifests contain", frozenset({MYSQL_USER}))
REDIS_CLI: Final = Evidence("the documentation of redis-cli", frozenset({"redis"}))
PM2: Final = Evidence("the documentation of PM2, the backend's process manager", frozenset())
