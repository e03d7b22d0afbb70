"""How pods follow a Secret that changes in a secret manager."""

from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.values import values

__all__ = ["restart_annotation"]

_RELOADER: Final = "secret.reloader.stakater.com/reload"


def restart_annotation(config: PortkeyConfig, component: str) -> dict[str, str]:
    """The annotation that names to Stakater's Reloader the Secrets that a component reads; empty unless it is asked for."""
    if not _asked(config):
        return {}
    known = values(config)
    groups = {source.group for _, source in environment(config, component) if isinstance(source, SecretKey) and not isinstance(known[source], str)}
    names = sorted(Names(config).secret(group) for group in groups if _restarts(config, group))
    return {_RELOADER: ",".join(names)} if names else {}


def _asked(config: PortkeyConfig) -> bool:
    return any(isinstance(one, ExternalSecrets) and one.restart_on_rotation for one in (config.secrets, *config.secret_overrides.values()))


def _restarts(config: PortkeyConfig, group: SecretGroup) -> bool:
    source = secret_source(config, group)
    return isinstance(source, ExternalSecrets) and source.restart_on_rotation
