"""Where the logs of requests go."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import AwsRegion, BucketName, Secret, Text

__all__ = ["LogStore", "NoLogStore", "S3LogStore"]


class NoLogStore(Model):
    """Logs of requests are not kept in a bucket."""

    kind: Literal["none"] = "none"
    """No log store."""


class S3LogStore(Model):
    """A bucket in Amazon S3, by access keys."""

    kind: Literal["s3"] = "s3"
    """Amazon S3."""
    bucket: BucketName
    """The bucket."""
    region: AwsRegion
    """The bucket's region."""
    base_path: Text | None = None
    """Prefix of the objects' keys."""
    access_key: Secret | None = None
    """Access key id; a value in the development profile alone."""
    secret_key: Secret | None = None
    """Secret access key; a value in the development profile alone."""


LogStore = Annotated[NoLogStore | S3LogStore, Field(discriminator="kind")]
