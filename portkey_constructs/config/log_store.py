"""Where the logs of requests go."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model
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
    """Logs of requests are not kept in a bucket."""

    kind: Literal["none"] = "none"
    """No log store."""


class AssumedRole(Model):
    """An IAM role of the account that owns the bucket."""

    role_arn: RoleArn
    """The role."""
    external_id: NonEmptyText | None = None
    """The external id that its trust policy asks for."""


class ReplicaBucket(Model):
    """A bucket in a second region that S3 replicates to."""

    bucket: BucketName | None = None
    """The bucket; the one that the AWS companion makes when left out."""
    region: AwsRegion
    """Its region."""


class KeyedLogStore(Model):
    """What the stores with an access key share."""

    file_path_format: Literal["v1", "v2"] | None = None
    """Portkey's layout of the objects' paths: v1 by organisation, v2 by time; the image's own when left out."""
    access_key: Secret | None = None
    """Access key id; a value in the development profile alone."""
    secret_key: Secret | None = None
    """Secret access key; a value in the development profile alone."""


class S3LogStore(KeyedLogStore):
    """A bucket in Amazon S3, by the pods' identity or by access keys."""

    kind: Literal["s3"] = "s3"
    """Amazon S3."""
    bucket: BucketName | None = None
    """The bucket; portkey-logs-ACCOUNT-REGION, which the AWS companion makes, when left out."""
    region: AwsRegion | None = None
    """The bucket's region; aws.region when left out."""
    base_path: Text | None = None
    """Prefix of the objects' keys."""
    credentials: Literal["identity", "keys"] | None = None
    """Whether the pods' identity (IRSA, Pod Identity) opens the bucket or access keys do; identity where the pods have one, when left out."""
    client: Literal["s3", "s3_assume"] | None = None
    """Portkey's word for its S3 client; s3_assume by identity or role and s3 by keys, when left out."""
    assume_role: AssumedRole | None = None
    """Role to assume in the account that owns the bucket."""
    encryption: Encryption | None = None
    """Server-side encryption that is asked for with every object; the bucket's own when left out."""
    replica: ReplicaBucket | None = None
    """Bucket in a second region; the services are told it as LOG_STORE_REPLICA_GENERATIONS_BUCKET and LOG_STORE_REPLICA_REGION."""


class S3CompatibleLogStore(KeyedLogStore):
    """A bucket of another maker that speaks S3: MinIO, Cloudflare R2, NetApp StorageGRID and others."""

    kind: Literal["s3Compatible", "netapp"]
    """Any that speaks S3, or NetApp's."""
    endpoint: HttpUrl
    """Its address, without the bucket."""
    bucket: BucketName
    """The bucket."""
    region: NonEmptyText = "auto"
    """The region that signatures are made for, as the maker calls it."""


class WasabiLogStore(KeyedLogStore):
    """A bucket of Wasabi."""

    kind: Literal["wasabi"] = "wasabi"
    """Wasabi."""
    bucket: BucketName
    """The bucket."""
    region: NonEmptyText
    """Wasabi's region, such as eu-central-1."""
    base_path: Text | None = None
    """Prefix of the objects' keys."""


class GcsLogStore(KeyedLogStore):
    """A bucket in Google Cloud Storage, by workload identity or by HMAC keys."""

    kind: Literal["gcs"] = "gcs"
    """Google Cloud Storage."""
    bucket: BucketName
    """The bucket."""
    region: NonEmptyText = "auto"
    """The bucket's location."""
    base_path: Text | None = None
    """Prefix of the objects' keys."""
    credentials: Literal["identity", "keys"] | None = None
    """Whether GKE's workload identity opens the bucket or HMAC keys do; identity where the pods have one, when left out."""


class AzureKey(Model):
    """By the storage account's key."""

    kind: Literal["key"] = "key"
    """The account's key."""
    account_key: Secret | None = None
    """The key; a value in the development profile alone."""


class AzureManagedIdentity(Model):
    """By the managed identity of the nodes."""

    kind: Literal["managedIdentity"] = "managedIdentity"
    """The nodes' managed identity."""
    client_id: Uuid | None = None
    """Client id of a user-assigned one; the system-assigned one when left out."""


class AzureEntra(Model):
    """By an application that is registered with Microsoft Entra ID."""

    kind: Literal["entra"] = "entra"
    """A registered application."""
    tenant_id: Uuid
    """Its tenant."""
    client_id: Uuid
    """Its client id."""
    client_secret: Secret | None = None
    """Its secret; a value in the development profile alone."""


class AzureWorkload(Model):
    """By the pods' workload identity."""

    kind: Literal["workloadIdentity"] = "workloadIdentity"
    """The pods' workload identity, as identity says."""


AzureLogin = Annotated[AzureKey | AzureManagedIdentity | AzureEntra | AzureWorkload, Field(discriminator="kind")]


class AzureBlobLogStore(Model):
    """A container in Azure Blob Storage."""

    kind: Literal["azureBlob"] = "azureBlob"
    """Azure Blob Storage."""
    storage_account: StorageAccount
    """The storage account."""
    container: ContainerName
    """The container."""
    login: AzureLogin
    """How the pods log in."""
    file_path_format: Literal["v1", "v2"] | None = None
    """Portkey's layout of the objects' paths: v1 by organisation, v2 by time; the image's own when left out."""


class MongoLogStore(Model):
    """MongoDB or DocumentDB, which Portkey only maintains."""

    kind: Literal["mongo"] = "mongo"
    """MongoDB."""
    connection_url: Secret | None = None
    """Address with user and password; a value in the development profile alone."""
    database: NonEmptyText
    """The database."""
    generations_collection: NonEmptyText = "generations"
    """Collection of the logs."""
    hooks_collection: NonEmptyText = "generation_hooks"
    """Collection of the results of guardrails."""


LogStore = Annotated[
    NoLogStore | S3LogStore | S3CompatibleLogStore | WasabiLogStore | GcsLogStore | AzureBlobLogStore | MongoLogStore,
    Field(discriminator="kind"),
]
