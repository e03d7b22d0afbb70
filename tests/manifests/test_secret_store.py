"""Stores of the External Secrets Operator."""

from typing import Any

import pytest

from tests.support.examples import production
from tests.support.objects import Manifest, of_kind, rendered

UUID = "0f1e2d3c-0000-4000-8000-00000000000{}"
AWS = {"accountId": "111122223333", "region": "eu-west-1", "oidcIssuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"}
IRSA = {"kind": "irsa"}
AZURE = {"kind": "azureWorkloadIdentity", "clientId": UUID.format(1)}
GKE = {"kind": "gkeWorkloadIdentity", "project": "acme-platform"}
VAULT = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
READER = {"name": "portkey-external-secrets"}


def stores(store: dict[str, Any], identity: dict[str, Any] | None = None, /, **settings: Any) -> list[Manifest]:
    config = production(secrets={"kind": "externalSecrets", "store": store, **settings}, aws=AWS, **({"identity": identity} if identity else {}))
    return [manifest for manifest in rendered(config) if manifest["kind"] in ("SecretStore", "ClusterSecretStore")]


def provider(store: dict[str, Any], identity: dict[str, Any] | None = None, /, **settings: Any) -> dict[str, Any]:
    (manifest,) = stores(store, identity, **settings)
    assert (manifest["apiVersion"], manifest["kind"]) == ("external-secrets.io/v1", "SecretStore")
    assert (manifest["metadata"]["name"], manifest["metadata"]["namespace"]) == ("portkey", "portkey")
    (provider_settings,) = manifest["spec"]["provider"].items()
    return {provider_settings[0]: provider_settings[1]}


