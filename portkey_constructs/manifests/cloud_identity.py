"""What makes a pod somebody to a cloud: annotations of its service account, labels of its own."""

from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Identity, Irsa
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.platform.cloud_identity import identity
from portkey_constructs.platform.names import Names

__all__ = ["AZURE_TENANT", "account_annotations", "identity_annotations", "pod_identity_labels"]

_ROLE: Final = "eks.amazonaws.com/role-arn"
_AZURE_CLIENT: Final = "azure.workload.identity/client-id"
AZURE_TENANT: Final = "azure.workload.identity/tenant-id"
_AZURE_USE: Final = "azure.workload.identity/use"
_GOOGLE: Final = "iam.gke.io/gcp-service-account"


def account_annotations(config: PortkeyConfig, component: str) -> dict[str, str]:
    """The annotations by which a cloud's webhook knows the service account of a component's pods."""
    return identity_annotations(config, component, identity(config, component))


def identity_annotations(config: PortkeyConfig, component: str, who: Identity) -> dict[str, str]:
    """The annotations of a service account that is to have this identity; EKS Pod Identity needs none."""
    match who:
        case Irsa() as said:
            return {_ROLE: Names(config).role_arn(component, said)}
        case AzureWorkloadIdentity() as said:
            tenant = {AZURE_TENANT: said.tenant_id} if said.tenant_id else {}
            return {_AZURE_CLIENT: said.client_id, **tenant}
        case GkeWorkloadIdentity() as said:
            return {_GOOGLE: Names(config).google_account(component, said)}
    return {}


def pod_identity_labels(config: PortkeyConfig, component: str) -> dict[str, str]:
    """The label without which Azure's webhook passes a pod over."""
    return {_AZURE_USE: "true"} if isinstance(identity(config, component), AzureWorkloadIdentity) else {}
