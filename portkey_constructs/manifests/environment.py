"""The environment of a container: what the image needs, what the user adds; one name, one variable."""

from typing import cast

from portkey_constructs.config.fragments import EnvValue
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import SERVICE_NAMES
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.config.workload import Workload
from portkey_constructs.kinds import EnvVar, EnvVarSource, SecretKeySelector
from portkey_constructs.manifests.secrets import made
from portkey_constructs.product.environment import Variable, environment
from portkey_constructs.product.memory import once
from portkey_constructs.product.names import Names
from portkey_constructs.product.secret_keys import SecretKey
from portkey_constructs.product.values import values

__all__ = ["container_environment"]


def container_environment(config: PortkeyConfig, component: str, workload: Workload) -> list[EnvVar]:
    """The variables of a component's main container; a user's value replaces ours where it stands, others follow."""
    held = _held(config)
    merged = {variable.name: _variable(variable, held) for variable in environment(config, component)}
    common = config.env if component in SERVICE_NAMES else {}
    for name, value in {**common, **workload.env}.items():
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


def _variable(variable: Variable, held: dict[SecretKey, str | tuple[str, str]]) -> EnvVar:
    source = variable.source if isinstance(variable.source, str) else held[variable.source]
    if isinstance(source, str):
        return EnvVar(name=variable.name, value=source)
    return EnvVar(name=variable.name, valueFrom=EnvVarSource(secretKeyRef=SecretKeySelector(name=source[0], key=source[1])))


def _said(name: str, value: EnvValue) -> EnvVar:
    return EnvVar(name=name, value=value) if isinstance(value, str) else EnvVar(name=name, valueFrom=cast(EnvVarSource, value))
