"""The changes that the API server refuses, by kind, as Kubernetes 1.37 validates them (pkg/apis/*/validation)."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from portkey_constructs.config.quantities import amount
from portkey_constructs.plan.field_changes import ABSENT, at, dotted

__all__ = ["FORCE_ANNOTATION", "is_recreated", "kept_defaults", "refusals"]

Map = Mapping[str, Any]

FORCE_ANNOTATION: Final = "kustomize.toolkit.fluxcd.io/force"
"""The annotation with which Flux deletes and creates an object that the API server refuses to change."""


class _Immutable(NamedTuple):
    """A field that never changes, and what to do instead."""

    path: tuple[str, ...]
    fix: str


_RECREATE: Final = "delete the object, then apply"
_ORPHAN: Final = "delete the StatefulSet with --cascade=orphan, then apply: its pods and claims stay"
_RESIZE: Final = (
    "to enlarge a volume, change the request of its PersistentVolumeClaim, delete the StatefulSet with --cascade=orphan, then apply; "
    "another storage class needs a new volume and a copy of the data"
)
_NEW_NAME: Final = "give the Job another name, or delete it first"
_BIND_AGAIN: Final = "delete the binding, then apply"

_IMMUTABLE: Final[Mapping[str, tuple[_Immutable, ...]]] = {
    "ClusterRoleBinding": (_Immutable(("roleRef",), _BIND_AGAIN),),
    "DaemonSet": (_Immutable(("spec", "selector"), _RECREATE),),
    "Deployment": (_Immutable(("spec", "selector"), "delete the Deployment, then apply: its pods stop"),),
    "IngressClass": (_Immutable(("spec", "controller"), _RECREATE),),
    "Job": tuple(
        _Immutable(("spec", field), _NEW_NAME)
        for field in (
            "selector",
            "template",
            "completionMode",
            "podFailurePolicy",
            "backoffLimitPerIndex",
            "managedBy",
            "successPolicy",
        )
    ),
    "PriorityClass": (_Immutable(("value",), _RECREATE), _Immutable(("preemptionPolicy",), _RECREATE)),
    "ResourceQuota": (_Immutable(("spec", "scopes"), _RECREATE), _Immutable(("spec", "scopeSelector"), _RECREATE)),
    "RoleBinding": (_Immutable(("roleRef",), _BIND_AGAIN),),
    "Secret": (_Immutable(("type",), _RECREATE),),
    "StatefulSet": (
        _Immutable(("spec", "selector"), _ORPHAN),
        _Immutable(("spec", "serviceName"), _ORPHAN),
        _Immutable(("spec", "podManagementPolicy"), _ORPHAN),
        _Immutable(("spec", "volumeClaimTemplates"), _RESIZE),
    ),
    "StorageClass": tuple(_Immutable((field,), _RECREATE) for field in ("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode")),
}


_STRATEGIES: Final = {
    "Deployment": ("strategy", "Recreate", "delete the Deployment, then apply: its pods stop"),
    "StatefulSet": ("updateStrategy", "OnDelete", _ORPHAN),
}
"""The field with the strategy of a kind, the strategy that has no parameters, and what to do instead of changing to it."""


def refusals(kind: str, old: Map, new: Map) -> tuple[str, ...]:
    """Why the API server refuses to change an object, from its two normal forms; empty if it accepts the change."""
    reasons = [
        f"{dotted(immutable.path)} is immutable: {immutable.fix}"
        for immutable in _IMMUTABLE.get(kind, ())
        if at(old, immutable.path) != at(new, immutable.path)
    ]
    return (*reasons, *_SPECIAL.get(kind, _nothing)(old, new))


def kept_defaults(kind: str, old: Map, new: Map) -> tuple[str, ...]:
    """Why the API server refuses another strategy: it keeps the defaults of the former one, which nobody applied.

    `old` is the manifest as it was written, because its normal form lacks defaults.
    """
    field, bare, fix = _STRATEGIES.get(kind, ("", "", ""))
    wanted = at(new, ("spec", field, "type"))
    before = at(old, ("spec", field, "type"))
    if wanted != bare or before == wanted or at(old, ("spec", field, "rollingUpdate")) not in (ABSENT, None):
        return ()
    return (
        f"spec.{field}.rollingUpdate was never applied, so the API server keeps its default, which {wanted} does not allow: "
        f"apply {field} with its rollingUpdate once before, or {fix}",
    )


def is_recreated(new: Map) -> bool:
    """Whether Flux deletes and creates the object instead of reporting that its change is refused."""
    return str((new["metadata"].get("annotations") or {}).get(FORCE_ANNOTATION, "")).lower() == "enabled"


def _nothing(_: Map, __: Map) -> Iterator[str]:
    return iter(())


def _frozen_content(old: Map, new: Map) -> Iterator[str]:
    if old.get("immutable") is not True:
        return
    changed = [field for field in ("immutable", "data", "binaryData") if old.get(field) != new.get(field)]
    for field in changed:
        yield f"{field} cannot change, because the object is immutable: give the new object another name, or delete the old one first"


def _service(old: Map, new: Map) -> Iterator[str]:
    before, after = old.get("spec", {}), new.get("spec", {})
    if "ExternalName" in (before.get("type"), after.get("type")):
        return
    address, wanted = before.get("clusterIP", ""), after.get("clusterIP", "")
    if wanted and address != wanted:
        yield "spec.clusterIP is immutable: delete the Service, then apply; it gets another address"
    if address == "None" and not wanted and after.get("type") in ("NodePort", "LoadBalancer"):
        yield f"a headless Service cannot become a {after['type']}: delete the Service, then apply"
    families, wanted_families = before.get("ipFamilies"), after.get("ipFamilies")
    if families and wanted_families and families[0] != wanted_families[0]:
        yield "the first of spec.ipFamilies is immutable: delete the Service, then apply; it gets another address"
    both = before.get("type") == after.get("type") == "LoadBalancer"
    if both and before.get("loadBalancerClass") != after.get("loadBalancerClass"):
        yield "spec.loadBalancerClass is immutable: delete the Service, then apply; the load balancer gets another address"


def _job(old: Map, new: Map) -> Iterator[str]:
    before, after = old.get("spec", {}), new.get("spec", {})
    number, parallelism = after.get("completions", 1), after.get("parallelism", 1)
    together = after.get("completionMode") == "Indexed" and number == parallelism
    if before.get("completions") != after.get("completions") and not together:
        yield f"spec.completions is immutable: {_NEW_NAME}"


def _volume_claim(old: Map, new: Map) -> Iterator[str]:
    before, after = ({key: value for key, value in side.get("spec", {}).items() if key != "volumeAttributesClassName"} for side in (old, new))
    size, wanted = (at(spec, ("resources", "requests", "storage")) for spec in (before, after))
    for field in sorted({*before, *after} - {"resources"}):
        filled_in = field == "storageClassName" and field not in before
        if before.get(field) != after.get(field) and not filled_in and not (field == "volumeName" and field not in before):
            yield f"spec.{field} is immutable: create a claim with another name, and copy the data"
    if _smaller(wanted, size):
        yield "spec.resources.requests.storage cannot become smaller: create a claim with another name, and copy the data"


def _smaller(new: Any, old: Any) -> bool:
    sizes = [_bytes(new), _bytes(old)]
    return sizes[0] is not None and sizes[1] is not None and sizes[0] < sizes[1]


def _bytes(value: Any) -> Decimal | None:
    try:
        return None if value is ABSENT else amount(str(value))
    except (InvalidOperation, KeyError):
        return None


_SPECIAL: Final[Mapping[str, Callable[[Map, Map], Iterator[str]]]] = {
    "ConfigMap": _frozen_content,
    "Job": _job,
    "PersistentVolumeClaim": _volume_claim,
    "Secret": _frozen_content,
    "Service": _service,
}
