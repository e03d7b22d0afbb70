"""Annotations of a service account that give its pods a cloud identity."""

from collections.abc import Mapping
from typing import Final

__all__ = ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "GOOGLE_SERVICE_ACCOUNT", "IDENTITY_ANNOTATIONS", "ROLE_ARN"]

ROLE_ARN: Final = "eks.amazonaws.com/role-arn"
AZURE_CLIENT_ID: Final = "azure.workload.identity/client-id"
AZURE_TENANT_ID: Final = "azure.workload.identity/tenant-id"
GOOGLE_SERVICE_ACCOUNT: Final = "iam.gke.io/gcp-service-account"

IDENTITY_ANNOTATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "irsa": (ROLE_ARN,),
    "azureWorkloadIdentity": (AZURE_CLIENT_ID, AZURE_TENANT_ID),
    "gkeWorkloadIdentity": (GOOGLE_SERVICE_ACCOUNT,),
}
"""The annotations that each kind of identity sets."""
