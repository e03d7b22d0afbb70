"""The largest body of a request that the proxies of the manifests let through."""

from typing import TYPE_CHECKING, Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.config.services import FrontendConfig, GatewayConfig

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["json_body_limit", "max_body_size"]

_USUAL: Final = "100Mi"


def json_body_limit(platform: "Platform") -> str | None:
    """The largest JSON body that the gateway of this cluster accepts; None if it has no limit."""
    settings = platform.gateway.settings if platform.gateway else None
    return settings.limits.json_body if isinstance(settings, GatewayConfig) else None


def max_body_size(platform: "Platform", component: str) -> str:
    """The largest body that a proxy lets through to a component: what you set for the front end, and else at least what the gateway accepts."""
    settings = platform.components[component].settings
    if isinstance(settings, FrontendConfig) and settings.max_body_size:
        return settings.max_body_size
    limit = json_body_limit(platform)
    return limit if limit and amount(limit) > amount(_USUAL) else _USUAL
