"""Cases of quotas."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

CASES: Final = (
    *(
        Case(
            "PK-QUOTA-004",
            f"resourceQuota: {{kind: fixed, hard: {{{name}: '1.5'}}}}",
            f"resourceQuota.hard.{name}",
            "1:37",
            "is 1.5",
            "whole number",
            f"resourceQuota: {{kind: fixed, hard: {{{name}: '900'}}}}",
        )
        for name in ("services", "pods", "count/jobs.batch")
    ),
)
