"""How the MCP gateway calls MCP servers: its timeout, and the key that signs identities."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from portkey_constructs.errors import ConfigurationError
from tests.platform.test_environment import ALONE
from tests.support.examples import config_from, development, production
from tests.support.objects import key_reference, variables
from tests.support.private_keys import private_key

MCP = {"externalUrl": "https://mcp.example.org"}
OTHERS = ("backend", "dataservice", "frontend", "mysql", "redis", "clickhouse")
IDENTITY_KEY = key_reference("portkey-gateway", "mcpIdentityKey")
SESSION_KEY = key_reference("portkey-secrets", "jwtPrivateKey")


@pytest.mark.parametrize(("timeout", "expected"), [(None, None), (30, "30000"), ("2m", "120000")])
def test_timeout_is_in_milliseconds_in_the_gateway_only(timeout: object, expected: str | None) -> None:
    config = production(gateway={"mcp": {**MCP, **({"requestTimeout": timeout} if timeout else {})}})
    assert variables(config, "gateway").get("MCP_REQUEST_TIMEOUT_MS") == expected
    assert not any("MCP_REQUEST_TIMEOUT_MS" in variables(config, component) for component in OTHERS)


def test_image_that_does_not_read_the_timeout_is_reported() -> None:
    def unread(tag: str) -> bool:
        gateway = {"mcp": {**MCP, "requestTimeout": 30}, "image": {"tag": tag}}
        config = production(gateway=gateway, dataservice={"image": {"tag": "1.6.0"}})
        return any("MCP_REQUEST_TIMEOUT_MS (since 2.6.0)" in problem.message for problem in config.warnings())

    assert unread("2.5.1")
    assert not unread("2.6.0")


def test_key_of_identities_is_not_the_key_of_sessions() -> None:
    config = production(gateway={"mcp": {**MCP, "signIdentities": True}})
    assert variables(config, "gateway")["JWT_PRIVATE_KEY"] == IDENTITY_KEY
    assert variables(config, "backend")["JWT_PRIVATE_KEY"] == variables(config, "dataservice")["JWT_PRIVATE_KEY"] == SESSION_KEY
    [secret] = [secret for secret in config.resolve().required_secrets if secret.name == "portkey-gateway"]
    assert [(key.name, key.readers) for key in secret.keys if key.name == "mcpIdentityKey"] == [("mcpIdentityKey", ("gateway",))]


@pytest.mark.parametrize("gateway", [{}, {"mcp": MCP}, {"mcp": {**MCP, "signIdentities": False}}])
def test_gateway_that_signs_nothing_has_no_key(gateway: Mapping[str, Any]) -> None:
    config = production(gateway=gateway)
    assert "JWT_PRIVATE_KEY" not in variables(config, "gateway")
    assert "mcpIdentityKey" not in {key.key for key in config.resolve().secret("gateway").keys}


def test_gateway_that_serves_only_mcp_has_the_key() -> None:
    config = config_from({**ALONE, "gateway": {"mcp": {**MCP, "only": True, "signIdentities": True}}})
    assert variables(config, "gateway")["JWT_PRIVATE_KEY"] == IDENTITY_KEY


@pytest.mark.parametrize("also", [{}, {"signIdentities": True}])
def test_value_of_the_development_profile_is_in_the_secret(also: Mapping[str, Any]) -> None:
    config = development(gateway={"mcp": {**MCP, **also, "identityKey": private_key()}})
    values = {key.key: value for key, value in config.resolve().secret("gateway").keys.items()}
    assert values["mcpIdentityKey"] == SecretStr(private_key())
    assert variables(config, "gateway")["JWT_PRIVATE_KEY"] == IDENTITY_KEY


def test_missing_key_and_key_in_production_are_errors() -> None:
    with pytest.raises(ConfigurationError) as error:
        development(gateway={"mcp": {**MCP, "signIdentities": True}})
    assert [(problem.code, problem.path) for problem in error.value.problems] == [("PK-SECRET-003", "gateway.mcp.identityKey")]
    with pytest.raises(ConfigurationError) as error:
        production(gateway={"mcp": {**MCP, "identityKey": private_key()}})
    assert [(problem.code, problem.path) for problem in error.value.problems] == [("PK-SECRET-002", "gateway.mcp.identityKey")]


def test_refused_key_is_in_no_message() -> None:
    key = private_key(1024)
    with pytest.raises(ConfigurationError) as error:
        development(gateway={"mcp": {**MCP, "identityKey": key}})
    assert [problem.code for problem in error.value.problems] == ["PK-MCP-007"]
    assert not any(line in str(error.value) for line in key.splitlines()[1:-1])
