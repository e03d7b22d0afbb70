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
    Case(
        "PK-AWS-024",
        f"logStore: {{kind: s3, bucket: logs,\n  lifecycle: {{expireDays: 365}}}}\n{ACCOUNT}\n{POD_IDENTITY}",
        "logStore.lifecycle",
        "2:3",
        "is set, but logStore.bucket is logs, which the AWS companion does not create",
        "set them where you create the store",
        f"logStore: {{kind: s3, bucket: logs}}\n{ACCOUNT}\n{POD_IDENTITY}",
    ),
    Case(
        "PK-AWS-024",
        "redis: {kind: elasticache, host: cache.abc.usw2.cache.amazonaws.com, tls: true,\n  server: {nodes: 3}}",
        "redis.server",
        "2:3",
        "is set, but redis.host is cache.abc.usw2.cache.amazonaws.com",
        "remove the properties",
        "redis: {kind: elasticache, host: cache.abc.usw2.cache.amazonaws.com, tls: true}",
    ),
    Case(
        "PK-AWS-025",
        f"logStore: {{kind: s3, lifecycle: {{\n  infrequentAccessDays: 29}}}}\n{ACCOUNT}\n{POD_IDENTITY}",
        "logStore.lifecycle.infrequentAccessDays",
        "2:3",
        "is 29, but S3 moves logs after 30 days at the earliest",
        "set at least 30, or 0 for never",
        f"logStore: {{kind: s3, lifecycle: {{infrequentAccessDays: 0}}}}\n{ACCOUNT}\n{POD_IDENTITY}",
    ),
    Case(
        "PK-AWS-025",
        f"logStore: {{kind: s3, lifecycle: {{infrequentAccessDays: 60,\n  expireDays: 60}}}}\n{ACCOUNT}\n{POD_IDENTITY}",
        "logStore.lifecycle.expireDays",
        "2:3",
        "is 60, but logs move to Standard-IA after 60 days",
        "increase it, or leave infrequentAccessDays out",
        f"logStore: {{kind: s3, lifecycle: {{expireDays: 30}}}}\n{ACCOUNT}\n{POD_IDENTITY}",
    ),
    Case(
        "PK-AWS-025",
        f"mysql: {{kind: rds, server: {{storageGib: 500,\n  maxStorageGib: 540}}}}\n{AWS}",
        "mysql.server.maxStorageGib",
        "2:3",
        "is 540, but storageGib is 500",
        "set at least 10 % more than storageGib",
        f"mysql: {{kind: rds, server: {{storageGib: 500, maxStorageGib: 550}}}}\n{AWS}",
    ),
    Case(
        "PK-AWS-025",
        f"mysql: {{kind: rds, server: {{instanceClass: db.t4g.small,\n  performanceInsights: true}}}}\n{AWS}",
        "mysql.server.performanceInsights",
        "2:3",
        "is on, but db.t4g.small does not support it",
        "set it to false, or use a larger instance class",
        f"mysql: {{kind: rds, server: {{instanceClass: db.t4g.small, performanceInsights: false}}}}\n{AWS}",
    ),
    Case(
        "PK-AWS-025",
        f"redis: {{kind: elasticache, server: {{\n  shards: 2}}}}\n{AWS}",
        "redis.server.shards",
        "2:3",
        "is 2, but redis.mode is not cluster",
        "set redis.mode: cluster, or leave shards out",
        f"redis: {{kind: elasticache, mode: cluster, server: {{shards: 2}}}}\n{AWS}",
    ),
]
