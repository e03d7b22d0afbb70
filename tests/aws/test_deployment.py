"""The example's stacks, created in LocalStack and in moto and read back by AWS' APIs, each for what it creates; see `creatable` for the rest.

LocalStack creates roles, buckets' policies, keys and entries; moto roles, encrypted buckets, keys, the database and the rules of security groups.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from portkey_constructs.config import load
from portkey_constructs.iam import roles
from portkey_constructs.manifests.stages import platform
from portkey_constructs.manifests.required import entries
from tests.aws.accounts import account_of
from tests.aws.companion import EXAMPLE, NAMELESS, Companion, companion, network_of
from tests.aws.creatable import property_of
from tests.aws.stand_ins import StandIn, deployed
from tests.aws.templates import of_type, one
from tests.iam.judge import allows

ACCOUNT = "111122223333"
REGION = "us-west-2"
BUCKETS = {"data": f"portkey-logs-{ACCOUNT}-us-west-2", "replica": f"portkey-logs-{ACCOUNT}-us-east-1"}
GENERATED = {"portkey/mysql": {"username", "password"}, "portkey/redis": {"redis_password"}}
"""The entries that database and cache make themselves, with their properties."""


def example(stand_in: StandIn) -> Companion:
    account = account_of(stand_in, ACCOUNT)
    found = companion(load([EXAMPLE / "portkey.yaml"]), account, network=network_of(account, REGION))
    assert found.regions == {"roles": REGION, "data": REGION, "replica": "us-east-1"}
    return found


@pytest.fixture(scope="module")
def in_localstack(localstack: StandIn) -> Companion:
    found = example(localstack)
    for part in ("replica", "data", "roles"):
        found.create(part)
    return found


@pytest.fixture(scope="module")
def in_moto(moto: StandIn) -> Companion:
    """With what moto's APIs make and its CloudFormation does not, so that the stack's outputs tell of it."""
    found = example(moto)
    template = found.templates["data"]
    known = {}
    (secret,) = [name for name, one in of_type(template, "AWS::SecretsManager::Secret").items() if one["Properties"]["Name"] == "portkey/mysql"]
    text = json.dumps({"username": "portkey", "password": "of-a-stand-in"})
    known[secret] = found.client("secretsmanager").create_secret(Name="portkey/mysql", SecretString=text)["ARN"]
    parameters = of_type(template, "AWS::RDS::DBParameterGroup")
    deployed({"Resources": parameters}, found.account, name="parameters", region=REGION, unsupported=NAMELESS)
    (made,) = found.client("rds").describe_db_parameter_groups()["DBParameterGroups"]
    known.update(dict.fromkeys(parameters, made["DBParameterGroupName"]))
    (group,) = of_type(template, "AWS::ElastiCache::ReplicationGroup")
    known[group] = _replication_group(found, template)
    for part in ("replica", "data", "roles"):
        found.create(part, known)
    # What stands in a role as CloudFormation makes it, moto can neither give back nor judge by.
    iam = found.client("iam", "roles")
    for role in of_type(found.templates["roles"], "AWS::IAM::Role").values():
        for policy in role["Properties"]["Policies"]:
            iam.put_role_policy(
                RoleName=role["Properties"]["RoleName"], PolicyName=policy["PolicyName"], PolicyDocument=json.dumps(policy["PolicyDocument"])
            )
    return found


def _replication_group(found: Companion, template: dict[str, Any]) -> str:
    said = one(template, "AWS::ElastiCache::ReplicationGroup")["Properties"]
    kept = ("Engine", "EngineVersion", "CacheNodeType", "AutomaticFailoverEnabled", "MultiAZEnabled", "NumNodeGroups", "ReplicasPerNodeGroup", "Port")
    given = {name: said[name] for name in kept if name in said}
    client = found.client("elasticache")
    made = client.create_replication_group(ReplicationGroupId="cache", ReplicationGroupDescription=said["ReplicationGroupDescription"], **given)
    (node_group,) = made["ReplicationGroup"]["NodeGroups"]
    return str(node_group["PrimaryEndpoint"]["Address"])


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("localstack", "moto")])
def created(request: pytest.FixtureRequest) -> Companion:
    found: Companion = request.getfixturevalue(f"in_{request.param}")
    return found


class Component:
    """A component as whom AWS is asked, by its service account's token; whose it is moto does not look at."""

    def __init__(self, found: Companion, name: str) -> None:
        sts = found.client("sts", "roles")
        arn = found.made["roles"].outputs[f"Portkey{name.title().replace('-', '')}RoleArn"]
        taken = sts.assume_role_with_web_identity(RoleArn=arn, RoleSessionName="pod", WebIdentityToken="of-the-service-account")
        assert taken["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{arn.rpartition('/')[2]}/pod"
        self._endpoint, self._keys = found.account.endpoint, taken["Credentials"]

    def client(self, service: str, region: str = REGION) -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self._endpoint,
            aws_access_key_id=self._keys["AccessKeyId"],
            aws_secret_access_key=self._keys["SecretAccessKey"],
            aws_session_token=self._keys["SessionToken"],
            config=Config(
                proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, request_checksum_calculation="when_required"
            ),
        )

    def refused(self, service: str, operation: str, region: str = REGION, **said: Any) -> str:
        """The code of the error that a call ends with; empty when it is done."""
        try:
            getattr(self.client(service, region), operation)(**said)
        except ClientError as error:
            told = error.response["Error"]
            # moto says it in XML to those that await JSON.
            return "AccessDenied" if "<Code>AccessDenied</Code>" in told["Message"] else str(told["Code"])
        return ""


