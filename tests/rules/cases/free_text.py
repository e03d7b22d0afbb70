"""Cases of secrets in free text. The secrets are invented, and put together here so that no scanner takes them for real ones."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

_TOKEN: Final = "0123456789abcdef" * 3
_SECRETS: Final = {
    "a URL with a password": "postgres://portkey:" + "pa55@db.example.org/portkey",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a JSON Web Token": f"ey{'J'}{_TOKEN}.ey{'J'}{_TOKEN}.{_TOKEN}",
    "an AWS access key": "AK" + "IA" + "QWERTYUIOPASDFGH",
    "a GitHub token": "gh" + "p_" + _TOKEN[:36],
    "a GitLab token": "glp" + "at-" + _TOKEN,
    "a Slack token": "xo" + "xb-" + _TOKEN,
    "a Stripe key": "sk" + "_live_" + _TOKEN,
    "an API key of a model provider": "sk" + "-ant-api03-" + _TOKEN,
    "a Google API key": "AI" + "za" + _TOKEN[:35],
    "an Azure storage key or signature": "AccountName=a;Account" + "Key=" + _TOKEN,
    "an authorization header": "Basic " + "dXNlcjpwYXNzd29yZA==",
}

CASES: Final = [
    *(
        Case(
            "PK-SECRET-029",
            f"gateway:\n  env:\n    VALUE: '{secret}'",
            "gateway.env.VALUE",
            "3:5",
            f"contains {shape}",
            "write `intended: [gateway.env.VALUE]` at the top level",
            f"intended: [gateway.env.VALUE]\ngateway: {{env: {{VALUE: '{secret}'}}}}",
        )
        for shape, secret in _SECRETS.items()
    ),
    *(
        Case(
            "PK-SECRET-029",
            wrong.replace("TOKEN", "gh" + "p_" + _TOKEN[:36]),
            path,
            place,
            "contains a GitHub token",
            f"write `intended: [{path}]` at the top level",
            "gateway: {}",
        )
        for wrong, path, place in (
            ("frontend:\n  env:\n    VITE_A: TOKEN", "frontend.env.VITE_A", "3:5"),
            ("annotations:\n  example.org/a: TOKEN", "annotations.example.org/a", "2:3"),
            ("labels:\n  a: TOKEN", "labels.a", "2:3"),
            ("gateway:\n  args: [TOKEN]", "gateway.args.0", "2:10"),
            ("gateway:\n  initContainers:\n    - {name: a, image: 'a:1', command: [a, TOKEN]}", "gateway.initContainers.0.command.1", "3:44"),
            (
                "patches:\n  - target: {kind: Deployment, component: gateway}\n    merge: {metadata: {annotations: {a: TOKEN}}}",
                "patches.0.merge.metadata.annotations.a",
                "3:38",
            ),
        )
    ),
]
