"""Cases of the proxy and of the variables that stand for it."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_SECRET: Final = "{secretKeyRef: {name: egress-proxy, key: url}}"

CASES: Final = [
    Case(
        "PK-PROXY-002",
        "proxy: {noProxy: [models.example.org]}",
        "proxy",
        "1:1",
        "has neither https nor http",
        "set proxy.https, or HTTPS_PROXY in env if its address contains a password",
        f"proxy: {{noProxy: [models.example.org]}}\nenv: {{HTTPS_PROXY: {_SECRET}}}",
    ),
    *(
        warning(
            "PK-PROXY-003",
            f"{indent}env: {{{name}: {_SECRET}}}",
            f"{path}env.{name}",
            line_column,
            "is set, but NO_PROXY is not",
            "set proxy.https instead of the variable",
            f"{indent}env: {{{name}: {_SECRET}, no_proxy: {_SECRET}}}",
        )
        for name, path, indent, line_column in (
            ("HTTPS_PROXY", "", "", "1:7"),
            ("http_proxy", "gateway.", "gateway:\n  ", "2:9"),
            ("HTTP_PROXY", "backend.", "backend:\n  ", "2:9"),
            ("HTTPS_PROXY", "dataservice.", "dataservice:\n  ", "2:9"),
        )
    ),
]
