"""What ingress controllers and the clouds' load balancers are told, as the annotations that each of them reads.

Sources: the guides of the AWS Load Balancer Controller, of ingress-nginx, of Azure's and of Google's cloud controllers.
"""

import json
from typing import Final

from portkey_constructs.config.exposure import IngressExposure, LoadBalancerExposure, TlsAtLoadBalancer, TlsFromCertManager
from portkey_constructs.config.load_balancers import Alb, AwsNlb, AzureLoadBalancer, GcpLoadBalancer

__all__ = ["controller_annotations", "provider_annotations"]

_ALB: Final = "alb.ingress.kubernetes.io"
_NLB: Final = "service.beta.kubernetes.io/aws-load-balancer"
_AZURE: Final = "service.beta.kubernetes.io/azure"
_PATIENCE_SECONDS: Final = 600
"""How long a connection may be silent: as long as the front end's own nginx waits for a model."""

_NGINX: Final = {
    "nginx.ingress.kubernetes.io/proxy-body-size": "100m",
    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    "nginx.ingress.kubernetes.io/proxy-read-timeout": str(_PATIENCE_SECONDS),
    "nginx.ingress.kubernetes.io/proxy-send-timeout": str(_PATIENCE_SECONDS),
}
"""Its defaults cut bodies at a megabyte and answers at a minute."""


def controller_annotations(exposure: IngressExposure, health_path: str) -> dict[str, str]:
    """The annotations of an Ingress for its controller and for cert-manager."""
    found = _alb(exposure, exposure.alb or Alb(), health_path) if exposure.ingress_class == "alb" else {}
    if exposure.ingress_class == "nginx":
        found = dict(_NGINX)
    if isinstance(exposure.tls, TlsFromCertManager):
        kind = "cluster-issuer" if exposure.tls.issuer_kind == "ClusterIssuer" else "issuer"
        found[f"cert-manager.io/{kind}"] = exposure.tls.issuer
    return found


def _alb(exposure: IngressExposure, said: Alb, health_path: str) -> dict[str, str]:
    found = {
        f"{_ALB}/scheme": said.scheme,
        f"{_ALB}/target-type": said.target_type,
        f"{_ALB}/healthcheck-path": said.health_check_path or health_path,
    }
    if exposure.certificate_arn or isinstance(exposure.tls, TlsAtLoadBalancer):
        found[f"{_ALB}/listen-ports"] = json.dumps([{"HTTP": 80}, {"HTTPS": 443}])
        found[f"{_ALB}/ssl-redirect"] = "443"
    if exposure.certificate_arn:
        found[f"{_ALB}/certificate-arn"] = exposure.certificate_arn
    if said.ssl_policy:
        found[f"{_ALB}/ssl-policy"] = said.ssl_policy
    if said.group:
        found[f"{_ALB}/group.name"] = said.group
    if said.group_order is not None:
        found[f"{_ALB}/group.order"] = str(said.group_order)
    # The Ingresses of a group must not contradict each other, so one that is in a group says nothing by itself.
    if seconds := said.idle_timeout or (None if said.group else _PATIENCE_SECONDS):
        found[f"{_ALB}/load-balancer-attributes"] = f"idle_timeout.timeout_seconds={seconds}"
    if said.subnets:
        found[f"{_ALB}/subnets"] = ",".join(said.subnets)
    return found


def provider_annotations(exposure: LoadBalancerExposure, health_path: str) -> dict[str, str]:
    """The annotations of a Service of type LoadBalancer for the cloud that makes it."""
    match exposure.provider:
        case AwsNlb() as said:
            return _nlb(exposure, said, health_path)
        case AzureLoadBalancer() as said:
            return _azure(said)
        case GcpLoadBalancer() as said:
            return _google(said)
    return {}


def _nlb(exposure: LoadBalancerExposure, said: AwsNlb, health_path: str) -> dict[str, str]:
    found = {
        f"{_NLB}-type": "external",
        f"{_NLB}-scheme": said.scheme,
        f"{_NLB}-nlb-target-type": said.target_type,
        f"{_NLB}-healthcheck-protocol": "http",
        f"{_NLB}-healthcheck-path": health_path,
        f"{_NLB}-attributes": f"load_balancing.cross_zone.enabled={'true' if said.cross_zone else 'false'}",
    }
    if said.certificate_arn:
        found[f"{_NLB}-ssl-cert"] = said.certificate_arn
        found[f"{_NLB}-ssl-ports"] = str(exposure.public_port)
    if said.ssl_policy:
        found[f"{_NLB}-ssl-negotiation-policy"] = said.ssl_policy
    if said.subnets:
        found[f"{_NLB}-subnets"] = ",".join(said.subnets)
    return found


def _azure(said: AzureLoadBalancer) -> dict[str, str]:
    found = {
        f"{_AZURE}-load-balancer-internal": "true" if said.internal else "false",
        f"{_AZURE}-load-balancer-tcp-idle-timeout": str(_PATIENCE_SECONDS // 60),
    }
    further = {"load-balancer-internal-subnet": said.subnet, "load-balancer-resource-group": said.resource_group, "dns-label-name": said.dns_label}
    return {**found, **{f"{_AZURE}-{key}": value for key, value in further.items() if value}}


def _google(said: GcpLoadBalancer) -> dict[str, str]:
    if not said.internal:
        return {"cloud.google.com/l4-rbs": "enabled"}
    everywhere = {"networking.gke.io/internal-load-balancer-allow-global-access": "true"} if said.global_access else {}
    return {"networking.gke.io/load-balancer-type": "Internal", **everywhere}
