"""Real packets between pods, through a real policy engine: the connections that an environment needs pass, and all others are refused."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cluster.enforcement.actors import NODE, Actor
from tests.cluster.enforcement.network import SETTINGS
from tests.cluster.enforcement.probes import Port
from tests.cluster.enforcement.site import Running, Site
from tests.cluster.environments import DIST, Environment

pytestmark = pytest.mark.cluster

_COMPONENT: Final = "app.kubernetes.io/component"


@pytest.fixture(scope="module")
def machine(network: str) -> list[str]:
    """The settings of the machine before there is a site; requested by the first test."""
    return _settings_of_the_machine()


@pytest.fixture(scope="module")
def quickstart(site: Site) -> Iterator[Running]:
    with site.running(Environment("quickstart", DIST / "quickstart").objects) as running:
        yield running


def _policy(component: str, source: str, port: int) -> dict[str, Any]:
    """Lets pods of a component accept connections of another one only."""
    rule = {"from": [{"podSelector": {"matchLabels": {_COMPONENT: source}}}], "ports": [{"port": port}]}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": f"{component}-{source}", "namespace": "portkey"},
        "spec": {"podSelector": {"matchLabels": {_COMPONENT: component}}, "policyTypes": ["Ingress"], "ingress": [rule]},
    }


def _mysql_from_the_backend(source: Actor, target: Actor, port: Port) -> bool:
    return target.role != "mysql" or source.role == NODE or (source.role, port) == ("backend", Port(3306))


def _settings_of_the_machine() -> list[str]:
    # Whoever started the tests is in the network of the machine.
    command = ["nsenter", f"--target={os.getppid()}", "--net", "cat", *(f"/proc/sys/{name}" for name in SETTINGS)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_the_settings_of_the_machine_stay_as_they_are(machine: list[str], site: Site) -> None:
    assert [Path(f"/proc/sys/{name}").read_text().strip() for name in SETTINGS] == list(SETTINGS.values())
    assert _settings_of_the_machine() == machine != list(SETTINGS.values())


def test_without_a_policy_every_connection_passes(quickstart: Running) -> None:
    quickstart.enforce([])
    result = quickstart.compare(lambda *_: True)
    assert result.wrongly_refused == []
    assert result.passed > 5000


def test_a_policy_refuses_all_but_its_connections(quickstart: Running) -> None:
    quickstart.enforce([_policy("mysql", "backend", 3306)])
    result = quickstart.compare(_mysql_from_the_backend)
    assert (result.wrongly_passed, result.wrongly_refused) == ([], [])
    assert result.refused > 500


def test_a_rule_too_many_and_a_missing_one_are_found(quickstart: Running) -> None:
    quickstart.enforce([_policy("mysql", "dataservice", 3306)])
    result = quickstart.compare(_mysql_from_the_backend)
    assert [text.split(" (")[0] for text in result.wrongly_passed] == ["dataservice"]
    assert [text.split(" (")[0] for text in result.wrongly_refused] == ["backend"]
