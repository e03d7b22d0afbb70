"""Cloud identities of pods: annotations of service accounts, labels of pods."""

from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Identity, Irsa
from portkey_constructs.platform.platform import Platform

__all__ = ["AZURE_TENANT", "identity_annotations", "identity_labels"]

_ROLE: Final = "eks.amazonaws.com/role-arn"
_AZURE_CLIENT: Final = "azure.workload.identity/client-id"
AZURE_TENANT: Final = "azure.workload.identity/tenant-id"
_AZURE_USE: Final = "azure.workload.identity/use"
_GOOGLE: Final = "iam.gke.io/gcp-service-account"


def identity_annotations(platform: Platform, component: str, identity: Identity) -> dict[str, str]:
    """The annotations that give a component's service account this identity; EKS Pod Identity needs none."""
    match identity:
        case Irsa():
            return {_ROLE: platform.aws.role_arn(component, identity)}
        case AzureWorkloadIdentity():
            tenant = {AZURE_TENANT: identity.tenant_id} if identity.tenant_id else {}
            return {_AZURE_CLIENT: identity.client_id, **tenant}
        case GkeWorkloadIdentity():
            name = identity.service_account or f"{platform.names.component(component)}@{identity.project}.iam.gserviceaccount.com"
            return {_GOOGLE: name}
    return {}


def identity_labels(identity: Identity) -> dict[str, str]:
    """The labels of pods with this identity: Azure's webhook skips a pod without its label."""
    return {_AZURE_USE: "true"} if isinstance(identity, AzureWorkloadIdentity) else {}
