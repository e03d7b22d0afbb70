"""Configurations that, together, set every setting there is to something else than its default, in every variant."""

from typing import Final

from portkey_constructs.config import NoAuth, PortkeyConfig, RegistryCredentials
from tests.support.all_settings.clouds import CLOUDS
from tests.support.all_settings.in_cluster import IN_CLUSTER
from tests.support.all_settings.managers import MANAGERS
from tests.support.all_settings.pieces import SECRET
from tests.support.all_settings.shapes import SHAPES

__all__ = ["EVERY", "LEAST"]

LEAST: Final = PortkeyConfig(
    profile="development",
    image_pull=RegistryCredentials(username="me", password=SECRET),
    client_auth=SECRET,
    auth=NoAuth(),
)

EVERY: Final[dict[str, PortkeyConfig]] = {**IN_CLUSTER, **CLOUDS, **MANAGERS, **SHAPES}
