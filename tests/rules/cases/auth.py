"""Cases of login."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

OIDC: Final = "auth: {kind: oidc, issuer: https://login.example.org, clientId: portkey"
EXPOSED: Final = "exposure: {frontend: {kind: ingress, host: portkey.example.org}}"
NEWEST: Final = "backend: {image: {tag: 1.22.0}}"
KEY_SET: Final = '{"keys": [{"kty": "RSA", "d": "acme"}]}'

CASES: Final = [
    Case(
        "PK-AUTH-001",
        "auth: ~",
        "auth",
        "1:1",
        "is missing",
        "set auth: {kind: oidc, issuer: ..., clientId: ...}, {kind: saml, metadataUrl: ...} or, for a trial, {kind: none}",
        "auth: {kind: none}",
    ),
    Case(
        "PK-AUTH-002",
        OIDC + "}",
        "auth",
        "1:1",
        "has no address to which users return after login",
        "set a host in exposure.frontend or set controlPlaneUrl, from which the redirect address follows, or set auth.redirectUri",
        f"{OIDC}}}\n{EXPOSED}",
    ),
    Case(
        "PK-AUTH-002",
        "auth: {kind: saml, metadataUrl: 'https://idp.example.org/m',\n  redirectUri: 'https://portkey.example.org/v2/auth/callback'}",
        "auth",
        "1:1",
        "has no address for the assertion consumer service and the audience of the backend",
        "set a host in exposure.frontend or set controlPlaneUrl, from which the addresses of the backend follow",
        "auth: {kind: saml, metadataUrl: 'https://idp.example.org/m'}\ncontrolPlaneUrl: https://portkey.example.org",
    ),
    Case(
        "PK-AUTH-003",
        f"auth: {{kind: saml}}\n{EXPOSED}",
        "auth",
        "1:1",
        "has no metadata",
        "set exactly one of metadataUrl and metadataXml",
        f"auth: {{kind: saml, metadataUrl: 'https://idp.example.org/m'}}\n{EXPOSED}",
    ),
    Case(
        "PK-AUTH-003",
        f"auth: {{kind: saml, metadataUrl: 'https://idp.example.org/m', metadataXml: <m/>}}\n{EXPOSED}",
        "auth",
        "1:1",
        "has both metadataUrl and metadataXml",
        "set exactly one of metadataUrl and metadataXml",
        f"auth: {{kind: saml, metadataXml: <m/>}}\n{EXPOSED}",
    ),
    warning(
        "PK-AUTH-004",
        f"{OIDC},\n  redirectUri: 'https://portkey.example.org/auth/callback'}}",
        "auth.redirectUri",
        "2:3",
        "has the path /auth/callback, but Portkey serves /v2/auth/callback",
        "remove auth.redirectUri to derive it from the front end's host, and register that address with the identity provider",
        f"{OIDC}, redirectUri: 'https://portkey.example.org/v2/auth/callback'}}",
    ),
    Case(
        "PK-AUTH-005",
        EXPOSED,
        "auth",
        "3:1",
        "has kind none, but exposure.frontend opens the platform to everyone who reaches it",
        "choose oidc or saml, or set auth.allowPublic: true if everyone who reaches the platform may use it",
        f"auth: {{kind: none, allowPublic: true}}\n{EXPOSED}",
    ),
    Case(
        "PK-AUTH-005",
        "gateway: {service: {type: LoadBalancer}}",
        "auth",
        "3:1",
        "has kind none, but gateway.service opens the platform to everyone who reaches it",
        "choose oidc or saml",
        "gateway: {service: {type: NodePort}}",
    ),
    warning(
        "PK-AUTH-005",
        EXPOSED,
        "auth",
        "6:1",
        "has kind none, but exposure.frontend opens the platform to everyone who reaches it",
        "choose oidc or saml",
        f"auth: {{kind: none, allowPublic: true}}\n{EXPOSED}",
        base="development",
    ),
    warning(
        "PK-AUTH-006",
        f"{OIDC}}}\n{EXPOSED}".replace("https://login", "http://login"),
        "auth.issuer",
        "1:20",
        "does not use TLS",
        "set the https:// address of the issuer",
        f"{OIDC}}}\n{EXPOSED}",
    ),
    Case(
        "PK-AUTH-007",
        f"{OIDC}, clientJwks: '{KEY_SET}',\n  clientSecret: acme, clientAuthentication: privateKeyJwt}}\n{NEWEST}\n{EXPOSED}",
        "auth.clientSecret",
        "2:3",
        "is set, but with privateKeyJwt there is no client secret",
        "remove clientSecret, and set clientJwks",
        f"{OIDC}, clientSecret: acme, clientAuthentication: clientSecretPost}}\n{NEWEST}\n{EXPOSED}",
        base="development",
    ),
    Case(
        "PK-AUTH-007",
        f"{OIDC}, clientSecret: acme,\n  clientJwks: '{KEY_SET}'}}\n{EXPOSED}",
        "auth.clientJwks",
        "2:3",
        "is set, but clientAuthentication is not privateKeyJwt",
        "set clientAuthentication: privateKeyJwt",
        f"{OIDC}, clientAuthentication: privateKeyJwt, clientJwks: '{KEY_SET}'}}\n{NEWEST}\n{EXPOSED}",
        base="development",
    ),
]
