"""Where the logs of requests go."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.encryption import Encryption
from portkey_constructs.config.types import AwsRegion, BucketName, ContainerName, HttpUrl, NonEmptyText, RoleArn, Secret, StorageAccount, Text, Uuid

__all__ = [
    "AssumedRole",
    "AzureBlobLogStore",
    "AzureEntra",
    "AzureKey",
    "AzureLogin",
    "AzureManagedIdentity",
    "AzureWorkload",
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
    """None: the texts of requests and answers are kept nowhere, their figures in ClickHouse alone."""

    kind: Literal["none"] = "none"
    """There is no log store."""


class AssumedRole(Model):
    """An IAM role of the account that owns the bucket."""

    role_arn: RoleArn
    """ARN of the role in the account that owns the bucket."""
    external_id: NonEmptyText | None = None
    """External id that this role's trust policy asks for."""


class ReplicaBucket(Model):
    """A bucket in a second region that S3 replicates to."""

    bucket: BucketName | None = None
    """Name of that bucket; the one that the AWS companion makes when left out."""
    region: AwsRegion
    """Region of that bucket, another than the first one's."""


class KeyedLogStore(Model):
    """What the stores with an access key share."""

    file_path_format: Literal["v1", "v2"] | None = None
    """Portkey's layout of the objects' paths; the image's own when left out.

    - v1: Paths by organisation.
    - v2: Paths by time.
    """
    access_key: Secret | None = None
    """Id of the access key that opens the bucket; a value in the development profile alone."""
    secret_key: Secret | None = None
    """Secret access key that opens the bucket; a value in the development profile alone."""


class S3LogStore(KeyedLogStore):
    """A bucket in Amazon S3, opened by the pods' IAM role or by access keys."""

    kind: Literal["s3"] = "s3"
    """The bucket is in Amazon S3."""
    bucket: BucketName | None = None
    """Name of the bucket; portkey-logs-ACCOUNT-REGION, which the AWS companion makes, when left out."""
    region: AwsRegion | None = None
    """Region of the bucket; aws.region when left out."""
    base_path: Text | None = None
    """What the objects' keys begin with, such as generations/."""
    credentials: Literal["identity", "keys"] | None = None
    """What opens the bucket; identity where the pods have one, else keys, when left out.

    - identity: The pods' IAM role opens it, by IRSA or Pod Identity: no key anywhere.
    - keys: Access keys open it, from Secret portkey-gateway.
    """
    client: Literal["s3", "s3_assume"] | None = None
    """Which of Portkey's S3 clients it is; s3_assume by identity or role and s3 by keys, when left out.

    - s3: The client that has access keys.
    - s3_assume: The client that takes the pods' identity, or assumes a role.
    """
    assume_role: AssumedRole | None = None
    """Role to assume in the account that owns the bucket."""
    encryption: Encryption | None = None
    """Server-side encryption that is asked for with every object; the bucket's own when left out."""
    replica: ReplicaBucket | None = None
    """Bucket in a second region; the services are told it as LOG_STORE_REPLICA_GENERATIONS_BUCKET and LOG_STORE_REPLICA_REGION."""


class S3CompatibleLogStore(KeyedLogStore):
    """A bucket of another maker that speaks S3: MinIO, Cloudflare R2, NetApp StorageGRID and others."""

    kind: Literal["s3Compatible", "netapp"]
    """Whose bucket it is.

    - s3Compatible: A bucket that is opened as S3's are and is not Amazon's: MinIO, Cloudflare R2 and others.
    - netapp: A bucket of NetApp StorageGRID, for which Portkey has a client of its own.
    """
    endpoint: HttpUrl
    """Address of the server, without the bucket."""
    bucket: BucketName
    """Name of the bucket."""
    region: NonEmptyText = "auto"
    """The region that signatures are made for, as the maker calls it."""


class WasabiLogStore(KeyedLogStore):
    """A bucket of Wasabi, for which Portkey has a client of its own."""

    kind: Literal["wasabi"] = "wasabi"
    """The bucket is Wasabi's."""
    bucket: BucketName
    """Name of the bucket."""
    region: NonEmptyText
    """Wasabi's region, such as eu-central-1."""
    base_path: Text | None = None
    """What the objects' keys begin with, such as generations/."""


class GcsLogStore(KeyedLogStore):
    """A bucket in Google Cloud Storage, opened by GKE's workload identity or by HMAC keys."""

    kind: Literal["gcs"] = "gcs"
    """The bucket is in Google Cloud Storage."""
    bucket: BucketName
    """Name of the bucket."""
    region: NonEmptyText = "auto"
    """Location of the bucket, such as europe-west4."""
    base_path: Text | None = None
    """What the objects' keys begin with, such as generations/."""
    credentials: Literal["identity", "keys"] | None = None
    """What opens the bucket; identity where the pods have one, else keys, when left out.

    - identity: GKE's workload identity opens it: no key anywhere.
    - keys: HMAC keys of a Google service account open it, from Secret portkey-gateway.
    """


class AzureKey(Model):
    """By the storage account's key, which opens all that is in the account."""

    kind: Literal["key"] = "key"
    """The storage account's key opens it."""
    account_key: Secret | None = None
    """Key of the storage account; a value in the development profile alone."""


class AzureManagedIdentity(Model):
    """By the managed identity of the nodes, which every pod on them can take."""

    kind: Literal["managedIdentity"] = "managedIdentity"
    """The nodes' managed identity opens it."""
    client_id: Uuid | None = None
    """Client id of a user-assigned identity; the system-assigned one when left out."""


class AzureEntra(Model):
    """By an application that is registered with Microsoft Entra ID, and its secret."""

    kind: Literal["entra"] = "entra"
    """A registered application opens it."""
    tenant_id: Uuid
    """Id of the application's tenant."""
    client_id: Uuid
    """Id of the application."""
    client_secret: Secret | None = None
    """Secret of the application; a value in the development profile alone."""


class AzureWorkload(Model):
    """By the pods' own workload identity, which identity says: no key anywhere."""

    kind: Literal["workloadIdentity"] = "workloadIdentity"
    """The pods' workload identity opens it."""


AzureLogin = Annotated[AzureKey | AzureManagedIdentity | AzureEntra | AzureWorkload, ByKind()]


class AzureBlobLogStore(Model):
    """A container in Azure Blob Storage, opened by an identity, an application or a key."""

    kind: Literal["azureBlob"] = "azureBlob"
    """The logs are in Azure Blob Storage."""
    storage_account: StorageAccount
    """Name of the storage account."""
    container: ContainerName
    """Name of the container in it."""
    login: AzureLogin
    """What opens the storage account."""
    file_path_format: Literal["v1", "v2"] | None = None
    """Portkey's layout of the objects' paths; the image's own when left out.

    - v1: Paths by organisation.
    - v2: Paths by time.
    """


class MongoLogStore(Model):
    """MongoDB or DocumentDB, which Portkey only maintains: for those who have it already."""

    kind: Literal["mongo"] = "mongo"
    """The logs are in MongoDB."""
    connection_url: Secret | None = None
    """Address of MongoDB with user and password; a value in the development profile alone."""
    database: NonEmptyText
    """Name of the database that the logs go to."""
    generations_collection: NonEmptyText = "generations"
    """Collection of the logs."""
    hooks_collection: NonEmptyText = "generation_hooks"
    """Collection of the results of guardrails."""


LogStore = Annotated[
    NoLogStore | S3LogStore | S3CompatibleLogStore | WasabiLogStore | GcsLogStore | AzureBlobLogStore | MongoLogStore,
    ByKind(),
]
