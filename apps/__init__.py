"""The environments of this repository, and an example of a platform app that uses Portkey."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from portkey_constructs.config import PortkeyConfig

__all__ = ["ENVIRONMENTS", "FLEET", "configuration"]

ENVIRONMENTS: Final[dict[str, str]] = {
    "quickstart": "quickstart:CONFIG",
    "production-internal": "production_internal:CONFIG",
    "production-external": "production_external:CONFIG",
    "azure": "azure:CONFIG",
    "multi-gateway-application": "multi_gateway:APPLICATION",
    "multi-gateway-gateway": "multi_gateway:GATEWAY",
    "irsa": "irsa:CONFIG",
    "irsa-secrets-manager": "irsa_secrets_manager:CONFIG",
    "hybrid": "hybrid:CONFIG",
    "gke": "gke:CONFIG",
    "aws": "aws.portkey:CONFIG",
}
"""Module and attribute of each environment's configuration, by the name of its output folder."""

FLEET: Final = tuple(f"fleet/{region}-production-acme" for region in ("eu", "us", "ap"))
"""The environments of `apps/fleet/` that are rendered: one per region."""


def configuration(name: str) -> "PortkeyConfig":
    """Return the configuration of an environment."""
    if name in FLEET:
        # Reads its files, which only its environments need.
        from apps.fleet import configurations

        return configurations()[name.removeprefix("fleet/")]
    module, _, attribute = ENVIRONMENTS[name].partition(":")
    config: PortkeyConfig = getattr(import_module(f"{__name__}.{module}"), attribute)
    return config
