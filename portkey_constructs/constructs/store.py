"""What the constructs of the stores share: they host nothing that runs elsewhere, and their Secret when they stand alone."""

from functools import cached_property

import cdk8s_plus_27 as kplus
from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.config.stores import RemoteClickHouse
from portkey_constructs.constructs.component import Component
from portkey_constructs.constructs.host import refused
from portkey_constructs.manifests.platform import COMPONENTS
from portkey_constructs.manifests.secrets import secret
from portkey_constructs.platform.defaults import clickhouse
from portkey_constructs.platform.names import Names

__all__ = ["Store", "StoreWithSecret", "secret_group"]


def secret_group(config: PortkeyConfig, store: str) -> SecretGroup:
    """The Secret of a store that runs here; a ClickHouse that waits for its data to move has one of its own."""
    former = store == "clickhouse" and isinstance(clickhouse(config), RemoteClickHouse)
    return SecretGroup.CLICKHOUSE_FORMER if former else SecretGroup(store)


class Store(Component):
    """A store in the cluster: StatefulSet, Service, HeadlessService, ServiceAccount, and as configured ConfigMap and Secret.

    Raises:
        ConfigurationError: the store runs elsewhere.
    """

    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, store: str, *, with_secret: bool, accounts: Construct | None) -> None:
        if not COMPONENTS[store][1](config):
            said, fix = getattr(config, store), f"leave the construct of {store} out"
            if said is None:
                raise refused("deployment.kind", f"is {config.deployment.kind}, without {store}: there is nothing to host", fix)
            raise refused(f"{store}.kind", f"is {said.kind}: there is nothing to host", f"{fix}, or say inCluster")
        made = secret(config, secret_group(config, store)) if with_secret else None
        super().__init__(scope, id, config, store, {"Secret": made} if made else {}, accounts=accounts)


class StoreWithSecret(Store):
    """A store that has users and passwords."""

    def __init__(self, scope: Construct, id: str, config: PortkeyConfig, store: str, *, with_secret: bool, accounts: Construct | None) -> None:
        self._secret_name = Names(config).secret(secret_group(config, store))
        super().__init__(scope, id, config, store, with_secret=with_secret, accounts=accounts)

    @cached_property
    def secret(self) -> kplus.ISecret:
        """The Secret with the store's keys, by its name: made with the platform or said to exist."""
        return kplus.Secret.from_secret_name(self, "StoreSecret", self._secret_name)
