"""Every login with a private key instead of a client secret, and with SCIM."""

from typing import Any, Final

from pydantic import SecretStr

from portkey_constructs.config import Auth0, BackendConfig, EntraId, Google, Image, NoImagePull, Oidc, Okta, PortkeyConfig, Saml
from tests.support.all_settings.common import SECRET, TENANT

__all__ = ["LOGINS"]

_OPTIONS: Final[dict[str, Any]] = {
    "client_id": "portkey",
    "client_authentication": "privateKeyJwt",
    "client_jwks": SecretStr('{"keys": [{"kty": "RSA", "kid": "1", "d": "only-for-tests"}]}'),
    "custom_scopes": ("groups",),
    "scim": "users",
}
_PLATFORM: Final[dict[str, Any]] = {
    "profile": "development",
    "image_pull": NoImagePull(),
    "client_auth": SECRET,
    "jwt_private_key": SECRET,
    "control_plane_url": "https://portkey.example.org",
    "backend": BackendConfig(image=Image(tag="1.22.0")),
}

LOGINS: Final = {
    "oidc": PortkeyConfig(**_PLATFORM, auth=Oidc(issuer="https://login.example.org", **_OPTIONS)),
    "google": PortkeyConfig(**_PLATFORM, auth=Google(**_OPTIONS)),
    "entra": PortkeyConfig(**_PLATFORM, auth=EntraId(tenant_id=TENANT, **_OPTIONS)),
    "okta": PortkeyConfig(**_PLATFORM, auth=Okta(domain="acme.okta.com", **_OPTIONS)),
    "auth0": PortkeyConfig(**_PLATFORM, auth=Auth0(domain="acme.eu.auth0.com", **_OPTIONS)),
    "saml": PortkeyConfig(**_PLATFORM, auth=Saml(metadata_xml="<EntityDescriptor/>", scim="none")),
}
