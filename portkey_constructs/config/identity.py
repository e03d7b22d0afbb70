"""What pods are to a cloud: nothing, or an identity that needs no credential."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import GcpProject, GcpServiceAccount, RoleArn, Uuid

__all__ = ["AzureWorkloadIdentity", "GkeWorkloadIdentity", "Identity", "Irsa", "NoIdentity", "PodIdentity"]


class NoIdentity(Model):
    """The pods are nobody to the cloud."""

    kind: Literal["none"] = "none"
    """No identity."""


class Irsa(Model):
    """EKS' IAM roles for service accounts."""

    kind: Literal["irsa"] = "irsa"
    """IAM role by the service account's annotation."""
    role_arn: RoleArn | None = None
    """The role; follows from account, cluster and component when left out."""


class PodIdentity(Model):
    """EKS Pod Identity: the association of service account and role stands in AWS, not in the cluster."""

    kind: Literal["podIdentity"] = "podIdentity"
    """IAM role by an association in EKS."""
    role_arn: RoleArn | None = None
    """The role; follows from account, cluster and component when left out."""


class AzureWorkloadIdentity(Model):
    """A managed identity of Azure, by Microsoft Entra Workload ID."""

    kind: Literal["azureWorkloadIdentity"] = "azureWorkloadIdentity"
    """Azure's workload identity."""
    client_id: Uuid
    """Client id of the managed identity."""
    tenant_id: Uuid | None = None
    """Its tenant; the cluster's when left out."""


class GkeWorkloadIdentity(Model):
    """A service account of Google Cloud, by GKE's workload identity."""

    kind: Literal["gkeWorkloadIdentity"] = "gkeWorkloadIdentity"
    """GKE's workload identity."""
    project: GcpProject | None = None
    """Project of the Google service accounts, each called as the component's objects are."""
    service_account: GcpServiceAccount | None = None
    """One Google service account; instead of a project."""


Identity = Annotated[NoIdentity | Irsa | PodIdentity | AzureWorkloadIdentity | GkeWorkloadIdentity, Field(discriminator="kind")]
