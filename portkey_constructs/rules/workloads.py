"""Rules about labels, DNS, service accounts, containers and volumes of workloads."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.exposure import LoadBalancerExposure
from portkey_constructs.config.persistence import Persistence
from portkey_constructs.config.workload import CreateServiceAccount
from portkey_constructs.platform.components import Component, Store
from portkey_constructs.platform.labels import RESERVED_LABELS
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import DATA_VOLUME, MIGRATION_CONTAINER, own_containers, own_volumes, secret_volumes
from portkey_constructs.rules.added_containers import ADDED_CONTAINERS, added_containers, all_added_containers, migration_sidecars
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import created_readers

__all__: list[str] = []

_VOLUME_SOURCES: Final = ("customCa", "mysql.ca", "mysql.clientCertificate", "clickhouse.https", "secrets", "secretOverrides")
"""The settings that add volumes to pods."""


@rule(
    "PK-WORKLOAD-001",
    title="a reserved label",
    cause="Selectors use app.kubernetes.io/name, instance and component, and selectors are immutable; part-of and managed-by are reserved too.",
    fix="Choose another key: selectors use the reserved labels and are immutable.",
    settings=("labels", "**.labels", "**.podLabels", "namespaceLabels"),
    example=Example("labels: {app.kubernetes.io/instance: acme}\n", "labels: {example.org/instance: acme}\n"),
    each_alone=True,
)
def reserved_label(platform: Platform) -> Findings:
    labels = {"labels": platform.config.labels}
    for component in platform.components.values():
        labels[f"{component.path}.labels"] = component.settings.labels
        labels[f"{component.path}.podLabels"] = component.settings.pod_labels
        labels |= _own_labels(component)
        labels[f"{component.path}.service.labels"] = component.service.labels
    for name, exposure in platform.exposures.items():
        if isinstance(exposure.settings, LoadBalancerExposure):
            labels[f"exposure.{name}.labels"] = exposure.settings.labels
    labels["namespaceLabels"] = platform.config.namespace_labels
    if platform.migration:
        labels["migration.podLabels"] = platform.migration.settings.pod_labels
        if account := platform.migration.created_service_account:
            labels["migration.serviceAccount.labels"] = account.labels if platform.migration.settings.service_account else {}
    if platform.mysql_user:
        labels["mysql.administrator.podLabels"] = platform.mysql_user.settings.pod_labels
    for path, source, _ in created_readers(platform):
        if isinstance(source.service_account, CreateServiceAccount):
            labels[f"{path}.serviceAccount.labels"] = source.service_account.labels
    for path, keys in labels.items():
        if keys:
            for key in sorted(keys):
                if key in RESERVED_LABELS:
                    yield Finding(f"{path}.{key}", "is a reserved label")


def _own_labels(component: Component) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The labels of a component's service account and of its claim, with their paths."""
    if account := component.created_service_account:
        yield f"{component.path}.serviceAccount.labels", account.labels
    persistence = component.settings.persistence if isinstance(component, Store) else None
    if isinstance(persistence, Persistence):
        yield f"{component.path}.persistence.labels", persistence.labels


@rule(
    "PK-WORKLOAD-002",
    title="pods without a name server",
    cause="dnsPolicy: None turns the cluster's resolver off, but dnsConfig names no other.",
    fix="Set dnsConfig.nameservers: without the cluster's resolver the pods have none.",
    settings=("**.dnsPolicy", "**.dnsConfig"),
    example=Example(
        "redis: {kind: inCluster, dnsPolicy: None}\n", "redis: {kind: inCluster, dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.10]}}\n"
    ),
)
def no_name_server(platform: Platform) -> Findings:
    for component in platform.components.values():
        settings = component.settings
        if settings.dns_policy == "None" and not (settings.dns_config or {}).get("nameservers"):
            yield Finding(f"{component.path}.dnsPolicy", "is None, but dnsConfig has no nameservers")


