"""Login."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["AUTH"]

_REACHED: Final = "exposure: {frontend: {kind: ingress, host: portkey.example.org}}\n"

AUTH: Final = (
    Entry(
        "PK-AUTH-001",
        "nobody said how people log in",
        "There is no default on purpose: without a login whoever reaches the front end is an administrator.",
        "Say auth: {kind: oidc, ...} or another login; for a trial, auth: {kind: none}.",
        ("auth",),
        example=Example("auth: ~\n", "auth: {kind: none}\n"),
    ),
    Entry(
        "PK-AUTH-002",
        "a login that sends people back to nowhere",
        "The issuer sends people back to the front end's /v2/auth/callback, and no host of the front end is known.",
        "Give exposure.frontend a host, or say controlPlaneUrl; or say auth.redirectUri itself.",
        ("auth", "auth.redirectUri", "controlPlaneUrl", "exposure.frontend"),
        example=Example(
            "auth: {kind: oidc, issuer: 'https://login.example.org', clientId: portkey}\n",
            f"auth: {{kind: oidc, issuer: 'https://login.example.org', clientId: portkey}}\n{_REACHED}",
        ),
    ),
    Entry(
        "PK-AUTH-003",
        "SAML without metadata, or with two",
        "The identity provider is known by its metadata: by an address, or by the XML itself, and not by both.",
        "Give auth.metadataUrl or auth.metadataXml, one of them.",
        ("auth", "auth.metadataUrl", "auth.metadataXml"),
        example=Example(f"auth: {{kind: saml}}\n{_REACHED}", f"auth: {{kind: saml, metadataUrl: 'https://login.example.org/metadata'}}\n{_REACHED}"),
    ),
    Entry(
        "PK-AUTH-004",
        "a redirect address that Portkey does not answer",
        "Portkey's backend takes people back at /v2/auth/callback; at another path they see an error after they have logged in.",
        "Leave auth.redirectUri out, and it is derived from the front end's host; register that address with the issuer.",
        ("auth.redirectUri",),
        "warning",
        Example(
            "auth:\n  kind: oidc\n  issuer: https://login.example.org\n  clientId: portkey\n  redirectUri: https://portkey.example.org/auth/callback\n",
            "auth:\n  kind: oidc\n  issuer: https://login.example.org\n  clientId: portkey\n"
            "  redirectUri: https://portkey.example.org/v2/auth/callback\n",
        ),
    ),
    Entry(
        "PK-AUTH-005",
        "no login, and a door to the outside",
        "auth.kind is none, and an ingress, a route or a load balancer leads to the platform: whoever reaches it is an administrator. An error in "
        "production, a warning in development.",
        "Choose a login, or say auth.allowPublic: true when whoever reaches it may use it.",
        ("auth", "auth.allowPublic", "exposure.*", "frontend.service.type", "backend.service.type", "gateway.service.type"),
        "either",
        Example(f"auth: {{kind: none}}\n{_REACHED}", f"auth: {{kind: none, allowPublic: true}}\n{_REACHED}"),
    ),
    Entry(
        "PK-AUTH-006",
        "an issuer without TLS",
        "OpenID Connect wants an https:// issuer. By plain HTTP whoever is on the way can log in as anybody.",
        "Give the issuer's https:// address.",
        ("auth.issuer",),
        "warning",
        Example(
            f"auth: {{kind: oidc, issuer: 'http://login.example.org', clientId: portkey}}\n{_REACHED}",
            f"auth: {{kind: oidc, issuer: 'https://login.example.org', clientId: portkey}}\n{_REACHED}",
        ),
    ),
)
