"""Every construct that takes a configuration, with what it hosts of one."""

from collections.abc import Callable
from typing import Any, Final

from constructs import Construct

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.constructs import (
    Backend,
    ClickHouse,
    DataService,
    Frontend,
    Gateway,
    Migration,
    MySql,
    Portkey,
    PortkeyNamespace,
    Redis,
    Secrets,
)
from portkey_constructs.manifests.platform import COMPONENTS
from tests.every import EVERY, LEAST

__all__ = ["CASES", "CONFIGURATIONS", "CONSTRUCTS", "hosted"]

CONSTRUCTS: Final[dict[str, Callable[..., Construct]]] = {
    "namespace": PortkeyNamespace,
    "secrets": Secrets,
    "mysql": MySql,
    "redis": Redis,
    "clickhouse": ClickHouse,
    "migration": Migration,
    "gateway": Gateway,
    "backend": Backend,
    "dataservice": DataService,
    "frontend": Frontend,
    "portkey": Portkey,
}

CONFIGURATIONS: Final = {"least": LEAST, **EVERY}


def hosted(component: str, config: PortkeyConfig) -> list[Any]:
    """The manifests that the construct of a component hosts when it stands alone."""
    if component == "portkey":
        return [manifest for _, manifests in COMPONENTS.values() for manifest in manifests(config)]
    found = list(COMPONENTS[component][1](config))
    if found and component in ("mysql", "redis", "clickhouse"):
        secret = f"{config.name}-{component}"
        found += [manifest for manifest in COMPONENTS["secrets"][1](config) if manifest["metadata"]["name"] == secret]
    return found


CASES: Final = [
    (component, name) for component in CONSTRUCTS for name, config in CONFIGURATIONS.items() if hosted(component, config) or component == "secrets"
]
"""Component and configuration, wherever there is something to host."""
