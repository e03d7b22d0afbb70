"""The ResourceQuota of the namespace: its amounts, and the problems of quotas that refuse the platform's pods."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final, cast

from portkey_constructs.config.quantities import exact_amount
from portkey_constructs.config.resource_quota import ComputedQuota, FixedQuota
from portkey_constructs.errors import Problem
from portkey_constructs.kubernetes import KubernetesObject, ResourceQuota
from portkey_constructs.manifests.extra_objects import extra_objects
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.manifests.namespace import is_meshed
from portkey_constructs.manifests.pod_amounts import CLAIMS, COMPUTE, PODS, REQUIRED, STORAGE, Workload, claims, workloads
from portkey_constructs.platform.platform import Platform

__all__ = ["quota_problems", "resource_quota", "set_computed_amounts"]

_SETTING: Final = "resourceQuota"
_ALIASES: Final = {"cpu": "requests.cpu", "memory": "requests.memory", "ephemeral-storage": "requests.ephemeral-storage"}
_MEBIBYTE: Final = 1024**2


def resource_quota(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The ResourceQuota; none by default. `set_computed_amounts` sets the amounts of a computed one."""
    settings = platform.config.resource_quota
    if settings is None:
        return ()
    hard = dict(settings.hard) if isinstance(settings, FixedQuota) else {}
    meta = metadata(platform, "resource-quota", platform.names.prefix)
    return (ResourceQuota(apiVersion="v1", kind="ResourceQuota", metadata=meta, spec={"hard": hard}),)


def set_computed_amounts(platform: Platform, quotas: Iterable[KubernetesObject], manifests: Sequence[KubernetesObject]) -> None:
    """Set the amounts of a computed quota to what all objects of the namespace need; amounts of patches take precedence."""
    settings = platform.config.resource_quota
    if not isinstance(settings, ComputedQuota):
        return
    factor = 1 + Decimal(settings.headroom) / 100
    needed = _needed(platform, manifests)
    amounts = {name: _text(name, value * factor) for name, value in needed.items() if value}
    for quota in cast(Iterable[ResourceQuota], quotas):
        quota["spec"] = {**quota["spec"], "hard": {**amounts, **(quota["spec"].get("hard") or {})}}


def _needed(platform: Platform, manifests: Sequence[KubernetesObject]) -> dict[str, Decimal]:
    """What a quota has to allow of each resource; without those for which it would refuse pods that do not set them."""
    all_workloads = tuple(workloads(platform, manifests))
    totals = _most(platform, manifests, all_workloads)
    # A service mesh adds containers whose resources are not in the manifests.
    limited = () if is_meshed(platform) else tuple(name for name in COMPUTE if not any(workload.unset[name] for workload in all_workloads))
    if platform.required_claims:
        # The sizes of claims that exist are not in the manifests.
        del totals[STORAGE]
    return {name: total for name, total in totals.items() if name not in COMPUTE or name in limited}


def _most(platform: Platform, manifests: Sequence[KubernetesObject], all_workloads: Sequence[Workload]) -> dict[str, Decimal]:
    totals = _totals(manifests, [(workload, workload.most or 0) for workload in all_workloads])
    totals[CLAIMS] += len(platform.required_claims)
    return totals


def _totals(manifests: Sequence[KubernetesObject], counted: Sequence[tuple[Workload, int]]) -> dict[str, Decimal]:
    """What the claims among the objects need, with a number of pods of each workload."""
    volumes = [*claims(manifests), *((volume, pods) for workload, pods in counted for volume in workload.volumes)]
    return {
        PODS: Decimal(sum(pods for _, pods in counted)),
        **{name: sum((workload.amounts[name] * pods for workload, pods in counted), Decimal(0)) for name in COMPUTE},
        CLAIMS: Decimal(sum(number for _, number in volumes)),
        STORAGE: sum((_size(volume) * number for volume, number in volumes), Decimal(0)),
    }


def _size(volume: Mapping[str, Any]) -> Decimal:
    return exact_amount(((volume.get("resources") or {}).get("requests") or {}).get("storage")) or Decimal(0)


def _text(name: str, value: Decimal) -> str:
    """An amount as the API server writes it."""
    if name in (PODS, CLAIMS):
        return str(_up(value))
    if name.endswith("cpu"):
        milli = _up(value * 1000)
        return f"{milli}m" if milli % 1000 else str(milli // 1000)
    number, units = _up(value / _MEBIBYTE), ["Mi", "Gi", "Ti", "Pi"]
    while number % 1024 == 0 and len(units) > 1:
        number, units = number // 1024, units[1:]
    return f"{number}{units[0]}"


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def quota_problems(platform: Platform, quotas: Iterable[KubernetesObject], manifests: Sequence[KubernetesObject]) -> Iterator[Problem]:
    """What is wrong with the ResourceQuotas of the settings and of `extraObjects`, compared with all objects of the namespace."""
    computed = isinstance(platform.config.resource_quota, ComputedQuota)
    candidates = [(_SETTING if computed else f"{_SETTING}.hard", quota) for quota in quotas]
    for index, (_, manifest) in enumerate(extra_objects(platform)):
        if manifest["kind"] == "ResourceQuota" and manifest["metadata"].get("namespace") == platform.names.namespace:
            candidates.append((f"extraObjects.{index}.spec.hard", manifest))
    if not candidates:
        return
    all_workloads = tuple(workloads(platform, manifests))
    if computed and (unknown := [workload.name for workload in all_workloads if workload.most is None]):
        message = f"is computed, but the manifests do not decide how many pods {', '.join(unknown)} has"
        yield Problem(_SETTING, message, "set autoscaling.max, or write {kind: fixed} with amounts in hard", "PK-QUOTA-003")
        candidates = [(path, quota) for path, quota in candidates if path != _SETTING]
    least = _totals(manifests, [(workload, workload.least) for workload in all_workloads])
    most = _most(platform, manifests, all_workloads)
    for path, quota in candidates:
        spec = cast(ResourceQuota, quota)["spec"]
        # A quota with scopes counts only some of the pods.
        if not spec.get("scopes") and not spec.get("scopeSelector"):
            yield from _refusals(path, spec.get("hard") or {}, all_workloads, least, most)


def _refusals(
    path: str, hard: Mapping[str, Any], all_workloads: Sequence[Workload], least: Mapping[str, Decimal], most: Mapping[str, Decimal]
) -> Iterator[Problem]:
    for written, value in hard.items():
        name, place = _ALIASES.get(written, written), path if path == _SETTING else f"{path}.{written}"
        limit = exact_amount(value)
        if name not in most or limit is None:
            continue
        unset = [f"{container} of {each.name}" for each in all_workloads for container in each.unset.get(name, ())] if name in REQUIRED else []
        # Of a workload without a maximum, only the least pods are known.
        highest = _text(name, max(most[name], least[name]))
        if unset:
            message = f"limits {name}, which the containers {', '.join(unset)} do not set: the API server refuses their pods"
            yield Problem(place, message, f"set {name} in their resources, or leave {written} out", "PK-QUOTA-001")
        elif limit < least[name]:
            message = f"is {value}, but the pods need {_text(name, least[name])} at the smallest number of replicas"
            yield Problem(place, message, f"set at least {highest}, with room for a rollout", "PK-QUOTA-002")
        elif limit < most[name]:
            message = f"is {value}, but the pods need up to {highest}: the largest number of replicas, a rollout and the migration"
            yield Problem(place, message, f"set at least {highest}, or fewer replicas", "PK-QUOTA-002", "warning")
