"""The release that a configuration adopts."""

from portkey_constructs.config.adoption import AdoptConfig
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["adopted_release"]

_NOT_ADOPTING = "PK-RELEASE-001"


def adopted_release(settings: AdoptConfig | None, source: str) -> AdoptConfig:
    """The setting `adopt` of a configuration.

    Raises:
        ConfigurationError: the setting is missing.
    """
    if settings is None:
        fix = "add adopt: {release: NAME, chart: app, version: VERSION}, or import the values of the release with import-values --release"
        raise ConfigurationError([Problem("adopt", "is missing, so the configuration adopts no release", fix, _NOT_ADOPTING)], source)
    return settings
