"""Which versions of Portkey's images work together, as Portkey's documentation and public Helm chart state.

Each row names its source: a file of Portkey's documentation with the version whose notes contain it, or a version of the chart portkey-app.
To follow a new release, add its notes here, and a row to `SHIPPED_SETS` when a chart ships it.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from portkey_constructs.config.identity import Irsa, PodIdentity
from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.platform.image_version import ImageVersion as V

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = [
    "FEATURES",
    "FORBIDDEN",
    "NEWEST",
    "OLDEST",
    "RELEASE_NOTES",
    "REQUIREMENTS",
    "SHIPPED_SETS",
    "TITLES",
    "UPGRADE_ORDER",
    "Feature",
    "Forbidden",
    "Oldest",
    "Requirement",
    "ShippedSet",
]

RELEASE_NOTES: Final[Mapping[str, str]] = {
    "backend": "changelog/backend.mdx",
    "dataservice": "changelog/data-service.mdx",
    "gateway": "changelog/enterprise.mdx",
    "frontend": "changelog/frontend.mdx",
}
"""The file of Portkey's documentation with the notes of each service."""
_BACKEND, _DATA_SERVICE, _GATEWAY, _FRONT_END = RELEASE_NOTES.values()

TITLES: Final[Mapping[str, str]] = {"backend": "backend", "dataservice": "data service", "gateway": "gateway", "frontend": "front end"}
"""The names of the services in texts."""
UPGRADE_ORDER: Final = ("backend", "dataservice", "gateway", "frontend")
"""The order in which the services are upgraded: the backend migrates the databases, and gateways call data services that must be new enough.

Inferred from the requirements below; the documentation states it only for pairs.
"""


class ShippedSet(NamedTuple):
    """Versions that Portkey shipped together in its chart."""

    chart: str
    """Version of the chart, or several."""
    backend: V
    frontend: V
    dataservice: V
    gateway: V


SHIPPED_SETS: Final = (
    ShippedSet("1.7.0", V(1, 12, 1), V(1, 6, 9), V(1, 5, 1), V(2, 4, 4)),
    ShippedSet("1.7.1", V(1, 14, 0), V(1, 7, 2), V(1, 6, 0), V(2, 6, 0)),
    ShippedSet("1.7.2", V(1, 14, 0), V(1, 7, 6), V(1, 6, 0), V(2, 6, 2)),
    ShippedSet("1.7.3", V(1, 15, 0), V(1, 8, 2), V(1, 7, 0), V(2, 7, 1)),
    ShippedSet("1.7.4, 1.7.5", V(1, 17, 0), V(1, 9, 2), V(1, 8, 0), V(2, 9, 0)),
    ShippedSet("1.7.6", V(1, 19, 0), V(1, 9, 3), V(1, 9, 0), V(2, 13, 0)),
)
"""By the chart's version, oldest first. The last set is the default."""

NEWEST: Final[Mapping[str, V]] = {"backend": V(1, 22, 0), "dataservice": V(1, 9, 0), "gateway": V(2, 18, 0), "frontend": V(1, 9, 4)}
"""The newest version of each service that the documentation described when these tables were written."""


class Oldest(NamedTuple):
    """The oldest version that the manifests are made for."""

    component: str
    version: V
    reason: str
    source: str


_NON_ROOT: Final = "older images run as root, which the manifests do not allow"
OLDEST: Final = (
    Oldest("backend", V(1, 4, 0), "older images run as root, and the manifests are made for the images that do not", f"{_BACKEND} 1.4.0"),
    Oldest("dataservice", V(1, 4, 0), _NON_ROOT, f"{_DATA_SERVICE} 1.4.0"),
    Oldest("gateway", V(1, 17, 0), _NON_ROOT, f"{_GATEWAY} 1.17.0"),
    Oldest("frontend", V(1, 5, 0), f"{_NON_ROOT}, and listen on another port", f"{_FRONT_END} 1.5.0"),
    Oldest("redis", V(6, 2), "Portkey's chart requires Redis 6.2", "chart portkey-app 1.7.1"),
)


class Forbidden(NamedTuple):
    """A version that must not run."""

    component: str
    version: V
    reason: str
    """A clause about the version."""
    instead: V
    """The first version without the fault."""
    source: str
    applies: "Callable[[Platform], bool]" = lambda _: True


def _logs_by_irsa(platform: "Platform") -> bool:
    store = platform.log_store
    return (
        store.by_identity and isinstance(store.settings, S3LogStore) and platform.gateway is not None and isinstance(platform.gateway.identity, Irsa)
    )


FORBIDDEN: Final = (
    Forbidden("gateway", V(1, 10, 18), "Portkey withdrew it, because it does not enforce budgets", V(1, 10, 19), f"{_GATEWAY} 1.10.18"),
    Forbidden("gateway", V(1, 11, 1), "it cannot reach a log store with IRSA", V(1, 11, 2), f"{_GATEWAY} 1.11.2", _logs_by_irsa),
    Forbidden("gateway", V(2, 6, 1), "it records costs of zero for most requests", V(2, 6, 2), f"{_GATEWAY} 2.6.1"),
)


class Requirement(NamedTuple):
    """A version of one service, and the version of another service that it needs."""

    component: str
    since: V
    needs: str
    at_least: V
    reason: str
    """A clause about the pair."""
    source: str

    @property
    def in_order(self) -> bool:
        """Whether the needed service is upgraded first, so that no upgrade passes through a violation."""
        return UPGRADE_ORDER.index(self.needs) < UPGRADE_ORDER.index(self.component)


