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
    "a Google API key or service account key": "AI" + "za" + _TOKEN[:35],
    "an Azure storage key or signature": "AccountName=a;Account" + "Key=" + _TOKEN,
    "an authorization header": "Basic " + "dXNlcjpwYXNzd29yZA==",
    "an assignment of a secret": "server=db;pwd=" + "hunter2",
    "random text, such as that of a key": "x7Kp2mQ9vRt4" + "LzWb8NcYd3Ha",
}
_NAMED: Final = "contains a value with the name of a secret"

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
    *(
        Case("PK-SECRET-029", wrong, path, place, _NAMED, f"{fix}, or, if it is not secret, write `intended: [{path}]`", fixed)
        for wrong, path, place, fix, fixed in (
            (
                "gateway:\n  env:\n    DB_PASSWORD: hunter2",
                "gateway.env.DB_PASSWORD",
                "3:5",
                "use {secretKeyRef: {name: NAME, key: KEY}}",
                "gateway: {env: {DB_PASSWORD: {secretKeyRef: {name: db, key: PASSWORD}}, MAX_TOKENS: '4096', TOKEN_URL: 'https://example.org/a'}}",
            ),
            (
                "gateway:\n  sidecars:\n    - {name: a, image: 'a:1', env: [{name: API_KEY, value: hunter2}]}",
                "gateway.sidecars.0.env.0.value",
                "3:53",
                "use {secretKeyRef: {name: NAME, key: KEY}}",
                "gateway: {sidecars: [{name: a, image: 'a:1', env: [{name: API_KEY, valueFrom: {secretKeyRef: {name: db, key: API_KEY}}}]}]}",
            ),
            (
                "gateway:\n  args: [--token, hunter2]",
                "gateway.args.1",
                "2:19",
                "move it to a Secret",
                "gateway: {args: [--token, $(TOKEN)], env: {TOKEN: {secretKeyRef: {name: db, key: TOKEN}}}}",
            ),
            (
                "gateway:\n  probes:\n    liveness: {httpGet: {port: 8787, httpHeaders: [{name: X-Api-Key, value: hunter2}]}}",
                "gateway.probes.liveness.httpGet.httpHeaders.0.value",
                "3:70",
                "move it to a Secret",
                "gateway: {probes: {liveness: {httpGet: {port: 8787, httpHeaders: [{name: X-Probe, value: kubelet}]}}}}",
            ),
            (
                "frontend:\n  env:\n    VITE_API_KEY: hunter2",
                "frontend.env.VITE_API_KEY",
                "3:5",
                "remove it, because VITE_ variables are public",
                "intended: [frontend.env.VITE_API_KEY]\nfrontend: {env: {VITE_API_KEY: hunter2}}",
            ),
            (
                "patches:\n  - target: {kind: Deployment, component: gateway}\n"
                "    json: [{op: add, path: /metadata/annotations/example.org~1api-key, value: hunter2}]",
                "patches.0.json.0.value",
                "3:72",
                "move it to a Secret",
                "patches: [{target: {kind: Deployment, component: gateway}, json: [{op: add, path: /metadata/annotations, value: {a: b}}]}]",
            ),
        )
    ),
    Case(
        "PK-SECRET-029",
        f"annotations:\n  {_SECRETS['a GitHub token']}: a",
        "annotations",
        "1:1",
        "has a key that contains a GitHub token",
        "choose another key, or, if it is not secret, write `intended: [annotations]` at the top level",
        f"intended: [annotations]\nannotations: {{{_SECRETS['a GitHub token']}: a}}",
    ),
]
