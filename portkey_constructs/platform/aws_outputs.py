"""What only a deployment of the AWS companion reports, and the manifests need."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.outputs import output
from portkey_constructs.errors import ConfigurationError, Problem

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["DEPLOY_COMPANION", "UNKNOWN_OUTPUT", "require_outputs", "unknown_outputs"]

UNKNOWN_OUTPUT: Final = "PK-AWS-005"
"""Code of a value that is known once the companion is deployed."""
DEPLOY_COMPANION: Final = "deploy the AWS companion (cdk deploy --all --outputs-file outputs.json), and set aws.outputs to that file"
"""What to do about it."""


def unknown_outputs(platform: "Platform") -> Iterator[Problem]:
    """What the manifests need and only a deployment of the companion reports, as long as it is unknown."""
    outputs, mysql = platform.aws.outputs, platform.mysql
    for path, created, host, field in (
        ("mysql", mysql is not None and mysql.created_by_companion, mysql.host if mysql else "", "mysql_host"),
        ("redis.host", platform.redis.created_by_companion, platform.redis.host, "redis_host"),
    ):
        if not created or host:
            continue
        if outputs is None:
            message = "is created by the AWS companion, but its address is unknown"
        elif not outputs.platform:
            message = "is created by the AWS companion, but the file in aws.outputs does not exist yet"
        else:
            message = f"is created by the AWS companion, but {output(field)} is not among the outputs in aws.outputs"
        yield Problem(path, message, DEPLOY_COMPANION, UNKNOWN_OUTPUT, "warning")


def require_outputs(platform: "Platform") -> None:
    """Raises `ConfigurationError` while manifests need what only a deployment of the companion reports."""
    if missing := tuple(unknown_outputs(platform)):
        raise ConfigurationError(missing)
