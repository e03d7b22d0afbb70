"""Names, DNS, volumes and containers of workloads."""

from collections.abc import Iterator

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.config.services import Service
from portkey_constructs.config.workload import Workload
from portkey_constructs.errors import Problem

__all__ = ["check"]

_OURS = (
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/component",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
)


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Fragments that fit together."""
    yield from _labels("labels", config.labels)
    for name in (*SERVICE_NAMES, *STORE_NAMES):
        workload = getattr(config, name)
        if not isinstance(workload, Workload):
            continue
        yield from _labels(f"{name}.labels", workload.labels)
        yield from _labels(f"{name}.podLabels", workload.pod_labels)
        yield from _dns(name, workload)
        yield from _containers(name, workload)
        yield from _volumes(name, workload, store=name in STORE_NAMES)
        if isinstance(workload, Service | Workload) and getattr(workload, "service", None):
            service = workload.service  # type: ignore[attr-defined]
            if service.source_ranges and service.type != "LoadBalancer":
                fix = "only a LoadBalancer keeps addresses out; say type: LoadBalancer or leave the ranges out"
                yield Problem(f"{name}.service.sourceRanges", f"is given, and the type is {service.type}", fix, "PK-WORKLOAD-005")


def _labels(path: str, labels: dict[str, str]) -> Iterator[Problem]:
    for key in sorted(labels):
        if key in _OURS:
            yield Problem(f"{path}.{key}", "is ours", "selectors stand on it and can never change; choose another key", "PK-WORKLOAD-001")


def _dns(name: str, workload: Workload) -> Iterator[Problem]:
    if workload.dns_policy == "None" and not (workload.dns_config or {}).get("nameservers"):
        fix = "give dnsConfig.nameservers; without the cluster's resolver the pods have none"
        yield Problem(f"{name}.dnsPolicy", "is None, and dnsConfig has no nameservers", fix, "PK-WORKLOAD-002")


def _containers(name: str, workload: Workload) -> Iterator[Problem]:
    seen = {name}
    for kind, containers in (("sidecars", workload.sidecars), ("initContainers", workload.init_containers)):
        for index, container in enumerate(containers):
            if container["name"] in seen:
                path = f"{name}.{kind}.{index}.name"
                yield Problem(path, f"is {container['name']}, which another container has", "names are unique in a pod", "PK-WORKLOAD-003")
            seen.add(container["name"])


def _volumes(name: str, workload: Workload, *, store: bool) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, volume in enumerate(workload.volumes):
        path, called = f"{name}.volumes.{index}.name", volume["name"]
        if called in seen:
            yield Problem(path, f"is {called}, which another volume has", "names are unique in a pod", "PK-WORKLOAD-003")
        if store and called == "data":
            yield Problem(path, "is data, the store's own volume", "choose another name; the store's volume is set by persistence", "PK-WORKLOAD-004")
        seen.add(called)
