"""The log store of a configuration, in words."""

from portkey_constructs.config.log_store import (
    AzureBlobLogStore,
    AzureEntra,
    AzureKey,
    AzureManagedIdentity,
    GcsLogStore,
    MongoLogStore,
    S3CompatibleLogStore,
    S3LogStore,
    WasabiLogStore,
)
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.diagram.description import address
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.cloud_identity import log_store_by_identity
from portkey_constructs.platform.defaults import log_store
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.values import values

__all__ = ["log_store_facts"]

_HTTPS = "443 TLS"


def log_store_facts(config: PortkeyConfig) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the title, the ports and the lines of the log store, if there is one."""
    match log_store(config):
        case S3LogStore() as store:
            return f"S3 bucket {Names(config).log_bucket(store)}", _HTTPS, _s3_lines(config, store)
        case S3CompatibleLogStore() as store:
            host, ports = address(store.endpoint)
            return f"{'NetApp' if store.kind == 'netapp' else 'S3-compatible'} bucket {store.bucket}", ports, (host, "with access keys")
        case WasabiLogStore() as store:
            return f"Wasabi bucket {store.bucket}", _HTTPS, (store.region, "with access keys")
        case GcsLogStore() as store:
            access = "with the pods' identity" if log_store_by_identity(config) else "with HMAC keys"
            return f"Cloud Storage bucket {store.bucket}", _HTTPS, (*([store.region] if store.region != "auto" else []), access)
        case AzureBlobLogStore() as store:
            return f"Blob container {store.container}", _HTTPS, (f"storage account {store.storage_account}", _azure_access(store))
        case MongoLogStore() as store:
            # The hosts and ports are part of a secret URL.
            return "MongoDB", "MongoDB", (f"database {store.database}", "address from its Secret")
    return None


def _s3_lines(config: PortkeyConfig, store: S3LogStore) -> tuple[str, ...]:
    region = values(config).get(keys.LOG_STORE_REGION)
    lines = [region if isinstance(region, str) else "", "with the pods' identity" if log_store_by_identity(config) else "with access keys"]
    if store.assume_role:
        lines.append(f"as {store.assume_role.role_arn}")
    if store.replica:
        lines.append(f"replica {Names(config).replica_bucket(store.replica)}, {store.replica.region}")
    return tuple(filter(None, lines))


def _azure_access(store: AzureBlobLogStore) -> str:
    match store.login:
        case AzureKey():
            return "with the account's key"
        case AzureManagedIdentity():
            return "with the nodes' managed identity"
        case AzureEntra():
            return "with an Entra ID application"
    return "with the pods' identity"
