"""Rules about the authentication of API clients with JSON Web Tokens."""

from typing import Final

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_ID: Final = "0f1e2d3c-0000-4000-8000-000000000001"
_GATEWAY: Final = "deployment: {kind: gateway, backendUrl: 'https://portkey.example.org/albus'"
_SETTINGS: Final = ("jwtAuthentication", "jwtAuthentication.*", "deployment", "deployment.kind", "deployment.organisations", "gateway.kind")


@rule(
    "PK-JWT-001",
    title="JWTs without an organization",
    cause="A gateway that checks JWTs itself accepts only tokens of the organizations in ORGANISATIONS_TO_SYNC, and fetches their key sets.",
    fix="Set the IDs of the organizations, as shown in Portkey's dashboard.",
    settings=_SETTINGS,
    example=Example(
        "jwtAuthentication: {defaultScopes: [completions.write]}\n",
        f"jwtAuthentication: {{organisations: [{_ID}], defaultScopes: [completions.write]}}\n",
    ),
)
def no_organisation(platform: Platform) -> Findings:
    settings, deployment = platform.config.jwt_authentication, platform.config.deployment
    if settings is None or platform.gateway is None:
        return
    if deployment.kind == "platform":
        if not settings.organisations:
            yield Finding("jwtAuthentication.organisations", "is missing, so the gateway would accept no token")
    elif not deployment.organisations and not settings.organisations:
        yield Finding("deployment.organisations", "is missing, but jwtAuthentication is set")


@rule(
    "PK-JWT-002",
    title="two lists of organizations",
    cause="ORGANISATIONS_TO_SYNC names both the organizations whose changes the gateway fetches, and those whose tokens it accepts.",
    fix="List the organizations in deployment.organisations only.",
    settings=_SETTINGS,
    example=Example(
        f"{_GATEWAY}, organisations: [{_ID}]}}\njwtAuthentication: {{organisations: [{_ID}]}}\n",
        f"{_GATEWAY}, organisations: [{_ID}]}}\njwtAuthentication: {{}}\n",
        "part",
    ),
)
def two_lists(platform: Platform) -> Findings:
    settings, kind = platform.config.jwt_authentication, platform.config.deployment.kind
    if settings and settings.organisations and kind != "platform":
        fix = "remove it, and list the organizations in deployment.organisations"
        yield Finding("jwtAuthentication.organisations", f"is set, but deployment.kind is {kind}", fix)


@rule(
    "PK-JWT-003",
    title="settings of JWTs for a gateway that runs elsewhere",
    cause="Only the gateway reads organizations and default scopes. In this deployment, jwtAuthentication concerns the backend alone.",
    fix="Move the setting to the configuration of the gateway, and keep jwtAuthentication: {}.",
    settings=_SETTINGS,
    example=Example(
        f"gateway: {{kind: external, url: 'https://gateway.example.org'}}\njwtAuthentication: {{organisations: [{_ID}]}}\n",
        "gateway: {kind: external, url: 'https://gateway.example.org'}\njwtAuthentication: {}\n",
    ),
)
def gateway_elsewhere(platform: Platform) -> Findings:
    settings = platform.config.jwt_authentication
    if settings is None or platform.gateway:
        return
    for name, values in (("organisations", settings.organisations), ("defaultScopes", settings.default_scopes)):
        if values:
            yield Finding(f"jwtAuthentication.{name}", "is set, but the gateway runs elsewhere")
