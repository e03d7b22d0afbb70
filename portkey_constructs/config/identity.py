"""What pods are to a cloud: nothing, or an identity that needs no credential."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import GcpProject, GcpServiceAccount, RoleArn, Uuid

__all__ = ["AzureWorkloadIdentity", "GkeWorkloadIdentity", "Identity", "Irsa", "NoIdentity", "PodIdentity"]


class NoIdentity(Model):
    """No identity: the pods are nobody to the cloud, and what they use there is opened by keys."""

    kind: Literal["none"] = "none"
    """The pods are nobody to the cloud."""


class Irsa(Model):
    """An IAM role by an annotation of the service account (EKS' IRSA); the cluster needs an OIDC provider in IAM."""

    kind: Literal["irsa"] = "irsa"
    """An IAM role by an annotation of the service account."""
    role_arn: RoleArn | None = None
    """ARN of the IAM role; follows from account, cluster and component when left out."""


class PodIdentity(Model):
    """An IAM role by an association in EKS (Pod Identity), which stands in AWS and not in the cluster; its agent must run there."""

    kind: Literal["podIdentity"] = "podIdentity"
    """An IAM role by an association in EKS."""
    role_arn: RoleArn | None = None
    """ARN of the IAM role; follows from account, cluster and component when left out."""


class AzureWorkloadIdentity(Model):
    """A managed identity of Azure, by Microsoft Entra Workload ID, on AKS."""

    kind: Literal["azureWorkloadIdentity"] = "azureWorkloadIdentity"
    """Azure's workload identity."""
    client_id: Uuid
    """Client id of the managed identity."""
    tenant_id: Uuid | None = None
    """Id of that identity's tenant; the cluster's when left out."""


class GkeWorkloadIdentity(Model):
    """A service account of Google Cloud, by workload identity, on GKE."""

    kind: Literal["gkeWorkloadIdentity"] = "gkeWorkloadIdentity"
    """GKE's workload identity."""
    project: GcpProject | None = None
    """Project of the Google service accounts, each called as the component's objects are."""
    service_account: GcpServiceAccount | None = None
    """One Google service account; instead of a project."""


Identity = Annotated[NoIdentity | Irsa | PodIdentity | AzureWorkloadIdentity | GkeWorkloadIdentity, ByKind()]
