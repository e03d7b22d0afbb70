"""The environment of a container: what the image needs, what the user adds; one name, one variable."""

from typing import cast

from portkey_constructs.config.fragments import EnvValue
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.workload import Workload
from portkey_constructs.kinds import EnvVar, EnvVarSource, SecretKeySelector
from portkey_constructs.manifests.secrets import made
from portkey_constructs.product.environment import Variable, environment
from portkey_constructs.product.names import Names
from portkey_constructs.product.values import values

__all__ = ["container_environment"]


def container_environment(config: PortkeyConfig, component: str, workload: Workload) -> list[EnvVar]:
    """The variables of a component's main container; a user's value replaces ours where it stands, others follow."""
    merged = {variable.name: _variable(config, variable) for variable in environment(config, component)}
    common = config.env if component in ("gateway", "backend", "dataservice", "frontend") else {}
    for name, value in {**common, **workload.env}.items():
        merged[name] = _said(name, value)
    return list(merged.values())


def _variable(config: PortkeyConfig, variable: Variable) -> EnvVar:
    if isinstance(variable.source, str):
        return EnvVar(name=variable.name, value=variable.source)
    key = variable.source
    known = values(config)[key]
    if key.group not in made(config) and isinstance(known, str):
        return EnvVar(name=variable.name, value=known)
    reference = SecretKeySelector(name=Names(config).secret(key.group), key=key.key)
    return EnvVar(name=variable.name, valueFrom=EnvVarSource(secretKeyRef=reference))


def _said(name: str, value: EnvValue) -> EnvVar:
    return EnvVar(name=name, value=value) if isinstance(value, str) else EnvVar(name=name, valueFrom=cast(EnvVarSource, value))
