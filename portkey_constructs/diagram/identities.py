"""The cloud identities of pods, and of the External Secrets Operator where it reads with a service account."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Irsa, PodIdentity
from portkey_constructs.config.identity import Identity as CloudIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets
from portkey_constructs.diagram.graph import Identity
from portkey_constructs.manifests.secrets import from_manager
from portkey_constructs.platform.cloud_identity import identity, reader, reader_identity, secrets_by_token
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.names import Names

__all__ = ["identities"]

_KINDS: Final = {
    "irsa": "IAM role, by IRSA",
    "podIdentity": "IAM role, by EKS Pod Identity",
    "azureWorkloadIdentity": "Azure workload identity",
    "gkeWorkloadIdentity": "GKE workload identity",
}


def identities(config: PortkeyConfig, components: Sequence[str]) -> dict[str, Identity]:
    """Return the identities by the ids of the workloads and secret sources that have them."""
    clouds = {**{component: identity(config, component) for component in components}, **dict(_operator(config))}
    return {id: Identity(_KINDS[cloud.kind], _name(config, id, cloud)) for id, cloud in clouds.items() if cloud.kind in _KINDS}


def _operator(config: PortkeyConfig) -> Iterator[tuple[str, CloudIdentity]]:
    """Yield the secret sources that the External Secrets Operator reads with an identity of its own."""
    for group in from_manager(config, ExternalSecrets):
        source = secret_source(config, group)
        assert isinstance(source, ExternalSecrets)
        by_pods = isinstance(source.store, AwsSecretsManager) and not secrets_by_token(config, source, source.store)
        if not by_pods and not isinstance(source.store, ExistingSecretStore):
            yield reader(config, group), reader_identity(config, source)


def _name(config: PortkeyConfig, component: str, cloud: CloudIdentity) -> str:
    names = Names(config)
    match cloud:
        case Irsa() | PodIdentity():
            return names.role_arn(component, cloud) if cloud.role_arn or config.aws.account_id else f"role {names.role(component)}"
        case AzureWorkloadIdentity():
            return f"client {cloud.client_id}"
        case GkeWorkloadIdentity():
            return names.google_account(component, cloud)
    return ""
