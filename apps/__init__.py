"""The environments of this repository, and an example of somebody's own platform app."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from portkey_constructs.config import PortkeyConfig

__all__ = ["ENVIRONMENTS", "configuration"]

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
"""The environments, as their output folders are called, each with its module and the name of its configuration there."""


def configuration(name: str) -> "PortkeyConfig":
    """The configuration of one of the environments."""
    module, _, attribute = ENVIRONMENTS[name].partition(":")
    found: PortkeyConfig = getattr(import_module(f"{__name__}.{module}"), attribute)
    return found
