"""Rules about the AWS companion: names and regions of its resources, and the outputs of its stacks."""

from typing import Final

from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.platform.aws_outputs import DEPLOY_COMPANION, UNKNOWN_OUTPUT, unknown_outputs
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__ = ["OUTPUTS_EXAMPLE"]

OUTPUTS_EXAMPLE: Final = {
    "outputs.json": '{"PortkeyStack": {"PortkeyPlatform": "/portkey/portkey", "PortkeyAccount": "111122223333", "PortkeyRegion": "us-west-2", '
    '"PortkeyMysqlHost": "portkey.abc.us-west-2.rds.amazonaws.com"}}\n',
    "wrong.json": "[]\n",
}
"""Contents of the output files that the examples use."""
_POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
_ACCOUNT: Final = "aws: {region: us-west-2, accountId: '111122223333'}\n"
_BUCKET: Final = ("logStore.bucket", "logStore.kind")


def _created_bucket(platform: Platform) -> S3LogStore | None:
    """The log store's settings if the companion creates its bucket."""
    settings = platform.log_store.settings
    return settings if isinstance(settings, S3LogStore) and platform.log_store.created_by_companion else None


@rule(
    "PK-AWS-002",
    title="the outputs belong to another platform",
    cause="The account, the region or the platform in the file differs from this configuration: the pods would use the database of another platform.",
    fix="Set aws.outputs to the file of this platform's own stacks.",
    settings=("aws.outputs", "aws.accountId", "aws.region", "aws.cluster", "namespace", "name"),
    example=Example("aws: {region: eu-west-1, outputs: outputs.json}\n", "aws: {region: us-west-2, outputs: outputs.json}\n", files=OUTPUTS_EXAMPLE),
)
def outputs_of_other_platform(platform: Platform) -> Findings:
    aws, outputs = platform.aws, platform.aws.outputs
    if outputs is None or not outputs.platform:
        return
    for reported, configured, name in (
        (outputs.account, aws.account_id, "the account"),
        (outputs.region, aws.region, "the region"),
        (outputs.platform, aws.platform_id, "the platform (cluster/namespace/name)"),
    ):
        if configured and reported != configured:
            yield Finding("aws.outputs", f"belongs to {name} {reported}, but this configuration is for {configured}")


@rule(
    "PK-AWS-003",
    title="the AWS companion creates something in an unknown region",
    cause="Stacks are deployed to a region, but aws.region is not set.",
    fix="Set aws.region.",
    settings=("mysql", "redis", "aws.region"),
    example=Example(
        "mysql: {kind: rds}\naws: {outputs: outputs.json}\n",
        "mysql: {kind: rds}\naws: {region: us-west-2, outputs: outputs.json}\n",
        files=OUTPUTS_EXAMPLE,
    ),
)
def no_region(platform: Platform) -> Findings:
    database = platform.mysql is not None and platform.mysql.created_by_companion
    if (database or platform.redis.created_by_companion) and not platform.aws.region:
        yield Finding("mysql" if database else "redis", "is created by the AWS companion, but aws.region is not set")


@rule(
    "PK-AWS-004",
    title="the name of the log bucket cannot be derived",
    cause="logStore.bucket is not set, so the AWS companion creates the bucket. Its name contains the account and the region.",
    fix="Set aws.accountId and aws.region, or logStore.bucket.",
    settings=(*_BUCKET, "logStore.region", "aws.accountId", "aws.region"),
    example=Example(f"{_POD_IDENTITY}aws: {{region: us-west-2}}\nlogStore: {{kind: s3}}\n", f"{_POD_IDENTITY}{_ACCOUNT}logStore: {{kind: s3}}\n"),
)
def bucket_without_name(platform: Platform) -> Findings:
    bucket = _created_bucket(platform)
    if bucket is None or bucket.credentials == "keys":
        return
    account, region = platform.aws.account_id, platform.log_store.region
    if not account or not region:
        missing = " and ".join(path for path, value in (("aws.accountId", account), ("aws.region", region)) if not value)
        verb = "are" if " and " in missing else "is"
        yield Finding("logStore.bucket", f"is not set, but its name needs {missing}, which {verb} not set", f"set {missing}, or logStore.bucket")


@rule(
    UNKNOWN_OUTPUT,
    title="an address that is known only after the AWS companion is deployed",
    cause="The AWS companion creates the database or the cache, and AWS assigns its host. It is a warning while you validate, and an error where "
    "objects are rendered, because the pods would have no address.",
    fix=f"{DEPLOY_COMPANION[0].upper()}{DEPLOY_COMPANION[1:]}.",
    settings=("mysql", "redis.host", "aws.outputs"),
    severity="either",
    example=Example(
        "aws: {region: us-west-2}\nmysql: {kind: rds}\n",
        "aws: {region: us-west-2, outputs: outputs.json}\nmysql: {kind: rds}\n",
        files=OUTPUTS_EXAMPLE,
    ),
)
def address_unknown(platform: Platform) -> Findings:
    for problem in unknown_outputs(platform):
        yield Finding(problem.path, problem.message, severity=problem.severity)


@rule(
    "PK-AWS-006",
    title="access keys for a bucket that only identities have access to",
    cause="The AWS companion's bucket gives access to the pods' roles, and the companion creates no user with access keys.",
    fix="Set logStore.bucket if the bucket is your own, or remove credentials.",
    settings=(*_BUCKET, "logStore.credentials"),
    example=Example(f"{_POD_IDENTITY}{_ACCOUNT}logStore: {{kind: s3, credentials: keys}}\n", f"{_POD_IDENTITY}{_ACCOUNT}logStore: {{kind: s3}}\n"),
)
def bucket_with_keys(platform: Platform) -> Findings:
    bucket = _created_bucket(platform)
    if bucket and bucket.credentials == "keys":
        yield Finding("logStore.bucket", "is not set, but logStore.credentials is keys")


@rule(
    "PK-AWS-007",
    title="the AWS companion's bucket in another region than its stacks",
    cause="The companion creates the bucket where its stacks are deployed, in aws.region.",
    fix="Remove logStore.region, or set logStore.bucket if the bucket is your own.",
    settings=("logStore.region", "aws.region", *_BUCKET),
    example=Example(f"{_POD_IDENTITY}{_ACCOUNT}logStore: {{kind: s3, region: eu-west-1}}\n", f"{_POD_IDENTITY}{_ACCOUNT}logStore: {{kind: s3}}\n"),
)
def bucket_in_other_region(platform: Platform) -> Findings:
    bucket, region = _created_bucket(platform), platform.aws.region
    if bucket and bucket.credentials != "keys" and platform.aws.account_id and region and platform.log_store.region != region:
        yield Finding("logStore.region", f"is {platform.log_store.region}, but the companion creates the bucket in {region}")
