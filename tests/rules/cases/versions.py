"""Cases of the versions of images."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

OLD_PAIR: Final = "dataservice: {image: {tag: 1.6.0}}"
OIDC: Final = "auth: {kind: oidc, issuer: https://login.example.org, clientId: portkey"
ADDRESS: Final = "controlPlaneUrl: https://portkey.example.org"

CASES: Final = [
    Case(
        "PK-VERSION-001",
        f"gateway: {{image: {{tag: 2.6.1}}}}\n{OLD_PAIR}",
        "gateway.image.tag",
        "1:19",
        "is 2.6.1, but it records costs of zero for most requests",
        "set it to 2.6.2 or later",
        f"gateway: {{image: {{tag: 2.6.2}}}}\n{OLD_PAIR}",
    ),
    Case(
        "PK-VERSION-001",
        "gateway: {image: {tag: v1.10.18}}\ndataservice: {kind: none}",
        "gateway.image.tag",
        "1:19",
        "is 1.10.18, but Portkey withdrew it, because it does not enforce budgets",
        "set it to 1.10.19 or later",
        "gateway: {image: {tag: 1.17.11}}\ndataservice: {kind: none}",
        others=("PK-VERSION-005", "PK-VERSION-006"),
    ),
    Case(
        "PK-VERSION-002",
        OLD_PAIR,
        "gateway.image.tag",
        "1:1",
        "is 2.13.0 by default, and dataservice.image.tag is 1.6.0, but gateway 2.8.0 and later need data service 1.7.0",
        "set dataservice.image.tag to 1.7.0 or later, and upgrade it first",
        "dataservice: {image: {tag: 1.7.0}}",
    ),
    Case(
        "PK-VERSION-002",
        "gateway: {image: {tag: 2.0.0}}\nbackend: {image: {tag: 1.4.0}}\ndataservice: {kind: none}",
        "gateway.image.tag",
        "1:19",
        "but gateway 1.17.0 and later need backend 1.5.0: the backend adds columns to the analytics tables",
        "set backend.image.tag to 1.5.0 or later, and upgrade it first",
        "gateway: {image: {tag: 2.0.0}}\nbackend: {image: {tag: 1.5.0}}\ndataservice: {kind: none}",
    ),
    warning(
        "PK-VERSION-003",
        "gateway: {image: {tag: 2.7.1}}",
        "gateway.image.tag",
        "1:19",
        "is 2.7.1, but dataservice.image.tag is 1.9.0 by default, and data service 1.7.0 and later work only with gateway 2.8.0 and later",
        "set it to 2.8.0 or later to finish the upgrade",
        "gateway: {image: {tag: 2.8.0}}",
    ),
    Case(
        "PK-VERSION-004",
        f"{OIDC}, clientAuthentication: privateKeyJwt}}\n{ADDRESS}",
        "backend.image.tag",
        "1:1",
        "is 1.19.0 by default, but client authentication other than client_secret_basic needs backend 1.22.0 or later",
        "set it to 1.22.0 or later",
        f"{OIDC}, clientAuthentication: privateKeyJwt}}\n{ADDRESS}\nbackend: {{image: {{tag: 1.22.0}}}}",
    ),
    Case(
        "PK-VERSION-004",
        "jwtAuthentication: {organisations: [acme]}\nbackend: {image: {tag: 1.12.1}}",
        "backend.image.tag",
        "2:19",
        "is 1.12.1, but login by JWT at the gateway needs backend 1.13.0 or later",
        "set it to 1.13.0 or later",
        "backend: {image: {tag: 1.12.1}}",
    ),
    warning(
        "PK-VERSION-005",
        f"{OIDC}, customScopes: [groups], scim: users}}\n{ADDRESS}\nbackend: {{image: {{tag: 1.9.0}}}}",
        "backend.image.tag",
        "3:19",
        "is 1.9.0, which does not read OIDC_CUSTOM_SCOPES (since 1.11.1), SCIM_MEMBERSHIP_USER_MODE (since 1.10.0)",
        "set it to 1.11.1 or later",
        f"{OIDC}, scim: none}}\n{ADDRESS}\nbackend: {{image: {{tag: 1.9.0}}}}",
    ),
    *(
        warning(
            "PK-VERSION-005",
            f"trustedHosts: [vllm.ai.svc]\n{component}: {{image: {{tag: {old}}}}}",
            f"{component}.image.tag",
            f"2:{len(component) + 12}",
            f"is {old}, which does not read TRUSTED_CUSTOM_HOSTS (since {since})",
            f"set it to {since} or later",
            f"trustedHosts: [vllm.ai.svc]\n{component}: {{image: {{tag: {since}}}}}",
        )
        for component, old, since in (
            ("gateway", "2.9.0", "2.10.0"),
            ("backend", "1.17.0", "1.18.0"),
            ("dataservice", "1.8.0", "1.9.0"),
        )
    ),
    warning(
        "PK-VERSION-006",
        "frontend: {image: {tag: 1.4.9}}",
        "frontend.image.tag",
        "1:20",
        "is 1.4.9, but older images run as root, which the manifests do not allow, and listen on another port",
        "set it to 1.5.0 or later",
        "frontend: {image: {tag: 1.5.0}}",
    ),
    warning(
        "PK-VERSION-006",
        "redis: {kind: inCluster, image: {tag: 6.0.20-alpine}}",
        "redis.image.tag",
        "1:34",
        "is 6.0.20, but Portkey's chart requires Redis 6.2",
        "set it to 6.2.0 or later",
        "redis: {kind: inCluster, image: {tag: 6.2-alpine}}",
    ),
    warning(
        "PK-VERSION-007",
        "gateway: {image: {tag: 2.19.0}}",
        "gateway.image.tag",
        "1:19",
        "is 2.19.0, and the newest gateway that this version of portkey-constructs knows is 2.18.0",
        "read Portkey's release notes before you apply, or upgrade portkey-constructs",
        "gateway: {image: {tag: 2.18.5}}",
    ),
]
