"""The secret managers that Secrets are read from."""

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
    """The service account that the External Secrets Operator itself runs as."""

    namespace: DnsLabel = "external-secrets"
    """Namespace that the operator runs in."""
    service_account: ObjectName = "external-secrets"
    """Name of the service account that the operator runs as."""


class AwsSecretsManager(Model):
    """AWS Secrets Manager, read as an IAM role by IRSA or EKS Pod Identity."""

    kind: Literal["awsSecretsManager"] = "awsSecretsManager"
    """It is AWS Secrets Manager."""
    region: AwsRegion | None = None
    """Region of the entries; aws.region when left out."""
    auth: Literal["jwt", "podIdentity"] | None = None
    """How the operator is known to AWS; follows from identity when left out.

    - jwt: By a service account's token, whose role identity says (IRSA).
    - podIdentity: As the operator's own pods, by an association in EKS (Pod Identity).
    """
    operator: Operator = default()
    """Whose pods are known to AWS by podIdentity; the names of the operator's own Helm chart when left out."""


class AzureKeyVault(Model):
    """An Azure Key Vault, read by workload identity."""

    kind: Literal["azureKeyVault"] = "azureKeyVault"
    """It is an Azure Key Vault."""
    vault: KeyVaultName
    """The vault's name, the first label of its address."""
    tenant_id: Uuid | None = None
    """Id of the vault's tenant; that of the identity when left out."""


class GcpSecretManager(Model):
    """Google Cloud's Secret Manager, read by workload identity."""

    kind: Literal["gcpSecretManager"] = "gcpSecretManager"
    """It is Google Cloud's Secret Manager."""
    project: GcpProject
    """Id of the project that has the entries."""
    cluster_location: Text | None = None
    """Location of the GKE cluster; asked of the cluster's metadata when left out."""
    cluster_name: Text | None = None
    """Name of the GKE cluster; asked of the cluster's metadata when left out."""


class HashiCorpVault(Model):
    """HashiCorp Vault's key-value engine, read by a service account's token."""

    kind: Literal["vault"] = "vault"
    """It is HashiCorp Vault."""
    server: HttpUrl
    """Address of Vault."""
    mount: VaultPath = "secret"
    """Where the key-value engine is mounted."""
    version: Literal["v1", "v2"] = "v2"
    """Version of the key-value engine.

    - v1: The engine that keeps an entry's last value alone.
    - v2: The engine that keeps earlier values too, Vault's own default.
    """
    auth_mount: VaultPath = "kubernetes"
    """Where the Kubernetes login is mounted."""
    role: NonEmptyText
    """Role of the Kubernetes login that may read the entries."""
    namespace: Text | None = None
    """Vault's own namespace, in its enterprise edition."""
    audience: NonEmptyText = "vault"
    """Audience of the token that Vault is shown, as its role wants it."""


class ExistingSecretStore(Model):
    """A store that somebody else made for the External Secrets Operator, whatever it reads from."""

    kind: Literal["existing"] = "existing"
    """The store exists already."""
    name: ObjectName
    """Name of the SecretStore or ClusterSecretStore that exists."""
    cluster_wide: Boolean = False
    """Whether that is a ClusterSecretStore."""


SecretManager = Annotated[AwsSecretsManager | AzureKeyVault | GcpSecretManager | HashiCorpVault, ByKind()]
SecretStore = Annotated[AwsSecretsManager | AzureKeyVault | GcpSecretManager | HashiCorpVault | ExistingSecretStore, ByKind()]
