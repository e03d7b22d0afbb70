"""Releases of both charts whose objects the manifests take over."""

from typing import Final

from portkey_constructs.config import AdoptConfig, DataPlane, NoAuth, PortkeyConfig, RegistryCredentials
from tests.support.all_settings.common import SECRET

__all__ = ["ADOPTION"]

_PULL: Final = RegistryCredentials(username="me", password=SECRET)

ADOPTION: Final[dict[str, PortkeyConfig]] = {
    "adopted-app": PortkeyConfig(
        profile="development",
        adopt=AdoptConfig(
            release="acme",
            chart="app",
            version="1.7.6",
            name_override="llm",
            component_names={"mysql": "db"},
            without_claims=("redis",),
        ),
        image_pull=_PULL,
        client_auth=SECRET,
        auth=NoAuth(),
    ),
    "adopted-gateway": PortkeyConfig(
        profile="development",
        adopt=AdoptConfig(
            release="acme",
            chart="gateway",
            version="1.7.7",
            fullname_override="llm",
            selector_labels={"gateway": {"team": "llm"}},
        ),
        deployment=DataPlane(organisations=("acme",)),
        image_pull=_PULL,
        client_auth=SECRET,
    ),
}
