"""How users log in: not at all, with OpenID Connect, or with SAML."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.nulls import NullInSecret
from portkey_constructs.config.types import Boolean, HttpUrl, HttpUrlWithQuery, NonEmptyText, OAuthScope, Secret, Uuid, domain_name

__all__ = ["Auth", "Auth0", "EntraId", "Google", "NoAuth", "Oidc", "Okta", "OpenIdConnect", "Saml", "SingleSignOn", "issuer"]


class NoAuth(Model):
    """No login, everyone has access as the same user."""

    kind: Literal["none"] = "none"
    """Disables the login."""
    allow_public: Boolean = False
    """Allows a platform without a login to have a public load balancer or ingress."""


class SingleSignOn(Model):
    """Settings that every login with an identity provider has."""

    scim: Literal["groups", "users", "none"] | None = None
    """How the identity provider manages users and groups over SCIM. By default, Portkey's images decide: groups since backend 1.9.0.

    - groups: The identity provider manages memberships as part of groups.
    - users: The identity provider manages memberships as part of users, as Entra ID can.
    - none: Portkey offers no SCIM.
    """


class OpenIdConnect(SingleSignOn):
    """Settings that all OpenID Connect logins share."""

    client_id: Annotated[NonEmptyText | None, NullInSecret()]
    """Client ID that is registered for Portkey with the issuer. Not required if secrets.fromSecret lists oauthClientId."""
    client_secret: Secret | None = None
    """Client secret. Set a value only in the development profile."""
    client_authentication: Literal["clientSecretBasic", "clientSecretPost", "privateKeyJwt"] | None = None
    """How the backend authenticates to the issuer's token endpoint. Other methods than clientSecretBasic need backend 1.22.0.

    - clientSecretBasic: With the client secret in the Authorization header. It is the default of Portkey's images.
    - clientSecretPost: With the client secret in the body of the request.
    - privateKeyJwt: With a JWT that a private key of clientJwks signs, without a client secret.
    """
    client_jwks: Secret | None = None
    """JSON Web Key Set with the client's private keys, for privateKeyJwt. Set a value only in the development profile."""
    custom_scopes: tuple[OAuthScope, ...] = ()
    """Scopes to request from the issuer in addition to openid, profile, email and offline_access."""
    redirect_uri: HttpUrl | None = None
    """Address to which the issuer sends users back. Defaults to the front end's address followed by /v2/auth/callback."""


class Oidc(OpenIdConnect):
    """Login with any OpenID Connect issuer, identified by its address."""

    kind: Literal["oidc"] = "oidc"
    """Login with OpenID Connect."""
    issuer: Annotated[HttpUrl | None, NullInSecret()]
    """Address of the issuer, which serves /.well-known/openid-configuration below it. Not required if secrets.fromSecret lists oauthIssuerUrl."""


class Google(OpenIdConnect):
    """Login with Google accounts, over OpenID Connect."""

    kind: Literal["google"] = "google"
    """Login with Google."""


class EntraId(OpenIdConnect):
    """Login with Microsoft Entra ID (formerly Azure AD), over OpenID Connect; the tenant determines the issuer."""

    kind: Literal["entraId"] = "entraId"
    """Login with Microsoft Entra ID."""
    tenant_id: Uuid
    """ID of the Microsoft Entra ID tenant of your users."""


class Okta(OpenIdConnect):
    """Login with Okta, over OpenID Connect; the domain determines the issuer."""

    kind: Literal["okta"] = "okta"
    """Login with Okta."""
    domain: Annotated[str, domain_name("acme.okta.com")]
    """Domain of your organization at Okta, such as acme.okta.com."""
    authorization_server: NonEmptyText | None = None
    """ID of a custom authorization server. Defaults to the organization's own server."""


class Auth0(OpenIdConnect):
    """Login with Auth0, over OpenID Connect; the domain determines the issuer."""

    kind: Literal["auth0"] = "auth0"
    """Login with Auth0."""
    domain: Annotated[str, domain_name("acme.eu.auth0.com")]
    """Domain of the tenant, such as acme.eu.auth0.com."""


class Saml(SingleSignOn):
    """Login with SAML, with the identity provider's metadata as an address or as XML."""

    kind: Literal["saml"] = "saml"
    """Login with SAML."""
    metadata_url: HttpUrlWithQuery | None = None
    """Address of the identity provider's metadata. Mutually exclusive with metadataXml."""
    metadata_xml: NonEmptyText | None = None
    """Metadata of the identity provider, as XML. Mutually exclusive with metadataUrl."""
    redirect_uri: HttpUrl | None = None
    """Address to which users return after the login. Defaults to the front end's address followed by /v2/auth/callback."""


Auth = Annotated[NoAuth | Oidc | Google | EntraId | Okta | Auth0 | Saml, ByKind()]


def issuer(auth: OpenIdConnect) -> str | None:
    """Address of the issuer, exactly as its metadata has it; None if only a Secret contains it."""
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
