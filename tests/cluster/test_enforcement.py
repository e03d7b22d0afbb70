"""Real packets between pods, through a real policy engine: the connections that an environment needs pass, and all others are refused."""

import copy
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import cdk8s_plus_27 as kplus
import pytest
import yaml

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.constructs import Portkey
from tests.cluster.enforcement.expectations import ENVIRONMENTS, NARROWED, QUICKSTART, WITH_A_CLIENT, Needs
from tests.cluster.enforcement.network import SETTINGS
from tests.cluster.enforcement.site import Result, Running, Site
from tests.cluster.environments import DIST, Object, environments
from tests.constructs.charts import new_chart, objects

pytestmark = pytest.mark.cluster

APPS: Final = Path(__file__).resolve().parents[2] / "apps"
_COMPONENT: Final = "app.kubernetes.io/component"
_ALL: Final = {environment.name: environment for environment in (*environments(), *environments(DIST / "fleet"))}
_NOTHING_WRONG: Final[tuple[set[str], set[str]]] = (set(), set())


@pytest.fixture(scope="module")
def machine(network: str) -> list[str]:
    """The settings of the machine before there is a site; requested by the first test."""
    return _settings_of_the_machine()


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, site: Site) -> Iterator[Running]:
    """The pods of an environment of `dist/`, by its name, or of the objects of a platform."""
    manifests = _ALL[request.param].objects if isinstance(request.param, str) else request.param()
    with site.running(manifests) as running:
        yield running


