"""Secret managers that contain the values of Secrets."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model, default
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
    """The service account of the External Secrets Operator's own pods."""

    namespace: DnsLabel = "external-secrets"
    """Namespace of the operator."""
    service_account: ObjectName = "external-secrets"
    """Name of the operator's service account."""


class AwsSecretsManager(Model):
    """AWS Secrets Manager, read with an IAM role through IRSA or EKS Pod Identity."""

    kind: Literal["awsSecretsManager"] = "awsSecretsManager"
    """AWS Secrets Manager."""
    region: AwsRegion | None = None
    """AWS region of the entries. Defaults to aws.region."""
    auth: Literal["jwt", "podIdentity"] | None = None
    """How the operator authenticates to AWS. Derived from identity by default.

    - jwt: With a token of a service account, whose role identity configures (IRSA).
    - podIdentity: As the operator's own pods, through an association in EKS (Pod Identity).
    """
    operator: Operator = default()
    """Service account of the operator, for podIdentity. Defaults to the names in the operator's Helm chart."""


class AzureKeyVault(Model):
    """An Azure Key Vault, read with workload identity."""

    kind: Literal["azureKeyVault"] = "azureKeyVault"
    """Azure Key Vault."""
    vault: KeyVaultName
    """Name of the key vault, the first label of its address."""
    tenant_id: Uuid | None = None
    """ID of the tenant of the key vault. Defaults to the tenant of the identity."""


class GcpSecretManager(Model):
    """Google Cloud Secret Manager, read with workload identity."""

    kind: Literal["gcpSecretManager"] = "gcpSecretManager"
    """Google Cloud Secret Manager."""
    project: GcpProject
    """ID of the project that contains the entries."""
    cluster_location: Text | None = None
    """Location of the GKE cluster. Defaults to the location in the metadata of the cluster."""
    cluster_name: Text | None = None
    """Name of the GKE cluster. Defaults to the name in the metadata of the cluster."""


class HashiCorpVault(Model):
    """HashiCorp Vault's key-value engine, read with the token of a service account."""

    kind: Literal["vault"] = "vault"
    """HashiCorp Vault."""
    server: HttpUrl
    """Address of Vault."""
    mount: VaultPath = "secret"
    """Mount path of the key-value engine."""
    version: Literal["v1", "v2"] = "v2"
    """Version of the key-value engine.

    - v1: The engine that stores only the latest value of an entry.
    - v2: The engine that stores earlier values too, the default of Vault.
    """
    auth_mount: VaultPath = "kubernetes"
    """Mount path of the Kubernetes auth method."""
    role: NonEmptyText
    """Role of the Kubernetes auth method that may read the entries."""
    namespace: Text | None = None
    """Namespace in Vault, in its enterprise edition."""
    audience: NonEmptyText = "vault"
    """Audience of the token for Vault, as its role requires."""


class ExistingSecretStore(Model):
    """An existing store of the External Secrets Operator, with any provider."""

    kind: Literal["existing"] = "existing"
    """An existing store."""
    name: ObjectName
    """Name of the existing SecretStore or ClusterSecretStore."""
    cluster_wide: Boolean = False
    """Whether the store is a ClusterSecretStore."""


SecretManager = Annotated[AwsSecretsManager | AzureKeyVault | GcpSecretManager | HashiCorpVault, ByKind()]
SecretStore = Annotated[AwsSecretsManager | AzureKeyVault | GcpSecretManager | HashiCorpVault | ExistingSecretStore, ByKind()]
