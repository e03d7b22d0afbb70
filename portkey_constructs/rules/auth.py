"""Rules about login."""

from collections.abc import Iterator
from typing import Final, Literal
from urllib.parse import urlsplit

from portkey_constructs.config.auth import NoAuth, Oidc, OpenIdConnect, Saml
from portkey_constructs.config.services import FullPlatform
from portkey_constructs.platform.components import ServiceName
from portkey_constructs.platform.login import CALLBACK_PATH, signs_requests
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import OAUTH_ISSUER_URL, OAUTH_METADATA_XML, OAUTH_REDIRECT_URI
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import FROM_SECRET

__all__: list[str] = []

_PUBLIC_SERVICES: Final[tuple[ServiceName, ...]] = ("frontend", "backend", "gateway")
_METADATA: Final = frozenset((OAUTH_ISSUER_URL, OAUTH_METADATA_XML))
"""The keys that can contain the metadata of a SAML identity provider."""
_EXPOSED: Final = "exposure: {frontend: {kind: ingress, host: portkey.example.org}}\n"
_KEY_SET: Final = """'{"keys": [{"kty": "RSA", "d": "acme"}]}'"""
_KEY_SET_READER: Final = "jwtPrivateKey: signing-key\nbackend: {image: {tag: 1.22.0}}\n"
_OIDC: Final = "auth: {kind: oidc, issuer: 'https://login.example.org', clientId: portkey"


def _login(platform: Platform) -> OpenIdConnect | Saml | None:
    """The settings of OIDC or SAML; None without such a login, or in a deployment without the application."""
    auth = platform.config.auth
    return auth if isinstance(platform.config.deployment, FullPlatform) and isinstance(auth, OpenIdConnect | Saml) else None


@rule(
    "PK-AUTH-001",
    title="no login method is chosen",
    cause="There is no default on purpose: without a login, everyone who reaches the front end is an administrator.",
    fix="Set auth: {kind: oidc, issuer: ..., clientId: ...}, {kind: saml, metadataUrl: ...} or, for a trial, {kind: none}.",
    settings=("auth",),
    example=Example("auth: ~\n", "auth: {kind: none}\n"),
)
def login_missing(platform: Platform) -> Findings:
    if isinstance(platform.config.deployment, FullPlatform) and platform.config.auth is None:
        yield Finding("auth", "is missing")


@rule(
    "PK-AUTH-002",
    title="the address to return to after login is unknown",
    cause=f"The identity provider redirects users to the front end's {CALLBACK_PATH}, but the host of the front end is not set. With SAML, the "
    "backend also derives its assertion consumer service and its audience from that host.",
    fix="Set a host in exposure.frontend or set controlPlaneUrl, from which the redirect address follows, or set auth.redirectUri.",
    settings=("auth", "auth.redirectUri", "controlPlaneUrl", "exposure.frontend", *FROM_SECRET),
    example=Example(f"{_OIDC}}}\n", f"{_OIDC}}}\n{_EXPOSED}"),
)
def redirect_unknown(platform: Platform) -> Findings:
    if not (auth := _login(platform)):
        return
    if isinstance(auth, Saml) and platform.addresses.control_plane is None:
        fix = "set a host in exposure.frontend or set controlPlaneUrl, from which the addresses of the backend follow"
        yield Finding("auth", "has no address for the assertion consumer service and the audience of the backend", fix)
    elif platform.addresses.redirect_uri is None and OAUTH_REDIRECT_URI not in platform.from_secrets.keys:
        yield Finding("auth", "has no address to which users return after login")


@rule(
    "PK-AUTH-003",
    title="SAML without exactly one source of metadata",
    cause="The metadata describes the identity provider. It comes either from an address or from this file.",
    fix="Set exactly one of metadataUrl and metadataXml.",
    settings=("auth", "auth.metadataUrl", "auth.metadataXml", *FROM_SECRET),
    example=Example(f"auth: {{kind: saml}}\n{_EXPOSED}", f"auth: {{kind: saml, metadataUrl: 'https://login.example.org/metadata'}}\n{_EXPOSED}"),
)
def metadata_unclear(platform: Platform) -> Findings:
    auth = _login(platform)
    if not isinstance(auth, Saml) or (auth.metadata_url is None) != (auth.metadata_xml is None):
        return
    if auth.metadata_url or not _METADATA & platform.from_secrets.named:
        yield Finding("auth", "has both metadataUrl and metadataXml" if auth.metadata_url else "has no metadata")