def _settings_of_the_machine() -> list[str]:
    # Whoever started the tests is in the network of the machine.
    command = ["nsenter", f"--target={os.getppid()}", "--net", "cat", *(f"/proc/sys/{name}" for name in SETTINGS)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def _wrong(result: Result) -> tuple[set[str], set[str]]:
    return result.wrongly_refused, result.wrongly_passed


def _app(name: str, **settings: Any) -> Callable[[], list[Object]]:
    def render() -> list[Object]:
        config = PortkeyConfig.from_dict({**yaml.safe_load((APPS / f"{name}.yaml").read_text()), **settings})
        return [json.loads(json.dumps(staged.manifest)) for staged in config.resolve().objects()]

    return render


def test_the_settings_of_the_machine_stay_as_they_are(machine: list[str], site: Site) -> None:
    assert [Path(f"/proc/sys/{name}").read_text().strip() for name in SETTINGS] == list(SETTINGS.values())
    assert _settings_of_the_machine() == machine != list(SETTINGS.values())


def test_the_needs_of_every_environment_are_known() -> None:
    assert set(_ALL) == set(ENVIRONMENTS)


@pytest.mark.parametrize("running", _ALL, indirect=True)
class TestEnvironment:
    """An environment of `dist/` in the cluster, without its policies and with them."""

    def test_without_policies_every_connection_passes(self, running: Running) -> None:
        running.enforce([])
        result = running.compare(lambda *_: True)
        assert _wrong(result) == _NOTHING_WRONG
        assert result.passed > 1000

    def test_with_its_policies_the_needed_connections_pass_and_no_others(
        self, running: Running, request: pytest.FixtureRequest, report: Callable[[str], None]
    ) -> None:
        name = request.node.callspec.params["running"]
        needs = ENVIRONMENTS[name]
        assert bool(running.policies) is bool(needs)
        if needs:
            running.enforce(running.policies)
            result = running.compare(needs.passes)
            assert _wrong(result) == _NOTHING_WRONG
            report(f"{name}: {result}")


@pytest.mark.parametrize("running", ["production-internal"], indirect=True)
class TestAnotherRule:
    """Each rule counts: with one less or one more, a connection is refused or passes that should not."""

    def test_a_missing_rule_for_a_caller_is_found(self, running: Running) -> None:
        policies = _changed(running, "mysql", "ingress", lambda rules: [rule for rule in rules if "backend" not in json.dumps(rule)])
        assert self._difference(running, policies) == ({"backend -> mysql 3306/TCP"}, set())

    def test_a_missing_rule_for_a_call_is_found(self, running: Running) -> None:
        policies = _changed(running, "frontend", "egress", lambda rules: [rule for rule in rules if "backend" not in json.dumps(rule)])
        assert self._difference(running, policies) == ({"frontend -> backend 8080/TCP"}, set())

    def test_a_further_caller_is_found(self, running: Running) -> None:
        more = {"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "traefik"}}}], "ports": [{"port": 6379}]}
        policies = _changed(running, "redis", "ingress", lambda rules: [*rules, more])
        expected = {"traefik -> redis 6379/TCP", "traefik-neighbour -> redis 6379/TCP"}
        assert self._difference(running, policies) == (set(), expected)

    def test_an_open_metadata_address_is_found(self, running: Running) -> None:
        more = {"to": [{"ipBlock": {"cidr": "169.254.169.254/32"}}], "ports": [{"port": 80}]}
        policies = _changed(running, "gateway", "egress", lambda rules: [*rules, more])
        assert self._difference(running, policies) == (set(), {"gateway -> metadata 80/TCP"})

    def _difference(self, running: Running, policies: list[Object]) -> tuple[set[str], set[str]]:
        needs = ENVIRONMENTS["production-internal"]
        assert needs
        running.enforce(policies)
        return _wrong(running.compare(needs.passes))


def _changed(running: Running, component: str, direction: str, change: Callable[[list[Object]], list[Object]]) -> list[Object]:
    """The policies of an environment, with other rules for a component."""
    policies = copy.deepcopy(running.policies)
    (policy,) = [policy for policy in policies if policy["metadata"]["labels"][_COMPONENT] == component]
    rules = policy["spec"][direction]
    policy["spec"][direction] = change(rules)
    assert policy["spec"][direction] != rules
    return policies


@pytest.mark.parametrize("running", ["production-external"], indirect=True)
def test_pods_of_one_component_do_not_reach_each_other_with_a_policy_for_each_direction(running: Running) -> None:
    """kube-router takes the rules of a policy for both directions together; the same policies, one for each direction, show what they mean."""
    needs = ENVIRONMENTS["production-external"]
    assert needs
    running.enforce([_one_direction(policy, direction) for policy in running.policies for direction in policy["spec"]["policyTypes"]])
    assert _wrong(running.compare(needs.allows)) == _NOTHING_WRONG


def _one_direction(policy: Mapping[str, Any], direction: str) -> Object:
    rules = direction.lower()
    spec = {"podSelector": policy["spec"]["podSelector"], "policyTypes": [direction], rules: policy["spec"].get(rules, [])}
    return {**policy, "metadata": {**policy["metadata"], "name": f"{policy['metadata']['name']}-{rules}"}, "spec": spec}


def _with_a_client() -> list[Object]:
    """An app in which the pods of another one may call the gateway."""
    chart = new_chart()
    portkey = Portkey(chart, "Portkey", config=PortkeyConfig.from_dict(yaml.safe_load((APPS / "production_internal.yaml").read_text())))
    namespaces = kplus.Namespaces.select(chart, "Elsewhere", names=["elsewhere"])
    assert portkey.gateway
    assert portkey.gateway.allow_from(kplus.Pods.select(chart, "Strangers", labels={"app": "stranger"}, namespaces=namespaces))
    return objects(chart)


_SETTINGS: Final[Mapping[str, tuple[Callable[[], list[Object]], Callable[..., bool]]]] = {
    "strict": (_app("quickstart", networkPolicy={"kind": "strict"}), QUICKSTART.passes),
    "ingressOnly": (_app("quickstart", networkPolicy={"kind": "ingressOnly"}), Needs(QUICKSTART.calls, QUICKSTART.callers, False).allows),
    "narrowed": (
        _app(
            "production_external",
            networkPolicy={
                "kind": "strict",
                "sources": {"frontend": {"namespace": "ingress-nginx"}, "prometheus": {"cidrs": ["172.20.0.0/16"]}},
                "destinations": {
                    "mysql": {"cidrs": ["10.20.0.3/32"]},
                    "redis": {"cidrs": ["10.20.0.4/32"]},
                    "clickhouse": {"namespace": "elsewhere", "podLabels": {"app": "stranger"}},
                    "logStore": {"cidrs": ["203.0.113.0/24"]},
                    "login": {"cidrs": ["203.0.113.0/24"]},
                    "publicAddresses": {"cidrs": ["192.168.7.0/24"]},
                },
            },
        ),
        NARROWED.passes,
    ),
    "allow_from": (_with_a_client, WITH_A_CLIENT.passes),
}


@pytest.mark.parametrize(("running", "expected"), _SETTINGS.values(), ids=_SETTINGS, indirect=["running"])
def test_settings_of_the_policies_are_enforced(running: Running, expected: Callable[..., bool]) -> None:
    running.enforce(running.policies)
    assert _wrong(running.compare(expected)) == _NOTHING_WRONG
