"""Service accounts."""

from collections.abc import Mapping

from portkey_constructs.config.identity import AzureWorkloadIdentity
from portkey_constructs.config.secrets import ExternalSecrets
from portkey_constructs.config.workload import CreateServiceAccount, Workload
from portkey_constructs.kubernetes import ServiceAccount
from portkey_constructs.manifests.cloud_identity import identity_annotations
from portkey_constructs.manifests.metadata import constant_labels, metadata
from portkey_constructs.platform.components import Component, Migration
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secrets import EXTERNAL_SECRETS, SecretReader

__all__ = ["migration_account", "reader_account", "service_account"]


def service_account(platform: Platform, component: Component) -> ServiceAccount | None:
    """A component's service account; None if the configuration names an existing account."""
    account = component.settings.service_account
    if not isinstance(account, CreateServiceAccount):
        return None
    annotations = identity_annotations(platform, component.component, component.identity)
    return _service_account(platform, component.component, component.service_account, annotations, component.settings, account)


def migration_account(platform: Platform, migration: Migration) -> ServiceAccount | None:
    """The service account of the migration Job; None if the configuration names an existing account."""
    account = migration.created_service_account
    if account is None:
        return None
    annotations = identity_annotations(platform, "migration", migration.identity)
    return _service_account(platform, "migration", migration.service_account, annotations, account=account)


def reader_account(platform: Platform, reader: SecretReader, source: ExternalSecrets) -> ServiceAccount | None:
    """The service account with which the External Secrets Operator reads a secret manager.

    None if the configuration names an existing account, or if the operator authenticates with its own pods' identity.
    """
    account = source.service_account
    if not isinstance(account, CreateServiceAccount) or not reader.uses_token:
        return None
    identity = reader.identity
    if isinstance(identity, AzureWorkloadIdentity):
        # The store sets the tenant, and the operator rejects a second one in the annotation.
        identity = identity.model_copy(update={"tenant_id": None})
    annotations = identity_annotations(platform, reader.component, identity)
    return _service_account(platform, EXTERNAL_SECRETS, reader.service_account, annotations, account=account)


def _service_account(
    platform: Platform,
    component: str,
    name: str,
    identity: Mapping[str, str],
    settings: Workload | None = None,
    account: CreateServiceAccount | None = None,
) -> ServiceAccount:
    meta = metadata(platform, component, name, settings=settings, annotations={**identity, **(account.annotations if account else {})})
    if account and account.labels:
        meta["labels"] = {**meta["labels"], **account.labels, **constant_labels(platform, component)}
    return ServiceAccount(apiVersion="v1", kind="ServiceAccount", metadata=meta, automountServiceAccountToken=bool(account and account.mount_token))
