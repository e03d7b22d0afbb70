"""Cases of the longest request and of pods that stop."""

from typing import Final

from tests.rules.case import warning

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
]
