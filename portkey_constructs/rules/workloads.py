"""Names, DNS, volumes and containers of workloads."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_stores import ExistingSecretStore
from portkey_constructs.config.secrets import ExternalSecrets
from portkey_constructs.config.services import GatewayConfig, ServiceConfig
from portkey_constructs.config.stores import ExternalMySql, InClusterStore
from portkey_constructs.config.workload import CreateServiceAccount, Workload
from portkey_constructs.errors import Problem
from portkey_constructs.platform.cloud_identity import reader
from portkey_constructs.platform.defaults import STORE_NAMES, clickhouse_here, deployed, migrates
from portkey_constructs.rules.secrets import sources

__all__ = ["check", "own_volumes", "port_names"]

_OURS = (
    "app.kubernetes.io/name",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/component",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
)


_OWN_VOLUMES: Final = {
    "gateway": ("tmp",),
    "backend": ("tmp",),
    "dataservice": ("tmp",),
    "frontend": ("config", "cache", "run", "tmp"),
    "mysql": ("data", "run", "tmp"),
    "redis": ("data", "tmp"),
    "clickhouse": ("data", "tmp", "logs", "users", "config"),
}


def own_volumes(config: PortkeyConfig, component: str) -> tuple[str, ...]:
    """The volumes that a component's pods have in this configuration; those of a secret manager are nobody's to name."""
    found = list(_OWN_VOLUMES[component])
    if component in ("gateway", "backend", "dataservice") and config.custom_ca:
        found.append("custom-ca")
    if component in ("backend", "dataservice") and isinstance(config.mysql, ExternalMySql) and config.mysql.ca:
        found.append("mysql-ca")
    if component == "clickhouse" and (here := clickhouse_here(config)) and here.https:
        found.append("tls")
    return tuple(found)


def port_names(config: PortkeyConfig, component: str) -> tuple[str, ...]:
    """The names of the ports that a component's Service leads to in this configuration."""
    if component == "clickhouse":
        here = clickhouse_here(config)
        return ("ch", "ch-native", "ch-https", "ch-secure") if here and here.https else ("ch", "ch-native")
    if component == "gateway" and isinstance(config.gateway, GatewayConfig) and config.gateway.mcp:
        return ("mcp",) if config.gateway.mcp.only else ("gateway", "mcp")
    return (component,)


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """Fragments that fit together."""
    yield from _labels("labels", config.labels)
    yield from _accounts(config)
    for component, one in deployed(config).items():
        name, workload = one.path, one.workload
        yield from _labels(f"{name}.labels", workload.labels)
        yield from _labels(f"{name}.podLabels", workload.pod_labels)
        yield from _dns(name, workload)
        yield from _containers(config, component, name, workload)
        yield from _volumes(config, component, name, workload)
        if isinstance(workload, ServiceConfig | InClusterStore):
            service = workload.service
            if service.source_ranges and service.type != "LoadBalancer":
                fix = "only a LoadBalancer keeps addresses out; say type: LoadBalancer or leave the ranges out"
                yield Problem(f"{name}.service.sourceRanges", f"is given, and the type is {service.type}", fix, "PK-WORKLOAD-005")


def _accounts(config: PortkeyConfig) -> Iterator[Problem]:
    """Service accounts are made once each; to share one it must exist already."""
    makers: dict[str, str] = {}
    if migrates(config):
        makers[f"{config.name}-migration"] = "the migration"
    accounts = [(component, one.path, one.workload.service_account) for component, one in deployed(config).items()]
    for path, group, source in sources(config):
        if isinstance(source, ExternalSecrets) and not isinstance(source.store, ExistingSecretStore):
            accounts.append((reader(config, group), path, source.service_account))
    for component, name, account in accounts:
        if not isinstance(account, CreateServiceAccount):
            continue
        called = account.name or f"{config.name}-{component}"
        if called in makers:
            fix = "give each a name of its own, or make one yourself and say kind: existing"
            yield Problem(f"{name}.serviceAccount.name", f"is {called}, which {makers[called]} makes too", fix, "PK-WORKLOAD-006")
        makers.setdefault(called, name)


def _labels(path: str, labels: Mapping[str, str]) -> Iterator[Problem]:
    for key in sorted(labels):
        if key in _OURS:
            yield Problem(f"{path}.{key}", "is ours", "selectors stand on it and can never change; choose another key", "PK-WORKLOAD-001")


def _dns(name: str, workload: Workload) -> Iterator[Problem]:
    if workload.dns_policy == "None" and not (workload.dns_config or {}).get("nameservers"):
        fix = "give dnsConfig.nameservers; without the cluster's resolver the pods have none"
        yield Problem(f"{name}.dnsPolicy", "is None, and dnsConfig has no nameservers", fix, "PK-WORKLOAD-002")


def _containers(config: PortkeyConfig, component: str, name: str, workload: Workload) -> Iterator[Problem]:
    seen, own_ports = {component, "migration"} if component == "backend" else {component}, port_names(config, component)
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
                if port.get("name") in own_ports:
                    path = f"{name}.{kind}.{index}.ports.{place}.name"
                    fix = "the Service leads to the port of that name; choose another"
                    yield Problem(path, f"is {port['name']}, the {component}'s own", fix, "PK-WORKLOAD-008")


def _volumes(config: PortkeyConfig, component: str, name: str, workload: Workload) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, volume in enumerate(workload.volumes):
        path, called = f"{name}.volumes.{index}.name", volume["name"]
        if called in seen:
            yield Problem(path, f"is {called}, which another volume has", "names are unique in a pod", "PK-WORKLOAD-003")
        if component in STORE_NAMES and called == "data":
            yield Problem(path, "is data, the store's own volume", "choose another name; the store's volume is set by persistence", "PK-WORKLOAD-004")
        seen.add(called)
    own = own_volumes(config, component)
    known = {*seen, *own}
    for index, mount in enumerate(workload.volume_mounts):
        if mount["name"] not in known:
            fix = f"name a volume of {name}.volumes, or one of the pod's own: {', '.join(own)}"
            yield Problem(f"{name}.volumeMounts.{index}.name", f"is {mount['name']}, and no volume is called so", fix, "PK-WORKLOAD-009")