@pytest.mark.parametrize(
    ("store", "identity", "settings", "expected"),
    [
        (
            {"kind": "awsSecretsManager"},
            IRSA,
            {},
            {"aws": {"service": "SecretsManager", "region": "eu-west-1", "auth": {"jwt": {"serviceAccountRef": READER}}}},
        ),
        (
            {"kind": "awsSecretsManager", "region": "us-east-1", "auth": "jwt"},
            IRSA,
            {"serviceAccount": {"kind": "existing", "name": "reader"}},
            {"aws": {"service": "SecretsManager", "region": "us-east-1", "auth": {"jwt": {"serviceAccountRef": {"name": "reader"}}}}},
        ),
        ({"kind": "awsSecretsManager"}, {"kind": "podIdentity"}, {}, {"aws": {"service": "SecretsManager", "region": "eu-west-1"}}),
        ({"kind": "awsSecretsManager", "auth": "podIdentity"}, IRSA, {}, {"aws": {"service": "SecretsManager", "region": "eu-west-1"}}),
        (
            {"kind": "azureKeyVault", "vault": "Acme", "tenantId": UUID.format(3)},
            {**AZURE, "tenantId": UUID.format(2)},
            {},
            {
                "azurekv": {
                    "authType": "WorkloadIdentity",
                    "vaultUrl": "https://acme.vault.azure.net",
                    "serviceAccountRef": READER,
                    "tenantId": UUID.format(3),
                }
            },
        ),
        (
            {"kind": "azureKeyVault", "vault": "acme"},
            {**AZURE, "tenantId": UUID.format(2)},
            {},
            {
                "azurekv": {
                    "authType": "WorkloadIdentity",
                    "vaultUrl": "https://acme.vault.azure.net",
                    "serviceAccountRef": READER,
                    "tenantId": UUID.format(2),
                }
            },
        ),
        (
            {"kind": "azureKeyVault", "vault": "acme"},
            {**AZURE, "tenantId": UUID.format(2)},
            {"serviceAccount": {"kind": "existing", "name": "reader"}},
            {"azurekv": {"authType": "WorkloadIdentity", "vaultUrl": "https://acme.vault.azure.net", "serviceAccountRef": {"name": "reader"}}},
        ),
        (
            {"kind": "azureKeyVault", "vault": "acme"},
            {**AZURE, "tenantId": UUID.format(2)},
            {"serviceAccount": {"annotations": {"azure.workload.identity/tenant-id": UUID.format(4)}}},
            {"azurekv": {"authType": "WorkloadIdentity", "vaultUrl": "https://acme.vault.azure.net", "serviceAccountRef": READER}},
        ),
        (
            {"kind": "gcpSecretManager", "project": "acme-models"},
            GKE,
            {},
            {"gcpsm": {"projectID": "acme-models", "auth": {"workloadIdentity": {"serviceAccountRef": READER}}}},
        ),
        (
            {"kind": "gcpSecretManager", "project": "acme-models", "clusterLocation": "europe-west1", "clusterName": "prod"},
            GKE,
            {},
            {
                "gcpsm": {
                    "projectID": "acme-models",
                    "auth": {
                        "workloadIdentity": {
                            "serviceAccountRef": READER,
                            "clusterLocation": "europe-west1",
                            "clusterName": "prod",
                            "clusterProjectID": "acme-models",
                        }
                    },
                }
            },
        ),
        (
            VAULT,
            None,
            {},
            {
                "vault": {
                    "server": "https://vault.example.org",
                    "path": "secret",
                    "version": "v2",
                    "auth": {
                        "kubernetes": {"mountPath": "kubernetes", "role": "portkey", "serviceAccountRef": {**READER, "audiences": ["vault"]}},
                    },
                }
            },
        ),
        (
            {**VAULT, "mount": "kv/team", "version": "v1", "authMount": "clusters/prod", "namespace": "acme", "audience": "own"},
            None,
            {},
            {
                "vault": {
                    "server": "https://vault.example.org",
                    "path": "kv/team",
                    "version": "v1",
                    "namespace": "acme",
                    "auth": {
                        "kubernetes": {"mountPath": "clusters/prod", "role": "portkey", "serviceAccountRef": {**READER, "audiences": ["own"]}},
                    },
                }
            },
        ),
    ],
    ids=[
        *("irsa", "another region and account", "pod identity", "pod identity as told"),
        *("azure", "the identity's tenant", "somebody else's account", "annotated", "gke", "gke as told", "vault", "vault as told"),
    ],
)
def test_provider_follows_store_and_identity(
    store: dict[str, Any], identity: dict[str, Any] | None, settings: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert provider(store, identity, **settings) == expected


@pytest.mark.parametrize(("store", "identity"), [({"kind": "awsSecretsManager"}, IRSA), (VAULT, None)])
def test_cluster_store_serves_only_this_namespace(store: dict[str, Any], identity: dict[str, Any] | None) -> None:
    (manifest,) = stores(store, identity, clusterWide=True)
    assert (manifest["apiVersion"], manifest["kind"]) == ("external-secrets.io/v1", "ClusterSecretStore")
    assert "namespace" not in manifest["metadata"]
    assert manifest["spec"]["conditions"] == [{"namespaces": ["portkey"]}]
    login = manifest["spec"]["provider"].get("aws", {}).get("auth", {}).get("jwt") or manifest["spec"]["provider"]["vault"]["auth"]["kubernetes"]
    assert login["serviceAccountRef"].items() >= {**READER, "namespace": "portkey"}.items()


def test_cluster_stores_of_two_namespaces_have_different_names() -> None:
    secrets = {"kind": "externalSecrets", "store": VAULT, "clusterWide": True}
    staging, live = (rendered(production(namespace=namespace, secrets=secrets)) for namespace in ("staging", "portkey"))
    names = [{store["metadata"]["name"] for store in of_kind(objects, "ClusterSecretStore")} for objects in (staging, live)]
    assert names == [{"portkey-staging"}, {"portkey"}]
    for objects, name in zip((staging, live), names, strict=True):
        assert {external["spec"]["secretStoreRef"]["name"] for external in of_kind(objects, "ExternalSecret")} == name


@pytest.mark.parametrize("mount", ["eks", "auth/eks"])
def test_vault_auth_mount_may_begin_with_auth(mount: str) -> None:
    """The operator puts auth/ before it, as every client of Vault's does."""
    assert provider({**VAULT, "authMount": mount})["vault"]["auth"]["kubernetes"]["mountPath"] == "eks"


def test_existing_store_is_not_rendered() -> None:
    assert stores({"kind": "existing", "name": "company", "clusterWide": True}) == []


def test_secrets_share_a_store_unless_they_have_their_own_source() -> None:
    source = {"kind": "externalSecrets", "store": VAULT}
    config = production(secrets=source, secretOverrides={"mysql": {**source, "store": {**VAULT, "role": "databases"}}})
    roles = {
        store["metadata"]["name"]: store["spec"]["provider"]["vault"]["auth"]["kubernetes"] for store in of_kind(rendered(config), "SecretStore")
    }
    assert {name: (login["role"], login["serviceAccountRef"]["name"]) for name, login in roles.items()} == {
        "portkey": ("portkey", "portkey-external-secrets"),
        "portkey-mysql": ("databases", "portkey-external-secrets-mysql"),
    }
