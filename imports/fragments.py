"""The schema of the settings in `portkey.yaml` that take Kubernetes fields, such as `affinity`."""

from collections.abc import Mapping

from imports.constraints import constrained
from imports.kubernetes_schema import Schema, closure

__all__ = ["FRAGMENTS", "fragment_schema"]

FRAGMENTS = (
    "Affinity",
    "Container",
    "EnvVarSource",
    "HorizontalPodAutoscalerBehavior",
    "Lifecycle",
    "PodDNSConfig",
    "PodSecurityContext",
    "Probe",
    "SecurityContext",
    "Toleration",
    "TopologySpreadConstraint",
    "Volume",
    "VolumeMount",
)
"""The Kubernetes types that a setting can have."""


def fragment_schema(definitions: Mapping[str, Schema]) -> Schema:
    """A draft 7 schema whose `definitions` are `FRAGMENTS` and the types that they refer to, with their constraints; it rejects unknown keys."""
    names = closure(definitions, FRAGMENTS)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": constrained({name: definitions[name] for name in names})}
