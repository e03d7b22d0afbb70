"""What may be done with a bucket of logs, be it made here or there before."""

from typing import Final

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

__all__ = ["AnyLogBucket", "ExistingLogBucket"]

_READ: Final = ("s3:GetObject",)
_WRITE: Final = ("s3:PutObject", "s3:AbortMultipartUpload")
_DECRYPT: Final = ("kms:Decrypt",)
# S3 decrypts the data key again for every part of an upload, so whoever writes must be able to as well.
_ENCRYPT: Final = ("kms:GenerateDataKey", "kms:Decrypt")


class AnyLogBucket(Construct):
    """A bucket for logs with its key, and the grants that go with both."""

    _bucket: s3.IBucket
    _encryption_key: kms.IKey | None

    @property
    def bucket(self) -> s3.IBucket:
        """The bucket."""
        return self._bucket

    @property
    def encryption_key(self) -> kms.IKey | None:
        """The key that objects are encrypted with; None where S3 has its own."""
        return self._encryption_key

    @property
    def bucket_name(self) -> str:
        """The bucket's name."""
        return self._bucket.bucket_name

    @property
    def bucket_arn(self) -> str:
        """The bucket's ARN."""
        return self._bucket.bucket_arn

    def grant_read(self, grantee: iam.IGrantable, *, prefix: str = "") -> iam.Grant:
        """Lets somebody read objects whose keys begin with `prefix`; not list them, so a key that is not there is denied instead of missing."""
        return self._grant(grantee, prefix, _READ, _DECRYPT)

    def grant_write(self, grantee: iam.IGrantable, *, prefix: str = "") -> iam.Grant:
        """Lets somebody write objects whose keys begin with `prefix`, also in parts; not delete them."""
        return self._grant(grantee, prefix, _WRITE, _ENCRYPT)

    def grant_read_write(self, grantee: iam.IGrantable, *, prefix: str = "") -> iam.Grant:
        """Lets somebody read and write objects whose keys begin with `prefix`; neither list nor delete them."""
        return self._grant(grantee, prefix, (*_READ, *_WRITE), _ENCRYPT)

    def _grant(self, grantee: iam.IGrantable, prefix: str, actions: tuple[str, ...], key_actions: tuple[str, ...]) -> iam.Grant:
        objects = [self._bucket.arn_for_objects(f"{prefix}*")]
        granted = iam.Grant.add_to_principal_or_resource(grantee=grantee, actions=[*actions], resource_arns=objects, resource=self._bucket)
        return granted.combine(self._encryption_key.grant(grantee, *key_actions)) if self._encryption_key else granted


class ExistingLogBucket(AnyLogBucket):
    """A bucket for logs that exists; `encryption_key` is the key that its objects are encrypted with, None where S3 has its own."""

    def __init__(self, scope: Construct, id: str, *, bucket: s3.IBucket, encryption_key: kms.IKey | None = None) -> None:
        super().__init__(scope, id)
        self._bucket, self._encryption_key = bucket, encryption_key
