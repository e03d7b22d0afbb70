"""Quick start: everything in the cluster, one pod each, no login. For a first look."""

from pydantic import SecretStr

from portkey_constructs.config import Exposures, IngressExposure, NoAuth, PortkeyConfig, RegistryCredentials

__all__ = ["CONFIG"]

CONFIG = PortkeyConfig(
    profile="development",
    # From Portkey; the licence is needed too, since no pod starts without it.
    image_pull=RegistryCredentials(username="YOUR_USERNAME", password=SecretStr("YOUR_PASSWORD")),
    client_auth=SecretStr("YOUR_LICENCE"),
    # Whoever reaches the host is in, so that has to be said.
    auth=NoAuth(allow_public=True),
    exposure=Exposures(frontend=IngressExposure(host="portkey-dev.example.org")),
    # No tags: `latest` changes what runs without a change here. No session key and no store passwords: this profile makes them up.
)
