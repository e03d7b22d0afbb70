"""Cloud identities of pods: annotations of service accounts, labels of pods."""

from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Identity, Irsa
from portkey_constructs.platform.identity_annotations import AZURE_CLIENT_ID, AZURE_TENANT_ID, GOOGLE_SERVICE_ACCOUNT, ROLE_ARN
from portkey_constructs.platform.platform import Platform

__all__ = ["identity_annotations", "identity_labels"]

_AZURE_USE: Final = "azure.workload.identity/use"


def identity_annotations(platform: Platform, component: str, identity: Identity) -> dict[str, str]:
    """The annotations that give a component's service account this identity; EKS Pod Identity needs none."""
    match identity:
        case Irsa():
            return {ROLE_ARN: platform.aws.role_arn(component, identity)}
        case AzureWorkloadIdentity():
            tenant = {AZURE_TENANT_ID: identity.tenant_id} if identity.tenant_id else {}
            return {AZURE_CLIENT_ID: identity.client_id, **tenant}
        case GkeWorkloadIdentity():
            name = identity.service_account or f"{platform.names.component(component)}@{identity.project}.iam.gserviceaccount.com"
            return {GOOGLE_SERVICE_ACCOUNT: name}
    return {}


def identity_labels(identity: Identity) -> dict[str, str]:
    """The labels of pods with this identity; Azure's webhook ignores pods without its label."""
    return {_AZURE_USE: "true"} if isinstance(identity, AzureWorkloadIdentity) else {}
