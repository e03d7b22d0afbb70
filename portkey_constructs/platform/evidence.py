"""The sources of the facts in the table of environment variables."""

from typing import Final, NamedTuple

from portkey_constructs.platform.compatibility import RELEASE_NOTES
from portkey_constructs.platform.components import FORMER_CLICKHOUSE, SERVICE_NAMES, STORE_NAMES

__all__ = [
    "BACKEND_NOTES",
    "CHART",
    "CUSTOM_HOSTS",
    "DATASERVICE_NOTES",
    "EKS",
    "GATEWAY_CHART",
    "GATEWAY_NOTES",
    "GATEWAY_URLS",
    "GCP",
    "NODE",
    "PM2",
    "PUBLIC_GATEWAY",
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
CUSTOM_HOSTS: Final = _page("product/ai-gateway/custom-hosts.mdx", "gateway")
EKS: Final = _page("self-hosting/hybrid-deployments/aws/eks.mdx", "gateway")
GCP: Final = _page("self-hosting/hybrid-deployments/gcp.mdx", "gateway")
GATEWAY_URLS: Final = _page("product/enterprise-offering/org-management/gateway-urls.mdx", "backend")
PUBLIC_GATEWAY: Final = Evidence("the gateway's public source code, branch 2.0.0", frozenset())
NODE: Final = Evidence("the documentation of Node.js, on which the services run", frozenset())
PM2: Final = Evidence("the documentation of PM2, the backend's process manager", frozenset())
