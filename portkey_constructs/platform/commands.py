"""Shell commands that run in the backend's container."""

from typing import Final

__all__ = ["MIGRATE", "PREPARE", "SERVE", "shell"]

PREPARE: Final = "/app/docker-entrypoint.sh"
MIGRATE: Final = (
    "./node_modules/.bin/knex migrate:latest --env local",
    "./node_modules/.bin/knex seed:run --env local",
    "node ch_init.js",
)
SERVE: Final = "pm2-runtime src/server.js"


def shell(*steps: str) -> list[str]:
    """A command that runs `steps` in order and stops at the first failure."""
    return ["/bin/sh", "-c", " && ".join(steps)]
