"""Cases of the heap of Node.js."""

from typing import Final

from tests.rules.case import warning

__all__ = ["CASES"]

CASES: Final = [
    warning(
        "PK-SIZE-001",
        "gateway: {env: {\n  NODE_OPTIONS: --max-old-space-size=4096}}",
        "gateway.env.NODE_OPTIONS",
        "2:3",
        "allows a heap of 4096 MiB, but the memory limit of the gateway is 2Gi",
        "remove --max-old-space-size, which then is 75 percent of the memory limit, or raise resources.limits.memory",
        "gateway: {env: {NODE_OPTIONS: --max-old-space-size=1800}}",
    ),
    warning(
        "PK-SIZE-001",
        "env:\n  NODE_OPTIONS: --max-old-space-size=3500",
        "env.NODE_OPTIONS",
        "2:3",
        "allows a heap of 3500 MiB, but the memory limit of the gateway is 2Gi",
        "raise resources.limits.memory",
        "backend: {env: {NODE_OPTIONS: --max-old-space-size=3500}}",
    ),
]