@contextmanager
def enforced(stand_in: Companion) -> Iterator[None]:
    """moto does what a policy allows and nothing else, for as long as this lasts."""

    def ask(count: str) -> None:
        with closing(HTTPConnection(stand_in.account.endpoint.removeprefix("http://"), timeout=10)) as connection:
            connection.request("POST", "/moto-api/reset-auth", count)
            assert connection.getresponse().status == 200

    ask("0")
    try:
        yield
    finally:
        ask("inf")


def test_nothing_else_is_left_out(created: Companion) -> None:
    left = {kind for made in created.made.values() for kind in made.left_out.values()}
    expected = {"AWS::EC2::SecurityGroupIngress", "AWS::RDS::DBSubnetGroup"} if created.account.name == "moto" else set()
    assert left == expected


def test_roles_are_made_as_the_documents_say(created: Companion) -> None:
    iam = created.client("iam", "roles")
    known = roles(created.config)
    assert {role.name for role in known} == set(created.made["roles"].resources.values())
    for role in known:
        found = iam.get_role(RoleName=role.name)["Role"]
        assert found["Arn"] == role.arn
        assert found["AssumeRolePolicyDocument"] == role.trust
        (policy,) = iam.list_role_policies(RoleName=role.name)["PolicyNames"]
        assert iam.get_role_policy(RoleName=role.name, PolicyName=policy)["PolicyDocument"] == role.permissions
        assert iam.list_attached_role_policies(RoleName=role.name)["AttachedPolicies"] == []


@pytest.mark.parametrize("part", BUCKETS)
def test_the_key_of_logs_rotates_and_has_the_alias_that_roles_name_it_by(created: Companion, part: str) -> None:
    kms = created.client("kms", part)
    key = created.physical(part, "AWS::KMS::Key", "LogBucket" if part == "data" else "ReplicaBucket")
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
    assert [one["TargetKeyId"] for one in kms.list_aliases()["Aliases"] if one["AliasName"] == "alias/acme-portkey-logs"] == [key]
    statements = [one for role in roles(created.config) for one in role.statements if one.condition.get("ForAnyValue:StringEquals")]
    assert {name for one in statements for name in one.condition["ForAnyValue:StringEquals"].values()} == {"alias/acme-portkey-logs"}


