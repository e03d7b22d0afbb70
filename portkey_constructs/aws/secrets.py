"""Entries in AWS Secrets Manager that the manifests' Secrets are filled from."""

from collections.abc import Iterator, Mapping

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from portkey_constructs.aws.acknowledgement import acknowledge
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.config.stores import ElastiCache
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.iam.entries import aws_entry
from portkey_constructs.manifests.required import entries
from portkey_constructs.platform.aws_outputs import makes_cache, makes_database
from portkey_constructs.platform.defaults import redis

__all__ = ["PortkeySecrets", "entries_to_fill"]


def entries_to_fill(config: PortkeyConfig) -> dict[str, tuple[str, ...]]:
    """The entries that somebody has to fill, each with the properties of its JSON object; not those that database and cache make themselves."""
    made = set(_made_elsewhere(config))
    known = entries(config)
    found: dict[str, tuple[str, ...]] = {}
    for group in SecretGroup:
        entry = aws_entry(config, group)
        if entry is None or group in made:
            continue
        held = known.get(entry.name)
        if isinstance(held, dict):
            found[entry.name] = tuple(held)
    return found


def _made_elsewhere(config: PortkeyConfig) -> Iterator[SecretGroup]:
    if makes_database(config):
        yield SecretGroup.MYSQL
    said = redis(config)
    if makes_cache(config) and isinstance(said, ElastiCache) and said.iam is None:
        yield SecretGroup.REDIS


class PortkeySecrets(Construct):
    """The entries in Secrets Manager that somebody fills, under the names that the manifests read, each described by the properties it is to have.

    They are made without a value: what CloudFormation once wrote it would write again with the next change of the template, over what people
    filled in. `portkey-constructs secrets --format entries` prints the documents to fill in, and `aws secretsmanager put-secret-value` takes them.
    Until then the External Secrets Operator says that there is no value, and no pod starts with a wrong one.

    Args:
        encryption_key: of the entries; the account's own `aws/secretsmanager` when left out. With one `grant_read` grants its use too, which no
            role of `PortkeyRoles` has by itself.

    Raises:
        ConfigurationError: the configuration reads no entry, or reads one in another region than `region`.
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
        _check(config)
        super().__init__(scope, id)
        self._secrets: dict[str, secretsmanager.ISecret] = {}
        self._encryption_key = encryption_key
        for entry, properties in entries_to_fill(config).items():
            made = secretsmanager.CfnSecret(
                self,
                entry.replace("/", "-"),
                name=entry,
                description=f"Portkey. A JSON object with {', '.join(properties)}",
                kms_key_id=encryption_key.key_arn if encryption_key else None,
            )
            made.apply_removal_policy(removal_policy)
            acknowledge(made, "SMG4", "Whoever handed these credentials out renews them; Secrets Manager has no way to")
            self._secrets[entry] = secretsmanager.Secret.from_secret_attributes(
                self, f"{entry.replace('/', '-')}-read", secret_complete_arn=made.ref, encryption_key=encryption_key
            )

    @property
    def secrets(self) -> Mapping[str, secretsmanager.ISecret]:
        """The entries by their names."""
        return dict(self._secrets)

    def grant_read(self, grantee: iam.IGrantable) -> None:
        """Lets somebody read every one of them."""
        for secret in self._secrets.values():
            secret.grant_read(grantee)


def _check(config: PortkeyConfig) -> None:
    problems = []
    taken: dict[str, SecretGroup] = {}
    for group in SecretGroup:
        entry = aws_entry(config, group)
        if entry is None:
            continue
        if config.aws.region and entry.region != config.aws.region:
            fix = "make those entries in a stack of that region, or say no region there"
            problems.append(Problem("secrets.store.region", f"is {entry.region}, and aws.region {config.aws.region}", fix, "PK-AWS-021"))
        other = taken.setdefault(entry.name, group)
        if other is not group and {group, other} & set(_made_elsewhere(config)):
            fix = "give it an entry of its own, by {name} in secrets.path"
            problems.append(
                Problem("secrets.path", f"puts what is made with {group.value} into the entry {entry.name} with others", fix, "PK-AWS-015")
            )
    if not taken:
        fix = "say secrets: {kind: externalSecrets, store: {kind: awsSecretsManager}}, or leave the entries out"
        problems.append(Problem("secrets", "reads no entry in AWS Secrets Manager", fix, "PK-AWS-016"))
    if problems:
        raise ConfigurationError(dict.fromkeys(problems))
