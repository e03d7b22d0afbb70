"""The schemas of the settings in `portkey.yaml` that take Kubernetes fields, such as `affinity`, or change whole objects, such as `patches`."""

from collections.abc import Collection, Iterable, Mapping

from imports.constraint import MESSAGE
from imports.constraints import constrained
from imports.kubernetes_schema import REFERENCE, Schema, closure

__all__ = ["CUSTOM_FRAGMENTS", "FRAGMENTS", "fragment_schema", "object_schema"]

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

CUSTOM_FRAGMENTS = {"ScaledObject": ("ScaledObjectSpecAdvanced", "ScaledObjectSpecFallback", "ScaledObjectSpecTriggers")}
"""The types of custom resources that a setting can have, by the kind of the resource."""

_METRIC_TYPES = ("AverageValue", "Value", "Utilization")
_FIELDS: Mapping[str, Mapping[str, Schema]] = {
    "ScaledObjectSpecAdvancedHorizontalPodAutoscalerConfig": {"behavior": {"$ref": f"{REFERENCE}HorizontalPodAutoscalerBehavior"}},
    "ScaledObjectSpecTriggers": {
        "metricType": {"type": "string", "enum": [*_METRIC_TYPES], MESSAGE: f"expected one of {', '.join(_METRIC_TYPES)}"},
    },
}
"""Fields whose definition says less than Kubernetes checks when KEDA creates a HorizontalPodAutoscaler from them."""


def fragment_schema(definitions: Mapping[str, Schema], custom: Mapping[str, Schema]) -> Schema:
    """A draft 7 schema whose `definitions` are the types that a setting can have and those that they refer to, with their constraints.

    It rejects unknown keys. `custom` are the definitions of the kinds of `CUSTOM_FRAGMENTS`.
    """
    names = closure(definitions, FRAGMENTS)
    result = constrained({name: definitions[name] for name in names})
    return {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {**result, **_custom_fragments(custom)}}


def _custom_fragments(custom: Mapping[str, Schema]) -> dict[str, Schema]:
    own = {name: schema for name, schema in custom.items() if name != "ObjectMeta"}
    for name, fields in _FIELDS.items():
        own[name] = {**own[name], "properties": {**own[name]["properties"], **fields}}
    roots = [name for fragments in CUSTOM_FRAGMENTS.values() for name in fragments]
    return {name: own[name] for name in sorted(closure({"HorizontalPodAutoscalerBehavior": {}, **own}, roots)) if name in own}


def object_schema(definitions: Mapping[str, Schema], custom: Iterable[Mapping[str, Schema]], fragments: Collection[str]) -> Schema:
    """The definitions of whole objects that are not `fragments`: those of Kubernetes with their constraints, and those of custom resources.

    Raises:
        ValueError: a definition of a custom resource has the name of another definition.
    """
    result = {name: schema for name, schema in constrained(definitions).items() if name in definitions and name not in fragments}
    for group in custom:
        for name, schema in group.items():
            if name == "ObjectMeta" or name in fragments:
                continue
            if name in definitions or name in result:
                raise ValueError(f"two definitions have the name {name}")
            result[name] = schema
    # A StatefulSet knows the kind of its claims.
    claim = result["PersistentVolumeClaim"]
    result["PersistentVolumeClaim.template"] = {**claim, "required": ["metadata", "spec"]}
    claims = result["StatefulSetSpec"]["properties"]
    claims["volumeClaimTemplates"] = {**claims["volumeClaimTemplates"], "items": {"$ref": f"{REFERENCE}PersistentVolumeClaim.template"}}
    return {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": result}
