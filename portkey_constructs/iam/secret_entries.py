"""The entries in AWS Secrets Manager from which Secrets are filled."""

from typing import NamedTuple

from portkey_constructs.config.secret_stores import AwsSecretsManager
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, SecretGroup
from portkey_constructs.platform.platform import Platform

__all__ = ["AwsEntry", "aws_entry"]


class AwsEntry(NamedTuple):
    """Name and region of an entry in AWS Secrets Manager; the region is empty if the configuration sets none."""

    name: str
    region: str


def aws_entry(platform: Platform, group: SecretGroup) -> AwsEntry | None:
    """The entry that fills a Secret; None if the Secret is not needed or has another source."""
    secret = platform.secrets[group]
    source = secret.source
    if not secret.needed or not isinstance(source, ExternalSecrets | CsiSecrets) or not isinstance(source.store, AwsSecretsManager):
        return None
    return AwsEntry(secret.entry, source.store.region or platform.aws.region or "")
