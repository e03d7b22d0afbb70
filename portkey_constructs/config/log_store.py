"""Where request logs are stored."""

from typing import Annotated, Literal

from portkey_constructs.config.aws_resources import LogLifecycle
from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.encryption import Encryption
from portkey_constructs.config.nulls import NullInSecret
from portkey_constructs.config.types import (
    AwsRegion,
    Boolean,
    BucketLocation,
    BucketName,
    ContainerLocation,
    HttpUrl,
    LongDuration,
    NonEmptyText,
    PositiveInt,
    RoleArn,
    Secret,
    StorageAccount,
    Uuid,
)

__all__ = [
    "AssumedRole",
    "AzureBlobLogStore",
    "AzureEntra",
    "AzureKey",
    "AzureLogin",
    "AzureManagedIdentity",
    "AzureWorkload",
    "BucketLogStore",
    "CircuitBreaker",
    "ControlPlaneLogStore",
    "GcsLogStore",
    "KeyedLogStore",
    "LogStore",
    "MongoLogStore",
    "NoLogStore",
    "ReplicaBucket",
    "S3CompatibleLogStore",
    "S3LogStore",
    "WasabiLogStore",
]


class NoLogStore(Model):
    """No log store is configured for the images, but nothing documents that they then drop prompts and responses.

    LOG_STORE is empty. The gateway's public source treats that like controlPlane, and sends the bodies of all requests to the control plane.
    """

    kind: Literal["none"] = "none"
    """No log store is configured (LOG_STORE is empty). The gateway's public source then sends the bodies to the control plane."""


class ControlPlaneLogStore(Model):
    """The control plane stores prompts and responses: Portkey's for a data plane, your application's for a standalone gateway."""

    kind: Literal["controlPlane"] = "controlPlane"
    """The gateway sends the bodies of all requests to the control plane (LOG_STORE is control_plane)."""


class AssumedRole(Model):
    """An IAM role of the account that owns the bucket or the cache."""

    role_arn: Annotated[RoleArn | None, NullInSecret()]
    """ARN of the role in the account that owns the bucket or the cache. Not required if secrets.fromSecret lists logStoreAwsRoleArn."""
    external_id: NonEmptyText | None = None
    """External ID that the trust policy of the role requires."""


class ReplicaBucket(Model):
    """A bucket in a second region to which S3 replicates the logs."""

    bucket: BucketName | None = None
    """Name of the bucket. Defaults to the bucket that the AWS companion creates."""
    region: AwsRegion
    """AWS region of the bucket. It must differ from the region of the primary bucket."""


class KeyedLogStore(Model):
    """Settings that all log stores with access keys share."""

    file_path_format: Literal["v1", "v2"] | None = None
    """Layout of the object paths. Defaults to the layout of the image.

    - v1: Paths by organization.
    - v2: Paths by time.
    """
    access_key: Secret | None = None
    """Access key ID for the bucket. Set a value only in the development profile."""
    secret_key: Secret | None = None
    """Secret access key for the bucket. Set a value only in the development profile."""


class CircuitBreaker(Model):
    """When the gateway stops writing logs to a bucket that does not answer, so that requests do not wait for it."""

    failures: PositiveInt | None = None
    """Failed writes in a row after which the gateway stops writing. Defaults to 5 in the image."""
    backoff: LongDuration | None = None
    """Time after which the gateway tries again. Logs of that time are not written. Defaults to 1m in the image."""
    timeout: LongDuration | None = None
    """Time after which a write counts as failed. Defaults to 15s in the image."""


class BucketLogStore(KeyedLogStore):
    """Settings that the log stores with the interface of Amazon S3 share."""

    circuit_breaker: CircuitBreaker = default()
    """When the gateway stops writing logs to a bucket that does not answer."""


class S3LogStore(BucketLogStore):
    """A bucket in Amazon S3, accessed with the pods' IAM role or with access keys."""

    kind: Literal["s3"] = "s3"
    """The bucket is in Amazon S3."""
    bucket: BucketLocation | None = None
    """Name of the bucket, or NAME/PREFIX. Defaults to CLUSTER-portkey-logs-ACCOUNT-REGION, which the AWS companion creates."""
    region: AwsRegion | None = None
    """AWS region of the bucket. Defaults to aws.region."""
    credentials: Literal["identity", "keys"] | None = None
    """How the services authenticate to the bucket. Defaults to identity if the pods have one, and to keys otherwise.

    - identity: The IAM role of the pods, through IRSA or Pod Identity, without keys.
    - keys: Access keys from Secret portkey-gateway.
    """
    client: Literal["s3", "s3_assume"] | None = None
    """S3 client of Portkey. Defaults to s3_assume with an identity or a role, and to s3 with keys.

    - s3: The client that uses access keys.
    - s3_assume: The client that uses the pods' identity or assumes a role.
    """
    assume_role: AssumedRole | None = None
    """Role to assume in the account that owns the bucket."""
    encryption: Encryption | None = None
    """Server-side encryption to request for every object. Defaults to the encryption of the bucket."""
    object_lock: Boolean = False
    """Whether the bucket has Object Lock with a default retention: each write then carries a checksum, which S3 requires."""
    replica: ReplicaBucket | None = None
    """Bucket in a second region, for AWS alone: the companion creates it, S3 copies to it, and the roles may read it. The services do not know it."""
    lifecycle: LogLifecycle | None = None
    """Ages at which S3 moves and deletes logs. Only without bucket: the AWS companion sets the rules."""


