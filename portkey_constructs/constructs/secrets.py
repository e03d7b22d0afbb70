"""The platform's Secrets in a chart."""

from typing import Final

import cdk8s_plus_27 as kplus
from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.constructs.host import Host
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.secrets import secrets
from portkey_constructs.platform.aws_outputs import require_known
from portkey_constructs.platform.defaults import secret_source
from portkey_constructs.platform.names import Names

__all__ = ["Secrets"]

_IDS: Final = {
    SecretGroup.APP: "App",
    SecretGroup.MYSQL: "MySql",
    SecretGroup.REDIS: "Redis",
    SecretGroup.CLICKHOUSE: "ClickHouse",
    SecretGroup.CLICKHOUSE_FORMER: "ClickHouseFormer",
    SecretGroup.GATEWAY: "Gateway",
    SecretGroup.REGISTRY: "Registry",
}

_OF_ONE_SECRET: Final = ("Secret", "ExternalSecret", "SecretProviderClass")


class Secrets(Host):
    """The Secrets that are made from the configuration (`App`, `MySql`, `Redis`, `ClickHouse`, `Gateway`, `Registry`), none where they exist.

    What fills the others from a secret manager has its kind before that id (`ExternalSecretMySql`, `SecretProviderClassMySql`), and its
    name for the rest (`SecretStore`, `ServiceAccount`; with the Secret's word behind it where a Secret has a source of its own).
    With `accounts` the ServiceAccounts are hosted there.

    Raises:
        ConfigurationError: the AWS companion has not told yet where a store is.
    """

    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        require_known(config)
        self._names = Names(config)
        self._handles: dict[SecretGroup, kplus.ISecret] = {}
        super().__init__(scope, id, {_id(self._names, manifest): manifest for manifest in secrets(config)}, accounts=accounts)

    def secret(self, group: SecretGroup) -> kplus.ISecret:
        """The Secret of a group, by its name: made here or said to exist; good for `env_value`."""
        if group not in self._handles:
            self._handles[group] = kplus.Secret.from_secret_name(self, f"{_IDS[group]}Secret", self._names.secret(group))
        return self._handles[group]


def _id(names: Names, manifest: KubernetesObject) -> str:
    kind, name = manifest["kind"], manifest["metadata"]["name"]
    group = next((group for group in SecretGroup if names.secret(group) == name), None)
    if kind in _OF_ONE_SECRET and group is not None:
        return _IDS[group] if kind == "Secret" else f"{kind}{_IDS[group]}"
    own = next((group for group in names.config.secret_overrides if name in _own(names, group)), None)
    return f"{kind}{_IDS[own]}" if own is not None else kind


def _own(names: Names, group: SecretGroup) -> tuple[str, ...]:
    """The names of what a Secret with a source of its own has beside it."""
    source = secret_source(names.config, group)
    return (names.secret_store(group), names.reader_account(group, source)) if isinstance(source, ExternalSecrets) else ()