_COLUMNS: Final = "the backend adds columns to the analytics tables"
REQUIREMENTS: Final = (
    Requirement("gateway", V(1, 16, 0), "dataservice", V(1, 3, 0), "the notes require it", f"{_GATEWAY} 1.16.0"),
    Requirement("gateway", V(1, 17, 0), "backend", V(1, 5, 0), _COLUMNS, f"{_GATEWAY} 1.17.0"),
    Requirement("dataservice", V(1, 4, 0), "backend", V(1, 5, 0), _COLUMNS, f"{_DATA_SERVICE} 1.4.0"),
    Requirement("gateway", V(2, 1, 0), "dataservice", V(1, 5, 0), "the two changed together", f"{_DATA_SERVICE} 1.5.0"),
    Requirement("dataservice", V(1, 5, 0), "gateway", V(2, 1, 0), "breaking change", f"{_DATA_SERVICE} 1.5.0"),
    Requirement("gateway", V(2, 8, 0), "dataservice", V(1, 7, 0), "the data service is deployed before", f"{_GATEWAY} 2.8.0"),
    Requirement("dataservice", V(1, 7, 0), "gateway", V(2, 8, 0), "it works only with that gateway", f"{_DATA_SERVICE} 1.7.0"),
)


class Feature(NamedTuple):
    """Something that does not work with older images."""

    name: str
    used: "Callable[[Platform], bool]"
    """Whether a configuration uses it."""
    needs: Mapping[str, V]
    source: str
    variables: tuple[str, ...] = ()
    """The variables that stand for it."""


def _variable(component: str, name: str, *values: str) -> "Callable[[Platform], bool]":
    """Whether a service has a variable, with one of these values if there are any; a reference may have any value."""

    def is_set(platform: "Platform") -> bool:
        value = platform.variables(component).get(name) if component in platform.components else None
        return value is not None and (not values or not isinstance(value, str) or value in values)

    return is_set


def _backend_uses_pod_identity(platform: "Platform") -> bool:
    return platform.backend is not None and isinstance(platform.backend.identity, PodIdentity)


_PRICE_VARIABLES: Final = (
    "MODEL_CONFIGS_PROXY_FETCH_ENABLED",
    "MODEL_CONFIGS_PROXY_URL",
    "MODEL_CONFIGS_PRICING_LOG_STORE_PATH",
    "MODEL_CONFIGS_CAPABILITIES_LOG_STORE_PATH",
    "MODEL_CONFIGS_PRICING_LOCAL_PATH",
    "MODEL_CONFIGS_CAPABILITIES_LOCAL_PATH",
)


def _fetches_prices(platform: "Platform") -> bool:
    """Whether one side is set up for prices that are not those in the gateway's image. The images of a data plane fetch them from Portkey."""
    if platform.deployment == "dataPlane":
        return False
    switched = any(_variable(component, _PRICE_VARIABLES[0], "ON")(platform) for component in ("gateway", "backend"))
    return switched or any(_variable("backend", name)(platform) for name in _PRICE_VARIABLES[1:])


FEATURES: Final = (
    Feature(
        "client authentication other than client_secret_basic",
        _variable("backend", "OIDC_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_post", "private_key_jwt"),
        {"backend": V(1, 22, 0)},
        f"{_BACKEND} 1.22.0",
        ("OIDC_TOKEN_ENDPOINT_AUTH_METHOD", "OIDC_CLIENT_JWKS"),
    ),
    Feature(
        "the MCP gateway",
        _variable("gateway", "SERVER_MODE", "mcp", "all"),
        {"gateway": V(2, 0, 0)},
        f"{_GATEWAY} 2.0.0",
        ("SERVER_MODE", "MCP_PORT", "MCP_GATEWAY_BASE_URL", "JWT_PRIVATE_KEY"),
    ),
    Feature(
        "TLS between the pods",
        lambda platform: platform.config.pod_tls is not None,
        {"gateway": V(1, 10, 12), "dataservice": V(1, 8, 1)},
        f"{_DATA_SERVICE} 1.8.1",
        ("TLS_KEY_PATH", "TLS_CERT_PATH"),
    ),
    Feature(
        "workload identity for Azure's cache",
        _variable("gateway", "AZURE_REDIS_AUTH_MODE", "workload"),
        {"gateway": V(2, 8, 0)},
        f"{_GATEWAY} 2.8.0",
    ),
    Feature("EKS Pod Identity of the backend", _backend_uses_pod_identity, {"backend": V(1, 18, 0)}, f"{_BACKEND} 1.18.0"),
    Feature(
        "embeddings of Google for the semantic cache",
        _variable("gateway", "SEMANTIC_CACHE_EMBEDDING_PROVIDER", "google", "vertex-ai"),
        {"gateway": V(2, 7, 0)},
        f"{_GATEWAY} 2.7.0",
    ),
    Feature(
        "login by JWT at the gateway",
        lambda platform: any(_variable(service, "JWT_ENABLED", "ON")(platform) for service in ("gateway", "backend")),
        {"gateway": V(2, 5, 0), "backend": V(1, 13, 0)},
        f"{_GATEWAY} 2.5.0",
        ("JWT_ENABLED", "JWT_LOCAL_AUTH_DEFAULT_SCOPES"),
    ),
    Feature(
        "the refusal of inline configs",
        _variable("gateway", "BLOCK_INLINE_CONFIG", "true"),
        {"gateway": V(2, 11, 0), "backend": V(1, 18, 0)},
        f"{_BACKEND} 1.18.0",
        ("BLOCK_INLINE_CONFIG",),
    ),
    Feature(
        "model prices from the backend",
        _fetches_prices,
        {"backend": V(1, 7, 0), "gateway": V(2, 0, 0)},
        "self-hosting/airgapped/model-pricing.mdx",
        _PRICE_VARIABLES,
    ),
)
