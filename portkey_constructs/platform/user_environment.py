"""The environment variables that a configuration sets, with the references to other variables that their values contain."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from portkey_constructs.platform.components import Component, Service
from portkey_constructs.platform.expansion import EVERY_NAME, Expansion, expansion_of
from portkey_constructs.platform.secret_keys import SecretKey

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["PAGE_PREFIX", "UserVariable", "VariableSource", "user_environment"]

PAGE_PREFIX: Final = "VITE_"
"""Prefix of the variables that the front end's page reads from a file, in which Kubernetes expands nothing; their values are literal."""

VariableSource = str | Expansion | SecretKey | Mapping[str, Any]
"""A literal, text with references to other variables of the container, a key of a Secret, or a Kubernetes `EnvVarSource`."""


class UserVariable(NamedTuple):
    """A variable that `env` sets in the main container of a component."""

    name: str
    path: str
    """The setting: `gateway.env.NAME`, or `env.NAME` if the component itself does not set it."""
    source: str | Expansion | Mapping[str, Any]
    """A literal, text with references to other variables of the container, or a Kubernetes `EnvVarSource`."""


def user_environment(platform: "Platform", component: Component) -> tuple[UserVariable, ...]:
    """The variables of a component's `env`, and for a service those of the platform's `env` that it does not set itself."""
    config, own = platform.config, component.settings.env
    values = {**config.env, **own} if isinstance(component, Service) else own
    if not values:
        return ()
    own_names = {*values, *(variable.name for variable in platform.environments[component.component])}
    # The keys of the Secrets and ConfigMaps in envFrom are unknown, so any name may be that of a variable.
    names = EVERY_NAME if component.settings.env_from else own_names
    variables = []
    for name, value in values.items():
        path = f"{component.path}.env.{name}" if name in own else f"env.{name}"
        literal = not isinstance(value, str) or name.startswith(PAGE_PREFIX) or path in config.intended
        variables.append(UserVariable(name, path, value if literal else expansion_of(str(value), names)))
    return tuple(variables)
