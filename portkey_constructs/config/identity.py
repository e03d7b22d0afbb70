"""Cloud identities of pods."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import GcpProject, GcpServiceAccount, RoleArn, Uuid

__all__ = ["AzureWorkloadIdentity", "GkeWorkloadIdentity", "Identity", "Irsa", "NoIdentity", "PodIdentity"]


class NoIdentity(Model):
    """No cloud identity; the pods authenticate to the cloud with keys."""

    kind: Literal["none"] = "none"
    """The pods have no cloud identity."""


class Irsa(Model):
    """An IAM role through an annotation of the service account (IRSA); the cluster needs an OIDC provider in IAM."""

    kind: Literal["irsa"] = "irsa"
    """An IAM role through an annotation of the service account."""
    role_arn: RoleArn | None = None
    """ARN of the IAM role. Defaults to an ARN derived from the account, the cluster and the component."""


class PodIdentity(Model):
    """An IAM role through an EKS Pod Identity association, which is in AWS; the cluster needs the Pod Identity agent."""

    kind: Literal["podIdentity"] = "podIdentity"
    """An IAM role through an EKS Pod Identity association."""
    role_arn: RoleArn | None = None
    """ARN of the IAM role. Defaults to an ARN derived from the account, the cluster and the component."""


class AzureWorkloadIdentity(Model):
    """A managed identity in Azure through Microsoft Entra Workload ID, on AKS."""

    kind: Literal["azureWorkloadIdentity"] = "azureWorkloadIdentity"
    """Workload identity of Azure."""
    client_id: Uuid
    """Client ID of the managed identity."""
    tenant_id: Uuid | None = None
    """ID of the tenant of the identity. Defaults to the tenant of the cluster."""


class GkeWorkloadIdentity(Model):
    """A Google service account through workload identity, on GKE."""

    kind: Literal["gkeWorkloadIdentity"] = "gkeWorkloadIdentity"
    """Workload identity of GKE."""
    project: GcpProject | None = None
    """Project of the Google service accounts. Each has the name of the component's objects."""
    service_account: GcpServiceAccount | None = None
    """One Google service account for all components. Mutually exclusive with project."""


Identity = Annotated[NoIdentity | Irsa | PodIdentity | AzureWorkloadIdentity | GkeWorkloadIdentity, ByKind()]
