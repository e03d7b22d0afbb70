"""The cloud identities of pods."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.manifests.cloud_identity import identity_annotations, identity_labels
from tests.support.examples import production
from tests.support.objects import of_kind, pods, rendered

UUID = "0f1e2d3c-0000-4000-8000-00000000000{}"
AWS = {"accountId": "111122223333", "oidcIssuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"}
ROLE = "arn:aws:iam::444455556666:role/own"
USERS = ("gateway", "backend", "dataservice")
OTHERS = ("frontend", "mysql", "redis", "clickhouse", "migration")
CSI = {"secrets": {"kind": "secretsStoreCsi", "store": {"kind": "awsSecretsManager", "region": "eu-west-1"}}, "imagePull": {"kind": "none"}}


def account_annotations(config: PortkeyConfig, component: str) -> dict[str, str]:
    platform = config.resolve()
    owner = platform.migration if component == "migration" else platform.components[component]
    assert owner is not None
    return identity_annotations(platform, component, owner.identity)


@pytest.mark.parametrize(
    ("settings", "other_settings", "expected"),
    [
        ({"kind": "none"}, {}, {}),
        ({"kind": "irsa", "roleArn": ROLE}, {"aws": AWS}, {"eks.amazonaws.com/role-arn": ROLE}),
        ({"kind": "irsa"}, {"aws": AWS}, {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/portkey-{}"}),
        (
            {"kind": "irsa"},
            {"aws": {**AWS, "cluster": "prod", "region": "us-gov-west-1"}},
            {"eks.amazonaws.com/role-arn": "arn:aws-us-gov:iam::111122223333:role/prod-portkey-{}"},
        ),
        ({"kind": "irsa"}, {"aws": {**AWS, "region": "cn-north-1"}}, {"eks.amazonaws.com/role-arn": "arn:aws-cn:iam::111122223333:role/portkey-{}"}),
        ({"kind": "podIdentity", "roleArn": ROLE}, {}, {}),
        ({"kind": "azureWorkloadIdentity", "clientId": UUID.format(1)}, {}, {"azure.workload.identity/client-id": UUID.format(1)}),
        (
            {"kind": "azureWorkloadIdentity", "clientId": UUID.format(1), "tenantId": UUID.format(2)},
            {},
            {"azure.workload.identity/client-id": UUID.format(1), "azure.workload.identity/tenant-id": UUID.format(2)},
        ),
        (
            {"kind": "gkeWorkloadIdentity", "project": "acme-platform"},
            {},
            {"iam.gke.io/gcp-service-account": "portkey-{}@acme-platform.iam.gserviceaccount.com"},
        ),
        (
            {"kind": "gkeWorkloadIdentity", "serviceAccount": "portkey@acme-platform.iam.gserviceaccount.com"},
            {},
            {"iam.gke.io/gcp-service-account": "portkey@acme-platform.iam.gserviceaccount.com"},
        ),
    ],
)
def test_service_accounts_of_components_that_use_a_cloud_are_annotated(
    settings: dict[str, str], other_settings: dict[str, Any], expected: dict[str, str]
) -> None:
    config = production(identity=settings, **other_settings)
    accounts = {account["metadata"]["name"]: account["metadata"].get("annotations", {}) for account in of_kind(rendered(config), "ServiceAccount")}
    for component in USERS:
        annotations = {name: value.format(component) for name, value in expected.items()}
        assert account_annotations(config, component) == accounts[f"portkey-{component}"] == annotations
    for component in OTHERS:
        assert account_annotations(config, component) == accounts[f"portkey-{component}"] == {}


@pytest.mark.parametrize("kind", ["none", "irsa", "podIdentity", "azureWorkloadIdentity", "gkeWorkloadIdentity"])
def test_pods_have_the_label_of_the_azure_webhook(kind: str) -> None:
    more = {"azureWorkloadIdentity": {"clientId": UUID.format(1)}, "gkeWorkloadIdentity": {"project": "acme-platform"}, "irsa": {"roleArn": ROLE}}
    config = production(identity={"kind": kind, **more.get(kind, {})}, aws=AWS)
    labelled = {
        pod.labels["app.kubernetes.io/component"] for pod in pods(rendered(config)) if pod.labels.get("azure.workload.identity/use") == "true"
    }
    assert labelled == (set(USERS) if kind == "azureWorkloadIdentity" else set())
    assert identity_labels(config.resolve().components["gateway"].identity) == ({"azure.workload.identity/use": "true"} if labelled else {})


def test_component_can_have_another_identity_or_none() -> None:
    config = production(
        identity={"kind": "irsa"}, aws=AWS, gateway={"identity": {"kind": "irsa", "roleArn": ROLE}}, dataservice={"identity": {"kind": "none"}}
    )
    assert account_annotations(config, "gateway") == {"eks.amazonaws.com/role-arn": ROLE}
    assert account_annotations(config, "backend") == {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/portkey-backend"}
    assert account_annotations(config, "dataservice") == {}


def test_frontend_has_an_identity_only_if_configured() -> None:
    config = production(aws=AWS, frontend={"identity": {"kind": "irsa"}})
    assert account_annotations(config, "frontend") == {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/portkey-frontend"}


def test_components_that_mount_entries_have_an_identity() -> None:
    config = production(identity={"kind": "irsa"}, aws=AWS, **CSI)
    for component in (*USERS, "mysql", "clickhouse", "migration"):
        assert account_annotations(config, component) == {"eks.amazonaws.com/role-arn": f"arn:aws:iam::111122223333:role/portkey-{component}"}
    assert account_annotations(config, "frontend") == {}


def test_migration_has_the_identity_of_the_backend() -> None:
    config = production(identity={"kind": "irsa"}, aws=AWS, backend={"identity": {"kind": "irsa", "roleArn": ROLE}}, **CSI)
    assert account_annotations(config, "migration") == account_annotations(config, "backend") == {"eks.amazonaws.com/role-arn": ROLE}
