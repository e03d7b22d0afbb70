"""Preconditions of tests with emulators of AWS."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.aws import emulators
from tests.aws.localstack import MissingPythonError, python

__all__ = ["localstack_installed", "without_account"]


@contextmanager
def without_account() -> Iterator[None]:
    """Remove access to real accounts: environment variables, profiles, and the metadata service of a machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            patch.setenv(name, os.devnull)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield


def localstack_installed(config: pytest.Config) -> None:
    """Install LocalStack if necessary. Without a Python for it, skip the test, or fail it if LocalStack is required."""
    capture = config.pluginmanager.getplugin("capturemanager")
    try:
        with capture.global_and_fixture_disabled():
            python()
    except MissingPythonError as error:
        if emulators.required():
            pytest.fail(f"{error}, and {emulators.REQUIRE}=1", pytrace=False)
        pytest.skip(str(error))
