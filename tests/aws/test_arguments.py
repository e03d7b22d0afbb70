"""Wrong objects given to the constructs of the AWS companion are refused, with the expected type."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Stack

from portkey_constructs import ConfigurationError
from portkey_constructs.aws import Network, PortkeyDataStack, PortkeyReplicaStack, PortkeyRoles, PortkeyRolesStack, PortkeySecrets, portkey_stacks
from portkey_constructs.config.services import GatewayConfig
from tests.config.test_hostile_values import BASE, HOSTILE
from tests.support.examples import production

pytestmark = pytest.mark.aws

SCOPE = App()
WRONG: dict[str, Any] = {"number": 5, "null": None, "class": GatewayConfig, "another model": GatewayConfig(), "settings": BASE, **HOSTILE}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_construct_refuses_what_is_no_configuration(value: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: portkey_stacks(SCOPE, value),
        *(lambda stack=stack: stack(SCOPE, "Stack", value) for stack in (PortkeyDataStack, PortkeyReplicaStack, PortkeyRolesStack)),
        *(lambda construct=construct: construct(Stack(), "Portkey", value) for construct in (PortkeyRoles, PortkeySecrets)),
    ]
    for call in calls:
        with pytest.raises(ConfigurationError, match="pass a PortkeyConfig"):
            call()


@pytest.mark.parametrize("value", [5, BASE, "vpc-1", GatewayConfig()], ids=lambda value: type(value).__name__)
def test_data_stack_refuses_what_is_no_network(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"network .*pass a Network\("):
        PortkeyDataStack(SCOPE, "Data", production(), network=value)


@pytest.mark.parametrize("value", [*WRONG.values(), "10.0.0.1", ["10.0.0.0"]], ids=[*WRONG, "address", "address in a list"])
@pytest.mark.parametrize("field", ["vpc_id", "subnets", "clients"])
def test_network_refuses_values_of_another_type(field: str, value: Any) -> None:
    valid: dict[str, Any] = {"vpc_id": "vpc-1", "subnets": {"eu-west-1a": "subnet-1", "eu-west-1b": "subnet-2"}, "clients": ["sg-1", "10.0.0.0/16"]}
    Network(**valid)
    if field == "vpc_id" and isinstance(value, str):
        return
    with pytest.raises(ConfigurationError, match=rf"{field}\b"):
        Network(**{**valid, field: value})
