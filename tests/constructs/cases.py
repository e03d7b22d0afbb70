"""Every construct that takes a configuration, with what it hosts of one."""

from collections.abc import Callable
from typing import Any, Final

from constructs import Construct

from portkey_constructs.config import PortkeyConfig, SecretGroup
from portkey_constructs.constructs import (
    Backend,
    ClickHouse,
    DataService,
    Frontend,
    Gateway,
    Migration,
    MySql,
    NetworkPolicies,
    Portkey,
    PortkeyNamespace,
    Redis,
    ResourceQuota,
    Secrets,
)
from portkey_constructs.manifests.stages import component_objects
from tests.support.all_settings import ALL_SETTINGS, MINIMAL

__all__ = ["CASES", "CONFIGURATIONS", "CONSTRUCTS", "TO_READ", "hosted"]

CONSTRUCTS: Final[dict[str, Callable[..., Construct]]] = {
    "namespace": PortkeyNamespace,
    "secrets": Secrets,
    "networkPolicies": NetworkPolicies,
    "resourceQuota": ResourceQuota,
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

CONFIGURATIONS: Final = {"minimal": MINIMAL, **ALL_SETTINGS}


def hosted(component: str, config: PortkeyConfig) -> list[Any]:
    """The manifests that the construct of a component hosts when it is used alone."""
    platform = config.resolve()
    if component == "portkey":
        return [staged.manifest for staged in platform.objects()]
    expected = list(component_objects(platform, component))
    if expected and component in ("mysql", "redis", "clickhouse"):
        former = component == "clickhouse" and platform.components[component].path != component
        name = platform.secret(SecretGroup.CLICKHOUSE_FORMER if former else component).name
        expected += [
            manifest for manifest in component_objects(platform, "secrets") if (manifest["kind"], manifest["metadata"]["name"]) == ("Secret", name)
        ]
    return expected


_MAY_BE_EMPTY: Final = ("secrets", "networkPolicies")
CASES: Final = [
    (component, name)
    for component in CONSTRUCTS
    for name, config in CONFIGURATIONS.items()
    if hosted(component, config) or component in _MAY_BE_EMPTY
]
"""Component and configuration, for every pair with objects."""

_TO_READ: Final[dict[str, tuple[str, ...]]] = {
    "minimal": tuple(component for component in CONSTRUCTS if component not in ("portkey", "resourceQuota")),
    "production": ("mysql", "redis", "clickhouse", "migration", "gateway", "backend", "dataservice", "frontend"),
    "development": ("secrets", "backend"),
    "aws": ("secrets", "clickhouse", "gateway"),
    "eks-pods": ("secrets", "frontend"),
    "companion": ("secrets", "backend"),
    "companion-inline": ("gateway",),
    "azure": ("secrets", "gateway"),
    "aks-csi": ("secrets", "migration", "backend"),
    "gke": ("secrets", "frontend"),
    "gke-account": ("secrets",),
    "vault": ("secrets", "gateway"),
    "vault-csi": ("secrets", "dataservice"),
    "shared-store": ("secrets", "gateway"),
    "gke-csi": ("secrets", "mysql"),
    "hybrid": ("secrets", "gateway", "dataservice"),
    "hybrid-with-clickhouse": ("gateway", "dataservice"),
    "alone": ("gateway",),
    "gateway-elsewhere": ("backend", "frontend"),
    "open": ("mysql", "frontend", "gateway"),
    "gke-gateway": ("gateway",),
    "okta": ("secrets", "backend"),
    "keda": ("gateway", "resourceQuota"),
    "external-scaling": ("gateway",),
    "adopted-app": ("mysql", "gateway"),
    "adopted-gateway": ("redis", "gateway"),
}
TO_READ: Final = [(component, name) for name, components in _TO_READ.items() for component in components]
"""The cases that are snapshots, chosen so that each shows what no other does; all are compared with their manifests."""
