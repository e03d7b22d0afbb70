"""Service accounts."""

from typing import Any

import pytest

from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.manifests.service_account import reader_account, service_account
from tests.support.examples import development, production
from tests.support.objects import component, named, of_kind, rendered

UUID = "0f1e2d3c-0000-4000-8000-00000000000{}"
AWS = {"accountId": "111122223333", "region": "eu-west-1", "oidcIssuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"}
IRSA = {"kind": "irsa"}
SECRETS_MANAGER = {"kind": "awsSecretsManager"}
KEY_VAULT = {"kind": "azureKeyVault", "vault": "acme"}


def test_account_is_created_or_exists() -> None:
    config = development(gateway={"serviceAccount": {"kind": "existing", "name": "own"}})
    assert service_account(config.resolve(), component(config, "gateway")) is None
    assert named(rendered(config), "Deployment", "portkey-gateway")["spec"]["template"]["spec"]["serviceAccountName"] == "own"


def test_token_is_mounted_only_if_configured() -> None:
    for asked in (False, True):
        config = development(gateway={"serviceAccount": {"name": "own", "annotations": {"example.org/role": "r"}, "mountToken": asked}})
        account = service_account(config.resolve(), component(config, "gateway"))
        assert account is not None
        assert account["metadata"]["name"] == "own"
        assert account["metadata"]["annotations"] == {"example.org/role": "r"}
        pod = named(rendered(config), "Deployment", "portkey-gateway")["spec"]["template"]["spec"]
        assert account["automountServiceAccountToken"] is pod["automountServiceAccountToken"] is asked


def readers(store: dict[str, Any], identity: dict[str, Any] | None = None, /, **settings: Any) -> list[dict[str, Any]]:
    """The accounts that the operator reads as."""
    config = production(secrets={"kind": "externalSecrets", "store": store, **settings}, aws=AWS, **({"identity": identity} if identity else {}))
    return [
        account
        for account in of_kind(rendered(config), "ServiceAccount")
        if account["metadata"]["labels"]["app.kubernetes.io/component"] == "external-secrets"
    ]


@pytest.mark.parametrize(
    ("store", "identity", "settings", "expected"),
    [
        (SECRETS_MANAGER, IRSA, {}, {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/portkey-external-secrets"}),
        (
            SECRETS_MANAGER,
            {"kind": "podIdentity"},
            {"identity": {"kind": "irsa", "roleArn": "arn:aws:iam::111122223333:role/reader"}},
            {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/reader"},
        ),
        (
            KEY_VAULT,
            {"kind": "azureWorkloadIdentity", "clientId": UUID.format(1), "tenantId": UUID.format(2)},
            {},
            {"azure.workload.identity/client-id": UUID.format(1)},
        ),
        (
            {"kind": "gcpSecretManager", "project": "acme-models"},
            {"kind": "gkeWorkloadIdentity", "project": "acme-platform"},
            {},
            {"iam.gke.io/gcp-service-account": "portkey-external-secrets@acme-platform.iam.gserviceaccount.com"},
        ),
        ({"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}, None, {}, {}),
    ],
    ids=["irsa", "its own role", "azure", "gke", "vault"],
)
def test_operator_reads_as_the_configured_identity(
    store: dict[str, Any], identity: dict[str, Any] | None, settings: dict[str, Any], expected: dict[str, str]
) -> None:
    """The tenant is only in the store: the External Secrets Operator fails if it is set twice."""
    (account,) = readers(store, identity, **settings)
    assert account["metadata"]["name"] == "portkey-external-secrets"
    assert account["metadata"].get("annotations", {}) == expected
    assert account["automountServiceAccountToken"] is False


@pytest.mark.parametrize(
    ("store", "identity", "settings"),
    [
        (SECRETS_MANAGER, {"kind": "podIdentity"}, {}),
        ({**SECRETS_MANAGER, "auth": "podIdentity"}, IRSA, {}),
        (SECRETS_MANAGER, IRSA, {"serviceAccount": {"kind": "existing", "name": "reader"}}),
        ({"kind": "existing", "name": "company"}, IRSA, {}),
    ],
    ids=["pod identity", "pod identity as told", "somebody else's", "a store that exists"],
)
def test_unused_reader_account_is_not_created(store: dict[str, Any], identity: dict[str, Any], settings: dict[str, Any]) -> None:
    assert readers(store, identity, **settings) == []


def test_secret_with_its_own_source_has_its_own_reader() -> None:
    source = {"kind": "externalSecrets", "store": SECRETS_MANAGER}
    config = production(secrets=source, secretOverrides={"mysql": {**source, "serviceAccount": {"mountToken": True}}}, identity=IRSA, aws=AWS)
    secret = config.resolve().secrets[SecretGroup.MYSQL]
    assert secret.reader is not None
    assert isinstance(secret.source, ExternalSecrets)
    account = reader_account(config.resolve(), secret.reader, secret.source)
    assert account is not None
    assert account["metadata"]["name"] == "portkey-external-secrets-mysql"
    assert account["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/portkey-external-secrets-mysql"}
    names = {account["metadata"]["name"] for account in of_kind(rendered(config), "ServiceAccount")}
    assert {"portkey-external-secrets", "portkey-external-secrets-mysql"} <= names


def test_labels_of_the_account_are_added_to_those_of_its_component() -> None:
    config = development(labels={"a": "1"}, gateway={"labels": {"b": "2"}, "serviceAccount": {"labels": {"b": "3", "c": "4"}}})
    account = service_account(config.resolve(), component(config, "gateway"))
    assert account is not None
    labels = account["metadata"]["labels"]
    assert (labels["a"], labels["b"], labels["c"], labels["app.kubernetes.io/component"]) == ("1", "3", "4", "gateway")
