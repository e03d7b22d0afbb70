"""The configuration of eksctl creates the same roles as the CDK."""

import pytest

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import cluster_config, role, roles
from portkey_constructs.platform import Platform
from tests.iam.configurations import ALL, eks_platform, platform_of

POD_IDENTITY = {"kind": "podIdentity"}
EXISTING = "arn:aws:iam::111122223333:role/team/shared"
# The fields of eksctl's schema, as `eksctl utils schema` prints it.
FIELDS = {
    "serviceAccounts": {"metadata", "roleName", "roleOnly", "attachPolicy"},
    "podIdentityAssociations": {"namespace", "serviceAccountName", "roleName", "roleARN", "permissionPolicy"},
}


def with_cluster(platform: Platform, cluster: str | None) -> Platform:
    config = platform.config
    return config.model_copy(update={"aws": config.aws.model_copy(update={"cluster": cluster})}).resolve()


@pytest.mark.parametrize("name", ALL)
def test_every_role_that_does_not_exist_is_created(name: str) -> None:
    platform = with_cluster(platform_of(name), platform_of(name).aws.cluster or "acme")
    all_roles = roles(platform)
    if shared := [role for role in all_roles if len(role.accounts) > 1 and not role.existing]:
        with pytest.raises(ConfigurationError, match=shared[0].name):
            cluster_config(platform)
        return
    created = [role for role in all_roles if not role.existing and role.permissions]
    if not created and all(account.uses_token for role in all_roles if role.existing for account in role.accounts):
        assert [code for code, *_ in problems(platform)] == ["PK-AWS-014"]
        return
    cluster = cluster_config(platform)
    assert (cluster["apiVersion"], cluster["kind"], cluster["metadata"]) == (
        "eksctl.io/v1alpha5",
        "ClusterConfig",
        {"name": platform.aws.cluster, "region": platform.aws.region},
    )
    entries = [(kind, entry) for kind in FIELDS for entry in cluster["iam"].get(kind, [])]
    assert [entry for kind, entry in entries if not entry.keys() <= FIELDS[kind]] == []
    assert cluster["iam"].get("withOIDC", False) is ("serviceAccounts" in cluster["iam"])
    policies = {entry["roleName"]: entry.get("attachPolicy", entry.get("permissionPolicy")) for _, entry in entries if "roleName" in entry}
    assert policies == {role.name: role.permissions for role in created}
    accounts = [
        (entry["metadata"]["namespace"], entry["metadata"]["name"])
        if kind == "serviceAccounts"
        else (entry["namespace"], entry["serviceAccountName"])
        for kind, entry in entries
    ]
    assert len(set(accounts)) == len(accounts)
    assert set(accounts) == {
        (account.namespace, account.name)
        for role in all_roles
        for account in role.accounts
        if (not account.uses_token if role.existing else role.permissions)
    }


def test_irsa_creates_roles_for_the_service_accounts_of_the_manifests() -> None:
    platform = eks_platform(frontend={"identity": {"kind": "irsa"}})
    iam = cluster_config(platform)["iam"]
    assert iam["withOIDC"] is True
    assert iam["serviceAccounts"][0] == {
        "metadata": {"name": "portkey-gateway", "namespace": "portkey"},
        "roleName": "acme-portkey-gateway",
        "roleOnly": True,
        "attachPolicy": role(platform, "gateway").permissions,
    }
    assert [account["roleName"].rpartition("-")[2] for account in iam["serviceAccounts"]] == ["gateway", "backend", "dataservice"]
    assert "podIdentityAssociations" not in iam


def test_pod_identity_creates_associations() -> None:
    platform = eks_platform(identity=POD_IDENTITY, gateway={"identity": {**POD_IDENTITY, "roleArn": EXISTING}})
    iam = cluster_config(platform)["iam"]
    assert iam["podIdentityAssociations"][:2] == [
        {"namespace": "portkey", "serviceAccountName": "portkey-gateway", "roleARN": EXISTING},
        {
            "namespace": "portkey",
            "serviceAccountName": "portkey-backend",
            "roleName": "acme-portkey-backend",
            "permissionPolicy": role(platform, "backend").permissions,
        },
    ]
    assert iam.keys() == {"podIdentityAssociations"}


def test_shared_existing_role_has_an_association_for_each_component() -> None:
    shared = {**POD_IDENTITY, "roleArn": EXISTING}
    platform = eks_platform(
        gateway={"identity": shared}, dataservice={"identity": shared}, backend={"identity": {"kind": "irsa", "roleArn": EXISTING}}
    )
    assert cluster_config(platform)["iam"] == {
        "podIdentityAssociations": [
            {"namespace": "portkey", "serviceAccountName": f"portkey-{name}", "roleARN": EXISTING} for name in ("gateway", "dataservice")
        ]
    }


def problems(platform: Platform) -> list[tuple[str, str, str, str]]:
    with pytest.raises(ConfigurationError) as error:
        cluster_config(platform)
    return [(problem.code, problem.path, problem.message, problem.fix) for problem in error.value.problems]


def test_missing_cluster_is_reported() -> None:
    platform = eks_platform(aws={"accountId": "111122223333", "region": "us-west-2", "oidcIssuer": "https://oidc.example.org"})
    assert problems(platform) == [("PK-AWS-011", "aws.cluster", "is missing", "name the cluster: eksctl's configuration is for one cluster")]


@pytest.mark.parametrize(("borrower", "owner"), [("backend", "gateway"), ("gateway", "backend")])
def test_new_role_of_two_service_accounts_is_reported(borrower: str, owner: str) -> None:
    """A component that names the role of another component by its ARN does not make it an existing role."""
    arn = f"arn:aws:iam::111122223333:role/acme-portkey-{owner}"
    platform = eks_platform(**{borrower: {"identity": {"kind": "irsa", "roleArn": arn}}})
    assert not role(platform, borrower).existing
    fix = "give each its own role, or use aws policy: eksctl creates one role for each service account"
    assert problems(platform) == [("PK-AWS-012", "identity", f"gives gateway and backend the same role acme-portkey-{owner}", fix)]
    assert [code for code, *_ in problems(with_cluster(platform, None))] == ["PK-AWS-011"]


def test_nothing_to_create_is_reported() -> None:
    platform = eks_platform(identity={"kind": "irsa", "roleArn": EXISTING})
    fix = "nothing to do: roles that the configuration names exist already, and a role without permissions is not needed"
    assert problems(platform) == [("PK-AWS-014", "identity", "leaves no role for eksctl to create", fix)]


def test_configuration_without_roles_is_reported_first() -> None:
    assert [code for code, *_ in problems(eks_platform(identity={"kind": "none"}, aws=None))] == ["PK-AWS-009"]
