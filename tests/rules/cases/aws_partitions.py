"""Cases of the partitions of AWS."""

from typing import Final

from tests.rules.case import Case

__all__ = ["CASES"]

SOVEREIGN: Final = "aws: {region: eusc-de-east-1}"
BUCKET: Final = "logStore: {kind: s3, bucket: acme-logs"
KEY: Final = f"{SOVEREIGN}\n{BUCKET}, encryption: {{kind: kms, keyArn: 'arn:%s:kms:eusc-de-east-1:111122223333:key/0f4d'}}}}"
ROLE: Final = "aws: {region: cn-north-1}\nidentity: {kind: podIdentity, roleArn: 'arn:%s:iam::111122223333:role/portkey'}\n"
MODELS: Final = "identity: {kind: podIdentity}\nbedrock: {region: us-gov-west-1, models: ['arn:%s:bedrock:us-gov-west-1::foundation-model/a.b']}"

CASES: Final = [
    Case(
        "PK-AWS-022",
        KEY % "aws",
        "logStore.encryption.keyArn",
        "2:65",
        "is in the partition aws, but aws.region is in aws-eusc",
        "use aws-eusc, or change aws.region",
        KEY % "aws-eusc",
    ),
    Case(
        "PK-AWS-022",
        f"{SOVEREIGN}\n{BUCKET}, region: eu-central-1}}",
        "logStore.region",
        "2:41",
        "is in the partition aws, but aws.region is in aws-eusc",
        "use aws-eusc, or change aws.region",
        f"{SOVEREIGN}\n{BUCKET}, region: eusc-de-east-1}}",
    ),
    Case(
        "PK-AWS-022",
        ROLE % "aws",
        "identity.roleArn",
        "2:31",
        "is in the partition aws, but aws.region is in aws-cn",
        "use aws-cn, or change aws.region",
        ROLE % "aws-cn",
    ),
    Case(
        "PK-AWS-022",
        MODELS % "aws",
        "bedrock.models.0",
        "2:43",
        "is in the partition aws, but bedrock.region is in aws-us-gov",
        "use aws-us-gov, or change bedrock.region",
        MODELS % "aws-us-gov",
    ),
]
