"""Cases of what the AWS companion makes and tells."""

from pathlib import Path
from typing import Final

from tests.rules.case import Case, warning

__all__ = ["COMPANION_CASES", "OUTPUTS"]

OUTPUTS: Final = Path(__file__).resolve().parents[2] / "apps" / "aws" / "outputs.json"
AWS: Final = f"aws: {{accountId: '111122223333', region: us-west-2, cluster: acme, outputs: '{OUTPUTS}'}}"
HERE: Final = "aws: {accountId: '111122223333', region: us-west-2}"
PODS: Final = "identity: {kind: podIdentity}"
TOLD: Final = "mysql: {kind: external, host: db.example.org}"

COMPANION_CASES: Final = [
    Case(
        "PK-AWS-002",
        AWS.replace("111122223333", "444455556666"),
        "aws.outputs",
        "1:68",
        "is of the account 111122223333, and this configuration says 444455556666",
        "name the outputs of this platform's own stacks",
        AWS,
    ),
    Case(
        "PK-AWS-002",
        AWS.replace("us-west-2", "eu-west-1"),
        "aws.outputs",
        "1:68",
        "is of the region us-west-2, and this configuration says eu-west-1",
        "name the outputs of this platform's own stacks",
        AWS,
    ),
    Case(
        "PK-AWS-002",
        f"{AWS}\nname: other",
        "aws.outputs",
        "1:68",
        "is of the platform (cluster/namespace/name) acme/portkey/portkey, and this configuration says acme/portkey/other",
        "name the outputs of this platform's own stacks",
        AWS,
    ),
    Case(
        "PK-AWS-003",
        f"redis: {{kind: elasticache}}\naws: {{outputs: '{OUTPUTS}', cluster: acme}}",
        "redis",
        "1:1",
        "is made by the AWS companion, and aws.region is not given",
        "say aws.region",
        f"redis: {{kind: elasticache}}\n{AWS}",
    ),
    Case(
        "PK-AWS-004",
        "logStore: {kind: s3}\naws: {region: us-west-2}\nidentity: {kind: podIdentity, roleArn: 'arn:aws:iam::111122223333:role/a'}",
        "logStore.bucket",
        "1:1",
        "is left out, and aws.accountId not given",
        "say them, or the bucket",
        f"logStore: {{kind: s3}}\n{HERE}\n{PODS}",
    ),
    Case(
        "PK-AWS-004",
        f"logStore: {{kind: s3}}\nname: {'a' * 30}\naws: {{accountId: '111122223333', region: ap-southeast-10}}\n{PODS}",
        "logStore.bucket",
        "1:1",
        "is left out, and its name would be too long",
        "say the bucket",
        f"logStore: {{kind: s3}}\n{HERE}\n{PODS}",
    ),
    warning(
        "PK-AWS-005",
        "mysql: {kind: rds}\naws: {region: us-west-2}",
        "mysql",
        "1:1",
        "is made by the AWS companion, and nothing tells where it is",
        "deploy the AWS companion",
        f"mysql: {{kind: rds}}\n{AWS}",
    ),
    warning(
        "PK-AWS-005",
        "redis: {kind: elasticache}\naws: {region: us-west-2, outputs: nowhere.json}",
        "redis.host",
        "1:1",
        "is made by the AWS companion, and the file that aws.outputs names is not there yet",
        "name that file as aws.outputs",
        f"redis: {{kind: elasticache}}\n{AWS}",
    ),
    Case(
        "PK-AWS-006",
        f"logStore: {{kind: s3,\n  credentials: keys, region: us-west-2}}\n{HERE}",
        "logStore.bucket",
        "1:1",
        "is left out, and logStore.credentials is keys",
        "the companion's is opened by the pods' identity",
        "logStore: {kind: s3, credentials: keys, region: us-west-2, bucket: logs}",
    ),
    Case(
        "PK-AWS-007",
        f"logStore: {{kind: s3,\n  region: eu-west-1}}\n{HERE}\n{PODS}",
        "logStore.region",
        "2:3",
        "is eu-west-1, and the companion makes the bucket in us-west-2",
        "leave logStore.region out",
        f"logStore: {{kind: s3}}\n{HERE}\n{PODS}",
    ),
    Case(
        "PK-REDIS-013",
        f"redis: {{kind: elasticache,\n  tls: false}}\n{AWS}",
        "redis.tls",
        "2:3",
        "is false, and redis.host is left out",
        "leave tls out",
        f"redis: {{kind: elasticache}}\n{AWS}",
    ),
    Case(
        "PK-LOGSTORE-012",
        "logStore: {kind: s3, bucket: logs, region: us-west-2,\n  replica: {region: eu-west-1}}",
        "logStore.replica.bucket",
        "2:3",
        "is missing, and logStore.bucket is given",
        "the AWS companion makes both",
        "logStore: {kind: s3, bucket: logs, region: us-west-2, replica: {region: eu-west-1, bucket: more}}",
    ),
    warning(
        "PK-BEDROCK-004",
        f"bedrock: {{region: us-west-2}}\ngateway: {{{PODS.replace('podIdentity', 'podIdentity, roleArn: arn:aws:iam::111122223333:role/a')}}}",
        "bedrock.models",
        "1:1",
        "names no model",
        "such as models: [anthropic.*]",
        f"bedrock: {{region: us-west-2, models: [anthropic.*]}}\ngateway: {{{PODS}}}",
    ),
    Case(
        "PK-BEDROCK-005",
        "bedrock: {region: us-west-2,\n  credentials: keys, models: [anthropic.*]}",
        "bedrock.models",
        "2:22",
        "is given, and access keys call Bedrock",
        "what access keys may do is said where they are made",
        "bedrock: {region: us-west-2, credentials: keys}",
    ),
]
