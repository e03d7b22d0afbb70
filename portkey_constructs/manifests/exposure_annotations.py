"""Annotations that configure ingress controllers, cert-manager and cloud load balancers.

Sources: the documentation of the AWS Load Balancer Controller, ingress-nginx, and the cloud controllers of Azure and Google Cloud.
"""

import json
from typing import Final

from portkey_constructs.config.exposure import IngressExposure, LoadBalancerExposure, TlsAtLoadBalancer, TlsFromCertManager
from portkey_constructs.config.load_balancers import Alb, AwsNlb, AzureLoadBalancer, GcpLoadBalancer
from portkey_constructs.platform.exposures import CLASS_ANNOTATION, GKE_CLASSES
from portkey_constructs.platform.platform import Exposure

__all__ = ["controller_annotations", "provider_annotations"]

_ALB: Final = "alb.ingress.kubernetes.io"
_NLB: Final = "service.beta.kubernetes.io/aws-load-balancer"
_AZURE: Final = "service.beta.kubernetes.io/azure"
_IDLE_TIMEOUT_SECONDS: Final = 600
"""Idle timeout of connections, the same as the proxy timeouts in the front end's nginx: models can take minutes to answer."""

_NGINX: Final = {
    "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": str(_IDLE_TIMEOUT_SECONDS),
    "nginx.ingress.kubernetes.io/proxy-send-timeout": str(_IDLE_TIMEOUT_SECONDS),
}
"""Annotations for ingress-nginx, whose defaults limit request bodies to 1 MB and responses to 60 seconds."""


def controller_annotations(exposure: Exposure, settings: IngressExposure, health_path: str) -> dict[str, str]:
    """The annotations of an Ingress, for its controller and for cert-manager."""
    annotations: dict[str, str] = {}
    match exposure.controller:
        case "alb":
            annotations = _alb(settings, settings.alb or Alb(), health_path)
        case "gce":
            annotations[CLASS_ANNOTATION] = exposure.ingress_class or GKE_CLASSES[0]
        case "nginx":
            annotations |= _NGINX
    if isinstance(settings.tls, TlsFromCertManager):
        kind = "cluster-issuer" if settings.tls.issuer_kind == "ClusterIssuer" else "issuer"
        annotations[f"cert-manager.io/{kind}"] = settings.tls.issuer
    return annotations


def _alb(exposure: IngressExposure, settings: Alb, health_path: str) -> dict[str, str]:
    annotations = {
        f"{_ALB}/scheme": settings.scheme,
        f"{_ALB}/target-type": settings.target_type,
        f"{_ALB}/healthcheck-path": settings.health_check_path or health_path,
    }
    if exposure.certificate_arn or isinstance(exposure.tls, TlsAtLoadBalancer):
        annotations[f"{_ALB}/listen-ports"] = json.dumps([{"HTTP": 80}, {"HTTPS": 443}])
        annotations[f"{_ALB}/ssl-redirect"] = "443"
    if exposure.certificate_arn:
        annotations[f"{_ALB}/certificate-arn"] = exposure.certificate_arn
    if settings.ssl_policy:
        annotations[f"{_ALB}/ssl-policy"] = settings.ssl_policy
    if settings.group:
        annotations[f"{_ALB}/group.name"] = settings.group
    if settings.group_order is not None:
        annotations[f"{_ALB}/group.order"] = str(settings.group_order)
    # Ingresses in a group share one load balancer and must agree on its attributes, so there is no default timeout in a group.
    if seconds := settings.idle_timeout or (None if settings.group else _IDLE_TIMEOUT_SECONDS):
        annotations[f"{_ALB}/load-balancer-attributes"] = f"idle_timeout.timeout_seconds={seconds}"
    if settings.subnets:
        annotations[f"{_ALB}/subnets"] = ",".join(settings.subnets)
    return annotations


def provider_annotations(exposure: LoadBalancerExposure, health_path: str) -> dict[str, str]:
    """The annotations of a Service of type LoadBalancer, for the cloud provider that creates the load balancer."""
    match exposure.provider:
        case AwsNlb() as nlb:
            return _nlb(exposure, nlb, health_path)
        case AzureLoadBalancer() as azure:
            return _azure(azure)
        case GcpLoadBalancer() as google:
            return _google(google)
    return {}


def _nlb(exposure: LoadBalancerExposure, settings: AwsNlb, health_path: str) -> dict[str, str]:
    annotations = {
        f"{_NLB}-type": "external",
        f"{_NLB}-scheme": settings.scheme,
        f"{_NLB}-nlb-target-type": settings.target_type,
        f"{_NLB}-healthcheck-protocol": "http",
        f"{_NLB}-healthcheck-path": health_path,
        f"{_NLB}-attributes": f"load_balancing.cross_zone.enabled={'true' if settings.cross_zone else 'false'}",
    }
    if settings.certificate_arn:
        annotations[f"{_NLB}-ssl-cert"] = settings.certificate_arn
        annotations[f"{_NLB}-ssl-ports"] = str(exposure.public_port)
    if settings.ssl_policy:
        annotations[f"{_NLB}-ssl-negotiation-policy"] = settings.ssl_policy
    if settings.subnets:
        annotations[f"{_NLB}-subnets"] = ",".join(settings.subnets)
    return annotations


def _azure(settings: AzureLoadBalancer) -> dict[str, str]:
    annotations = {
        f"{_AZURE}-load-balancer-internal": "true" if settings.internal else "false",
        f"{_AZURE}-load-balancer-tcp-idle-timeout": str(_IDLE_TIMEOUT_SECONDS // 60),
    }
    optional = {
        "load-balancer-internal-subnet": settings.subnet,
        "load-balancer-resource-group": settings.resource_group,
        "dns-label-name": settings.dns_label,
    }
    return {**annotations, **{f"{_AZURE}-{key}": value for key, value in optional.items() if value}}


def _google(settings: GcpLoadBalancer) -> dict[str, str]:
    if not settings.internal:
        return {"cloud.google.com/l4-rbs": "enabled"}
    global_access = {"networking.gke.io/internal-load-balancer-allow-global-access": "true"} if settings.global_access else {}
    return {"networking.gke.io/load-balancer-type": "Internal", **global_access}
