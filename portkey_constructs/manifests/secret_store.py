"""SecretStores and ClusterSecretStores of the External Secrets Operator."""

from typing import Final, NamedTuple

from portkey_constructs.config.identity import AzureWorkloadIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, AzureKeyVault, GcpSecretManager, HashiCorpVault, SecretManager
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
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
from portkey_constructs.manifests.cloud_identity import AZURE_TENANT
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.cloud_identity import EXTERNAL_SECRETS, reader_identity, secrets_by_token
from portkey_constructs.platform.names import Names

__all__ = ["secret_store"]

_API: Final = "external-secrets.io/v1"


def secret_store(config: PortkeyConfig, group: SecretGroup, source: ExternalSecrets, manager: SecretManager) -> SecretStore | ClusterSecretStore:
    """The store that a Secret is read from: this namespace's, or the cluster's for this namespace alone."""
    names = Names(config)
    spec = SecretStoreSpec(provider=_provider(config, group, source, manager))
    meta = metadata(config, EXTERNAL_SECRETS, names.secret_store(group), namespaced=not source.cluster_wide)
    if source.cluster_wide:
        spec["conditions"] = [SecretStoreSpecConditions(namespaces=[names.namespace])]
        return ClusterSecretStore(apiVersion=_API, kind="ClusterSecretStore", metadata=meta, spec=spec)
    return SecretStore(apiVersion=_API, kind="SecretStore", metadata=meta, spec=spec)


class _Account(NamedTuple):
    """The service account that reads; a cluster's store has to name its namespace too."""

    name: str
    namespace: str | None


def _provider(config: PortkeyConfig, group: SecretGroup, source: ExternalSecrets, manager: SecretManager) -> SecretStoreSpecProvider:
    names = Names(config)
    account = _Account(names.reader_account(group, source), names.namespace if source.cluster_wide else None)
    match manager:
        case AwsSecretsManager():
            return SecretStoreSpecProvider(aws=_aws(config, source, manager, account))
        case AzureKeyVault():
            return SecretStoreSpecProvider(azurekv=_azure(config, source, manager, account))
        case GcpSecretManager():
            return SecretStoreSpecProvider(gcpsm=_google(manager, account))
    return SecretStoreSpecProvider(vault=_vault(manager, account))


def _aws(config: PortkeyConfig, source: ExternalSecrets, said: AwsSecretsManager, account: _Account) -> SecretStoreSpecProviderAws:
    store = SecretStoreSpecProviderAws(service="SecretsManager", region=said.region or config.aws.region or "")
    # Without auth the operator is whoever its own pods are, which is how EKS Pod Identity works.
    if secrets_by_token(config, source, said):
        store["auth"] = {"jwt": {"serviceAccountRef": _reference(account)}}
    return store


def _azure(config: PortkeyConfig, source: ExternalSecrets, said: AzureKeyVault, account: _Account) -> SecretStoreSpecProviderAzurekv:
    store = SecretStoreSpecProviderAzurekv(
        authType="WorkloadIdentity", vaultUrl=f"https://{said.vault.lower()}.vault.azure.net", serviceAccountRef=_reference(account)
    )
    if tenant := said.tenant_id or _tenant(config, source):
        store["tenantId"] = tenant
    return store


def _tenant(config: PortkeyConfig, source: ExternalSecrets) -> str | None:
    """The reader's tenant, unless its service account may have it as an annotation: the operator refuses to be told it twice."""
    account, who = source.service_account, reader_identity(config, source)
    annotated = not isinstance(account, CreateServiceAccount) or AZURE_TENANT in account.annotations
    return who.tenant_id if isinstance(who, AzureWorkloadIdentity) and not annotated else None


def _google(said: GcpSecretManager, account: _Account) -> SecretStoreSpecProviderGcpsm:
    login = SecretStoreSpecProviderGcpsmAuthWorkloadIdentity(serviceAccountRef=_reference(account))
    if said.cluster_location and said.cluster_name:
        login["clusterLocation"], login["clusterName"], login["clusterProjectID"] = said.cluster_location, said.cluster_name, said.project
    return SecretStoreSpecProviderGcpsm(projectID=said.project, auth={"workloadIdentity": login})


def _vault(said: HashiCorpVault, account: _Account) -> SecretStoreSpecProviderVault:
    reference = _reference(account)
    reference["audiences"] = [said.audience]
    store = SecretStoreSpecProviderVault(
        server=said.server,
        path=said.mount,
        version=said.version,
        auth={"kubernetes": {"mountPath": said.auth_mount.removeprefix("auth/"), "role": said.role, "serviceAccountRef": reference}},
    )
    if said.namespace:
        store["namespace"] = said.namespace
    return store


def _reference(account: _Account) -> SecretStoreSpecProviderAwsAuthJwtServiceAccountRef:
    """Of one shape for all four, though each has a type of its own."""
    found = SecretStoreSpecProviderAwsAuthJwtServiceAccountRef(name=account.name)
    if account.namespace:
        found["namespace"] = account.namespace
    return found
