"""Fragments that keep Kubernetes' own shape: tolerations, affinity, volumes, probes, containers.

They are checked against the pinned Kubernetes schema (`kubernetes_shapes.json`, made by `make imports`), which is read only when
a configuration has such a fragment.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError, core_schema

__all__ = [
    "SHAPE",
    "Affinity",
    "Container",
    "ContainerSecurityContext",
    "DnsConfig",
    "EnvValue",
    "EnvironmentValue",
    "PodSecurityContext",
    "Probe",
    "ScalingBehavior",
    "Shape",
    "Toleration",
    "TopologySpread",
    "Volume",
    "VolumeMount",
    "definitions",
]


SHAPE = "x-kubernetes-shape"
"""The keyword that stands in a model's JSON Schema for a reference to one of Kubernetes' shapes."""


@cache
def definitions() -> dict[str, Any]:
    """The JSON Schema definitions of the fragments, by Kubernetes' own name."""
    import json
    from pathlib import Path

    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("kubernetes_shapes.json").read_text(encoding="utf-8"))
    return loaded["definitions"]  # type: ignore[no-any-return]


@cache
def _validator(shape: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft7Validator({"$ref": f"#/definitions/{shape}", "definitions": definitions()})


def _said(error: Any) -> str:
    kind = error.kind
    name = type(kind).__name__
    if name.endswith("AdditionalProperties"):
        unknown = ", ".join(sorted(kind.unexpected))
        return f"{{shape}} has no field {unknown}"
    if name.endswith("Required"):
        return f"{{shape}} needs {kind.property}"
    if name.endswith("_Type"):
        return f"{{shape}} expects {' or '.join(kind.types) if isinstance(kind.types, list) else 'another type'} here"
    return "{shape} does not allow this value"


@dataclass(frozen=True, slots=True)
class Shape:
    """A map that must be a given Kubernetes type."""

    name: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema()))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {SHAPE: self.name}

    def check(self, value: dict[str, Any]) -> dict[str, Any]:
        """The value as it is; raises with every place where it is not of this shape."""
        found: list[InitErrorDetails] = []
        for error in _validator(self.name).iter_errors(value):
            custom = PydanticCustomError("shape", _said(error), {"shape": f"Kubernetes' {self.name}"})
            found.append(InitErrorDetails(type=custom, loc=tuple(error.instance_path), input=None))
        if found:
            raise ValidationError.from_exception_data(self.name, found, hide_input=True)
        return value


@dataclass(frozen=True, slots=True)
class EnvironmentValue:
    """The value of a variable: text, or where it comes from in Kubernetes' own shape (`secretKeyRef`, `configMapKeyRef`, `fieldRef`)."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": ["string", "number", "boolean"]}, {SHAPE: "EnvVarSource"}]}

    def check(self, value: Any) -> str | dict[str, Any]:
        """Text for a scalar (booleans and numbers as YAML writes them); a checked map for a map."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return str(value)
        if not isinstance(value, dict) or len(value) != 1:
            raise PydanticCustomError("expected", "text, or one of secretKeyRef, configMapKeyRef and fieldRef")
        return Shape("EnvVarSource").check(value)


Affinity = Annotated[dict[str, Any], Shape("Affinity")]
Container = Annotated[dict[str, Any], Shape("Container")]
ContainerSecurityContext = Annotated[dict[str, Any], Shape("SecurityContext")]
DnsConfig = Annotated[dict[str, Any], Shape("PodDNSConfig")]
EnvValue = Annotated[str | dict[str, Any], EnvironmentValue()]
PodSecurityContext = Annotated[dict[str, Any], Shape("PodSecurityContext")]
Probe = Annotated[dict[str, Any], Shape("Probe")]
ScalingBehavior = Annotated[dict[str, Any], Shape("HorizontalPodAutoscalerBehavior")]
Toleration = Annotated[dict[str, Any], Shape("Toleration")]
TopologySpread = Annotated[dict[str, Any], Shape("TopologySpreadConstraint")]
Volume = Annotated[dict[str, Any], Shape("Volume")]
VolumeMount = Annotated[dict[str, Any], Shape("VolumeMount")]
