"""Typed options of the cloud load balancers."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.types import Boolean, CertificateArn, GroupName, GroupOrder, LongDuration, SslPolicy, SubnetId, Text, UrlPath

__all__ = ["Alb", "AwsNlb", "AzureLoadBalancer", "GcpLoadBalancer", "Provider"]


class Alb(Model):
    """An Application Load Balancer, which the AWS Load Balancer Controller creates for an Ingress."""

    scheme: Literal["internal", "internet-facing"] = "internal"
    """Who can reach the load balancer.

    - internal: Clients in the VPC and in networks connected to it.
    - internet-facing: Clients on the internet.
    """
    target_type: Literal["ip", "instance"] = "ip"
    """Where the load balancer sends requests.

    - ip: Directly to the pods, at their addresses in the VPC.
    - instance: To the nodes, which forward to the pods. Set service.type of the component to NodePort.
    """
    group: GroupName | None = None
    """Name of the group of Ingresses that share one load balancer."""
    group_order: GroupOrder | None = None
    """Order of this Ingress's rules in the group."""
    ssl_policy: SslPolicy | None = None
    """Security policy of the TLS listener."""
    health_check_path: UrlPath | None = None
    """Path that returns 200 when a pod is healthy. Defaults to the health path of the component."""
    idle_timeout: LongDuration | None = None
    """How long a connection may be idle. Defaults to gateway.requestTimeout plus 15s. All Ingresses of a group must have the same."""
    subnets: tuple[SubnetId, ...] = ()
    """Subnets of the load balancer. Defaults to discovery by tags."""


class AwsNlb(Model):
    """A Network Load Balancer of AWS, which the AWS Load Balancer Controller creates."""

    kind: Literal["aws"] = "aws"
    """AWS, with a Network Load Balancer."""
    scheme: Literal["internal", "internet-facing"] = "internal"
    """Who can reach the load balancer.

    - internal: Clients in the VPC and in networks connected to it.
    - internet-facing: Clients on the internet.
    """
    target_type: Literal["ip", "instance"] = "ip"
    """Where the load balancer sends connections.

    - ip: Directly to the pods, at their addresses in the VPC.
    - instance: To the nodes, which forward to the pods.
    """
    certificate_arn: CertificateArn | None = None
    """ARN of the certificate in AWS Certificate Manager with which the load balancer terminates TLS."""
    ssl_policy: SslPolicy | None = None
    """Security policy of the TLS listener."""
    subnets: tuple[SubnetId, ...] = ()
    """Subnets of the load balancer. Defaults to discovery by tags."""
    cross_zone: Boolean = True
    """Whether the load balancer distributes traffic across zones."""


class AzureLoadBalancer(Model):
    """An Azure Load Balancer, which AKS creates."""

    kind: Literal["azure"] = "azure"
    """The load balancer of Azure."""
    internal: Boolean = True
    """Whether the load balancer is reachable only from the virtual network."""
    subnet: Text | None = None
    """Subnet of an internal load balancer. Defaults to the subnet of the nodes."""
    resource_group: Text | None = None
    """Resource group of an existing public address. Defaults to the resource group of the nodes."""
    dns_label: Text | None = None
    """DNS label of a public address below cloudapp.azure.com."""


class GcpLoadBalancer(Model):
    """A passthrough Network Load Balancer of Google Cloud, which GKE creates."""

    kind: Literal["gcp"] = "gcp"
    """The load balancer of Google Cloud."""
    internal: Boolean = True
    """Whether the load balancer is reachable only from the VPC network."""
    global_access: Boolean = False
    """Whether an internal load balancer is reachable from all regions."""


Provider = Annotated[AwsNlb | AzureLoadBalancer | GcpLoadBalancer, ByKind()]
