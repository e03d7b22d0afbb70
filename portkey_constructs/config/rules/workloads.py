"""Names, DNS, volumes and containers of workloads."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.config.services import JobMigration, Service
from portkey_constructs.config.stores import InClusterStore
from portkey_constructs.config.workload import CreateServiceAccount, Workload
from portkey_constructs.errors import Problem

__all__ = ["OWN_PORTS", "OWN_VOLUMES", "check"]

_OURS = (
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/component",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
)


OWN_VOLUMES: Final = {
    "gateway": ("tmp",),
    "backend": ("tmp",),
    "dataservice": ("tmp",),
    "frontend": ("config", "cache", "run", "tmp"),
    "mysql": ("data", "run", "tmp"),
    "redis": ("data", "tmp"),
    "clickhouse": ("data", "tmp", "logs", "users", "config"),
}
"""The volumes that each pod has without being told; a user's mount may name them."""

OWN_PORTS: Final = {name: (name,) for name in OWN_VOLUMES} | {"clickhouse": ("ch", "ch-native")}
"""The names of the ports that each pod's Service leads to."""


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Fragments that fit together."""
    yield from _labels("labels", config.labels)
    yield from _accounts(config)
    for name in (*SERVICE_NAMES, *STORE_NAMES):
        workload = getattr(config, name)
        if not isinstance(workload, Workload):
            continue
        yield from _labels(f"{name}.labels", workload.labels)
        yield from _labels(f"{name}.podLabels", workload.pod_labels)
        yield from _dns(name, workload)
        yield from _containers(name, workload)
        yield from _volumes(name, workload, store=name in STORE_NAMES)
        if isinstance(workload, Service | InClusterStore):
            service = workload.service
            if service.source_ranges and service.type != "LoadBalancer":
                fix = "only a LoadBalancer keeps addresses out; say type: LoadBalancer or leave the ranges out"
                yield Problem(f"{name}.service.sourceRanges", f"is given, and the type is {service.type}", fix, "PK-WORKLOAD-005")


def _accounts(config: PortkeyConfig) -> Iterator[Problem]:
    """Service accounts are made once each; to share one it must exist already."""
    makers: dict[str, str] = {}
    if isinstance(config.migration, JobMigration):
        makers[f"{config.name}-migration"] = "the migration"
    for name in (*SERVICE_NAMES, *STORE_NAMES):
        account = getattr(getattr(config, name), "service_account", None)
        if not isinstance(account, CreateServiceAccount):
            continue
        called = account.name or f"{config.name}-{name}"
        if called in makers:
            fix = "give each a name of its own, or make one yourself and say kind: existing"
            yield Problem(f"{name}.serviceAccount.name", f"is {called}, which {makers[called]} makes too", fix, "PK-WORKLOAD-006")
        makers.setdefault(called, name)


def _labels(path: str, labels: dict[str, str]) -> Iterator[Problem]:
    for key in sorted(labels):
        if key in _OURS:
            yield Problem(f"{path}.{key}", "is ours", "selectors stand on it and can never change; choose another key", "PK-WORKLOAD-001")


def _dns(name: str, workload: Workload) -> Iterator[Problem]:
    if workload.dns_policy == "None" and not (workload.dns_config or {}).get("nameservers"):
        fix = "give dnsConfig.nameservers; without the cluster's resolver the pods have none"
        yield Problem(f"{name}.dnsPolicy", "is None, and dnsConfig has no nameservers", fix, "PK-WORKLOAD-002")


def _containers(name: str, workload: Workload) -> Iterator[Problem]:
    seen = {name, "migration"} if name == "backend" else {name}
    for kind, containers in (("sidecars", workload.sidecars), ("initContainers", workload.init_containers)):
        for index, container in enumerate(containers):
            if container["name"] in seen:
                path = f"{name}.{kind}.{index}.name"
                yield Problem(path, f"is {container['name']}, which another container has", "names are unique in a pod", "PK-WORKLOAD-003")
            seen.add(container["name"])
            if not container.get("image"):
                fix = "say which image it runs"
                yield Problem(f"{name}.{kind}.{index}", f"has no image for {container['name']}", fix, "PK-WORKLOAD-007")
            for place, port in enumerate(container.get("ports", ())):
                if port.get("name") in OWN_PORTS[name]:
                    path = f"{name}.{kind}.{index}.ports.{place}.name"
                    fix = "the Service leads to the port of that name; choose another"
                    yield Problem(path, f"is {port['name']}, the {name}'s own", fix, "PK-WORKLOAD-008")


def _volumes(name: str, workload: Workload, *, store: bool) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, volume in enumerate(workload.volumes):
        path, called = f"{name}.volumes.{index}.name", volume["name"]
        if called in seen:
            yield Problem(path, f"is {called}, which another volume has", "names are unique in a pod", "PK-WORKLOAD-003")
        if store and called == "data":
            yield Problem(path, "is data, the store's own volume", "choose another name; the store's volume is set by persistence", "PK-WORKLOAD-004")
        seen.add(called)
    known = {*seen, *OWN_VOLUMES[name]}
    for index, mount in enumerate(workload.volume_mounts):
        if mount["name"] not in known:
            fix = f"name a volume of {name}.volumes, or one of the pod's own: {', '.join(OWN_VOLUMES[name])}"
            yield Problem(f"{name}.volumeMounts.{index}.name", f"is {mount['name']}, and no volume is called so", fix, "PK-WORKLOAD-009")
