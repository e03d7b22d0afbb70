"""How people log in: not at all, by OpenID Connect, or by SAML."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import Boolean, HttpUrl, HttpUrlWithQuery, NonEmptyText, Secret, Uuid, domain_name

__all__ = ["Auth", "Auth0", "EntraId", "Google", "NoAuth", "Oidc", "Okta", "OpenIdConnect", "Saml", "issuer"]


class NoAuth(Model):
    """No login: everybody is let in as the same user."""

    kind: Literal["none"] = "none"
    """Nobody logs in."""
    allow_public: Boolean = False
    """Says that the platform may be open to whoever reaches its load balancer or ingress."""


class OpenIdConnect(Model):
    """What all logins by OpenID Connect share."""

    client_id: NonEmptyText
    """Id of the client that is registered for Portkey with the issuer."""
    client_secret: Secret | None = None
    """Secret of that client; a value in the development profile alone."""
    redirect_uri: HttpUrl | None = None
    """Where the issuer sends people back; the front end's /v2/auth/callback when left out."""


class Oidc(OpenIdConnect):
    """Login by OpenID Connect with any issuer, which is told by its address."""

    kind: Literal["oidc"] = "oidc"
    """Login by OpenID Connect."""
    issuer: HttpUrl
    """The issuer's address, below which it has /.well-known/openid-configuration."""


class Google(OpenIdConnect):
    """Login with Google accounts, by OpenID Connect."""

    kind: Literal["google"] = "google"
    """Google is the issuer."""


class EntraId(OpenIdConnect):
    """Login with Microsoft Entra ID (once Azure AD), by OpenID Connect; the issuer follows from the tenant."""

    kind: Literal["entraId"] = "entraId"
    """Microsoft Entra ID is the issuer."""
    tenant_id: Uuid
    """Id of the Microsoft Entra ID tenant that people log in with."""


class Okta(OpenIdConnect):
    """Login with Okta, by OpenID Connect; the issuer follows from the domain."""

    kind: Literal["okta"] = "okta"
    """Okta is the issuer."""
    domain: Annotated[str, domain_name("acme.okta.com")]
    """The organisation's domain, such as acme.okta.com."""
    authorization_server: NonEmptyText | None = None
    """Id of a custom authorization server; the organisation's own when left out."""


class Auth0(OpenIdConnect):
    """Login with Auth0, by OpenID Connect; the issuer follows from the domain."""

    kind: Literal["auth0"] = "auth0"
    """Auth0 is the issuer."""
    domain: Annotated[str, domain_name("acme.eu.auth0.com")]
    """The tenant's domain, such as acme.eu.auth0.com."""


class Saml(Model):
    """Login by SAML: the identity provider's metadata by address or in full."""

    kind: Literal["saml"] = "saml"
    """Login by SAML."""
    metadata_url: HttpUrlWithQuery | None = None
    """Address of the identity provider's metadata."""
    metadata_xml: NonEmptyText | None = None
    """The identity provider's metadata itself."""
    redirect_uri: HttpUrl | None = None
    """Where the identity provider sends people back; the front end's /v2/auth/callback when left out."""


Auth = Annotated[NoAuth | Oidc | Google | EntraId | Okta | Auth0 | Saml, ByKind()]


def issuer(auth: OpenIdConnect) -> str:
    """The issuer's address, as the issuer itself spells it."""
    match auth:
        case Oidc():
            return auth.issuer
        case EntraId():
            return f"https://login.microsoftonline.com/{auth.tenant_id}/v2.0"
        case Okta():
            return f"https://{auth.domain}/oauth2/{auth.authorization_server}" if auth.authorization_server else f"https://{auth.domain}"
        case Auth0():
            return f"https://{auth.domain}/"
    return "https://accounts.google.com"