class S3CompatibleLogStore(BucketLogStore):
    """An S3-compatible bucket, such as MinIO, Cloudflare R2 or NetApp StorageGRID."""

    kind: Literal["s3Compatible", "netapp"]
    """Provider of the bucket.

    - s3Compatible: An S3-compatible bucket outside Amazon, such as MinIO or Cloudflare R2.
    - netapp: A bucket in NetApp StorageGRID, for which Portkey has a separate client.
    """
    endpoint: Annotated[HttpUrl | None, NullInSecret()]
    """Address of the server, without the bucket. Not required if secrets.fromSecret lists logStoreBasePath."""
    bucket: Annotated[BucketLocation | None, NullInSecret()]
    """Name of the bucket, or NAME/PREFIX. Not required if secrets.fromSecret lists logStoreGenerationsBucket."""
    region: NonEmptyText = "auto"
    """Region for which requests are signed, as the provider names it."""


class WasabiLogStore(BucketLogStore):
    """A bucket in Wasabi, for which Portkey has a separate client."""

    kind: Literal["wasabi"] = "wasabi"
    """The bucket is in Wasabi."""
    bucket: Annotated[BucketLocation | None, NullInSecret()]
    """Name of the bucket, or NAME/PREFIX. Not required if secrets.fromSecret lists logStoreGenerationsBucket."""
    region: Annotated[NonEmptyText | None, NullInSecret()]
    """Region of Wasabi, such as eu-central-1. Not required if secrets.fromSecret lists logStoreRegion."""


class GcsLogStore(KeyedLogStore):
    """A bucket in Google Cloud Storage, accessed with GKE workload identity or with HMAC keys."""

    kind: Literal["gcs"] = "gcs"
    """The bucket is in Google Cloud Storage."""
    bucket: Annotated[BucketLocation | None, NullInSecret()]
    """Name of the bucket, or NAME/PREFIX. Not required if secrets.fromSecret lists logStoreGenerationsBucket."""
    region: NonEmptyText = "auto"
    """Location of the bucket, such as europe-west4."""
    credentials: Literal["identity", "keys"] | None = None
    """How the services authenticate to the bucket. Defaults to identity if the pods have one, and to keys otherwise.

    - identity: Workload identity of GKE, without keys.
    - keys: HMAC keys of a Google service account from Secret portkey-gateway.
    """


class AzureKey(Model):
    """The key of the storage account, which grants access to everything in the account."""

    kind: Literal["key"] = "key"
    """The services authenticate with the key of the storage account."""
    account_key: Secret | None = None
    """Key of the storage account. Set a value only in the development profile."""


class AzureManagedIdentity(Model):
    """The managed identity of the nodes, which every pod on them can use."""

    kind: Literal["managedIdentity"] = "managedIdentity"
    """The services authenticate with the managed identity of the nodes."""
    client_id: Uuid | None = None
    """Client ID of a user-assigned identity. Defaults to the system-assigned identity."""


class AzureEntra(Model):
    """An application registered with Microsoft Entra ID, and its secret."""

    kind: Literal["entra"] = "entra"
    """The services authenticate as a registered application."""
    tenant_id: Annotated[Uuid | None, NullInSecret()]
    """ID of the tenant of the application. Not required if secrets.fromSecret lists azureEntraTenantId."""
    client_id: Annotated[Uuid | None, NullInSecret()]
    """Client ID of the application. Not required if secrets.fromSecret lists azureEntraClientId."""
    client_secret: Secret | None = None
    """Client secret of the application. Set a value only in the development profile."""


class AzureWorkload(Model):
    """The workload identity of the pods, which identity configures, without keys."""

    kind: Literal["workloadIdentity"] = "workloadIdentity"
    """The services authenticate with the workload identity of the pods."""


AzureLogin = Annotated[AzureKey | AzureManagedIdentity | AzureEntra | AzureWorkload, ByKind()]


class AzureBlobLogStore(Model):
    """A container in Azure Blob Storage, accessed with an identity, an application or a key."""

    kind: Literal["azureBlob"] = "azureBlob"
    """The logs are in Azure Blob Storage."""
    storage_account: Annotated[StorageAccount | None, NullInSecret()]
    """Name of the storage account. Not required if secrets.fromSecret lists azureStorageAccount."""
    container: Annotated[ContainerLocation | None, NullInSecret()]
    """Name of the container in the storage account, or NAME/PREFIX. Not required if secrets.fromSecret lists azureStorageContainer."""
    login: AzureLogin
    """How the services authenticate to the storage account."""
    file_path_format: Literal["v1", "v2"] | None = None
    """Layout of the object paths. Defaults to the layout of the image.

    - v1: Paths by organization.
    - v2: Paths by time.
    """


class MongoLogStore(Model):
    """MongoDB or DocumentDB, which Portkey supports only for existing installations."""

    kind: Literal["mongo"] = "mongo"
    """The logs are in MongoDB."""
    connection_url: Secret | None = None
    """Connection string with user name and password. Set a value only in the development profile."""
    database: Annotated[NonEmptyText | None, NullInSecret()]
    """Name of the database of the logs. Not required if secrets.fromSecret lists mongoDatabase."""
    generations_collection: NonEmptyText = "generations"
    """Name of the collection of the logs."""
    hooks_collection: NonEmptyText = "generation_hooks"
    """Name of the collection of guardrail results."""


LogStore = Annotated[
    NoLogStore | ControlPlaneLogStore | S3LogStore | S3CompatibleLogStore | WasabiLogStore | GcsLogStore | AzureBlobLogStore | MongoLogStore,
    ByKind(),
]
