"""Annotations that let Argo CD apply the objects stage by stage, and keep the Namespace."""

from typing import Final

from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.kubernetes.registry import Stage

__all__ = ["SYNC_OPTIONS", "SYNC_WAVE", "WAVES", "annotate"]

SYNC_WAVE: Final = "argocd.argoproj.io/sync-wave"
"""The annotation with the wave of an object: Argo CD applies a wave after all objects of the previous waves are healthy."""
SYNC_OPTIONS: Final = "argocd.argoproj.io/sync-options"

WAVES: Final = {stage: number - len(Stage) + 1 for number, stage in enumerate(Stage)}
"""The wave of each stage. The last is 0, so that objects of others without an annotation find the namespace and the Secrets."""


def annotate(stage: Stage, manifest: KubernetesObject) -> None:
    """Adds the annotations for Argo CD to an object; those that it has remain."""
    annotations = manifest["metadata"].setdefault("annotations", {})
    annotations.setdefault(SYNC_WAVE, str(WAVES[stage]))
    if manifest["kind"] == "Namespace":
        # Deleting the Namespace would delete all volume claims.
        annotations.setdefault(SYNC_OPTIONS, "Prune=false,Delete=false")
