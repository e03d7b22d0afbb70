"""The registries whose logins the image pull Secret contains."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pydantic import SecretStr

from portkey_constructs.config.secrets import RegistryCredentials, RegistryLogin, SecretGroup
from portkey_constructs.platform.images import registry_server
from portkey_constructs.platform.secret_keys import REGISTRY_AUTH, REGISTRY_PASSWORD, REGISTRY_USERNAME, SecretKey, Value

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["PullRegistry", "pull_registries"]


class PullRegistry(NamedTuple):
    """A registry with its login."""

    setting: str
    """Path of the login: `imagePull` or `imagePull.additionalRegistries.company`."""
    server: str
    login: RegistryLogin
    keys: tuple[SecretKey, ...]
    """The keys of the login: those of user and password, or a single one."""

    @property
    def by_auth(self) -> bool:
        """Whether one value is the login."""
        return _uses_auth(self.login)

    def values(self, *, inline: bool) -> Iterator[tuple[SecretKey, Value]]:
        """The value of each key; None if the configuration does not contain it."""
        if self.by_auth:
            yield self.keys[0], self.login.auth
        else:
            yield self.keys[0], SecretStr(self.login.username or "") if inline else None
            yield self.keys[1], self.login.password


def _uses_auth(login: RegistryLogin) -> bool:
    """Whether one value is the login, instead of a user and a password."""
    return (login.credentials or ("auth" if login.auth else "password")) == "auth"


def pull_registries(platform: "Platform") -> Iterator[PullRegistry]:
    """Every registry of the image pull Secret: first that of Portkey's images."""
    pull = platform.config.image_pull
    if not isinstance(pull, RegistryCredentials):
        return
    server = pull.server or registry_server(platform.config.image_registry)
    yield PullRegistry("imagePull", server, pull, _keys(pull))
    for name, registry in pull.additional_registries.items():
        keys = tuple(_additional(key, name, registry.server) for key in _keys(registry))
        yield PullRegistry(f"imagePull.additionalRegistries.{name}", registry.server, registry, keys)


def _keys(login: RegistryLogin) -> tuple[SecretKey, ...]:
    return (REGISTRY_AUTH,) if _uses_auth(login) else (REGISTRY_USERNAME, REGISTRY_PASSWORD)


def _additional(key: SecretKey, name: str, server: str) -> SecretKey:
    # Templates of the External Secrets Operator name keys without quotes, so no key contains a hyphen.
    own = f"{name.replace('-', '_')}_{key.key}"
    purpose = key.purpose.replace("the image registry", f"the image registry {server}")
    return SecretKey(SecretGroup.REGISTRY, own, purpose, sensitive=True, form=key.form)
