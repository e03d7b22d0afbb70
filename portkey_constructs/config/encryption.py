"""Server-side encryption of the objects in S3."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import Boolean, KmsKeyArn, NonEmptyText, Secret

__all__ = ["CustomerKeyEncryption", "Encryption", "KmsEncryption", "S3Encryption"]


class S3Encryption(Model):
    """Keys that S3 manages (SSE-S3), with nothing to create."""

    kind: Literal["s3"] = "s3"
    """SSE-S3, with keys that S3 manages."""


class KmsEncryption(Model):
    """A key in AWS KMS, in one layer or two."""

    kind: Literal["kms", "kmsDsse"]
    """Encryption with your own key in AWS KMS.

    - kms: One layer of encryption with your own key in AWS KMS (SSE-KMS).
    - kmsDsse: Two layers of encryption with your own key in AWS KMS (DSSE-KMS), for regulations that require two.
    """
    key_arn: KmsKeyArn
    """ARN of the key in AWS KMS that S3 encrypts the logs with."""
    bucket_key: Boolean | None = None
    """Whether S3 uses a bucket key, which reduces requests to KMS. Defaults to the setting of the bucket."""
    context: NonEmptyText | None = None
    """Encryption context, as base64-encoded JSON."""


class CustomerKeyEncryption(Model):
    """A key that you send with every request and S3 does not store (SSE-C); if you lose the key, you lose the logs."""

    kind: Literal["customerKey"] = "customerKey"
    """SSE-C, with a key that S3 does not store."""
    key: Secret | None = None
    """Encryption key, 256 bits in base64. Set a value only in the development profile."""
    key_md5: Secret | None = None
    """MD5 digest of the key, in base64. Set a value only in the development profile."""


Encryption = Annotated[S3Encryption | KmsEncryption | CustomerKeyEncryption, ByKind()]
