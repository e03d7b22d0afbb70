"""Who may connect to an exposure: what each controller and cloud gets."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from tests.platform.test_environment import HYBRID
from tests.support.custom_resources import refused
from tests.support.examples import config_from, development
from tests.support.objects import Manifest, named, of_kind, rendered

SOURCES = ["203.0.113.0/24", "10.0.0.0/8"]
PORTKEY = ["54.81.226.149/32", "34.200.113.35/32", "44.221.117.129/32"]
HOST = {"host": "gateway.example.org"}
ANNOTATIONS = {"alb": "alb.ingress.kubernetes.io/inbound-cidrs", "nginx": "nginx.ingress.kubernetes.io/whitelist-source-range"}
MIDDLEWARES = "traefik.ingress.kubernetes.io/router.middlewares"
OWN = "portkey-portkey-gateway-sources@kubernetescrd"


def exposed(gateway: dict[str, Any], **settings: Any) -> PortkeyConfig:
    return development(exposure={"gateway": {**HOST, **gateway}}, **settings)


def restricting(manifests: list[Manifest]) -> list[Manifest]:
    """The objects that restrict sources."""
    ingresses = [manifest for manifest in of_kind(manifests, "Ingress") if {*ANNOTATIONS.values(), MIDDLEWARES} & annotations(manifest).keys()]
    services = [manifest for manifest in of_kind(manifests, "Service") if "loadBalancerSourceRanges" in manifest["spec"]]
    return [*ingresses, *services, *of_kind(manifests, "Middleware")]


def annotations(manifest: Manifest) -> dict[str, str]:
    return dict(manifest["metadata"].get("annotations", {}))


@pytest.mark.parametrize("provider", [{}, {"provider": {"kind": "aws"}}, {"provider": {"kind": "azure"}}, {"provider": {"kind": "gcp"}}])
def test_a_load_balancer_gets_source_ranges(provider: dict[str, Any]) -> None:
    (service,) = restricting(rendered(exposed({"kind": "loadBalancer", "allowFrom": SOURCES, **provider})))
    assert service["metadata"]["name"] == "portkey-gateway-public"
    assert service["spec"]["loadBalancerSourceRanges"] == SOURCES


@pytest.mark.parametrize("controller", ANNOTATIONS)
def test_alb_and_nginx_get_an_annotation(controller: str) -> None:
    (ingress,) = restricting(rendered(exposed({"kind": "ingress", "class": "public", "controller": controller, "allowFrom": SOURCES})))
    assert annotations(ingress)[ANNOTATIONS[controller]] == ",".join(SOURCES)


def test_traefik_gets_a_middleware() -> None:
    ingress, middleware = restricting(rendered(exposed({"kind": "ingress", "class": "traefik", "allowFrom": SOURCES})))
    assert annotations(ingress)[MIDDLEWARES] == OWN
    assert middleware["metadata"]["name"] == "portkey-gateway-sources"
    assert middleware["spec"] == {"ipAllowList": {"sourceRange": SOURCES}}
    assert refused(middleware) == []


def test_own_middlewares_of_traefik_stay_beside_it() -> None:
    own = {MIDDLEWARES: f"{OWN},portkey-headers@kubernetescrd"}
    ingress, _ = restricting(rendered(exposed({"kind": "ingress", "class": "traefik", "allowFrom": SOURCES, "annotations": own})))
    assert annotations(ingress)[MIDDLEWARES] == own[MIDDLEWARES]


@pytest.mark.parametrize("controller", ["alb", "nginx", "traefik"])
def test_refused_paths_stay_refused(controller: str) -> None:
    gateway = {"kind": "ingress", "class": controller}
    open_, limited = (rendered(exposed({**gateway, **sources}, monitoring={})) for sources in ({}, {"allowFrom": SOURCES}))
    if controller == "alb":
        paths = [named(manifests, "Ingress", "portkey-gateway")["spec"] for manifests in (open_, limited)]
        assert paths[0] == paths[1]
    else:
        assert named(limited, "Ingress", "portkey-gateway-metrics") == named(open_, "Ingress", "portkey-gateway-metrics")
    if controller == "traefik":
        assert named(limited, "Middleware", "portkey-gateway-metrics") == named(open_, "Middleware", "portkey-gateway-metrics")


@pytest.mark.parametrize("kind", ["loadBalancer", "ingress, class: alb", "ingress, class: nginx", "ingress, class: traefik"])
def test_other_exposures_stay_open(kind: str) -> None:
    name, _, controller = kind.partition(", class: ")
    settings = {"kind": name, **({"class": controller} if controller else {})}
    exposures = {"frontend": {**settings, "host": "a.example.org"}, "gateway": {**settings, **HOST, "allowFrom": SOURCES}}
    names = {manifest["metadata"]["name"] for manifest in restricting(rendered(development(exposure=exposures)))}
    assert names
    assert all(name.startswith("portkey-gateway") for name in names)


def test_without_allow_from_nothing_is_restricted() -> None:
    for kind in ({"kind": "loadBalancer"}, *({"kind": "ingress", "class": name} for name in ("alb", "nginx", "traefik"))):
        assert restricting(rendered(exposed(kind))) == []


@pytest.mark.parametrize(
    ("sources", "ranges"),
    [
        (["portkeyControlPlane"], PORTKEY),
        (["203.0.113.7", "portkeyControlPlane", "54.81.226.149", "203.0.113.7/32"], ["203.0.113.7/32", *PORTKEY]),
        (["2001:db8::/32"], ["2001:db8::/32"]),
    ],
)
def test_the_control_plane_stands_for_its_documented_addresses(sources: list[str], ranges: list[str]) -> None:
    config = config_from({**HYBRID, "exposure": {"gateway": {"kind": "loadBalancer", "allowFrom": sources}}})
    assert named(rendered(config), "Service", "portkey-gateway-public")["spec"]["loadBalancerSourceRanges"] == ranges
