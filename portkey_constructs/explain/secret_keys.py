"""Pages about Secrets and their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.effects import settings_with_key
from portkey_constructs.explain.variables import readers_of
from portkey_constructs.platform.secret_keys import (
    REDIS_CONNECTION_URL,
    REDIS_PASSWORD,
    REDIS_QUEUES_PASSWORD,
    REDIS_QUEUES_URL,
    SECRET_KEYS,
    SecretKey,
)
from portkey_constructs.platform.variables import VARIABLES

__all__ = ["COMPOSED_OF", "KeyPage", "SecretPage", "key", "keys", "secret", "secret_group", "secret_keys_named"]

COMPOSED_OF: Final = {REDIS_CONNECTION_URL: REDIS_PASSWORD, REDIS_QUEUES_URL: REDIS_QUEUES_PASSWORD}
"""Keys that the External Secrets Operator composes from another property in the secret manager."""
_MEANINGS: Final[Mapping[SecretGroup, str]] = {
    SecretGroup.APP: "Credentials of the application: license, session key, sign-in, mail.",
    SecretGroup.MYSQL: "Connection to MySQL: address, user and password.",
    SecretGroup.MYSQL_ADMINISTRATOR: "User and password with which a Job creates the user for Portkey; no other pod reads them.",
    SecretGroup.REDIS: "Connection to Redis: the address with user and password.",
    SecretGroup.CLICKHOUSE: "Connection to ClickHouse: address, user and password.",
    SecretGroup.CLICKHOUSE_FORMER: "User and password of the ClickHouse in the cluster that data moves away from.",
    SecretGroup.GATEWAY: "Credentials of the log store and of Bedrock, where no identity gives access, and the identity key for MCP servers.",
    SecretGroup.LOG_STORE: "Credentials of the log store, if it has a Secret apart from portkey-gateway.",
    SecretGroup.BEDROCK: "Credentials of Bedrock, if it has a Secret apart from portkey-gateway.",
    SecretGroup.REGISTRY: "Credentials with which the nodes pull Portkey's private images.",
}


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Everything about a key of a Secret."""

    name: str
    """`mysql/mysql_host`."""
    key: str
    group: str
    """Name of the Secret in secrets.names and secretOverrides: `app`."""
    secret: str
    """Default name of the Secret: `portkey-secrets`."""
    entry: str
    """Default name of the entry in a secret manager: `portkey/secrets`."""
    purpose: str
    sensitive: bool
    form: str
    """The value to enter; empty if it is derived from settings."""
    composed_of: str
    """The property from which the External Secrets Operator composes the value; empty for most keys."""
    part_of: str
    """The key composed from this one, if this one exists only in the secret manager; empty for most keys."""
    variables: tuple[str, ...]
    readers: tuple[str, ...]
    settings: tuple[str, ...]
    """The settings whose declared effects include the key."""

    @property
    def place(self) -> str:
        """The key with the Secret's name in a cluster: `portkey-mysql/mysql_host`."""
        return f"{self.secret}/{self.key}"


@dataclass(frozen=True, slots=True)
class SecretPage:
    """Everything about a Secret."""

    name: str
    group: str
    entry: str
    meaning: str
    keys: tuple[KeyPage, ...]


def keys() -> tuple[KeyPage, ...]:
    """Every key of every Secret."""
    return tuple(map(key, SECRET_KEYS))


def key(of: SecretKey) -> KeyPage:
    """The page of a key."""
    whole = next((whole for whole, part in COMPOSED_OF.items() if part is of), None)
    part = COMPOSED_OF.get(of)
    rows = [row for row in VARIABLES if row.key is not None and row.key in (whole, of)]
    return KeyPage(
        of.name,
        of.key,
        of.group.default.value,
        f"portkey-{of.group.default.suffix}",
        f"portkey/{of.group.default.suffix}",
        of.purpose,
        of.sensitive,
        of.form,
        part.key if part else "",
        whole.key if whole else "",
        tuple(dict.fromkeys(row.name for row in rows)),
        ("the nodes",) if of.group is SecretGroup.REGISTRY else readers_of(rows),
        settings_with_key((whole or of).name),
    )


def secret_keys_named(name: str) -> tuple[SecretKey, ...]:
    """The keys with this name; the name may include the Secret."""
    return tuple(of for of in SECRET_KEYS if name in (of.key, of.name))


def secret(group: SecretGroup) -> SecretPage:
    """The page of a Secret."""
    own = tuple(key(of) for of in SECRET_KEYS if group in (of.group, of.group.default))
    return SecretPage(f"portkey-{group.suffix}", group.value, f"portkey/{group.suffix}", _MEANINGS[group], own)


def secret_group(name: str) -> SecretGroup | None:
    """The Secret for a default name, the name of an entry, or a key of `secrets.names`; None if there is none."""
    lower = name.lower()
    names = {group: (f"portkey-{group.suffix}", f"portkey/{group.suffix}", group.value.lower()) for group in SecretGroup}
    return next((group for group, own_names in names.items() if lower in own_names), None)
