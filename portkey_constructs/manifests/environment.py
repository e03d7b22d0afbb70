"""Environment variables of containers: those that the image needs, and those that you configure."""

from typing import cast

from portkey_constructs.config.secrets import CsiSecrets
from portkey_constructs.kubernetes import EnvVar, EnvVarSource
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.platform.components import Component, Service
from portkey_constructs.platform.expansion import Expansion, escaped, in_order, kubernetes_text
from portkey_constructs.platform.files import secret_file
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.user_environment import VariableSource

__all__ = ["container_environment", "key_environment"]


def container_environment(platform: Platform, component: Component, reader: str | None = None) -> list[EnvVar]:
    """The variables of a component's main container.

    Your values override the defaults in place, and additional variables follow. A variable comes after those that it refers to.
    `reader` is `migration` for the Job, which has the settings of the backend.
    """
    variables = in_order(platform.variables(reader or component.component))
    from_files = isinstance(component, Service)
    return [_variable(platform, name, source, from_files=from_files) for name, source in variables.items()]


def key_environment(platform: Platform, component: str) -> list[EnvVar]:
    """The variables of a component that no setting of `env` changes."""
    return [_variable(platform, name, source, from_files=False) for name, source in platform.environments[component]]


def _variable(platform: Platform, name: str, source: VariableSource, *, from_files: bool) -> EnvVar:
    if isinstance(source, str | Expansion):
        return {"name": name, "value": kubernetes_text(source)}
    if isinstance(source, SecretKey):
        return _from_key(platform, name, source, from_files=from_files)
    return {"name": name, "valueFrom": cast(EnvVarSource, copied(source))}


def _from_key(platform: Platform, name: str, key: SecretKey, *, from_files: bool) -> EnvVar:
    """The variable for a Secret key: a literal, the path of a mounted file, or a reference to the Secret.

    It is a literal if the configuration has the value and does not render the Secret. Portkey's services read a file that a variable names;
    MySQL and ClickHouse do not, so `from_files` is false for them.
    """
    secret = platform.placed_secrets[key.group]
    value = secret.keys[key]
    if isinstance(value, str) and not secret.rendered:
        return {"name": name, "value": escaped(value)}
    if from_files and not isinstance(value, str) and isinstance(secret.source, CsiSecrets) and secret.source.delivery == "files":
        return {"name": name, "value": escaped(secret_file(secret.group.suffix, key.key))}
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret.name, "key": secret.key_name(key)}}}
