"""How people log in: not at all, by OpenID Connect, or by SAML."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Boolean, HttpUrl, HttpUrlWithQuery, NonEmptyText, Secret

__all__ = ["Auth", "NoAuth", "Oidc", "Saml"]


class NoAuth(Model):
    """Everybody is let in as the same user."""

    kind: Literal["none"] = "none"
    """No login."""
    allow_public: Boolean = False
    """Says that the platform may be open to whoever reaches its load balancer or ingress."""


class Oidc(Model):
    """Login by OpenID Connect."""

    kind: Literal["oidc"] = "oidc"
    """Login by OpenID Connect."""
    issuer: HttpUrl
    """The issuer's address."""
    client_id: NonEmptyText
    """The client that is registered there."""
    client_secret: Secret | None = None
    """The client's secret; a value in the development profile alone."""
    redirect_uri: HttpUrl | None = None
    """Where the issuer sends people back; the front end's /v2/auth/callback when left out."""


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


Auth = Annotated[NoAuth | Oidc | Saml, Field(discriminator="kind")]