@rule(
    "PK-AUTH-004",
    title="a redirect address that Portkey does not serve",
    cause=f"Portkey's backend accepts users at {CALLBACK_PATH}. At another path they see an error after they have logged in.",
    fix="Remove auth.redirectUri to derive it from the front end's host, and register that address with the identity provider.",
    settings=("auth.redirectUri",),
    severity="warning",
    example=Example(
        f"{_OIDC},\n  redirectUri: https://portkey.example.org/auth/callback}}\n",
        f"{_OIDC},\n  redirectUri: https://portkey.example.org{CALLBACK_PATH}}}\n",
    ),
)
def redirect_path(platform: Platform) -> Findings:
    auth = _login(platform)
    if auth and auth.redirect_uri and (path := urlsplit(auth.redirect_uri).path) != CALLBACK_PATH:
        yield Finding("auth.redirectUri", f"has {f'the path {path}' if path else 'no path'}, but Portkey serves {CALLBACK_PATH}")


@rule(
    "PK-AUTH-005",
    title="a public platform without a login",
    cause="auth.kind is none, and an ingress, a route or a load balancer leads to the platform: everyone who reaches it is an administrator. It is "
    "an error in production and a warning in development.",
    fix="Choose oidc or saml, or set auth.allowPublic: true if everyone who reaches the platform may use it.",
    settings=("auth", "auth.allowPublic", "exposure.*", *(f"{service}.service.type" for service in _PUBLIC_SERVICES)),
    severity="either",
    example=Example(f"auth: {{kind: none}}\n{_EXPOSED}", f"auth: {{kind: none, allowPublic: true}}\n{_EXPOSED}"),
)
def public_without_login(platform: Platform) -> Findings:
    auth = platform.config.auth
    if not isinstance(platform.config.deployment, FullPlatform) or not isinstance(auth, NoAuth) or auth.allow_public:
        return
    if opening := next(_openings(platform), None):
        severity: Literal["error", "warning"] = "error" if platform.profile == "production" else "warning"
        yield Finding("auth", f"has kind none, but {opening} opens the platform to everyone who reaches it", severity=severity)


def _openings(platform: Platform) -> Iterator[str]:
    """The settings that expose the platform outside the cluster."""
    yield from (f"exposure.{name}" for name in platform.exposures)
    for name in _PUBLIC_SERVICES:
        service = platform.services.get(name)
        if service and service.service.type == "LoadBalancer":
            yield f"{name}.service"


@rule(
    "PK-AUTH-006",
    title="an issuer without TLS",
    cause="OpenID Connect requires an https:// issuer. With plain HTTP, anyone on the network path can log in as any user.",
    fix="Set the https:// address of the issuer.",
    settings=("auth.issuer",),
    severity="warning",
    example=Example(f"{_OIDC.replace('https://login', 'http://login')}}}\n{_EXPOSED}", f"{_OIDC}}}\n{_EXPOSED}"),
)
def issuer_without_tls(platform: Platform) -> Findings:
    auth = _login(platform)
    if isinstance(auth, Oidc) and auth.issuer and auth.issuer.startswith("http://"):
        yield Finding("auth.issuer", "does not use TLS")


@rule(
    "PK-AUTH-007",
    title="a credential that the client authentication does not use",
    cause="With privateKeyJwt, the backend signs its requests to the issuer with a key of clientJwks, and no client secret exists. The other methods "
    "send clientSecret.",
    fix="Set clientAuthentication: privateKeyJwt with clientJwks, or another method with clientSecret.",
    settings=("auth.clientSecret", "auth.clientJwks", "auth.clientAuthentication"),
    example=Example(
        f"{_OIDC},\n  clientAuthentication: privateKeyJwt, clientJwks: {_KEY_SET},\n  clientSecret: acme}}\n{_KEY_SET_READER}{_EXPOSED}",
        f"{_OIDC},\n  clientAuthentication: privateKeyJwt, clientJwks: {_KEY_SET}}}\n{_KEY_SET_READER}{_EXPOSED}",
        "development",
    ),
)
def unused_credential(platform: Platform) -> Findings:
    auth = _login(platform)
    if isinstance(auth, OpenIdConnect):
        if signs_requests(auth) and auth.client_secret:
            yield Finding("auth.clientSecret", "is set, but with privateKeyJwt there is no client secret", "remove clientSecret, and set clientJwks")
        if not signs_requests(auth) and auth.client_jwks:
            yield Finding("auth.clientJwks", "is set, but clientAuthentication is not privateKeyJwt", "set clientAuthentication: privateKeyJwt")
