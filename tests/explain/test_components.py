"""Pages of components and ports."""

import pytest

from portkey_constructs.explain.components import component, components, port, ports
from portkey_constructs.explain.grounds import least
from portkey_constructs.explain.index import Source
from portkey_constructs.manifests.platform import COMPONENTS
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.ports import ports as known_ports
from tests.support.all_settings import EVERY


def test_every_component_has_a_page() -> None:
    assert {page.name for page in components()} == COMPONENTS.keys() - {"namespace", "secrets"}
    for page in components():
        assert page.meaning
        assert page.objects
        if page.name != "migration":
            assert {name for name, _ in environment(least(), page.name)} <= set(page.variables)


def test_a_component() -> None:
    page = component("gateway")
    assert page.ports == ("gateway", "mcp")
    assert page.secrets == ("portkey-secrets", "portkey-redis", "portkey-clickhouse", "portkey-gateway")
    assert {"Deployment portkey-gateway", "Service portkey-gateway", "HorizontalPodAutoscaler portkey-gateway"} <= set(page.objects)
    assert page.conditions == (Source("gateway", (), ("external",)),)
    assert component("migration").image == component("backend").image
    assert component("migration").variables == component("backend").variables
    assert component("redis").variables == ()


def test_every_port_of_every_configuration_has_a_page() -> None:
    names = {
        one.name
        for config in EVERY.values()
        for name in COMPONENTS
        if name in ("gateway", "mysql", "clickhouse")
        for one in known_ports(config, name)
    }
    pages = {page.name: page for page in ports()}
    assert names <= pages.keys()
    assert all(page.always or any(one.there for one in page.conditions) for page in pages.values())


def test_a_port() -> None:
    assert (port("frontend").container, port("frontend").service, port("frontend").setting) == (8080, 80, "frontend.service.port")
    assert port("mcp").conditions == (Source("gateway.mcp", ("*",)),)
    assert port("ch-native").setting == ""
    assert not port("ch-secure").always


def test_what_is_none_has_no_page() -> None:
    for look_up in (component, port):
        with pytest.raises(KeyError):
            look_up("nothing")
