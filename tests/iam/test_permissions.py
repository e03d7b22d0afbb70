"""What each component may do with AWS: what the configuration makes it do, and nothing else."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import role, roles
from tests.iam.judge import allows, listed, statements
from tests.iam.known import AWS, KNOWN, known, on_aws

ACCOUNT = AWS["accountId"]
READ, WRITE = ("s3:GetObject",), ("s3:GetObject", "s3:PutObject")
DECRYPT, ENCRYPT = ("kms:Decrypt",), ("kms:Decrypt", "kms:GenerateDataKey")
INVOKE = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
KEEP = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject")
LIST = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
SECRET = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/9c1f"
ALIAS = f"arn:aws:kms:us-west-2:{ACCOUNT}:alias/team/logs"
OWNER = "arn:aws:iam::444455556666:role/logs"
TUNER = "arn:aws:iam::444455556666:role/tuner"
LOGS = {"kind": "s3", "bucket": "logs"}
CACHE = {"kind": "elasticache", "host": "master.x.usw2.cache.amazonaws.com", "tls": True, "iam": {"clusterName": "x", "user": "portkey"}}
OPERATED = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}
MOUNTED = {"secrets": {"kind": "secretsStoreCsi", "store": {"kind": "awsSecretsManager"}}, "imagePull": {"kind": "none"}}
VIA = {"kms:ViaService": "s3.us-west-2.amazonaws.com"}
Granted = tuple[str, tuple[str, ...], tuple[str, ...], Mapping[str, Any]]


def granted(made: PortkeyConfig, component: str) -> list[Granted]:
    """What a component's role may do: sid, actions, resources, conditions."""
    document = role(made, component).permissions
    return [(one["Sid"], tuple(listed(one["Action"])), tuple(listed(one["Resource"])), one.get("Condition", {})) for one in statements(document)]


def may_nothing(made: PortkeyConfig, component: str) -> bool:
    """Whether it has no role, or one without permissions."""
    try:
        return role(made, component).permissions is None
    except ConfigurationError:
        return True


def secret(name: str, region: str = "us-west-2") -> str:
    return f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{name}-??????"


class Part(NamedTuple):
    """A part of what is allowed: the settings that bring it, and who gets what by it."""

    settings: Mapping[str, Any]
    wanted: Mapping[str, list[Granted]]


def each(statement: Granted, *components: str) -> dict[str, list[Granted]]:
    return {one: [statement] for one in components}


def via(region: str = "us-west-2", suffix: str = "amazonaws.com") -> dict[str, Any]:
    return {"StringEquals": {"kms:ViaService": f"s3.{region}.{suffix}"}}


def by_alias(name: str, region: str = "us-west-2") -> dict[str, Any]:
    return {**via(region), "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{name}"}}


WRITERS, READER = ("gateway", "dataservice"), ("backend",)
OBJECTS = ("arn:aws:s3:::logs/*",)
READ_LOGS: Granted = ("ReadLogs", READ, OBJECTS, {})
WRITE_LOGS: Granted = ("WriteLogs", WRITE, OBJECTS, {})
ASSUME = ("AssumeLogStoreRole", ("sts:AssumeRole",), (OWNER,), {"StringEquals": {"sts:ExternalId": "portkey"}})
CACHE_ARNS = tuple(f"arn:aws:elasticache:us-west-2:{ACCOUNT}:{one}" for one in ("replicationgroup:x", "serverlesscache:x", "user:portkey"))
OWN = f"portkey-logs-{ACCOUNT}"


def logged(*further: tuple[str, tuple[str, ...], str, tuple[str, ...], tuple[str, ...], Mapping[str, Any]]) -> dict[str, list[Granted]]:
    """Those who write logs and the one who reads them, with the use of keys: sids and actions of each, resources, conditions."""
    keys_w: list[Granted] = [(sid, actions, resources, condition) for sid, actions, _, _, resources, condition in further]
    keys_r: list[Granted] = [(sid, actions, resources, condition) for _, _, sid, actions, resources, condition in further]
    return {**{one: [WRITE_LOGS, *keys_w] for one in WRITERS}, "backend": [READ_LOGS, *keys_r]}


