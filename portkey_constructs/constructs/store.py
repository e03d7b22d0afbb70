"""Base classes of the store constructs: a store in this cluster and, without a `Secrets` construct, its Secret."""

from functools import cached_property
from typing import cast

import cdk8s_plus_27 as kplus
from cdk8s import ApiObject
from constructs import Construct

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.constructs.component import Component
from portkey_constructs.manifests.secrets import rendered_secret
from portkey_constructs.platform.arguments import refused
from portkey_constructs.platform.components import StoreName
from portkey_constructs.platform.platform import Platform

__all__ = ["Store", "StoreWithSecret"]


def _secret_group(platform: Platform, store: StoreName) -> SecretGroup:
    """The Secret of a store in this cluster. With `clickhouse.former`, it is the Secret of the previous in-cluster ClickHouse."""
    former = store == "clickhouse" and platform.clickhouse is not None and platform.clickhouse.former is not None
    return SecretGroup.CLICKHOUSE_FORMER if former else SecretGroup(store)


class Store(Component):
    """A store in the cluster: StatefulSet, Service, HeadlessService, ServiceAccount, and optionally ConfigMap and Secret.

    Raises:
        ConfigurationError: the store runs outside this cluster.
    """

    def __init__(self, scope: Construct, id: str, platform: Platform, store: StoreName, *, with_secret: bool, accounts: Construct | None) -> None:
        if store not in platform.stores:
            settings, fix = getattr(platform.config, store), f"leave the construct of {store} out"
            if settings is None:
                raise refused("deployment.kind", f"is {platform.deployment}, without {store}: there is nothing to host", fix)
            raise refused(f"{store}.kind", f"is {settings.kind}: there is nothing to host", f"{fix}, or set kind: inCluster")
        secret = rendered_secret(platform, _secret_group(platform, store)) if with_secret else None
        super().__init__(scope, id, platform, store, {"Secret": secret} if secret else {}, accounts=accounts)

    @property
    def stateful_set(self) -> ApiObject:
        """The StatefulSet, to read its name or to patch its fields. It is the Deployment if an adopted release has no StatefulSet."""
        return cast(ApiObject, self._hosted.get("StatefulSet") or self._hosted["Deployment"])


class StoreWithSecret(Store):
    """A store with users and passwords."""

    def __init__(self, scope: Construct, id: str, platform: Platform, store: StoreName, *, with_secret: bool, accounts: Construct | None) -> None:
        self._secret_name = platform.secrets[_secret_group(platform, store)].name
        super().__init__(scope, id, platform, store, with_secret=with_secret, accounts=accounts)

    @cached_property
    def secret(self) -> kplus.ISecret:
        """A reference to the Secret with the store's credentials."""
        return kplus.Secret.from_secret_name(self, "StoreSecret", self._secret_name)
