"""The sources of Secrets that a configuration sets: `secrets`, and one for each Secret in `secretOverrides`."""

from collections.abc import Iterator
from typing import NamedTuple

from portkey_constructs.config.secret_stores import ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup, SecretSource
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secrets import SecretReader

__all__ = ["ConfiguredSource", "SourceReader", "configured_sources", "created_readers", "source_readers"]


class ConfiguredSource(NamedTuple):
    """A source of Secrets with the path of its settings."""

    path: str
    source: SecretSource
    groups: tuple[SecretGroup, ...]
    """The Secrets that come from it."""


class SourceReader(NamedTuple):
    """A source that the External Secrets Operator reads, with the service account that it uses."""

    path: str
    source: ExternalSecrets
    reader: SecretReader


def configured_sources(platform: Platform) -> Iterator[ConfiguredSource]:
    """Every source that the configuration sets; the default source of the profile has no settings."""
    config = platform.config
    overrides = config.secret_overrides
    if config.secrets:
        yield ConfiguredSource("secrets", config.secrets, tuple(group for group in SecretGroup if group not in overrides))
    for group, source in overrides.items():
        yield ConfiguredSource(f"secretOverrides.{group}", source, (group,))


def source_readers(platform: Platform) -> Iterator[SourceReader]:
    """Every source that the External Secrets Operator reads, also through a store that exists already."""
    for path, source, groups in configured_sources(platform):
        if isinstance(source, ExternalSecrets) and groups and (reader := platform.secrets[groups[0]].reader):
            yield SourceReader(path, source, reader)


def created_readers(platform: Platform) -> Iterator[SourceReader]:
    """The sources whose store and service account are created with the platform."""
    return (reader for reader in source_readers(platform) if not isinstance(reader.source.store, ExistingSecretStore))
