"""Entries in AWS Secrets Manager that Secrets are filled from."""

from typing import NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import AwsSecretsManager
from portkey_constructs.config.secrets import CsiSecrets, ExternalSecrets, SecretGroup
from portkey_constructs.manifests.secrets import contents
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.names import Names

__all__ = ["AwsEntry", "aws_entry"]


class AwsEntry(NamedTuple):
    """An entry in AWS Secrets Manager: its name, and its region, empty where nobody said one."""

    name: str
    region: str


def aws_entry(config: PortkeyConfig, group: SecretGroup) -> AwsEntry | None:
    """The entry that fills a Secret; None when it comes from elsewhere or there is no such Secret."""
    source = secret_source(config, group)
    if group not in contents(config) or not isinstance(source, ExternalSecrets | CsiSecrets) or not isinstance(source.store, AwsSecretsManager):
        return None
    return AwsEntry(Names(config).remote_key(group), source.store.region or config.aws.region or "")
