"""Settings that the stores in the cluster share."""

from portkey_constructs.config.base import Model, default
from portkey_constructs.config.service_settings import ServiceSettings
from portkey_constructs.config.types import Memory, ObjectName, SubPath
from portkey_constructs.config.workload import Workload

__all__ = ["InClusterStore", "Persistence"]


class Persistence(Model):
    """The volume of a store in the cluster."""

    size: Memory | None = None
    """Size of the volume. Defaults to the size of the profile."""
    storage_class: ObjectName | None = None
    """Storage class. Defaults to the default class of the cluster."""
    sub_path: SubPath | None = None
    """Directory of the volume that contains the data, or empty for its root. Defaults to `mysql` for MySQL and to the root for the other stores."""


class InClusterStore(Workload):
    """Settings that the three stores in the cluster share."""

    persistence: Persistence = default()
    """Volume for the data of the store."""
    service: ServiceSettings = default()
    """Type and port of the Service in front of the store."""
