"""What the API server checks in the settings that take Kubernetes fields, and its published schema does not contain.

One row is one constraint of a Kubernetes type: the JSON Schema keywords that express it, what it expects, and examples. The keywords become part
of `kubernetes_shapes.json`, so that the loader and editors check the same. `tests/cluster/test_constraints.py` compares every example with the
verdict of a real API server.
"""

from collections.abc import Mapping
from typing import Final

from imports.constraint import ITEMS, MESSAGE, Constraint
from imports.kubernetes_schema import REFERENCE, Schema
from imports.object_constraints import OBJECT_CONSTRAINTS
from imports.pod_constraints import POD_CONSTRAINTS
from imports.scheduling_constraints import SCHEDULING_CONSTRAINTS
from imports.volume_constraints import VOLUME_CONSTRAINTS
from imports.workload_constraints import WORKLOAD_CONSTRAINTS

__all__ = ["CONSTRAINTS", "ROLES", "constrained"]

CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    *POD_CONSTRAINTS,
    *SCHEDULING_CONSTRAINTS,
    *VOLUME_CONSTRAINTS,
    *WORKLOAD_CONSTRAINTS,
    *OBJECT_CONSTRAINTS,
)
"""Every constraint; a value of None in an example leaves the field out."""

ROLES: Final[Mapping[str, str]] = {
    "Probe.liveness": "Probe",
    "Probe.readiness": "Probe",
    "Container.init": "Container",
    "TypedLocalObjectReference.claim": "TypedLocalObjectReference",
}
"""Definitions of a type that has additional constraints in one place, each with the type."""
_IN_CONTAINERS: Final = {"livenessProbe": "Probe.liveness", "startupProbe": "Probe.liveness", "readinessProbe": "Probe.readiness"}


def constrained(definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    """A copy of the definitions with every constraint, and with the definitions of `ROLES`."""
    result = {
        name: {**schema, **({"properties": {**schema["properties"]}} if "properties" in schema else {})} for name, schema in definitions.items()
    }
    result["Quantity"]["minimum"] = 0
    for schema in result.values():
        for name, field in schema.get("properties", {}).items():
            if field.get("format") == "int32":
                schema["properties"][name] = {"minimum": -(2**31), "maximum": 2**31 - 1, **field}
    result |= {role: {"allOf": [{"$ref": f"{REFERENCE}{type}"}]} for role, type in ROLES.items()}
    for constraint in CONSTRAINTS:
        # The types of whole objects are no part of what a setting takes.
        if constraint.type not in result:
            continue
        schema, keywords = result[constraint.type], {**constraint.schema, MESSAGE: f"expected {constraint.expected}"}
        if not constraint.field:
            schema["allOf"] = [*schema.get("allOf", ()), keywords]
            continue
        name = constraint.field.removesuffix(ITEMS)
        field = schema["properties"][name]
        schema["properties"][name] = _and(field, keywords) if name == constraint.field else {**field, "items": _and(field["items"], keywords)}
    result["Container"]["properties"] |= {field: {"$ref": f"{REFERENCE}{role}"} for field, role in _IN_CONTAINERS.items()}
    return result


def _and(schema: Schema, constraint: Schema) -> Schema:
    """Both schemas; a schema with a reference, or with keywords of the same name, takes the other into `allOf`."""
    if "$ref" in schema:
        return {"allOf": [schema, constraint]}
    if MESSAGE in schema or "allOf" in schema:
        return {**schema, "allOf": [*schema.get("allOf", ()), constraint]}
    return {**schema, **constraint}
