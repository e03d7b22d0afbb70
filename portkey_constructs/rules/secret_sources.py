"""Finds the configured sources of Secrets: `secrets`, and one for each Secret in `secretOverrides`."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from portkey_constructs.config.secret_stores import ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup, SecretSource
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_placement import source_override
from portkey_constructs.platform.secrets import SecretReader

__all__ = ["FROM_SECRET", "ConfiguredSource", "SourceReader", "configured_sources", "created_readers", "source_readers", "source_setting"]

FROM_SECRET: Final = ("secrets.fromSecret", "secretOverrides.*.fromSecret")
"""The settings that list what the pods read from Secrets."""


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
    config, overrides = platform.config, platform.config.secret_overrides
    if not (config.secrets or overrides):
        return
    deciding = {group: source_override(overrides, group) for group in SecretGroup}
    if config.secrets:
        yield ConfiguredSource("secrets", config.secrets, tuple(group for group, override in deciding.items() if override is None))
    for name, source in overrides.items():
        yield ConfiguredSource(f"secretOverrides.{name}", source, tuple(group for group, override in deciding.items() if override is name))


def source_setting(platform: Platform, group: SecretGroup) -> str:
    """The setting that decides the source of a Secret, whether it is set or not: `secrets`, or `secretOverrides.mysql`."""
    override = source_override(platform.config.secret_overrides, group)
    return f"secretOverrides.{override}" if override else "secrets"


def source_readers(platform: Platform) -> Iterator[SourceReader]:
    """Every source that the External Secrets Operator reads, including sources with an existing store."""
    for path, source, groups in configured_sources(platform):
        if isinstance(source, ExternalSecrets) and groups and (reader := platform.secrets[groups[0]].reader):
            yield SourceReader(path, source, reader)


def created_readers(platform: Platform) -> Iterator[SourceReader]:
    """The sources whose store and service account are part of the manifests."""
    return (reader for reader in source_readers(platform) if not isinstance(reader.source.store, ExistingSecretStore))
