"""The platform's Secrets in a chart."""

from typing import Final

import cdk8s_plus_27 as kplus
from constructs import Construct

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.constructs.host import Host
from portkey_constructs.manifests.secrets import registry_secret, secret
from portkey_constructs.product.names import Names

__all__ = ["Secrets"]

_IDS: Final = {
    SecretGroup.APP: "App",
    SecretGroup.MYSQL: "MySql",
    SecretGroup.REDIS: "Redis",
    SecretGroup.CLICKHOUSE: "ClickHouse",
    SecretGroup.GATEWAY: "Gateway",
    SecretGroup.REGISTRY: "Registry",
}


class Secrets(Host):
    """The Secrets that are made from the configuration (`App`, `MySql`, `Redis`, `ClickHouse`, `Gateway`, `Registry`), none where they exist."""

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig) -> None:
        self._names = Names(config)
        self._handles: dict[SecretGroup, kplus.ISecret] = {}
        made = {group: registry_secret(config) if group is SecretGroup.REGISTRY else secret(config, group) for group in SecretGroup}
        super().__init__(scope, id, {_IDS[group]: manifest for group, manifest in made.items() if manifest})

    def secret(self, group: SecretGroup) -> kplus.ISecret:
        """The Secret of a group, by its name: made here or said to exist; good for `env_value`."""
        if group not in self._handles:
            self._handles[group] = kplus.Secret.from_secret_name(self, f"{_IDS[group]}Secret", self._names.secret(group))
        return self._handles[group]
