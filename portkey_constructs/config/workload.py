"""Settings that every workload has: image, resources, environment, metadata, scheduling, volumes, probes, identity."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.fragments import (
    Affinity,
    Container,
    ContainerPort,
    ContainerSecurityContext,
    DnsConfig,
    EnvSource,
    EnvValue,
    HostAlias,
    InitContainer,
    Lifecycle,
    LivenessProbe,
    PodSecurityContext,
    ReadinessProbe,
    Toleration,
    TopologySpread,
    UniqueBy,
    Volume,
    VolumeMount,
)
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.nulls import NullIs
from portkey_constructs.config.types import (
    Boolean,
    Cpu,
    Digest,
    Duration,
    EnvName,
    ImageRepository,
    ImageTag,
    LabelKey,
    LabelValue,
    Memory,
    ObjectName,
    Text,
)

__all__ = [
    "Amounts",
    "CreateServiceAccount",
    "ExistingServiceAccount",
    "Image",
    "Probes",
    "Resources",
    "ServiceAccount",
    "Workload",
]


class Image(Model):
    """The container image; settings that are not set keep the component's defaults."""

    repository: ImageRepository | None = None
    """Repository with its registry and without a tag. Defaults to the component's image in imageRegistry."""
    tag: ImageTag | None = None
    """Tag of the image. Quote it in YAML, because 1.10 is a number there. Defaults to the tested version of the component."""
    digest: Digest | None = None
    """Digest of the image. It overrides the tag. The default images of MySQL and Redis have a digest, unless you set repository or tag."""
    pull_policy: Literal["Always", "IfNotPresent", "Never"] | None = None
    """When the kubelet pulls the image. By default, Kubernetes decides by the tag.

    - Always: Every time a container starts. Use it for tags that move.
    - IfNotPresent: Only if the node does not have the image.
    - Never: Never. The node must have the image.
    """


class Amounts(Model):
    """Amounts of CPU, memory and local storage."""

    cpu: Cpu | None = None
    """CPU, in cores or millicores."""
    memory: Memory | None = None
    """Memory, in bytes."""
    ephemeral_storage: Memory | None = None
    """Local storage of the node, in bytes."""


class Resources(Model):
    """Resource requests and limits of a container, which replace all defaults of its component."""

    requests: Amounts = default()
    """Resources that the scheduler reserves. Each defaults to its limit."""
    limits: Amounts = default()
    """Maximum resources that the container may use."""


class Probes(Model):
    """Probes that replace those of the component, as Kubernetes defines them. Null in YAML, or an empty map, switches a probe off."""

    startup: Annotated[LivenessProbe | None, NullIs({})] = None
    """Startup probe. The other probes wait until it succeeds."""
    readiness: Annotated[ReadinessProbe | None, NullIs({})] = None
    """Readiness probe. The pod receives no traffic while it fails."""
    liveness: Annotated[LivenessProbe | None, NullIs({})] = None
    """Liveness probe. The container restarts when it fails."""


