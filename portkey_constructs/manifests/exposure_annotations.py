"""Annotations that configure ingress controllers, cert-manager and cloud load balancers.

Sources: the documentation of the AWS Load Balancer Controller, ingress-nginx, Traefik, and the cloud controllers of Azure and Google Cloud.
"""

import json
from typing import Final

from portkey_constructs.config.exposure import IngressExposure, LoadBalancerExposure, TlsAtLoadBalancer, TlsFromCertManager, TlsFromSecret
from portkey_constructs.config.load_balancers import Alb, AwsNlb, AzureLoadBalancer, GcpLoadBalancer
from portkey_constructs.manifests.nginx import HEADER_SIZE
from portkey_constructs.manifests.quoting import nginx_size
from portkey_constructs.platform.body_sizes import max_body_size
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.exposures import CLASS_ANNOTATION, GKE_CLASSES, TRAEFIK_MIDDLEWARES
from portkey_constructs.platform.platform import Exposure, Platform

__all__ = ["ALB_REFUSAL", "alb_refusal", "controller_annotations", "provider_annotations", "refusal_annotations", "source_annotations"]

ALB_REFUSAL: Final = "refuse-metrics"
"""Name of the action with which an ALB refuses requests."""

_ALB: Final = "alb.ingress.kubernetes.io"
_NLB: Final = "service.beta.kubernetes.io/aws-load-balancer"
_AZURE: Final = "service.beta.kubernetes.io/azure"
_AZURE_LEAST_MINUTES: Final = 4
_NGINX: Final = "nginx.ingress.kubernetes.io"
_TRAEFIK: Final = "traefik.ingress.kubernetes.io/router"


def controller_annotations(platform: Platform, service: Service, exposure: Exposure, settings: IngressExposure, health_path: str) -> dict[str, str]:
    """The annotations of an Ingress, for its controller and for cert-manager."""
    annotations: dict[str, str] = {}
    match exposure.controller:
        case "alb":
            annotations = _alb(exposure, settings, settings.alb or Alb(), health_path) | {f"{_ALB}/target-group-attributes": _draining(service)}
            if service.scheme == "https":
                annotations |= {f"{_ALB}/backend-protocol": "HTTPS", f"{_ALB}/healthcheck-protocol": "HTTPS"}
        case "gce":
            annotations[CLASS_ANNOTATION] = exposure.ingress_class or GKE_CLASSES[0]
        case "nginx":
            annotations = _nginx(platform, service, exposure)
        case "traefik":
            annotations = _traefik(settings)
    if isinstance(settings.tls, TlsFromCertManager):
        kind = "cluster-issuer" if settings.tls.issuer_kind == "ClusterIssuer" else "issuer"
        annotations[f"cert-manager.io/{kind}"] = settings.tls.issuer
    return annotations


def alb_refusal() -> dict[str, str]:
    """The annotation that defines the refusal of an ALB."""
    response = {"contentType": "text/plain", "statusCode": "403", "messageBody": "Forbidden"}
    return {f"{_ALB}/actions.{ALB_REFUSAL}": json.dumps({"type": "fixed-response", "fixedResponseConfig": response})}


def refusal_annotations(exposure: Exposure, settings: IngressExposure, middleware: str) -> dict[str, str]:
    """The annotations of the Ingress at which nginx or Traefik refuses every request.

    It has the annotations of the exposure, which may choose entry points, but requests no second certificate and has no priority of its own.
    """
    kept = {key: value for key, value in settings.annotations.items() if not key.startswith("cert-manager.io/") and key != f"{_TRAEFIK}.priority"}
    if exposure.controller == "traefik":
        return {**_traefik(settings), **kept, TRAEFIK_MIDDLEWARES: middleware}
    # A list of allowed addresses could be passed with a forged header where the controller trusts X-Forwarded-For.
    return {**kept, f"{_NGINX}/denylist-source-range": "0.0.0.0/0,::/0"}


def source_annotations(exposure: Exposure, middleware: str) -> dict[str, str]:
    """The annotations with which a controller restricts who may connect; `middleware` is Traefik's."""
    ranges = ",".join(exposure.allowed_sources)
    if not ranges:
        return {}
    # The name that every version of ingress-nginx reads; newer ones also know allowlist-source-range.
    names = {"alb": f"{_ALB}/inbound-cidrs", "nginx": f"{_NGINX}/whitelist-source-range"}
    if exposure.controller == "traefik":
        return {TRAEFIK_MIDDLEWARES: middleware}
    return {names[exposure.controller]: ranges} if exposure.controller in names else {}


