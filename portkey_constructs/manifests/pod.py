"""Pods: the main container of a component and everything around it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.workload import Amounts, Probes, Resources, Workload
from portkey_constructs.kubernetes import (
    Affinity,
    Container,
    ContainerPort,
    EmptyDirVolumeSource,
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
from portkey_constructs.manifests.cloud_identity import pod_identity_labels
from portkey_constructs.manifests.environment import container_environment
from portkey_constructs.manifests.fragment import copied
from portkey_constructs.manifests.metadata import labels, selector
from portkey_constructs.manifests.mounts import shared_mounts, shared_volumes
from portkey_constructs.manifests.secrets import pull_secrets, secret_checksum
from portkey_constructs.manifests.security import container_security, pod_security
from portkey_constructs.platform.defaults import resources
from portkey_constructs.platform.images import DEFAULT_IMAGES
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import ports

__all__ = ["container", "container_resources", "image", "pod_template", "scratch"]

Fragment = TypeVar("Fragment", Volume, VolumeMount)


def image(workload: Workload, component: str) -> str:
    """The image reference; a digest goes before a tag."""
    repository, tag = DEFAULT_IMAGES[component]
    said = workload.image
    name = said.repository or repository
    return f"{name}@{said.digest}" if said.digest else f"{name}:{said.tag or tag}"


def container_resources(said: Resources) -> ResourceRequirements:
    """Requests and limits in Kubernetes' shape."""

    def amounts(given: Amounts) -> dict[str, str]:
        named = {"cpu": given.cpu, "memory": given.memory, "ephemeral-storage": given.ephemeral_storage}
        return {name: amount for name, amount in named.items() if amount}

    found = ResourceRequirements()
    if requests := amounts(said.requests):
        found["requests"] = requests
    if limits := amounts(said.limits):
        found["limits"] = limits
    return found


def scratch(name: str, path: str) -> tuple[Volume, VolumeMount]:
    """A writable folder that lives as long as its pod."""
    return Volume(name=name, emptyDir=EmptyDirVolumeSource()), VolumeMount(name=name, mountPath=path)


def container(
    config: PortkeyConfig,
    component: str,
    workload: Workload,
    *,
    probes: Mapping[str, Probe],
    mounts: Sequence[VolumeMount] = (),
    command: Sequence[str] = (),
    args: Sequence[str] = (),
) -> Container:
    """The main container of a component."""
    main = Container(name=component, image=image(workload, component))
    if workload.image.pull_policy:
        main["imagePullPolicy"] = workload.image.pull_policy
    if command:
        main["command"] = list(command)
    if args:
        main["args"] = list(args)
    main["ports"] = [ContainerPort(name=port.name, containerPort=port.container, protocol="TCP") for port in ports(config, component)]
    if env := container_environment(config, component, workload):
        main["env"] = env
    if given := container_resources(resources(config, component, workload)):
        main["resources"] = given
    _set_probes(main, workload.probes, probes)
    main["securityContext"] = container_security(component, workload)
    if mounted := _replaced([*mounts, *shared_mounts(config, component)], cast(Sequence[VolumeMount], copied(workload.volume_mounts)), "mountPath"):
        main["volumeMounts"] = mounted
    return main


def pod_template(
    config: PortkeyConfig,
    component: str,
    workload: Workload,
    main: Container,
    *,
    volumes: Sequence[Volume] = (),
    checksums: Mapping[str, str] | None = None,
    spread: bool = False,
) -> PodTemplateSpec:
    """The pod template of a component; `checksums` are annotations that change when what the pod reads changes."""
    meta = ObjectMeta(labels={**labels(config, component, workload), **pod_identity_labels(config, component), **workload.pod_labels})
    annotations = {**(checksums or {}), **secret_checksum(config, component), **workload.pod_annotations}
    if annotations:
        meta["annotations"] = annotations
    return PodTemplateSpec(metadata=meta, spec=_pod_spec(config, component, workload, main, volumes, spread=spread))


def _pod_spec(config: PortkeyConfig, component: str, workload: Workload, main: Container, volumes: Sequence[Volume], *, spread: bool) -> PodSpec:
    spec = PodSpec(
        serviceAccountName=Names(config).service_account(component, workload),
        automountServiceAccountToken=workload.service_account.mount_token,
        enableServiceLinks=False,
        securityContext=pod_security(component, workload),
        containers=[main, *cast(Sequence[Container], copied(workload.sidecars))],
    )
    if pulled := pull_secrets(config):
        spec["imagePullSecrets"] = pulled
    if workload.init_containers:
        spec["initContainers"] = list(cast(Sequence[Container], copied(workload.init_containers)))
    if workload.grace_period is not None:
        spec["terminationGracePeriodSeconds"] = workload.grace_period
    if workload.priority_class:
        spec["priorityClassName"] = workload.priority_class
    _place(config, component, workload, spec, spread=spread)
    if all_volumes := _replaced([*volumes, *shared_volumes(config, component)], cast(Sequence[Volume], copied(workload.volumes)), "name"):
        spec["volumes"] = all_volumes
    return spec


def _place(config: PortkeyConfig, component: str, workload: Workload, spec: PodSpec, *, spread: bool) -> None:
    if workload.node_selector:
        spec["nodeSelector"] = dict(workload.node_selector)
    if workload.tolerations:
        spec["tolerations"] = list(cast(Sequence[Toleration], copied(workload.tolerations)))
    if workload.affinity:
        spec["affinity"] = cast(Affinity, copied(workload.affinity))
    if workload.topology_spread is not None:
        constraints = list(cast(Sequence[TopologySpreadConstraint], copied(workload.topology_spread)))
    else:
        constraints = list(_default_spread(config, component)) if spread and config.profile == "production" else []
    if constraints:
        spec["topologySpreadConstraints"] = constraints
    if workload.dns_policy:
        spec["dnsPolicy"] = workload.dns_policy
    if workload.dns_config:
        spec["dnsConfig"] = cast(PodDNSConfig, copied(workload.dns_config))


def _default_spread(config: PortkeyConfig, component: str) -> Iterable[TopologySpreadConstraint]:
    for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname"):
        yield TopologySpreadConstraint(maxSkew=1, topologyKey=key, whenUnsatisfiable="ScheduleAnyway", labelSelector=selector(config, component))


def _set_probes(main: Container, said: Probes, ours: Mapping[str, Probe]) -> None:
    startup, readiness, liveness = (
        cast(Probe, copied(replacement)) if replacement is not None else ours.get(name)
        for name, replacement in (("startup", said.startup), ("readiness", said.readiness), ("liveness", said.liveness))
    )
    if startup:
        main["startupProbe"] = startup
    if readiness:
        main["readinessProbe"] = readiness
    if liveness:
        main["livenessProbe"] = liveness


def _replaced(ours: Sequence[Fragment], theirs: Sequence[Fragment], key: str) -> list[Fragment]:
    """Both lists in one; a user's entry with the same key takes the place of ours."""
    if not theirs:
        return list(ours)
    both: Sequence[Any] = [*ours, *theirs]
    merged: dict[str, Fragment] = {fragment[key].rstrip("/"): fragment for fragment in both}
    return list(merged.values())
