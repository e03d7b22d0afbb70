"""What every workload can be told: image, resources, environment, metadata, scheduling, volumes, probes, identity."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.fragments import (
    Affinity,
    Container,
    ContainerSecurityContext,
    DnsConfig,
    EnvValue,
    PodSecurityContext,
    Probe,
    Toleration,
    TopologySpread,
    Volume,
    VolumeMount,
)
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.identity import Identity
from portkey_constructs.config.types import (
    AnnotationKey,
    Boolean,
    Cidr,
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
    Port,
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
    "ServiceSettings",
    "Workload",
]


class Image(Model):
    """Which image runs; what is left out is Portkey's default for the component."""

    repository: ImageRepository | None = None
    """Repository without a tag, the registry before it; Portkey's own for the component when left out."""
    tag: ImageTag | None = None
    """Tag, quoted in YAML since 1.10 is a number there; the one that the component is known to run with when left out."""
    digest: Digest | None = None
    """Digest; with a tag beside it the digest decides."""
    pull_policy: Literal["Always", "IfNotPresent", "Never"] | None = None
    """When the kubelet pulls the image; Kubernetes decides by the tag when left out.

    - Always: Pulled at every start of a container, for a tag that moves.
    - IfNotPresent: Pulled only where the node does not have it yet.
    - Never: Never pulled: the node must have it.
    """


class Amounts(Model):
    """Amounts of the three resources that Kubernetes meters by itself."""

    cpu: Cpu | None = None
    """CPU, in cores or thousandths of them."""
    memory: Memory | None = None
    """Memory, in bytes."""
    ephemeral_storage: Memory | None = None
    """Disk of the node, in bytes."""


class Resources(Model):
    """What a container asks for and may use at most; replaces the default of its component as a whole."""

    requests: Amounts = default()
    """What the scheduler sets aside; where it is left out Kubernetes takes the limit."""
    limits: Amounts = default()
    """What the container may use at most."""


class Probes(Model):
    """Probes that replace the component's own, in Kubernetes' shape."""

    startup: Probe | None = None
    """Until this one passes the others wait."""
    readiness: Probe | None = None
    """While this one fails no traffic comes."""
    liveness: Probe | None = None
    """When this one fails the container is restarted."""


class CreateServiceAccount(Model):
    """A service account is made with the component."""

    kind: Literal["create"] = "create"
    """The service account is made here."""
    name: ObjectName | None = None
    """Name of the service account; the component's own when left out."""
    annotations: FrozenMap[AnnotationKey, Text] = default()
    """Annotations of the service account, by which a cloud's role is told among others."""
    mount_token: Boolean = False
    """Whether the pod gets a token for the Kubernetes API."""


class ExistingServiceAccount(Model):
    """A service account that somebody else makes, by eksctl or Terraform, is named."""

    kind: Literal["existing"] = "existing"
    """The service account exists already."""
    name: ObjectName
    """Name of the service account that exists."""
    mount_token: Boolean = False
    """Whether the pod gets a token for the Kubernetes API."""


ServiceAccount = Annotated[
    CreateServiceAccount | ExistingServiceAccount,
    ByKind("create"),
]


class ServiceSettings(Model):
    """The Service in front of a component."""

    type: Literal["ClusterIP", "NodePort", "LoadBalancer"] = "ClusterIP"
    """Kubernetes' type of the Service.

    - ClusterIP: Reached from within the cluster alone.
    - NodePort: Reached at a port of every node too, as some load balancers want it.
    - LoadBalancer: A load balancer of the cloud leads to it; exposure has typed options for one.
    """
    port: Port | None = None
    """Port of the Service; Portkey's own when left out."""
    source_ranges: tuple[Cidr, ...] = ()
    """Address ranges that a LoadBalancer lets in."""
    annotations: FrozenMap[AnnotationKey, Text] = default()
    """Annotations of the Service."""


class Workload(Model):
    """Settings that every component and store has."""

    image: Image = default()
    """Which image runs, and from which registry."""
    resources: Resources | None = None
    """Requests and limits; the profile's when left out."""
    env: FrozenMap[EnvName, EnvValue] = Field(default={}, validate_default=True, repr=False)
    """Further environment, or other values for variables that are set already."""
    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the workload and its pods."""
    annotations: FrozenMap[AnnotationKey, Text] = default()
    """Annotations of the workload object."""
    pod_labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the pods alone."""
    pod_annotations: FrozenMap[AnnotationKey, Text] = default()
    """Annotations of the pods."""
    node_selector: FrozenMap[LabelKey, LabelValue] = default()
    """Labels that a node must have."""
    tolerations: tuple[Toleration, ...] = ()
    """Taints that the pods stand."""
    affinity: Affinity | None = None
    """Kubernetes' affinity: which nodes the pods want to be on, and which other pods beside them."""
    topology_spread: tuple[TopologySpread, ...] | None = None
    """Kubernetes' topology spread constraints; the profile's when left out, none for an empty list."""
    dns_policy: Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"] | None = None
    """Where the pods look up names first; Kubernetes' own default, ClusterFirst, when left out.

    - ClusterFirst: Names are asked of the cluster's DNS, which asks the node's for those that it does not know.
    - ClusterFirstWithHostNet: The same as ClusterFirst, for pods in the node's network.
    - Default: Names are asked of the node's DNS alone; in spite of the word it is not the default.
    - None: Names are asked of what dnsConfig says alone.
    """
    dns_config: DnsConfig | None = None
    """Kubernetes' DNS configuration: name servers, search domains and options."""
    volumes: tuple[Volume, ...] = ()
    """Further volumes beside the component's own."""
    volume_mounts: tuple[VolumeMount, ...] = ()
    """Further mounts of the main container."""
    sidecars: tuple[Container, ...] = ()
    """Further containers of the pod."""
    init_containers: tuple[Container, ...] = ()
    """Containers that run before the pod's others."""
    probes: Probes = default()
    """Probes that replace the component's own."""
    grace_period: Duration | None = None
    """How long a pod may take to stop, as 90s or in seconds; Kubernetes' own 30s when left out."""
    priority_class: ObjectName | None = None
    """Name of Kubernetes' priority class of the pods."""
    pod_security_context: PodSecurityContext | None = None
    """Replaces the pod's security context."""
    security_context: ContainerSecurityContext | None = None
    """Replaces the main container's security context."""
    service_account: ServiceAccount = default()
    """The service account that the pods run as."""
    identity: Identity | None = None
    """Who the pods are to the cloud; the platform's identity when left out and the component has a use for one."""
