"""Environment variables of containers: those that the image needs, and those that you configure."""

from typing import cast

from portkey_constructs.config.fragments import EnvValue
from portkey_constructs.config.secrets import CsiSecrets
from portkey_constructs.kubernetes import EnvVar, EnvVarSource
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.platform.components import Component, Service
from portkey_constructs.platform.files import secret_file
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import SecretKey

__all__ = ["container_environment"]


def container_environment(platform: Platform, component: Component, reader: str | None = None) -> list[EnvVar]:
    """The variables of a component's main container. Your values override the defaults in place; additional variables follow.

    `reader` is `migration` for the Job, which has the settings of the backend.
    """
    is_service = isinstance(component, Service)
    defaults = [
        {"name": name, "value": source} if isinstance(source, str) else _from_key(platform, name, source, from_files=is_service)
        for name, source in platform.environments[reader or component.component]
    ]
    overrides = {**platform.config.env, **component.settings.env} if is_service else component.settings.env
    variables = cast(list[EnvVar], defaults)
    if not overrides:
        return variables
    merged = {variable["name"]: variable for variable in variables}
    for name, value in overrides.items():
        merged[name] = _user_variable(name, value)
    return list(merged.values())


def _from_key(platform: Platform, name: str, key: SecretKey, *, from_files: bool) -> EnvVar:
    """The variable for a Secret key: a literal, the path of a mounted file, or a reference to the Secret.

    It is a literal if the configuration has the value and does not render the Secret. Portkey's services read a file that a variable names;
    MySQL and ClickHouse do not, so `from_files` is false for them.
    """
    secret = platform.secrets[key.group]
    value = secret.keys[key]
    if isinstance(value, str) and not secret.rendered:
        return {"name": name, "value": value}
    if from_files and not isinstance(value, str) and isinstance(secret.source, CsiSecrets) and secret.source.delivery == "files":
        return {"name": name, "value": secret_file(key.group.suffix, key.key)}
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret.name, "key": key.key}}}


def _user_variable(name: str, value: EnvValue) -> EnvVar:
    return EnvVar(name=name, value=value) if isinstance(value, str) else EnvVar(name=name, valueFrom=cast(EnvVarSource, copied(value)))
