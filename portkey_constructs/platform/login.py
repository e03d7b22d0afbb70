"""Login with an identity provider: what to register there, and the values that Portkey's images read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.auth import Auth, Okta, OpenIdConnect, Saml, SingleSignOn

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = [
    "BACKEND_PATH",
    "CALLBACK_PATH",
    "Registration",
    "client_authentication",
    "custom_scopes",
    "registrations",
    "scim",
    "scim_membership",
    "signs_requests",
]

BACKEND_PATH: Final = "/albus"
"""Path of the backend below the front end."""
CALLBACK_PATH: Final = "/v2/auth/callback"
"""Path of the front end to which the identity provider redirects users after login."""

_SAML_PATH: Final = f"{BACKEND_PATH}/v2/auth/saml"
_SCOPES: Final = ("openid", "profile", "email", "offline_access")
_GRANTS: Final = ("authorization code", "refresh token")
_METHODS: Final = {"clientSecretBasic": "client_secret_basic", "clientSecretPost": "client_secret_post", "privateKeyJwt": "private_key_jwt"}
_PRIVATE_KEY: Final = "register the public keys of the set in oauthClientJwks"
_UUID: Final = "<uuid> is the organization's ID; backend 1.17.0 and later accept any UUID"


@dataclass(frozen=True, slots=True)
class Registration:
    """A value to register at the identity provider."""

    name: str
    """The usual name of the field: `redirect URI`."""
    value: str
    note: str = ""
    """What else to know, without a full stop."""

    def __str__(self) -> str:
        return f"{self.name}: {self.value}{f' ({self.note})' if self.note else ''}"


def signs_requests(auth: OpenIdConnect) -> bool:
    """Whether the client authenticates with a private key instead of a secret."""
    return auth.client_authentication == "privateKeyJwt"


def registrations(auth: Auth | None, front_end: str, redirect_uri: str) -> tuple[Registration, ...]:
    """The values to register at the identity provider, for a front end at this address without a trailing slash.

    Sources: the SSO page of Portkey's documentation, docs/sso-setup.md of the chart portkey-app, and the notes of backend 1.17.0.
    """
    match auth:
        case OpenIdConnect():
            method = _METHODS[auth.client_authentication or "clientSecretBasic"]
            return (
                Registration("redirect URI", redirect_uri),
                *((Registration("initiate login URI", redirect_uri, "login initiated by either Okta or the app"),) if isinstance(auth, Okta) else ()),
                Registration("grant types", ", ".join(_GRANTS)),
                Registration("scopes", ", ".join((*_SCOPES, *auth.custom_scopes))),
                Registration("client authentication", method, _PRIVATE_KEY if signs_requests(auth) else ""),
            )
        case Saml():
            return (
                Registration("assertion consumer service (ACS) URL", f"{front_end}{_SAML_PATH}/callback/<uuid>", _UUID),
                Registration("audience (SP entity ID)", f"{front_end}{_SAML_PATH}"),
            )
    return ()


def _openid(platform: "Platform") -> OpenIdConnect | None:
    auth = platform.config.auth
    return auth if platform.deployment == "platform" and isinstance(auth, OpenIdConnect) else None


def custom_scopes(platform: "Platform") -> str | None:
    """The additional scopes, separated by commas."""
    auth = _openid(platform)
    return ",".join(auth.custom_scopes) or None if auth else None


def client_authentication(platform: "Platform") -> str | None:
    """How the backend authenticates to the issuer; None for the default of its image."""
    auth = _openid(platform)
    return _METHODS[auth.client_authentication] if auth and auth.client_authentication else None


def _scim(platform: "Platform") -> str | None:
    auth = platform.config.auth
    return auth.scim if platform.deployment == "platform" and isinstance(auth, SingleSignOn) else None


def scim(platform: "Platform") -> str | None:
    """Whether Portkey offers SCIM; None for the default of its image."""
    chosen = _scim(platform)
    return ("OFF" if chosen == "none" else "ON") if chosen else None


def scim_membership(platform: "Platform") -> str | None:
    """Whether memberships are managed as part of users."""
    return "ON" if _scim(platform) == "users" else None
