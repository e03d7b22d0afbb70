"""Cases of the authentication of API clients with JSON Web Tokens."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

_BACKEND: Final = "backendUrl: 'https://portkey.example.org/albus'"
_ELSEWHERE: Final = "gateway: {kind: external, url: 'https://gateway.example.org'}\n"

CASES: Final = [
    *(
        Case(
            "PK-JWT-001",
            f"jwtAuthentication: {{{settings}}}",
            "jwtAuthentication.organisations",
            "1:1",
            "is missing, so the gateway would accept no token",
            "set the IDs of the organizations",
            fixed,
        )
        for settings, fixed in (
            ("", "jwtAuthentication: {organisations: [acme]}"),
            ("defaultScopes: [completions.write]", f"{_ELSEWHERE}jwtAuthentication: {{}}"),
        )
    ),
    Case(
        "PK-JWT-001",
        f"jwtAuthentication: {{}}\ndeployment: {{kind: gateway, {_BACKEND}}}",
        "deployment.organisations",
        "2:1",
        "is missing, but jwtAuthentication is set",
        "set the IDs of the organizations",
        f"jwtAuthentication: {{}}\ndeployment: {{kind: gateway, {_BACKEND}, organisations: [acme]}}",
        base="part",
        others=("PK-SHAPE-003",),
    ),
    *(
        Case(
            "PK-JWT-002",
            f"{deployment}\njwtAuthentication:\n  organisations: [other]",
            "jwtAuthentication.organisations",
            "3:3",
            f"is set, but deployment.kind is {kind}",
            "remove it, and list the organizations in deployment.organisations",
            f"{deployment}\njwtAuthentication:\n  defaultScopes: [mcp.invoke]",
            base="part",
        )
        for kind, deployment in (
            ("gateway", f"deployment: {{kind: gateway, {_BACKEND}, organisations: [acme]}}"),
            ("dataPlane", "deployment: {kind: dataPlane, organisations: [acme]}"),
        )
    ),
    *(
        Case(
            "PK-JWT-003",
            f"{_ELSEWHERE}jwtAuthentication:\n  {name}: [{value}]",
            f"jwtAuthentication.{name}",
            "3:3",
            "is set, but the gateway runs elsewhere",
            "move the setting to the configuration of the gateway, and keep jwtAuthentication: {}",
            f"{_ELSEWHERE}jwtAuthentication: {{}}",
        )
        for name, value in (("organisations", "acme"), ("defaultScopes", "completions.write"))
    ),
]
