"""Pages about the Secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.environment import KeyPage, default_entry, default_secret, keys

__all__ = ["SecretPage", "secret_called", "secret_page"]

_MEANINGS: Final[Mapping[SecretGroup, str]] = {
    SecretGroup.APP: "What is secret of the application itself: licence, session key, login, mail.",
    SecretGroup.MYSQL: "How MySQL is reached: address, user and password.",
    SecretGroup.REDIS: "How Redis is reached: its address with user and password in it.",
    SecretGroup.CLICKHOUSE: "How ClickHouse is reached: address, user and password.",
    SecretGroup.CLICKHOUSE_FORMER: "User and password of the ClickHouse in the cluster that data moves away from.",
    SecretGroup.GATEWAY: "What opens the log store and Bedrock, where no identity does.",
    SecretGroup.REGISTRY: "What the nodes pull Portkey's private images with.",
}


@dataclass(frozen=True, slots=True)
class SecretPage:
    """All about a Secret."""

    name: str
    """Its name, unless secrets.names says another one: `portkey-secrets`."""
    group: str
    """Its word in secrets.names and secretOverrides: `app`."""
    entry: str
    """The secret manager's entry that fills it where one does: `portkey/secrets`."""
    meaning: str
    keys: tuple[KeyPage, ...]
    """What is secret in it, and what stands in the entry for it; there are keys besides where it is made from values or from an entry."""
    besides: tuple[str, ...]
    """Those keys besides: what the pods have as plain values elsewhere."""


def secret_page(group: SecretGroup) -> SecretPage:
    """The page of a Secret."""
    of = [one for one in keys() if one.group == group]
    secret = tuple(one for one in of if one.sensitive)
    return SecretPage(
        default_secret(group), group.value, default_entry(group), _MEANINGS[group], secret, tuple(one.key for one in of if not one.sensitive)
    )


def secret_called(name: str) -> SecretGroup | None:
    """The Secret of a name, of an entry in a secret manager, or of a word; None for none."""
    return _names().get(name.lower())


@cache
def _names() -> Mapping[str, SecretGroup]:
    found = {group.value.lower(): group for group in SecretGroup}
    for group in SecretGroup:
        found.update(dict.fromkeys((default_secret(group), default_entry(group)), group))
    return found
