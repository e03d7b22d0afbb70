"""The environment of a container: what the image needs, what the user adds; one name, one variable."""

from typing import cast

from portkey_constructs.config.fragments import EnvValue
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import CsiSecrets, SecretGroup
from portkey_constructs.config.workload import Workload
from portkey_constructs.kubernetes import EnvVar, EnvVarSource
from portkey_constructs.manifests.fragment import copied
from portkey_constructs.manifests.secrets import made
from portkey_constructs.platform.defaults import SERVICE_NAMES, secret_source
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.files import secret_file
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.values import values

__all__ = ["container_environment"]


def container_environment(config: PortkeyConfig, component: str, workload: Workload) -> list[EnvVar]:
    """The variables of a component's main container; a user's value replaces ours where it stands, others follow."""
    service = component in SERVICE_NAMES
    held = {**_held(config), **_files(config)} if service and _files(config) else _held(config)
    ours = [_variable(name, source if isinstance(source, str) else held[source]) for name, source in environment(config, component)]
    said = {**config.env, **workload.env} if service else workload.env
    if not said:
        return ours
    merged = {variable["name"]: variable for variable in ours}
    for name, value in said.items():
        merged[name] = _said(name, value)
    return list(merged.values())


@once
def _held(config: PortkeyConfig) -> dict[SecretKey, str | tuple[str, str]]:
    """Key by key, the plain value, or the name of the Secret that holds it and the key there."""
    names, ours = Names(config), made(config)
    secrets = {group: names.secret(group) for group in SecretGroup}
    return {
        key: value if isinstance(value, str) and key.group not in ours else (secrets[key.group], key.key) for key, value in values(config).items()
    }


@once
def _files(config: PortkeyConfig) -> dict[SecretKey, str | tuple[str, str]]:
    """The files that hold a key, for the services, which read a file where a variable names one; MySQL and ClickHouse do not."""
    found: dict[SecretKey, str | tuple[str, str]] = {}
    for key, value in values(config).items():
        source = secret_source(config, key.group)
        if not isinstance(value, str) and isinstance(source, CsiSecrets) and source.delivery == "files":
            found[key] = secret_file(Names(config).word(key.group), key.key)
    return found


def _variable(name: str, source: str | tuple[str, str]) -> EnvVar:
    # Literals: more than a hundred of these are made for one environment, at a third of the time of three calls.
    if isinstance(source, str):
        return {"name": name, "value": source}
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": source[0], "key": source[1]}}}


def _said(name: str, value: EnvValue) -> EnvVar:
    return EnvVar(name=name, value=value) if isinstance(value, str) else EnvVar(name=name, valueFrom=cast(EnvVarSource, copied(value)))
