"""Compares two sets of manifests: the changed objects, and what each change does. Pure, and it reads neither files nor a cluster."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from portkey_constructs.kubernetes.registry import KINDS, Stage
from portkey_constructs.plan.data_risks import risks_of_change, risks_of_recreation, risks_of_removal, risks_of_restart
from portkey_constructs.plan.effects import Scaled, effects_of_addition, effects_of_change, effects_of_removal
from portkey_constructs.plan.field_changes import differences, field_change
from portkey_constructs.plan.immutable_fields import is_recreated, kept_defaults, refusals
from portkey_constructs.plan.model import Change, Identity, Plan
from portkey_constructs.plan.normal_form import normal_form, whole_number
from portkey_constructs.plan.prerequisites import prerequisites
from portkey_constructs.plan.readers import with_readers
from portkey_constructs.plan.references import pod_references
from portkey_constructs.plan.restarts import ROLLING_KINDS, restart_reasons, rollout_effects
from portkey_constructs.plan.upgrades import database_effects, upgrade_effects
from portkey_constructs.platform.components import stage_of_component
from portkey_constructs.platform.labels import component_of

__all__ = ["compare"]

Map = Mapping[str, Any]
Key = tuple[str, str, str, str]

_APART: Final = "no object is on both sides: check that both are the same platform, with the same name and namespace"
_STAGES: Final = {stage: number for number, stage in enumerate(Stage)}


def compare(old: Iterable[Map], new: Iterable[Map]) -> Plan:
    """What applying the new manifests does to a cluster that has the old ones, and in which objects they differ.

    An object that only the old manifests have counts as removed: Flux deletes it, and `kubectl apply` leaves it.

    Example:
        >>> old = [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80}]}}]
        >>> [change.action for change in compare(old, []).changes]
        ['removed']
    """
    written = {_key(manifest): manifest for manifest in old}
    before, after = _by_identity(written.values()), _by_identity(new)
    changed = _changed_names(before, after)
    scaled = Scaled(_scaled_workloads(before.values()), _scaled_workloads(after.values()))
    changes = [
        change
        for key in sorted({**after, **before}, key=lambda key: _order(key, (after.get(key) or before[key])))
        if (change := _change(before.get(key), after.get(key), written.get(key, {}), changed, scaled))
    ]
    former, planned = list(before.values()), list(after.values())
    upgrades, database = upgrade_effects(former, planned), database_effects(former, planned)
    apart = bool(before) and bool(after) and not before.keys() & after.keys()
    return Plan(with_readers(changes, planned), prerequisites(former, planned), upgrades, database, notes=(_APART,) if apart else ())


def _by_identity(manifests: Iterable[Map]) -> dict[Key, Map]:
    """The normal forms; the version of an API group is no part of the identity, because all versions are one object."""
    forms = map(normal_form, manifests)
    return {_key(form): form for form in forms}


def _key(manifest: Map) -> Key:
    metadata = manifest["metadata"]
    group, slash, _ = str(manifest.get("apiVersion", "")).partition("/")
    return (group if slash else "", str(manifest.get("kind")), str(metadata.get("namespace", "")), str(metadata.get("name", "")))


def _order(key: Key, manifest: Map) -> tuple[int, str, str]:
    """The stage of an object, then its kind and name."""
    component = component_of(manifest)
    kind = KINDS.get(key[1])
    stage = kind.stage if kind and kind.stage else stage_of_component(component)
    return (_STAGES[stage], key[1], key[3])


def _identity(manifest: Map) -> Identity:
    _, kind, namespace, name = _key(manifest)
    return Identity(str(manifest.get("apiVersion", "")), kind, namespace, name)


def _changed_names(before: Mapping[Key, Map], after: Mapping[Key, Map]) -> dict[str, frozenset[str]]:
    """The names of the ConfigMaps and Secrets that differ."""
    names: dict[str, set[str]] = {"ConfigMap": set(), "Secret": set()}
    for key in {**before, **after}:
        if key[1] in names and before.get(key) != after.get(key):
            names[key[1]].add(key[3])
    return {kind: frozenset(values) for kind, values in names.items()}


def _scaled_workloads(manifests: Iterable[Map]) -> dict[str, int]:
    """The least number of pods of each workload that an autoscaler scales, by its name."""
    scaled: dict[str, int] = {}
    for manifest in manifests:
        spec = manifest.get("spec") or {}
        if manifest.get("kind") == "HorizontalPodAutoscaler":
            scaled[str(spec.get("scaleTargetRef", {}).get("name"))] = whole_number(spec.get("minReplicas"), 1)
        elif manifest.get("kind") == "ScaledObject":
            scaled[str(spec.get("scaleTargetRef", {}).get("name"))] = whole_number(spec.get("minReplicaCount"), 0)
    return scaled


def _change(old: Map | None, new: Map | None, written: Map, changed: Mapping[str, frozenset[str]], scaled: Scaled) -> Change | None:
    if new is None:
        assert old is not None
        return Change(_identity(old), "removed", data_at_risk=risks_of_removal(old), effects=effects_of_removal(old))
    if old is None:
        return Change(_identity(new), "added", effects=effects_of_addition(new, scaled))
    return None if old == new else _changed(old, new, written, changed, scaled)


def _changed(old: Map, new: Map, written: Map, changed: Mapping[str, frozenset[str]], scaled: Scaled) -> Change | None:
    kind = str(new["kind"])
    differing = differences(kind, old, new)
    if not differing:
        return None
    fields = tuple(field_change(kind, difference) for difference in differing)
    refused = (*refusals(kind, old, new), *kept_defaults(kind, written, new))
    reasons = restart_reasons(kind, differing, pod_references(new), changed) if kind in ROLLING_KINDS else ()
    if refused and is_recreated(new):
        risks = (*risks_of_recreation(old), *risks_of_change(old, new))
        return Change(_identity(new), "recreated", fields, (), (*refused, *reasons), risks, effects_of_change(old, new, differing, scaled))
    if refused:
        return Change(_identity(new), "changed", fields, refused)
    restarted, rollout = rollout_effects(kind, old, new, reasons)
    effects = (*rollout, *effects_of_change(old, new, differing, scaled))
    risks = (*risks_of_change(old, new), *(risks_of_restart(old, new) if restarted else ()))
    return Change(_identity(new), "changed", fields, (), reasons if restarted else (), risks, effects)
