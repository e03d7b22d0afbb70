"""What has to be so before a test may speak to a stand-in of AWS."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.aws import stand_ins
from tests.aws.localstack import MissingPythonError, python

__all__ = ["localstack_installed", "without_account"]


@contextmanager
def without_account() -> Iterator[None]:
    """Takes away what leads to a real account: variables, profiles, the address where a machine's role is given out."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            patch.setenv(name, os.devnull)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield


def localstack_installed(config: pytest.Config) -> None:
    """Installs LocalStack where it is not there yet; without a Python for it skips, and fails where everything has to be tested."""
    capture = config.pluginmanager.getplugin("capturemanager")
    try:
        with capture.global_and_fixture_disabled():
            python()
    except MissingPythonError as error:
        if stand_ins.required():
            pytest.fail(f"{error}, and {stand_ins.REQUIRE}=1", pytrace=False)
        pytest.skip(str(error))