@pytest.mark.parametrize("part", BUCKETS)
def test_the_bucket_of_logs_is_closed_and_versioned(in_localstack: Companion, part: str) -> None:
    s3, name = in_localstack.client("s3", part), BUCKETS[part]
    assert name in in_localstack.made[part].resources.values()
    assert (s3.get_bucket_location(Bucket=name)["LocationConstraint"] or "us-east-1") == in_localstack.regions[part]
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert set(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"]
    assert rule == {"ObjectOwnership": "BucketOwnerEnforced"}


@pytest.mark.parametrize("part", BUCKETS)
def test_buckets_refuse_whoever_comes_without_tls(in_localstack: Companion, part: str) -> None:
    s3 = in_localstack.client("s3", part)
    buckets = [in_localstack.made[part].resources[name] for name in of_type(in_localstack.templates[part], "AWS::S3::Bucket")]
    assert len(buckets) == 2
    for name in buckets:
        statements = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"]
        denied = {json.dumps(one["Condition"]): one["Resource"] for one in statements if one["Effect"] == "Deny"}
        both = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        assert denied == {'{"Bool": {"aws:SecureTransport": "false"}}': both, '{"NumericLessThan": {"s3:TlsVersion": 1.2}}': both}


@pytest.mark.parametrize("part", BUCKETS)
def test_the_bucket_of_logs_is_encrypted_by_its_own_key(in_moto: Companion, part: str) -> None:
    key = in_moto.physical(part, "AWS::KMS::Key", "LogBucket" if part == "data" else "ReplicaBucket")
    (rule,) = in_moto.client("s3", part).get_bucket_encryption(Bucket=BUCKETS[part])["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": f"arn:aws:kms:{in_moto.regions[part]}:{ACCOUNT}:key/{key}",
    }


def test_the_copy_goes_to_the_bucket_and_the_key_that_are_there(in_localstack: Companion) -> None:
    """LocalStack's CloudFormation passes the rules by; its S3 takes them, and looks whether both buckets can serve."""
    s3 = in_localstack.client("s3")
    role = in_localstack.physical("data", "AWS::IAM::Role", "LogBucketReplicationRole")
    arn = in_localstack.client("iam").get_role(RoleName=role)["Role"]["Arn"]
    (logical,) = [name for name in of_type(in_localstack.templates["data"], "AWS::IAM::Role") if name.startswith("LogBucketReplicationRole")]
    said = property_of(in_localstack.templates["data"], "AWS::S3::Bucket", "ReplicationConfiguration", {logical: arn, "AWS::Partition": "aws"})
    rules = [{**{key: value for key, value in rule.items() if key != "Id"}, "ID": rule["Id"]} for rule in said["Rules"]]
    s3.put_bucket_replication(Bucket=BUCKETS["data"], ReplicationConfiguration={"Role": said["Role"], "Rules": rules})
    (rule,) = s3.get_bucket_replication(Bucket=BUCKETS["data"])["ReplicationConfiguration"]["Rules"]
    assert rule["Destination"]["Bucket"] == f"arn:aws:s3:::{BUCKETS['replica']}"
    alias = rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"]
    known = {one["AliasArn"]: one["TargetKeyId"] for one in in_localstack.client("kms", "replica").list_aliases()["Aliases"]}
    assert known[alias] == in_localstack.physical("replica", "AWS::KMS::Key")
    iam = in_localstack.client("iam")
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    allowed = json.dumps(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
    assert f"arn:aws:s3:::{BUCKETS['replica']}/*" in allowed


def test_entries_have_the_names_and_properties_that_the_manifests_read(in_localstack: Companion) -> None:
    secrets = in_localstack.client("secretsmanager")
    wanted = entries(in_localstack.config)
    found = {one["Name"]: one["ARN"] for one in secrets.list_secrets()["SecretList"] if one["Name"].startswith("portkey/")}
    assert found.keys() == wanted.keys()
    for name, arn in found.items():
        if name in GENERATED:
            value = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
            assert value.keys() == GENERATED[name]
            assert value.keys() >= set(wanted[name])
            assert all(len(value[one]) >= 40 for one in set(wanted[name]))
        else:
            with pytest.raises(ClientError, match="ResourceNotFoundException"):
                secrets.get_secret_value(SecretId=arn)
    mysql = json.loads(secrets.get_secret_value(SecretId="portkey/mysql")["SecretString"])
    external = next(one.manifest for one in in_localstack.config.resolve().objects() if one.manifest["metadata"]["name"] == "portkey-mysql")
    assert external["spec"]["target"]["template"]["data"]["mysql_user"] == mysql["username"]  # type: ignore[typeddict-item]


def test_the_reader_of_entries_reads_those_that_were_made_and_no_others(in_localstack: Companion) -> None:
    """By the ARNs that Secrets Manager gave them, with its six characters, and the policy that IAM has; neither stand-in enforces it there."""
    secrets, iam = in_localstack.client("secretsmanager"), in_localstack.client("iam", "roles")
    others = [secrets.create_secret(Name=name)["ARN"] for name in ("portkey/mysql-root", "portkey/mysql2", "portkey", "other/portkey/mysql")]
    made = [secrets.describe_secret(SecretId=name)["ARN"] for name in entries(in_localstack.config)]
    for role in roles(in_localstack.config):
        document = iam.get_role_policy(RoleName=role.name, PolicyName="portkey")["PolicyDocument"]
        for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
            assert {arn for arn in made if allows(document, action, arn)} == (set(made) if role.components == ("external-secrets",) else set())
            assert [arn for arn in others if allows(document, action, arn)] == []
        assert [arn for arn in made for action in ("PutSecretValue", "DeleteSecret") if allows(document, f"secretsmanager:{action}", arn)] == []


def test_the_database_is_in_two_zones_encrypted_and_backed_up(in_moto: Companion) -> None:
    """moto's CloudFormation passes by protection against deletion, security groups, exported logs and monitoring."""
    rds = in_moto.client("rds")
    (found,) = rds.describe_db_instances(DBInstanceIdentifier=in_moto.physical("data", "AWS::RDS::DBInstance"))["DBInstances"]
    key = in_moto.physical("data", "AWS::KMS::Key", "Database")
    expected = {
        "Engine": "mysql",
        "DBName": "portkey",
        "MasterUsername": "portkey",
        "DbInstancePort": 3306,
        "MultiAZ": True,
        "StorageEncrypted": True,
        "KmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key}",
        "PubliclyAccessible": False,
        "BackupRetentionPeriod": 14,
        "AutoMinorVersionUpgrade": True,
        "CopyTagsToSnapshot": True,
    }
    assert {name: found[name] for name in expected} == expected
    assert found["EngineVersion"].startswith("8.4.")
    assert {one["SubnetAvailabilityZone"]["Name"] for one in found["DBSubnetGroup"]["Subnets"]} == {"us-west-2a", "us-west-2b"}
    (group,) = found["DBParameterGroups"]
    said = rds.describe_db_parameters(DBParameterGroupName=group["DBParameterGroupName"])["Parameters"]
    parameters = {one["ParameterName"]: one["ParameterValue"] for one in said}
    assert parameters["require_secure_transport"] == "1"


def test_database_and_cache_let_the_nodes_in_and_who_sets_the_password(in_moto: Companion) -> None:
    ec2 = in_moto.client("ec2")
    ids = {name: in_moto.physical("data", "AWS::EC2::SecurityGroup", name) for name in ("DatabaseSecurity", "DatabaseRotation", "CacheSecurity")}
    (nodes,) = [one["GroupId"] for one in ec2.describe_security_groups()["SecurityGroups"] if one["GroupName"] == "nodes"]
    for name, port, clients in (
        ("DatabaseSecurity", 3306, {nodes, ids["DatabaseRotation"]}),
        ("CacheSecurity", 6379, {nodes}),
        ("DatabaseRotation", None, set()),
    ):
        (group,) = ec2.describe_security_groups(GroupIds=[ids[name]])["SecurityGroups"]
        for rule in group["IpPermissions"]:
            assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"], rule["IpRanges"], rule["Ipv6Ranges"]) == ("tcp", port, port, [], [])
        assert {pair["GroupId"] for rule in group["IpPermissions"] for pair in rule["UserIdGroupPairs"]} == clients


def test_manifests_name_what_was_made(in_moto: Companion, tmp_path: Path) -> None:
    config = load([in_moto.told(EXAMPLE / "portkey.yaml", tmp_path)])
    outputs = in_moto.outputs()["acme-portkey-data"]
    (found,) = in_moto.client("rds").describe_db_instances(DBInstanceIdentifier=in_moto.physical("data", "AWS::RDS::DBInstance"))["DBInstances"]
    (group,) = in_moto.client("elasticache").describe_replication_groups()["ReplicationGroups"]
    hosts = (found["Endpoint"]["Address"], group["NodeGroups"][0]["PrimaryEndpoint"]["Address"])
    assert (outputs["PortkeyMysqlHost"], outputs["PortkeyRedisHost"]) == hosts

    objects: list[Any] = [one.manifest for one in config.resolve().objects()]
    texts = {one["metadata"]["name"]: one["spec"]["target"]["template"]["data"] for one in objects if one["kind"] == "ExternalSecret"}
    assert texts["portkey-mysql"]["mysql_host"] == hosts[0]
    assert f"@{hosts[1]}:6379" in texts["portkey-redis"]["redis_connection_url"]
    before = [one.manifest for one in in_moto.config.resolve().objects()]
    assert [one for one in before if hosts[0] in json.dumps(one)] == []

    annotated = {
        one["metadata"]["annotations"]["eks.amazonaws.com/role-arn"]
        for one in objects
        if "annotations" in one["metadata"] and one["kind"] == "ServiceAccount"
    }
    assert annotated == {value for name, value in in_moto.outputs()["acme-portkey-roles"].items() if name.endswith("RoleArn")}
    variables = {
        variable["name"]: variable["value"]
        for one in objects
        if one["kind"] == "Deployment"
        for container in one["spec"]["template"]["spec"]["containers"]
        for variable in container.get("env", ())
        if variable["name"].startswith("LOG_STORE") and "value" in variable
    }
    assert variables["LOG_STORE_GENERATIONS_BUCKET"] == outputs["PortkeyLogBucket"] == BUCKETS["data"]
    assert variables["LOG_STORE_REGION"] == REGION


COMPONENTS = ("gateway", "backend", "dataservice", "external-secrets")
OPERATIONS: dict[str, dict[str, Any]] = {
    "get_object": {"Key": "2026/log.json"},
    "put_object": {"Key": "2026/more.json", "Body": b"{}"},
    "delete_object": {"Key": "2026/log.json"},
    "list_objects_v2": {},
    "get_bucket_policy": {},
    "put_bucket_policy": {"Policy": "{}"},
    "delete_bucket": {},
}
ALLOWED = {
    "gateway": {("data", "get_object"), ("data", "put_object"), ("replica", "get_object")},
    "backend": {("data", "get_object"), ("replica", "get_object")},
    "dataservice": {("data", "get_object"), ("data", "put_object"), ("replica", "get_object")},
    "external-secrets": set(),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_does_with_the_logs_what_it_is_for_and_no_more(in_moto: Companion, name: str) -> None:
    """moto judges actions and resources of S3 by the role's own policy; conditions, and so the use of keys, it leaves out of account."""
    for part, bucket in BUCKETS.items():
        in_moto.client("s3", part).put_object(Bucket=bucket, Key="2026/log.json", Body=b"{}")
    somebody = Component(in_moto, name)
    with enforced(in_moto):
        answers = {
            (part, operation): somebody.refused("s3", operation, in_moto.regions[part], Bucket=bucket, **said)
            for operation, said in OPERATIONS.items()
            for part, bucket in BUCKETS.items()
        }
    assert {call for call, code in answers.items() if not code} == ALLOWED[name]
    assert {code for code in answers.values() if code} == {"AccessDenied"}


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_has_no_business_with_other_buckets(in_moto: Companion, name: str) -> None:
    """What is called alike, and the bucket of access logs."""
    s3 = in_moto.client("s3")
    alike = f"{BUCKETS['data']}-2"
    if alike not in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=alike, CreateBucketConfiguration={"LocationConstraint": REGION})
    others = (alike, in_moto.physical("data", "AWS::S3::Bucket", "LogBucketAccessLogs"))
    for bucket in others:
        s3.put_object(Bucket=bucket, Key="2026/log.json", Body=b"{}")
    somebody = Component(in_moto, name)
    with enforced(in_moto):
        answers = {somebody.refused("s3", operation, Bucket=bucket, **said) for operation, said in OPERATIONS.items() for bucket in others}
        answers.add(somebody.refused("s3", "list_buckets"))
    assert answers == {"AccessDenied"}


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_asks_nothing_of_other_services(in_moto: Companion, name: str) -> None:
    """moto knows no resource of Secrets Manager's: the reader of entries is judged by its policy's document, above, and its writing here."""
    somebody = Component(in_moto, name)
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("secretsmanager", "put_secret_value", {"SecretId": "portkey/mysql", "SecretString": "{}"}),
        ("secretsmanager", "delete_secret", {"SecretId": "portkey/mysql"}),
        ("secretsmanager", "list_secrets", {}),
        ("iam", "list_roles", {}),
        ("iam", "put_role_policy", {"RoleName": "acme-portkey-gateway", "PolicyName": "more", "PolicyDocument": "{}"}),
        ("sts", "assume_role", {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/acme-portkey-external-secrets", "RoleSessionName": "other"}),
        ("kms", "list_keys", {}),
        ("kms", "schedule_key_deletion", {"KeyId": in_moto.physical("data", "AWS::KMS::Key", "LogBucket")}),
        ("rds", "describe_db_instances", {}),
        ("ec2", "describe_instances", {}),
    ]
    if name != "external-secrets":
        calls.append(("secretsmanager", "get_secret_value", {"SecretId": "portkey/mysql"}))
    with enforced(in_moto):
        answers = {f"{service}:{operation}": somebody.refused(service, operation, **said) for service, operation, said in calls}
        assert somebody.client("sts").get_caller_identity()["Arn"].endswith("/pod")
    assert {call: code for call, code in answers.items() if code != "AccessDenied"} == {}
