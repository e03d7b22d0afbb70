"""Doors."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.exposure import AnyExposure, HttpRouteExposure, IngressExposure, LoadBalancerExposure, TlsAtLoadBalancer
from portkey_constructs.config.load_balancers import AwsNlb, AzureLoadBalancer, GcpLoadBalancer
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.platform.defaults import ServiceName, services
from portkey_constructs.platform.defaults import service as settings

__all__ = ["check"]

_REDIRECTS: Final = (
    "nginx.ingress.kubernetes.io/ssl-redirect",
    "nginx.ingress.kubernetes.io/force-ssl-redirect",
    "alb.ingress.kubernetes.io/ssl-redirect",
)
_HTTPS: Final = 443
_WORDS: Final = {"ingress": "an ingress", "httpRoute": "an HTTPRoute", "loadBalancer": "a load balancer"}


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """One host a door, one door a service, and no promise of TLS that nobody keeps."""
    doors: dict[str, AnyExposure] = {"frontend": config.exposure.frontend, "gateway": config.exposure.gateway, "mcp": config.exposure.mcp}
    yield from _claims(doors)
    for name, door in doors.items():
        path = f"exposure.{name}"
        if isinstance(door, IngressExposure):
            yield from _ingress(path, door)
            if door.ingress_class == "alb":
                yield from _alb(config, path, name, door)
            elif door.alb or door.certificate_arn:
                field = "alb" if door.alb else "certificateArn"
                fix = "say class: alb; other controllers know nothing of it"
                yield Problem(f"{path}.{field}", f"is given, and the class is {door.ingress_class or 'the default one'}", fix, "PK-EXPOSURE-008")
        if isinstance(door, LoadBalancerExposure):
            yield from _load_balancer(path, door)
        yield from _certificate(config, path, door)
        if config.profile == "production":
            yield from _in_the_clear(path, door)
        component = "gateway" if name == "mcp" else name
        if door.kind != "none" and component in services(config) and settings(config, component).service.type == "LoadBalancer":
            fix = f"one door: leave the Service's type out, or {path}"
            yield Problem(f"{component}.service.type", f"is LoadBalancer, and {path} is {_WORDS[door.kind]}", fix, "PK-EXPOSURE-005")


def _claims(doors: dict[str, AnyExposure]) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for name, door in doors.items():
        path = f"exposure.{name}"
        if isinstance(door, IngressExposure | HttpRouteExposure) and door.path != "/" and name != "mcp":
            fix = "leave it out: only the MCP gateway can be reached below a path"
            yield Problem(f"{path}.path", f"is {door.path}", fix, "PK-EXPOSURE-006")
        host = None if door.kind == "none" else door.host
        if host is None:
            continue
        below = door.path if isinstance(door, IngressExposure | HttpRouteExposure) else "/"
        other = taken.setdefault((host, below), name)
        if other != name:
            fix = f"give each door a host name of its own; both would claim {below}"
            yield Problem(f"{path}.host", f"is {host}, which exposure.{other} has too", fix, "PK-EXPOSURE-001")
        elif any(_on_another_alb(door, doors[before]) for before in list(doors)[: list(doors).index(name)]):
            fix = "say the same alb: {group: ...} at both doors: Ingresses share a load balancer in a group alone"
            yield Problem(f"{path}.host", f"is {host}, which another door of class alb has too", fix, "PK-EXPOSURE-007")


def _on_another_alb(one: AnyExposure, other: AnyExposure) -> bool:
    """Whether two Ingresses of one host would each get a load balancer of their own."""
    if (
        not (isinstance(one, IngressExposure) and isinstance(other, IngressExposure))
        or one.host != other.host
        or "alb" not in (one.ingress_class, other.ingress_class)
    ):
        return False
    groups = [door.alb.group if door.alb else None for door in (one, other)]
    return groups[0] is None or groups[0] != groups[1]


def _ingress(path: str, door: IngressExposure) -> Iterator[Problem]:
    if "kubernetes.io/ingress.class" in door.annotations:
        fix = "say class; the API server refuses the annotation beside it"
        yield Problem(f"{path}.annotations.kubernetes.io/ingress.class", "is the retired way to choose a class", fix, "PK-EXPOSURE-002")
    if door.tls is None and door.certificate_arn is None:
        for key in _REDIRECTS:
            if door.annotations.get(key, "false") not in ("false", ""):
                yield Problem(f"{path}.annotations.{key}", "redirects to https, and no TLS ends here", "give the door tls", "PK-EXPOSURE-003")
    if door.tls and door.certificate_arn:
        yield Problem(f"{path}.certificateArn", "is given beside tls", "give one of them", "PK-EXPOSURE-009")
    if door.ingress_class == "nginx":
        fix = "its controller retired in March 2026; plan for another class"
        yield Problem(f"{path}.class", "is nginx", fix, "PK-EXPOSURE-004", "warning")


def _alb(config: PortkeyConfig, path: str, name: str, door: IngressExposure) -> Iterator[Problem]:
    if door.tls and not isinstance(door.tls, TlsAtLoadBalancer):
        fix = "say certificateArn, or tls: {kind: loadBalancer} to have the controller look for one by the host's name"
        yield Problem(f"{path}.tls.kind", f"is {door.tls.kind}, and an ALB reads no Secret", fix, "PK-EXPOSURE-010")
    component: ServiceName = "frontend" if name == "frontend" else "gateway"
    here = component in services(config)
    if door.alb and door.alb.target_type == "instance" and here and settings(config, component).service.type == "ClusterIP":
        fix = f"say {component}.service: {{type: NodePort}}, or target pods: targetType: ip"
        yield Problem(f"{path}.alb.targetType", "is instance, and the Service has no port on the nodes", fix, "PK-EXPOSURE-011")
    if door.alb and door.alb.ssl_policy and not (door.tls or door.certificate_arn):
        yield from _no_listener(f"{path}.alb")
    if door.alb and door.alb.group_order is not None and door.alb.group is None:
        yield Problem(f"{path}.alb.groupOrder", "is given, and the group is not", "say group too, or leave it out", "PK-EXPOSURE-012")


def _certificate(config: PortkeyConfig, path: str, door: AnyExposure) -> Iterator[Problem]:
    """A load balancer of AWS takes certificates of its own region alone."""
    said, where = None, path
    if isinstance(door, IngressExposure):
        said = door.certificate_arn
    elif isinstance(door, LoadBalancerExposure) and isinstance(door.provider, AwsNlb):
        said, where = door.provider.certificate_arn, f"{path}.provider"
    region = said.split(":")[3] if said else ""
    if said and config.aws.region and region != config.aws.region:
        fix = f"name a certificate of {config.aws.region}: a load balancer takes those of its own region alone"
        yield Problem(f"{where}.certificateArn", f"is in {region}, and aws.region is {config.aws.region}", fix, "PK-EXPOSURE-017")


def _in_the_clear(path: str, door: AnyExposure) -> Iterator[Problem]:
    """What is reached from the internet without TLS, as far as a door says both."""
    code, message = "PK-EXPOSURE-016", "is reached from the internet, and no TLS ends there: API keys and logins go in the clear"
    if isinstance(door, IngressExposure) and door.alb and door.alb.scheme == "internet-facing" and not (door.tls or door.certificate_arn):
        fix = "give the door a certificateArn, or say scheme: internal"
        yield Problem(f"{path}.alb.scheme", message, fix, code, "warning")
    if not isinstance(door, LoadBalancerExposure):
        return
    said = door.provider
    if isinstance(said, AwsNlb) and said.scheme == "internet-facing" and not said.certificate_arn:
        fix = "give provider a certificateArn, or say scheme: internal"
        yield Problem(f"{path}.provider.scheme", message, fix, code, "warning")
    elif isinstance(said, AzureLoadBalancer | GcpLoadBalancer) and not said.internal:
        fix = "such a load balancer ends no TLS: say internal: true, or open a door of kind ingress or httpRoute"
        yield Problem(f"{path}.provider.internal", message, fix, code, "warning")


def _no_listener(path: str) -> Iterator[Problem]:
    yield Problem(f"{path}.sslPolicy", "is given, and no TLS ends here", "give a certificateArn, or leave it out", "PK-EXPOSURE-015")


def _load_balancer(path: str, door: LoadBalancerExposure) -> Iterator[Problem]:
    if door.port == _HTTPS and not door.ends_tls:
        fix = "give a certificate that ends TLS there (provider: {kind: aws, certificateArn: ...}), or take port 80"
        yield Problem(f"{path}.port", "is 443, and what answers there speaks plain HTTP", fix, "PK-EXPOSURE-013")
    said = door.provider
    if isinstance(said, AwsNlb) and said.ssl_policy and not said.certificate_arn:
        yield from _no_listener(f"{path}.provider")
    useless: dict[str, object]
    if isinstance(said, AzureLoadBalancer):
        useless = {"subnet": said.subnet} if not said.internal else {"dnsLabel": said.dns_label, "resourceGroup": said.resource_group}
    elif isinstance(said, GcpLoadBalancer):
        useless = {"globalAccess": said.global_access} if not said.internal else {}
    else:
        return
    for field, value in useless.items():
        if value:
            reach = "internal" if said.internal else "public"
            yield Problem(f"{path}.provider.{field}", f"is given, and the load balancer is {reach}", "leave it out", "PK-EXPOSURE-014")
