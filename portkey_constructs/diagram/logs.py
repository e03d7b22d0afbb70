"""The log store of a picture."""

from collections.abc import Iterator

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
from portkey_constructs.diagram.text import host_of, port_of
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.cloud_identity import log_store_by_identity
from portkey_constructs.platform.defaults import log_store
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.values import values

__all__ = ["described_logs"]

_HTTPS = "443 TLS"


def described_logs(config: PortkeyConfig) -> tuple[str, str, tuple[str, ...]]:
    """Title of the log store, the port that it is called at, and lines about it."""
    match log_store(config):
        case S3LogStore() as said:
            return f"S3 bucket {Names(config).log_bucket(said)}", _HTTPS, tuple(_s3(config, said))
        case S3CompatibleLogStore() as said:
            maker = "NetApp" if said.kind == "netapp" else "S3-compatible"
            label = f"{port_of(said.endpoint)}{' TLS' if said.endpoint.startswith('https:') else ''}"
            return f"{maker} bucket {said.bucket}", label, (host_of(said.endpoint), "by access keys")
        case WasabiLogStore() as said:
            return f"Wasabi bucket {said.bucket}", _HTTPS, (said.region, "by access keys")
        case GcsLogStore() as said:
            by = "by the pods' identity" if log_store_by_identity(config) else "by HMAC keys"
            return f"Cloud Storage bucket {said.bucket}", _HTTPS, (*([said.region] if said.region != "auto" else []), by)
        case AzureBlobLogStore() as said:
            return f"Blob container {said.container}", _HTTPS, (f"storage account {said.storage_account}", _azure(said))
        case MongoLogStore() as said:
            # Hosts and ports stand in an address that is secret.
            return "MongoDB", "MongoDB", (f"database {said.database}", "address from its Secret")
    raise AssertionError("no log store is nothing to draw")


def _s3(config: PortkeyConfig, said: S3LogStore) -> Iterator[str]:
    region = values(config).get(keys.LOG_STORE_REGION)
    if isinstance(region, str) and region:
        yield region
    yield "by the pods' identity" if log_store_by_identity(config) else "by access keys"
    if said.assume_role:
        yield f"as {said.assume_role.role_arn}"
    if said.replica:
        yield f"replica {Names(config).replica_bucket(said.replica)}, {said.replica.region}"


def _azure(said: AzureBlobLogStore) -> str:
    match said.login:
        case AzureKey():
            return "by the account's key"
        case AzureManagedIdentity():
            return "by the nodes' managed identity"
        case AzureEntra():
            return "by an application of Entra ID"
    return "by the pods' identity"
