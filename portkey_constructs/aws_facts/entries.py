"""The entries in AWS Secrets Manager that the companion creates empty, for you to fill in."""

from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.config.redis import ElastiCache
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.errors import Problem
from portkey_constructs.iam.secret_entries import aws_entry
from portkey_constructs.platform.platform import Platform

__all__ = ["ENTRIES_KEY_DESCRIPTION", "creates_entries", "entries_to_fill", "entry_description", "entry_problems"]

ENTRIES_KEY_DESCRIPTION: Final = "Encrypts Portkey's entries in Secrets Manager"


def creates_entries(platform: Platform) -> bool:
    """Whether the companion creates an entry: one that you fill in, or one with a generated password."""
    return bool(entries_to_fill(platform) or _generated_groups(platform))


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
    groups: set[SecretGroup] = set()
    if platform.mysql and platform.mysql.created_by_companion:
        groups |= {SecretGroup.MYSQL, SecretGroup.MYSQL_ADMINISTRATOR}
    redis = platform.redis
    if redis.created_by_companion and isinstance(redis.settings, ElastiCache) and redis.settings.iam is None:
        groups.add(SecretGroup.REDIS)
    return groups


def entry_description(properties: Iterable[str]) -> str:
    """Description of an entry, which lists the properties of its JSON object."""
    return f"Portkey. A JSON object with {', '.join(properties)}"


def entry_problems(platform: Platform) -> Iterator[Problem]:
    """Report entries in another region, generated entries that other Secrets share, and a configuration without entries."""
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
