"""Cases of the AWS companion."""

from pathlib import Path
from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES", "OUTPUTS"]

OUTPUTS: Final = Path(__file__).resolve().parents[3] / "apps" / "aws" / "outputs.json"
AWS: Final = f"aws: {{accountId: '111122223333', region: us-west-2, cluster: acme, outputs: '{OUTPUTS}'}}"
ACCOUNT: Final = "aws: {accountId: '111122223333', region: us-west-2}"
POD_IDENTITY: Final = "identity: {kind: podIdentity}"

CASES: Final = [
    Case(
        "PK-AWS-002",
        AWS.replace("111122223333", "444455556666"),
        "aws.outputs",
        "1:68",
        "belongs to the account 111122223333, but this configuration is for 444455556666",
        "set aws.outputs to the file of this platform's own stacks",
        AWS,
    ),
    Case(
        "PK-AWS-002",
        AWS.replace("us-west-2", "eu-west-1"),
        "aws.outputs",
        "1:68",
        "belongs to the region us-west-2, but this configuration is for eu-west-1",
        "set aws.outputs to the file of this platform's own stacks",
        AWS,
    ),
    Case(
        "PK-AWS-002",
        f"{AWS}\nname: other",
        "aws.outputs",
        "1:68",
        "belongs to the platform (cluster/namespace/name) acme/portkey/portkey, but this configuration is for acme/portkey/other",
        "set aws.outputs to the file of this platform's own stacks",
        AWS,
    ),
    Case(
        "PK-AWS-003",
        f"redis: {{kind: elasticache}}\naws: {{outputs: '{OUTPUTS}', cluster: acme}}",
        "redis",
        "1:1",
        "is created by the AWS companion, but aws.region is not set",
        "set aws.region",
        f"redis: {{kind: elasticache}}\n{AWS}",
    ),
    Case(
        "PK-AWS-004",
        "logStore: {kind: s3}\naws: {region: us-west-2}\nidentity: {kind: podIdentity, roleArn: 'arn:aws:iam::111122223333:role/a'}",
        "logStore.bucket",
        "1:1",
        "is not set, but its name needs aws.accountId, which is not set",
        "set aws.accountId, or logStore.bucket",
        f"logStore: {{kind: s3}}\n{ACCOUNT}\n{POD_IDENTITY}",
    ),
    warning(
        "PK-AWS-005",
        "mysql: {kind: rds}\naws: {region: us-west-2}",
        "mysql",
        "1:1",
        "is created by the AWS companion, but its address is unknown",
        "deploy the AWS companion",
        f"mysql: {{kind: rds}}\n{AWS}",
    ),
    warning(
        "PK-AWS-005",
        "redis: {kind: elasticache}\naws: {region: us-west-2, outputs: nowhere.json}",
        "redis.host",
        "1:1",
        "is created by the AWS companion, but the file in aws.outputs does not exist yet",
        "deploy the AWS companion (cdk deploy --all --outputs-file outputs.json, or terraform apply and terraform output -json > outputs.json), "
        "and set aws.outputs to that file",
        f"redis: {{kind: elasticache}}\n{AWS}",
    ),
    Case(
        "PK-AWS-006",
        f"logStore: {{kind: s3,\n  credentials: keys, region: us-west-2}}\n{ACCOUNT}",
        "logStore.bucket",
        "1:1",
        "is not set, but logStore.credentials is keys",
        "set logStore.bucket if the bucket is your own, or remove credentials",
        "logStore: {kind: s3, credentials: keys, region: us-west-2, bucket: logs}",
    ),
    Case(
        "PK-AWS-007",
        f"logStore: {{kind: s3,\n  region: eu-west-1}}\n{ACCOUNT}\n{POD_IDENTITY}",
        "logStore.region",
        "2:3",
        "is eu-west-1, but the companion creates the bucket in us-west-2",
        "remove logStore.region, or set logStore.bucket if the bucket is your own",
        f"logStore: {{kind: s3}}\n{ACCOUNT}\n{POD_IDENTITY}",
    ),
]
