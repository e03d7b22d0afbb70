"""SecretStores and ClusterSecretStores of the External Secrets Operator."""

from typing import Final, NamedTuple

from portkey_constructs.config.identity import AzureWorkloadIdentity
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, GcpSecretManager, HashiCorpVault, SecretManager
from portkey_constructs.config.secrets import ExternalSecrets
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.kubernetes.external_secrets import (
    ClusterSecretStore,
    SecretStore,
    SecretStoreSpec,
    SecretStoreSpecConditions,
    SecretStoreSpecProvider,
    SecretStoreSpecProviderAws,
    SecretStoreSpecProviderAwsAuthJwtServiceAccountRef,
    SecretStoreSpecProviderAzurekv,
    SecretStoreSpecProviderGcpsm,
    SecretStoreSpecProviderGcpsmAuthWorkloadIdentity,
    SecretStoreSpecProviderVault,
)
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.identity_annotations import AZURE_TENANT_ID
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secrets import EXTERNAL_SECRETS, Secret, SecretReader

__all__ = ["secret_store"]

_API: Final = "external-secrets.io/v1"


def secret_store(
    platform: Platform, secret: Secret, reader: SecretReader, source: ExternalSecrets, manager: SecretManager
) -> SecretStore | ClusterSecretStore:
    """The SecretStore of a Secret, or a ClusterSecretStore that only the platform's namespace may use."""
    namespace = platform.names.namespace
    account = _Account(reader.service_account, namespace if source.cluster_wide else None)
    spec = SecretStoreSpec(provider=_provider(platform, reader, source, manager, account))
    meta = metadata(platform, EXTERNAL_SECRETS, secret.store, namespaced=not source.cluster_wide)
    if source.cluster_wide:
        spec["conditions"] = [SecretStoreSpecConditions(namespaces=[namespace])]
        return ClusterSecretStore(apiVersion=_API, kind="ClusterSecretStore", metadata=meta, spec=spec)
    return SecretStore(apiVersion=_API, kind="SecretStore", metadata=meta, spec=spec)


class _Account(NamedTuple):
    """The service account that reads the secret manager; a ClusterSecretStore must also name its namespace."""

    name: str
    namespace: str | None


def _provider(
    platform: Platform, reader: SecretReader, source: ExternalSecrets, manager: SecretManager, account: _Account
) -> SecretStoreSpecProvider:
    match manager:
        case AwsSecretsManager():
            return SecretStoreSpecProvider(aws=_aws(manager.region or platform.aws.region or "", reader, account))
        case AzureKeyVault():
            return SecretStoreSpecProvider(azurekv=_azure(reader, source, manager, account))
        case GcpSecretManager():
            return SecretStoreSpecProvider(gcpsm=_google(manager, account))
    return SecretStoreSpecProvider(vault=_vault(manager, account))


def _aws(region: str, reader: SecretReader, account: _Account) -> SecretStoreSpecProviderAws:
    store = SecretStoreSpecProviderAws(service="SecretsManager", region=region)
    # Without auth, the operator uses its own pods' identity, as EKS Pod Identity requires.
    if reader.uses_token:
        store["auth"] = {"jwt": {"serviceAccountRef": _reference(account)}}
    return store


def _azure(reader: SecretReader, source: ExternalSecrets, manager: AzureKeyVault, account: _Account) -> SecretStoreSpecProviderAzurekv:
    store = SecretStoreSpecProviderAzurekv(
        authType="WorkloadIdentity", vaultUrl=f"https://{manager.vault.lower()}.vault.azure.net", serviceAccountRef=_reference(account)
    )
    if tenant := manager.tenant_id or _tenant(reader, source):
        store["tenantId"] = tenant
    return store


def _tenant(reader: SecretReader, source: ExternalSecrets) -> str | None:
    """The reader's tenant; None if the service account's annotation may set it, because the operator rejects two tenants."""
    account, identity = source.service_account, reader.identity
    annotated = not isinstance(account, CreateServiceAccount) or AZURE_TENANT_ID in account.annotations
    return identity.tenant_id if isinstance(identity, AzureWorkloadIdentity) and not annotated else None


def _google(manager: GcpSecretManager, account: _Account) -> SecretStoreSpecProviderGcpsm:
    login = SecretStoreSpecProviderGcpsmAuthWorkloadIdentity(serviceAccountRef=_reference(account))
    if manager.cluster_location and manager.cluster_name:
        login["clusterLocation"], login["clusterName"], login["clusterProjectID"] = manager.cluster_location, manager.cluster_name, manager.project
    return SecretStoreSpecProviderGcpsm(projectID=manager.project, auth={"workloadIdentity": login})


def _vault(manager: HashiCorpVault, account: _Account) -> SecretStoreSpecProviderVault:
    reference = _reference(account)
    reference["audiences"] = [manager.audience]
    store = SecretStoreSpecProviderVault(
        server=manager.server,
        path=manager.mount,
        version=manager.version,
        auth={"kubernetes": {"mountPath": manager.auth_mount.removeprefix("auth/"), "role": manager.role, "serviceAccountRef": reference}},
    )
    if manager.namespace:
        store["namespace"] = manager.namespace
    return store


def _reference(account: _Account) -> SecretStoreSpecProviderAwsAuthJwtServiceAccountRef:
    """A reference to the account. Its fields are the same for all four secret managers, although each has its own type."""
    reference = SecretStoreSpecProviderAwsAuthJwtServiceAccountRef(name=account.name)
    if account.namespace:
        reference["namespace"] = account.namespace
    return reference
