"""The emulators of AWS that the tests share; no test has access to a real account."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws import emulators
from tests.aws.emulators import Emulator
from tests.aws.preconditions import localstack_installed, without_account

FOLDER = Path(__file__).parent
_EMULATORS = ("localstack", "moto")


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Do not import tests that are deselected: their imports start Node and load the AWS CDK."""
    return True if "not aws" in config.option.markexpr else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests with the same emulator on one worker, so that each emulator starts once."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            for name in _EMULATORS:
                if name in getattr(item, "fixturenames", ()):
                    item.add_marker(pytest.mark.xdist_group(name))
                    break


@pytest.fixture(scope="session", autouse=True)
def no_account() -> Iterator[None]:
    """No access to a real account."""
    with without_account():
        yield


@pytest.fixture(scope="session")
def localstack(pytestconfig: pytest.Config, no_account: None) -> Iterator[Emulator]:
    """LocalStack, empty at the start of a session and shared by its tests, so name stacks after the test."""
    localstack_installed(pytestconfig)
    with emulators.localstack() as running:
        yield running


@pytest.fixture(scope="session")
def moto(no_account: None) -> Iterator[Emulator]:
    """moto, empty at the start of a session and shared by its tests, so name stacks after the test."""
    with emulators.moto() as running:
        yield running
