"""Rules about exposures: hosts, paths, TLS and ingress classes."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.exposure import HttpRouteExposure, IngressExposure
from portkey_constructs.platform.exposures import CLASS_ANNOTATION, GKE_CLASSES
from portkey_constructs.platform.platform import Exposure, ExposureName, Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__ = ["Ingress", "ingresses"]

_REDIRECTS: Final = (
    "nginx.ingress.kubernetes.io/ssl-redirect",
    "nginx.ingress.kubernetes.io/force-ssl-redirect",
    "alb.ingress.kubernetes.io/ssl-redirect",
)
_NAMES: Final[Mapping[str, str]] = {"ingress": "an ingress", "httpRoute": "an HTTPRoute", "loadBalancer": "a load balancer"}
_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_HOST: Final = "host: gateway.example.org"
_GATEWAY: Final = f"{_OPEN}exposure: {{gateway: {{kind: ingress, {_HOST}"
_MCP: Final = "gateway: {mcp: {externalUrl: 'https://mcp.example.org'}}\n"
_TLS: Final = "tls: {kind: secret, secretName: gateway-tls}"

Ingress = tuple[str, Exposure, IngressExposure]
"""Path, exposure and settings of an exposure of kind ingress."""


def ingresses(platform: Platform) -> Iterator[Ingress]:
    """The exposures of kind ingress."""
    for name, exposure in platform.exposures.items():
        if isinstance(exposure.settings, IngressExposure):
            yield f"exposure.{name}", exposure, exposure.settings


def _url_path(exposure: Exposure) -> str:
    settings = exposure.settings
    return settings.path if isinstance(settings, IngressExposure | HttpRouteExposure) else "/"


def _conflicts(platform: Platform) -> dict[ExposureName, ExposureName]:
    """Pairs of exposures with the same host and path: the later one and the earlier one."""
    claims: dict[tuple[str, str], ExposureName] = {}
    conflicts: dict[ExposureName, ExposureName] = {}
    for name, exposure in platform.exposures.items():
        if host := exposure.settings.host:
            first = claims.setdefault((host, _url_path(exposure)), name)
            if first != name:
                conflicts[name] = first
    return conflicts


@rule(
    "PK-EXPOSURE-001",
    title="two exposures use the same host",
    cause="Both claim the same path of that host, and which of them answers depends on the controller.",
    fix="Give each exposure a separate host.",
    settings=("exposure.*.host", "exposure.*.path"),
    example=Example(
        f"{_OPEN}exposure:\n  frontend: {{kind: ingress, host: portkey.example.org}}\n  gateway: {{kind: ingress, host: portkey.example.org}}\n",
        f"{_OPEN}exposure:\n  frontend: {{kind: ingress, host: portkey.example.org}}\n  gateway: {{kind: ingress, {_HOST}}}\n",
    ),
)
def host_claimed_twice(platform: Platform) -> Findings:
    for name, other in _conflicts(platform).items():
        exposure = platform.exposures[name]
        fix = f"give each exposure a separate host: both claim {_url_path(exposure)}"
        yield Finding(f"exposure.{name}.host", f"is {exposure.settings.host}, but so is exposure.{other}.host", fix)


@rule(
    "PK-EXPOSURE-002",
    title="the ingress class is set by its retired annotation",
    cause=f"The API server refuses {CLASS_ANNOTATION} next to ingressClassName. The classes of GKE, gce and gce-internal, are the exception: its "
    "controller reads only the annotation, and class renders it.",
    fix="Set class instead of the annotation.",
    settings=("exposure.*.annotations", "exposure.*.class"),
    example=Example(f"{_GATEWAY}, annotations: {{{CLASS_ANNOTATION}: traefik}}}}}}\n", f"{_GATEWAY}, class: traefik}}}}\n"),
)
def class_annotation(platform: Platform) -> Findings:
    for path, exposure, ingress in ingresses(platform):
        annotation = ingress.annotations.get(CLASS_ANNOTATION)
        if annotation is not None and not (exposure.controller == "gce" and annotation == exposure.ingress_class):
            yield Finding(f"{path}.annotations.{CLASS_ANNOTATION}", "is a retired way to choose the class")


@rule(
    "PK-EXPOSURE-003",
    title="a redirect to https without TLS",
    cause="Every request would be redirected to an address at which nothing answers.",
    fix="Set tls for this exposure, or remove the annotation.",
    settings=("exposure.*.annotations", "exposure.*.tls", "exposure.*.certificateArn"),
    example=Example(
        f"{_GATEWAY}, annotations: {{nginx.ingress.kubernetes.io/ssl-redirect: 'true'}}}}}}\n",
        f"{_GATEWAY}, {_TLS}, annotations: {{nginx.ingress.kubernetes.io/ssl-redirect: 'true'}}}}}}\n",
    ),
)
def redirect_without_tls(platform: Platform) -> Findings:
    for path, _, ingress in ingresses(platform):
        if ingress.tls is None and ingress.certificate_arn is None:
            for key in _REDIRECTS:
                if ingress.annotations.get(key, "false") not in ("false", ""):
                    yield Finding(f"{path}.annotations.{key}", f"redirects to https, but {path} has no TLS")


@rule(
    "PK-EXPOSURE-004",
    title="the nginx ingress controller is retired",
    cause="Its last release was in March 2026; vulnerabilities discovered since then are not fixed.",
    fix="Plan for another class, such as traefik or alb, or for the Gateway API.",
    settings=("exposure.*.class", "exposure.*.controller"),
    severity="warning",
    example=Example(f"{_GATEWAY}, class: nginx}}}}\n", f"{_GATEWAY}, class: traefik}}}}\n"),
)
def retired_controller(platform: Platform) -> Findings:
    for path, exposure, ingress in ingresses(platform):
        if exposure.controller == "nginx":
            setting = "controller" if ingress.controller else "class"
            name = ingress.controller or exposure.ingress_class
            yield Finding(f"{path}.{setting}", f"is {name}, whose controller was retired in March 2026")


@rule(
    "PK-EXPOSURE-005",
    title="two ways into one service",
    cause="The component's Service is a load balancer, and exposure opens another way to the same pods: one of them is easily "
    "overlooked and stays open.",
    fix="Remove one of them: the type of the Service, or the exposure.",
    settings=("frontend.service.type", "gateway.service.type", "exposure.*"),
    example=Example(f"gateway: {{service: {{type: LoadBalancer}}}}\n{_GATEWAY}}}}}\n", f"{_GATEWAY}}}}}\n"),
)
def two_ways_in(platform: Platform) -> Findings:
    for name, exposure in platform.exposures.items():
        service = platform.services.get(exposure.component)
        if service and service.service.type == "LoadBalancer":
            path, other = f"{exposure.component}.service.type", f"exposure.{name}"
            yield Finding(path, f"is LoadBalancer, but {other} is {_NAMES[exposure.settings.kind]}", f"remove the type of the Service, or {other}")


@rule(
    "PK-EXPOSURE-006",
    title="a path for an exposure that needs the root of its host",
    cause="Front end and gateway answer at the root of their host; only the MCP gateway can be below a path.",
    fix="Remove path, and give the exposure a separate host: only the MCP gateway can be below a path.",
    settings=("exposure.frontend.path", "exposure.gateway.path"),
    example=Example(f"{_GATEWAY}, path: /gateway}}}}\n", f"{_GATEWAY}}}}}\n"),
)
def path_not_supported(platform: Platform) -> Findings:
    for name, exposure in platform.exposures.items():
        if name != "mcp" and _url_path(exposure) != "/":
            yield Finding(f"exposure.{name}.path", f"is {_url_path(exposure)}, but the {exposure.component} needs the root of its host")


@rule(
    "PK-EXPOSURE-007",
    title="one host at two load balancers",
    cause="Each Ingress of class alb gets a separate load balancer, unless both belong to one group, and DNS leads to only one of them.",
    fix="Set the same alb: {group: ...} for both, or give each a separate host: only Ingresses of one group share a load balancer.",
    settings=("exposure.*.host", "exposure.*.path", "exposure.*.class", "exposure.*.controller", "exposure.*.alb.group"),
    example=Example(
        f"{_OPEN}{_MCP}exposure:\n  gateway: {{kind: ingress, {_HOST}, class: alb}}\n  mcp: {{kind: ingress, {_HOST}, path: /mcp, class: alb}}\n",
        f"{_OPEN}{_MCP}exposure:\n  gateway: {{kind: ingress, {_HOST}, class: alb}}\n  mcp: {{kind: ingress, host: mcp.example.org, class: alb}}\n",
    ),
)
def host_at_two_albs(platform: Platform) -> Findings:
    conflicts = _conflicts(platform)
    earlier: list[Ingress] = []
    for current in ingresses(platform):
        path, exposure, ingress = current
        other = next((other for other in earlier if _on_different_albs(current, other)), None)
        if other and exposure.exposure not in conflicts:
            yield Finding(f"{path}.host", f"is {ingress.host}, but so is {other[0]}.host, at another load balancer")
        earlier.append(current)


def _on_different_albs(current: Ingress, earlier: Ingress) -> bool:
    """Whether two Ingresses of one host would each get a load balancer."""
    (_, exposure, ingress), (_, other_exposure, other) = current, earlier
    if ingress.host != other.host or "alb" not in (exposure.controller, other_exposure.controller):
        return False
    group, other_group = (settings.alb.group if settings.alb else None for settings in (ingress, other))
    return group is None or group != other_group


@rule(
    "PK-EXPOSURE-018",
    title="a class that GKE's controller does not serve",
    cause="The controller of GKE serves the classes gce (an external load balancer) and gce-internal, and ignores every other Ingress.",
    fix="Set class: gce or class: gce-internal, or another controller.",
    settings=("exposure.*.class", "exposure.*.controller"),
    example=Example(f"{_GATEWAY}, class: public, controller: gce}}}}\n", f"{_GATEWAY}, class: gce-internal}}}}\n"),
)
def class_not_of_gke(platform: Platform) -> Findings:
    for path, exposure, ingress in ingresses(platform):
        if exposure.controller == "gce" and ingress.ingress_class not in (None, *GKE_CLASSES):
            yield Finding(f"{path}.class", f"is {ingress.ingress_class}, but {path}.controller is gce")
