"""The cloud identities of pods, and of the External Secrets Operator if it reads with a service account."""

from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Irsa, PodIdentity
from portkey_constructs.config.identity import Identity as CloudIdentity
from portkey_constructs.diagram.graph import Identity
from portkey_constructs.platform.platform import Platform

__all__ = ["identities"]

_KINDS: Final = {
    "irsa": "IAM role, by IRSA",
    "podIdentity": "IAM role, by EKS Pod Identity",
    "azureWorkloadIdentity": "Azure workload identity",
    "gkeWorkloadIdentity": "GKE workload identity",
}


def identities(platform: Platform) -> dict[str, Identity]:
    """Return the identities by the ids of the workloads and secret sources that have them."""
    clouds: dict[str, CloudIdentity] = {name: component.identity for name, component in platform.components.items()}
    if platform.migration:
        clouds["migration"] = platform.migration.identity
    clouds |= {reader.component: reader.identity for secret in platform.needed_secrets if (reader := secret.reader) and reader.uses_token}
    return {id: Identity(_KINDS[cloud.kind], _name(platform, id, cloud)) for id, cloud in clouds.items() if cloud.kind in _KINDS}


def _name(platform: Platform, component: str, cloud: CloudIdentity) -> str:
    match cloud:
        case Irsa() | PodIdentity():
            has_arn = cloud.role_arn or platform.aws.account_id
            return platform.aws.role_arn(component, cloud) if has_arn else f"role {platform.aws.role_name(component)}"
        case AzureWorkloadIdentity():
            return f"client {cloud.client_id}"
        case GkeWorkloadIdentity():
            return cloud.service_account or f"{platform.names.component(component)}@{cloud.project}.iam.gserviceaccount.com"
    return ""
