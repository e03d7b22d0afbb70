"""Pods that read a changed ConfigMap or Secret, and do not restart for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from portkey_constructs.plan.model import Change
from portkey_constructs.plan.references import pod_references
from portkey_constructs.plan.restarts import ROLLING_KINDS

__all__ = ["with_readers"]

Map = Mapping[str, Any]

_RELOADER: Final = {"Secret": "secret.reloader.stakater.com/reload", "ConfigMap": "configmap.reloader.stakater.com/reload"}
_ALL: Final = "reloader.stakater.com/auto"


def with_readers(changes: Iterable[Change], manifests: Iterable[Map]) -> tuple[Change, ...]:
    """The changes, where each changed ConfigMap or Secret names the workloads that read it but do not restart."""
    changes = tuple(changes)
    if not any(change.identity.kind in _RELOADER for change in changes):
        return changes
    restarted = {change.identity[1:] for change in changes if change.restarts or change.action in ("added", "recreated")}
    workloads = [manifest for manifest in manifests if manifest.get("kind") in ROLLING_KINDS and _place(manifest) not in restarted]
    return tuple(replace(change, effects=(*change.effects, *_effects(change, workloads))) for change in changes)


def _place(manifest: Map) -> tuple[str, str, str]:
    metadata = manifest["metadata"]
    return str(manifest["kind"]), str(metadata.get("namespace", "")), str(metadata.get("name", ""))


def _effects(change: Change, workloads: Iterable[Map]) -> Iterator[str]:
    kind, namespace, name = change.identity[1:]
    if kind not in _RELOADER or change.action != "changed" or change.refused:
        return
    if not any(field.path.startswith(("data", "binaryData")) for field in change.fields):
        return
    for workload in workloads:
        references = pod_references(workload)
        read = references.secrets if kind == "Secret" else references.config_maps
        if name not in read or workload["metadata"].get("namespace", "") != namespace:
            continue
        title = f"{workload['kind']} {workload['metadata'].get('name')}"
        annotations = workload["metadata"].get("annotations") or {}
        reloaded = name in str(annotations.get(_RELOADER[kind], "")).split(",") or annotations.get(_ALL) == "true"
        if reloaded:
            yield f"Reloader restarts {title}"
        else:
            yield f"{title} does not restart: its variables keep the old values, and mounted files change within minutes"
