"""Default values of each profile for settings that the configuration omits.

CPU, scaling of the gateway, and the data service's memory are those of Portkey's deployment guide. The gateway's memory limit is the least of what
Portkey's architecture document states, and the memory requests of the gateway and the backend are those of its newer advice: the autoscaler compares
the memory in use with the request.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from portkey_constructs.config.autoscaling import Autoscaling
from portkey_constructs.config.workload import Amounts, Resources
from portkey_constructs.platform.components import MYSQL_USER

__all__ = ["SCRATCH_SIZE_LIMITS", "default_autoscaling", "default_replicas", "default_resources", "default_sub_path", "default_volume_size"]

_RESOURCES: Final[Mapping[str, Mapping[str, tuple[str, str, str, str]]]] = {
    "production": {
        "gateway": ("200m", "1Gi", "1", "2Gi"),
        "backend": ("500m", "2Gi", "2", "4Gi"),
        "dataservice": ("300m", "512Mi", "1", "2Gi"),
        "frontend": ("50m", "64Mi", "500m", "256Mi"),
        "mysql": ("500m", "1Gi", "2", "4Gi"),
        MYSQL_USER: ("10m", "64Mi", "500m", "256Mi"),
        "redis": ("100m", "256Mi", "1", "2Gi"),
        "clickhouse": ("500m", "2Gi", "2", "8Gi"),
    },
    "development": {
        "gateway": ("50m", "256Mi", "1", "1Gi"),
        "backend": ("50m", "256Mi", "1", "2Gi"),
        "dataservice": ("50m", "128Mi", "1", "1Gi"),
        "frontend": ("10m", "32Mi", "500m", "256Mi"),
        "mysql": ("50m", "512Mi", "1", "1Gi"),
        MYSQL_USER: ("10m", "64Mi", "500m", "256Mi"),
        "redis": ("10m", "64Mi", "500m", "256Mi"),
        "clickhouse": ("50m", "512Mi", "1", "2Gi"),
    },
}
"""CPU and memory requests, then CPU and memory limits."""
_STORAGE: Final[Mapping[str, tuple[str, str]]] = {
    "gateway": ("256Mi", "3Gi"),
    "backend": ("512Mi", "6Gi"),
    "dataservice": ("512Mi", "11Gi"),
    "frontend": ("64Mi", "4Gi"),
    "mysql": ("256Mi", "21Gi"),
    MYSQL_USER: ("16Mi", "64Mi"),
    "redis": ("64Mi", "2Gi"),
    "clickhouse": ("512Mi", "16Gi"),
}
"""Request and limit of local storage: the limit has room for the temporary volumes and the container's log."""
SCRATCH_SIZE_LIMITS: Final[Mapping[str, str]] = {
    "gateway": "2Gi",
    "backend": "5Gi",
    "dataservice": "10Gi",
    "frontend": "1Gi",
    "mysql": "10Gi",
    "redis": "1Gi",
    "clickhouse": "5Gi",
}
"""Largest size of each temporary volume of a component."""
_AUTOSCALING: Final[Mapping[str, Mapping[str, Any]]] = {
    "gateway": {"min": 2, "max": 20, "cpu": 60, "memory": 80},
    "backend": {"min": 2, "max": 5, "cpu": 80, "memory": 80},
}
_VOLUME_SIZES: Final[Mapping[str, Mapping[str, str]]] = {
    "production": {"mysql": "50Gi", "redis": "10Gi", "clickhouse": "100Gi"},
    "development": {"mysql": "5Gi", "redis": "1Gi", "clickhouse": "10Gi"},
}


@cache
def default_resources(profile: str, component: str, *, local_data: bool = False) -> Resources:
    """Requests and limits of a component. With `local_data`, the data of a store is on the node, so that its local storage has no limit."""
    cpu, memory, cpu_limit, memory_limit = _RESOURCES[profile][component]
    storage, storage_limit = _STORAGE[component]
    return Resources(
        requests=Amounts(cpu=cpu, memory=memory, ephemeral_storage=storage),
        limits=Amounts(cpu=cpu_limit, memory=memory_limit, ephemeral_storage=None if local_data else storage_limit),
    )


@cache
def default_autoscaling(profile: str, component: str) -> Autoscaling | None:
    """Autoscaling of a service; None where the number of replicas is fixed."""
    return Autoscaling(**_AUTOSCALING[component]) if profile == "production" and component in _AUTOSCALING else None


def default_replicas(profile: str) -> int:
    """Number of replicas of a service without autoscaling."""
    return 2 if profile == "production" else 1


def default_volume_size(profile: str, store: str) -> str:
    """Size of a store's volume."""
    return _VOLUME_SIZES[profile][store]


def default_sub_path(store: str) -> str:
    """Folder of a store's volume that contains the data; empty for the root.

    MySQL initialises only an empty folder, and the root of a new ext4 volume contains `lost+found`.
    """
    return "mysql" if store == "mysql" else ""
