"""The stacks create what a configuration needs, and agree with its manifests and policies."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Annotations, Match
from syrupy.assertion import SnapshotAssertion

from apps import ENVIRONMENTS, configuration
from portkey_constructs.aws import Network, PortkeyDataStack, PortkeyReplicaStack, PortkeyStacks, portkey_stacks
from portkey_constructs.config import PortkeyConfig, load
from portkey_constructs.config.aws_partitions import partition_of
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import has_roles, roles
from portkey_constructs.scaffold.template import parse, templates
from tests.aws.templates import TemplateSnapshot, resource, resources, template_of
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import production
from tests.support.objects import of_kind, rendered
from tests.test_partitions import FIRST_REGIONS

pytestmark = pytest.mark.aws

NETWORK = Network(
    vpc_id="vpc-0123456789abcdef0",
    subnets={"us-west-2a": "subnet-0123456789abcdef0", "us-west-2b": "subnet-0fedcba9876543210"},
    clients=["sg-0123456789abcdef0", "10.0.0.0/16"],
)
EXAMPLE = Path(__file__).resolve().parents[2] / "apps" / "aws"
AWS: dict[str, Any] = {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme"}
POD_IDENTITY = {"kind": "podIdentity"}
SECRETS_MANAGER = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}
CONFIGURATIONS = {
    **{name: configuration(name) for name in ENVIRONMENTS},
    **{f"every {name}": config for name, config in ALL_SETTINGS.items()},
    "example": load([EXAMPLE / "portkey.yaml"]),
}
WITH_ROLES = {name: config for name, config in CONFIGURATIONS.items() if has_roles(config.resolve())}
INCOMPLETE = {
    "every development": r"aws\.region  is missing",
    "every hybrid": r"aws\.accountId  is missing",
    "every vault": r"aws\.region  is missing",
    "every eks-pods": r"is us-east-1, but aws\.region is eu-central-1",
}
"""The configurations without stacks, with the problem."""


PRINCIPALS = {f"{service}.amazonaws.com" for service in ("logging.s3", "monitoring.rds", "pods.eks", "s3", "sts")}
"""Principals and audiences, which are the same in every partition."""


def stacks(config: PortkeyConfig, network: Network | None = NETWORK) -> PortkeyStacks:
    result = portkey_stacks(App(), config, network=network)
    assert any(result)
    return result


def template(stack: Stack | None) -> dict[str, Any]:
    assert stack is not None
    return template_of(stack)


def read_entries(config: PortkeyConfig) -> dict[str, set[str]]:
    """The properties that the rendered ExternalSecrets read, by entry."""
    entries: dict[str, set[str]] = {}
    for manifest in of_kind(rendered(config), "ExternalSecret"):
        for data in manifest["spec"]["data"]:
            entries.setdefault(data["remoteRef"]["key"], set()).add(data["remoteRef"]["property"])
    return entries


@pytest.fixture(scope="module")
def example() -> PortkeyStacks:
    return stacks(CONFIGURATIONS["example"])


@pytest.mark.parametrize("part", ["roles", "data", "replica"])
def test_example(example: PortkeyStacks, part: str, snapshot: SnapshotAssertion) -> None:
    assert template(getattr(example, part)) == snapshot.use_extension(TemplateSnapshot)


@pytest.mark.parametrize("name", WITH_ROLES)
def test_stack_creates_the_roles_that_aws_policy_prints(name: str) -> None:
    config = WITH_ROLES[name]
    if problem := INCOMPLETE.get(name):
        with pytest.raises(ConfigurationError, match=problem):
            stacks(config)
        return
    expected = {role.name: role for role in roles(config.resolve()) if not role.existing}
    stack = stacks(config).roles
    if stack is None:
        assert not expected
        return
    created = {role["Properties"]["RoleName"]: role["Properties"] for role in resources(template(stack), "AWS::IAM::Role").values()}
    assert created.keys() == expected.keys()
    for role_name, role in expected.items():
        assert created[role_name]["AssumeRolePolicyDocument"] == role.trust
        policies = [policy["PolicyDocument"] for policy in created[role_name].get("Policies", ())]
        assert policies == ([role.permissions] if role.permissions else [])
        assert set(created[role_name]) <= {"RoleName", "AssumeRolePolicyDocument", "Policies", "Description"}


def test_pod_identity_associates_the_service_accounts_of_the_manifests() -> None:
    config = production(aws=AWS, identity=POD_IDENTITY, secrets=SECRETS_MANAGER, logStore={"kind": "s3"})
    associations = [content["Properties"] for content in resources(template(stacks(config).roles), "AWS::EKS::PodIdentityAssociation").values()]
    accounts = {(association["Namespace"], association["ServiceAccount"]) for association in associations}
    service_accounts = {manifest["metadata"]["name"] for manifest in of_kind(rendered(config), "ServiceAccount")}
    assert accounts == {("external-secrets", "external-secrets"), *(("portkey", f"portkey-{name}") for name in ("gateway", "backend", "dataservice"))}
    assert {name for namespace, name in accounts if namespace == "portkey"} <= service_accounts
    assert {association["ClusterName"] for association in associations} == {"acme"}


def test_existing_role_is_associated_but_not_created() -> None:
    existing = {**POD_IDENTITY, "roleArn": "arn:aws:iam::111122223333:role/own/gateway"}
    roles_template = template(stacks(production(aws=AWS, gateway={"identity": existing})).roles)
    assert resources(roles_template, "AWS::IAM::Role") == {}
    assert resource(roles_template, "AWS::EKS::PodIdentityAssociation")["Properties"]["RoleArn"] == existing["roleArn"]


def test_oidc_provider_is_created_on_request() -> None:
    config = WITH_ROLES["irsa"]
    roles_template = template(portkey_stacks(App(), config, make_oidc_provider=True).roles)
    provider = resource(roles_template, "AWS::IAM::OIDCProvider")["Properties"]
    assert provider == {"Url": config.aws.oidc_issuer, "ClientIdList": ["sts.amazonaws.com"]}
    (provider_id,) = resources(roles_template, "AWS::IAM::OIDCProvider")
    assert all(provider_id in role["DependsOn"] for role in resources(roles_template, "AWS::IAM::Role").values())


def test_stack_creates_the_entries_that_the_manifests_read(example: PortkeyStacks) -> None:
    properties_read = read_entries(CONFIGURATIONS["example"])
    created = {entry["Properties"]["Name"]: entry for entry in resources(template(example.data), "AWS::SecretsManager::Secret").values()}
    assert created.keys() == properties_read.keys()
    generated = {"acme-portkey/mysql": "password", "acme-portkey/redis": "redis_password"}
    for name, entry in created.items():
        properties = entry["Properties"]
        if name in generated:
            assert properties_read[name] == {generated[name]} == {properties["GenerateSecretString"]["GenerateStringKey"]}
        else:
            assert set(properties["Description"].removeprefix("Portkey. A JSON object with ").split(", ")) == properties_read[name]
            assert (entry["DeletionPolicy"], entry["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
            assert not {"SecretString", "GenerateSecretString"} & set(properties)


def test_outputs_have_the_names_that_the_configuration_reads(example: PortkeyStacks) -> None:
    recorded = json.loads((EXAMPLE / "outputs.json").read_text(encoding="utf-8"))
    for part in (example.roles, example.data):
        outputs = template(part)["Outputs"]
        assert {name: outputs[name]["Value"] for name in ("PortkeyPlatform", "PortkeyAccount", "PortkeyRegion")} == {
            "PortkeyPlatform": "acme/portkey/portkey",
            "PortkeyAccount": "111122223333",
            "PortkeyRegion": "us-west-2",
        }
    assert {name for outputs in recorded.values() for name in outputs} <= set(template(example.data)["Outputs"])
    assert example.data is not None
    assert list(recorded) == [example.data.stack_name]


def test_outputs_do_not_change_the_template(tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text((EXAMPLE / "portkey.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    undeployed = load([file])
    assert undeployed.aws.outputs is not None
    assert not undeployed.aws.outputs.platform
    assert template(stacks(undeployed).data) == template(stacks(CONFIGURATIONS["example"]).data)


DATABASE: dict[str, Any] = {"aws": AWS, "identity": POD_IDENTITY, "mysql": {"kind": "rds"}}


def test_password_is_rotated_if_pods_restart() -> None:
    data = stacks(production(**DATABASE, secrets={**SECRETS_MANAGER, "restartOnRotation": True})).data
    assert resource(template(data), "AWS::SecretsManager::RotationSchedule")


def test_password_is_not_rotated_otherwise_and_a_warning_says_so() -> None:
    data = stacks(production(**DATABASE, secrets=SECRETS_MANAGER)).data
    assert resources(template(data), "AWS::SecretsManager::RotationSchedule") == {}
    assert data is not None
    Annotations.from_stack(data).has_warning("*", Match.string_like_regexp("not rotated.*restartOnRotation"))


@pytest.mark.parametrize(
    ("encryption", "algorithm", "keys"),
    [
        ({"kind": "s3"}, "AES256", 0),
        ({"kind": "kms", "keyArn": "arn:aws:kms:us-west-2:111122223333:key/9c1f"}, "aws:kms", 0),
        (None, "aws:kms", 1),
    ],
)
def test_encryption_of_the_bucket_follows_the_log_store(encryption: dict[str, Any] | None, algorithm: str, keys: int) -> None:
    log_store = {"kind": "s3", **({"encryption": encryption} if encryption else {})}
    data = template(stacks(production(aws=AWS, identity=POD_IDENTITY, logStore=log_store)).data)
    buckets = [content["Properties"] for content in resources(data, "AWS::S3::Bucket").values()]
    (bucket,) = [bucket for bucket in buckets if bucket.get("BucketName") == "acme-portkey-logs-111122223333-us-west-2"]
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == algorithm
    assert len(resources(data, "AWS::KMS::Key")) == keys


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({}, ("", "has nothing for the AWS companion to create")),
        ({"mysql": {"kind": "rds"}, "aws": {"region": "us-west-2"}}, ("aws.accountId", "is missing")),
        ({"aws": {"accountId": "111122223333", "region": "us-west-2"}, "gateway": {"identity": POD_IDENTITY}}, ("aws.cluster", "is missing")),
        (
            {"aws": AWS, "identity": POD_IDENTITY, "secrets": {**SECRETS_MANAGER, "store": {"kind": "awsSecretsManager", "region": "eu-west-1"}}},
            ("secrets.store.region", "is eu-west-1, but aws.region is us-west-2"),
        ),
        (
            {**DATABASE, "imagePull": {"kind": "none"}, "secrets": {**SECRETS_MANAGER, "path": "portkey/all"}},
            ("secrets.path", "shares the generated entry of mysql (portkey/all) with other Secrets"),
        ),
    ],
)
def test_configuration_without_valid_stacks_is_rejected(settings: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(ConfigurationError) as error:
        stacks(production(**settings))
    first = error.value.problems[0]
    assert (first.path, first.message) == problem


def test_database_and_cache_require_a_network() -> None:
    with pytest.raises(ConfigurationError, match="mysql  is created by the AWS companion, but the stack has no network"):
        stacks(CONFIGURATIONS["example"], network=None)


def test_empty_stack_is_rejected() -> None:
    with pytest.raises(ConfigurationError, match="has nothing for the data stack to create"):
        PortkeyDataStack(App(), "Data", configuration("irsa"))
    with pytest.raises(ConfigurationError, match="is no bucket that the AWS companion creates"):
        PortkeyReplicaStack(App(), "Replica", configuration("irsa"))


@pytest.mark.parametrize("region", FIRST_REGIONS)
def test_stacks_stay_in_the_partition_of_their_region(region: str, tmp_path: Path) -> None:
    (text,) = templates()["aws"].fill({"region": region, "replica_region": f"{region[:-1]}9"}).values()
    network = Network(
        NETWORK.vpc_id, {f"{region}{zone}": subnet for zone, subnet in zip("ab", NETWORK.subnets.values(), strict=True)}, ("10.0.0.0/16",)
    )
    created = portkey_stacks(App(), parse(text, "portkey.yaml"), network=network, make_oidc_provider=True)
    expected = partition_of(region)
    assert expected is not None
    for stack in created:
        content = json.dumps(template(stack))
        assert {arn.split(":")[1] for arn in re.findall(r"arn:[^:\"]+:", content)} <= {expected.id}
        hosts = {host for host in re.findall(r"[a-z0-9.-]*amazonaws\.[a-z.]+", content) if not host.endswith(expected.dns_suffix)}
        assert hosts <= PRINCIPALS
    assert f"arn:{expected.id}:iam::111122223333:oidc-provider/" in json.dumps(template(created.roles))
