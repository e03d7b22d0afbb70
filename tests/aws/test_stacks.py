"""The stacks of the companion: what they make of a configuration, and that manifests and policies say the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Annotations, Match
from syrupy.assertion import SnapshotAssertion

from apps import ENVIRONMENTS, configuration
from portkey_constructs.aws import Network, PortkeyDataStack, PortkeyReplicaStack, PortkeyStacks, portkey_stacks
from portkey_constructs.config import PortkeyConfig, load
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import has_roles, roles
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.stages import platform
from tests.aws.templates import TemplateSnapshot, of_type, one, synthesised
from tests.support.all_settings import EVERY
from tests.support.examples import production

NETWORK = Network(
    vpc_id="vpc-0123456789abcdef0",
    subnets={"us-west-2a": "subnet-0123456789abcdef0", "us-west-2b": "subnet-0fedcba9876543210"},
    clients=["sg-0123456789abcdef0", "10.0.0.0/16"],
)
EXAMPLE = Path(__file__).resolve().parents[2] / "apps" / "aws"
AWS: dict[str, Any] = {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme"}
PODS = {"kind": "podIdentity"}
MANAGER = {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}}
CONFIGURATIONS = {
    **{name: configuration(name) for name in ENVIRONMENTS},
    **{f"every {name}": config for name, config in EVERY.items()},
    "example": load([EXAMPLE / "portkey.yaml"]),
}
WITH_ROLES = {name: config for name, config in CONFIGURATIONS.items() if has_roles(config)}


UNMADE = {
    "every development": r"aws\.region  is missing",
    "every hybrid": r"aws\.accountId  is missing",
    "every vault": r"aws\.region  is missing",
    "every eks-pods": r"is us-east-1, and aws\.region eu-central-1",
}
"""What no stack can be made of, with what is said of it."""


def stacks(config: PortkeyConfig, network: Network | None = NETWORK) -> PortkeyStacks:
    made = portkey_stacks(App(), config, network=network)
    assert any(made)
    return made


def template(stack: Any) -> dict[str, Any]:
    assert stack is not None
    return synthesised(stack)


def read_entries(objects: list[KubernetesObject]) -> dict[str, set[str]]:
    """The entries and properties that the rendered ExternalSecrets read."""
    found: dict[str, set[str]] = {}
    for manifest in objects:
        if manifest["kind"] == "ExternalSecret":
            held: Any = manifest
            for data in held["spec"]["data"]:
                found.setdefault(data["remoteRef"]["key"], set()).add(data["remoteRef"]["property"])
    return found


@pytest.fixture(scope="module")
def example() -> PortkeyStacks:
    return stacks(CONFIGURATIONS["example"])


@pytest.mark.parametrize("part", ["roles", "data", "replica"])
def test_the_example(example: PortkeyStacks, part: str, snapshot: SnapshotAssertion) -> None:
    assert template(getattr(example, part)) == snapshot.use_extension(TemplateSnapshot)


@pytest.mark.parametrize("name", WITH_ROLES)
def test_roles_are_those_that_policy_prints(name: str) -> None:
    config = WITH_ROLES[name]
    if missing := UNMADE.get(name):
        with pytest.raises(ConfigurationError, match=missing):
            stacks(config)
        return
    wanted = {role.name: role for role in roles(config) if not role.said}
    stack = stacks(config).roles
    if stack is None:
        assert not wanted
        return
    made = {role["Properties"]["RoleName"]: role["Properties"] for role in of_type(template(stack), "AWS::IAM::Role").values()}
    assert made.keys() == wanted.keys()
    for role_name, role in wanted.items():
        assert made[role_name]["AssumeRolePolicyDocument"] == role.trust
        policies = [one["PolicyDocument"] for one in made[role_name].get("Policies", ())]
        assert policies == ([role.permissions] if role.permissions else [])
        assert set(made[role_name]) <= {"RoleName", "AssumeRolePolicyDocument", "Policies", "Description"}


def test_pod_identity_is_associated_with_the_accounts_of_the_manifests() -> None:
    config = production(aws=AWS, identity=PODS, secrets=MANAGER, logStore={"kind": "s3"})
    found = template(stacks(config).roles)
    associations = [one["Properties"] for one in of_type(found, "AWS::EKS::PodIdentityAssociation").values()]
    accounts = {(one["Namespace"], one["ServiceAccount"]) for one in associations}
    rendered = {one.manifest["metadata"]["name"] for one in config.resolve().objects() if one.manifest["kind"] == "ServiceAccount"}
    assert accounts == {("external-secrets", "external-secrets"), *(("portkey", f"portkey-{name}") for name in ("gateway", "backend", "dataservice"))}
    assert {name for namespace, name in accounts if namespace == "portkey"} <= rendered
    assert {one["ClusterName"] for one in associations} == {"acme"}


def test_a_role_that_the_configuration_names_is_associated_and_not_made() -> None:
    named = {**PODS, "roleArn": "arn:aws:iam::111122223333:role/own/gateway"}
    found = template(stacks(production(aws=AWS, gateway={"identity": named})).roles)
    assert of_type(found, "AWS::IAM::Role") == {}
    assert one(found, "AWS::EKS::PodIdentityAssociation")["Properties"]["RoleArn"] == named["roleArn"]


def test_the_oidc_provider_is_made_on_request() -> None:
    config = WITH_ROLES["irsa"]
    found = template(portkey_stacks(App(), config, make_oidc_provider=True).roles)
    provider = one(found, "AWS::IAM::OIDCProvider")["Properties"]
    assert provider == {"Url": config.aws.oidc_issuer, "ClientIdList": ["sts.amazonaws.com"]}
    (provider_id,) = of_type(found, "AWS::IAM::OIDCProvider")
    assert all(provider_id in role["DependsOn"] for role in of_type(found, "AWS::IAM::Role").values())


def test_entries_are_those_that_the_manifests_read(example: PortkeyStacks) -> None:
    config = CONFIGURATIONS["example"]
    read = read_entries([one.manifest for one in config.resolve().objects()])
    made = {entry["Properties"]["Name"]: entry for entry in of_type(template(example.data), "AWS::SecretsManager::Secret").values()}
    assert made.keys() == read.keys()
    for name, entry in made.items():
        said = entry["Properties"]
        if name == "portkey/mysql":
            assert read[name] == {"password"} == {said["GenerateSecretString"]["GenerateStringKey"]}
        elif name == "portkey/redis":
            assert read[name] == {"redis_password"} == {said["GenerateSecretString"]["GenerateStringKey"]}
        else:
            assert set(said["Description"].removeprefix("Portkey. A JSON object with ").split(", ")) == read[name]
            assert (entry["DeletionPolicy"], entry["UpdateReplacePolicy"]) == ("Retain", "Retain")
            assert not {"SecretString", "GenerateSecretString"} & set(said)


def test_outputs_are_read_back_by_the_configuration(example: PortkeyStacks) -> None:
    told = json.loads((EXAMPLE / "outputs.json").read_text(encoding="utf-8"))
    for part in (example.roles, example.data):
        outputs = template(part)["Outputs"]
        assert {name: outputs[name]["Value"] for name in ("PortkeyPlatform", "PortkeyAccount", "PortkeyRegion")} == {
            "PortkeyPlatform": "acme/portkey/portkey",
            "PortkeyAccount": "111122223333",
            "PortkeyRegion": "us-west-2",
        }
    assert {name for stack in told.values() for name in stack} <= set(template(example.data)["Outputs"])
    assert example.data is not None
    assert list(told) == [example.data.stack_name]


def test_hosts_that_are_known_do_not_change_what_is_made(tmp_path: Path) -> None:
    before = tmp_path / "portkey.yaml"
    before.write_text((EXAMPLE / "portkey.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    undeployed = load([before])
    assert undeployed.aws.outputs is not None
    assert not undeployed.aws.outputs.platform
    assert template(stacks(undeployed).data) == template(stacks(CONFIGURATIONS["example"]).data)


def test_the_password_is_rotated_where_pods_restart_with_it() -> None:
    base: dict[str, Any] = {"aws": AWS, "identity": PODS, "mysql": {"kind": "rds"}}
    quiet = stacks(production(**base, secrets={**MANAGER, "restartOnRotation": True}))
    assert one(template(quiet.data), "AWS::SecretsManager::RotationSchedule")
    loud = stacks(production(**base, secrets=MANAGER))
    assert of_type(template(loud.data), "AWS::SecretsManager::RotationSchedule") == {}
    assert loud.data is not None
    Annotations.from_stack(loud.data).has_warning("*", Match.string_like_regexp("not rotated.*restartOnRotation"))


def test_encryption_of_the_bucket_follows_the_log_store() -> None:
    base: dict[str, Any] = {"aws": AWS, "identity": PODS}
    key = "arn:aws:kms:us-west-2:111122223333:key/9c1f"
    for encryption, algorithm, keys in (
        ({"kind": "s3"}, "AES256", 0),
        ({"kind": "kms", "keyArn": key}, "aws:kms", 0),
        (None, "aws:kms", 1),
    ):
        said = {"kind": "s3", **({"encryption": encryption} if encryption else {})}
        found = template(stacks(production(**base, logStore=said)).data)
        buckets = [bucket["Properties"] for bucket in of_type(found, "AWS::S3::Bucket").values()]
        (bucket,) = [bucket for bucket in buckets if bucket.get("BucketName") == "portkey-logs-111122223333-us-west-2"]
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == algorithm
        assert len(of_type(found, "AWS::KMS::Key")) == keys


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({}, [("", "has nothing that the AWS companion makes")]),
        ({"mysql": {"kind": "rds"}, "aws": {"region": "us-west-2"}}, [("aws.accountId", "is missing")]),
        ({"aws": {"accountId": "111122223333", "region": "us-west-2"}, "gateway": {"identity": PODS}}, [("aws.cluster", "is missing")]),
        (
            {"aws": AWS, "identity": PODS, "secrets": {**MANAGER, "store": {"kind": "awsSecretsManager", "region": "eu-west-1"}}},
            [("secrets.store.region", "is eu-west-1, and aws.region us-west-2")],
        ),
        (
            {"aws": AWS, "identity": PODS, "mysql": {"kind": "rds"}, "secrets": {**MANAGER, "path": "portkey/all"}},
            [("secrets.path", "puts what is made with mysql into the entry portkey/all with others")],
        ),
    ],
)
def test_what_cannot_be_made_is_said(changed: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        stacks(production(**changed))
    assert [(one.path, one.message) for one in refused.value.problems][: len(problems)] == [(path, message) for path, message in problems]


def test_database_and_cache_want_a_network() -> None:
    with pytest.raises(ConfigurationError, match="no network is given"):
        stacks(CONFIGURATIONS["example"], network=None)


def test_stacks_that_would_be_empty_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="nothing that the stack of data makes"):
        PortkeyDataStack(App(), "Data", configuration("irsa"))
    with pytest.raises(ConfigurationError, match="is nothing that the AWS companion makes"):
        PortkeyReplicaStack(App(), "Replica", configuration("irsa"))
