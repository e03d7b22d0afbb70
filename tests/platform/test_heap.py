"""The heap limit of Node.js follows from the memory limit, and `env` can add options or replace it."""

import json
import os
import subprocess
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.workload import Amounts, Resources
from portkey_constructs.platform.heap import heap_option
from portkey_constructs.rules import check
from tests.support.examples import development, production
from tests.support.objects import containers, pods, rendered, variables, variables_of

NODE_SERVICES = ("gateway", "backend", "dataservice")
OWN = "--max-http-header-size=32768"
SECRET = {"secretKeyRef": {"name": "options", "key": "node"}}


def options(config: PortkeyConfig, component: str) -> Any:
    return variables(config, component).get("NODE_OPTIONS")


def options_of_migration(config: PortkeyConfig) -> Any:
    (job,) = [pod for pod in pods(rendered(config)) if pod.labels["app.kubernetes.io/component"] == "migration"]
    (container,) = [container for container in containers(job) if container["name"] == "migration"]
    return variables_of(container).get("NODE_OPTIONS")


def limited(memory: str) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": "200m", "memory": memory}, "limits": {"memory": memory}}}


@pytest.mark.parametrize(
    ("memory", "size"),
    [("2Gi", 1536), ("4Gi", 3072), ("1Gi", 768), ("1500Mi", 1125), ("2G", 1430), ("1073741824", 768), ("3Mi", 2), ("1Mi", None), (None, None)],
)
def test_heap_is_three_quarters_of_the_memory_limit(memory: str | None, size: int | None) -> None:
    expected = f"--max-old-space-size={size}" if size else None
    assert heap_option(Resources(limits=Amounts(memory=memory), requests=Amounts(memory="8Gi"))) == expected


def test_services_that_run_on_node_have_the_limit_of_the_profile() -> None:
    production_, development_ = production(), development()
    assert {component: options(production_, component) for component in NODE_SERVICES} == {
        "gateway": "--max-old-space-size=1536",
        "backend": "--max-old-space-size=3072",
        "dataservice": "--max-old-space-size=1536",
    }
    assert {component: options(development_, component) for component in NODE_SERVICES} == {
        "gateway": "--max-old-space-size=768",
        "backend": "--max-old-space-size=1536",
        "dataservice": "--max-old-space-size=768",
    }
    for component in ("frontend", "mysql", "redis", "clickhouse"):
        assert options(production_, component) is None


@pytest.mark.parametrize("component", NODE_SERVICES)
def test_limit_of_a_service_decides_its_heap_alone(component: str) -> None:
    config = production(**{component: limited("6Gi")})
    assert options(config, component) == "--max-old-space-size=4608"
    others = [other for other in NODE_SERVICES if other != component]
    assert [options(config, other) for other in others] == [options(production(), other) for other in others]


@pytest.mark.parametrize("resources", [None, {"requests": {"cpu": "200m", "memory": "6Gi"}}, {"limits": {"cpu": 1}, "requests": {"memory": "6Gi"}}])
def test_without_a_memory_limit_node_decides(resources: dict[str, Any] | None) -> None:
    settings = {"replicas": 2, "resources": resources or {"requests": {}, "limits": {}}}
    config = production(**dict.fromkeys(NODE_SERVICES, settings), migration={"kind": "job", "resources": settings["resources"]})
    assert [options(config, component) for component in NODE_SERVICES] == [None] * 3
    assert options_of_migration(config) is None


