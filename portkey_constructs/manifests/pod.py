"""Pod templates: a component's main container, volumes, scheduling and security."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from portkey_constructs.config.workload import Amounts, Probes, Resources, Workload
from portkey_constructs.kubernetes import (
    Affinity,
    Container,
    ContainerPort,
    EmptyDirVolumeSource,
    EnvFromSource,
    HostAlias,
    Lifecycle,
    ObjectMeta,
    PodDNSConfig,
    PodSpec,
    PodTemplateSpec,
    Probe,
    ResourceRequirements,
    Toleration,
    TopologySpreadConstraint,
    Volume,
    VolumeMount,
)
from portkey_constructs.manifests.cloud_identity import identity_labels
from portkey_constructs.manifests.environment import container_environment
from portkey_constructs.manifests.fragments import copied
from portkey_constructs.manifests.images import mirrored_images
from portkey_constructs.manifests.metadata import labels, pod_selector, selector_labels
from portkey_constructs.manifests.mounts import shared_mounts, shared_volumes
from portkey_constructs.manifests.secrets import secret_checksum
from portkey_constructs.manifests.security import container_security, pod_security
from portkey_constructs.platform.components import Component
from portkey_constructs.platform.defaults import SCRATCH_SIZE_LIMITS
from portkey_constructs.platform.expansion import escaped
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import WRITABLE_VOLUME_PREFIX

__all__ = ["additional_containers", "container", "container_resources", "pod_template", "scratch", "writable_folders"]

Fragment = TypeVar("Fragment", Volume, VolumeMount)


def container_resources(resources: Resources) -> ResourceRequirements:
    """Requests and limits as Kubernetes resource requirements."""
    requirements = ResourceRequirements()
    if requests := _amounts(resources.requests):
        requirements["requests"] = requests
    if limits := _amounts(resources.limits):
        requirements["limits"] = limits
    return requirements


def _amounts(amounts: Amounts) -> dict[str, str]:
    by_resource = {"cpu": amounts.cpu, "memory": amounts.memory, "ephemeral-storage": amounts.ephemeral_storage}
    return {resource: amount for resource, amount in by_resource.items() if amount}


def scratch(component: Component, name: str, path: str) -> tuple[Volume, VolumeMount]:
    """A writable emptyDir volume of a component and its mount."""
    limit = component.settings.scratch_size_limit or SCRATCH_SIZE_LIMITS[component.component]
    return Volume(name=name, emptyDir=EmptyDirVolumeSource(sizeLimit=limit)), VolumeMount(name=name, mountPath=path)


def writable_folders(platform: Platform, backend: Component) -> tuple[list[Volume], list[VolumeMount]]:
    """The temporary volumes of the backend's pods and of the migration, with their mounts."""
    volume, mount = scratch(backend, "tmp", "/tmp")
    volumes, mounts = [volume], [mount]
    if non_root := platform.config.backend.non_root:
        for index, folder in enumerate(non_root.writable_folders):
            volume, mount = scratch(backend, f"{WRITABLE_VOLUME_PREFIX}{index}", folder)
            volumes.append(volume)
            mounts.append(mount)
    return volumes, mounts


def container(
    platform: Platform,
    component: Component,
    *,
    probes: Mapping[str, Probe],
    mounts: Sequence[VolumeMount] = (),
    command: Sequence[str] = (),
    args: Sequence[str] = (),
    reader: str | None = None,
) -> Container:
    """The main container of a component.

    The container of the migration Job has the settings of the backend except those of its process; `reader` is `migration` then.
    """
    settings = component.settings
    main = Container(name=component.component, image=component.image)
    if platform.adoption is not None:
        main["name"] = platform.names.container(component.component)
    if settings.image.pull_policy:
        main["imagePullPolicy"] = settings.image.pull_policy
    _set_process(main, component, [*map(escaped, command)], [*map(escaped, args)], configurable=reader is None)
    main["ports"] = [ContainerPort(name=port.name, containerPort=port.container, protocol="TCP") for port in component.ports]
    main["ports"] += cast(Sequence[ContainerPort], copied(settings.ports))
    if settings.env_from:
        main["envFrom"] = cast(list[EnvFromSource], copied(settings.env_from))
    if env := container_environment(platform, component, reader):
        main["env"] = env
    if resources := container_resources(component.resources):
        main["resources"] = resources
    _set_probes(main, settings.probes, probes)
    main["securityContext"] = container_security(component.component, settings)
    defaults = [*mounts, *shared_mounts(platform, component.component)]
    if volume_mounts := _merged(defaults, cast(Sequence[VolumeMount], copied(settings.volume_mounts)), "mountPath"):
        main["volumeMounts"] = volume_mounts
    return main


def _set_process(main: Container, component: Component, command: list[str], args: list[str], *, configurable: bool) -> None:
    """Set what starts and stops the process; a configured command drops the component's arguments, as Kubernetes drops those of the image."""
    settings = component.settings
    if configurable and settings.command:
        command, args = list(settings.command), []
    if configurable and settings.args:
        args = list(settings.args)
    if command:
        main["command"] = command
    if args:
        main["args"] = args
    if configurable and settings.lifecycle:
        main["lifecycle"] = cast(Lifecycle, copied(settings.lifecycle))


