"""Each component has the permissions that the configuration makes it need, and no others."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from portkey_constructs.iam import role as role_of
from portkey_constructs.iam import roles
from portkey_constructs.platform import Platform
from tests.iam.configurations import ALL, AWS, eks_platform, platform_of
from tests.iam.policy_evaluator import allows, as_list, statements

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


def granted(platform: Platform, component: str) -> list[Granted]:
    """The permissions of a component's role: sid, actions, resources, conditions."""
    document = role_of(platform, component).permissions
    return [
        (statement["Sid"], tuple(as_list(statement["Action"])), tuple(as_list(statement["Resource"])), statement.get("Condition", {}))
        for statement in statements(document)
    ]


def has_permissions(platform: Platform, component: str) -> bool:
    return any(component in role.components and role.permissions for role in roles(platform))


def secret(name: str, region: str = "us-west-2") -> str:
    return f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{name}-??????"


class Case(NamedTuple):
    """Settings, and the permissions that components need because of them."""

    settings: Mapping[str, Any]
    expected: Mapping[str, list[Granted]]


def each(statement: Granted, *components: str) -> dict[str, list[Granted]]:
    return {component: [statement] for component in components}


def via(region: str = "us-west-2", suffix: str = "amazonaws.com") -> dict[str, Any]:
    return {"StringEquals": {"kms:ViaService": f"s3.{region}.{suffix}"}}


def by_alias(name: str, region: str = "us-west-2") -> dict[str, Any]:
    return {**via(region), "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{name}"}}


WRITERS, READER = ("gateway", "dataservice"), ("backend",)
OBJECTS = ("arn:aws:s3:::logs/*",)
READ_LOGS: Granted = ("ReadLogs", READ, OBJECTS, {})
WRITE_LOGS: Granted = ("WriteLogs", WRITE, OBJECTS, {})
ASSUME = ("AssumeLogStoreRole", ("sts:AssumeRole",), (OWNER,), {"StringEquals": {"sts:ExternalId": "portkey"}})
CACHE_ARNS = tuple(f"arn:aws:elasticache:us-west-2:{ACCOUNT}:{name}" for name in ("replicationgroup:x", "serverlesscache:x", "user:portkey"))
OWN = f"acme-portkey-logs-{ACCOUNT}"


def logged(
    write_sid: str = "",
    write: tuple[str, ...] = (),
    read_sid: str = "",
    read: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    condition: Any = None,
) -> dict[str, list[Granted]]:
    """Access of the writers and the reader to the logs, and to the key that encrypts them."""
    writer_key: list[Granted] = [(write_sid, write, keys, condition)] if keys else []
    reader_key: list[Granted] = [(read_sid, read, keys, condition)] if keys else []
    return {**{component: [WRITE_LOGS, *writer_key] for component in WRITERS}, "backend": [READ_LOGS, *reader_key]}


def companion_bucket(*further: Granted, key: bool = True) -> dict[str, list[Granted]]:
    objects, alias = (f"arn:aws:s3:::{OWN}-us-west-2/*",), by_alias("acme-portkey-logs")
    keys = (f"arn:aws:kms:us-west-2:{ACCOUNT}:key/*",)
    writes: list[Granted] = [("WriteLogs", WRITE, objects, {}), *([("EncryptLogs", ENCRYPT, keys, alias)] if key else []), *further]
    reads: list[Granted] = [("ReadLogs", READ, objects, {}), *([("DecryptLogs", DECRYPT, keys, alias)] if key else []), *further]
    return {**dict.fromkeys(WRITERS, writes), "backend": reads}


