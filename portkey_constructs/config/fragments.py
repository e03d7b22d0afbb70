"""Fragments that keep Kubernetes' own shape: tolerations, affinity, volumes, probes, containers.

They are checked against the pinned Kubernetes schema (`kubernetes_shapes.json`, made by `make imports`), which is read only when
a configuration has such a fragment.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, NamedTuple

from pydantic import GetCoreSchemaHandler
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError, core_schema

from portkey_constructs.config.frozen import freeze, thaw

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


_THAWED: Final = core_schema.plain_serializer_function_ser_schema(thaw)


@cache
def _validator(shape: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft7Validator({"$ref": f"#/definitions/{shape}", "definitions": definitions()})


def _message(error: Any) -> str:
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


class Shape(NamedTuple):
    """A map that must match a type of the Kubernetes API."""

    name: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        fragment = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
        return core_schema.no_info_after_validator_function(self.check, fragment, serialization=_THAWED)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {SHAPE: self.name}

    def check(self, fragment: Mapping[str, Any]) -> Mapping[str, Any]:
        """A read-only copy of the fragment; raises `ValidationError` with every place that does not match the type."""
        plain = thaw(fragment)
        problems: list[InitErrorDetails] = []
        for error in _validator(self.name).iter_errors(plain):
            custom = PydanticCustomError("shape", _message(error), {"shape": f"Kubernetes' {self.name}"})
            problems.append(InitErrorDetails(type=custom, loc=tuple(error.instance_path), input=None))
        if problems:
            raise ValidationError.from_exception_data(self.name, problems, hide_input=True)
        return freeze(plain)  # type: ignore[no-any-return]


class EnvironmentValue:
    """The value of a variable: text, or one of `secretKeyRef`, `configMapKeyRef` and `fieldRef` as Kubernetes defines them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check, serialization=_THAWED)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": ["string", "number", "boolean"]}, {SHAPE: "EnvVarSource"}]}

    def check(self, value: Any) -> str | Mapping[str, Any]:
        """Text for a scalar (booleans and numbers as YAML writes them); a read-only, validated map for a map."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return str(value)
        if not isinstance(value, Mapping) or len(value) != 1:
            raise PydanticCustomError("expected", "text, or one of secretKeyRef, configMapKeyRef and fieldRef")
        return Shape("EnvVarSource").check(value)


Affinity = Annotated[Mapping[str, Any], Shape("Affinity")]
Container = Annotated[Mapping[str, Any], Shape("Container")]
ContainerSecurityContext = Annotated[Mapping[str, Any], Shape("SecurityContext")]
DnsConfig = Annotated[Mapping[str, Any], Shape("PodDNSConfig")]
EnvValue = Annotated[str | Mapping[str, Any], EnvironmentValue()]
PodSecurityContext = Annotated[Mapping[str, Any], Shape("PodSecurityContext")]
Probe = Annotated[Mapping[str, Any], Shape("Probe")]
ScalingBehavior = Annotated[Mapping[str, Any], Shape("HorizontalPodAutoscalerBehavior")]
Toleration = Annotated[Mapping[str, Any], Shape("Toleration")]
TopologySpread = Annotated[Mapping[str, Any], Shape("TopologySpreadConstraint")]
Volume = Annotated[Mapping[str, Any], Shape("Volume")]
VolumeMount = Annotated[Mapping[str, Any], Shape("VolumeMount")]
