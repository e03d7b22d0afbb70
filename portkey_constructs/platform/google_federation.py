"""The rows of the table of environment variables for access to Google Cloud with an AWS identity."""

from typing import TYPE_CHECKING, Final

from portkey_constructs.platform.evidence import BACKEND_NOTES, GATEWAY_NOTES, GCP, VERTEX
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variable_values import google_auth_mode

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["GOOGLE_VARIABLES"]

_MODE: Final = "workload: GKE workload identity, or the federation with AWS, gives access to Google Cloud"
_AUDIENCE: Final = ("GCP_WIF_AUDIENCE", "provider of the workload identity pool that trusts AWS")
_ACCOUNT: Final = ("GCP_WIF_SERVICE_ACCOUNT_EMAIL", "Google service account that the federated identity impersonates")


def _federated_mode(platform: "Platform") -> str | None:
    return "workload" if platform.config.google_federation else google_auth_mode(platform)


def _audience(platform: "Platform") -> str | None:
    return platform.config.google_federation.audience if platform.config.google_federation else None


def _account(platform: "Platform") -> str | None:
    return platform.config.google_federation.service_account if platform.config.google_federation else None


GOOGLE_VARIABLES: Final = (
    Variable("GCP_AUTH_MODE", _MODE, ("gateway",), _federated_mode, VERTEX),
    Variable("GCP_AUTH_MODE", _MODE, ("backend", "dataservice"), google_auth_mode, GCP),
    Variable(*_AUDIENCE, ("gateway",), _audience, GATEWAY_NOTES, "gateway 2.3.0", serving_only=True, setting="googleFederation.audience"),
    Variable(*_AUDIENCE, ("backend",), _audience, BACKEND_NOTES, "backend 1.12.0", serving_only=True, setting="googleFederation.audience"),
    Variable(*_ACCOUNT, ("gateway",), _account, GATEWAY_NOTES, "gateway 2.3.0", serving_only=True, setting="googleFederation.serviceAccount"),
    Variable(*_ACCOUNT, ("backend",), _account, BACKEND_NOTES, "backend 1.12.0", serving_only=True, setting="googleFederation.serviceAccount"),
)
