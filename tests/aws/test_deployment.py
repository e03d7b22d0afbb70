"""The example's stacks, created in LocalStack and moto and read back with the APIs of AWS; see `supported_templates` for the gaps.

LocalStack creates roles, bucket policies, keys and entries; moto creates roles, encrypted buckets, keys, the database and security group rules.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from portkey_constructs.config import load
from portkey_constructs.iam import roles
from portkey_constructs.manifests.secret_templates import entry_templates
from tests.aws.accounts import account_of
from tests.aws.companion import EXAMPLE, WITHOUT_ID, Companion, companion, create_network
from tests.aws.emulators import Emulator, deploy
from tests.aws.supported_templates import property_of
from tests.aws.templates import resource, resources
from tests.iam.policy_evaluator import allows
from tests.support.objects import named, rendered

pytestmark = pytest.mark.aws

ACCOUNT = "111122223333"
REGION = "us-west-2"
BUCKETS = {"data": f"acme-portkey-logs-{ACCOUNT}-us-west-2", "replica": f"acme-portkey-logs-{ACCOUNT}-us-east-1"}
GENERATED = {"acme-portkey/mysql": {"username", "password"}, "acme-portkey/redis": {"redis_password"}}
"""The entries that database and cache generate, with their properties."""


def example(emulator: Emulator) -> Companion:
    account = account_of(emulator, ACCOUNT)
    stacks = companion(load([EXAMPLE / "portkey.yaml"]), account, network=create_network(account, REGION))
    assert stacks.regions == {"roles": REGION, "data": REGION, "replica": "us-east-1"}
    return stacks


@pytest.fixture(scope="module")
def in_localstack(localstack: Emulator) -> Companion:
    stacks = example(localstack)
    for part in ("replica", "data", "roles"):
        stacks.create(part)
    return stacks


@pytest.fixture(scope="module")
def in_moto(moto: Emulator) -> Companion:
    """The stacks in moto; its APIs create what its CloudFormation cannot, so that the outputs are complete."""
    stacks = example(moto)
    template = stacks.templates["data"]
    references = {}
    entries = resources(template, "AWS::SecretsManager::Secret")
    (secret,) = [name for name, entry in entries.items() if entry["Properties"]["Name"] == "acme-portkey/mysql"]
    text = json.dumps({"username": "portkey", "password": "emulator-password"})
    references[secret] = stacks.client("secretsmanager").create_secret(Name="acme-portkey/mysql", SecretString=text)["ARN"]
    parameters = resources(template, "AWS::RDS::DBParameterGroup")
    deploy({"Resources": parameters}, stacks.account, name="parameters", region=REGION, unsupported=WITHOUT_ID)
    (parameter_group,) = stacks.client("rds").describe_db_parameter_groups()["DBParameterGroups"]
    references.update(dict.fromkeys(parameters, parameter_group["DBParameterGroupName"]))
    (replication_group,) = resources(template, "AWS::ElastiCache::ReplicationGroup")
    references[replication_group] = _create_replication_group(stacks, template)
    for part in ("replica", "data", "roles"):
        stacks.create(part, references)
    # moto neither returns nor enforces the inline policies of a role that its CloudFormation creates.
    iam = stacks.client("iam", "roles")
    for role in resources(stacks.templates["roles"], "AWS::IAM::Role").values():
        for policy in role["Properties"]["Policies"]:
            iam.put_role_policy(
                RoleName=role["Properties"]["RoleName"], PolicyName=policy["PolicyName"], PolicyDocument=json.dumps(policy["PolicyDocument"])
            )
    return stacks


def _create_replication_group(stacks: Companion, template: dict[str, Any]) -> str:
    properties = resource(template, "AWS::ElastiCache::ReplicationGroup")["Properties"]
    names = (
        "Engine",
        "EngineVersion",
        "CacheNodeType",
        "AutomaticFailoverEnabled",
        "MultiAZEnabled",
        "NumNodeGroups",
        "ReplicasPerNodeGroup",
        "Port",
    )
    settings = {name: properties[name] for name in names if name in properties}
    description = properties["ReplicationGroupDescription"]
    response = stacks.client("elasticache").create_replication_group(ReplicationGroupId="cache", ReplicationGroupDescription=description, **settings)
    (node_group,) = response["ReplicationGroup"]["NodeGroups"]
    return str(node_group["PrimaryEndpoint"]["Address"])


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("localstack", "moto")])
def created(request: pytest.FixtureRequest) -> Companion:
    stacks: Companion = request.getfixturevalue(f"in_{request.param}")
    return stacks


class Component:
    """Requests to AWS with the role of a component and the token of its service account, whose subject moto does not check."""

    def __init__(self, stacks: Companion, name: str) -> None:
        sts = stacks.client("sts", "roles")
        arn = stacks.stacks["roles"].outputs[f"Portkey{name.title().replace('-', '')}RoleArn"]
        response = sts.assume_role_with_web_identity(RoleArn=arn, RoleSessionName="pod", WebIdentityToken="service-account-token")
        assert response["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{arn.rpartition('/')[2]}/pod"
        self._endpoint, self._keys = stacks.account.endpoint, response["Credentials"]

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

    def error_code(self, service: str, operation: str, region: str = REGION, **parameters: Any) -> str:
        """The error code of a request; empty if it succeeds."""
        try:
            getattr(self.client(service, region), operation)(**parameters)
        except ClientError as error:
            response = error.response["Error"]
            # moto answers in XML to clients that expect JSON.
            return "AccessDenied" if "<Code>AccessDenied</Code>" in response["Message"] else str(response["Code"])
        return ""


@contextmanager
def enforced(stacks: Companion) -> Iterator[None]:
    """Let moto enforce policies in this context."""

    def enforce_after(requests: str) -> None:
        with closing(HTTPConnection(stacks.account.endpoint.removeprefix("http://"), timeout=10)) as connection:
            connection.request("POST", "/moto-api/reset-auth", requests)
            assert connection.getresponse().status == 200

    enforce_after("0")
    try:
        yield
    finally:
        enforce_after("inf")


def test_emulator_skips_only_the_known_types(created: Companion) -> None:
    skipped = {kind for stack in created.stacks.values() for kind in stack.skipped.values()}
    expected = {"AWS::EC2::SecurityGroupIngress", "AWS::RDS::DBSubnetGroup"} if created.account.name == "moto" else set()
    assert skipped == expected


def test_roles_have_the_policies_of_aws_policy(created: Companion) -> None:
    iam = created.client("iam", "roles")
    expected = roles(created.config.resolve())
    assert {role.name for role in expected} == set(created.stacks["roles"].resources.values())
    for role in expected:
        actual = iam.get_role(RoleName=role.name)["Role"]
        assert actual["Arn"] == role.arn
        assert actual["AssumeRolePolicyDocument"] == role.trust
        (policy,) = iam.list_role_policies(RoleName=role.name)["PolicyNames"]
        assert iam.get_role_policy(RoleName=role.name, PolicyName=policy)["PolicyDocument"] == role.permissions
        assert iam.list_attached_role_policies(RoleName=role.name)["AttachedPolicies"] == []


@pytest.mark.parametrize("part", BUCKETS)
def test_key_of_logs_rotates_and_has_the_alias_in_the_policies(created: Companion, part: str) -> None:
    kms = created.client("kms", part)
    key = created.physical_id(part, "AWS::KMS::Key", "LogBucket" if part == "data" else "ReplicaBucket")
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
    assert [alias["TargetKeyId"] for alias in kms.list_aliases()["Aliases"] if alias["AliasName"] == "alias/acme-portkey-logs"] == [key]
    conditions = [statement.condition for role in roles(created.config.resolve()) for statement in role.statements]
    aliases = {alias for condition in conditions for alias in condition.get("ForAnyValue:StringEquals", {}).values()}
    assert aliases == {"alias/acme-portkey-logs", "alias/acme-portkey-secrets"}


@pytest.mark.parametrize("part", BUCKETS)
def test_log_bucket_is_private_and_versioned(in_localstack: Companion, part: str) -> None:
    s3, name = in_localstack.client("s3", part), BUCKETS[part]
    assert name in in_localstack.stacks[part].resources.values()
    assert (s3.get_bucket_location(Bucket=name)["LocationConstraint"] or "us-east-1") == in_localstack.regions[part]
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert set(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"]
    assert rule == {"ObjectOwnership": "BucketOwnerEnforced"}


@pytest.mark.parametrize("part", BUCKETS)
def test_buckets_deny_requests_without_tls(in_localstack: Companion, part: str) -> None:
    s3 = in_localstack.client("s3", part)
    buckets = [in_localstack.stacks[part].resources[name] for name in resources(in_localstack.templates[part], "AWS::S3::Bucket")]
    assert len(buckets) == 2
    for name in buckets:
        statements = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"]
        denied = {json.dumps(statement["Condition"]): statement["Resource"] for statement in statements if statement["Effect"] == "Deny"}
        both = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        assert denied == {'{"Bool": {"aws:SecureTransport": "false"}}': both, '{"NumericLessThan": {"s3:TlsVersion": 1.2}}': both}


@pytest.mark.parametrize("part", BUCKETS)
def test_log_bucket_is_encrypted_with_its_own_key(in_moto: Companion, part: str) -> None:
    key = in_moto.physical_id(part, "AWS::KMS::Key", "LogBucket" if part == "data" else "ReplicaBucket")
    (rule,) = in_moto.client("s3", part).get_bucket_encryption(Bucket=BUCKETS[part])["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": f"arn:aws:kms:{in_moto.regions[part]}:{ACCOUNT}:key/{key}",
    }


def test_replication_goes_to_the_existing_bucket_and_key(in_localstack: Companion) -> None:
    """LocalStack's CloudFormation ignores the rules; its S3 accepts them and checks both buckets."""
    s3, iam = in_localstack.client("s3"), in_localstack.client("iam")
    role = in_localstack.physical_id("data", "AWS::IAM::Role", "LogBucketReplicationRole")
    arn = iam.get_role(RoleName=role)["Role"]["Arn"]
    template = in_localstack.templates["data"]
    (logical_id,) = [name for name in resources(template, "AWS::IAM::Role") if name.startswith("LogBucketReplicationRole")]
    replication = property_of(template, "AWS::S3::Bucket", "ReplicationConfiguration", {logical_id: arn, "AWS::Partition": "aws"})
    rules = [{**{key: value for key, value in rule.items() if key != "Id"}, "ID": rule["Id"]} for rule in replication["Rules"]]
    s3.put_bucket_replication(Bucket=BUCKETS["data"], ReplicationConfiguration={"Role": replication["Role"], "Rules": rules})
    (rule,) = s3.get_bucket_replication(Bucket=BUCKETS["data"])["ReplicationConfiguration"]["Rules"]
    assert rule["Destination"]["Bucket"] == f"arn:aws:s3:::{BUCKETS['replica']}"
    alias = rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"]
    keys = {alias["AliasArn"]: alias["TargetKeyId"] for alias in in_localstack.client("kms", "replica").list_aliases()["Aliases"]}
    assert keys[alias] == in_localstack.physical_id("replica", "AWS::KMS::Key")
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = json.dumps(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
    assert f"arn:aws:s3:::{BUCKETS['replica']}/*" in document


def test_entries_have_the_names_and_properties_that_the_manifests_read(in_localstack: Companion) -> None:
    secrets = in_localstack.client("secretsmanager")
    expected = entry_templates(in_localstack.config.resolve())
    arns = {secret["Name"]: secret["ARN"] for secret in secrets.list_secrets()["SecretList"] if secret["Name"].startswith("acme-portkey/")}
    assert arns.keys() == expected.keys()
    for name, arn in arns.items():
        if name in GENERATED:
            value = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
            assert value.keys() == GENERATED[name]
            assert value.keys() >= set(expected[name])
            assert all(len(value[property]) >= 40 for property in expected[name])
        else:
            with pytest.raises(ClientError, match="ResourceNotFoundException"):
                secrets.get_secret_value(SecretId=arn)
    key = in_localstack.physical_id("data", "AWS::KMS::Key", "EntriesKey")
    assert {secrets.describe_secret(SecretId=arn)["KmsKeyId"].rpartition("/")[2] for arn in arns.values()} == {key}
    aliases = in_localstack.client("kms").list_aliases(KeyId=key)["Aliases"]
    assert [alias["AliasName"] for alias in aliases] == ["alias/acme-portkey-secrets"]
    mysql = json.loads(secrets.get_secret_value(SecretId="acme-portkey/mysql")["SecretString"])
    external_secret = named(rendered(in_localstack.config), "ExternalSecret", "portkey-mysql")
    assert external_secret["spec"]["target"]["template"]["data"]["mysql_user"] == mysql["username"]


def test_only_the_reader_can_read_the_entries(in_localstack: Companion) -> None:
    """Evaluates the policies in IAM with the ARNs from Secrets Manager, including its suffix, as neither emulator enforces them there."""
    secrets, iam = in_localstack.client("secretsmanager"), in_localstack.client("iam", "roles")
    platform = in_localstack.config.resolve()
    foreign = [
        secrets.create_secret(Name=name)["ARN"] for name in ("acme-portkey/mysql-root", "acme-portkey/mysql2", "portkey", "other/acme-portkey/mysql")
    ]
    own = [secrets.describe_secret(SecretId=name)["ARN"] for name in entry_templates(platform)]
    for role in roles(platform):
        document = iam.get_role_policy(RoleName=role.name, PolicyName="portkey")["PolicyDocument"]
        for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
            assert {arn for arn in own if allows(document, action, arn)} == (set(own) if role.components == ("external-secrets",) else set())
            assert [arn for arn in foreign if allows(document, action, arn)] == []
        assert [arn for arn in own for action in ("PutSecretValue", "DeleteSecret") if allows(document, f"secretsmanager:{action}", arn)] == []


def test_database_is_encrypted_backed_up_and_in_two_zones(in_moto: Companion) -> None:
    """moto's CloudFormation ignores deletion protection, security groups, exported logs and monitoring."""
    rds = in_moto.client("rds")
    (instance,) = rds.describe_db_instances(DBInstanceIdentifier=in_moto.physical_id("data", "AWS::RDS::DBInstance"))["DBInstances"]
    key = in_moto.physical_id("data", "AWS::KMS::Key", "Database")
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
    assert {name: instance[name] for name in expected} == expected
    assert instance["EngineVersion"].startswith("8.4.")
    assert {subnet["SubnetAvailabilityZone"]["Name"] for subnet in instance["DBSubnetGroup"]["Subnets"]} == {"us-west-2a", "us-west-2b"}
    (group,) = instance["DBParameterGroups"]
    parameters = rds.describe_db_parameters(DBParameterGroupName=group["DBParameterGroupName"])["Parameters"]
    assert {parameter["ParameterName"]: parameter["ParameterValue"] for parameter in parameters}["require_secure_transport"] == "1"


def test_security_groups_admit_the_nodes_and_the_rotation_function(in_moto: Companion) -> None:
    ec2 = in_moto.client("ec2")
    ids = {name: in_moto.physical_id("data", "AWS::EC2::SecurityGroup", name) for name in ("DatabaseSecurity", "DatabaseRotation", "CacheSecurity")}
    (nodes,) = [group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"] if group["GroupName"] == "nodes"]
    for name, port, clients in (
        ("DatabaseSecurity", 3306, {nodes, ids["DatabaseRotation"]}),
        ("CacheSecurity", 6379, {nodes}),
        ("DatabaseRotation", None, set()),
    ):
        (group,) = ec2.describe_security_groups(GroupIds=[ids[name]])["SecurityGroups"]
        for rule in group["IpPermissions"]:
            assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"], rule["IpRanges"], rule["Ipv6Ranges"]) == ("tcp", port, port, [], [])
        assert {pair["GroupId"] for rule in group["IpPermissions"] for pair in rule["UserIdGroupPairs"]} == clients


@pytest.fixture(scope="module")
def deployed_objects(in_moto: Companion, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The manifests of the example with the outputs of its stacks."""
    return rendered(load([in_moto.write_config(EXAMPLE / "portkey.yaml", tmp_path_factory.mktemp("deployed"))]))


def test_manifests_contain_the_hosts_of_database_and_cache(in_moto: Companion, deployed_objects: list[dict[str, Any]]) -> None:
    outputs = in_moto.outputs()["acme-portkey-data"]
    (instance,) = in_moto.client("rds").describe_db_instances(DBInstanceIdentifier=in_moto.physical_id("data", "AWS::RDS::DBInstance"))["DBInstances"]
    (group,) = in_moto.client("elasticache").describe_replication_groups()["ReplicationGroups"]
    hosts = (instance["Endpoint"]["Address"], group["NodeGroups"][0]["PrimaryEndpoint"]["Address"])
    assert (outputs["PortkeyMysqlHost"], outputs["PortkeyRedisHost"]) == hosts
    mysql, redis = (
        named(deployed_objects, "ExternalSecret", name)["spec"]["target"]["template"]["data"] for name in ("portkey-mysql", "portkey-redis")
    )
    assert mysql["mysql_host"] == hosts[0]
    assert f"@{hosts[1]}:6379" in redis["redis_connection_url"]
    assert hosts[0] not in json.dumps(rendered(in_moto.config))


def test_service_accounts_are_annotated_with_the_created_roles(in_moto: Companion, deployed_objects: list[dict[str, Any]]) -> None:
    annotations = [content["metadata"].get("annotations", {}) for content in deployed_objects if content["kind"] == "ServiceAccount"]
    arns = {annotation["eks.amazonaws.com/role-arn"] for annotation in annotations if annotation}
    assert arns == {value for name, value in in_moto.outputs()["acme-portkey-roles"].items() if name.endswith("RoleArn")}


def test_pods_write_to_the_created_log_bucket(in_moto: Companion, deployed_objects: list[dict[str, Any]]) -> None:
    deployments = [content["spec"]["template"]["spec"] for content in deployed_objects if content["kind"] == "Deployment"]
    variables = {
        variable["name"]: variable["value"]
        for spec in deployments
        for container in spec["containers"]
        for variable in container.get("env", ())
        if variable["name"].startswith("LOG_STORE") and "value" in variable
    }
    assert variables["LOG_STORE_GENERATIONS_BUCKET"] == in_moto.outputs()["acme-portkey-data"]["PortkeyLogBucket"] == BUCKETS["data"]
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
def test_component_has_only_the_access_to_logs_that_it_needs(in_moto: Companion, name: str) -> None:
    """moto enforces actions and resources of S3 with the role's policy; it ignores conditions, and with them the use of keys."""
    for part, bucket in BUCKETS.items():
        in_moto.client("s3", part).put_object(Bucket=bucket, Key="2026/log.json", Body=b"{}")
    component = Component(in_moto, name)
    with enforced(in_moto):
        answers = {
            (part, operation): component.error_code("s3", operation, in_moto.regions[part], Bucket=bucket, **parameters)
            for operation, parameters in OPERATIONS.items()
            for part, bucket in BUCKETS.items()
        }
    assert {call for call, code in answers.items() if not code} == ALLOWED[name]
    assert {code for code in answers.values() if code} == {"AccessDenied"}


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_has_no_access_to_other_buckets(in_moto: Companion, name: str) -> None:
    """A bucket with a similar name, and the bucket of access logs."""
    s3 = in_moto.client("s3")
    similar = f"{BUCKETS['data']}-2"
    if similar not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=similar, CreateBucketConfiguration={"LocationConstraint": REGION})
    others = (similar, in_moto.physical_id("data", "AWS::S3::Bucket", "LogBucketAccessLogs"))
    for bucket in others:
        s3.put_object(Bucket=bucket, Key="2026/log.json", Body=b"{}")
    component = Component(in_moto, name)
    with enforced(in_moto):
        answers = {
            component.error_code("s3", operation, Bucket=bucket, **parameters) for operation, parameters in OPERATIONS.items() for bucket in others
        }
        answers.add(component.error_code("s3", "list_buckets"))
    assert answers == {"AccessDenied"}


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_has_no_access_to_other_services(in_moto: Companion, name: str) -> None:
    """moto does not enforce resources in Secrets Manager, so a test above evaluates the policy of the reader; this test covers its writes."""
    component = Component(in_moto, name)
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("secretsmanager", "put_secret_value", {"SecretId": "acme-portkey/mysql", "SecretString": "{}"}),
        ("secretsmanager", "delete_secret", {"SecretId": "acme-portkey/mysql"}),
        ("secretsmanager", "list_secrets", {}),
        ("iam", "list_roles", {}),
        ("iam", "put_role_policy", {"RoleName": "acme-portkey-gateway", "PolicyName": "more", "PolicyDocument": "{}"}),
        ("sts", "assume_role", {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/acme-portkey-external-secrets", "RoleSessionName": "other"}),
        ("kms", "list_keys", {}),
        ("kms", "schedule_key_deletion", {"KeyId": in_moto.physical_id("data", "AWS::KMS::Key", "LogBucket")}),
        ("rds", "describe_db_instances", {}),
        ("ec2", "describe_instances", {}),
    ]
    if name != "external-secrets":
        calls.append(("secretsmanager", "get_secret_value", {"SecretId": "acme-portkey/mysql"}))
    with enforced(in_moto):
        answers = {f"{service}:{operation}": component.error_code(service, operation, **parameters) for service, operation, parameters in calls}
        assert component.client("sts").get_caller_identity()["Arn"].endswith("/pod")
    assert {call: code for call, code in answers.items() if code != "AccessDenied"} == {}
