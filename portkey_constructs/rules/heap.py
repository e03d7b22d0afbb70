"""Rules about the heap of the services that run on Node.js."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.config.workload import Resources
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.heap import NODE_OPTIONS, own_heap
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_MEBIBYTE: Final = 2**20


def _limits(platform: Platform) -> Iterator[tuple[str, str, Resources]]:
    """The service whose `env` applies, the component, and its resources."""
    for service in NODE_SERVICES:
        if service in platform.services:
            yield service, service, platform.services[service].resources
    if platform.migration:
        yield "backend", "migration", platform.migration.resources


@rule(
    "PK-SIZE-001",
    title="a heap that does not fit into the memory limit",
    cause="Node.js frees memory thoroughly only when its heap approaches its limit. With a heap limit as large as the container's memory limit, the "
    "kernel kills the process before.",
    fix="Remove --max-old-space-size, which then is 75 percent of the memory limit, or raise resources.limits.memory.",
    settings=(
        *("env", "env.*", "migration.resources", "migration.resources.limits.memory"),
        *(f"{service}.{setting}" for service in NODE_SERVICES for setting in ("env", "env.*", "resources", "resources.limits.memory")),
    ),
    severity="warning",
    example=Example(
        "gateway: {env: {NODE_OPTIONS: --max-old-space-size=4096}}\n",
        "gateway:\n  env: {NODE_OPTIONS: --max-old-space-size=4096}\n  resources: {requests: {cpu: 200m, memory: 3Gi}, limits: {memory: 5Gi}}\n",
    ),
)
def heap_exceeds_limit(platform: Platform) -> Findings:
    reported = set()
    for service, component, resources in _limits(platform):
        limit = resources.limits.memory
        for variable in platform.user_environments[service]:
            heap = own_heap(variable.source) if variable.name == NODE_OPTIONS else None
            if heap and limit and heap * _MEBIBYTE >= amount(limit) and variable.path not in reported:
                reported.add(variable.path)
                yield Finding(variable.path, f"allows a heap of {heap} MiB, but the memory limit of the {component} is {limit}")
