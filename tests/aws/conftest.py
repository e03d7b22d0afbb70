"""The stand-ins of AWS that the tests share, and no way to an account of anybody's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws import stand_ins
from tests.aws.preconditions import localstack_installed, without_account
from tests.aws.stand_ins import StandIn

HERE = Path(__file__).parent
_STAND_INS = ("localstack", "moto")


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Not even collected where they would be deselected: their imports start a Node that loads the AWS CDK."""
    return True if "not aws" in config.option.markexpr else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test here, and keeps those that share a stand-in on one worker, so that one of each is started."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.aws)
            for name in _STAND_INS:
                if name in getattr(item, "fixturenames", ()):
                    item.add_marker(pytest.mark.xdist_group(name))
                    break


@pytest.fixture(scope="session", autouse=True)
def no_account() -> Iterator[None]:
    """No way to an account of anybody's."""
    with without_account():
        yield


@pytest.fixture(scope="session")
def localstack(pytestconfig: pytest.Config, no_account: None) -> Iterator[StandIn]:
    """LocalStack, empty at the start of a session and shared by its tests: name stacks after the test."""
    localstack_installed(pytestconfig)
    with stand_ins.localstack() as running:
        yield running


@pytest.fixture(scope="session")
def moto(no_account: None) -> Iterator[StandIn]:
    """moto, empty at the start of a session and shared by its tests: name stacks after the test."""
    with stand_ins.moto() as running:
        yield running
