"""Checks that the objects of a server have the shape that the checks, `plan` and `adopt` rely on; a broken or hostile server may answer anything."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from portkey_constructs.config.object_schema import value_types
from portkey_constructs.kubernetes.registry import ObjectKind
from portkey_constructs.verify.findings import Object

__all__ = ["MalformedError", "well_formed"]

_MAX_DEPTH: Final = 100
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
"""The Python types of each type of a schema. Fields that are numbers or text have a list of types in the schema, and are not checked."""


class MalformedError(Exception):
    """An object does not have the shape of its kind; the message contains no value of it."""


class _Shape(msgspec.Struct, rename="camel"):
    """A part of an object; fields that it does not name are ignored."""


class _Writer(_Shape):
    operation: str = ""
    manager: str = ""
    subresource: str = ""
    fields_v1: dict[str, Any] = {}


class _Metadata(_Shape):
    name: str
    namespace: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    generation: int = 0
    deletion_timestamp: str = ""
    managed_fields: list[_Writer] = []


class _Condition(_Shape):
    type: str
    status: str
    reason: str = ""
    message: str = ""


class _Parent(_Shape):
    conditions: list[_Condition] = []


class _Address(_Shape):
    hostname: str = ""
    ip: str = ""


class _LoadBalancer(_Shape):
    ingress: list[_Address] = []


class _Reason(_Shape):
    reason: str = ""
    message: str = ""
    exit_code: int = 0


class _ContainerState(_Shape):
    waiting: _Reason | None = None
    terminated: _Reason | None = None


class _ContainerStatus(_Shape):
    name: str
    ready: bool = False
    restart_count: int = 0
    state: _ContainerState | None = None
    last_state: _ContainerState | None = None


class _Status(_Shape):
    conditions: list[_Condition] = []
    parents: list[_Parent] = []
    load_balancer: _LoadBalancer | None = None
    phase: str = ""
    reason: str = ""
    message: str = ""
    container_statuses: list[_ContainerStatus] = []
    init_container_statuses: list[_ContainerStatus] = []
    observed_generation: int = 0
    replicas: int = 0
    ready_replicas: int = 0
    updated_replicas: int = 0
    current_revision: str = ""
    update_revision: str = ""


class _Any(_Shape):
    metadata: _Metadata
    spec: dict[str, Any] = {}
    status: _Status | None = None


class _Specified(_Any, kw_only=True):
    spec: dict[str, Any]


class _Variable(_Shape):
    name: str
    value: str = ""


class _Container(_Shape):
    name: str
    env: list[_Variable] = []


class _PodSpec(_Shape):
    containers: list[_Container]


class _Pod(_Shape):
    metadata: _Metadata
    spec: _PodSpec
    status: _Status | None = None


class _Series(_Shape):
    count: int = 0
    last_observed_time: str = ""


class _Regarding(_Shape):
    kind: str = ""
    name: str = ""


class _Event(_Shape):
    metadata: _Metadata
    involved_object: _Regarding | None = None
    series: _Series | None = None
    type: str = ""
    reason: str = ""
    message: str = ""
    count: int = 0
    last_timestamp: str = ""
    event_time: str = ""
    first_timestamp: str = ""


class _EndpointConditions(_Shape):
    ready: bool | None = None


class _Endpoint(_Shape):
    conditions: _EndpointConditions | None = None


class _EndpointSlice(_Shape):
    metadata: _Metadata
    endpoints: list[_Endpoint] = []


class _Data(_Shape):
    metadata: _Metadata
    data: dict[str, str] = {}
    binary_data: dict[str, str] = {}
    type: str = ""


class _Target(_Shape):
    name: str = ""


class _ExternalSecretSpec(_Shape):
    target: _Target | None = None


class _ExternalSecret(_Shape):
    metadata: _Metadata
    spec: _ExternalSecretSpec | None = None
    status: _Status | None = None


_SHAPES: Final[Mapping[str, Any]] = {
    "Pod": _Pod,
    "Event": _Event,
    "EndpointSlice": _EndpointSlice,
    "ConfigMap": _Data,
    "Secret": _Data,
    "ExternalSecret": _ExternalSecret,
    **dict.fromkeys(("Service", "Ingress", "PersistentVolumeClaim", "Deployment", "StatefulSet", "Job"), _Specified),
}


def well_formed(kind: ObjectKind, value: Any) -> Object:
    """An object of a server without null fields, which mean the same as absent ones.

    Raises:
        MalformedError: it is not an object of the kind.
    """
    manifest = _without_nulls(value, 0)
    try:
        msgspec.convert(manifest, _SHAPES.get(kind.kind, _Any))
    except msgspec.ValidationError as error:
        _, _, path = str(error).partition(" - at `$")
        raise MalformedError(f"has an invalid {path.rstrip('`').lstrip('.') or 'shape'}") from None
    for entry in manifest["metadata"].get("managedFields", ()):
        if not _is_field_set(entry.get("fieldsV1", {})):
            raise MalformedError("has an invalid metadata.managedFields")
    for place, types, part in value_types(kind.kind, manifest):
        if not isinstance(part, _TYPES[types]):
            raise MalformedError(f"has an invalid {'.'.join(map(str, place))}")
    return dict(manifest)


def _without_nulls(value: Any, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise MalformedError(f"is nested more than {_MAX_DEPTH} levels deep")
    if isinstance(value, dict):
        return {key: _without_nulls(part, depth + 1) for key, part in value.items() if part is not None}
    return [_without_nulls(part, depth + 1) for part in value] if isinstance(value, list) else value


def _is_field_set(fields: Any) -> bool:
    return isinstance(fields, dict) and all(map(_is_field_set, fields.values()))
