"""The release that a configuration adopts."""

from typing import NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem

__all__ = ["AdoptedRelease", "adopted_release"]

_NOT_ADOPTING = "PK-RELEASE-001"


class AdoptedRelease(NamedTuple):
    """The release that the setting `adopt` names, with its chart (app or gateway) and the version of the chart."""

    name: str
    chart: str
    version: str


def adopted_release(config: PortkeyConfig, source: str) -> AdoptedRelease:
    """The release that a configuration adopts.

    Raises:
        ConfigurationError: it has no setting `adopt`.
    """
    settings = getattr(config, "adopt", None)
    if settings is None:
        fix = "add adopt: {release: NAME, chart: app, version: VERSION}, or import the values of the release with import-values --release"
        raise ConfigurationError([Problem("adopt", "is missing, so the configuration adopts no release", fix, _NOT_ADOPTING)], source)
    return AdoptedRelease(settings.release, str(settings.chart), str(settings.version))
