"""Shows the patch that sets a field of Kubernetes that has no setting."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from portkey_constructs.config.introspection import walk
from portkey_constructs.config.object_schema import field_names
from portkey_constructs.loading.suggestions import squeezed
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES

__all__ = ["patch_for"]

_POD: Final = ("template", "spec")
_EXPOSED_BY: Final = {"ingress": "Ingress", "httpRoute": "HTTPRoute", "loadBalancer": "Service"}
_PARTS: Final[Mapping[str, str]] = {
    "service": "Service",
    "autoscaling": "HorizontalPodAutoscaler",
    "disruptionBudget": "PodDisruptionBudget",
    "serviceAccount": "ServiceAccount",
}
"""The kind of the object that a part of a component's settings belongs to."""


class _Place(NamedTuple):
    """Where a field can be: a definition, and the way to it in an object of a kind."""

    kind: str
    component: str
    definition: str
    way: tuple[str, ...]
    container: str = ""
    """The container whose field it is; empty for a field outside of containers."""


def patch_for(path: Sequence[str | int], data: Any) -> str:
    """The patch that sets the field of Kubernetes at an unknown path; empty if Kubernetes has no such field there.

    Example:
        >>> patch_for(("gateway", "schedulerName"), {})
        'patches: [{target: {kind: Deployment, component: gateway}, merge: {spec: {template: {spec: {schedulerName: ...}}}}}]'
    """
    wanted = squeezed(str(path[-1]))
    for place in _places([str(part) for part in path[:-1]], data):
        field = next((name for name in field_names(place.definition) if squeezed(name) == wanted), None)
        if field:
            return _text(place, field)
    return ""


def _places(parents: Sequence[str], data: Any) -> Iterator[_Place]:
    match parents:
        case []:
            yield from _of_workload("Deployment", "", "")
        case ["migration"]:
            yield from _of_workload("Job", "migration", "migration")
        case [name] if name in SERVICE_NAMES:
            yield from _of_workload("Deployment", name, name)
        case [name] if name in STORE_NAMES:
            yield from _of_workload("StatefulSet", name, name)
        case [name, part] if part in _PARTS and name in (*SERVICE_NAMES, *STORE_NAMES):
            yield from _of_object(_PARTS[part], name)
        case ["exposure", name]:
            kind = walk(("exposure", name, "kind"), data)[1]
            if kind in _EXPOSED_BY:
                yield from _of_object(_EXPOSED_BY[kind], name)


def _of_workload(kind: str, component: str, container: str) -> Iterator[_Place]:
    yield _Place(kind, component, f"{kind}Spec", ("spec",))
    yield _Place(kind, component, "PodSpec", ("spec", *_POD))
    if container:
        yield _Place(kind, component, "Container", ("spec", *_POD), container)


def _of_object(kind: str, component: str) -> Iterator[_Place]:
    yield _Place(kind, component, f"{kind}Spec", ("spec",))
    yield _Place(kind, component, kind, ())


def _text(place: _Place, field: str) -> str:
    merge = f"{field}: ..."
    if place.container:
        merge = f"containers: [{{name: {place.container}, {merge}}}]"
    for part in reversed(place.way):
        merge = f"{part}: {{{merge}}}"
    component = f", component: {place.component}" if place.component else ""
    return f"patches: [{{target: {{kind: {place.kind}{component}}}, merge: {{{merge}}}}}]"
