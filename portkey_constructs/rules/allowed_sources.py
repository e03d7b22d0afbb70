"""Rules about who may connect to an exposure."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.allowed_sources import PORTKEY_CONTROL_PLANE
from portkey_constructs.config.exposure import HttpRouteExposure, LoadBalancerExposure
from portkey_constructs.platform.exposures import TRAEFIK_MIDDLEWARES, middleware
from portkey_constructs.platform.platform import Exposure, Platform
from portkey_constructs.rules.exposure import ingresses
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_ALB: Final = "alb.ingress.kubernetes.io"
_NGINX: Final = "nginx.ingress.kubernetes.io"
_SERVICE: Final = "service.beta.kubernetes.io"
_CONFLICTS: Final[Mapping[str, tuple[str, ...]]] = {
    "alb": (f"{_ALB}/inbound-cidrs", f"{_ALB}/security-groups"),
    "nginx": (f"{_NGINX}/whitelist-source-range", f"{_NGINX}/allowlist-source-range"),
    "traefik": (TRAEFIK_MIDDLEWARES,),
    "loadBalancer": (
        f"{_SERVICE}/load-balancer-source-ranges",
        f"{_SERVICE}/aws-load-balancer-security-groups",
        f"{_SERVICE}/azure-allowed-ip-ranges",
        f"{_SERVICE}/azure-allowed-service-tags",
    ),
}
"""The annotations that restrict or open an exposure too, by controller or kind."""
_SETTING: Final = "exposure.*.allowFrom"
_CONTROLLER: Final = ("exposure.*", "exposure.*.class", "exposure.*.controller")
_OPEN: Final = "auth: {kind: none, allowPublic: true}\n"
_INGRESS: Final = f"{_OPEN}exposure: {{gateway: {{kind: ingress, host: gateway.example.org"
_FROM: Final = "allowFrom: [203.0.113.0/24]"
_CLOUD_ARMOR: Final = "restrict it with a Cloud Armor policy"


def _restricted(platform: Platform) -> Iterator[tuple[str, Exposure]]:
    for name, exposure in platform.exposures.items():
        if exposure.settings.allow_from:
            yield f"exposure.{name}", exposure


@rule(
    "PK-EXPOSURE-022",
    title="sources of an exposure that cannot restrict them",
    cause="allowFrom becomes an annotation of an ALB or of nginx, a Middleware of Traefik, or the source ranges of a load balancer. An HTTPRoute, "
    "GKE's ingress controller and unknown controllers have nothing of the kind, so that everybody could still connect.",
    fix="Remove it, and restrict the sources where the connections arrive: at the Gateway, with a Cloud Armor policy, or with the annotations of "
    "your controller; or set controller, if the class belongs to a known one.",
    settings=(_SETTING, *_CONTROLLER),
    example=Example(f"{_INGRESS}, class: acme, {_FROM}}}}}\n", f"{_INGRESS}, class: acme, controller: traefik, {_FROM}}}}}\n"),
)
def sources_not_restricted(platform: Platform) -> Findings:
    for path, exposure in _restricted(platform):
        reason, fix = _obstacle(path, exposure)
        if reason:
            yield Finding(f"{path}.allowFrom", f"is set, but {reason}", fix)


def _obstacle(path: str, exposure: Exposure) -> tuple[str, str]:
    """Why an exposure cannot restrict its sources, and what to do instead; empty if it can."""
    settings, component = exposure.settings, exposure.component
    if isinstance(settings, HttpRouteExposure):
        if exposure.controller == "gke":
            policy = "set controller: other, and attach a GCPBackendPolicy of your own that names it and sets timeouts"
            return "an HTTPRoute cannot restrict its sources", f"remove it, and {_CLOUD_ARMOR}: {policy}"
        return "an HTTPRoute cannot restrict its sources", "remove it, and restrict them at the Gateway or at the load balancer in front of it"
    if isinstance(settings, LoadBalancerExposure):
        return "", ""
    if exposure.controller == "gce":
        policy = f"name a BackendConfig of your own that refers to it in {component}.service.annotations.cloud.google.com/backend-config"
        return "GKE's controller has no such setting for an Ingress", f"remove it, and {_CLOUD_ARMOR}: {policy}"
    if exposure.controller is None:
        known = f"set {path}.controller if it is alb, nginx or traefik, or remove it and use {path}.annotations"
        return "how its controller restricts sources is not known", known
    return "", ""


@rule(
    "PK-EXPOSURE-023",
    title="the sources of an exposure are set twice",
    cause="allowFrom decides who may connect. sourceRanges says the same under another name, and the annotation replaces what allowFrom "
    "renders, or makes the controller ignore it.",
    fix="Remove the other setting, and list all sources in allowFrom.",
    settings=(_SETTING, "exposure.*.sourceRanges", "exposure.*.annotations", *_CONTROLLER),
    example=Example(
        f"{_INGRESS}, class: alb, {_FROM}, annotations: {{{_ALB}/inbound-cidrs: 0.0.0.0/0}}}}}}\n", f"{_INGRESS}, class: alb, {_FROM}}}}}\n"
    ),
)
def sources_set_twice(platform: Platform) -> Findings:
    for path, exposure in _restricted(platform):
        settings = exposure.settings
        if isinstance(settings, LoadBalancerExposure) and settings.source_ranges:
            yield Finding(f"{path}.sourceRanges", f"is set, but so is {path}.allowFrom")
        for key in _CONFLICTS.get(exposure.controller or settings.kind, ()):
            own = middleware(platform.names, platform.names.sources(exposure.exposure))
            if key == TRAEFIK_MIDDLEWARES and key in settings.annotations:
                if own not in (name.strip() for name in settings.annotations[key].split(",")):
                    yield Finding(f"{path}.annotations.{key}", f"replaces the Middleware of {path}.allowFrom", f"add {own} to it, at the beginning")
            elif key in settings.annotations:
                yield Finding(f"{path}.annotations.{key}", f"is set, but so is {path}.allowFrom")


@rule(
    "PK-EXPOSURE-024",
    title="two sets of sources for one load balancer",
    cause="Ingresses of a group share a load balancer and its security group. The controller refuses all of them if they disagree on their sources, "
    "and applies the sources of one of them to those without any.",
    fix="Set the same allowFrom for all Ingresses of the group, or put those with other sources into another group.",
    settings=(_SETTING, "exposure.*.alb.group", *_CONTROLLER),
    example=Example(
        f"{_OPEN}exposure:\n"
        "  frontend: {kind: ingress, host: portkey.example.org, class: alb, alb: {group: acme}}\n"
        f"  gateway: {{kind: ingress, host: gateway.example.org, class: alb, alb: {{group: acme}}, {_FROM}}}\n",
        f"{_OPEN}exposure:\n"
        f"  frontend: {{kind: ingress, host: portkey.example.org, class: alb, alb: {{group: acme}}, {_FROM}}}\n"
        f"  gateway: {{kind: ingress, host: gateway.example.org, class: alb, alb: {{group: acme}}, {_FROM}}}\n",
    ),
)
def sources_in_group(platform: Platform) -> Findings:
    groups: dict[str, tuple[str, Exposure]] = {}
    for path, exposure, ingress in ingresses(platform):
        if exposure.controller == "alb" and ingress.alb and ingress.alb.group:
            other_path, other = groups.setdefault(ingress.alb.group, (path, exposure))
            if set(other.allowed_sources) != set(exposure.allowed_sources):
                yield Finding(f"{path}.allowFrom", f"differs from {other_path}.allowFrom, but both are in the group {ingress.alb.group}")


@rule(
    "PK-EXPOSURE-025",
    title="access for a control plane that does not call this cluster",
    cause=f"{PORTKEY_CONTROL_PLANE} stands for the addresses of Portkey's hosted control plane, which calls only the gateways of a data plane.",
    fix="Remove it, and list the addresses of your own clients.",
    settings=(_SETTING, "deployment.kind"),
    example=Example(
        f"{_INGRESS}, class: traefik, allowFrom: [{PORTKEY_CONTROL_PLANE}, 203.0.113.0/24]}}}}\n", f"{_INGRESS}, class: traefik, {_FROM}}}}}\n"
    ),
)
def control_plane_not_hosted(platform: Platform) -> Findings:
    if platform.deployment == "dataPlane":
        return
    for path, exposure in _restricted(platform):
        sources = exposure.settings.allow_from or ()
        if PORTKEY_CONTROL_PLANE in sources:
            index = sources.index(PORTKEY_CONTROL_PLANE)
            yield Finding(f"{path}.allowFrom.{index}", f"is {PORTKEY_CONTROL_PLANE}, but deployment.kind is {platform.deployment}")
