"""Quick start: everything in the cluster, one pod per component, no login. Do not use it for data that matters."""

from pydantic import SecretStr

from portkey_constructs.config import Exposures, IngressExposure, NoAuth, PortkeyConfig, RegistryCredentials

__all__ = ["CONFIG"]

CONFIG = PortkeyConfig(
    profile="development",
    # You get the registry credentials and the license from Portkey. No pod starts without the license.
    image_pull=RegistryCredentials(username="YOUR_USERNAME", password=SecretStr("YOUR_PASSWORD")),
    client_auth=SecretStr("YOUR_LICENCE"),
    # Everyone who reaches the host is an administrator, so you must allow it explicitly.
    auth=NoAuth(allow_public=True),
    exposure=Exposures(frontend=IngressExposure(host="portkey-dev.example.org")),
    # Tags have fixed defaults, because `latest` can change without a change of the configuration.
    # This profile generates the session key and the passwords of the stores.
)
