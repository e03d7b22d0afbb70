"""Cases of the longest request and of pods that stop."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

CASES: Final = [
    *(
        warning(
            "PK-SHUTDOWN-001",
            f"{component}:\n  gracePeriod: 5m14s",
            f"{component}.gracePeriod",
            "2:3",
            "is 5m14s, but gateway.requestTimeout is 5m",
            "leave it out, set at least 5m15s, or shorten requestTimeout",
            f"{component}:\n  gracePeriod: 5m15s",
        )
        for component in ("gateway", "backend", "dataservice", "frontend")
    ),
    *(
        Case(
            "PK-SHUTDOWN-002",
            f"{indent}env: {{REQUEST_TIMEOUT: '600000'}}",
            f"{path}env.REQUEST_TIMEOUT",
            line_column,
            "is set, but gateway.requestTimeout is 5m",
            "set gateway.requestTimeout instead of the variable",
            f"{indent}env: {{REQUEST_TIMEOUT: '300000'}}",
        )
        for path, indent, line_column in (("", "", "1:7"), ("gateway.", "gateway:\n  ", "2:9"), ("backend.", "backend:\n  ", "2:9"))
    ),
]
