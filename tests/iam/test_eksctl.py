"""eksctl makes the same roles."""

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.iam import cluster_config, role, roles
from tests.iam.known import KNOWN, known, on_aws

POD_IDENTITY = {"kind": "podIdentity"}
SAID = "arn:aws:iam::111122223333:role/team/shared"
# The fields that eksctl knows, of `eksctl utils schema`.
FIELDS = {
    "serviceAccounts": {"metadata", "roleName", "roleOnly", "attachPolicy"},
    "podIdentityAssociations": {"namespace", "serviceAccountName", "roleName", "roleARN", "permissionPolicy"},
}


def clustered(made: PortkeyConfig) -> PortkeyConfig:
    return made.model_copy(update={"aws": made.aws.model_copy(update={"cluster": made.aws.cluster or "acme"})})


@pytest.mark.parametrize("name", KNOWN)
def test_it_makes_every_role_that_is_ours_to_make_and_no_other(name: str) -> None:
    made = clustered(known(name))
    found = roles(made)
    if shared := [one for one in found if len(one.accounts) > 1 and not one.said]:
        with pytest.raises(ConfigurationError, match=shared[0].name):
            cluster_config(made)
        return
    if not any((not one.said and one.permissions) or (one.said and not each.by_token) for one in found for each in one.accounts):
        assert [code for code, *_ in problems(made)] == ["PK-AWS-014"]
        return
    told = cluster_config(made)
    assert (told["apiVersion"], told["kind"], told["metadata"]) == (
        "eksctl.io/v1alpha5",
        "ClusterConfig",
        {"name": made.aws.cluster, "region": made.aws.region},
    )
    entries = [(kind, one) for kind in FIELDS for one in told["iam"].get(kind, [])]
    assert [one for kind, one in entries if not one.keys() <= FIELDS[kind]] == []
    assert told["iam"].get("withOIDC", False) is ("serviceAccounts" in told["iam"])
    made_here = {one["roleName"]: one.get("attachPolicy", one.get("permissionPolicy")) for _, one in entries if "roleName" in one}
    assert made_here == {one.name: one.permissions for one in found if not one.said and one.permissions}
    places = [
        (one["metadata"]["namespace"], one["metadata"]["name"]) if kind == "serviceAccounts" else (one["namespace"], one["serviceAccountName"])
        for kind, one in entries
    ]
    assert len(set(places)) == len(places)
    assert set(places) == {
        (each.namespace, each.name)
        for one in found
        for each in one.accounts
        if (not each.by_token and one.said) or (not one.said and one.permissions)
    }


def test_service_accounts_are_the_manifests() -> None:
    made = on_aws(frontend={"identity": {"kind": "irsa"}})
    told = cluster_config(made)["iam"]
    assert told["withOIDC"] is True
    assert told["serviceAccounts"][0] == {
        "metadata": {"name": "portkey-gateway", "namespace": "portkey"},
        "roleName": "acme-portkey-gateway",
        "roleOnly": True,
        "attachPolicy": role(made, "gateway").permissions,
    }
    assert [one["roleName"].rpartition("-")[2] for one in told["serviceAccounts"]] == ["gateway", "backend", "dataservice"]
    assert "podIdentityAssociations" not in told


def test_associations_of_pod_identity() -> None:
    made = on_aws(identity=POD_IDENTITY, gateway={"identity": {**POD_IDENTITY, "roleArn": SAID}})
    told = cluster_config(made)["iam"]
    assert told["podIdentityAssociations"][:2] == [
        {"namespace": "portkey", "serviceAccountName": "portkey-gateway", "roleARN": SAID},
        {
            "namespace": "portkey",
            "serviceAccountName": "portkey-backend",
            "roleName": "acme-portkey-backend",
            "permissionPolicy": role(made, "backend").permissions,
        },
    ]
    assert told.keys() == {"podIdentityAssociations"}


def test_a_role_of_somebody_else_is_associated_as_often_as_it_is_shared() -> None:
    shared = {**POD_IDENTITY, "roleArn": SAID}
    made = on_aws(gateway={"identity": shared}, dataservice={"identity": shared}, backend={"identity": {"kind": "irsa", "roleArn": SAID}})
    told = cluster_config(made)["iam"]
    assert told == {
        "podIdentityAssociations": [
            {"namespace": "portkey", "serviceAccountName": f"portkey-{name}", "roleARN": SAID} for name in ("gateway", "dataservice")
        ]
    }


def problems(made: PortkeyConfig) -> list[tuple[str, str, str, str]]:
    with pytest.raises(ConfigurationError) as error:
        cluster_config(made)
    return [(one.code, one.path, one.message, one.fix) for one in error.value.problems]


def test_the_cluster_has_to_be_named() -> None:
    made = on_aws(aws={"accountId": "111122223333", "region": "us-west-2", "oidcIssuer": "https://oidc.example.org"})
    assert problems(made) == [("PK-AWS-011", "aws.cluster", "is missing", "name the cluster: eksctl's configuration is of one")]


@pytest.mark.parametrize(("borrower", "owner"), [("backend", "gateway"), ("gateway", "backend")])
def test_eksctl_makes_a_role_for_one_service_account(borrower: str, owner: str) -> None:
    """A role that is ours to make and that another component names as well is not somebody else's."""
    arn = f"arn:aws:iam::111122223333:role/acme-portkey-{owner}"
    made = on_aws(**{borrower: {"identity": {"kind": "irsa", "roleArn": arn}}})
    assert not role(made, borrower).said
    fix = "give each its own role, or use aws policy: eksctl makes a role a service account"
    assert problems(made) == [("PK-AWS-012", "identity", f"gives gateway and backend the one role acme-portkey-{owner}", fix)]
    unnamed = made.model_copy(update={"aws": made.aws.model_copy(update={"cluster": None})})
    assert [code for code, *_ in problems(unnamed)] == ["PK-AWS-011"]


def test_nothing_to_make_is_said() -> None:
    made = on_aws(identity={"kind": "irsa", "roleArn": SAID})
    fix = "nothing to do: those that are named exist already, and one that may do nothing is missed by nobody"
    assert problems(made) == [("PK-AWS-014", "identity", "leaves eksctl no role to make", fix)]


def test_no_role_at_all_is_said_before_that() -> None:
    assert [code for code, *_ in problems(on_aws(identity={"kind": "none"}, aws=None))] == ["PK-AWS-009"]
