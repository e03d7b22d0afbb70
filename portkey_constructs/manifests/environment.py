"""The environment of a container: what the image needs, and what the user adds; each name once."""

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


def container_environment(platform: Platform, component: Component) -> list[EnvVar]:
    """The variables of a component's main container; a user's value replaces ours in its place, others follow."""
    is_service = isinstance(component, Service)
    ours = [
        {"name": name, "value": source} if isinstance(source, str) else _from_key(platform, name, source, from_files=is_service)
        for name, source in platform.environments[component.component]
    ]
    theirs = {**platform.config.env, **component.settings.env} if is_service else component.settings.env
    variables = cast(list[EnvVar], ours)
    if not theirs:
        return variables
    merged = {variable["name"]: variable for variable in variables}
    for name, value in theirs.items():
        merged[name] = _user_variable(name, value)
    return list(merged.values())


def _from_key(platform: Platform, name: str, key: SecretKey, *, from_files: bool) -> EnvVar:
    """A variable of a key: plain where the value is known and the Secret is not ours, a mounted file, or a reference.

    Portkey's services read the file that a variable names; MySQL and ClickHouse do not.
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
