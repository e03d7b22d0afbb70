"""Server-side encryption that is asked of S3 with every object."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import Boolean, KmsKeyArn, NonEmptyText, Secret

__all__ = ["CustomerKeyEncryption", "Encryption", "KmsEncryption", "S3Encryption"]


class S3Encryption(Model):
    """By keys that S3 manages itself (SSE-S3): there is nothing to make."""

    kind: Literal["s3"] = "s3"
    """SSE-S3, with keys of S3's own."""


class KmsEncryption(Model):
    """By a key in AWS KMS, once or in two layers."""

    kind: Literal["kms", "kmsDsse"]
    """Encryption by a key of yours in AWS KMS.

    - kms: Once, by a key of yours in AWS KMS (SSE-KMS).
    - kmsDsse: In two layers, by a key of yours in AWS KMS (DSSE-KMS), where rules ask for two.
    """
    key_arn: KmsKeyArn
    """ARN of the key in AWS KMS that S3 encrypts the logs with."""
    bucket_key: Boolean | None = None
    """Whether S3 uses a key of the bucket's, which asks KMS less often; the bucket's own setting when left out."""
    context: NonEmptyText | None = None
    """Encryption context: base64 of a JSON object."""


class CustomerKeyEncryption(Model):
    """By a key that S3 is handed with every request and does not keep (SSE-C): whoever loses it loses the logs."""

    kind: Literal["customerKey"] = "customerKey"
    """SSE-C, with a key that S3 does not keep."""
    key: Secret | None = None
    """The key, 256 bits in base64; a value in the development profile alone."""
    key_md5: Secret | None = None
    """The key's MD5 digest in base64; a value in the development profile alone."""


Encryption = Annotated[S3Encryption | KmsEncryption | CustomerKeyEncryption, ByKind()]