def _draining(service: Service) -> str:
    """The attribute of a target group that keeps the connections to a pod for as long as the pod takes to stop."""
    return f"deregistration_delay.timeout_seconds={service.shutdown.connection_drain}"


def _nginx(platform: Platform, service: Service, exposure: Exposure) -> dict[str, str]:
    """Annotations for ingress-nginx, whose defaults limit request bodies to 1 MB, the headers of a response to 4 KB and responses to 60 seconds."""
    secure = {f"{_NGINX}/backend-protocol": "HTTPS"} if service.scheme == "https" else {}
    return {
        **secure,
        f"{_NGINX}/proxy-body-size": nginx_size(max_body_size(platform, service.component)),
        f"{_NGINX}/proxy-buffering": "off",
        f"{_NGINX}/proxy-buffer-size": HEADER_SIZE,
        f"{_NGINX}/proxy-read-timeout": str(exposure.timeout),
        f"{_NGINX}/proxy-send-timeout": str(exposure.timeout),
    }


def _traefik(settings: IngressExposure) -> dict[str, str]:
    """The annotation with which Traefik serves a host by TLS alone: `spec.tls` only gives it the certificate."""
    return {f"{_TRAEFIK}.tls": "true"} if isinstance(settings.tls, TlsFromSecret | TlsFromCertManager) else {}


def _alb(exposure: Exposure, ingress: IngressExposure, settings: Alb, health_path: str) -> dict[str, str]:
    annotations = {
        f"{_ALB}/scheme": settings.scheme,
        f"{_ALB}/target-type": settings.target_type,
        f"{_ALB}/healthcheck-path": settings.health_check_path or health_path,
    }
    if ingress.certificate_arn or isinstance(ingress.tls, TlsAtLoadBalancer):
        annotations[f"{_ALB}/listen-ports"] = json.dumps([{"HTTP": 80}, {"HTTPS": 443}])
        annotations[f"{_ALB}/ssl-redirect"] = "443"
    if ingress.certificate_arn:
        annotations[f"{_ALB}/certificate-arn"] = ingress.certificate_arn
    if settings.ssl_policy:
        annotations[f"{_ALB}/ssl-policy"] = settings.ssl_policy
    if settings.group:
        annotations[f"{_ALB}/group.name"] = settings.group
    if settings.group_order is not None:
        annotations[f"{_ALB}/group.order"] = str(settings.group_order)
    annotations[f"{_ALB}/load-balancer-attributes"] = f"idle_timeout.timeout_seconds={exposure.timeout}"
    if settings.subnets:
        annotations[f"{_ALB}/subnets"] = ",".join(settings.subnets)
    return annotations


def provider_annotations(service: Service, exposure: Exposure, settings: LoadBalancerExposure, health_path: str) -> dict[str, str]:
    """The annotations of a Service of type LoadBalancer, for the cloud provider that creates the load balancer."""
    match settings.provider:
        case AwsNlb() as nlb:
            annotations = _nlb(exposure, settings, nlb, health_path) | {f"{_NLB}-target-group-attributes": _draining(service)}
            if service.scheme == "https":
                annotations |= {f"{_NLB}-backend-protocol": "ssl", f"{_NLB}-healthcheck-protocol": "https"}
            return annotations
        case AzureLoadBalancer() as azure:
            return _azure(exposure, azure)
        case GcpLoadBalancer() as google:
            return _google(google)
    return {}


def _nlb(exposure: Exposure, balancer: LoadBalancerExposure, settings: AwsNlb, health_path: str) -> dict[str, str]:
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
        annotations[f"{_NLB}-ssl-ports"] = str(balancer.public_port)
    else:
        annotations[f"{_NLB}-listener-attributes.TCP-{balancer.public_port}"] = f"tcp.idle_timeout.seconds={exposure.timeout}"
    if settings.ssl_policy:
        annotations[f"{_NLB}-ssl-negotiation-policy"] = settings.ssl_policy
    if settings.subnets:
        annotations[f"{_NLB}-subnets"] = ",".join(settings.subnets)
    return annotations


def _azure(exposure: Exposure, settings: AzureLoadBalancer) -> dict[str, str]:
    annotations = {
        f"{_AZURE}-load-balancer-internal": "true" if settings.internal else "false",
        f"{_AZURE}-load-balancer-tcp-idle-timeout": str(max(-(-(exposure.timeout or 0) // 60), _AZURE_LEAST_MINUTES)),
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
