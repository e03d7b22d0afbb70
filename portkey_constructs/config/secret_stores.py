"""The secret managers that Secrets are read from."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.types import (
    AwsRegion,
    Boolean,
    DnsLabel,
    GcpProject,
    HttpUrl,
    KeyVaultName,
    NonEmptyText,
    ObjectName,
    Text,
    Uuid,
    VaultPath,
)

__all__ = [
    "AwsSecretsManager",
    "AzureKeyVault",
    "ExistingSecretStore",
    "GcpSecretManager",
    "HashiCorpVault",
    "Operator",
    "SecretManager",
    "SecretStore",
]


class Operator(Model):
    """The service account that the External Secrets Operator itself runs as."""

    namespace: DnsLabel = "external-secrets"
    """Its namespace."""
    service_account: ObjectName = "external-secrets"
    """Its name."""


class AwsSecretsManager(Model):
    """AWS Secrets Manager."""

    kind: Literal["awsSecretsManager"] = "awsSecretsManager"
    """AWS Secrets Manager."""
    region: AwsRegion | None = None
    """Its region; aws.region when left out."""
    auth: Literal["jwt", "podIdentity"] | None = None
    """By a service account's token (IRSA), or as the operator's own pods are known (EKS Pod Identity); follows from identity when left out."""
    operator: Operator = default()
    """Whose pods are known to AWS by podIdentity; the names of the operator's own Helm chart when left out."""


class AzureKeyVault(Model):
    """An Azure Key Vault, by workload identity."""

    kind: Literal["azureKeyVault"] = "azureKeyVault"
    """Azure Key Vault."""
    vault: KeyVaultName
    """The vault's name, the first label of its address."""
    tenant_id: Uuid | None = None
    """The vault's tenant; that of the identity when left out."""


class GcpSecretManager(Model):
    """Google Cloud's Secret Manager, by workload identity."""

    kind: Literal["gcpSecretManager"] = "gcpSecretManager"
    """Google Cloud's Secret Manager."""
    project: GcpProject
    """The project that has the secrets."""
    cluster_location: Text | None = None
    """Location of the GKE cluster; asked of the cluster's metadata when left out."""
    cluster_name: Text | None = None
    """Name of the GKE cluster; asked of the cluster's metadata when left out."""


class HashiCorpVault(Model):
    """HashiCorp Vault's key-value engine, by a service account's token."""

    kind: Literal["vault"] = "vault"
    """HashiCorp Vault."""
    server: HttpUrl
    """Its address."""
    mount: VaultPath = "secret"
    """Where the key-value engine is mounted."""
    version: Literal["v1", "v2"] = "v2"
    """Version of the engine."""
    auth_mount: VaultPath = "kubernetes"
    """Where the Kubernetes login is mounted."""
    role: NonEmptyText
    """Role of that login."""
    namespace: Text | None = None
    """Vault's own namespace, in its enterprise edition."""
    audience: NonEmptyText = "vault"
    """Audience of the token that is shown."""


class ExistingSecretStore(Model):
    """A store that somebody else made for the External Secrets Operator."""

    kind: Literal["existing"] = "existing"
    """The store exists already."""
    name: ObjectName
    """Its name."""
    cluster_wide: Boolean = False
    """Whether it is a ClusterSecretStore."""


SecretManager = Annotated[AwsSecretsManager | AzureKeyVault | GcpSecretManager | HashiCorpVault, Field(discriminator="kind")]
SecretStore = Annotated[AwsSecretsManager | AzureKeyVault | GcpSecretManager | HashiCorpVault | ExistingSecretStore, Field(discriminator="kind")]
