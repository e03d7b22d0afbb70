"""The volume of a store in the cluster: a claim that its StatefulSet creates, or one that exists."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.fragments import ClaimDataSource, LabelSelector
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.name_patterns import SUBDOMAIN
from portkey_constructs.config.types import LabelKey, LabelValue, Matching, Memory, ObjectName, SubPath

__all__ = ["AccessMode", "AnyPersistence", "ExistingClaim", "Persistence"]

AccessMode = Literal["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"]
_StorageClass = Annotated[str, Matching(f"^({SUBDOMAIN})?$", "the name of a storage class, or empty text for a volume without a class", 253)]


class Persistence(Model):
    """A claim that the StatefulSet of a store creates. Its settings cannot change once the store runs."""

    kind: Literal["newClaim"] = "newClaim"
    """The StatefulSet creates the claim."""
    size: Memory | None = None
    """Size of the volume. Defaults to the size of the profile."""
    storage_class: _StorageClass | None = None
    """Storage class. Defaults to the default class of the cluster. Empty text selects a volume without a class."""
    sub_path: SubPath | None = None
    """Directory of the volume that contains the data, or empty for its root. Defaults to `mysql` for MySQL and to the root for the other stores."""
    access_modes: tuple[AccessMode, ...] = Field(default=("ReadWriteOnce",), min_length=1)
    """Access modes that the volume must have.

    - ReadWriteOnce: Pods of one node mount the volume.
    - ReadWriteOncePod: One pod mounts the volume. It excludes the other modes.
    - ReadWriteMany: Pods of several nodes mount the volume.
    """
    volume_name: ObjectName | None = None
    """Name of the existing PersistentVolume to bind. By default, the storage class provisions a volume."""
    selector: LabelSelector | None = None
    """Labels of the existing PersistentVolumes to choose from, as Kubernetes defines them. With a selector, no volume is provisioned."""
    data_source: ClaimDataSource | None = None
    """VolumeSnapshot or PersistentVolumeClaim whose content the new volume gets, as Kubernetes defines it."""
    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the claim."""
    annotations: Annotations = default()
    """Annotations of the claim."""


class ExistingClaim(Model):
    """A claim that exists before the store starts, with a volume for the store alone."""

    kind: Literal["existingClaim"] = "existingClaim"
    """The claim exists."""
    name: ObjectName
    """Name of the existing PersistentVolumeClaim."""
    sub_path: SubPath | None = None
    """Directory of the volume that contains the data, or empty for its root. Defaults to `mysql` for MySQL and to the root for the other stores."""


AnyPersistence = Annotated[Persistence | ExistingClaim, ByKind("newClaim")]
