"""The emulators create the resources that tests rely on, and `deploy` reports the skipped ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws import localstack as localstack_environment
from tests.aws.emulators import REGION, DeploymentError, Emulator, deploy
from tests.aws.localstack import MissingPythonError, interpreter

pytestmark = pytest.mark.aws

MOTO_ACCOUNT = "123456789012"
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "RoleName": "emulator-reader",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}],
        },
    },
}
# A separate policy, as the AWS CDK writes it: moto does not return inline policies of the role.
READS = {
    "Type": "AWS::IAM::Policy",
    "Properties": {
        "PolicyName": "reads",
        "Roles": [{"Ref": "Role"}],
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::Sub": "${Bucket.Arn}/*"}}],
        },
    },
}
BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"Status": "Enabled"}}}
CLUSTER = {"Type": "AWS::ElastiCache::ReplicationGroup", "Properties": {"ReplicationGroupDescription": "cache"}}
# As the AWS CDK writes them for an account that needs bootstrapping.
BOOTSTRAP = {
    "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version"}},
    "Rules": {
        "CheckBootstrapVersion": {
            "Assertions": [
                {
                    "Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]}]},
                    "AssertDescription": "CDK bootstrap stack version 6 required",
                }
            ]
        }
    },
}


def kms_encryption() -> dict[str, Any]:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]}}
    return {"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": default}]}}


KEY = {
    "Type": "AWS::KMS::Key",
    "Properties": {
        "EnableKeyRotation": True,
        "KeyPolicy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
                    "Action": "kms:*",
                    "Resource": "*",
                }
            ],
        },
    },
}


def template_with_policies() -> dict[str, Any]:
    policy = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": {"Ref": "Bucket"},
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "s3:*",
                        "Resource": [{"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::Sub": "${Bucket.Arn}/*"}],
                        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    }
                ],
            },
        },
    }
    secret = {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {
            "Name": {"Ref": "SecretName"},
            "GenerateSecretString": {
                "SecretStringTemplate": '{"mysql_user": "portkey"}',
                "GenerateStringKey": "mysql_password",
                "ExcludePunctuation": True,
                "PasswordLength": 40,
            },
        },
    }
    return {
        "Parameters": {"SecretName": {"Type": "String"}},
        "Resources": {"Bucket": BUCKET, "Key": KEY, "Policy": policy, "Reads": READS, "Role": ROLE, "Secret": secret},
        "Outputs": {"Bucket": {"Value": {"Ref": "Bucket"}}, "KeyArn": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}}},
    }


def test_localstack_creates_bucket_policy_key_role_and_secret(localstack: Emulator) -> None:
    stack = deploy(template_with_policies(), localstack, name="policies", parameters={"SecretName": "emulator/mysql"})
    assert stack.skipped == {}
    assert set(stack.resources) == {"Bucket", "Key", "Policy", "Reads", "Role", "Secret"}
    bucket = stack.resources["Bucket"]
    assert stack.outputs["Bucket"] == bucket

    s3 = localstack.client("s3")
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (statement,) = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert statement["Resource"] == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]

    kms = localstack.client("kms")
    assert kms.describe_key(KeyId=stack.resources["Key"])["KeyMetadata"]["Arn"] == stack.outputs["KeyArn"]
    assert kms.get_key_rotation_status(KeyId=stack.resources["Key"])["KeyRotationEnabled"] is True
    policy = localstack.client("iam").get_role_policy(RoleName="emulator-reader", PolicyName="reads")["PolicyDocument"]
    assert policy["Statement"][0]["Resource"] == f"arn:aws:s3:::{bucket}/*"

    entry = json.loads(localstack.client("secretsmanager").get_secret_value(SecretId="emulator/mysql")["SecretString"])
    assert entry["mysql_user"] == "portkey"
    assert len(entry["mysql_password"]) == 40


def test_localstack_stores_objects(localstack: Emulator) -> None:
    stack = deploy({"Resources": {"Bucket": BUCKET}}, localstack, name="objects")
    s3 = localstack.client("s3")
    s3.put_object(Bucket=stack.resources["Bucket"], Key="day/log.json", Body=b"{}")
    assert s3.get_object(Bucket=stack.resources["Bucket"], Key="day/log.json")["Body"].read() == b"{}"


def test_localstack_separates_regions(localstack: Emulator) -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {}}
    stack = deploy({"Resources": {"Topic": topic}}, localstack, name="other-region", region="us-west-2")
    assert ":us-west-2:" in stack.resources["Topic"]
    summaries = localstack.client("cloudformation", region=REGION).list_stacks()["StackSummaries"]
    assert "other-region" not in {summary["StackName"] for summary in summaries}


def test_moto_creates_role_encrypted_bucket_and_database(moto: Emulator) -> None:
    database = {
        "Type": "AWS::RDS::DBInstance",
        "Properties": {
            "Engine": "mysql",
            "EngineVersion": "8.4.5",
            "DBInstanceClass": "db.t4g.medium",
            "AllocatedStorage": "20",
            "MasterUsername": "admin",
            "MasterUserPassword": "emulator-password",
            "StorageEncrypted": True,
        },
    }
    template = {
        "Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": kms_encryption()},
            "Database": database,
            "Key": KEY,
            "Reads": READS,
            "Role": ROLE,
        },
        "Outputs": {
            "Host": {"Value": {"Fn::GetAtt": ["Database", "Endpoint.Address"]}},
            "KeyArn": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}},
            "Role": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}},
        },
    }
    stack = deploy(template, moto, name="database")
    assert stack.skipped == {}
    assert stack.outputs["Role"] == f"arn:aws:iam::{MOTO_ACCOUNT}:role/emulator-reader"

    (instance,) = moto.client("rds").describe_db_instances(DBInstanceIdentifier=stack.resources["Database"])["DBInstances"]
    assert instance["Endpoint"]["Address"] == stack.outputs["Host"]
    assert instance["StorageEncrypted"] is True
    (rule,) = moto.client("s3").get_bucket_encryption(Bucket=stack.resources["Bucket"])["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": stack.outputs["KeyArn"]}
    policy = moto.client("iam").get_role_policy(RoleName="emulator-reader", PolicyName="reads")["PolicyDocument"]
    assert policy["Statement"][0]["Resource"] == f"arn:aws:s3:::{stack.resources['Bucket']}/*"


@pytest.mark.parametrize("emulator", ["localstack", "moto"])
class TestBothEmulators:
    @pytest.fixture
    def running(self, emulator: str, request: pytest.FixtureRequest) -> Emulator:
        fixture: Emulator = request.getfixturevalue(emulator)
        return fixture

    def test_template_for_a_bootstrapped_account_deploys(self, running: Emulator) -> None:
        assert deploy({**BOOTSTRAP, "Resources": {"Bucket": BUCKET}}, running, name="bootstrapped").resources.keys() == {"Bucket"}

    def test_unsupported_resource_is_reported_as_skipped(self, running: Emulator) -> None:
        template = {"Resources": {"Bucket": BUCKET, "Cluster": CLUSTER}}
        stack = deploy(template, running, name="some", unsupported=[str(CLUSTER["Type"])])
        assert stack.resources.keys() == {"Bucket"}
        assert stack.skipped == {"Cluster": CLUSTER["Type"]}

    def test_missing_resource_fails_the_deployment(self, running: Emulator) -> None:
        with pytest.raises(DeploymentError, match=r"complete without Cluster \(AWS::ElastiCache::ReplicationGroup\)"):
            deploy({"Resources": {"Bucket": BUCKET, "Cluster": CLUSTER}}, running, name="silent")

    def test_resource_with_a_false_condition_is_not_missing(self, running: Emulator) -> None:
        template = {
            "Parameters": {"Wanted": {"Type": "String"}},
            "Conditions": {"IsWanted": {"Fn::Equals": [{"Ref": "Wanted"}, "yes"]}},
            "Resources": {"Bucket": BUCKET, "Other": {**BUCKET, "Condition": "IsWanted"}},
        }
        assert deploy(template, running, name="without", parameters={"Wanted": "no"}).resources.keys() == {"Bucket"}
        assert deploy(template, running, name="with", parameters={"Wanted": "yes"}).resources.keys() == {"Bucket", "Other"}

    def test_failed_stack_reports_its_reason(self, running: Emulator) -> None:
        broken = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::GetAtt": ["Absent", "Arn"]}}}
        with pytest.raises(DeploymentError, match="Absent"):
            deploy({"Resources": {"Bucket": broken}}, running, name="broken")


def test_failed_resource_is_in_the_events_of_localstack(localstack: Emulator) -> None:
    policy = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": "absent-bucket", "PolicyDocument": {"Version": "2012-10-17", "Statement": []}},
    }
    with pytest.raises(DeploymentError, match=r"CREATE_FAILED[\s\S]*Policy \(AWS::S3::BucketPolicy\)"):
        deploy({"Resources": {"Policy": policy}}, localstack, name="failed")


def test_emulators_listen_on_the_loopback_interface_only(localstack: Emulator, moto: Emulator) -> None:
    for emulator in (localstack, moto):
        port = int(emulator.endpoint.rpartition(":")[2])
        listening = [
            line.split()[1]
            for table in ("tcp", "tcp6")
            if (path := Path("/proc/net") / table).exists()
            for line in path.read_text().splitlines()[1:]
            if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
        ]
        assert listening == [f"0100007F:{port:04X}"], emulator.name


def test_shim_of_a_version_manager_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "python3.13"
    stub.write_text("#!/bin/sh\necho 'python3.13: command not found' >&2\nexit 127\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    interpreter.cache_clear()
    try:
        with pytest.raises(MissingPythonError, match=rf"not usable: {stub}.*install it and put python3\.13 on PATH"):
            localstack_environment.python()
    finally:
        interpreter.cache_clear()


def test_lock_file_contains_every_requirement() -> None:
    requirements = localstack_environment.REQUIREMENTS.with_suffix(".in").read_text("utf-8").splitlines()
    locked = {line.partition("==")[0] for line in localstack_environment.REQUIREMENTS.read_text("utf-8").splitlines() if "==" in line}
    names = {line.partition("[")[0].partition("=")[0].partition("<")[0].replace("_", "-") for line in requirements}
    assert names
    assert names <= locked
