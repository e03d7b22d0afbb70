"""What the clouds' load balancers can be told, by typed options instead of annotations."""

from typing import Annotated, Literal

from pydantic import Field

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Boolean, CertificateArn, LongDuration, NonEmptyText, PositiveInt, SslPolicy, SubnetId, Text, UrlPath

__all__ = ["Alb", "AwsNlb", "AzureLoadBalancer", "GcpLoadBalancer", "Provider"]


class Alb(Model):
    """An Application Load Balancer, made by the AWS Load Balancer Controller from an Ingress."""

    scheme: Literal["internal", "internet-facing"] = "internal"
    """Whether it is reached from the internet."""
    target_type: Literal["ip", "instance"] = "ip"
    """Whether it sends to pods, or to nodes (which needs a Service of type NodePort)."""
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
    """A Network Load Balancer."""
    scheme: Literal["internal", "internet-facing"] = "internal"
    """Whether it is reached from the internet."""
    target_type: Literal["ip", "instance"] = "ip"
    """Whether it sends to pods or to nodes."""
    certificate_arn: CertificateArn | None = None
    """Certificate in AWS Certificate Manager with which it ends TLS."""
    ssl_policy: SslPolicy | None = None
    """Security policy of the TLS listener."""
    subnets: tuple[SubnetId, ...] = ()
    """Subnets to stand in; found by their tags when left out."""
    cross_zone: Boolean = True
    """Whether each zone's address sends to the pods of all zones."""


class AzureLoadBalancer(Model):
    """An Azure Load Balancer."""

    kind: Literal["azure"] = "azure"
    """An Azure Load Balancer."""
    internal: Boolean = True
    """Whether it has an address of the virtual network alone."""
    subnet: Text | None = None
    """Subnet of an internal one; the nodes' own when left out."""
    resource_group: Text | None = None
    """Resource group of a public address that exists; the nodes' own when left out."""
    dns_label: Text | None = None
    """First label of a public one's name below cloudapp.azure.com."""


class GcpLoadBalancer(Model):
    """A passthrough Network Load Balancer of Google Cloud."""

    kind: Literal["gcp"] = "gcp"
    """A Network Load Balancer of Google Cloud."""
    internal: Boolean = True
    """Whether it has an address of the network alone."""
    global_access: Boolean = False
    """Whether an internal one is reached from all regions."""


Provider = Annotated[AwsNlb | AzureLoadBalancer | GcpLoadBalancer, Field(discriminator="kind")]
