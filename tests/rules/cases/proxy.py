"""Cases of the proxy and of the variables that stand for it."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_HTTPS: Final = "{https: 'http://proxy.example.org:3128'}"
_BOTH: Final = "{https: 'http://proxy.example.org:3128', http: 'http://proxy.example.org:3128'}"
_SECRET: Final = "{secretKeyRef: {name: egress-proxy, key: url}}"

CASES: Final = [
    *(
        Case("PK-PROXY-001", wrong, path, line_column, "is set beside proxy", f"remove it, and set proxy.{setting} instead", fixed)
        for wrong, path, line_column, setting, fixed in (
            (f"env:\n  HTTPS_PROXY: a\nproxy: {_HTTPS}", "env.HTTPS_PROXY", "2:3", "https", f"env:\n  HTTP_PROXY: a\nproxy: {_HTTPS}"),
            (f"env:\n  HTTP_PROXY: a\nproxy: {_BOTH}", "env.HTTP_PROXY", "2:3", "http", f"dataservice:\n  env:\n    HTTP_PROXY: a\nproxy: {_BOTH}"),
            (f"env:\n  no_proxy: a\nproxy: {_HTTPS}", "env.no_proxy", "2:3", "noProxy", f"frontend:\n  env:\n    no_proxy: a\nproxy: {_HTTPS}"),
            *(
                (
                    f"{service}:\n  env:\n    https_proxy: {_SECRET}\nproxy: {_HTTPS}",
                    f"{service}.env.https_proxy",
                    "3:5",
                    "https",
                    f"{service}:\n  env:\n    HTTPS_PROXY: {_SECRET}\nproxy: {{}}",
                )
                for service in ("gateway", "backend", "dataservice")
            ),
        )
    ),
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
            f"{indent}env: {{{name}: 'http://proxy.example.org:3128'}}",
            f"{path}env.{name}",
            line_column,
            "is set, but NO_PROXY is not",
            "set proxy.https instead of the variable",
            f"{indent}env: {{{name}: 'http://proxy.example.org:3128', no_proxy: .svc}}",
        )
        for name, path, indent, line_column in (
            ("HTTPS_PROXY", "", "", "1:7"),
            ("http_proxy", "gateway.", "gateway:\n  ", "2:9"),
            ("HTTP_PROXY", "backend.", "backend:\n  ", "2:9"),
            ("HTTPS_PROXY", "dataservice.", "dataservice:\n  ", "2:9"),
        )
    ),
]
