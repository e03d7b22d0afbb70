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
        warning(
            "PK-SHUTDOWN-003",
            f"{component}: {{lifecycle: {hooks}}}",
            f"{component}.lifecycle",
            f"1:{len(component) + 4}",
            message,
            f"add preStop: {{sleep: {{seconds: {seconds}}}}} to it",
            f"{component}: {{lifecycle: {{preStop: {{sleep: {{seconds: {seconds}}}}}}}}}",
        )
        for component, hooks, message, seconds in (
            ("gateway", "~", "has no preStop that waits for requests", 300),
            ("backend", "{postStart: {exec: {command: [/warm-up]}}}", "has no preStop that waits for requests", 300),
            ("dataservice", "{preStop: {sleep: {seconds: 299}}}", "waits 299 of 300 seconds", 300),
            ("gateway", "{preStop: {exec: {command: [/bin/sh, -c, sleep 20]}}}", "waits 20 of 300 seconds", 300),
            ("frontend", "{preStop: {exec: {command: [sleep, '5']}}}", "waits 5 of 15 seconds", 15),
        )
    ),
    Case(
        "PK-SHUTDOWN-004",
        "gateway: {lifecycle: {preStop: {sleep: {seconds: 316}}}}",
        "gateway.lifecycle.preStop.sleep.seconds",
        "1:41",
        "is 316, but the grace period is 5m15s",
        "shorten the sleep",
        "gateway: {lifecycle: {preStop: {sleep: {seconds: 315}}}}",
    ),
    Case(
        "PK-SHUTDOWN-004",
        "redis: {kind: inCluster, sidecars: [{name: a, image: b, lifecycle: {preStop: {sleep: {seconds: 31}}}}]}",
        "redis.sidecars.0.lifecycle.preStop.sleep.seconds",
        "1:87",
        "is 31, but the grace period is 30s",
        "raise gracePeriod",
        "redis: {kind: inCluster, gracePeriod: 40s, sidecars: [{name: a, image: b, lifecycle: {preStop: {sleep: {seconds: 31}}}}]}",
    ),
]
