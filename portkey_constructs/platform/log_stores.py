"""The log store and Amazon Bedrock: buckets, regions, and whether the pods' cloud identity gives access."""

from typing import NamedTuple

from portkey_constructs.config.encryption import Encryption, KmsEncryption
from portkey_constructs.config.features import Bedrock
from portkey_constructs.config.identity import GkeWorkloadIdentity, Identity, Irsa, PodIdentity
from portkey_constructs.config.log_store import (
    AzureBlobLogStore,
    ControlPlaneLogStore,
    GcsLogStore,
    KeyedLogStore,
    LogStore,
    NoLogStore,
    S3LogStore,
)
from portkey_constructs.platform.aws import AwsAccount
from portkey_constructs.platform.secret_keys import LOG_STORE_BUCKET, SecretKey

__all__ = ["BedrockAccess", "LogStoreAccess", "resolve_bedrock", "resolve_log_store"]


class LogStoreAccess(NamedTuple):
    """Where request logs are stored, and how the services access them."""

    settings: LogStore
    by_identity: bool
    """Whether the pods' cloud identity gives access to the bucket."""
    bucket: str
    """Name of the bucket in Amazon S3, without the prefix; empty for other log stores, or if only a Secret has it."""
    prefix: str
    """Prefix of the object keys in Amazon S3, without a slash at either end; empty without one."""
    region: str
    """Region of the bucket in Amazon S3; empty for other log stores, or where the configuration does not set it."""
    replica_bucket: str
    """Name of the bucket in the second region; empty without one."""
    created_by_companion: bool
    """Whether the AWS companion creates the bucket."""

    @property
    def encryption(self) -> Encryption | None:
        """Server-side encryption requested for every object in Amazon S3; None for the bucket's default."""
        return self.settings.encryption if isinstance(self.settings, S3LogStore) else None

    @property
    def kms(self) -> KmsEncryption | None:
        """Encryption with an AWS KMS key."""
        return self.encryption if isinstance(self.encryption, KmsEncryption) else None

    @property
    def file_path_format(self) -> str | None:
        """Layout of the object paths; None for the image's default."""
        return self.settings.file_path_format if isinstance(self.settings, KeyedLogStore | AzureBlobLogStore) else None


class BedrockAccess(NamedTuple):
    """How the gateway calls Amazon Bedrock."""

    settings: Bedrock
    by_identity: bool
    region: str


def resolve_log_store(
    settings: LogStore | None, aws: AwsAccount, writer: Identity | None, *, has_control_plane: bool, in_secrets: frozenset[SecretKey]
) -> LogStoreAccess:
    """The log store of a platform; `writer` is the cloud identity of the first service that writes logs.

    Without settings, a gateway whose control plane runs elsewhere leaves the logs to it, as in Portkey's chart for a data plane.
    """
    settings = settings or (NoLogStore.model_construct() if has_control_plane else ControlPlaneLogStore.model_construct())
    if isinstance(settings, GcsLogStore):
        by_identity = _chosen(settings.credentials, isinstance(writer, GkeWorkloadIdentity))
        return LogStoreAccess(settings, by_identity, bucket="", prefix="", region="", replica_bucket="", created_by_companion=False)
    if not isinstance(settings, S3LogStore):
        return LogStoreAccess(settings, by_identity=False, bucket="", prefix="", region="", replica_bucket="", created_by_companion=False)
    region, replica = settings.region or aws.region or "", settings.replica
    created = settings.bucket is None and LOG_STORE_BUCKET not in in_secrets
    bucket, _, prefix = (aws.log_bucket(region) if created else settings.bucket or "").partition("/")
    return LogStoreAccess(
        settings,
        by_identity=_chosen(settings.credentials, isinstance(writer, Irsa | PodIdentity)),
        bucket=bucket,
        prefix=prefix,
        region=region,
        replica_bucket=(replica.bucket or aws.log_bucket(replica.region)) if replica else "",
        created_by_companion=created,
    )


def resolve_bedrock(settings: Bedrock | None, aws: AwsAccount, gateway: Identity) -> BedrockAccess | None:
    """Access to Bedrock; None where the configuration does not use it."""
    if settings is None:
        return None
    by_identity = _chosen(settings.credentials, isinstance(gateway, Irsa | PodIdentity))
    return BedrockAccess(settings, by_identity, settings.region or aws.region or "")


def _chosen(credentials: str | None, has_identity: bool) -> bool:
    return has_identity if credentials is None else credentials == "identity"
