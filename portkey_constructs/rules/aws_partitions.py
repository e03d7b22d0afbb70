"""A rule about the partitions of AWS."""

from typing import Final

from portkey_constructs.platform.aws_references import AwsReference
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_REGION: Final = "identity: {kind: podIdentity}\naws: {region: eusc-de-east-1}\n"
_KEY: Final = "logStore: {kind: s3, bucket: acme-logs, encryption: {kind: kms, keyArn"


@rule(
    "PK-AWS-022",
    title="a region or an ARN of another partition",
    cause="Regions, roles, keys and certificates of AWS belong to a partition, such as aws, aws-cn, aws-us-gov or aws-eusc. Nothing refers to a "
    "resource of another partition, and the services call the AWS endpoints of one domain.",
    fix="Use regions and ARNs of one partition.",
    settings=(
        "aws.region",
        "**.region",
        "bedrock.models",
        "**.roleArn",
        "bedrock.assumeRoles",
        "dataservice.finetunesRoleArn",
        "**.certificateArn",
        "**.keyArn",
    ),
    example=Example(
        f"{_REGION}{_KEY}: 'arn:aws:kms:eusc-de-east-1:111122223333:key/0f4d'}}}}\n",
        f"{_REGION}{_KEY}: 'arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/0f4d'}}}}\n",
    ),
)
def other_partition(platform: Platform) -> Findings:
    references = platform.aws.references
    for reference in references[1:]:
        first, partition = references[0], reference.partition
        if partition is not first.partition and not _is_reached_with_keys(platform, reference):
            message = f"is in the partition {partition.id}, but {first.path} is in {first.partition.id}"
            yield Finding(reference.path, message, f"use {first.partition.id}, or change {first.path}")


def _is_reached_with_keys(platform: Platform, reference: AwsReference) -> bool:
    """Whether access keys of the other partition give access, at the domain that the services use."""
    by_keys = {
        "logStore.region": not platform.log_store.by_identity,
        "bedrock.region": platform.bedrock is not None and not platform.bedrock.by_identity,
    }
    return by_keys.get(reference.path, False) and reference.partition.dns_suffix == platform.aws.partition.dns_suffix
