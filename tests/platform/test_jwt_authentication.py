"""The variables of the authentication of API clients with JSON Web Tokens, in each kind of deployment."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from tests.platform.test_environment import ALONE, ELSEWHERE, HYBRID
from tests.support.examples import config_from, production
from tests.support.objects import variables

NAMES = ("JWT_ENABLED", "JWT_LOCAL_AUTH_DEFAULT_SCOPES", "ORGANISATIONS_TO_SYNC")
OTHERS = ("dataservice", "frontend", "mysql", "redis", "clickhouse")
WITHOUT_GATEWAY = {**ELSEWHERE, "exposure": {"frontend": {"kind": "ingress", "host": "portkey.example.org"}}}
ON = {"JWT_ENABLED": "ON"}
SCOPES = {"JWT_LOCAL_AUTH_DEFAULT_SCOPES": "completions.write,mcp.invoke"}


def of_jwt(config: PortkeyConfig, component: str) -> dict[str, Any]:
    actual = variables(config, component)
    return {name: actual[name] for name in NAMES if name in actual}


def test_platform_enables_it_in_the_gateway_and_the_backend_only() -> None:
    settings = {"organisations": ["one", "two"], "defaultScopes": ["completions.write", "mcp.invoke"]}
    config = production(jwtAuthentication=settings)
    assert of_jwt(config, "gateway") == {**ON, **SCOPES, "ORGANISATIONS_TO_SYNC": "one,two"}
    assert of_jwt(config, "backend") == ON
    assert [of_jwt(config, component) for component in OTHERS] == [{}] * len(OTHERS)
    assert "JWT_ENABLED" not in {name for name, _ in config.resolve().environments["migration"]}


def test_without_the_setting_there_is_no_variable() -> None:
    assert [of_jwt(production(), component) for component in ("gateway", "backend", *OTHERS)] == [{}] * 7


def test_application_with_a_gateway_elsewhere_enables_it_in_the_backend() -> None:
    config = production(**WITHOUT_GATEWAY, jwtAuthentication={})
    assert of_jwt(config, "backend") == ON
    assert of_jwt(config, "dataservice") == {}


@pytest.mark.parametrize(("part", "organisations"), [(ALONE, "org-a,org-b"), (HYBRID, "org-a")])
def test_gateway_of_a_part_keeps_the_organisations_of_the_deployment(part: Mapping[str, Any], organisations: str) -> None:
    config = config_from({**part, "jwtAuthentication": {"defaultScopes": ["completions.write", "mcp.invoke"]}})
    assert of_jwt(config, "gateway") == {**ON, **SCOPES, "ORGANISATIONS_TO_SYNC": organisations}
    if config.resolve().dataservice:
        assert of_jwt(config, "dataservice") == {"ORGANISATIONS_TO_SYNC": organisations}


@pytest.mark.parametrize("scope", ["completions", "completions.write,mcp.invoke", "Completions.Write", "", "a b.c"])
def test_text_that_is_no_scope_is_refused(scope: str) -> None:
    with pytest.raises(ConfigurationError, match=r"jwtAuthentication\.defaultScopes\.0"):
        production(jwtAuthentication={"organisations": ["one"], "defaultScopes": [scope]})


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"gateway": {"image": {"tag": "2.4.4"}}, "dataservice": {"image": {"tag": "1.6.0"}}}, "gateway.image.tag"),
        ({"backend": {"image": {"tag": "1.12.1"}}}, "backend.image.tag"),
        ({**WITHOUT_GATEWAY, "backend": {"image": {"tag": "1.12.1"}}}, "backend.image.tag"),
    ],
)
def test_image_that_is_too_old_is_an_error(settings: Mapping[str, Any], path: str) -> None:
    own = {} if "kind" in settings.get("gateway", {}) else {"organisations": ["one"], "defaultScopes": ["completions.write"]}
    with pytest.raises(ConfigurationError) as error:
        production(**settings, jwtAuthentication=own)
    assert [(problem.code, problem.path) for problem in error.value.problems if problem.severity == "error"] == [("PK-VERSION-004", path)]
