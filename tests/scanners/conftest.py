"""The findings of the scanners in every environment, which are looked for once."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cluster.binaries import MissingGoError, required
from tests.cluster.environments import DIST, Environment, environments
from tests.scanners.programs import Finding, checkov, kube_score, run_checkov, run_kube_score


def _scanned(environment: Environment) -> set[Finding]:
    return run_checkov(environment.folder) | run_kube_score(environment.folder)


@pytest.fixture(scope="session")
def scanners(pytestconfig: pytest.Config) -> None:
    """Installs the scanners."""
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        checkov()
        try:
            kube_score()
        except MissingGoError as error:
            if required():
                pytest.fail(f"{error}, and PORTKEY_REQUIRE_CLUSTER=1", pytrace=False)
            pytest.skip(str(error))


@pytest.fixture(scope="session")
def scanned(scanners: None) -> Mapping[str, set[Finding]]:
    """The findings by the name of the environment."""
    every = [*environments(), *environments(DIST / "fleet")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip((environment.name for environment in every), pool.map(_scanned, every), strict=True))