REPLICA: Granted = ("ReadReplica", READ, ("arn:aws:s3:::logs-2/*",), {})
OWN_REPLICA: Granted = ("ReadReplica", READ, (f"arn:aws:s3:::{OWN}-us-east-1/*",), {})
OWN_REPLICSOME_KEY: Granted = (
    "DecryptReplica",
    DECRYPT,
    (f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*",),
    by_alias("acme-portkey-logs", "us-east-1"),
)
FINE_TUNES = {"dataservice": {"finetunesBucket": "tunes", "logExportsBucket": "exports"}}


def models(*names: str) -> dict[str, Any]:
    return {"bedrock": {"models": list(names)}}


def invoked(*arns: str, through: tuple[Granted, ...] = (), further: tuple[Granted, ...] = ()) -> dict[str, list[Granted]]:
    profiles = tuple(arn for arn in arns if "inference-profile/" in arn)
    read: list[Granted] = [("ReadProfiles", ("bedrock:GetInferenceProfile",), profiles, {})] if profiles else []
    return {**logged(), "gateway": [WRITE_LOGS, ("InvokeModels", INVOKE, arns, {}), *through, *read, *further]}


APPLICATION = f"arn:aws:bedrock:us-west-2:{ACCOUNT}:application-inference-profile/x1"
THROUGH_APPLICATION: Granted = (
    "InvokeModelsOfProfiles",
    INVOKE,
    ("arn:aws:bedrock:*::foundation-model/*",),
    {"StringLike": {"bedrock:InferenceProfileArn": APPLICATION}},
)
BATCH_ROLE = f"arn:aws:iam::{ACCOUNT}:role/batches"
JOBS = f"arn:aws:bedrock:us-west-2:{ACCOUNT}:model-invocation-job/*"
ANTHROPIC = "arn:aws:bedrock:us-west-2::foundation-model/anthropic.*"
BATCHES: tuple[Granted, ...] = (
    ("CreateBatches", ("bedrock:CreateModelInvocationJob",), (ANTHROPIC, JOBS), {}),
    ("ManageBatches", tuple(f"bedrock:{name}" for name in ("GetModelInvocationJob", "StopModelInvocationJob", "TagResource")), (JOBS,), {}),
    ("ListBatches", ("bedrock:ListFoundationModels", "bedrock:ListModelInvocationJobs"), ("*",), {}),
    ("PassBatchRole", ("iam:PassRole",), (BATCH_ROLE,), {"StringEquals": {"iam:PassedToService": "bedrock.amazonaws.com"}}),
    (
        "KeepBatchFiles",
        ("s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"),
        ("arn:aws:s3:::batches/*",),
        {},
    ),
    ("ListBatchFiles", LIST, ("arn:aws:s3:::batches",), {}),
)

DECRYPT_SECRETS = (
    "DecryptSecrets",
    ("kms:Decrypt",),
    ("arn:aws:kms:us-west-2:111122223333:key/*",),
    {
        "StringEquals": {"kms:ViaService": "secretsmanager.us-west-2.amazonaws.com"},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/acme-portkey-secrets"},
    },
)

CASES = {
    "logs": Case({}, logged()),
    "logs under a prefix": Case(
        {"logStore": {**LOGS, "bucket": "logs/team/a"}},
        {
            **each(("WriteLogs", WRITE, ("arn:aws:s3:::logs/team/a/*",), {}), *WRITERS),
            **each(("ReadLogs", READ, ("arn:aws:s3:::logs/team/a/*",), {}), *READER),
        },
    ),
    "logs with a role of another account": Case(
        {"logStore": {**LOGS, "assumeRole": {"roleArn": OWNER, "externalId": "portkey"}, "encryption": {"kind": "kms", "keyArn": KEY}}},
        each(ASSUME, *WRITERS, *READER),
    ),
    "logs with a role without an external ID": Case(
        {"logStore": {**LOGS, "assumeRole": {"roleArn": OWNER}}}, each(("AssumeLogStoreRole", ("sts:AssumeRole",), (OWNER,), {}), *WRITERS, *READER)
    ),
    "key by its ARN": Case(
        {"logStore": {**LOGS, "encryption": {"kind": "kms", "keyArn": KEY}}}, logged("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (KEY,), via())
    ),
    "two-layer encryption with a key": Case(
        {"logStore": {**LOGS, "encryption": {"kind": "kmsDsse", "keyArn": KEY}}},
        logged("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (KEY,), via()),
    ),
    "key by its alias": Case(
        {"logStore": {**LOGS, "encryption": {"kind": "kms", "keyArn": ALIAS}}},
        logged("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (f"arn:aws:kms:us-west-2:{ACCOUNT}:key/*",), by_alias("team/logs")),
    ),
    "keys of S3": Case({"logStore": {**LOGS, "encryption": {"kind": "s3"}}}, logged()),
    "customer-provided key": Case({"logStore": {**LOGS, "encryption": {"kind": "customerKey"}}}, logged()),
    "replica": Case(
        {"logStore": {**LOGS, "replica": {"bucket": "logs-2", "region": "us-east-1"}, "encryption": {"kind": "kms", "keyArn": KEY}}},
        {
            component: [*permissions, REPLICA]
            for component, permissions in logged("EncryptLogs", ENCRYPT, "DecryptLogs", DECRYPT, (KEY,), via()).items()
        },
    ),
    "the companion's bucket": Case({"logStore": {"kind": "s3"}}, companion_bucket()),
    "the companion's bucket with keys of S3": Case({"logStore": {"kind": "s3", "encryption": {"kind": "s3"}}}, companion_bucket(key=False)),
    "the companion's buckets": Case(
        {"logStore": {"kind": "s3", "replica": {"region": "us-east-1"}}}, companion_bucket(OWN_REPLICA, OWN_REPLICSOME_KEY)
    ),
    "the companion's buckets with keys of S3": Case(
        {"logStore": {"kind": "s3", "replica": {"region": "us-east-1"}, "encryption": {"kind": "s3"}}},
        companion_bucket(OWN_REPLICA, key=False),
    ),
    "the companion's bucket with an existing replica": Case(
        {"logStore": {"kind": "s3", "replica": {"bucket": "logs-2", "region": "us-east-1"}}}, companion_bucket(REPLICA)
    ),
    "logs with access keys": Case({"logStore": {**LOGS, "credentials": "keys"}}, {"gateway": [], "backend": [], "dataservice": []}),
    "logs outside AWS": Case(
        {"logStore": {"kind": "s3Compatible", "endpoint": "https://minio.example.org", "bucket": "logs"}},
        {"gateway": [], "backend": [], "dataservice": []},
    ),
    "no logs": Case({"logStore": {"kind": "none"}}, {"gateway": [], "backend": [], "dataservice": []}),
    "IAM authentication in the cache": Case(
        {"redis": CACHE, "logStore": {"kind": "none"}}, each(("ConnectToCache", ("elasticache:Connect",), CACHE_ARNS, {}), *WRITERS, *READER)
    ),
    "IAM authentication in a cache of another region": Case(
        {"redis": {**CACHE, "iam": {**CACHE["iam"], "region": "eu-west-1"}}, "logStore": {"kind": "none"}},  # type: ignore[dict-item]
        each(("ConnectToCache", ("elasticache:Connect",), tuple(arn.replace("us-west-2", "eu-west-1") for arn in CACHE_ARNS), {}), *WRITERS, *READER),
    ),
    "models": Case(models("anthropic.*"), invoked("arn:aws:bedrock:us-west-2::foundation-model/anthropic.*")),
    "models in another region": Case(
        {"bedrock": {"region": "eu-west-1", "models": ["amazon.nova-pro-v1:0"]}},
        invoked("arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0"),
    ),
    "inference profiles": Case(
        models("us.anthropic.*", "us-gov.a.b"),
        invoked(
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/us.anthropic.*",
            "arn:aws:bedrock:*::foundation-model/anthropic.*",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/us-gov.a.b",
            "arn:aws:bedrock:*::foundation-model/a.b",
        ),
    ),
    "models by their ARNs": Case(
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
            through=(THROUGH_APPLICATION,),
        ),
    ),
    "batches": Case(
        {"bedrock": {"models": ["anthropic.*"], "batches": {"bucket": "batches", "roleArn": BATCH_ROLE}}}, invoked(ANTHROPIC, further=BATCHES)
    ),
    "roles of other accounts": Case(
        {"bedrock": {"assumeRoles": [OWNER]}}, {**logged(), "gateway": [WRITE_LOGS, ("AssumeModelRoles", ("sts:AssumeRole",), (OWNER,), {})]}
    ),
    "session tags": Case(
        {"bedrock": {"assumeRoles": [OWNER], "sessionTags": True}},
        {**logged(), "gateway": [WRITE_LOGS, ("AssumeModelRoles", ("sts:AssumeRole", "sts:TagSession"), (OWNER,), {})]},
    ),
    "workspaces of Claude Platform": Case(
        {"claudePlatform": {"region": "us-east-1", "workspaces": ["wrkspc_1", "wrkspc_2"]}},
        {
            **logged(),
            "gateway": [
                WRITE_LOGS,
                (
                    "UseClaudePlatform",
                    ("aws-external-anthropic:*",),
                    tuple(f"arn:aws:aws-external-anthropic:us-east-1:{ACCOUNT}:workspace/wrkspc_{number}" for number in (1, 2)),
                    {},
                ),
            ],
        },
    ),
    "models in Azure": Case(
        {"entraFederation": {}},
        {
            **logged(),
            "gateway": [
                WRITE_LOGS,
                (
                    "RequestTokensForEntra",
                    ("sts:GetWebIdentityToken",),
                    ("*",),
                    {"ForAllValues:StringEquals": {"sts:IdentityTokenAudience": "api://AzureADTokenExchange"}},
                ),
            ],
        },
    ),
    "all models": Case(
        models("*"),
        invoked(
            "arn:aws:bedrock:*::foundation-model/*",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/*",
            f"arn:aws:bedrock:us-west-2:{ACCOUNT}:application-inference-profile/*",
        ),
    ),
    "no models": Case({"bedrock": {}}, logged()),
    "models with access keys": Case({"bedrock": {"credentials": "keys"}}, logged()),
    "files of the data service": Case(
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
    "files of the data service in one bucket": Case(
        {"dataservice": {"finetunesBucket": "files", "logExportsBucket": "files"}},
        {
            **logged(),
            "dataservice": [WRITE_LOGS, ("KeepFiles", KEEP, ("arn:aws:s3:::files/*",), {}), ("ListFiles", LIST, ("arn:aws:s3:::files",), {})],
        },
    ),
    "fine-tuning with a role": Case(
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
    "the operator's entries": Case(
        {"secrets": OPERATED},
        {
            **logged(),
            "external-secrets": [
                (
                    "ReadSecrets",
                    SECRET,
                    tuple(secret(f"acme-portkey/{name}") for name in ("secrets", "mysql", "redis", "clickhouse", "registry")),
                    {},
                ),
                DECRYPT_SECRETS,
            ],
        },
    ),
    "entries with custom names": Case(
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
    "mounted entries": Case(
        MOUNTED,
        {
            "gateway": [
                WRITE_LOGS,
                ("MountSecrets", SECRET, (secret("acme-portkey/secrets"), secret("acme-portkey/redis"), secret("acme-portkey/clickhouse")), {}),
                DECRYPT_SECRETS,
            ],
            "frontend": [],
        },
    ),
    "the migration mounts the backend's entries": Case(
        {**MOUNTED, "logStore": {"kind": "none"}},
        {
            component: [
                ("MountSecrets", SECRET, tuple(secret(f"acme-portkey/{name}") for name in ("secrets", "mysql", "redis", "clickhouse")), {}),
                DECRYPT_SECRETS,
            ]
            for component in ("migration", "backend")
        },
    ),
    "stores in the cluster mount their entries": Case(
        {**MOUNTED, "mysql": {"kind": "inCluster"}, "clickhouse": {"kind": "inCluster"}},
        {
            "mysql": [("MountSecrets", SECRET, (secret("acme-portkey/mysql"),), {}), DECRYPT_SECRETS],
            "clickhouse": [("MountSecrets", SECRET, (secret("acme-portkey/clickhouse"),), {}), DECRYPT_SECRETS],
        },
    ),
    "a role for the front end": Case({"frontend": {"identity": {"kind": "irsa"}}}, {**logged(), "frontend": []}),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kind", ["irsa", "podIdentity"])
def test_setting_grants_the_permissions_that_it_needs(name: str, kind: str) -> None:
    case = CASES[name]
    platform = eks_platform(**{"identity": {"kind": kind}, "logStore": LOGS, **case.settings})
    for component, expected in case.expected.items():
        if expected:
            assert granted(platform, component) == expected
        else:
            assert not has_permissions(platform, component)


@pytest.mark.parametrize("settings", [{}, {"frontend": {"identity": {"kind": "none"}}}])
def test_front_end_has_no_role_by_default(settings: dict[str, Any]) -> None:
    assert "frontend" not in [component for role in roles(eks_platform(**settings)) for component in role.components]


def test_component_without_identity_has_no_role() -> None:
    platform = eks_platform(backend={"identity": {"kind": "none"}}, logStore={"kind": "none"})
    assert [role.components for role in roles(platform)] == [("gateway",), ("dataservice",)]


@pytest.mark.parametrize(
    ("region", "partition", "suffix"), [("cn-north-1", "aws-cn", "amazonaws.com.cn"), ("us-gov-west-1", "aws-us-gov", "amazonaws.com")]
)
def test_policies_follow_the_partition(region: str, partition: str, suffix: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""
    platform = eks_platform(
        aws={**AWS, "region": region},
        logStore={"kind": "s3", "replica": {"region": region.replace("1", "2")}},
        redis=CACHE,
        secrets=OPERATED,
        dataservice={"logExportsBucket": "exports"},
        bedrock={"models": ["anthropic.*", "us-gov.a.b", "*"]},
    )
    resources = [resource for role in roles(platform) for statement in statements(role.permissions) for resource in as_list(statement["Resource"])]
    assert {resource.split(":")[1] for resource in resources} == {partition}
    assert {resource.split(":")[2] for resource in resources} == {"s3", "kms", "elasticache", "secretsmanager", "bedrock"}
    conditions = [statement["Condition"] for statement in statements(role_of(platform, "gateway").permissions) if "Condition" in statement]
    services = [condition["StringEquals"]["kms:ViaService"] for condition in conditions]
    assert services == [f"s3.{region}.{suffix}", f"s3.{region.replace('1', '2')}.{suffix}"]


def test_global_profile_covers_its_model_in_every_region_and_without_one() -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html"""
    document = role_of(eks_platform(bedrock={"models": ["global.anthropic.claude-sonnet-4-v1:0"]}), "gateway").permissions
    for region in ("us-west-2::", "::", "eu-west-1::"):
        assert allows(document, INVOKE[0], f"arn:aws:bedrock:{region}foundation-model/anthropic.claude-sonnet-4-v1:0")
    assert allows(document, INVOKE[0], f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/global.anthropic.claude-sonnet-4-v1:0")
    assert not allows(document, INVOKE[0], "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-4-v1:0")


def test_wildcards_and_variables_in_names_are_escaped() -> None:
    strange = {**CACHE, "iam": {"clusterName": "x*", "user": "a?${aws:username}"}}
    document = role_of(eks_platform(redis=strange), "gateway").permissions
    start = f"arn:aws:elasticache:us-west-2:{ACCOUNT}"
    assert allows(document, "elasticache:Connect", f"{start}:replicationgroup:x*")
    assert allows(document, "elasticache:Connect", f"{start}:user:a?${{aws:username}}")
    assert not allows(document, "elasticache:Connect", f"{start}:replicationgroup:xy")


KMS_CONTEXT: dict[str, Any] = {**VIA, "kms:ResourceAliases": ("alias/acme-portkey-logs",)}
FULL: dict[str, Any] = {
    "logStore": {"kind": "s3", "replica": {"region": "us-east-1"}},
    "redis": CACHE,
    "secrets": OPERATED,
    "dataservice": {"finetunesBucket": "tunes", "logExportsBucket": "exports"},
    "bedrock": {"models": ["anthropic.*"]},
    "frontend": {"identity": {"kind": "irsa"}},
}
BUCKET, REPLICA_BUCKET = f"arn:aws:s3:::{OWN}-us-west-2", f"arn:aws:s3:::{OWN}-us-east-1"
SOME_KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/9c1f"
ENTRY = f"arn:aws:secretsmanager:us-west-2:{ACCOUNT}:secret:acme-portkey/mysql-Ab3dEf"
FOREIGN_ENTRY = f"arn:aws:secretsmanager:us-west-2:{ACCOUNT}:secret:payroll-Ab3dEf"
ALWAYS_DENIED = (
    *(
        (f"s3:{action}", f"{BUCKET}/team/a")
        for action in ("DeleteObject", "DeleteObjectVersion", "PutObjectAcl", "GetObjectAcl", "BypassGovernanceRetention")
    ),
    *((f"s3:{action}", BUCKET) for action in ("ListBucket", "DeleteBucket", "PutBucketPolicy", "PutEncryptionConfiguration", "GetBucketPolicy")),
    *(("s3:GetObject", arn) for arn in (f"{BUCKET}x/team/a", "arn:aws:s3:::payroll/team/a")),
    *((f"s3:{action}", f"{REPLICA_BUCKET}/team/a") for action in ("PutObject", "DeleteObject")),
    *((f"kms:{action}", SOME_KEY) for action in ("Encrypt", "ReEncryptFrom", "CreateGrant", "PutKeyPolicy", "ScheduleKeyDeletion", "DescribeKey")),
    *((action, "arn:aws:iam::111122223333:role/admin") for action in ("iam:PassRole", "iam:CreateRole", "iam:PutRolePolicy", "sts:AssumeRole")),
    *((f"bedrock:{action}", "*") for action in ("CreateModelInvocationJob", "ListFoundationModels", "CreateProvisionedModelThroughput")),
    ("secretsmanager:GetSecretValue", FOREIGN_ENTRY),
    ("secretsmanager:PutSecretValue", ENTRY),
    ("elasticache:Connect", f"arn:aws:elasticache:us-west-2:{ACCOUNT}:user:admin"),
    ("elasticache:DeleteReplicationGroup", CACHE_ARNS[0]),
    ("ec2:DescribeInstances", "*"),
)
MODEL = "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku"
COMPONENT_DENIED = {
    "gateway": (
        ("secretsmanager:GetSecretValue", ENTRY),
        ("s3:GetObject", "arn:aws:s3:::exports/a"),
        ("bedrock:InvokeModel", MODEL.replace("anthropic", "amazon")),
    ),
    "backend": (
        ("s3:PutObject", f"{BUCKET}/team/a"),
        ("kms:GenerateDataKey", SOME_KEY),
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
        ("s3:GetObject", f"{BUCKET}/team/a"),
        ("bedrock:InvokeModel", MODEL),
        ("elasticache:Connect", CACHE_ARNS[0]),
        ("secretsmanager:GetSecretValue", ENTRY),
        ("kms:Decrypt", SOME_KEY),
    ),
    "external-secrets": (
        ("s3:GetObject", f"{BUCKET}/team/a"),
        ("kms:Decrypt", SOME_KEY),
        ("bedrock:InvokeModel", MODEL),
        ("elasticache:Connect", CACHE_ARNS[0]),
        *((f"secretsmanager:{action}", ENTRY) for action in ("PutSecretValue", "DeleteSecret", "UpdateSecret", "ListSecrets", "BatchGetSecretValue")),
    ),
}
COMPONENT_ALLOWED = {
    "gateway": (
        ("s3:PutObject", f"{BUCKET}/team/a"),
        ("s3:GetObject", f"{REPLICA_BUCKET}/team/a"),
        ("kms:GenerateDataKey", SOME_KEY),
        ("bedrock:InvokeModel", MODEL),
    ),
    "backend": (("s3:GetObject", f"{BUCKET}/team/a"), ("kms:Decrypt", SOME_KEY), ("elasticache:Connect", CACHE_ARNS[0])),
    "dataservice": (("s3:PutObject", f"{BUCKET}/team/a"), ("s3:DeleteObject", "arn:aws:s3:::exports/a"), ("s3:ListBucket", "arn:aws:s3:::tunes")),
    "frontend": (),
    "external-secrets": (("secretsmanager:GetSecretValue", ENTRY),),
}


@pytest.mark.parametrize("component", [*WRITERS, *READER])
def test_prefix_in_the_bucket_narrows_the_permissions_of_every_service(component: str) -> None:
    store = {**LOGS, "bucket": "logs/team/a", "replica": {"bucket": "logs-2", "region": "us-east-1"}}
    document = role_of(eks_platform(logStore=store), component).permissions
    actions = ("s3:GetObject",) if component in READER else ("s3:GetObject", "s3:PutObject")
    below = "arn:aws:s3:::logs/team/a/30/acme/log.json"
    assert [action for action in actions if not allows(document, action, below)] == []
    assert allows(document, "s3:GetObject", "arn:aws:s3:::logs-2/team/a/30/acme/log.json")
    beside = ("logs/30/acme/log.json", "logs/team/ab/log.json", "logs/team/a", "logs-2/30/acme/log.json", "logs/a/team/a/log.json")
    assert [name for name in beside for action in actions if allows(document, action, f"arn:aws:s3:::{name}")] == []


@pytest.mark.parametrize("component", COMPONENT_DENIED)
def test_component_is_allowed_what_it_needs_and_denied_the_rest(component: str) -> None:
    document = role_of(eks_platform(**FULL), component).permissions
    assert [request for request in COMPONENT_ALLOWED[component] if not allows(document, *request, KMS_CONTEXT)] == []
    assert [request for request in (*ALWAYS_DENIED, *COMPONENT_DENIED[component]) if allows(document, *request, KMS_CONTEXT)] == []


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
def test_key_of_logs_works_only_through_s3_and_with_its_alias(context: dict[str, Any]) -> None:
    document = role_of(eks_platform(**FULL), "gateway").permissions
    assert not allows(document, "kms:Decrypt", SOME_KEY, context)


def test_role_of_another_account_requires_its_external_id() -> None:
    platform = eks_platform(logStore={**LOGS, "assumeRole": {"roleArn": OWNER, "externalId": "portkey"}})
    for component in ("gateway", "backend", "dataservice"):
        document = role_of(platform, component).permissions
        assert allows(document, "sts:AssumeRole", OWNER, {"sts:ExternalId": "portkey"})
        assert not allows(document, "sts:AssumeRole", OWNER, {"sts:ExternalId": "other"})
        assert not allows(document, "sts:AssumeRole", OWNER)
        assert not allows(document, "sts:AssumeRole", f"{OWNER}x", {"sts:ExternalId": "portkey"})


BATCH_ACTIONS = {action for _, actions, _, _ in BATCHES for action in actions}
ALL_ACTIONS = {*WRITE, *ENCRYPT, *INVOKE, *KEEP, *LIST, *SECRET, *BATCH_ACTIONS, "elasticache:Connect", "sts:AssumeRole", "sts:TagSession"} | {
    *("bedrock:GetInferenceProfile", "sts:GetWebIdentityToken", "aws-external-anthropic:*")
}
WITHOUT_RESOURCE = {"sts:GetWebIdentityToken", "bedrock:ListFoundationModels", "bedrock:ListModelInvocationJobs"}
"""Actions that have no resource, so that IAM accepts only * for it."""


@pytest.mark.parametrize("name", ALL)
def test_no_statement_is_too_broad(name: str) -> None:
    for statement in [statement for role in roles(platform_of(name)) for statement in statements(role.permissions)]:
        actions, resources = set(as_list(statement["Action"])), as_list(statement["Resource"])
        assert actions <= ALL_ACTIONS
        if resources == ["*"]:
            assert actions <= WITHOUT_RESOURCE
            continue
        assert [resource for resource in resources if len(resource.split(":", 5)) != 6 or "*" in resource.split(":", 5)[2]] == []
        names = [resource.split(":", 5)[5] for resource in resources]
        assert [name for name in names if "*" in name[:-1] or not name.strip("*/")] == []
        s3_names = [resource.split(":", 5)[5] for resource in resources if resource.split(":")[2] == "s3"]
        assert [name for name in s3_names if ("/" in name) is bool(actions & set(LIST))] == []
        if any(action.startswith("kms:") for action in actions):
            assert statement["Condition"]["StringEquals"].keys() == {"kms:ViaService"}
            assert all(not resource.endswith("/*") or "ForAnyValue:StringEquals" in statement["Condition"] for resource in resources)
        if "sts:AssumeRole" in actions:
            assert [resource for resource in resources if "*" in resource or ":role/" not in resource] == []


def test_application_profile_gives_access_to_its_models_only_through_itself() -> None:
    document = role_of(eks_platform(bedrock={"models": [APPLICATION]}), "gateway").permissions
    model = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku"
    assert allows(document, INVOKE[0], APPLICATION)
    assert allows(document, "bedrock:GetInferenceProfile", APPLICATION)
    assert allows(document, INVOKE[0], model, {"bedrock:InferenceProfileArn": APPLICATION})
    assert not allows(document, INVOKE[0], model)
    assert not allows(document, INVOKE[0], model, {"bedrock:InferenceProfileArn": APPLICATION.replace("x1", "x2")})


def test_batch_role_is_passed_to_bedrock_only() -> None:
    batches = {"bucket": "batches", "roleArn": BATCH_ROLE}
    document = role_of(eks_platform(bedrock={"models": ["anthropic.*"], "batches": batches}), "gateway").permissions
    assert allows(document, "iam:PassRole", BATCH_ROLE, {"iam:PassedToService": "bedrock.amazonaws.com"})
    assert not allows(document, "iam:PassRole", BATCH_ROLE, {"iam:PassedToService": "ec2.amazonaws.com"})
    assert not allows(document, "iam:PassRole", f"{BATCH_ROLE}2", {"iam:PassedToService": "bedrock.amazonaws.com"})
    assert not allows(document, "s3:DeleteObject", "arn:aws:s3:::batches/a")


def test_tokens_for_entra_have_one_audience() -> None:
    document = role_of(eks_platform(entraFederation={"audience": "api://models"}), "gateway").permissions
    assert allows(document, "sts:GetWebIdentityToken", "*", {"sts:IdentityTokenAudience": ("api://models",)})
    assert not allows(document, "sts:GetWebIdentityToken", "*", {"sts:IdentityTokenAudience": ("api://models", "api://payroll")})
