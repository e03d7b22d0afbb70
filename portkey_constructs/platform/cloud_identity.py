"""What the cloud's side of a configuration comes to: which pods have which identity, and what they do by it."""

from typing import Final

from portkey_constructs.config.features import Bedrock
from portkey_constructs.config.identity import GkeWorkloadIdentity, Identity, Irsa, NoIdentity, PodIdentity
from portkey_constructs.config.log_store import GcsLogStore, S3LogStore
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager, HashiCorpVault
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, SecretGroup
from portkey_constructs.platform.defaults import ServiceName, deployed, log_store, secret_source, services

__all__ = [
    "EXTERNAL_SECRETS",
    "bedrock_by_identity",
    "bedrock_region",
    "identity",
    "log_store_by_identity",
    "log_store_region",
    "log_store_services",
    "mounts_secrets",
    "reader",
    "reader_identity",
    "secrets_by_token",
]

EXTERNAL_SECRETS: Final = "external-secrets"
"""The component that the service account of the External Secrets Operator's store is of."""

_USERS: Final = ("gateway", "backend", "dataservice")
_NOBODY: Final = NoIdentity.model_construct()


def identity(config: PortkeyConfig, component: str) -> Identity:
    """What the pods of a component are to the cloud: as said for it, or the platform's identity where it has a use for one."""
    here = deployed(config).get("backend" if component == "migration" else component)
    said = here.workload.identity if here else None
    if component == "migration" and not mounts_secrets(config):
        return _NOBODY
    if said is not None:
        return said
    return config.identity if component in _USERS or (mounts_secrets(config) and component != "frontend") else _NOBODY


def reader_identity(config: PortkeyConfig, source: ExternalSecrets) -> Identity:
    """What the External Secrets Operator's store is to the cloud: as said for it, or the platform's identity where a cloud is asked."""
    return source.identity or (_NOBODY if isinstance(source.store, HashiCorpVault) else config.identity)


def reader(config: PortkeyConfig, group: SecretGroup | None) -> str:
    """The component that the External Secrets Operator reads a Secret as: of its own for a Secret whose source is its own."""
    return f"{EXTERNAL_SECRETS}-{group.suffix}" if group in config.secret_overrides and group else EXTERNAL_SECRETS


def mounts_secrets(config: PortkeyConfig) -> bool:
    """Whether pods mount a secret manager's entries, for which they have to be somebody."""
    return any(isinstance(secret_source(config, group), CsiSecrets) for group in SecretGroup)


def secrets_by_token(config: PortkeyConfig, source: ExternalSecrets, said: AwsSecretsManager) -> bool:
    """Whether AWS Secrets Manager is read by a service account's token; else the operator's own pods are known to AWS."""
    return said.auth == "jwt" or (said.auth is None and isinstance(reader_identity(config, source), Irsa))


def log_store_services(config: PortkeyConfig) -> tuple[ServiceName, ...]:
    """The services here that read or write logs."""
    return tuple(name for name in services(config) if name != "frontend")


def _somebody(config: PortkeyConfig, *kinds: type[Irsa | PodIdentity | GkeWorkloadIdentity]) -> bool:
    """Whether the first of the services that write logs is somebody to one of these clouds."""
    return any(isinstance(identity(config, name), kinds) for name in log_store_services(config)[:1])


def log_store_by_identity(config: PortkeyConfig) -> bool:
    """Whether the pods' identity opens the bucket of logs."""
    said = log_store(config)
    if isinstance(said, S3LogStore):
        return said.credentials == "identity" or (said.credentials is None and _somebody(config, Irsa, PodIdentity))
    if isinstance(said, GcsLogStore):
        return said.credentials == "identity" or (said.credentials is None and _somebody(config, GkeWorkloadIdentity))
    return False


def log_store_region(config: PortkeyConfig, said: S3LogStore) -> str:
    """The region of the bucket of logs; empty when nobody said it."""
    return said.region or config.aws.region or ""


def bedrock_by_identity(config: PortkeyConfig, said: Bedrock) -> bool:
    """Whether the gateway's identity calls Bedrock."""
    return said.credentials == "identity" or (said.credentials is None and isinstance(identity(config, "gateway"), Irsa | PodIdentity))


def bedrock_region(config: PortkeyConfig, said: Bedrock) -> str:
    """The region of Bedrock's models; empty when nobody said it."""
    return said.region or config.aws.region or ""
