"""Writes the shapes of the fragments of `portkey.yaml` that are Kubernetes' own."""

from collections.abc import Mapping

from imports.kubernetes import Schema, closure

__all__ = ["FRAGMENTS", "shapes"]

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
"""What a user may write as Kubernetes writes it."""


def shapes(definitions: Mapping[str, Schema]) -> Schema:
    """A draft 7 schema whose `definitions` are `FRAGMENTS` and what they refer to; unknown keys are refused."""
    names = closure(definitions, FRAGMENTS)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {name: definitions[name] for name in names}}
