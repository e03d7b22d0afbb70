"""The rows of the table of environment variables for the authentication of API clients with JSON Web Tokens."""

from typing import TYPE_CHECKING, Final

from portkey_constructs.platform.evidence import CHART_SAMPLE, GATEWAY_CHART, JWT
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variable_rows import DATASERVICE, GATEWAY
from portkey_constructs.platform.variable_values import on, organisations

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["JWT_VARIABLES", "ORGANISATION_VARIABLES"]


def _enabled(platform: "Platform") -> str | None:
    return on(platform.config.jwt_authentication)


def _default_scopes(platform: "Platform") -> str | None:
    settings = platform.config.jwt_authentication
    return ",".join(settings.default_scopes) or None if settings else None


def _gateway_organisations(platform: "Platform") -> str | None:
    settings = platform.config.jwt_authentication
    return ",".join(settings.organisations) or None if platform.deployment == "platform" and settings else organisations(platform)


_ORGANISATIONS: Final = ("ORGANISATIONS_TO_SYNC", "IDs of the organisations whose changes the services fetch, separated by commas")
ORGANISATION_VARIABLES: Final = (
    Variable(*_ORGANISATIONS, GATEWAY, _gateway_organisations, GATEWAY_CHART),
    Variable(*_ORGANISATIONS, DATASERVICE, organisations, GATEWAY_CHART),
)
JWT_VARIABLES: Final = (
    Variable(
        "JWT_ENABLED",
        "ON: the gateway itself checks the JWTs of API clients",
        GATEWAY,
        _enabled,
        JWT,
        "gateway 2.5.0",
        setting="jwtAuthentication",
    ),
    Variable(
        "JWT_ENABLED",
        "ON: the gateway itself checks the JWTs of API clients",
        ("backend",),
        _enabled,
        CHART_SAMPLE,
        "backend 1.13.0",
        serving_only=True,
        setting="jwtAuthentication",
    ),
    Variable(
        "JWT_LOCAL_AUTH_DEFAULT_SCOPES",
        "scopes of JWTs without scopes, separated by commas",
        GATEWAY,
        _default_scopes,
        JWT,
        "gateway 2.5.0",
        setting="jwtAuthentication.defaultScopes",
    ),
)
