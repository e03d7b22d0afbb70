"""Service accounts."""

from collections.abc import Mapping

from portkey_constructs.config.identity import AzureWorkloadIdentity
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.config.workload import CreateServiceAccount, Workload
from portkey_constructs.kubernetes import ServiceAccount
from portkey_constructs.manifests.cloud_identity import account_annotations, identity_annotations
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.platform.cloud_identity import EXTERNAL_SECRETS, reader_identity, secrets_by_token
from portkey_constructs.platform.names import Names

__all__ = ["migration_account", "reader_account", "service_account"]


def service_account(config: PortkeyConfig, component: str, workload: Workload) -> ServiceAccount | None:
    """A component's service account, or None when somebody else makes it."""
    said = workload.service_account
    if not isinstance(said, CreateServiceAccount):
        return None
    name = Names(config).service_account(component, workload)
    return _account(config, component, name, account_annotations(config, component), workload, said)


def migration_account(config: PortkeyConfig, name: str) -> ServiceAccount:
    """The service account of the migration Job."""
    return _account(config, "migration", name, account_annotations(config, "migration"))


def reader_account(config: PortkeyConfig, group: SecretGroup, source: ExternalSecrets) -> ServiceAccount | None:
    """The service account that the External Secrets Operator reads a secret manager as.

    None when somebody else makes it, or when the operator reads as what its own pods are.
    """
    said, names = source.service_account, Names(config)
    by_token = not isinstance(source.store, AwsSecretsManager) or secrets_by_token(config, source, source.store)
    if not isinstance(said, CreateServiceAccount) or not by_token:
        return None
    who = reader_identity(config, source)
    if isinstance(who, AzureWorkloadIdentity):
        # The tenant stands in the store, and the operator refuses to be told it twice.
        who = who.model_copy(update={"tenant_id": None})
    noted = identity_annotations(config, names.reader(group), who)
    return _account(config, EXTERNAL_SECRETS, names.reader_account(group, source), noted, said=said)


def _account(
    config: PortkeyConfig,
    component: str,
    name: str,
    identity: Mapping[str, str],
    workload: Workload | None = None,
    said: CreateServiceAccount | None = None,
) -> ServiceAccount:
    meta = metadata(config, component, name, workload=workload, annotations={**identity, **(said.annotations if said else {})})
    return ServiceAccount(apiVersion="v1", kind="ServiceAccount", metadata=meta, automountServiceAccountToken=bool(said and said.mount_token))