@rule(
    "PK-WORKLOAD-003",
    title="two containers or two volumes of a pod have the same name",
    cause="Names are unique in a pod. The main container is named after its component, and the migration Job adds a container called migration to "
    "those of the backend.",
    fix="Choose another name: names are unique in a pod.",
    settings=(*ADDED_CONTAINERS, "**.volumes"),
    example=Example("gateway: {sidecars: [{name: gateway, image: busybox}]}\n", "gateway: {sidecars: [{name: helper, image: busybox}]}\n"),
)
def name_taken(platform: Platform) -> Findings:
    for component in platform.components.values():
        containers = set(own_containers(component.component))
        for path, container in added_containers(component):
            if container["name"] in containers:
                yield Finding(f"{path}.name", f"is {container['name']}, which is also the name of another container")
            containers.add(container["name"])
        volumes: set[str] = set()
        for index, volume in enumerate(component.settings.volumes):
            if volume["name"] in volumes:
                yield Finding(f"{component.path}.volumes.{index}.name", f"is {volume['name']}, which is also the name of another volume")
            volumes.add(volume["name"])
    backend = platform.backend.settings.init_containers if platform.backend else ()
    names = {MIGRATION_CONTAINER, *(container["name"] for container in backend)}
    for path, container in migration_sidecars(platform):
        if container["name"] in names:
            yield Finding(f"{path}.name", f"is {container['name']}, which is also the name of another container")
        names.add(container["name"])


@rule(
    "PK-WORKLOAD-004",
    title="a volume has the name of the store's own volume",
    cause=f"A store keeps its data in the volume called {DATA_VOLUME}, its claim. A second one would replace it, and the data with it.",
    fix="Choose another name; to change the volume of the store, set persistence.",
    settings=("mysql.volumes", "redis.volumes", "clickhouse.volumes", "clickhouse.former.volumes"),
    example=Example(
        "redis: {kind: inCluster, volumes: [{name: data, emptyDir: {}}]}\n", "redis: {kind: inCluster, volumes: [{name: scratch, emptyDir: {}}]}\n"
    ),
)
def data_volume(platform: Platform) -> Findings:
    for store in platform.stores.values():
        for index, volume in enumerate(store.settings.volumes):
            if volume["name"] == DATA_VOLUME:
                yield Finding(f"{store.path}.volumes.{index}.name", f"is {DATA_VOLUME}, the name of the store's own volume")


@rule(
    "PK-WORKLOAD-005",
    title="source ranges of a Service that is no load balancer",
    cause="Only a Service of type LoadBalancer uses loadBalancerSourceRanges; any other would still accept every client.",
    fix="Set type: LoadBalancer, or remove sourceRanges: only a load balancer restricts its clients.",
    settings=("**.service.sourceRanges", "**.service.type"),
    example=Example(
        "mysql: {kind: inCluster, service: {sourceRanges: [10.0.0.0/8]}}\n",
        "mysql: {kind: inCluster, service: {type: LoadBalancer, sourceRanges: [10.0.0.0/8]}}\n",
    ),
)
def unused_source_ranges(platform: Platform) -> Findings:
    for component in platform.components.values():
        if component.service.source_ranges and component.service.type != "LoadBalancer":
            yield Finding(f"{component.path}.service.sourceRanges", f"is set, but the type is {component.service.type}")


@rule(
    "PK-WORKLOAD-006",
    title="two components create the same service account",
    cause="A service account is created once. Two components that create it would overwrite each other's annotations, and with them the role.",
    fix="Choose another name, or create the service account yourself and set kind: existing.",
    settings=("**.serviceAccount.name", "**.serviceAccount", "name", "migration.kind"),
    example=Example(
        "gateway: {serviceAccount: {name: shared}}\nbackend: {serviceAccount: {name: shared}}\n",
        "gateway: {serviceAccount: {kind: existing, name: shared}}\nbackend: {serviceAccount: {kind: existing, name: shared}}\n",
    ),
)
def service_account_shared(platform: Platform) -> Findings:
    creators: dict[str, str] = {}
    for path, name in _created_accounts(platform):
        if name in creators and not _same_adopted_name(platform, path, creators[name]):
            yield Finding(f"{path}.serviceAccount.name", f"is {name}, which {creators[name]} creates too")
        creators.setdefault(name, path)


