"""Finds the configured sources of Secrets: `secrets`, and one for each Secret in `secretOverrides`."""

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
    """The Secrets that this source provides."""


class SourceReader(NamedTuple):
    """A source that the External Secrets Operator reads, and the service account that the operator uses."""

    path: str
    source: ExternalSecrets
    reader: SecretReader


def configured_sources(platform: Platform) -> Iterator[ConfiguredSource]:
    """Every explicitly configured source; the profile's default source is not included."""
    config = platform.config
    overrides = config.secret_overrides
    if config.secrets:
        yield ConfiguredSource("secrets", config.secrets, tuple(group for group in SecretGroup if group not in overrides))
    for group, source in overrides.items():
        yield ConfiguredSource(f"secretOverrides.{group}", source, (group,))


def source_readers(platform: Platform) -> Iterator[SourceReader]:
    """Every source that the External Secrets Operator reads, including sources with an existing store."""
    for path, source, groups in configured_sources(platform):
        if isinstance(source, ExternalSecrets) and groups and (reader := platform.secrets[groups[0]].reader):
            yield SourceReader(path, source, reader)


def created_readers(platform: Platform) -> Iterator[SourceReader]:
    """The sources whose store and service account are part of the manifests."""
    return (reader for reader in source_readers(platform) if not isinstance(reader.source.store, ExistingSecretStore))
