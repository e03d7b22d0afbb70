"""The policies of `dist/production-internal`, unchanged, enforced between real pods: each flow of the diagram passes, every other one is refused."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest

from tests.cluster.enforcement.expectations import ENVIRONMENTS
from tests.cluster.environments import Object
from tests.cluster.processes import until
from tests.pods.deployment import Deployment
from tests.pods.flows import Flows, Result, flows
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

_NOTHING_WRONG: Final[tuple[set[str], set[str]]] = (set(), set())
NEEDS: Final = ENVIRONMENTS["production-internal"]


@pytest.fixture(scope="module")
def pods(production: Deployment) -> Iterator[Flows]:
    """The pods, and everybody else, before any policy is enforced."""
    with flows(production) as pods:
        yield pods


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str, Result], None]:
    """Prints how many connections passed."""

    def report(what: str, result: Result) -> None:
        with capsys.disabled():
            report_progress(f"{what}: {result}")

    return report


def test_without_an_engine_every_connection_passes(pods: Flows, report: Callable[[str, Result], None]) -> None:
    """So whatever is refused later is refused by a policy."""
    for what, result in (("pods", pods.compare(lambda *_: True)), ("Services", pods.compare_services(lambda *_: True))):
        report(f"no engine, {what}", result)
        assert result.wrong == _NOTHING_WRONG
        assert result.flows[True] > 200


def test_needed_connections_pass_and_no_others(pods: Flows, report: Callable[[str, Result], None]) -> None:
    assert NEEDS
    for node in pods.deployment.cluster.nodes:
        node.enforce_policies()
    policies = pods.deployment.environment.of("NetworkPolicy")
    assert until(lambda: pods.enforced(policies), 60, 0.5)
    for what, result in (("pods", pods.compare(NEEDS.passes)), ("Services", pods.compare_services(NEEDS.passes))):
        report(f"policies of dist, {what}", result)
        assert result.wrong == _NOTHING_WRONG


@pytest.mark.parametrize("component", ["backend", "clickhouse", "dataservice", "frontend", "gateway", "mysql"])
def test_pods_look_up_names(production: Deployment, pods: Flows, component: str) -> None:
    for pod in production.running(component):
        assert production.shell(pod, _CONNECT, check=False) in ("connected\n", "refused\n")


def test_redis_looks_up_no_names(production: Deployment, pods: Flows) -> None:
    (pod,) = production.running("redis")
    assert production.shell(pod, _CONNECT) == "no name\n"


def test_services_answer_while_the_policies_are_enforced(production: Deployment, pods: Flows) -> None:
    production.ready()
    for component in ("gateway", "backend", "dataservice", "frontend"):
        assert all(status["ready"] for pod in production.running(component) for status in pod["status"]["containerStatuses"])
    (caller, *_) = production.running("frontend")
    assert "200" in production.shell(caller, _ASK.format("portkey-backend.portkey.svc.cluster.local", 8080, "/stores"))


_CONNECT: Final = """
case $( (: >/dev/tcp/portkey-gateway.portkey.svc.cluster.local/8787) 2>&1 ) in
    "") echo connected ;;
    *"Connection refused"*) echo refused ;;
    *"name resolution"*) echo no name ;;
esac
"""
_ASK: Final = r"exec 3<>/dev/tcp/{0}/{1}; printf 'GET {2} HTTP/1.0\r\nHost: {0}\r\n\r\n' >&3; head -1 <&3"


def test_policy_for_each_direction_separates_pods_of_one_component(pods: Flows, report: Callable[[str, Result], None]) -> None:
    """kube-router takes the rules of a policy for both directions together; the same policies, one for each direction, show what they mean."""
    assert NEEDS
    cluster, rendered = pods.deployment.cluster, pods.deployment.environment.of("NetworkPolicy")
    policies = [_one_direction(policy, direction) for policy in rendered for direction in policy["spec"]["policyTypes"]]
    cluster.apply(policies)
    names = [policy["metadata"]["name"] for policy in rendered]
    cluster.kubectl("delete", "networkpolicy", *names, f"--namespace={pods.deployment.namespace}")
    assert until(lambda: pods.enforced(policies), 60, 0.5)
    result = pods.compare(NEEDS.allows)
    report("one policy for each direction, pods", result)
    assert result.wrong == _NOTHING_WRONG


def _one_direction(policy: Object, direction: str) -> Object:
    rules = direction.lower()
    spec = {"podSelector": policy["spec"]["podSelector"], "policyTypes": [direction], rules: policy["spec"].get(rules, [])}
    return {**policy, "metadata": {**policy["metadata"], "name": f"{policy['metadata']['name']}-{rules}"}, "spec": spec}
