"""The bucket of logs: closed, encrypted, versioned, and its grants are what reading and writing take and no more."""

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
from portkey_constructs.aws.existing_log_bucket import AnyLogBucket
from tests.aws.templates import (
    ACCOUNT,
    TemplateSnapshot,
    allowed,
    examined,
    linted,
    of_type,
    one,
    recommended_flags,
    refused,
    said_by,
    stack,
    synthesised,
)

KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0f1e2d3c-0000-4000-8000-000000000000"
TARGET = ReplicaTarget(bucket_name="portkey-logs-copy", region="us-east-1", key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/portkey-logs")
AGES: dict[str, Any] = {"noncurrent_days": 7, "infrequent_access_days": 30, "expire_days": 365}
EVERY: dict[str, Callable[[Stack], dict[str, Any]]] = {
    "made": lambda _: {
        **AGES,
        "bucket_name": "portkey-logs",
        "encryption": "kms",
        "key_alias": "portkey-logs",
        "access_log_days": 30,
        "access_log_prefix": "logs/",
        "replica": TARGET,
        "removal_policy": RemovalPolicy.DESTROY,
    },
    "given": lambda around: {
        **AGES,
        "bucket_name": "portkey-logs",
        "encryption_key": kms.Key.from_key_arn(around, "Given", KEY_ARN),
        "access_log_bucket": s3.Bucket.from_bucket_name(around, "Audit", "acme-audit"),
        "access_log_prefix": "portkey/",
        "replica": ReplicaTarget(bucket_name="portkey-logs-copy", region="us-east-1", key_arn=KEY_ARN.replace("us-west-2", "us-east-1")),
    },
    "s3": lambda _: {"encryption": "s3", "replica": ReplicaTarget(bucket_name="portkey-logs-copy", region="us-east-1")},
}
CASES: dict[str, Callable[[Stack], dict[str, Any]]] = {"least": lambda _: {}, **EVERY}


def made(case: str, *, context: dict[str, Any] | None = None) -> dict[str, Any]:
    around = stack(context=context)
    LogBucket(around, "Logs", **CASES[case](around))
    return synthesised(around)


@pytest.mark.parametrize("case", CASES)
def test_template(case: str, snapshot: SnapshotAssertion) -> None:
    assert made(case) == snapshot.use_extension(TemplateSnapshot)


def test_every_prop_is_tried() -> None:
    said, there = said_by(LogBucket, [case(stack()) for case in EVERY.values()])
    assert said == there
    # What a copy is not is a bucket that is copied.
    assert said_by(ReplicaBucket, [])[1] == there - {"replica"}


@pytest.mark.parametrize("flags", [False, True], ids=["no flags", "flags of a new app"])
@pytest.mark.parametrize("case", CASES)
def test_every_bucket_is_closed_and_by_tls(case: str, flags: bool) -> None:
    template = made(case, context=recommended_flags() if flags else None)
    buckets = of_type(template, "AWS::S3::Bucket")
    assert len(buckets) == (1 if case == "given" else 2)
    for name, bucket in buckets.items():
        said = bucket["Properties"]
        assert set(said["PublicAccessBlockConfiguration"].values()) == {True}
        assert said["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        assert "AccessControl" not in said
        (policy,) = [one for one in of_type(template, "AWS::S3::BucketPolicy").values() if one["Properties"]["Bucket"] == {"Ref": name}]
        denied = [one for one in policy["Properties"]["PolicyDocument"]["Statement"] if one["Effect"] == "Deny"]
        assert {(one["Action"], one["Principal"]["AWS"]) for one in denied} == {("s3:*", "*")}
        assert [one["Condition"] for one in denied] == [{"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": 1.2}}]
        assert all(len(one["Resource"]) == 2 for one in denied)


@pytest.mark.parametrize("case", CASES)
def test_logs_are_versioned_encrypted_and_their_readers_logged(case: str) -> None:
    template = made(case)
    said = one(template, "AWS::S3::Bucket", "LogsBucket")["Properties"]
    assert said["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = said["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    keys = of_type(template, "AWS::KMS::Key")
    if case == "s3":
        assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
        assert keys == {}
    else:
        assert rule["BucketKeyEnabled"] is True
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        assert all(key["Properties"]["EnableKeyRotation"] is True for key in keys.values())
        assert len(keys) == (0 if case == "given" else 1)
    own = "LogsAccessLogs"
    where = said["LoggingConfiguration"]["DestinationBucketName"]
    if case == "given":
        assert where == "acme-audit"
        return
    assert where["Ref"].startswith(own)
    # S3 delivers access logs to no other encryption than its own.
    (of_logs,) = one(template, "AWS::S3::Bucket", own)["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert of_logs == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    statements = one(template, "AWS::S3::BucketPolicy", own)["Properties"]["PolicyDocument"]["Statement"]
    (written,) = [statement for statement in statements if statement["Effect"] == "Allow"]
    assert (written["Action"], written["Principal"]) == ("s3:PutObject", {"Service": "logging.s3.amazonaws.com"})
    assert written["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert written["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::GetAtt"][0].startswith("LogsBucket")


@pytest.mark.parametrize("case", CASES)
def test_what_is_kept(case: str) -> None:
    template = made(case)
    kept = "Delete" if case == "made" else "Retain"
    for kind in ("AWS::S3::Bucket", "AWS::KMS::Key"):
        for resource in of_type(template, kind).values():
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == (kept, kept)


def test_life_cycle() -> None:
    rules = {rule["Id"]: rule for rule in one(made("least"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]}
    assert rules == {
        "former-versions": {
            "Id": "former-versions",
            "Status": "Enabled",
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
            "ExpiredObjectDeleteMarker": True,
        },
        "incomplete-uploads": {"Id": "incomplete-uploads", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
    }
    rules = {rule["Id"]: rule for rule in one(made("made"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]}
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
@pytest.mark.parametrize("bucket", ["made", "made by s3", "existing", "existing by kms"])
@pytest.mark.parametrize("prefix", ["", "team-a/"])
def test_grants(bucket: str, grant: str, actions: list[str], key_actions: list[str], prefix: str) -> None:
    around = stack()
    role = iam.Role(around, "Pods", assumed_by=iam.ServicePrincipal("pods.eks.amazonaws.com"))
    logs: AnyLogBucket
    if bucket.startswith("existing"):
        key = kms.Key.from_key_arn(around, "Key", KEY_ARN) if bucket == "existing by kms" else None
        logs = LogBucket.from_existing(around, "Logs", bucket=s3.Bucket.from_bucket_name(around, "There", "acme-logs"), encryption_key=key)
    else:
        logs = LogBucket(around, "Logs", encryption="s3" if bucket == "made by s3" else "kms")
    assert getattr(logs, grant)(role, prefix=prefix).success
    statements = [
        {**said, "Action": [said["Action"]] if isinstance(said["Action"], str) else said["Action"]} for said in allowed(synthesised(around), "Pods")
    ]
    objects = statements[0]
    assert (objects["Effect"], objects["Action"]) == ("Allow", actions)
    arn = around.resolve(logs.bucket_arn)
    parts = arn["Fn::Join"][1] if "Fn::Join" in arn else [arn]
    *before, last = [*parts[:-1], f"{parts[-1]}/{prefix}*"] if isinstance(parts[-1], str) else [*parts, f"/{prefix}*"]
    assert objects["Resource"] == {"Fn::Join": ["", [*before, last]]}
    if bucket in ("made by s3", "existing"):
        assert statements[1:] == []
    else:
        assert statements[1:] == [
            {
                "Effect": "Allow",
                "Action": key_actions if len(key_actions) > 1 else ["kms:Decrypt"],
                "Resource": around.resolve(logs.encryption_key and logs.encryption_key.key_arn),
            }
        ]


def test_a_bucket_that_exists_makes_nothing() -> None:
    around = stack()
    logs = LogBucket.from_existing(around, "Logs", bucket=s3.Bucket.from_bucket_name(around, "There", "acme-logs"))
    assert synthesised(around) == {}
    assert (logs.bucket_name, logs.encryption_key) == ("acme-logs", None)


def statements_of(case: str) -> list[dict[str, Any]]:
    return allowed(made(case), "LogsReplicationRole")


@pytest.mark.parametrize("case", EVERY)
def test_what_s3_copies_as(case: str) -> None:
    statements = statements_of(case)
    assert {action for said in statements for action in said["Action"] if isinstance(said["Action"], list)} | {
        said["Action"] for said in statements if isinstance(said["Action"], str)
    } == {
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:ReplicateObject",
        "s3:ReplicateTags",
        *(() if case == "s3" else ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")),
    }
    assert all(said["Resource"] != "*" for said in statements)
    of_keys = [said for said in statements if "kms:" in str(said["Action"])]
    assert len(of_keys) == (0 if case == "s3" else 2)
    for said, region in zip(of_keys, ("us-west-2", "us-east-1"), strict=False):
        assert said["Condition"]["StringEquals"]["kms:ViaService"] == {"Fn::Join": ["", [f"s3.{region}.", {"Ref": "AWS::URLSuffix"}]]}
        assert len(said["Condition"]["StringLike"]["kms:EncryptionContext:aws:s3:arn"]) == 2


def test_a_key_that_is_known_by_its_alias_is_the_one_that_has_it() -> None:
    said = statements_of("made")[-1]
    assert said["Resource"] == f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*"
    assert said["Condition"]["ForAnyValue:StringEquals"] == {"kms:ResourceAliases": "alias/portkey-logs"}
    said = statements_of("given")[-1]
    assert said["Resource"] == KEY_ARN.replace("us-west-2", "us-east-1")
    assert "ForAnyValue:StringEquals" not in said["Condition"]


def test_what_is_copied() -> None:
    (rule,) = one(made("made"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["ReplicationConfiguration"]["Rules"]
    assert rule["SourceSelectionCriteria"] == {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    assert rule["Destination"]["EncryptionConfiguration"] == {"ReplicaKmsKeyID": TARGET.key_arn}
    assert rule["DeleteMarkerReplication"] == {"Status": "Disabled"}
    (rule,) = one(made("s3"), "AWS::S3::Bucket", "LogsBucket")["Properties"]["ReplicationConfiguration"]["Rules"]
    assert "SourceSelectionCriteria" not in rule
    assert "EncryptionConfiguration" not in rule["Destination"]


def test_two_regions_know_each_other_by_names() -> None:
    app = App()
    second = stack("Second", app=app, region="us-east-1")
    copy = ReplicaBucket(second, "Copy", bucket_name="portkey-logs-copy", key_alias="portkey-logs")
    first = stack("First", app=app)
    LogBucket(first, "Logs", replica=copy.target)
    here, there = synthesised(first), synthesised(second)
    assert "Outputs" not in there
    assert "Fn::ImportValue" not in str(here)
    assert one(there, "AWS::S3::Bucket", "CopyBucket")["Properties"]["BucketName"] == copy.target.bucket_name
    alias = one(there, "AWS::KMS::Alias")["Properties"]["AliasName"]
    (rule,) = one(here, "AWS::S3::Bucket", "LogsBucket")["Properties"]["ReplicationConfiguration"]["Rules"]
    key = rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"]["Fn::Join"][1]
    assert "".join(str(part) for part in key if isinstance(part, str)) == f"arn::kms:us-east-1:{ACCOUNT}:{alias}"
    assert one(there, "AWS::S3::Bucket", "CopyBucket")["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_a_copy_with_a_key_that_exists() -> None:
    around = stack(region="us-east-1")
    arn = KEY_ARN.replace("us-west-2", "us-east-1")
    copy = ReplicaBucket(around, "Copy", bucket_name="portkey-logs-copy", encryption_key=kms.Key.from_key_arn(around, "Key", arn))
    assert (copy.target.key_arn, copy.target.region) == (arn, "us-east-1")
    assert ReplicaBucket(around, "Other", bucket_name="portkey-logs-other", encryption="s3").target.key_arn is None


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
def test_what_cannot_be(props: dict[str, Any], path: str) -> None:
    around = stack()
    assert refused(lambda scope: LogBucket(scope, "Logs", **props), around).keys() == {path}
    assert around.node.children == []


def test_what_goes_with_what() -> None:
    around = stack()
    key, audit = kms.Key.from_key_arn(around, "Key", KEY_ARN), s3.Bucket.from_bucket_name(around, "Audit", "acme-audit")
    said = refused(lambda scope: LogBucket(scope, "Logs", encryption="s3", encryption_key=key, access_log_bucket=audit, access_log_days=1), around)
    assert said.keys() == {"encryption_key", "access_log_days"}
    assert refused(lambda scope: LogBucket(scope, "Logs", encryption_key=key, key_alias="portkey"), around).keys() == {"key_alias"}


def test_every_problem_at_once() -> None:
    said = refused(lambda scope: LogBucket(scope, "Logs", bucket_name="A", noncurrent_days=0, expire_days=30, infrequent_access_days=60))
    assert said.keys() == {"bucket_name", "noncurrent_days", "expire_days"}
    assert said["bucket_name"] == "is A: expected a bucket name of 3 to 63 small letters, digits and hyphens (no dots, for TLS' sake)"
    assert said["expire_days"] == "is 30, and logs move after 60 days: let logs live longer, or leave infrequent_access_days out"


def test_a_target_is_checked() -> None:
    assert refused(lambda _: ReplicaTarget(bucket_name="A", region="west", key_arn="key")).keys() == {"bucket_name", "region", "key_arn"}


def test_where_a_copy_cannot_be() -> None:
    said = refused(lambda scope: ReplicaBucket(scope, "Copy", bucket_name="Portkey"), stack(region=None))
    assert said.keys() == {"bucket_name", "env", "key_alias"}
    around = stack(region="us-east-1")
    key = kms.Key(around, "Key")
    assert refused(lambda scope: ReplicaBucket(scope, "Copy", bucket_name="copy-of-logs", encryption_key=key), around).keys() == {"encryption_key"}


def test_names_that_are_known_at_deployment() -> None:
    around = stack(region=None)
    LogBucket(around, "Logs", bucket_name=f"portkey-logs-{around.account}", key_alias=Token.as_string({"Ref": "Alias"}))
    template = synthesised(around)
    assert one(template, "AWS::S3::Bucket", "LogsBucket")["Properties"]["BucketName"] == {
        "Fn::Join": ["", ["portkey-logs-", {"Ref": "AWS::AccountId"}]]
    }


def test_cdk_nag_and_cfn_lint_have_nothing_to_say() -> None:
    app = App()
    for case, props in CASES.items():
        around = stack(f"Case-{case}", app=app)
        LogBucket(around, "Logs", **props(around))
    second = stack("Second", app=app, region="us-east-1")
    ReplicaBucket(second, "Copy", bucket_name="portkey-logs-copy", key_alias="portkey-logs")
    found = examined(app)
    assert found.open == []
    assert {rule.partition("[")[0] for rule, _ in found.explained} == {"AwsSolutions-IAM5"}
    assert {place.split("/")[2] for _, place in found.explained} == {"ReplicationRole"}
    assert all(reason for reason in found.explained.values())
    for name in (*(f"Case-{case}" for case in CASES), "Second"):
        assert linted(Path(app.outdir, f"{name}.template.json")) == ""


@pytest.mark.parametrize("module", ["log_bucket", "database", "cache"])
def test_a_construct_brings_what_it_needs(module: str) -> None:
    code = f"import sys, portkey_constructs.aws.{module}; print([one for one in ('cdk8s', 'cdk8s_plus_27', 'yaml', 'cdk_nag') if one in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
