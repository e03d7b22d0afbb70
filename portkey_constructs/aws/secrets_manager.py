"""The entries in AWS Secrets Manager from which the Secrets of the manifests are filled."""

from collections.abc import Iterator, Mapping

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws.nag_findings import acknowledge
from portkey_constructs.config.redis import ElastiCache
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam.secret_entries import aws_entry
from portkey_constructs.platform.platform import Platform

__all__ = ["PortkeySecrets", "entries_to_fill"]


def entries_to_fill(platform: Platform) -> dict[str, tuple[str, ...]]:
    """The entries that you fill in, each with the properties of its JSON object; not those that the database and the cache fill."""
    generated = _generated_groups(platform)
    names = {entry.name for group in SecretGroup if group not in generated and (entry := aws_entry(platform, group))}
    properties: dict[str, dict[str, None]] = {}
    for secret in platform.required_secrets:
        if secret.entry in names and not secret.flat:
            properties.setdefault(secret.entry, {}).update(dict.fromkeys(key.property for key in secret.keys))
    return {name: tuple(entry) for name, entry in properties.items()}


def _generated_groups(platform: Platform) -> set[SecretGroup]:
    """The Secrets whose entries the constructs `Database` and `Cache` create and fill."""
    groups = set()
    if platform.mysql and platform.mysql.created_by_companion:
        groups.add(SecretGroup.MYSQL)
    redis = platform.redis
    if redis.created_by_companion and isinstance(redis.settings, ElastiCache) and redis.settings.iam is None:
        groups.add(SecretGroup.REDIS)
    return groups


class PortkeySecrets(Construct):
    """Empty entries in Secrets Manager under the names that the manifests read, for you to fill in.

    The description of an entry lists its properties. The entries have no initial value, because CloudFormation would write it again with a
    later change and overwrite yours. `portkey-constructs secrets --format entries` prints the documents to fill in, and
    `aws secretsmanager put-secret-value` stores them. Until then the External Secrets Operator reports a missing value, and no pod starts.

    Args:
        encryption_key: key of the entries; by default the account's `aws/secretsmanager`. `grant_read` grants its use too; the roles of
            `PortkeyRoles` do not have that permission by default.
        removal_policy: what happens to the entries when the stack is deleted.

    Raises:
        ConfigurationError: the configuration reads no entry, or one in another region.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        config: PortkeyConfig,
        *,
        encryption_key: kms.IKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        platform = config.resolve()
        if problems := dict.fromkeys(_problems(platform)):
            raise ConfigurationError(problems)
        super().__init__(scope, id)
        self._secrets: dict[str, secretsmanager.ISecret] = {}
        for name, properties in entries_to_fill(platform).items():
            id = name.replace("/", "-")
            entry = secretsmanager.CfnSecret(
                self,
                id,
                name=name,
                description=f"Portkey. A JSON object with {', '.join(properties)}",
                kms_key_id=encryption_key.key_arn if encryption_key else None,
            )
            entry.apply_removal_policy(removal_policy)
            acknowledge(entry, "SMG4", "The issuer of these credentials renews them; Secrets Manager cannot rotate them")
            self._secrets[name] = secretsmanager.Secret.from_secret_attributes(
                self, f"{id}-read", secret_complete_arn=entry.ref, encryption_key=encryption_key
            )

    @property
    def secrets(self) -> Mapping[str, secretsmanager.ISecret]:
        """The entries by name."""
        return dict(self._secrets)

    def grant_read(self, grantee: iam.IGrantable) -> None:
        """Let an identity read all entries."""
        for secret in self._secrets.values():
            secret.grant_read(grantee)


def _problems(platform: Platform) -> Iterator[Problem]:
    region, generated = platform.aws.region, _generated_groups(platform)
    groups: dict[str, SecretGroup] = {}
    for group in SecretGroup:
        entry = aws_entry(platform, group)
        if entry is None:
            continue
        if region and entry.region != region:
            fix = "create these entries in a stack of that region, or remove the region from the store"
            yield Problem("secrets.store.region", f"is {entry.region}, but aws.region is {region}", fix, "PK-AWS-021")
        other = groups.setdefault(entry.name, group)
        if other is not group and {group, other} & generated:
            fix = "use {name} in secrets.path, so that each Secret has its own entry"
            yield Problem("secrets.path", f"shares the generated entry of {group.value} ({entry.name}) with other Secrets", fix, "PK-AWS-015")
    if not groups:
        fix = "set secrets: {kind: externalSecrets, store: {kind: awsSecretsManager}}, or leave this construct out"
        yield Problem("secrets", "reads no entry in AWS Secrets Manager", fix, "PK-AWS-016")
