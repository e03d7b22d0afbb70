"""How the services are exposed outside the cluster."""

from typing import Annotated, Literal

from portkey_constructs.config.allowed_sources import AllowedSources
from portkey_constructs.config.annotations import Annotations
from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.load_balancers import Alb, AwsNlb, Provider
from portkey_constructs.config.service_settings import ServiceOptions
from portkey_constructs.config.types import (
    Boolean,
    CertificateArn,
    Cidr,
    DnsLabel,
    DomainName,
    Duration,
    ObjectName,
    Port,
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
    """TLS at the ingress, with a certificate from a Secret."""

    kind: Literal["secret"] = "secret"
    """The certificate is in a Secret of type kubernetes.io/tls."""
    secret_name: ObjectName
    """Name of the Secret of type kubernetes.io/tls that contains the certificate."""


class TlsFromCertManager(Model):
    """TLS at the ingress, with a certificate that cert-manager requests."""

    kind: Literal["certManager"] = "certManager"
    """cert-manager creates the Secret, triggered by an annotation of the Ingress."""
    issuer: ObjectName
    """Name of the cert-manager issuer that signs the certificate."""
    issuer_kind: Literal["ClusterIssuer", "Issuer"] = "ClusterIssuer"
    """Kind of the issuer.

    - ClusterIssuer: An issuer for the whole cluster.
    - Issuer: An issuer in the namespace of the platform.
    """
    secret_name: ObjectName | None = None
    """Name of the Secret that cert-manager creates. Defaults to a name derived from the component."""


class TlsAtLoadBalancer(Model):
    """TLS at a load balancer in front of the ingress, which has the certificate."""

    kind: Literal["loadBalancer"] = "loadBalancer"
    """The load balancer in front of the ingress terminates TLS."""


IngressTls = Annotated[TlsFromSecret | TlsFromCertManager | TlsAtLoadBalancer, ByKind()]


class NoExposure(Model):
    """Not exposed, reachable only from within the cluster."""

    kind: Literal["none"] = "none"
    """No exposure."""


class LoadBalancerExposure(ServiceOptions):
    """A cloud load balancer, as a separate Service of type LoadBalancer; needs no ingress controller."""

    kind: Literal["loadBalancer"] = "loadBalancer"
    """A cloud load balancer, created for a Service."""
    host: DomainName | None = None
    """Host name that users enter. Point its DNS record to the load balancer."""
    port: Port | None = None
    """Port of the load balancer. Defaults to 443 with a certificate and to 80 without one."""
    provider: Provider | None = None
    """Cloud of the load balancer. Its options become the annotations that this cloud reads."""
    allow_from: AllowedSources | None = None
    """Address ranges that may connect, and portkeyControlPlane for Portkey's hosted control plane. Defaults to all addresses."""
    source_ranges: tuple[Cidr, ...] = ()
    """Address ranges that may connect, as allowFrom, which is the name at every kind of exposure. Mutually exclusive with it."""
    annotations: Annotations = default()
    """Additional annotations of the Service."""

    @property
    def ends_tls(self) -> bool:
        """Whether the load balancer has a certificate."""
        return isinstance(self.provider, AwsNlb) and self.provider.certificate_arn is not None

    @property
    def public_port(self) -> int:
        """Port of the load balancer."""
        return self.port or (443 if self.ends_tls else 80)

    @property
    def url(self) -> str | None:
        """Public address without a trailing slash, or None without a host name."""
        scheme, default_port = ("https", 443) if self.ends_tls else ("http", 80)
        port = "" if self.public_port == default_port else f":{self.public_port}"
        return f"{scheme}://{self.host}{port}" if self.host else None


class IngressExposure(Model):
    """An Ingress, served by an ingress controller that you run: nginx, ALB, Traefik or another."""

    kind: Literal["ingress"] = "ingress"
    """An Ingress for your ingress controller."""
    host: DomainName
    """Host name that users enter."""
    path: UrlPath = "/"
    """Path prefix of the MCP gateway. The front end and the gateway use the whole host."""
    ingress_class: ObjectName | None = None
    """Ingress class. Defaults to the default class of the cluster."""
    controller: Literal["alb", "gce", "nginx", "traefik", "other"] | None = None
    """Controller that serves the class, for which annotations are generated. Defaults to the one that the class is named after.

    - alb: The AWS Load Balancer Controller. The class alb, or one such as alb-internal, implies it.
    - gce: GKE's own controller. Its two classes, gce and gce-internal, imply it.
    - nginx: The community ingress-nginx. The class nginx, or one such as nginx-internal, implies it.
    - traefik: Traefik. The class traefik, or one such as traefik-internal, implies it.
    - other: Another controller. Set what it needs in annotations.
    """
    allow_from: AllowedSources | None = None
    """Address ranges that may connect, and portkeyControlPlane for Portkey's hosted control plane. Defaults to all addresses.

    The controllers alb, nginx and traefik can restrict sources.
    """
    annotations: Annotations = default()
    """Annotations for the ingress controller. They override the generated ones."""
    tls: IngressTls | None = None
    """Where TLS terminates. Defaults to plain HTTP."""
    certificate_arn: CertificateArn | None = None
    """ARN of the certificate in AWS Certificate Manager that the ALB uses for TLS. Mutually exclusive with tls."""
    alb: Alb | None = None
    """Options of the AWS Load Balancer Controller, for the controller alb."""

    @property
    def url(self) -> str:
        """Public address without a trailing slash."""
        return f"{'https' if self.tls or self.certificate_arn else 'http'}://{self.host}{self.path.rstrip('/')}"


class ParentGateway(Model):
    """A Gateway of the Gateway API that the cluster's operators manage."""

    name: ObjectName
    """Name of the existing Gateway."""
    namespace: DnsLabel | None = None
    """Namespace of the Gateway. Defaults to the namespace of the platform."""
    section_name: ObjectName | None = None
    """Listener of the Gateway to attach to. Defaults to every listener that matches the host."""


class HttpRouteExposure(Model):
    """An HTTPRoute of the Gateway API, attached to an existing Gateway."""

    kind: Literal["httpRoute"] = "httpRoute"
    """An HTTPRoute of the Gateway API."""
    host: DomainName
    """Host name that users enter."""
    path: UrlPath = "/"
    """Path prefix of the MCP gateway. The front end and the gateway use the whole host."""
    gateway: ParentGateway
    """The Gateway that the route attaches to."""
    controller: Literal["gke", "other"] = "other"
    """Controller of the Gateway.

    - gke: GKE's own controller. A GCPBackendPolicy sets the timeout of its load balancer, which otherwise waits 30 seconds.
    - other: Another controller, which needs no more than the route.
    """
    allow_from: AllowedSources | None = None
    """Address ranges that may connect, and portkeyControlPlane for Portkey's hosted control plane. Defaults to all addresses.

    A route cannot restrict sources, so this is an error that says where to do it.
    """
    tls: Boolean = True
    """Whether the listener of the Gateway terminates TLS."""
    request_timeout: Duration | None = None
    """Timeout of a request. 0s disables it. Defaults to gateway.requestTimeout plus 15s."""
    annotations: Annotations = default()
    """Annotations of the HTTPRoute."""

    @property
    def url(self) -> str:
        """Public address without a trailing slash."""
        return f"{'https' if self.tls else 'http'}://{self.host}{self.path.rstrip('/')}"


AnyExposure = Annotated[NoExposure | LoadBalancerExposure | IngressExposure | HttpRouteExposure, ByKind()]


class Exposures(Model):
    """The exposures of the platform."""

    frontend: AnyExposure = default(kind="none")
    """How users reach the front end."""
    gateway: AnyExposure = default(kind="none")
    """How applications reach the gateway."""
    mcp: AnyExposure = default(kind="none")
    """How clients reach the MCP gateway."""