def additional_containers(platform: Platform, containers: Iterable[Mapping[str, Any]]) -> list[Container]:
    """Sidecars or init containers from the configuration, with images from imageRegistry."""
    return [cast(Container, mirrored_images(copied(each), platform.config.image_registry)) for each in containers]


def pod_template(
    platform: Platform,
    component: Component,
    main: Container,
    *,
    volumes: Sequence[Volume] = (),
    checksums: Mapping[str, str] | None = None,
    grace_period: int | None = None,
    spread: bool = False,
) -> PodTemplateSpec:
    """The pod template of a component.

    `checksums` are annotations that change with the pod's configuration, so that a change restarts the pods. With `spread`, production pods
    are spread over zones and nodes by default.
    """
    settings = component.settings
    meta = ObjectMeta(labels={**labels(platform, component.component, settings), **identity_labels(component.identity), **settings.pod_labels})
    if platform.adoption is not None:
        meta["labels"] |= selector_labels(platform, component.component)
    annotations = {**(checksums or {}), **secret_checksum(platform, component.component), **settings.pod_annotations}
    if annotations:
        meta["annotations"] = annotations
    return PodTemplateSpec(metadata=meta, spec=_pod_spec(platform, component, main, volumes, grace_period=grace_period, spread=spread))


def _pod_spec(
    platform: Platform, component: Component, main: Container, volumes: Sequence[Volume], *, grace_period: int | None, spread: bool
) -> PodSpec:
    settings = component.settings
    spec = PodSpec(
        serviceAccountName=component.service_account,
        automountServiceAccountToken=settings.service_account.mount_token,
        enableServiceLinks=False,
        securityContext=pod_security(component.component, settings, assigned_user=platform.config.openshift),
        containers=[main, *additional_containers(platform, settings.sidecars)],
    )
    if platform.pull_secrets:
        spec["imagePullSecrets"] = [{"name": name} for name in platform.pull_secrets]
    if settings.init_containers:
        spec["initContainers"] = additional_containers(platform, settings.init_containers)
    if grace_period is not None:
        spec["terminationGracePeriodSeconds"] = grace_period
    if settings.priority_class:
        spec["priorityClassName"] = settings.priority_class
    if settings.runtime_class:
        spec["runtimeClassName"] = settings.runtime_class
    _set_placement(spec, settings, _default_spread(platform, component) if spread else ())
    defaults = [*volumes, *shared_volumes(platform, component.component)]
    own = mirrored_images({"volumes": copied(settings.volumes)}, platform.config.image_registry)["volumes"] if settings.volumes else ()
    if all_volumes := _merged(defaults, cast(Sequence[Volume], own), "name"):
        spec["volumes"] = all_volumes
    return spec


def _set_placement(spec: PodSpec, settings: Workload, default_spread: Iterable[TopologySpreadConstraint]) -> None:
    if settings.node_selector:
        spec["nodeSelector"] = dict(settings.node_selector)
    if settings.tolerations:
        spec["tolerations"] = cast(list[Toleration], copied(settings.tolerations))
    if settings.affinity:
        spec["affinity"] = cast(Affinity, copied(settings.affinity))
    spread = settings.topology_spread
    if constraints := list(default_spread if spread is None else cast(Sequence[TopologySpreadConstraint], copied(spread))):
        spec["topologySpreadConstraints"] = constraints
    if settings.dns_policy:
        spec["dnsPolicy"] = settings.dns_policy
    if settings.dns_config:
        spec["dnsConfig"] = cast(PodDNSConfig, copied(settings.dns_config))
    if settings.host_aliases:
        spec["hostAliases"] = cast(list[HostAlias], copied(settings.host_aliases))


def _default_spread(platform: Platform, component: Component) -> Iterable[TopologySpreadConstraint]:
    if platform.profile != "production":
        return
    for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname"):
        label_selector = pod_selector(platform, component.component)
        yield TopologySpreadConstraint(maxSkew=1, topologyKey=key, whenUnsatisfiable="ScheduleAnyway", labelSelector=label_selector)


def _set_probes(main: Container, configured: Probes, defaults: Mapping[str, Probe]) -> None:
    startup, readiness, liveness = (
        cast(Probe, copied(probe)) if probe is not None else defaults.get(name)
        for name, probe in (("startup", configured.startup), ("readiness", configured.readiness), ("liveness", configured.liveness))
    )
    if startup:
        main["startupProbe"] = startup
    if readiness:
        main["readinessProbe"] = readiness
    if liveness:
        main["livenessProbe"] = liveness


def _merged(defaults: Sequence[Fragment], overrides: Sequence[Fragment], key: str) -> list[Fragment]:
    """The defaults and the overrides; an override replaces the default with the same `key`."""
    if not overrides:
        return list(defaults)
    both: Sequence[Any] = [*defaults, *overrides]
    merged: dict[str, Fragment] = {fragment[key].rstrip("/"): fragment for fragment in both}
    return list(merged.values())
