"""What the clouds' load balancers can be told, by typed options instead of annotations."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import Boolean, CertificateArn, LongDuration, NonEmptyText, PositiveInt, SslPolicy, SubnetId, Text, UrlPath

__all__ = ["Alb", "AwsNlb", "AzureLoadBalancer", "GcpLoadBalancer", "Provider"]


class Alb(Model):
    """An Application Load Balancer, made by the AWS Load Balancer Controller from an Ingress."""

    scheme: Literal["internal", "internet-facing"] = "internal"
    """Who can reach the load balancer.

    - internal: Whoever is in the VPC, or in a network that leads there.
    - internet-facing: Everybody, from the internet.
    """
    target_type: Literal["ip", "instance"] = "ip"
    """Where the load balancer sends requests.

    - ip: To the pods themselves, by their addresses in the VPC.
    - instance: To the nodes, which lead on to the pods; the component's service.type must be NodePort.
    """
    group: NonEmptyText | None = None
    """Name of the group of Ingresses that share one load balancer."""
    group_order: PositiveInt | None = None
    """Place of this Ingress' rules in the group."""
    ssl_policy: SslPolicy | None = None
    """Security policy of the TLS listener."""
    health_check_path: UrlPath | None = None
    """Path that answers 200 when a pod is well; the component's own when left out."""
    idle_timeout: LongDuration | None = None
    """How long a connection may be silent; ten minutes when left out, since models think, and the group's own in a group."""
    subnets: tuple[SubnetId, ...] = ()
    """Subnets to stand in; found by their tags when left out."""


class AwsNlb(Model):
    """A Network Load Balancer of AWS, made by the AWS Load Balancer Controller."""

    kind: Literal["aws"] = "aws"
    """AWS, a Network Load Balancer."""
    scheme: Literal["internal", "internet-facing"] = "internal"
    """Who can reach the load balancer.

    - internal: Whoever is in the VPC, or in a network that leads there.
    - internet-facing: Everybody, from the internet.
    """
    target_type: Literal["ip", "instance"] = "ip"
    """Where the load balancer sends connections.

    - ip: To the pods themselves, by their addresses in the VPC.
    - instance: To the nodes, which lead on to the pods.
    """
    certificate_arn: CertificateArn | None = None
    """Certificate in AWS Certificate Manager with which it ends TLS."""
    ssl_policy: SslPolicy | None = None
    """Security policy of the TLS listener."""
    subnets: tuple[SubnetId, ...] = ()
    """Subnets to stand in; found by their tags when left out."""
    cross_zone: Boolean = True
    """Whether each zone's address sends to the pods of all zones."""


class AzureLoadBalancer(Model):
    """An Azure Load Balancer, which AKS makes."""

    kind: Literal["azure"] = "azure"
    """Azure's load balancer."""
    internal: Boolean = True
    """Whether it has an address of the virtual network alone."""
    subnet: Text | None = None
    """Subnet of an internal one; the nodes' own when left out."""
    resource_group: Text | None = None
    """Resource group of a public address that exists; the nodes' own when left out."""
    dns_label: Text | None = None
    """First label of a public one's name below cloudapp.azure.com."""


class GcpLoadBalancer(Model):
    """A passthrough Network Load Balancer of Google Cloud, which GKE makes."""

    kind: Literal["gcp"] = "gcp"
    """Google Cloud's load balancer."""
    internal: Boolean = True
    """Whether it has an address of the network alone."""
    global_access: Boolean = False
    """Whether an internal one is reached from all regions."""


Provider = Annotated[AwsNlb | AzureLoadBalancer | GcpLoadBalancer, ByKind()]