class CreateServiceAccount(Model):
    """A service account that is created with the component."""

    kind: Literal["create"] = "create"
    """Creates the service account."""
    name: ObjectName | None = None
    """Name of the service account. Defaults to the name of the component's objects."""
    annotations: Annotations = default()
    """Annotations of the service account. One that names a cloud identity, such as eks.amazonaws.com/role-arn, counts as identity."""
    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the service account, besides those of its component."""
    mount_token: Boolean = False
    """Whether pods get a token for the Kubernetes API."""


class ExistingServiceAccount(Model):
    """An existing service account, created with eksctl or Terraform for example."""

    kind: Literal["existing"] = "existing"
    """The service account exists."""
    name: ObjectName
    """Name of the existing service account."""
    mount_token: Boolean = False
    """Whether pods get a token for the Kubernetes API."""


ServiceAccount = Annotated[
    CreateServiceAccount | ExistingServiceAccount,
    ByKind("create"),
]


class Workload(Model):
    """Settings that every component and store has."""

    image: Image = default()
    """Container image and registry."""
    resources: Annotated[Resources | None, NullIs({})] = None
    """Resource requests and limits. Defaults to those of the profile. Null in YAML removes them."""
    env: FrozenMap[EnvName, EnvValue] = Field(default={}, validate_default=True, repr=False)
    """Additional environment variables, or other values for existing ones. $(NAME) refers to another variable of the container."""
    env_from: tuple[EnvSource, ...] = ()
    """Secrets and ConfigMaps whose keys become variables, as Kubernetes defines them. Variables of the manifests and of env take precedence."""
    command: tuple[Text, ...] = Field(default=(), repr=False)
    """Command of the main container. It replaces the component's own command and arguments. $(NAME) refers to a variable of the container."""
    args: tuple[Text, ...] = Field(default=(), repr=False)
    """Arguments of the main container. They replace the component's own. $(NAME) refers to a variable of the container."""
    ports: Annotated[tuple[ContainerPort, ...], UniqueBy(("name",)), UniqueBy(("containerPort", "protocol"))] = ()
    """Additional ports of the main container, as Kubernetes defines them."""
    lifecycle: Annotated[Lifecycle | None, NullIs({})] = None
    """Hooks of the main container, as Kubernetes defines them. They replace those of the component. Null in YAML removes them."""
    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the workload and its pods."""
    annotations: Annotations = default()
    """Annotations of the workload."""
    pod_labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the pods only."""
    pod_annotations: Annotations = default()
    """Annotations of the pods."""
    node_selector: FrozenMap[LabelKey, LabelValue] = default()
    """Labels that a node must have to run the pods."""
    tolerations: tuple[Toleration, ...] = ()
    """Taints the pods tolerate."""
    affinity: Affinity | None = None
    """Node and pod affinity, as Kubernetes defines it."""
    topology_spread: Annotated[tuple[TopologySpread, ...] | None, UniqueBy(("topologyKey", "whenUnsatisfiable")), NullIs(())] = None
    """Topology spread constraints, as Kubernetes defines them. Defaults to those of the profile. An empty list, or null in YAML, removes them."""
    dns_policy: Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"] | None = None
    """DNS policy of the pods. Defaults to ClusterFirst.

    - ClusterFirst: Names resolve in the DNS of the cluster, which forwards other names to the DNS of the node.
    - ClusterFirstWithHostNet: ClusterFirst for pods in the network of the node.
    - Default: Names resolve in the DNS of the node. Despite its name, it is not the default.
    - None: Names resolve only as dnsConfig configures.
    """
    dns_config: DnsConfig | None = None
    """DNS configuration of the pods: name servers, search domains and options."""
    host_aliases: Annotated[tuple[HostAlias, ...], UniqueBy(("ip",))] = ()
    """Entries of the pods' hosts file: an IP address with its host names."""
    volumes: tuple[Volume, ...] = ()
    """Additional volumes of the pods."""
    volume_mounts: Annotated[tuple[VolumeMount, ...], UniqueBy(("mountPath",))] = ()
    """Additional volume mounts of the main container."""
    scratch_size_limit: Memory | None = None
    """Largest size of each temporary volume of the component. A pod that exceeds it is evicted. Defaults to 1Gi to 10Gi, by component."""
    sidecars: tuple[Container, ...] = ()
    """Additional containers of the pods."""
    init_containers: tuple[InitContainer, ...] = ()
    """Init containers, which run before the other containers."""
    probes: Probes = default()
    """Probes that replace those of the component."""
    grace_period: Duration | None = None
    """Time a pod may take to stop, such as 90s or a number of seconds. Defaults to gateway.requestTimeout plus 15s for services, and to 30s
    for stores."""
    priority_class: ObjectName | None = None
    """Name of the priority class of the pods."""
    runtime_class: ObjectName | None = None
    """Name of the runtime class of the pods, such as gvisor."""
    pod_security_context: Annotated[PodSecurityContext | None, NullIs({})] = None
    """Security context of the pods. It replaces the default one. Null in YAML removes it."""
    security_context: Annotated[ContainerSecurityContext | None, NullIs({})] = None
    """Security context of the main container. It replaces the default one. Null in YAML removes it."""
    service_account: ServiceAccount = default()
    """Service account of the pods."""
    identity: Annotated[Identity | None, NullIs({"kind": "none"})] = None
    """Cloud identity of the pods. Defaults to the identity of the platform if the component needs one. Null in YAML is none."""
