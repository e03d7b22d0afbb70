"""What new and existing log buckets have in common: the bucket, its key, and grants for both."""

from typing import Final

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from portkey_constructs.platform.argument_types import checked

__all__ = ["ExistingLogBucket", "LogBucketBase"]

_READ: Final = ("s3:GetObject",)
_WRITE: Final = ("s3:PutObject", "s3:AbortMultipartUpload")
_DECRYPT: Final = ("kms:Decrypt",)
# For each part of an upload, S3 decrypts the data key again.
_ENCRYPT: Final = ("kms:GenerateDataKey", "kms:Decrypt")


class LogBucketBase(Construct):
    """A bucket for logs with its encryption key."""

    _bucket: s3.IBucket
    _encryption_key: kms.IKey | None

    @property
    def bucket(self) -> s3.IBucket:
        """The bucket."""
        return self._bucket

    @property
    def encryption_key(self) -> kms.IKey | None:
        """The key that encrypts the objects; None if S3 manages the keys."""
        return self._encryption_key

    @property
    def bucket_name(self) -> str:
        """The bucket's name."""
        return self._bucket.bucket_name

    @property
    def bucket_arn(self) -> str:
        """The bucket's ARN."""
        return self._bucket.bucket_arn

    @checked
    def grant_read(self, grantee: iam.IGrantable, *, prefix: str = "") -> iam.Grant:
        """Let an identity read objects whose keys begin with `prefix`, but not list them: S3 answers 403 for a missing key."""
        return self._grant(grantee, prefix, _READ, _DECRYPT)

    @checked
    def grant_write(self, grantee: iam.IGrantable, *, prefix: str = "") -> iam.Grant:
        """Let an identity write objects whose keys begin with `prefix`, also as multipart uploads, but not delete them."""
        return self._grant(grantee, prefix, _WRITE, _ENCRYPT)

    @checked
    def grant_read_write(self, grantee: iam.IGrantable, *, prefix: str = "") -> iam.Grant:
        """Let an identity read and write objects whose keys begin with `prefix`, but neither list nor delete them."""
        return self._grant(grantee, prefix, (*_READ, *_WRITE), _ENCRYPT)

    def _grant(self, grantee: iam.IGrantable, prefix: str, actions: tuple[str, ...], key_actions: tuple[str, ...]) -> iam.Grant:
        objects = [self._bucket.arn_for_objects(f"{prefix}*")]
        grant = iam.Grant.add_to_principal_or_resource(grantee=grantee, actions=[*actions], resource_arns=objects, resource=self._bucket)
        return grant.combine(self._encryption_key.grant(grantee, *key_actions)) if self._encryption_key else grant


class ExistingLogBucket(LogBucketBase):
    """An existing bucket for logs; `encryption_key` is the key that encrypts its objects, None if S3 manages the keys."""

    @checked
    def __init__(self, scope: Construct, id: str, *, bucket: s3.IBucket, encryption_key: kms.IKey | None = None) -> None:
        super().__init__(scope, id)
        self._bucket, self._encryption_key = bucket, encryption_key
