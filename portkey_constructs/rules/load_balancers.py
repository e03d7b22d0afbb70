"""Rules about cloud load balancers: options, certificates and unencrypted traffic."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.duration import duration
from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure, LoadBalancerExposure, TlsAtLoadBalancer
from portkey_constructs.config.load_balancers import AwsNlb, AzureLoadBalancer, GcpLoadBalancer
from portkey_constructs.platform.platform import Exposure, Platform
from portkey_constructs.rules.exposure import Ingress, ingresses
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_HTTPS: Final = 443
_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_INGRESS: Final = f"{_OPEN}exposure: {{gateway: {{kind: ingress, host: gateway.example.org"
_ALB: Final = f"{_INGRESS}, class: alb"
_BALANCER: Final = f"{_OPEN}exposure: {{gateway: {{kind: loadBalancer"
_CERTIFICATE: Final = "certificateArn: 'arn:aws:acm:us-west-2:111122223333:certificate/0f4d'"
_POLICY: Final = "sslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06"
_PROVIDER: Final = "exposure.*.provider"


def _albs(platform: Platform) -> Iterator[Ingress]:
    return (ingress for ingress in ingresses(platform) if ingress[1].controller == "alb")


def _balancers(platform: Platform) -> Iterator[tuple[str, LoadBalancerExposure]]:
    for name, exposure in platform.exposures.items():
        if isinstance(exposure.settings, LoadBalancerExposure):
            yield f"exposure.{name}", exposure.settings


def _has_tls(ingress: IngressExposure) -> bool:
    return ingress.tls is not None or ingress.certificate_arn is not None


@rule(
    "PK-EXPOSURE-008",
    title="options of an ALB for another class",
    cause="alb and certificateArn configure the AWS Load Balancer Controller; other controllers ignore them.",
    fix="Set class: alb, or controller: alb if the class has another name, or remove it: other controllers ignore it.",
    settings=("exposure.*.alb", "exposure.*.certificateArn", "exposure.*.class", "exposure.*.controller"),
    example=Example(f"{_INGRESS}, class: traefik, {_CERTIFICATE}}}}}\n", f"{_ALB}, {_CERTIFICATE}}}}}\n"),
)
def alb_options_ignored(platform: Platform) -> Findings:
    for path, exposure, ingress in ingresses(platform):
        if exposure.controller != "alb" and (ingress.alb or ingress.certificate_arn):
            field = "alb" if ingress.alb else "certificateArn"
            class_name = ingress.ingress_class or "the default class"
            reason = f"the controller is {ingress.controller}" if ingress.controller else f"the class is {class_name}"
            yield Finding(f"{path}.{field}", f"is set, but {reason}")


@rule(
    "PK-EXPOSURE-009",
    title="TLS is configured twice",
    cause="tls and certificateArn both set the certificate.",
    fix="Remove tls or certificateArn.",
    settings=("exposure.*.certificateArn", "exposure.*.tls"),
    example=Example(f"{_ALB}, tls: {{kind: loadBalancer}}, {_CERTIFICATE}}}}}\n", f"{_ALB}, {_CERTIFICATE}}}}}\n"),
)
def two_certificates(platform: Platform) -> Findings:
    for path, _, ingress in ingresses(platform):
        if ingress.tls and ingress.certificate_arn:
            yield Finding(f"{path}.certificateArn", f"is set, but {path}.tls is set too")


@rule(
    "PK-EXPOSURE-010",
    title="an ALB with a certificate from a Secret",
    cause="An ALB uses certificates from AWS Certificate Manager and cannot read a Secret.",
    fix="Set certificateArn, or tls: {kind: loadBalancer} to let the controller find a certificate by the host.",
    settings=("exposure.*.tls.kind", "exposure.*.class", "exposure.*.controller"),
    example=Example(f"{_ALB}, tls: {{kind: secret, secretName: gateway-tls}}}}}}\n", f"{_ALB}, {_CERTIFICATE}}}}}\n"),
)
def alb_with_secret(platform: Platform) -> Findings:
    for path, _, ingress in _albs(platform):
        if ingress.tls and not isinstance(ingress.tls, TlsAtLoadBalancer):
            yield Finding(f"{path}.tls.kind", f"is {ingress.tls.kind}, but an ALB cannot read a Secret")


@rule(
    "PK-EXPOSURE-011",
    title="an ALB that sends requests to nodes, but a Service without a node port",
    cause="targetType: instance needs a Service of type NodePort.",
    fix="Set service: {type: NodePort} for the component, or targetType: ip to send requests to the pods.",
    settings=("exposure.*.alb.targetType", "frontend.service.type", "gateway.service.type"),
    example=Example(
        f"{_ALB}, alb: {{targetType: instance}}}}}}\n", f"gateway: {{service: {{type: NodePort}}}}\n{_ALB}, alb: {{targetType: instance}}}}}}\n"
    ),
)
def no_node_port(platform: Platform) -> Findings:
    for path, exposure, ingress in _albs(platform):
        service = platform.services.get(exposure.component)
        if ingress.alb and ingress.alb.target_type == "instance" and service and service.service.type == "ClusterIP":
            fix = f"set {exposure.component}.service: {{type: NodePort}}, or targetType: ip to send requests to the pods"
            yield Finding(f"{path}.alb.targetType", "is instance, but the Service has no node port", fix)


@rule(
    "PK-EXPOSURE-012",
    title="a position in a group without a group",
    cause="groupOrder orders the Ingresses of a group.",
    fix="Set group, or remove groupOrder.",
    settings=("exposure.*.alb.groupOrder", "exposure.*.alb.group"),
    example=Example(f"{_ALB}, alb: {{groupOrder: 1}}}}}}\n", f"{_ALB}, alb: {{group: acme, groupOrder: 1}}}}}}\n"),
)
def order_without_group(platform: Platform) -> Findings:
    for path, _, ingress in _albs(platform):
        if ingress.alb and ingress.alb.group_order is not None and ingress.alb.group is None:
            yield Finding(f"{path}.alb.groupOrder", f"is set, but {path}.alb.group is not")


@rule(
    "PK-EXPOSURE-013",
    title="port 443 without TLS",
    cause="Browsers and clients expect TLS on port 443, but the load balancer has no certificate.",
    fix="Set a certificate (provider: {kind: aws, certificateArn: ...}), or set port 80.",
    settings=("exposure.*.port", f"{_PROVIDER}.certificateArn"),
    example=Example(f"{_BALANCER}, port: 443}}}}\n", f"{_BALANCER}, port: 443, provider: {{kind: aws, {_CERTIFICATE}}}}}}}\n"),
)
def https_port_without_tls(platform: Platform) -> Findings:
    for path, settings in _balancers(platform):
        if settings.port == _HTTPS and not settings.ends_tls:
            yield Finding(f"{path}.port", f"is {_HTTPS}, but the load balancer serves plain HTTP")


@rule(
    "PK-EXPOSURE-014",
    title="an option that this kind of load balancer does not have",
    cause="An internal load balancer has no public name or address, and a public one has neither a subnet nor global access.",
    fix="Remove it, or change provider.internal.",
    settings=tuple(f"{_PROVIDER}.{field}" for field in ("subnet", "dnsLabel", "resourceGroup", "globalAccess", "internal")),
    example=Example(
        f"{_BALANCER}, provider: {{kind: azure, dnsLabel: acme}}}}}}\n",
        f"{_BALANCER}, provider: {{kind: azure, internal: false, dnsLabel: acme}}}}}}\n",
        "development",
    ),
)
def option_without_effect(platform: Platform) -> Findings:
    for path, settings in _balancers(platform):
        provider = settings.provider
        if isinstance(provider, AzureLoadBalancer | GcpLoadBalancer):
            for field, value in _unused_options(provider).items():
                if value:
                    yield Finding(f"{path}.provider.{field}", f"is set, but the load balancer is {'internal' if provider.internal else 'public'}")


def _unused_options(provider: AzureLoadBalancer | GcpLoadBalancer) -> dict[str, object]:
    if isinstance(provider, GcpLoadBalancer):
        return {} if provider.internal else {"globalAccess": provider.global_access}
    return {"dnsLabel": provider.dns_label, "resourceGroup": provider.resource_group} if provider.internal else {"subnet": provider.subnet}


@rule(
    "PK-EXPOSURE-015",
    title="a TLS policy without TLS",
    cause="sslPolicy configures the TLS listener, and without a certificate there is none.",
    fix="Set a certificateArn, or remove sslPolicy.",
    settings=(*(f"{_PROVIDER}.sslPolicy", "exposure.*.alb.sslPolicy", "exposure.*.certificateArn", "exposure.*.tls"), f"{_PROVIDER}.certificateArn"),
    example=Example(f"{_ALB}, alb: {{{_POLICY}}}}}}}\n", f"{_ALB}, {_CERTIFICATE}, alb: {{{_POLICY}}}}}}}\n"),
)
def policy_without_tls(platform: Platform) -> Findings:
    for path, _, ingress in _albs(platform):
        if ingress.alb and ingress.alb.ssl_policy and not _has_tls(ingress):
            yield Finding(f"{path}.alb.sslPolicy", f"is set, but {path} has no TLS")
    for path, settings in _balancers(platform):
        if isinstance(settings.provider, AwsNlb) and settings.provider.ssl_policy and not settings.ends_tls:
            yield Finding(f"{path}.provider.sslPolicy", f"is set, but {path} has no TLS")


@rule(
    "PK-EXPOSURE-016",
    title="an exposure to the internet without TLS",
    cause="The load balancer accepts requests from the internet without TLS: API keys, prompts and logins can be intercepted. The load balancers "
    "of Azure and Google Cloud that a Service gets do not support TLS.",
    fix="Set certificateArn for a load balancer of AWS; elsewhere, use an exposure of kind ingress or httpRoute, or an internal load balancer.",
    settings=(
        *("exposure.*.alb.scheme", "exposure.*.tls", "exposure.*.certificateArn"),
        *(f"{_PROVIDER}.{field}" for field in ("scheme", "internal", "certificateArn")),
    ),
    severity="warning",
    example=Example(
        f"{_BALANCER}, provider: {{kind: aws, scheme: internet-facing}}}}}}\n",
        f"{_BALANCER}, provider: {{kind: aws, scheme: internet-facing, {_CERTIFICATE}}}}}}}\n",
    ),
)
def public_without_tls(platform: Platform) -> Findings:
    if platform.profile != "production":
        return
    message = "but without TLS API keys and logins are not encrypted"
    for path, _, ingress in ingresses(platform):
        if ingress.alb and ingress.alb.scheme == "internet-facing" and not _has_tls(ingress):
            yield Finding(f"{path}.alb.scheme", f"is internet-facing, {message}", f"set {path}.certificateArn, or scheme: internal")
    for path, settings in _balancers(platform):
        provider = settings.provider
        if isinstance(provider, AwsNlb) and provider.scheme == "internet-facing" and not provider.certificate_arn:
            yield Finding(f"{path}.provider.scheme", f"is internet-facing, {message}", f"set {path}.provider.certificateArn, or scheme: internal")
        elif isinstance(provider, AzureLoadBalancer | GcpLoadBalancer) and not provider.internal:
            fix = "set internal: true, or use an exposure of kind ingress or httpRoute: this load balancer does not support TLS"
            yield Finding(f"{path}.provider.internal", f"is false, {message}", fix)


@rule(
    "PK-EXPOSURE-017",
    title="a certificate of another region than the load balancer's",
    cause="AWS Certificate Manager keeps certificates by region, and a load balancer uses only those of its own region. The controller would create "
    "no listener.",
    fix="Set a certificate of aws.region, and request one there if there is none.",
    settings=("exposure.*.certificateArn", f"{_PROVIDER}.certificateArn", "aws.region"),
    example=Example(f"aws: {{region: eu-west-1}}\n{_ALB}, {_CERTIFICATE}}}}}\n", f"aws: {{region: us-west-2}}\n{_ALB}, {_CERTIFICATE}}}}}\n"),
)
def certificate_in_other_region(platform: Platform) -> Findings:
    region = platform.aws.region
    for name, exposure in platform.exposures.items():
        path, certificate = _certificate(f"exposure.{name}", exposure)
        other = certificate.split(":")[3] if certificate else region
        if region and other != region:
            fix = f"set a certificate of {region}: a load balancer uses only those of its own region"
            yield Finding(path, f"is in {other}, but aws.region is {region}", fix)


def _certificate(path: str, exposure: Exposure) -> tuple[str, str | None]:
    settings = exposure.settings
    if isinstance(settings, IngressExposure):
        return f"{path}.certificateArn", settings.certificate_arn
    if isinstance(settings, LoadBalancerExposure) and isinstance(settings.provider, AwsNlb):
        return f"{path}.provider.certificateArn", settings.provider.certificate_arn
    return path, None


@rule(
    "PK-EXPOSURE-019",
    title="a load balancer that gives up before the longest request ends",
    cause="The load balancer closes connections that are idle for longer than its timeout, also while the gateway still waits for a model. Load "
    "balancers have limits: 4000 seconds for an ALB, 6000 for an NLB, 350 for an NLB with a certificate, and 100 minutes on Azure.",
    fix="Set a longer timeout for the load balancer, shorten gateway.requestTimeout, or use a load balancer that can wait.",
    settings=("exposure.*", "exposure.*.alb.idleTimeout", "exposure.*.requestTimeout", f"{_PROVIDER}.certificateArn", "gateway.requestTimeout"),
    severity="warning",
    example=Example(f"{_ALB}, alb: {{idleTimeout: 60s}}}}}}\n", f"{_ALB}, alb: {{idleTimeout: 10m}}}}}}\n"),
)
def load_balancer_gives_up(platform: Platform) -> Findings:
    longest = f"gateway.requestTimeout is {duration(platform.request_timeout)}"
    for name, exposure in platform.exposures.items():
        timeout, settings = exposure.timeout, exposure.settings
        if timeout and timeout < platform.request_timeout:
            configured = _configured_timeout(settings)
            if configured:
                yield Finding(f"exposure.{name}.{configured}", f"is {duration(timeout)}, but {longest}")
            else:
                yield Finding(f"exposure.{name}", f"waits {duration(timeout)} at most, but {longest}")


def _configured_timeout(settings: IngressExposure | LoadBalancerExposure | HttpRouteExposure) -> str:
    """The setting with which an exposure sets its timeout; empty if it does not."""
    if isinstance(settings, HttpRouteExposure):
        return "requestTimeout" if settings.request_timeout is not None else ""
    return "alb.idleTimeout" if isinstance(settings, IngressExposure) and settings.alb and settings.alb.idle_timeout else ""


@rule(
    "PK-EXPOSURE-020",
    title="two idle timeouts for one load balancer",
    cause="Ingresses of a group share a load balancer. The controller refuses all of them if they disagree on its idle timeout.",
    fix="Set the same idleTimeout for all Ingresses of the group.",
    settings=("exposure.*.alb.idleTimeout", "exposure.*.alb.group", "exposure.*.class", "exposure.*.controller", "gateway.requestTimeout"),
    example=Example(
        f"{_OPEN}exposure:\n"
        "  frontend: {kind: ingress, host: portkey.example.org, class: alb, alb: {group: acme}}\n"
        "  gateway: {kind: ingress, host: gateway.example.org, class: alb, alb: {group: acme, idleTimeout: 10m}}\n",
        f"{_OPEN}exposure:\n"
        "  frontend: {kind: ingress, host: portkey.example.org, class: alb, alb: {group: acme, idleTimeout: 10m}}\n"
        "  gateway: {kind: ingress, host: gateway.example.org, class: alb, alb: {group: acme, idleTimeout: 10m}}\n",
    ),
)
def timeouts_in_group(platform: Platform) -> Findings:
    groups: dict[str, tuple[str, int | None]] = {}
    for path, exposure, ingress in _albs(platform):
        if ingress.alb and ingress.alb.group:
            other, timeout = groups.setdefault(ingress.alb.group, (path, exposure.timeout))
            if timeout != exposure.timeout:
                message = f"is {duration(exposure.timeout or 0)}, but that of {other}, in the same group, is {duration(timeout or 0)}"
                yield Finding(f"{path}.alb.idleTimeout", message)
