"""Configurations that together give every setting, in every variant, a value other than its default."""

from typing import Final

from portkey_constructs.config import NoAuth, PortkeyConfig, RegistryCredentials
from tests.support.all_settings.adoption import ADOPTION
from tests.support.all_settings.clouds import CLOUDS
from tests.support.all_settings.common import SECRET
from tests.support.all_settings.deployments import SHAPES
from tests.support.all_settings.in_cluster import IN_CLUSTER
from tests.support.all_settings.logins import LOGINS
from tests.support.all_settings.scaling import SCALING
from tests.support.all_settings.secret_managers import MANAGERS

__all__ = ["ALL_SETTINGS", "MINIMAL"]

MINIMAL: Final = PortkeyConfig(
    profile="development",
    image_pull=RegistryCredentials(username="me", password=SECRET),
    client_auth=SECRET,
    auth=NoAuth(),
)

ALL_SETTINGS: Final[dict[str, PortkeyConfig]] = {**ADOPTION, **IN_CLUSTER, **CLOUDS, **MANAGERS, **SHAPES, **LOGINS, **SCALING}
