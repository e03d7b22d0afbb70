"""The stand-ins create what their part of the tests relies on, and say what they did not create."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws import localstack as installation
from tests.aws.localstack import MissingPythonError, interpreter
from tests.aws.stand_ins import REGION, DeploymentError, StandIn, deployed

ACCOUNT_OF_MOTO = "123456789012"
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "RoleName": "stand-in-reader",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}],
        },
    },
}
# Of its own, as the AWS CDK writes it: moto cannot give back what stands in the role.
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
# As the AWS CDK writes them when the account has to be bootstrapped.
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


def encryption() -> dict[str, Any]:
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


def guarded() -> dict[str, Any]:
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


def test_localstack_creates_a_bucket_with_its_policy_a_key_a_role_and_a_secret(localstack: StandIn) -> None:
    made = deployed(guarded(), localstack, name="guarded", parameters={"SecretName": "stand-in/mysql"})
    assert made.left_out == {}
    assert set(made.resources) == {"Bucket", "Key", "Policy", "Reads", "Role", "Secret"}
    bucket = made.resources["Bucket"]
    assert made.outputs["Bucket"] == bucket

    s3 = localstack.client("s3")
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (statement,) = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert statement["Resource"] == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]

    kms = localstack.client("kms")
    assert kms.describe_key(KeyId=made.resources["Key"])["KeyMetadata"]["Arn"] == made.outputs["KeyArn"]
    assert kms.get_key_rotation_status(KeyId=made.resources["Key"])["KeyRotationEnabled"] is True
    policy = localstack.client("iam").get_role_policy(RoleName="stand-in-reader", PolicyName="reads")["PolicyDocument"]
    assert policy["Statement"][0]["Resource"] == f"arn:aws:s3:::{bucket}/*"

    entry = json.loads(localstack.client("secretsmanager").get_secret_value(SecretId="stand-in/mysql")["SecretString"])
    assert entry["mysql_user"] == "portkey"
    assert len(entry["mysql_password"]) == 40


def test_what_is_put_into_localstack_comes_back(localstack: StandIn) -> None:
    made = deployed({"Resources": {"Bucket": BUCKET}}, localstack, name="objects")
    s3 = localstack.client("s3")
    s3.put_object(Bucket=made.resources["Bucket"], Key="day/log.json", Body=b"{}")
    assert s3.get_object(Bucket=made.resources["Bucket"], Key="day/log.json")["Body"].read() == b"{}"


def test_a_region_of_localstack_is_its_own(localstack: StandIn) -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {}}
    made = deployed({"Resources": {"Topic": topic}}, localstack, name="abroad", region="us-west-2")
    assert ":us-west-2:" in made.resources["Topic"]
    at_home = {one["StackName"] for one in localstack.client("cloudformation", region=REGION).list_stacks()["StackSummaries"]}
    assert "abroad" not in at_home


def test_moto_creates_a_role_an_encrypted_bucket_and_a_database(moto: StandIn) -> None:
    database = {
        "Type": "AWS::RDS::DBInstance",
        "Properties": {
            "Engine": "mysql",
            "EngineVersion": "8.4.5",
            "DBInstanceClass": "db.t4g.medium",
            "AllocatedStorage": "20",
            "MasterUsername": "admin",
            "MasterUserPassword": "of-a-stand-in",
            "StorageEncrypted": True,
        },
    }
    template = {
        "Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": encryption()},
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
    made = deployed(template, moto, name="database")
    assert made.left_out == {}
    assert made.outputs["Role"] == f"arn:aws:iam::{ACCOUNT_OF_MOTO}:role/stand-in-reader"

    (found,) = moto.client("rds").describe_db_instances(DBInstanceIdentifier=made.resources["Database"])["DBInstances"]
    assert found["Endpoint"]["Address"] == made.outputs["Host"]
    assert found["StorageEncrypted"] is True
    (rule,) = moto.client("s3").get_bucket_encryption(Bucket=made.resources["Bucket"])["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": made.outputs["KeyArn"]}
    policy = moto.client("iam").get_role_policy(RoleName="stand-in-reader", PolicyName="reads")["PolicyDocument"]
    assert policy["Statement"][0]["Resource"] == f"arn:aws:s3:::{made.resources['Bucket']}/*"


@pytest.mark.parametrize("stand_in", ["localstack", "moto"])
class TestEither:
    @pytest.fixture
    def running(self, stand_in: str, request: pytest.FixtureRequest) -> StandIn:
        found: StandIn = request.getfixturevalue(stand_in)
        return found

    def test_a_template_for_a_bootstrapped_account_is_taken_as_it_is(self, running: StandIn) -> None:
        assert deployed({**BOOTSTRAP, "Resources": {"Bucket": BUCKET}}, running, name="bootstrapped").resources.keys() == {"Bucket"}

    def test_what_is_not_created_is_told(self, running: StandIn) -> None:
        template = {"Resources": {"Bucket": BUCKET, "Cluster": CLUSTER}}
        made = deployed(template, running, name="some", unsupported=[str(CLUSTER["Type"])])
        assert made.resources.keys() == {"Bucket"}
        assert made.left_out == {"Cluster": CLUSTER["Type"]}

    def test_what_should_have_been_created_fails(self, running: StandIn) -> None:
        with pytest.raises(DeploymentError, match=r"complete without Cluster \(AWS::ElastiCache::ReplicationGroup\)"):
            deployed({"Resources": {"Bucket": BUCKET, "Cluster": CLUSTER}}, running, name="silent")

    def test_a_resource_whose_condition_is_false_is_not_missed(self, running: StandIn) -> None:
        template = {
            "Parameters": {"Wanted": {"Type": "String"}},
            "Conditions": {"IsWanted": {"Fn::Equals": [{"Ref": "Wanted"}, "yes"]}},
            "Resources": {"Bucket": BUCKET, "Other": {**BUCKET, "Condition": "IsWanted"}},
        }
        assert deployed(template, running, name="without", parameters={"Wanted": "no"}).resources.keys() == {"Bucket"}
        assert deployed(template, running, name="with", parameters={"Wanted": "yes"}).resources.keys() == {"Bucket", "Other"}

    def test_a_stack_that_fails_says_why(self, running: StandIn) -> None:
        broken = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::GetAtt": ["Nobody", "Arn"]}}}
        with pytest.raises(DeploymentError, match="Nobody"):
            deployed({"Resources": {"Bucket": broken}}, running, name="broken")


def test_a_resource_that_localstack_cannot_create_is_in_the_events(localstack: StandIn) -> None:
    policy = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": "nobody-made-this-bucket", "PolicyDocument": {"Version": "2012-10-17", "Statement": []}},
    }
    with pytest.raises(DeploymentError, match=r"CREATE_FAILED[\s\S]*Policy \(AWS::S3::BucketPolicy\)"):
        deployed({"Resources": {"Policy": policy}}, localstack, name="failed")


def test_stand_ins_listen_on_this_machine_alone(localstack: StandIn, moto: StandIn) -> None:
    for one in (localstack, moto):
        port = int(one.endpoint.rpartition(":")[2])
        listening = [
            line.split()[1]
            for table in ("tcp", "tcp6")
            if (path := Path("/proc/net") / table).exists()
            for line in path.read_text().splitlines()[1:]
            if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
        ]
        assert listening == [f"0100007F:{port:04X}"], one.name


def test_a_stub_of_a_version_manager_is_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "python3.13"
    stub.write_text("#!/bin/sh\necho 'python3.13: command not found' >&2\nexit 127\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    interpreter.cache_clear()
    try:
        with pytest.raises(MissingPythonError, match=rf"not usable: {stub}.*install it and put python3\.13 on PATH"):
            installation.python()
    finally:
        interpreter.cache_clear()


def test_the_lock_file_has_what_is_asked_for() -> None:
    wanted = installation.REQUIREMENTS.with_suffix(".in").read_text("utf-8").splitlines()
    locked = {line.partition("==")[0] for line in installation.REQUIREMENTS.read_text("utf-8").splitlines() if "==" in line}
    names = {one.partition("[")[0].partition("=")[0].partition("<")[0].replace("_", "-") for one in wanted}
    assert names
    assert names <= locked
