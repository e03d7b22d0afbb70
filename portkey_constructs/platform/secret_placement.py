"""Which Secret contains each key, from which source, and which keys the pods read from it although they are not confidential."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from portkey_constructs.config.secrets import (
    ALL_KEYS,
    ExistingSecrets,
    FromSecretManager,
    InlineSecrets,
    NamedSecrets,
    SecretGroup,
    SecretSource,
)
from portkey_constructs.platform.secret_keys import SECRET_KEYS, SecretKey

__all__ = ["FromSecrets", "from_secrets", "key_lists", "placements", "secret_sources", "source_override"]

_INLINE: Final = InlineSecrets.model_construct()
_EXISTING: Final = ExistingSecrets.model_construct()
_PARTS: Final = tuple(group for group in SecretGroup if group.default is not group)


class FromSecrets(NamedTuple):
    """The keys that the pods read from Secrets because fromSecret lists them."""

    keys: frozenset[SecretKey]
    """The listed keys, and every key of a Secret for which `all` is listed."""
    named: frozenset[SecretKey]
    """The keys that are listed by their names."""


_NOTHING: Final = FromSecrets(frozenset(), frozenset())


def source_override(overrides: Mapping[SecretGroup, SecretSource], group: SecretGroup) -> SecretGroup | None:
    """The key of secretOverrides that decides the source of a Secret; None if `secrets` or the profile does."""
    if not overrides:
        return None
    return next((name for name in (group, group.default) if name in overrides), None)


def secret_sources(profile: str, source: SecretSource | None, overrides: Mapping[SecretGroup, SecretSource]) -> Mapping[SecretGroup, SecretSource]:
    """The source of each Secret: from secretOverrides, from secrets, or the profile's default."""
    default = source or (_INLINE if profile == "development" else _EXISTING)
    if not overrides:
        return MappingProxyType(dict.fromkeys(SecretGroup, default))
    deciding = {group: source_override(overrides, group) for group in SecretGroup}
    return MappingProxyType({group: overrides[override] if override else default for group, override in deciding.items()})


def placements(overrides: Mapping[SecretGroup, SecretSource], sources: Mapping[SecretGroup, SecretSource]) -> Mapping[SecretGroup, SecretGroup]:
    """The Secret that contains the keys of each group: those of the log store and of Bedrock are in `gateway` unless they are placed apart."""
    apart = {part: part if part in overrides or _is_apart(sources[part], part) else part.default for part in _PARTS}
    return MappingProxyType({**{group: group for group in SecretGroup}, **apart})


def _is_apart(source: SecretSource, part: SecretGroup) -> bool:
    if isinstance(source, NamedSecrets) and part in source.names:
        return True
    return isinstance(source, FromSecretManager) and part in source.remote


def from_secrets(sources: Mapping[SecretGroup, SecretSource]) -> FromSecrets:
    """The keys that fromSecret lists."""
    if not any(isinstance(source, NamedSecrets) and source.from_secret for source in sources.values()):
        return _NOTHING
    named = {key for key in SECRET_KEYS if key.key in key_lists(sources[key.group], key.group)}
    every = {key for key in SECRET_KEYS if ALL_KEYS in key_lists(sources[key.group], key.group)}
    return FromSecrets(frozenset(named | every), frozenset(named))


def key_lists(source: SecretSource, group: SecretGroup) -> tuple[str, ...]:
    """What fromSecret of a source lists for a group, by its own name and by that of the Secret that contains it by default."""
    if not isinstance(source, NamedSecrets):
        return ()
    return tuple(key for name in dict.fromkeys((group, group.default)) for key in source.from_secret.get(name, ()))
