"""Which doors are open to the world outside the cluster."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.load_balancers import Alb, AwsNlb, Provider
from portkey_constructs.config.types import (
    AnnotationKey,
    Boolean,
    CertificateArn,
    Cidr,
    DnsLabel,
    DomainName,
    Duration,
    NonEmptyText,
    ObjectName,
    Port,
    Text,
    UrlPath,
)

__all__ = [
    "AnyExposure",
    "Exposures",
    "HttpRouteExposure",
    "IngressExposure",
    "IngressTls",
    "LoadBalancerExposure",
    "NoExposure",
    "ParentGateway",
    "TlsAtLoadBalancer",
    "TlsFromCertManager",
    "TlsFromSecret",
]


class TlsFromSecret(Model):
    """The ingress ends TLS with a certificate from a Secret."""

    kind: Literal["secret"] = "secret"
    """The certificate is in a Secret of type kubernetes.io/tls."""
    secret_name: ObjectName
    """Name of the Secret of type kubernetes.io/tls that has the certificate."""


class TlsFromCertManager(Model):
    """The ingress ends TLS with a certificate that cert-manager gets."""

    kind: Literal["certManager"] = "certManager"
    """cert-manager makes the Secret, told by the Ingress' annotation."""
    issuer: ObjectName
    """Name of cert-manager's issuer that signs the certificate."""
    issuer_kind: Literal["ClusterIssuer", "Issuer"] = "ClusterIssuer"
    """Whose issuer it is.

    - ClusterIssuer: An issuer of the whole cluster.
    - Issuer: An issuer of Portkey's own namespace.
    """
    secret_name: ObjectName | None = None
    """The Secret that cert-manager makes; follows from the component's name when left out."""


class TlsAtLoadBalancer(Model):
    """TLS ends before the Ingress, at a load balancer that has the certificate."""

    kind: Literal["loadBalancer"] = "loadBalancer"
    """The load balancer in front ends TLS."""


IngressTls = Annotated[TlsFromSecret | TlsFromCertManager | TlsAtLoadBalancer, ByKind()]


class NoExposure(Model):
    """Not exposed: reached from within the cluster alone."""

    kind: Literal["none"] = "none"
    """There is no door."""


class LoadBalancerExposure(Model):
    """Reached by a load balancer of the cloud: a Service of type LoadBalancer of its own, without an ingress controller."""

    kind: Literal["loadBalancer"] = "loadBalancer"
    """A load balancer of the cloud, by a Service."""
    host: DomainName | None = None
    """The host name that people type, once it leads to the load balancer."""
    port: Port | None = None
    """The load balancer's port; 443 with a certificate, else 80, when left out."""
    provider: Provider | None = None
    """Whose load balancer it is, by which its options are put as that cloud's annotations."""
    source_ranges: tuple[Cidr, ...] = ()
    """Address ranges that are let in; all when left out."""
    annotations: FrozenMap[AnnotationKey, Text] = default()
    """Further annotations of the Service."""

    @property
    def ends_tls(self) -> bool:
        """Whether the load balancer has a certificate."""
        return isinstance(self.provider, AwsNlb) and self.provider.certificate_arn is not None

    @property
    def public_port(self) -> int:
        """The load balancer's port."""
        return self.port or (443 if self.ends_tls else 80)

    @property
    def url(self) -> str | None:
        """The address that people type, without a slash at the end; None when no host name is known."""
        scheme, usual = ("https", 443) if self.ends_tls else ("http", 80)
        port = "" if self.public_port == usual else f":{self.public_port}"
        return f"{scheme}://{self.host}{port}" if self.host else None


class IngressExposure(Model):
    """Reached by an Ingress, which an ingress controller that is there already serves: nginx, ALB, Traefik or another."""

    kind: Literal["ingress"] = "ingress"
    """An Ingress, for an ingress controller."""
    host: DomainName
    """The host name that people type."""
    path: UrlPath = "/"
    """Path below which the MCP gateway is reached; the other doors take the whole host."""
    ingress_class: NonEmptyText | None = None
    """Ingress class; the cluster's default when left out."""
    annotations: FrozenMap[AnnotationKey, Text] = default()
    """Annotations for the ingress controller; they go before ours."""
    tls: IngressTls | None = None
    """Where TLS ends; plain HTTP when left out."""
    certificate_arn: CertificateArn | None = None
    """Certificate in AWS Certificate Manager with which an ALB ends TLS; instead of tls."""
    alb: Alb | None = None
    """Options of the AWS Load Balancer Controller, for class alb."""

    @property
    def url(self) -> str:
        """The address that people type, without a slash at the end."""
        return f"{'https' if self.tls or self.certificate_arn else 'http'}://{self.host}{self.path.rstrip('/')}"


class ParentGateway(Model):
    """A Gateway of the Gateway API that the platform's owner has."""

    name: ObjectName
    """Name of the Gateway that is there already."""
    namespace: DnsLabel | None = None
    """Namespace of that Gateway; the platform's own when left out."""
    section_name: DnsLabel | None = None
    """The listener to use; every one that fits the host when left out."""


class HttpRouteExposure(Model):
    """Reached by an HTTPRoute of the Gateway API, onto a Gateway that is there already."""

    kind: Literal["httpRoute"] = "httpRoute"
    """An HTTPRoute, for the Gateway API."""
    host: DomainName
    """The host name that people type."""
    path: UrlPath = "/"
    """Path below which the MCP gateway is reached; the other doors take the whole host."""
    gateway: ParentGateway
    """The Gateway that the route is attached to."""
    tls: Boolean = True
    """Whether the Gateway's listener ends TLS."""
    request_timeout: Duration | None = None
    """How long a request may take, 0s for any time; the Gateway's own when left out."""
    annotations: FrozenMap[AnnotationKey, Text] = default()
    """Annotations of the HTTPRoute."""

    @property
    def url(self) -> str:
        """The address that people type, without a slash at the end."""
        return f"{'https' if self.tls else 'http'}://{self.host}{self.path.rstrip('/')}"


AnyExposure = Annotated[NoExposure | LoadBalancerExposure | IngressExposure | HttpRouteExposure, ByKind()]


class Exposures(Model):
    """The doors of the platform."""

    frontend: AnyExposure = default(kind="none")
    """How people reach the front end."""
    gateway: AnyExposure = default(kind="none")
    """How applications reach the gateway."""
    mcp: AnyExposure = default(kind="none")
    """How clients reach the MCP gateway."""
