"""What the AWS companion makes, and what its deployment told."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["AWS"]

_OUTPUTS: Final = {
    "outputs.json": '{"PortkeyStack": {"PortkeyPlatform": "/portkey/portkey", "PortkeyAccount": "111122223333", "PortkeyRegion": "us-west-2", '
    '"PortkeyMysqlHost": "portkey.abc.us-west-2.rds.amazonaws.com"}}\n',
    "wrong.json": "[]\n",
}
_PODS: Final = "identity: {kind: podIdentity}\n"

AWS: Final = (
    Entry(
        "PK-AWS-001",
        "the file of outputs cannot serve",
        "aws.outputs names a file that is not what `cdk deploy --outputs-file` writes, that cannot be read, or that is of other stacks than the "
        "AWS companion's. The message says which.",
        "Write it anew: cdk deploy --all --outputs-file outputs.json.",
        ("aws.outputs",),
        example=Example(
            "aws: {region: us-west-2, outputs: wrong.json}\n",
            "aws: {region: us-west-2, outputs: outputs.json}\n",
            files=_OUTPUTS,
        ),
    ),
    Entry(
        "PK-AWS-002",
        "the outputs are of another platform",
        "Account, region, or the platform's name in the file differ from this configuration's: the pods would be led to another one's database.",
        "Name the outputs of this platform's own stacks, or mend what the message names.",
        ("aws.outputs", "aws.accountId", "aws.region", "aws.cluster", "namespace", "name"),
        example=Example(
            "aws: {region: eu-west-1, outputs: outputs.json}\n",
            "aws: {region: us-west-2, outputs: outputs.json}\n",
            files=_OUTPUTS,
        ),
    ),
    Entry(
        "PK-AWS-003",
        "the AWS companion makes something, and does not know in which region",
        "Stacks are deployed to a region, and aws.region does not say it.",
        "Say aws.region.",
        ("mysql", "redis", "aws.region"),
        example=Example(
            "mysql: {kind: rds}\naws: {outputs: outputs.json}\n",
            "mysql: {kind: rds}\naws: {region: us-west-2, outputs: outputs.json}\n",
            files=_OUTPUTS,
        ),
    ),
    Entry(
        "PK-AWS-004",
        "the bucket of logs cannot be named",
        "logStore.bucket is left out, so the AWS companion makes the bucket, and its name has the account and the region in it; more than 63 "
        "characters are refused.",
        "Say aws.accountId and aws.region, or the bucket itself.",
        ("logStore.bucket", "aws.accountId", "aws.region", "name"),
        example=Example(
            f"{_PODS}aws: {{region: us-west-2}}\nlogStore: {{kind: s3}}\n",
            f"{_PODS}aws: {{region: us-west-2, accountId: '111122223333'}}\nlogStore: {{kind: s3}}\n",
        ),
    ),
    Entry(
        "PK-AWS-005",
        "only the AWS companion's deployment tells where it is",
        "The AWS companion makes the database or the cache, and AWS names its host when it is made. A warning while you validate, an error where "
        "objects are rendered, since the pods would have no address.",
        "Deploy it (cdk deploy --all --outputs-file outputs.json), and name that file as aws.outputs.",
        ("mysql", "redis.host", "aws.outputs"),
        "either",
        Example(
            "aws: {region: us-west-2}\nmysql: {kind: rds}\n",
            "aws: {region: us-west-2, outputs: outputs.json}\nmysql: {kind: rds}\n",
            files=_OUTPUTS,
        ),
    ),
    Entry(
        "PK-AWS-006",
        "access keys for a bucket that is opened by identity",
        "The AWS companion's bucket lets the pods' roles in, and makes no user with keys.",
        "Say the bucket, if it is your own; or leave credentials out.",
        ("logStore.bucket", "logStore.credentials"),
        example=Example(
            f"{_PODS}aws: {{region: us-west-2, accountId: '111122223333'}}\nlogStore: {{kind: s3, credentials: keys}}\n",
            f"{_PODS}aws: {{region: us-west-2, accountId: '111122223333'}}\nlogStore: {{kind: s3}}\n",
        ),
    ),
    Entry(
        "PK-AWS-007",
        "the AWS companion's bucket in another region than its stacks",
        "The bucket is made where the stacks are deployed, in aws.region.",
        "Leave logStore.region out, or say the bucket, if it is your own.",
        ("logStore.region", "aws.region", "logStore.bucket"),
        example=Example(
            f"{_PODS}aws: {{region: us-west-2, accountId: '111122223333'}}\nlogStore: {{kind: s3, region: eu-west-1}}\n",
            f"{_PODS}aws: {{region: us-west-2, accountId: '111122223333'}}\nlogStore: {{kind: s3}}\n",
        ),
    ),
)
