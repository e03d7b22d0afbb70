"""The platform's Secrets in a chart."""

from typing import Final

import cdk8s_plus_27 as kplus
from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import platform_of
from portkey_constructs.platform.platform import Platform

__all__ = ["Secrets"]

_IDS: Final = {
    SecretGroup.APP: "App",
    SecretGroup.MYSQL: "MySql",
    SecretGroup.MYSQL_ADMINISTRATOR: "MySqlAdministrator",
    SecretGroup.REDIS: "Redis",
    SecretGroup.CLICKHOUSE: "ClickHouse",
    SecretGroup.CLICKHOUSE_FORMER: "ClickHouseFormer",
    SecretGroup.GATEWAY: "Gateway",
    SecretGroup.LOG_STORE: "LogStore",
    SecretGroup.BEDROCK: "Bedrock",
    SecretGroup.REGISTRY: "Registry",
}

_ONE_PER_SECRET: Final = ("Secret", "ExternalSecret", "SecretProviderClass")


class Secrets(Host):
    """The rendered Secrets, and the objects that create other Secrets from a secret manager; empty if all Secrets already exist.

    The construct id of a rendered Secret is `App`, `MySql`, `MySqlAdministrator`, `Redis`, `ClickHouse`, `Gateway`, `LogStore`, `Bedrock` or
    `Registry`. An object that creates a Secret has its kind before that id (`ExternalSecretMySql`, `SecretProviderClassMySql`). A shared object
    has its kind as id (`SecretStore`, `ServiceAccount`), followed by the Secret's id if the Secret has its own source, and so has the
    `Certificate` of the pods.
    With `accounts`, the ServiceAccounts are children of that construct instead.

    Raises:
        ConfigurationError: the outputs of the AWS companion are not available yet.
    """

    @checked
    def __init__(self, scope: Construct, id: str, *, config: PortkeyConfig, accounts: Construct | None = None) -> None:
        self._platform = platform_of(config)
        self._handles: dict[SecretGroup, kplus.ISecret] = {}
        manifests = {_id(self._platform, manifest): manifest for manifest in component_objects(self._platform, "secrets")}
        super().__init__(scope, id, manifests, accounts=accounts)

    @checked
    def secret(self, group: SecretGroup | str) -> kplus.ISecret:
        """A reference to the Secret of a group such as `redis`, for `env_value`; raises `ValueError` for an unknown group."""
        group = self._platform.secret(group).group
        if group not in self._handles:
            self._handles[group] = kplus.Secret.from_secret_name(self, f"{_IDS[group]}Secret", self._platform.secrets[group].name)
        return self._handles[group]


def _id(platform: Platform, manifest: KubernetesObject) -> str:
    kind, name = manifest["kind"], manifest["metadata"]["name"]
    for group, secret in platform.secrets.items():
        if kind in _ONE_PER_SECRET and secret.name == name:
            return _IDS[group] if kind == "Secret" else f"{kind}{_IDS[group]}"
    for group, secret in platform.secrets.items():
        if kind not in _ONE_PER_SECRET and secret.own_source and secret.reader and name in (secret.store, secret.reader.service_account):
            return f"{kind}{_IDS[group]}"
    return kind
