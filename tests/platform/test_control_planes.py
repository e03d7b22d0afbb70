"""The addresses of a data plane's control plane."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development
from tests.support.objects import variables

PRIVATE = "https://aws-cp.portkey.ai"
NAMES = {"albus": "ALBUS_BASEPATH", "api": "CONTROL_PLANE_BASEPATH", "sync": "SOURCE_SYNC_API_BASEPATH", "modelConfigs": "CONFIG_READER_PATH"}
PATHS = {"albus": "/albus", "api": "/api/v1", "sync": "/api/v1/sync", "modelConfigs": "/api/model-configs"}
OWN = {
    "albus": "https://mp.us.prod.airs-gw.portkey.ai",
    "api": "https://aigw.portkey.ai/v1",
    "sync": "https://aigw.portkey.ai/v1/sync",
    "modelConfigs": "https://api.portkey.ai/v1/sync/model-configs",
}


def hybrid(control_plane: dict[str, str], **settings: Any) -> PortkeyConfig:
    return config_from({**HYBRID, "deployment": {**HYBRID["deployment"], "controlPlane": control_plane}, **settings})  # type: ignore[dict-item]


def addresses(config: PortkeyConfig, component: str = "gateway") -> dict[str, Any]:
    actual = variables(config, component)
    return {name: actual[name] for name in (*NAMES.values(), "ALBUS_ENDPOINT") if name in actual}


def test_each_address_can_be_set() -> None:
    assert addresses(hybrid(OWN)) == {NAMES[part]: address for part, address in OWN.items()}
    assert addresses(hybrid(OWN), "dataservice") == {"ALBUS_ENDPOINT": OWN["albus"]}


@pytest.mark.parametrize("part", NAMES)
def test_other_addresses_follow_from_the_control_plane_url(part: str) -> None:
    expected = {name: f"{PRIVATE}{PATHS[other]}" for other, name in NAMES.items()} | {NAMES[part]: "https://own.example.org/a"}
    assert addresses(hybrid({part: "https://own.example.org/a/"}, controlPlaneUrl=f"{PRIVATE}/")) == expected


@pytest.mark.parametrize("part", NAMES)
def test_without_control_plane_url_the_images_know_the_other_addresses(part: str) -> None:
    config = hybrid({part: "https://own.example.org/a"})
    assert addresses(config) == {NAMES[part]: "https://own.example.org/a"}
    assert addresses(config, "dataservice")["ALBUS_ENDPOINT"] == ("https://own.example.org/a" if part == "albus" else "https://albus.portkey.ai")


def test_a_standalone_gateway_and_a_platform_have_no_other_control_plane() -> None:
    assert set(addresses(config_from({**ALONE, "controlPlaneUrl": PRIVATE}))) == {"ALBUS_BASEPATH"}
    assert set(addresses(development(controlPlaneUrl=PRIVATE))) == {"ALBUS_BASEPATH"}
