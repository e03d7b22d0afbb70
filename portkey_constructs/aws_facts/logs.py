"""The log groups of the companion: their names, how long they keep entries, and how CloudWatch may use the key that encrypts them."""

from typing import Annotated, Any, Final

from portkey_constructs.config.types import Matching

__all__ = ["LOG_DAYS", "LogName", "cache_log_group", "database_log_group", "encryption_statement"]

LOG_DAYS: Final = 365
"""Days for which a log group keeps its entries."""

LogName = Annotated[str, Matching("^[A-Za-z0-9_.-]{1,128}$", "a name of letters, digits and . _ - for log groups")]


def database_log_group(identifier: str, log: str, *, cluster: bool = False) -> str:
    """The log group to which RDS writes a log of an instance or a cluster; RDS creates it if it does not exist.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
    """
    return f"/aws/rds/{'cluster' if cluster else 'instance'}/{identifier}/{log}"


def cache_log_group(name: str, log: str) -> str:
    """The log group for a log of the cache. Groups with this prefix share one resource policy, whose size AWS limits."""
    return f"/aws/vendedlogs/elasticache/{name}/{log}"


def encryption_statement(groups: str, *, partition: str, region: str, account: str, dns_suffix: str) -> dict[str, Any]:
    """The statement of a key policy that lets CloudWatch encrypt log groups; `groups` is a pattern of names.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    return {
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.{dns_suffix}"},
        "Action": ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:{partition}:logs:{region}:{account}:log-group:{groups}"}},
    }
