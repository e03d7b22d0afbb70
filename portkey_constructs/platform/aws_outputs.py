"""Values that the manifests need and that are known only after the AWS companion is deployed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.outputs import output
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.secret_keys import MYSQL_HOST

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["DEPLOY_COMPANION", "UNKNOWN_OUTPUT", "require_outputs", "unknown_outputs"]

UNKNOWN_OUTPUT: Final = "PK-AWS-005"
"""Error code for a value that is known only after the companion is deployed."""
DEPLOY_COMPANION: Final = (
    "deploy the AWS companion (cdk deploy --all --outputs-file outputs.json, or terraform apply and terraform output -json > outputs.json), "
    "and set aws.outputs to that file"
)
"""Fix for that error."""


def unknown_outputs(platform: "Platform") -> Iterator[Problem]:
    """A problem for each value that the manifests need and the companion's outputs do not contain yet."""
    outputs, mysql, in_secrets = platform.aws.outputs, platform.mysql, platform.from_secrets.keys
    for path, created, host, field in (
        ("mysql", mysql is not None and mysql.created_by_companion and MYSQL_HOST not in in_secrets, mysql.host if mysql else "", "mysql_host"),
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
    """Raises `ConfigurationError` if the manifests need outputs of the companion that are not known yet."""
    if missing := tuple(unknown_outputs(platform)):
        raise ConfigurationError(missing)
