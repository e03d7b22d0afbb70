"""The values of the log store's keys, and the variables beside them that are nobody's key."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.encryption import CustomerKeyEncryption, KmsEncryption
from portkey_constructs.config.log_store import (
    AzureBlobLogStore,
    AzureEntra,
    AzureKey,
    AzureManagedIdentity,
    GcsLogStore,
    KeyedLogStore,
    MongoLogStore,
    NoLogStore,
    S3CompatibleLogStore,
    S3LogStore,
    WasabiLogStore,
)
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.cloud_identity import bedrock_by_identity, bedrock_region, log_store_by_identity, log_store_region
from portkey_constructs.platform.defaults import log_store
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import SecretKey, Value

__all__ = ["bedrock_values", "log_store_values", "log_store_variables"]

_CONTROL_PLANE: Final = "control_plane"
_AZURE_MODES: Final = {"key": "", "managedIdentity": "managed", "entra": "entra", "workloadIdentity": "workload"}


def log_store_values(config: PortkeyConfig) -> Iterator[tuple[SecretKey, Value]]:
    """The log store's keys."""
    said = log_store(config)
    match said:
        case NoLogStore():
            yield keys.LOG_STORE, "" if config.deployment.kind == "platform" else _CONTROL_PLANE
        case S3LogStore():
            yield from _s3(config, said)
        case S3CompatibleLogStore():
            yield keys.LOG_STORE, "netapp" if said.kind == "netapp" else "s3_custom"
            yield from _bucket(said.region, said.bucket)
            yield keys.LOG_STORE_BASE_PATH, f"{said.endpoint.rstrip('/')}/{said.bucket}"
            yield from _access_keys(said)
        case WasabiLogStore():
            yield keys.LOG_STORE, "wasabi"
            yield from _bucket(said.region, said.bucket, said.base_path)
            yield from _access_keys(said)
        case GcsLogStore():
            by_identity = log_store_by_identity(config)
            yield keys.LOG_STORE, "gcs_assume" if by_identity else "gcs"
            yield from _bucket(said.region, said.bucket, said.base_path)
            yield from () if by_identity else _access_keys(said)
        case AzureBlobLogStore():
            yield from _azure(said)
        case MongoLogStore():
            yield keys.LOG_STORE, "mongo"
            yield keys.MONGO_CONNECTION_URL, said.connection_url
            yield keys.MONGO_DATABASE, said.database
            yield keys.MONGO_GENERATIONS_COLLECTION, said.generations_collection
            yield keys.MONGO_HOOKS_COLLECTION, said.hooks_collection


def bedrock_values(config: PortkeyConfig) -> Iterator[tuple[SecretKey, Value]]:
    """Bedrock's keys: the region alone where the gateway's identity calls it."""
    said = config.bedrock
    if said is None:
        return
    if not bedrock_by_identity(config, said):
        yield keys.BEDROCK_ACCESS_KEY, said.access_key
        yield keys.BEDROCK_SECRET_KEY, said.secret_key
    yield keys.BEDROCK_REGION, bedrock_region(config, said)


def log_store_variables(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    """What the services are told of the log store besides its keys, by plain variables."""
    said = log_store(config)
    if isinstance(said, KeyedLogStore | AzureBlobLogStore) and said.file_path_format:
        yield "LOG_STORE_FILE_PATH_FORMAT", said.file_path_format
    if isinstance(said, GcsLogStore) and log_store_by_identity(config):
        yield "GCP_AUTH_MODE", "workload"
    if not isinstance(said, S3LogStore):
        return
    if said.replica:
        yield "LOG_STORE_REPLICA_REGION", said.replica.region
        yield "LOG_STORE_REPLICA_GENERATIONS_BUCKET", Names(config).replica_bucket(said.replica)
    match said.encryption:
        case KmsEncryption() as kms:
            yield "SSE_ENCRYPTION_TYPE", "aws:kms" if kms.kind == "kms" else "aws:kms:dsse"
            yield "KMS_KEY_ID", kms.key_arn
            if kms.bucket_key is not None:
                yield "KMS_BUCKET_KEY_ENABLED", "true" if kms.bucket_key else "false"
            if kms.context:
                yield "KMS_ENCRYPTION_CONTEXT", kms.context
        case CustomerKeyEncryption():
            yield "KMS_ENCRYPTION_ALGORITHM", "AES256"
        case None:
            pass
        case _:
            yield "SSE_ENCRYPTION_TYPE", "AES256"


def _bucket(region: str, bucket: str, base_path: str | None = None) -> Iterator[tuple[SecretKey, Value]]:
    yield keys.LOG_STORE_REGION, region
    yield keys.LOG_STORE_BUCKET, bucket
    if base_path is not None:
        yield keys.LOG_STORE_BASE_PATH, base_path


def _access_keys(said: KeyedLogStore) -> Iterator[tuple[SecretKey, Value]]:
    yield keys.LOG_STORE_ACCESS_KEY, said.access_key
    yield keys.LOG_STORE_SECRET_KEY, said.secret_key


def _s3(config: PortkeyConfig, said: S3LogStore) -> Iterator[tuple[SecretKey, Value]]:
    by_identity = log_store_by_identity(config)
    yield keys.LOG_STORE, said.client or ("s3_assume" if by_identity or said.assume_role else "s3")
    yield from _bucket(log_store_region(config, said), Names(config).log_bucket(said), said.base_path)
    yield from () if by_identity else _access_keys(said)
    if said.assume_role:
        yield keys.LOG_STORE_ROLE_ARN, said.assume_role.role_arn
        if said.assume_role.external_id:
            yield keys.LOG_STORE_EXTERNAL_ID, said.assume_role.external_id
    if isinstance(said.encryption, CustomerKeyEncryption):
        yield keys.CUSTOMER_KEY, said.encryption.key
        yield keys.CUSTOMER_KEY_MD5, said.encryption.key_md5


def _azure(said: AzureBlobLogStore) -> Iterator[tuple[SecretKey, Value]]:
    login = said.login
    yield keys.LOG_STORE, "azure"
    yield keys.AZURE_AUTH_MODE, _AZURE_MODES[login.kind]
    yield keys.AZURE_STORAGE_ACCOUNT, said.storage_account
    yield keys.AZURE_STORAGE_CONTAINER, said.container
    if isinstance(login, AzureKey):
        yield keys.AZURE_STORAGE_KEY, login.account_key
    elif isinstance(login, AzureManagedIdentity) and login.client_id:
        yield keys.AZURE_MANAGED_CLIENT_ID, login.client_id
    elif isinstance(login, AzureEntra):
        yield keys.AZURE_ENTRA_CLIENT_ID, login.client_id
        yield keys.AZURE_ENTRA_CLIENT_SECRET, login.client_secret
        yield keys.AZURE_ENTRA_TENANT_ID, login.tenant_id
