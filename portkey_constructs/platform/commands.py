"""Commands that the manifests set instead of those of the images."""

from typing import Final

__all__ = ["MIGRATE", "OWN_COMMANDS", "PREPARE", "SERVE", "shell"]

PREPARE: Final = "/app/docker-entrypoint.sh"
MIGRATE: Final = (
    "./node_modules/.bin/knex migrate:latest --env local",
    "./node_modules/.bin/knex seed:run --env local",
    "node ch_init.js",
)
SERVE: Final = "pm2-runtime src/server.js"
OWN_COMMANDS: Final = ("backend", "frontend", "clickhouse")
"""The components that a script of the manifests starts, which ignores arguments."""


def shell(*steps: str) -> list[str]:
    """A command that runs `steps` in order and stops at the first failure."""
    return ["/bin/sh", "-c", " && ".join(steps)]