def _same_adopted_name(platform: Platform, path: str, other: str) -> bool:
    """Whether two components have the same name in an adopted release, which PK-ADOPT-004 reports."""
    if platform.adoption is None:
        return False
    names = {component.path: component.name for component in platform.components.values()}
    names["migration"] = platform.names.component("migration")
    return path in names and names[path] == names.get(other)


def _created_accounts(platform: Platform) -> Iterator[tuple[str, str]]:
    """The service accounts in the manifests, each with the path of the settings that create it."""
    migration = [("migration", job.service_account)] if (job := platform.migration) and job.created_service_account else []
    configured = job is not None and job.settings.service_account is not None
    yield from () if configured else migration
    for component in platform.components.values():
        if isinstance(component.settings.service_account, CreateServiceAccount):
            yield component.path, component.service_account
    yield from migration if configured else ()
    if platform.mysql_user:
        yield "mysql.administrator", platform.mysql_user.service_account
    for path, source, reader in created_readers(platform):
        if isinstance(source.service_account, CreateServiceAccount):
            yield path, reader.service_account


@rule(
    "PK-WORKLOAD-007",
    title="a container without an image",
    cause="The API server refuses it.",
    fix="Set the image of the container.",
    settings=ADDED_CONTAINERS,
    example=Example("gateway: {sidecars: [{name: helper}]}\n", "gateway: {sidecars: [{name: helper, image: busybox}]}\n"),
)
def no_image(platform: Platform) -> Findings:
    for path, container in all_added_containers(platform):
        if not container.get("image"):
            yield Finding(path, f"has no image for {container['name']}")


@rule(
    "PK-WORKLOAD-008",
    title="a container uses the name of a component's port",
    cause="The Service finds its port by name, and would lead to the other container.",
    fix="Choose another name: the Service leads to the port with this one.",
    settings=(*ADDED_CONTAINERS, "gateway.mcp", "clickhouse.https"),
    example=Example(
        "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: gateway, containerPort: 9000}]}]}\n",
        "gateway: {sidecars: [{name: helper, image: busybox, ports: [{name: helper, containerPort: 9000}]}]}\n",
    ),
)
def port_name_taken(platform: Platform) -> Findings:
    for component in platform.components.values():
        for path, container in added_containers(component):
            names = [*(port.name for port in component.ports), *(port["name"] for port in component.settings.ports if "name" in port)]
            for index, port in enumerate(container.get("ports", ())):
                if port.get("name") in names:
                    yield Finding(f"{path}.ports.{index}.name", f"is {port['name']}, the name of a port of the {component.component}")


@rule(
    "PK-WORKLOAD-009",
    title="a mount of a volume that does not exist",
    cause="The API server refuses a pod that mounts a volume which it does not have.",
    fix="Add the volume to volumes, or mount one of the pod's own volumes, which the message lists.",
    settings=("**.volumeMounts", *ADDED_CONTAINERS, "**.volumes", *_VOLUME_SOURCES),
    example=Example(
        "gateway: {volumeMounts: [{name: models, mountPath: /models}]}\n",
        "gateway: {volumeMounts: [{name: models, mountPath: /models}], volumes: [{name: models, emptyDir: {}}]}\n",
    ),
)
def volume_missing(platform: Platform) -> Findings:
    for name, component in platform.components.items():
        mounts = [(component.path, component.settings.volume_mounts)]
        containers = [*added_containers(component), *(migration_sidecars(platform) if name == "backend" else ())]
        mounts += [(path, container.get("volumeMounts", ())) for path, container in containers]
        if not any(entries for _, entries in mounts):
            continue
        own = own_volumes(platform, name)
        volumes = {*own, *secret_volumes(platform, name), *(volume["name"] for volume in component.settings.volumes)}
        fix = f"add the volume to {component.path}.volumes, or mount one of the pod's own volumes: {', '.join(own)}"
        for path, entries in mounts:
            for index, mount in enumerate(entries):
                if mount["name"] not in volumes:
                    yield Finding(f"{path}.volumeMounts.{index}.name", f"is {mount['name']}, but no volume has this name", fix)