def bucket_of_the_companion(*further: Granted, key: bool = True) -> dict[str, list[Granted]]:
    objects, alias = (f"arn:aws:s3:::{OWN}-us-west-2/*",), by_alias("acme-portkey-logs")
    keys = (f"arn:aws:kms:us-west-2:{ACCOUNT}:key/*",)
    writes: list[Granted] = [("WriteLogs", WRITE, objects, {}), *([("EncryptLogs", ENCRYPT, keys, alias)] if key else []), *further]
    reads: list[Granted] = [("ReadLogs", READ, objects, {}), *([("DecryptLogs", DECRYPT, keys, alias)] if key else []), *further]
    return {**dict.fromkeys(WRITERS, writes), "backend": reads}


REPLICA: Granted = ("ReadReplica", READ, ("arn:aws:s3:::logs-2/*",), {})
OWN_REPLICA: Granted = ("ReadReplica", READ, (f"arn:aws:s3:::{OWN}-us-east-1/*",), {})
OWN_REPLICA_KEY: Granted = (
    "DecryptReplica",
    DECRYPT,
    (f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*",),
    by_alias("acme-portkey-logs", "us-east-1"),
)
FINE_TUNES = {"dataservice": {"finetunesBucket": "tunes", "logExportsBucket": "exports"}}


def models(*named: str) -> dict[str, Any]:
    return {"bedrock": {"models": list(named)}}


def invoked(*arns: str) -> dict[str, list[Granted]]:
    return {**logged(), "gateway": [WRITE_LOGS, ("InvokeModels", INVOKE, arns, {})]}


PARTS = {
    "logs": Part({}, logged()),
    "logs in a folder": Part(
        {"logStore": {**LOGS, "basePath": "team/a/"}},
        {
            **each(("WriteLogs", WRITE, ("arn:aws:s3:::logs/team/a/*",), {}), *WRITERS),
            **each(("ReadLogs", READ, ("arn:aws:s3:::logs/team/a/*",), {}), *READER),
        },
    ),
    "logs by a role of another account": Part(
        {"logStore": {**LOGS, "assumeRole": {"roleArn": OWNER, "externalId": "portkey"}, "encryption": {"kind": "kms", "keyArn": KEY}}},
        each(ASSUME, *WRITERS, *READER),
    ),
    "logs by a role without an external id": Part(
        {"logStore": {**LOGS, "assumeRole": {"roleArn": OWNER}}}, each(("AssumeLogStoreRole", ("sts:AssumeRole",), (OWNER,), {}), *WRITERS, *READER)
    ),
    "a key by its ARN": Part(
        {"logStore": {**LOGS, "encryption": {"kind": "kms", "keyArn": KEY}}}, logged(("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (KEY,), via()))
    ),
    "two layers of a key": Part(
        {"logStore": {**LOGS, "encryption": {"kind": "kmsDsse", "keyArn": KEY}}},
        logged(("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (KEY,), via())),
    ),
    "a key by its alias": Part(
        {"logStore": {**LOGS, "encryption": {"kind": "kms", "keyArn": ALIAS}}},
        logged(("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (f"arn:aws:kms:us-west-2:{ACCOUNT}:key/*",), by_alias("team/logs"))),
    ),
    "keys of S3's": Part({"logStore": {**LOGS, "encryption": {"kind": "s3"}}}, logged()),
    "a key that S3 is handed": Part({"logStore": {**LOGS, "encryption": {"kind": "customerKey"}}}, logged()),
    "a replica": Part(
        {"logStore": {**LOGS, "replica": {"bucket": "logs-2", "region": "us-east-1"}, "encryption": {"kind": "kms", "keyArn": KEY}}},
        {part: [*found, REPLICA] for part, found in logged(("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (KEY,), via())).items()},
    ),
    "the companion's bucket": Part({"logStore": {"kind": "s3"}}, bucket_of_the_companion()),
    "the companion's bucket by keys of S3's": Part({"logStore": {"kind": "s3", "encryption": {"kind": "s3"}}}, bucket_of_the_companion(key=False)),
    "the companion's buckets": Part(
        {"logStore": {"kind": "s3", "replica": {"region": "us-east-1"}}}, bucket_of_the_companion(OWN_REPLICA, OWN_REPLICA_KEY)
    ),
    "the companion's buckets by keys of S3's": Part(
        {"logStore": {"kind": "s3", "replica": {"region": "us-east-1"}, "encryption": {"kind": "s3"}}},
        bucket_of_the_companion(OWN_REPLICA, key=False),
    ),
    "the companion's bucket, a replica of one's own": Part(
        {"logStore": {"kind": "s3", "replica": {"bucket": "logs-2", "region": "us-east-1"}}}, bucket_of_the_companion(REPLICA)
    ),
    "logs by access keys": Part({"logStore": {**LOGS, "credentials": "keys"}}, {"gateway": [], "backend": [], "dataservice": []}),
    "logs elsewhere": Part(
        {"logStore": {"kind": "s3Compatible", "endpoint": "https://minio.example.org", "bucket": "logs"}},
        {"gateway": [], "backend": [], "dataservice": []},
    ),
    "no logs": Part({"logStore": {"kind": "none"}}, {"gateway": [], "backend": [], "dataservice": []}),
    "a login to the cache": Part(
        {"redis": CACHE, "logStore": {"kind": "none"}}, each(("ConnectToCache", ("elasticache:Connect",), CACHE_ARNS, {}), *WRITERS, *READER)
    ),
    "a login to a cache elsewhere": Part(
        {"redis": {**CACHE, "iam": {**CACHE["iam"], "region": "eu-west-1"}}, "logStore": {"kind": "none"}},  # type: ignore[dict-item]
        each(("ConnectToCache", ("elasticache:Connect",), tuple(one.replace("us-west-2", "eu-west-1") for one in CACHE_ARNS), {}), *WRITERS, *READER),
    ),
    "models": Part(models("anthropic.*"), invoked("arn:aws:bedrock:us-west-2::foundation-model/anthropic.*")),
    "models in a region of their own": Part(
        {"bedrock": {"region": "eu-west-1", "models": ["amazon.nova-pro-v1:0"]}},
        invoked("arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0"),
    ),
    "inference profiles": Part(
        models("us.anthropic.*", "us-gov.a.b"),
        invoked(
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/us.anthropic.*",
            "arn:aws:bedrock:*::foundation-model/anthropic.*",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/us-gov.a.b",
            "arn:aws:bedrock:*::foundation-model/a.b",
        ),
    ),
    "ARNs": Part(
        models(
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:application-inference-profile/x1",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/eu.a.b",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:provisioned-model/x",
        ),
        invoked(
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:application-inference-profile/x1",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/eu.a.b",
            "arn:aws:bedrock:*::foundation-model/a.b",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:provisioned-model/x",
        ),
    ),
    "all models, when asked": Part(
        models("*"),
        invoked(
            "arn:aws:bedrock:*::foundation-model/*",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/*",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:application-inference-profile/*",
        ),
    ),
    "no models named": Part({"bedrock": {}}, logged()),
    "models by access keys": Part({"bedrock": {"credentials": "keys"}}, logged()),
    "files of the data service": Part(
        FINE_TUNES,
        {
            **logged(),
            "dataservice": [
                WRITE_LOGS,
                ("KeepFiles", KEEP, ("arn:aws:s3:::tunes/*", "arn:aws:s3:::exports/*"), {}),
                ("ListFiles", LIST, ("arn:aws:s3:::tunes", "arn:aws:s3:::exports"), {}),
            ],
        },
    ),
    "files of the data service in one bucket": Part(
        {"dataservice": {"finetunesBucket": "files", "logExportsBucket": "files"}},
        {
            **logged(),
            "dataservice": [WRITE_LOGS, ("KeepFiles", KEEP, ("arn:aws:s3:::files/*",), {}), ("ListFiles", LIST, ("arn:aws:s3:::files",), {})],
        },
    ),
    "fine-tunes by a role": Part(
        {"dataservice": {"finetunesBucket": "tunes", "finetunesRoleArn": TUNER, "logExportsBucket": "exports"}},
        {
            **logged(),
            "dataservice": [
                WRITE_LOGS,
                ("AssumeFinetunesRole", ("sts:AssumeRole",), (TUNER,), {}),
                ("KeepFiles", KEEP, ("arn:aws:s3:::exports/*",), {}),
                ("ListFiles", LIST, ("arn:aws:s3:::exports",), {}),
            ],
        },
    ),
    "the operator's entries": Part(
        {"secrets": OPERATED},
        {
            **logged(),
            "external-secrets": [
                ("ReadSecrets", SECRET, tuple(secret(f"portkey/{one}") for one in ("secrets", "mysql", "redis", "clickhouse", "registry")), {})
            ],
        },
    ),
    "entries under names of their own": Part(
        {
            "secrets": {"kind": "existing"},
            "secretOverrides": {
                "mysql": {
                    "kind": "externalSecrets",
                    "store": {"kind": "awsSecretsManager", "region": "eu-west-1"},
                    "remote": {"mysql": {"key": "rds!db-1", "properties": {"mysql_password": "password"}}},
                }
            },
        },
        {**logged(), "external-secrets-mysql": [("ReadSecrets", SECRET, (secret("rds!db-1", "eu-west-1"),), {})]},
    ),
    "mounted entries": Part(
        MOUNTED,
        {
            "gateway": [WRITE_LOGS, ("MountSecrets", SECRET, (secret("portkey/secrets"), secret("portkey/redis"), secret("portkey/clickhouse")), {})],
            "frontend": [],
        },
    ),
    "the migration mounts what it needs": Part(
        {**MOUNTED, "logStore": {"kind": "none"}},
        {
            part: [
                ("MountSecrets", SECRET, tuple(secret(f"portkey/{one}") for one in ("secrets", "mysql", "redis", "clickhouse")), {}),
            ]
            for part in ("migration", "backend")
        },
    ),
    "stores in the cluster mount theirs": Part(
        {**MOUNTED, "mysql": {"kind": "inCluster"}, "clickhouse": {"kind": "inCluster"}},
        {
            "mysql": [("MountSecrets", SECRET, (secret("portkey/mysql"),), {})],
            "clickhouse": [("MountSecrets", SECRET, (secret("portkey/clickhouse"),), {})],
        },
    ),
    "a role of the front end's": Part({"frontend": {"identity": {"kind": "irsa"}}}, {**logged(), "frontend": []}),
}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("kind", ["irsa", "podIdentity"])
def test_each_part_grants_what_it_needs(name: str, kind: str) -> None:
    part = PARTS[name]
    made = on_aws(**{"identity": {"kind": kind}, "logStore": LOGS, **part.settings})
    for component, wanted in part.wanted.items():
        if wanted:
            assert granted(made, component) == wanted
        else:
            assert may_nothing(made, component)


@pytest.mark.parametrize("said", [{}, {"frontend": {"identity": {"kind": "none"}}}])
def test_the_front_end_has_no_role_unless_it_is_given_one(said: dict[str, Any]) -> None:
    assert "frontend" not in [part for one in roles(on_aws(**said)) for part in one.components]


def test_who_has_no_identity_has_no_role() -> None:
    made = on_aws(backend={"identity": {"kind": "none"}}, logStore={"kind": "none"})
    assert [one.components for one in roles(made)] == [("gateway",), ("dataservice",)]


@pytest.mark.parametrize(
    ("region", "partition", "suffix"), [("cn-north-1", "aws-cn", "amazonaws.com.cn"), ("us-gov-west-1", "aws-us-gov", "amazonaws.com")]
)
def test_other_partitions(region: str, partition: str, suffix: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""
    made = on_aws(
        aws={**AWS, "region": region},
        logStore={"kind": "s3", "replica": {"region": region.replace("1", "2")}},
        redis=CACHE,
        secrets=OPERATED,
        dataservice={"logExportsBucket": "exports"},
        bedrock={"models": ["anthropic.*", "us-gov.a.b", "*"]},
    )
    resources = [resource for one in roles(made) for each_ in statements(one.permissions) for resource in listed(each_["Resource"])]
    assert {resource.split(":")[1] for resource in resources} == {partition}
    assert {resource.split(":")[2] for resource in resources} == {"s3", "kms", "elasticache", "secretsmanager", "bedrock"}
    services = [
        each_["Condition"]["StringEquals"]["kms:ViaService"] for each_ in statements(role(made, "gateway").permissions) if "Condition" in each_
    ]
    assert services == [f"s3.{region}.{suffix}", f"s3.{region.replace('1', '2')}.{suffix}"]


def test_a_global_profile_reaches_the_model_that_is_of_no_region() -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html"""
    document = role(on_aws(bedrock={"models": ["global.anthropic.claude-sonnet-4-v1:0"]}), "gateway").permissions
    for arn in ("us-west-2::", "::", "eu-west-1::"):
        assert allows(document, INVOKE[0], f"arn:aws:bedrock:{arn}foundation-model/anthropic.claude-sonnet-4-v1:0")
    assert allows(document, INVOKE[0], f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/global.anthropic.claude-sonnet-4-v1:0")
    assert not allows(document, INVOKE[0], "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-4-v1:0")


def test_names_are_taken_as_they_stand() -> None:
    """What IAM would read as a wildcard or as a variable is a letter like any other."""
    strange = {**CACHE, "iam": {"clusterName": "x*", "user": "a?${aws:username}"}}
    document = role(on_aws(redis=strange), "gateway").permissions
    start = f"arn:aws:elasticache:us-west-2:{ACCOUNT}"
    assert allows(document, "elasticache:Connect", f"{start}:replicationgroup:x*")
    assert allows(document, "elasticache:Connect", f"{start}:user:a?${{aws:username}}")
    assert not allows(document, "elasticache:Connect", f"{start}:replicationgroup:xy")


KMS_CONTEXT: dict[str, Any] = {**VIA, "kms:ResourceAliases": ("alias/acme-portkey-logs",)}
FULL: dict[str, Any] = {
    "logStore": {"kind": "s3", "replica": {"region": "us-east-1"}, "basePath": "team/"},
    "redis": CACHE,
    "secrets": OPERATED,
    "dataservice": {"finetunesBucket": "tunes", "logExportsBucket": "exports"},
    "bedrock": {"models": ["anthropic.*"]},
    "frontend": {"identity": {"kind": "irsa"}},
}
MINE, COPY = f"arn:aws:s3:::{OWN}-us-west-2", f"arn:aws:s3:::{OWN}-us-east-1"
A_KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/9c1f"
ENTRY = f"arn:aws:secretsmanager:us-west-2:{ACCOUNT}:secret:portkey/mysql-Ab3dEf"
OTHERS_ENTRY = f"arn:aws:secretsmanager:us-west-2:{ACCOUNT}:secret:payroll-Ab3dEf"
NEVER = (
    *(
        (f"s3:{action}", f"{MINE}/team/a")
        for action in ("DeleteObject", "DeleteObjectVersion", "PutObjectAcl", "GetObjectAcl", "BypassGovernanceRetention")
    ),
    *((f"s3:{action}", MINE) for action in ("ListBucket", "DeleteBucket", "PutBucketPolicy", "PutEncryptionConfiguration", "GetBucketPolicy")),
    *(("s3:GetObject", one) for one in (f"{MINE}/other/a", f"{MINE}x/team/a", "arn:aws:s3:::payroll/team/a", f"{COPY}/other/a")),
    *((f"s3:{action}", f"{COPY}/team/a") for action in ("PutObject", "DeleteObject")),
    *((f"kms:{action}", A_KEY) for action in ("Encrypt", "ReEncryptFrom", "CreateGrant", "PutKeyPolicy", "ScheduleKeyDeletion", "DescribeKey")),
    *((action, "arn:aws:iam::111122223333:role/admin") for action in ("iam:PassRole", "iam:CreateRole", "iam:PutRolePolicy", "sts:AssumeRole")),
    *((f"bedrock:{action}", "*") for action in ("CreateModelInvocationJob", "ListFoundationModels", "CreateProvisionedModelThroughput")),
    ("secretsmanager:GetSecretValue", OTHERS_ENTRY),
    ("secretsmanager:PutSecretValue", ENTRY),
    ("elasticache:Connect", f"arn:aws:elasticache:us-west-2:{ACCOUNT}:user:admin"),
    ("elasticache:DeleteReplicationGroup", CACHE_ARNS[0]),
    ("ec2:DescribeInstances", "*"),
)
MODEL = "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku"
NOT = {
    "gateway": (
        ("secretsmanager:GetSecretValue", ENTRY),
        ("s3:GetObject", "arn:aws:s3:::exports/a"),
        ("bedrock:InvokeModel", MODEL.replace("anthropic", "amazon")),
    ),
    "backend": (
        ("s3:PutObject", f"{MINE}/team/a"),
        ("kms:GenerateDataKey", A_KEY),
        ("bedrock:InvokeModel", MODEL),
        ("s3:GetObject", "arn:aws:s3:::exports/a"),
        ("secretsmanager:GetSecretValue", ENTRY),
    ),
    "dataservice": (
        ("bedrock:InvokeModel", MODEL),
        ("secretsmanager:GetSecretValue", ENTRY),
        ("s3:DeleteBucket", "arn:aws:s3:::exports"),
        ("s3:PutObject", "arn:aws:s3:::exportsx/a"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::exports"),
    ),
    "frontend": (
        ("s3:GetObject", f"{MINE}/team/a"),
        ("bedrock:InvokeModel", MODEL),
        ("elasticache:Connect", CACHE_ARNS[0]),
        ("secretsmanager:GetSecretValue", ENTRY),
        ("kms:Decrypt", A_KEY),
    ),
    "external-secrets": (
        ("s3:GetObject", f"{MINE}/team/a"),
        ("kms:Decrypt", A_KEY),
        ("bedrock:InvokeModel", MODEL),
        ("elasticache:Connect", CACHE_ARNS[0]),
        *((f"secretsmanager:{action}", ENTRY) for action in ("PutSecretValue", "DeleteSecret", "UpdateSecret", "ListSecrets", "BatchGetSecretValue")),
    ),
}
MAY = {
    "gateway": (
        ("s3:PutObject", f"{MINE}/team/a"),
        ("s3:GetObject", f"{COPY}/team/a"),
        ("kms:GenerateDataKey", A_KEY),
        ("bedrock:InvokeModel", MODEL),
    ),
    "backend": (("s3:GetObject", f"{MINE}/team/a"), ("kms:Decrypt", A_KEY), ("elasticache:Connect", CACHE_ARNS[0])),
    "dataservice": (("s3:PutObject", f"{MINE}/team/a"), ("s3:DeleteObject", "arn:aws:s3:::exports/a"), ("s3:ListBucket", "arn:aws:s3:::tunes")),
    "frontend": (),
    "external-secrets": (("secretsmanager:GetSecretValue", ENTRY),),
}


@pytest.mark.parametrize("component", NOT)
def test_what_nobody_may_and_what_a_component_may_not(component: str) -> None:
    document = role(on_aws(**FULL), component).permissions
    assert [one for one in MAY[component] if not allows(document, *one, KMS_CONTEXT)] == []
    assert [one for one in (*NEVER, *NOT[component]) if allows(document, *one, KMS_CONTEXT)] == []


@pytest.mark.parametrize(
    "context",
    [
        {},
        VIA,
        {"kms:ResourceAliases": ("alias/acme-portkey-logs",)},
        {**VIA, "kms:ResourceAliases": ("alias/payroll", "alias/acme-portkey-logs-2")},
        {"kms:ViaService": "s3.us-east-1.amazonaws.com", "kms:ResourceAliases": ("alias/acme-portkey-logs",)},
        {"kms:ViaService": "ec2.us-west-2.amazonaws.com", "kms:ResourceAliases": ("alias/acme-portkey-logs",)},
    ],
)
def test_the_key_serves_s3_alone_and_is_known_by_its_alias_alone(context: dict[str, Any]) -> None:
    document = role(on_aws(**FULL), "gateway").permissions
    assert not allows(document, "kms:Decrypt", A_KEY, context)


def test_the_role_of_another_account_wants_its_external_id() -> None:
    made = on_aws(logStore={**LOGS, "assumeRole": {"roleArn": OWNER, "externalId": "portkey"}})
    for component in ("gateway", "backend", "dataservice"):
        document = role(made, component).permissions
        assert allows(document, "sts:AssumeRole", OWNER, {"sts:ExternalId": "portkey"})
        assert not allows(document, "sts:AssumeRole", OWNER, {"sts:ExternalId": "other"})
        assert not allows(document, "sts:AssumeRole", OWNER)
        assert not allows(document, "sts:AssumeRole", f"{OWNER}x", {"sts:ExternalId": "portkey"})


KNOWN_ACTIONS = {*WRITE, *ENCRYPT, *INVOKE, *KEEP, *LIST, *SECRET, "elasticache:Connect", "sts:AssumeRole"}


@pytest.mark.parametrize("name", KNOWN)
def test_no_statement_says_everything(name: str) -> None:
    for one in roles(known(name)):
        for each_ in statements(one.permissions):
            actions, resources = listed(each_["Action"]), listed(each_["Resource"])
            assert set(actions) <= KNOWN_ACTIONS
            assert [resource for resource in resources if len(resource.split(":", 5)) != 6 or "*" in resource.split(":", 5)[2]] == []
            things = [resource.split(":", 5)[5] for resource in resources]
            assert [thing for thing in things if "*" in thing[:-1] or not thing.strip("*/")] == []
            of_s3 = [resource.split(":", 5)[5] for resource in resources if resource.split(":")[2] == "s3"]
            assert [thing for thing in of_s3 if ("/" in thing) is bool(set(actions) & set(LIST))] == []
            if any(action.startswith("kms:") for action in actions):
                assert each_["Condition"]["StringEquals"].keys() == {"kms:ViaService"}
                assert all(not resource.endswith("/*") or "ForAnyValue:StringEquals" in each_["Condition"] for resource in resources)
            if "sts:AssumeRole" in actions:
                assert [resource for resource in resources if "*" in resource or ":role/" not in resource] == []
