"""The log bucket is private, encrypted and versioned, and its grants contain exactly what reading and writing need."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack, Token
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from syrupy.assertion import SnapshotAssertion

from portkey_constructs.aws import LogBucket, ReplicaBucket, ReplicaTarget
from portkey_constructs.aws.log_bucket_base import LogBucketBase
from portkey_constructs.aws_facts.log_bucket import LogBucketProps, lifecycle, log_bucket_problems
from tests.aws.templates import (
    ACCOUNT,
    TemplateSnapshot,
    audit,
    keyword_props,
    lint,
    new_stack,
    policy_statements,
    recommended_flags,
    rejected_props,
    resource,
    resources,
    short_name,
    template_of,
)

pytestmark = pytest.mark.aws

KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0f1e2d3c-0000-4000-8000-000000000000"
TARGET = ReplicaTarget(bucket_name="portkey-logs-copy", region="us-east-1", key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/portkey-logs")
AGES: dict[str, Any] = {"noncurrent_days": 7, "infrequent_access_days": 30, "expire_days": 365}
COMPLETE: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "new key": lambda _: {
        **AGES,
        "bucket_name": "portkey-logs",
        "encryption": "kms",
        "key_alias": "portkey-logs",
        "access_log_days": 30,
        "access_log_prefix": "logs/",
        "replica": TARGET,
        "removal_policy": RemovalPolicy.DESTROY,
    },
    "existing key": lambda stack: {
        **AGES,
        "bucket_name": "portkey-logs",
        "encryption_key": kms.Key.from_key_arn(stack, "Key", KEY_ARN),
        "access_log_bucket": s3.Bucket.from_bucket_name(stack, "Audit", "acme-audit"),
        "access_log_prefix": "portkey/",
        "replica": ReplicaTarget(bucket_name="portkey-logs-copy", region="us-east-1", key_arn=KEY_ARN.replace("us-west-2", "us-east-1")),
    },
    "s3": lambda _: {"encryption": "s3", "replica": ReplicaTarget(bucket_name="portkey-logs-copy", region="us-east-1")},
}
CASES: dict[str, Callable[[Stack], dict[str, Any]]] = {"minimal": lambda _: {}, **COMPLETE}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def template_for(case: str, *, context: dict[str, Any] | None = None) -> dict[str, Any]:
    stack = new_stack(context=context)
    LogBucket(stack, "Logs", **CASES[case](stack))
    return template_of(stack)


@pytest.mark.parametrize("case", CASES)
def test_template(case: str, snapshot: SnapshotAssertion) -> None:
    assert template_for(case) == snapshot.use_extension(TemplateSnapshot)


def test_complete_cases_set_every_prop() -> None:
    assert {prop for case in COMPLETE.values() for prop in case(new_stack())} == keyword_props(LogBucket)


def test_replica_bucket_has_the_same_props_except_replica() -> None:
    assert keyword_props(ReplicaBucket) == keyword_props(LogBucket) - {"replica"}


@pytest.mark.parametrize("flags", [False, True], ids=["no flags", "flags of a new app"])
@pytest.mark.parametrize("case", CASES)
def test_every_bucket_is_private_and_requires_tls(case: str, flags: bool) -> None:
    template = template_for(case, context=recommended_flags() if flags else None)
    buckets = resources(template, "AWS::S3::Bucket")
    assert len(buckets) == (1 if case == "existing key" else 2)
    for name, bucket in buckets.items():
        properties = bucket["Properties"]
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        assert "AccessControl" not in properties
        policies = [policy["Properties"] for policy in resources(template, "AWS::S3::BucketPolicy").values()]
        (document,) = [policy["PolicyDocument"] for policy in policies if policy["Bucket"] == {"Ref": name}]
        denied = [statement for statement in document["Statement"] if statement["Effect"] == "Deny"]
        assert {(statement["Action"], statement["Principal"]["AWS"]) for statement in denied} == {("s3:*", "*")}
        conditions = [statement["Condition"] for statement in denied]
        assert conditions == [{"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": 1.2}}]
        assert all(len(statement["Resource"]) == 2 for statement in denied)


@pytest.mark.parametrize("case", CASES)
def test_bucket_is_versioned_encrypted_and_has_access_logs(case: str) -> None:
    template = template_for(case)
    bucket = resource(template, "AWS::S3::Bucket", "LogsBucket")["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    keys = resources(template, "AWS::KMS::Key")
    if case == "s3":
        assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
        assert keys == {}
    else:
        assert rule["BucketKeyEnabled"] is True
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        assert all(key["Properties"]["EnableKeyRotation"] is True for key in keys.values())
        assert len(keys) == (0 if case == "existing key" else 1)
    target = bucket["LoggingConfiguration"]["DestinationBucketName"]
    if case == "existing key":
        assert target == "acme-audit"
        return
    assert target["Ref"].startswith("LogsAccessLogs")
    # S3 delivers access logs only to buckets with SSE-S3.
    (access_logs,) = resource(template, "AWS::S3::Bucket", "LogsAccessLogs")["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert access_logs == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    statements = resource(template, "AWS::S3::BucketPolicy", "LogsAccessLogs")["Properties"]["PolicyDocument"]["Statement"]
    (delivery,) = [statement for statement in statements if statement["Effect"] == "Allow"]
    assert (delivery["Action"], delivery["Principal"]) == ("s3:PutObject", {"Service": "logging.s3.amazonaws.com"})
    assert delivery["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert delivery["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::GetAtt"][0].startswith("LogsBucket")


@pytest.mark.parametrize("case", CASES)
def test_retention_follows_the_removal_policy(case: str) -> None:
    template = template_for(case)
    policy = "Delete" if case == "new key" else "Retain"
    kept = {**resources(template, "AWS::S3::Bucket"), **resources(template, "AWS::KMS::Key")}
    assert {(content["DeletionPolicy"], content["UpdateReplacePolicy"]) for content in kept.values()} == {(policy, policy)}


def test_lifecycle_rules_follow_the_props() -> None:
    rules = {
        rule["Id"]: rule
        for rule in resource(template_for("minimal"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]
    }
    assert rules == {
        "former-versions": {
            "Id": "former-versions",
            "Status": "Enabled",
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
            "ExpiredObjectDeleteMarker": True,
        },
        "incomplete-uploads": {"Id": "incomplete-uploads", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
        "age": {"Id": "age", "Status": "Enabled", "Transitions": [{"StorageClass": "STANDARD_IA", "TransitionInDays": 90}]},
    }
    rules = {
        rule["Id"]: rule
        for rule in resource(template_for("new key"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]
    }
    assert rules["former-versions"].get("ExpiredObjectDeleteMarker") is None
    assert rules["age"]["ExpirationInDays"] == 365
    assert rules["age"]["Transitions"] == [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}]


READ = ["s3:GetObject"]
WRITE = ["s3:PutObject", "s3:AbortMultipartUpload"]
ENCRYPT = ["kms:GenerateDataKey", "kms:Decrypt"]


@pytest.mark.parametrize(
    ("grant", "actions", "key_actions"),
    [("grant_read", READ, ["kms:Decrypt"]), ("grant_write", WRITE, ENCRYPT), ("grant_read_write", READ + WRITE, ENCRYPT)],
)
@pytest.mark.parametrize("bucket", ["new", "new with s3", "existing", "existing with kms"])
@pytest.mark.parametrize("prefix", ["", "team-a/"])
def test_grant_contains_what_it_needs_and_no_more(bucket: str, grant: str, actions: list[str], key_actions: list[str], prefix: str) -> None:
    stack = new_stack()
    role = iam.Role(stack, "Pods", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    logs: LogBucketBase
    if bucket.startswith("existing"):
        key = kms.Key.from_key_arn(stack, "Key", KEY_ARN) if bucket == "existing with kms" else None
        logs = LogBucket.from_existing(stack, "Logs", bucket=s3.Bucket.from_bucket_name(stack, "There", "acme-logs"), encryption_key=key)
    else:
        logs = LogBucket(stack, "Logs", encryption="s3" if bucket == "new with s3" else "kms")
    assert getattr(logs, grant)(role, prefix=prefix).success
    statements = [{**statement, "Action": as_list(statement["Action"])} for statement in policy_statements(template_of(stack), "Pods")]
    objects = statements[0]
    assert (objects["Effect"], objects["Action"]) == ("Allow", actions)
    arn = stack.resolve(logs.bucket_arn)
    parts = arn["Fn::Join"][1] if "Fn::Join" in arn else [arn]
    *before, last = [*parts[:-1], f"{parts[-1]}/{prefix}*"] if isinstance(parts[-1], str) else [*parts, f"/{prefix}*"]
    assert objects["Resource"] == {"Fn::Join": ["", [*before, last]]}
    if bucket in ("new with s3", "existing"):
        assert statements[1:] == []
    else:
        assert statements[1:] == [
            {
                "Effect": "Allow",
                "Action": key_actions if len(key_actions) > 1 else ["kms:Decrypt"],
                "Resource": stack.resolve(logs.encryption_key and logs.encryption_key.key_arn),
            }
        ]


def test_existing_bucket_creates_no_resource() -> None:
    stack = new_stack()
    logs = LogBucket.from_existing(stack, "Logs", bucket=s3.Bucket.from_bucket_name(stack, "There", "acme-logs"))
    assert template_of(stack) == {}
    assert (logs.bucket_name, logs.encryption_key) == ("acme-logs", None)


def replication_statements(case: str) -> list[dict[str, Any]]:
    return policy_statements(template_for(case), "LogsReplicationRole")


@pytest.mark.parametrize("case", COMPLETE)
def test_replication_role_has_the_documented_permissions(case: str) -> None:
    statements = replication_statements(case)
    assert {action for statement in statements for action in as_list(statement["Action"])} == {
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:ReplicateObject",
        "s3:ReplicateTags",
        *(() if case == "s3" else ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")),
    }
    assert all(statement["Resource"] != "*" for statement in statements)
    conditions = [statement["Condition"] for statement in statements if "kms:" in str(statement["Action"])]
    assert len(conditions) == (0 if case == "s3" else 2)
    for condition, region in zip(conditions, ("us-west-2", "us-east-1"), strict=False):
        assert condition["StringEquals"]["kms:ViaService"] == {"Fn::Join": ["", [f"s3.{region}.", {"Ref": "AWS::URLSuffix"}]]}
        assert len(condition["StringLike"]["kms:EncryptionContext:aws:s3:arn"]) == 2


def test_alias_of_the_replica_key_limits_the_permission_to_one_key() -> None:
    by_alias = replication_statements("new key")[-1]
    assert by_alias["Resource"] == f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*"
    assert by_alias["Condition"]["ForAnyValue:StringEquals"] == {"kms:ResourceAliases": "alias/portkey-logs"}
    by_arn = replication_statements("existing key")[-1]
    assert by_arn["Resource"] == KEY_ARN.replace("us-west-2", "us-east-1")
    assert "ForAnyValue:StringEquals" not in by_arn["Condition"]


def test_replication_copies_encrypted_objects_but_no_deletions() -> None:
    (rule,) = resource(template_for("new key"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["ReplicationConfiguration"]["Rules"]
    assert rule["SourceSelectionCriteria"] == {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    assert rule["Destination"]["EncryptionConfiguration"] == {"ReplicaKmsKeyID": TARGET.key_arn}
    assert rule["DeleteMarkerReplication"] == {"Status": "Disabled"}
    (rule,) = resource(template_for("s3"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["ReplicationConfiguration"]["Rules"]
    assert "SourceSelectionCriteria" not in rule
    assert "EncryptionConfiguration" not in rule["Destination"]


def test_regions_refer_to_each_other_by_fixed_names() -> None:
    app = App()
    second = new_stack("Second", app=app, region="us-east-1")
    replica = ReplicaBucket(second, "Copy", bucket_name="portkey-logs-copy", key_alias="portkey-logs")
    first = new_stack("First", app=app)
    LogBucket(first, "Logs", replica=replica.target)
    first_template, second_template = template_of(first), template_of(second)
    assert "Outputs" not in second_template
    assert "Fn::ImportValue" not in str(first_template)
    assert resource(second_template, "AWS::S3::Bucket", "CopyBucket")["Properties"]["BucketName"] == replica.target.bucket_name
    alias = resource(second_template, "AWS::KMS::Alias")["Properties"]["AliasName"]
    (rule,) = resource(first_template, "AWS::S3::Bucket", "LogsBucket")["Properties"]["ReplicationConfiguration"]["Rules"]
    key = rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"]["Fn::Join"][1]
    assert "".join(str(part) for part in key if isinstance(part, str)) == f"arn::kms:us-east-1:{ACCOUNT}:{alias}"
    assert resource(second_template, "AWS::S3::Bucket", "CopyBucket")["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_replica_with_an_existing_key_uses_its_arn() -> None:
    stack = new_stack(region="us-east-1")
    arn = KEY_ARN.replace("us-west-2", "us-east-1")
    replica = ReplicaBucket(stack, "Copy", bucket_name="portkey-logs-copy", encryption_key=kms.Key.from_key_arn(stack, "Key", arn))
    assert (replica.target.key_arn, replica.target.region) == (arn, "us-east-1")
    assert ReplicaBucket(stack, "Other", bucket_name="portkey-logs-other", encryption="s3").target.key_arn is None


@pytest.mark.parametrize(
    ("props", "path"),
    [
        ({"bucket_name": "Portkey"}, "bucket_name"),
        ({"bucket_name": "a.b.c"}, "bucket_name"),
        ({"bucket_name": "xn--logs"}, "bucket_name"),
        ({"bucket_name": "logs-s3alias"}, "bucket_name"),
        ({"encryption": "none"}, "encryption"),
        ({"key_alias": "alias/portkey"}, "key_alias"),
        ({"key_alias": "port key"}, "key_alias"),
        ({"encryption": "s3", "key_alias": "portkey"}, "key_alias"),
        ({"noncurrent_days": 0}, "noncurrent_days"),
        ({"infrequent_access_days": 29}, "infrequent_access_days"),
        ({"expire_days": -1}, "expire_days"),
        ({"expire_days": 30, "infrequent_access_days": 30}, "expire_days"),
        ({"access_log_prefix": "a b"}, "access_log_prefix"),
        ({"replica": ReplicaTarget(bucket_name="copy-of-logs", region="us-east-1")}, "replica.key_arn"),
        ({"encryption": "s3", "replica": TARGET}, "replica.key_arn"),
    ],
)
def test_invalid_prop_is_rejected(props: dict[str, Any], path: str) -> None:
    stack = new_stack()
    assert rejected_props(lambda scope: LogBucket(scope, "Logs", **props), stack).keys() == {path}
    assert stack.node.children == []


def test_conflicting_props_are_rejected() -> None:
    stack = new_stack()
    key, audit = kms.Key.from_key_arn(stack, "Key", KEY_ARN), s3.Bucket.from_bucket_name(stack, "Audit", "acme-audit")
    problems = rejected_props(
        lambda scope: LogBucket(scope, "Logs", encryption="s3", encryption_key=key, access_log_bucket=audit, access_log_days=1), stack
    )
    assert problems.keys() == {"encryption_key", "access_log_days"}
    assert rejected_props(lambda scope: LogBucket(scope, "Logs", encryption_key=key, key_alias="portkey"), stack).keys() == {"key_alias"}


def test_all_problems_are_reported_together() -> None:
    problems = rejected_props(lambda scope: LogBucket(scope, "Logs", bucket_name="A", noncurrent_days=0, expire_days=30, infrequent_access_days=60))
    assert problems.keys() == {"bucket_name", "noncurrent_days", "expire_days"}
    assert problems["bucket_name"] == "is A: expected a bucket name of 3 to 63 lowercase letters, digits and hyphens (TLS rules out dots)"
    assert problems["expire_days"] == "is 30, but logs move to Standard-IA after 60 days: increase it, or leave infrequent_access_days out"


@pytest.mark.parametrize(
    ("ages", "expire", "move"),
    [
        ({}, None, 90),
        ({"infrequent_access_days": 0}, None, None),
        ({"expire_days": 365}, 365, 90),
        ({"expire_days": 90}, 90, None),
        ({"expire_days": 30}, 30, None),
        ({"expire_days": 365, "infrequent_access_days": 30}, 365, 30),
    ],
)
def test_logs_move_to_cheaper_storage_and_are_deleted_only_on_request(ages: dict[str, Any], expire: int | None, move: int | None) -> None:
    rules = {rule.id: rule for rule in lifecycle(LogBucketProps(**ages))}
    age = rules.get("age")
    assert (age and age.expire_days, age and age.infrequent_access_days) == (expire, move)
    assert list(log_bucket_problems(LogBucketProps(**ages))) == []


@pytest.mark.parametrize("never", [None, 0])
def test_logs_stay_in_the_standard_class_on_request(never: int | None) -> None:
    stack = Stack()
    LogBucket(stack, "Logs", infrequent_access_days=never)
    template = template_of(stack)
    assert "Transitions" not in str(template)


def test_invalid_replica_target_is_rejected() -> None:
    assert rejected_props(lambda _: ReplicaTarget(bucket_name="A", region="west", key_arn="key")).keys() == {"bucket_name", "region", "key_arn"}


def test_replica_needs_an_explicit_environment_and_key() -> None:
    problems = rejected_props(lambda scope: ReplicaBucket(scope, "Copy", bucket_name="Portkey"), new_stack(region=None))
    assert problems.keys() == {"bucket_name", "env", "key_alias"}
    stack = new_stack(region="us-east-1")
    key = kms.Key(stack, "Key")
    assert rejected_props(lambda scope: ReplicaBucket(scope, "Copy", bucket_name="copy-of-logs", encryption_key=key), stack).keys() == {
        "encryption_key"
    }


def test_tokens_are_accepted_as_names() -> None:
    stack = new_stack(region=None)
    LogBucket(stack, "Logs", bucket_name=f"portkey-logs-{stack.account}", key_alias=Token.as_string({"Ref": "Alias"}))
    template = template_of(stack)
    assert resource(template, "AWS::S3::Bucket", "LogsBucket")["Properties"]["BucketName"] == {
        "Fn::Join": ["", ["portkey-logs-", {"Ref": "AWS::AccountId"}]]
    }


def test_cdk_nag_and_cfn_lint_report_nothing() -> None:
    app = App()
    names = {case: f"Case-{case.replace(' ', '-')}" for case in CASES}
    for case, name in names.items():
        stack = new_stack(name, app=app)
        LogBucket(stack, "Logs", **CASES[case](stack))
    second = new_stack("Second", app=app, region="us-east-1")
    ReplicaBucket(second, "Copy", bucket_name="portkey-logs-copy", key_alias="portkey-logs")
    findings = audit(app)
    assert findings.open == []
    assert {(short_name(rule), place.split("/")[2]) for rule, place in findings.acknowledged} == {
        ("IAM5", "ReplicationRole"),
        ("IAMNoInlinePolicy", "ReplicationRole"),
        ("S3BucketReplicationEnabled", "Bucket"),
        ("S3DefaultEncryptionKMS", "Bucket"),
        *((rule, "AccessLogs") for rule in ("S3BucketReplicationEnabled", "S3BucketVersioningEnabled", "S3DefaultEncryptionKMS")),
    }
    assert all(reason for reason in findings.acknowledged.values())
    for name in (*names.values(), "Second"):
        assert lint(Path(app.outdir, f"{name}.template.json")) == ""


@pytest.mark.parametrize("module", ["log_bucket", "database", "cache"])
def test_construct_imports_no_other_framework(module: str) -> None:
    code = (
        f"import sys, portkey_constructs.aws.{module}; print([name for name in ('cdk8s', 'cdk8s_plus_27', 'yaml', 'cdk_nag') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
