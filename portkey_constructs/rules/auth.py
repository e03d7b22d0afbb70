"""Login."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from portkey_constructs.config.auth import NoAuth, Oidc, Saml
from portkey_constructs.config.exposure import NoExposure
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.platform.defaults import ServiceName, service, services

__all__ = ["check"]

_REGISTERED_PATH = "/v2/auth/callback"
_PUBLIC: tuple[ServiceName, ...] = ("frontend", "backend", "gateway")


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """One login, with all it needs, and no open door without one."""
    auth = config.auth
    if config.deployment.kind != "platform":
        return
    if auth is None:
        fix = "say auth: {kind: oidc, issuer: ..., clientId: ...}, {kind: saml, metadataUrl: ...} or {kind: none}"
        yield Problem("auth", "is missing", fix, "PK-AUTH-001")
        return
    if isinstance(auth, NoAuth):
        yield from _open_doors(config, auth)
        return
    door = config.exposure.frontend
    if auth.redirect_uri is None and config.control_plane_url is None and (isinstance(door, NoExposure) or door.url is None):
        fix = "give exposure.frontend a host, or controlPlaneUrl, and the redirect address follows; or say auth.redirectUri"
        yield Problem("auth", "sends people to nowhere after login", fix, "PK-AUTH-002")
    if isinstance(auth, Saml) and (auth.metadata_url is None) == (auth.metadata_xml is None):
        has = "has both metadataUrl and metadataXml" if auth.metadata_url else "has no metadata"
        yield Problem("auth", has, "give metadataUrl or metadataXml, one of them", "PK-AUTH-003")
    if auth.redirect_uri and urlsplit(auth.redirect_uri).path != _REGISTERED_PATH:
        fix = f"Portkey answers at {_REGISTERED_PATH}; leave it out and it is derived"
        yield Problem("auth.redirectUri", f"ends in {urlsplit(auth.redirect_uri).path or 'no path'}", fix, "PK-AUTH-004", "warning")
    if isinstance(auth, Oidc) and auth.issuer.startswith("http://"):
        yield Problem("auth.issuer", "is not by TLS", "OpenID Connect wants an https:// issuer", "PK-AUTH-006", "warning")


def _open_doors(config: PortkeyConfig, auth: NoAuth) -> Iterator[Problem]:
    doors = [f"exposure.{name}" for name in ("frontend", "gateway", "mcp") if not isinstance(getattr(config.exposure, name), NoExposure)]
    here = services(config)
    doors += [f"{name}.service" for name in _PUBLIC if name in here and service(config, name).service.type == "LoadBalancer"]
    if not doors or auth.allow_public:
        return
    fix = "choose oidc or saml, or say auth.allowPublic: true if whoever reaches it may use it"
    severity = "error" if config.profile == "production" else "warning"
    yield Problem("auth", f"is none, and {doors[0]} opens the platform to whoever reaches it", fix, "PK-AUTH-005", severity)  # type: ignore[arg-type]