def test_migration_follows_its_own_limit() -> None:
    assert options_of_migration(production()) == "--max-old-space-size=3072"
    assert options_of_migration(production(backend=limited("8Gi"))) == "--max-old-space-size=3072"
    job = {"kind": "job", "resources": {"limits": {"memory": "1Gi"}}}
    assert options_of_migration(production(migration=job)) == "--max-old-space-size=768"
    without_limit = {"replicas": 2, "resources": {"requests": {"cpu": 1}}}
    assert options_of_migration(production(backend=without_limit, migration=job)) == "--max-old-space-size=768"
    assert options_of_migration(production(backend={"env": {"NODE_OPTIONS": OWN}}, migration=job)) == f"--max-old-space-size=768 {OWN}"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (OWN, f"--max-old-space-size=1536 {OWN}"),
        ("--import $(PRELOADED)", "--max-old-space-size=1536 --import $(PRELOADED)"),
        ("$(EXTRA)", "--max-old-space-size=1536 $(EXTRA)"),
        ("--max-old-space-size=1024", "--max-old-space-size=1024"),
        (f"{OWN} --max_old_space_size=1024", f"{OWN} --max_old_space_size=1024"),
        ("--max-old-space-size-percentage=60", "--max-old-space-size-percentage=60"),
        ("--max-old-space-size=$(HEAP)", "--max-old-space-size=$(HEAP)"),
        ("", ""),
        (SECRET, SECRET),
    ],
    ids=[
        "other option",
        "text with a reference",
        "reference",
        "own limit",
        "own limit with underscores",
        "percentage",
        "referenced",
        "empty",
        "Secret",
    ],
)
@pytest.mark.parametrize("everywhere", [True, False], ids=["env", "gateway.env"])
def test_options_of_env_are_added_to_the_limit_unless_they_limit_the_heap(own: Any, expected: Any, everywhere: bool) -> None:
    environment = {"NODE_OPTIONS": own, "PRELOADED": "/opt/a.js", "EXTRA": "--trace-warnings", "HEAP": "1000"}
    config = production(**({"env": environment} if everywhere else {"gateway": {"env": environment}}))
    assert options(config, "gateway") == expected
    assert options(config, "frontend") == (own if everywhere else None)
    assert options(config, "dataservice") == (expected if everywhere else "--max-old-space-size=1536")


def test_text_that_is_meant_as_it_is_gets_the_limit_too() -> None:
    config = production(gateway={"env": {"NODE_OPTIONS": "--title=$(PORT)"}}, intended=["gateway.env.NODE_OPTIONS"])
    assert options(config, "gateway") == "--max-old-space-size=1536 --title=$$(PORT)"


def heap_limit(value: str) -> float:
    script = "console.log(JSON.stringify(require('v8').getHeapStatistics().heap_size_limit))"
    environment = {**os.environ, "NODE_OPTIONS": value}
    process = subprocess.run([os.environ.get("JSII_NODE") or "node", "-e", script], env=environment, capture_output=True, text=True, check=True)
    return float(json.loads(process.stdout)) / 2**20


@pytest.mark.slow
def test_node_takes_the_limit_from_the_variable() -> None:
    small, large = heap_limit("--max-old-space-size=768"), heap_limit("--max-old-space-size=3072")
    assert large - small == 3072 - 768
    assert 768 <= small < 1024, "the rest is the young generation"
    assert heap_limit(f"--max-old-space-size=768 {OWN}") == small
    assert heap_limit("--max-old-space-size=3072 --max_old_space_size=768") == small, "the last one counts"


@pytest.mark.parametrize(
    ("settings", "path", "component", "limit"),
    [
        ({"gateway": {"env": {"NODE_OPTIONS": "--max-old-space-size=2048"}}}, "gateway.env.NODE_OPTIONS", "gateway", "2Gi"),
        ({"env": {"NODE_OPTIONS": "--max_old_space_size=3000"}}, "env.NODE_OPTIONS", "gateway", "2Gi"),
        (
            {
                "backend": {"env": {"NODE_OPTIONS": "--max-old-space-size=3000"}},
                "migration": {"kind": "job", "resources": {"limits": {"memory": "2Gi"}}},
            },
            "backend.env.NODE_OPTIONS",
            "migration",
            "2Gi",
        ),
        (
            {"dataservice": {**limited("1Gi"), "env": {"NODE_OPTIONS": f"--max-old-space-size=1 {OWN} --max-old-space-size=1025"}}},
            *("dataservice.env.NODE_OPTIONS", "dataservice", "1Gi"),
        ),
    ],
)
def test_heap_beyond_the_memory_limit_is_a_warning(settings: dict[str, Any], path: str, component: str, limit: str) -> None:
    (problem,) = [problem for problem in check(production(**settings).resolve()) if problem.code == "PK-SIZE-001"]
    assert (problem.path, problem.severity) == (path, "warning")
    assert problem.message.endswith(f"but the memory limit of the {component} is {limit}")


@pytest.mark.parametrize(
    "own", ["--max-old-space-size=2047", OWN, "--max-old-space-size-percentage=60", "", SECRET, "--max-old-space-size=9000 --max-old-space-size=1"]
)
def test_heap_within_the_memory_limit_is_accepted(own: Any) -> None:
    config = production(gateway={"env": {"NODE_OPTIONS": own}})
    assert [problem for problem in check(config.resolve()) if problem.code == "PK-SIZE-001"] == []
