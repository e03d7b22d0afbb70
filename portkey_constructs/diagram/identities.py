"""Who is what to a cloud: pods of components, and the External Secrets Operator where it reads by a service account."""

from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Identity, Irsa, PodIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets
from portkey_constructs.diagram.elements import Who
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


def identities(config: PortkeyConfig, components: Iterable[str]) -> list[Who]:
    """Each identity once, with everybody who has it."""
    holders: dict[tuple[str, str], list[str]] = {}
    pairs = [*((one, one, identity(config, one)) for one in components), *_readers(config)]
    for holder, component, said in dict.fromkeys(pairs):
        if said.kind in _KINDS:
            holders.setdefault((_KINDS[said.kind], _name(config, component, said)), []).append(holder)
    return [Who(f"identity-{number}", kind, name, tuple(who)) for number, ((kind, name), who) in enumerate(holders.items(), 1)]


def _readers(config: PortkeyConfig) -> Iterator[tuple[str, str, Identity]]:
    for group in from_manager(config, ExternalSecrets):
        source = secret_source(config, group)
        assert isinstance(source, ExternalSecrets)
        if isinstance(source.store, ExistingSecretStore):
            continue
        if isinstance(source.store, AwsSecretsManager) and not secrets_by_token(config, source, source.store):
            continue
        component = reader(config, group)
        yield component, component, reader_identity(config, source)


def _name(config: PortkeyConfig, component: str, said: Identity) -> str:
    names = Names(config)
    match said:
        case Irsa() | PodIdentity():
            return names.role_arn(component, said) if said.role_arn or config.aws.account_id else f"role {names.role(component)}"
        case AzureWorkloadIdentity():
            return f"client {said.client_id}"
        case GkeWorkloadIdentity():
            return names.google_account(component, said)
    return ""
