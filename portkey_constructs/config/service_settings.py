"""Settings of Services: the one in front of a component, and that of a cloud load balancer."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.base import Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.name_patterns import QUALIFIED, SUBDOMAIN, label_key
from portkey_constructs.config.types import Cidr, LabelKey, LabelValue, Matching, Port, Whole

__all__ = ["AdditionalPort", "AffinitySeconds", "AppProtocol", "IpAddress", "PortName", "ServiceOptions", "ServiceSettings", "TargetPort"]

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_NAME = "([a-z0-9]+-)*[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*"

IpAddress = Annotated[
    str,
    Matching(rf"^({_OCTET}(\.{_OCTET}){{3}}|[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$", "an IP address such as 203.0.113.10 or 2001:db8::10", 45),
]
PortName = Annotated[str, Matching(f"^{_NAME}$", "a port name of at most 15 lowercase letters, digits and hyphens, such as metrics", 15)]
TargetPort = Annotated[
    str,
    Matching(
        f"^([1-9][0-9]{{0,3}}|[1-5][0-9]{{4}}|6[0-4][0-9]{{3}}|65[0-4][0-9]{{2}}|655[0-2][0-9]|6553[0-5]|{_NAME})$",
        "a port number from 1 to 65535, or the name of a container port",
        15,
        numbers=True,
    ),
]
AppProtocol = Annotated[
    str, Matching(f"^({SUBDOMAIN}/)?{QUALIFIED}$", "a protocol such as http, https or kubernetes.io/h2c", 317), AfterValidator(label_key)
]
AffinitySeconds = Annotated[int, Whole(1, 86400, "a number of seconds from 1 to 86400")]


class AdditionalPort(Model):
    """A port of a Service besides those of the component."""

    name: PortName
    """Name of the port, which differs from those of the component."""
    port: Port
    """Port of the Service, which differs from those of the component."""
    target_port: TargetPort | None = None
    """Number or name of the container port, also of a sidecar. Defaults to port."""
    protocol: Literal["TCP", "UDP", "SCTP"] = "TCP"
    """Transport protocol.

    - TCP: Connections, as of HTTP.
    - UDP: Datagrams.
    - SCTP: Messages over associations.
    """
    app_protocol: AppProtocol | None = None
    """Application protocol, for controllers that read it."""
    node_port: Port | None = None
    """Port of every node, for a Service of type NodePort or LoadBalancer. By default, Kubernetes chooses one."""


class ServiceOptions(Model):
    """Settings of a Service of any origin."""

    labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the Service, besides those of its component."""
    traffic_distribution: Literal["PreferSameZone", "PreferSameNode", "PreferClose"] | None = None
    """Which pods receive the traffic of a client in the cluster. By default, all pods alike.

    - PreferSameZone: Pods in the zone of the client, if there are any. Kubernetes has it since 1.34.
    - PreferSameNode: Pods on the node of the client, then those in its zone, if there are any. Kubernetes has it since 1.34.
    - PreferClose: The former name of PreferSameZone, which Kubernetes has since 1.30.
    """
    external_traffic_policy: Literal["Cluster", "Local"] | None = None
    """Which pods receive the traffic that arrives at a node. By default, Kubernetes decides: Cluster.

    - Cluster: All pods. They do not see the address of the client.
    - Local: Only pods on that node. They see the address of the client.
    """
    session_affinity: Literal["None", "ClientIP"] | None = None
    """Whether the connections of a client go to one pod. By default, Kubernetes decides: None.

    - None: Each connection goes to any pod.
    - ClientIP: Connections from one address go to one pod.
    """
    session_affinity_timeout: AffinitySeconds | None = None
    """Seconds without a connection after which ClientIP may choose another pod. By default, Kubernetes decides: 10800."""
    node_port: Port | None = None
    """Port of every node that leads to the first port. By default, Kubernetes chooses one of its range, which usually is 30000 to 32767."""
    load_balancer_class: LabelKey | None = None
    """Class of the load balancer, such as service.k8s.aws/nlb, for a controller other than that of the cloud. It cannot change later."""
    load_balancer_ip: IpAddress | None = None
    """Address of the load balancer. Kubernetes has deprecated it, and some clouds ignore it: prefer their annotation."""


class ServiceSettings(ServiceOptions):
    """The Service in front of a component."""

    type: Literal["ClusterIP", "NodePort", "LoadBalancer"] = "ClusterIP"
    """Type of the Service.

    - ClusterIP: Reachable only from within the cluster.
    - NodePort: Also reachable at a port of every node, which some load balancers need.
    - LoadBalancer: Reachable through a cloud load balancer. exposure has typed options for one.
    """
    port: Port | None = None
    """Port of the Service. Defaults to Portkey's port."""
    ports: tuple[AdditionalPort, ...] = ()
    """Additional ports, such as that of a sidecar."""
    source_ranges: tuple[Cidr, ...] = ()
    """Address ranges that may connect to a Service of type LoadBalancer."""
    annotations: Annotations = default()
    """Annotations of the Service."""
