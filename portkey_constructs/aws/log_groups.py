"""Log groups in CloudWatch, encrypted with the key of the store whose logs they keep."""

from collections.abc import Iterable

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from portkey_constructs.aws_facts.logs import LOG_DAYS, encryption_statement

__all__ = ["add_log_groups"]


def add_log_groups(scope: Construct, names: Iterable[str], key: kms.IKey, removal_policy: RemovalPolicy) -> list[logs.CfnLogGroup]:
    """Create the log groups `LogGroup-...`, which stay with the data unless `removal_policy` is `DESTROY`.

    The policy of an existing `key` stays unchanged: it must let CloudWatch encrypt the groups.
    """
    names, stack = list(names), Stack.of(scope)
    pattern = f"{names[0].rpartition('/')[0]}/*"
    statement = encryption_statement(pattern, partition=Aws.PARTITION, region=stack.region, account=stack.account, dns_suffix=Aws.URL_SUFFIX)
    key.add_to_resource_policy(iam.PolicyStatement.from_json(statement), True)
    kept = RemovalPolicy.DESTROY if removal_policy == RemovalPolicy.DESTROY else RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
    groups = []
    for name in names:
        group = logs.CfnLogGroup(
            scope, f"LogGroup-{name.rpartition('/')[2]}", log_group_name=name, retention_in_days=LOG_DAYS, kms_key_id=key.key_arn
        )
        group.apply_removal_policy(kept)
        groups.append(group)
    return groups
