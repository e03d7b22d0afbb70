"""The schemas of the settings in `portkey.yaml` that take Kubernetes fields, such as `affinity`, or change whole objects, such as `patches`."""

from collections.abc import Iterable, Mapping

from imports.constraints import constrained
from imports.kubernetes_schema import Schema, closure

__all__ = ["FRAGMENTS", "fragment_schema", "object_schema"]

FRAGMENTS = (
    "Affinity",
    "Container",
    "ContainerPort",
    "DeploymentStrategy",
    "EnvFromSource",
    "EnvVarSource",
    "HorizontalPodAutoscalerBehavior",
    "HostAlias",
    "LabelSelector",
    "Lifecycle",
    "PodDNSConfig",
    "PodSecurityContext",
    "Probe",
    "SecurityContext",
    "StatefulSetUpdateStrategy",
    "Toleration",
    "TopologySpreadConstraint",
    "TypedLocalObjectReference",
    "Volume",
    "VolumeMount",
)
"""The Kubernetes types that a setting can have."""


def fragment_schema(definitions: Mapping[str, Schema]) -> Schema:
    """A draft 7 schema whose `definitions` are `FRAGMENTS` and the types that they refer to, with their constraints; it rejects unknown keys."""
    names = closure(definitions, FRAGMENTS)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": constrained({name: definitions[name] for name in names})}


def object_schema(definitions: Mapping[str, Schema], custom: Iterable[Mapping[str, Schema]]) -> Schema:
    """The definitions of whole objects that `fragment_schema` lacks: those of Kubernetes with their constraints, and those of custom resources.

    Raises:
        ValueError: a definition of a custom resource has the name of another definition.
    """
    fragments = closure(definitions, FRAGMENTS)
    result = {name: schema for name, schema in constrained(definitions).items() if name in definitions and name not in fragments}
    for group in custom:
        for name, schema in group.items():
            if name == "ObjectMeta":
                continue
            if name in definitions or name in result:
                raise ValueError(f"two definitions have the name {name}")
            result[name] = schema
    return {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": result}
