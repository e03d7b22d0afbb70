"""Configurations that, together, set every setting there is to something else than its default, in every variant."""

from typing import Final

from portkey_constructs.config import NoAuth, PortkeyConfig, RegistryCredentials
from tests.every.clouds import CLOUDS
from tests.every.in_cluster import IN_CLUSTER
from tests.every.managers import MANAGERS
from tests.every.pieces import SECRET
from tests.every.shapes import SHAPES

__all__ = ["EVERY", "LEAST"]

LEAST: Final = PortkeyConfig(
    profile="development",
    image_pull=RegistryCredentials(username="me", password=SECRET),
    client_auth=SECRET,
    auth=NoAuth(),
)

EVERY: Final[dict[str, PortkeyConfig]] = {**IN_CLUSTER, **CLOUDS, **MANAGERS, **SHAPES}
