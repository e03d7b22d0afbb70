"""Doors."""

from collections.abc import Iterator

from portkey_constructs.config.exposure import IngressDoor
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.errors import Problem

__all__ = ["check"]

_REDIRECTS = (
    "nginx.ingress.kubernetes.io/ssl-redirect",
    "nginx.ingress.kubernetes.io/force-ssl-redirect",
    "alb.ingress.kubernetes.io/ssl-redirect",
)


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """One host a door, one door a service, and no promise of TLS that nobody keeps."""
    doors = {"frontend": config.exposure.frontend, "gateway": config.exposure.gateway}
    hosts: dict[str, str] = {}
    for name, door in doors.items():
        if not isinstance(door, IngressDoor):
            continue
        path = f"exposure.{name}"
        if door.host in hosts:
            fix = "give each door a host name of its own; both would claim /"
            yield Problem(f"{path}.host", f"is {door.host}, which exposure.{hosts[door.host]} has too", fix, "PK-EXPOSURE-001")
        hosts.setdefault(door.host, name)
        if "kubernetes.io/ingress.class" in door.annotations:
            fix = "say class; the API server refuses the annotation beside it"
            yield Problem(f"{path}.annotations.kubernetes.io/ingress.class", "is the retired way to choose a class", fix, "PK-EXPOSURE-002")
        if door.tls is None:
            for key in _REDIRECTS:
                if door.annotations.get(key, "false") not in ("false", ""):
                    yield Problem(f"{path}.annotations.{key}", "redirects to https, and no TLS ends here", "give the door tls", "PK-EXPOSURE-003")
        if door.ingress_class == "nginx":
            fix = "its controller retired in March 2026; plan for another class"
            yield Problem(f"{path}.class", "is nginx", fix, "PK-EXPOSURE-004", "warning")
        if getattr(config, name).service.type == "LoadBalancer":
            fix = "one door: leave the Service's type out, or the ingress"
            yield Problem(f"{name}.service.type", f"is LoadBalancer, and {path} is an ingress", fix, "PK-EXPOSURE-005")
