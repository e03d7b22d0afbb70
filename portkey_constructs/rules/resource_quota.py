"""Error codes of ResourceQuotas, which are compared with the rendered objects, and the rule about their amounts."""

import re
from typing import Final

from portkey_constructs.config.quantities import exact_amount
from portkey_constructs.config.resource_quota import FixedQuota
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, declare, rule

__all__: list[str] = []

_SETTINGS: Final = ("resourceQuota", "resourceQuota.**", "extraObjects", "extraObjects.**")
_FRACTIONAL: Final = re.compile(r"(requests\.|limits\.)?(cpu|memory|ephemeral-storage|storage|hugepages-.*)|requests\..*/.*")
_LARGE: Final = "resourceQuota: {kind: fixed, hard: {requests.memory: 200Gi}}\n"

declare(
    "PK-QUOTA-001",
    title="a quota on a resource that a container does not set",
    cause="If a ResourceQuota limits CPU or memory, the API server refuses every pod with a container that does not set it.",
    fix="Set the resource in resources of the container, or leave it out of the quota.",
    settings=(*_SETTINGS, "**.resources", "**.sidecars", "**.initContainers", "patches", "patches.**"),
    example=Example(f"{_LARGE}gateway: {{sidecars: [{{name: agent, image: 'agent:1'}}]}}\n", _LARGE),
)
declare(
    "PK-QUOTA-002",
    title="a quota below what the pods need",
    cause="The API server refuses pods and claims beyond the quota of the namespace. It is an error if the quota does not suffice for the smallest "
    "number of replicas, and a warning if it does not suffice for the largest one, with the additional pods of a rollout and the migration.",
    fix="Set the amount that the message names, fewer replicas, or resourceQuota: {kind: computed}.",
    settings=(*_SETTINGS, "**.resources", "**.replicas", "**.autoscaling", "patches", "patches.**"),
    severity="either",
    example=Example("resourceQuota: {kind: fixed, hard: {requests.memory: 1Gi}}\n", _LARGE),
)
declare(
    "PK-QUOTA-003",
    title="a computed quota for an unknown number of pods",
    cause="Another autoscaler without autoscaling.max, or a DaemonSet in extraObjects, decides how many pods run. The quota cannot be computed.",
    fix="Set autoscaling.max, or write resourceQuota: {kind: fixed} with amounts in hard.",
    settings=(*_SETTINGS, "**.autoscaling"),
    example=Example(
        "resourceQuota: {kind: computed}\ngateway: {autoscaling: {kind: external, min: 2}}\n",
        "resourceQuota: {kind: computed}\ngateway: {autoscaling: {kind: external, min: 2, max: 8}}\n",
    ),
)


@rule(
    "PK-QUOTA-004",
    title="a fraction of an object in a quota",
    cause="A quota counts objects, such as pods and claims. The API server accepts only whole numbers for them.",
    fix="Write a whole number.",
    settings=("resourceQuota", "resourceQuota.**"),
    example=Example("resourceQuota: {kind: fixed, hard: {services: '1.5'}}\n", "resourceQuota: {kind: fixed, hard: {services: '20'}}\n"),
    each_alone=True,
)
def fraction_of_an_object(platform: Platform) -> Findings:
    quota = platform.config.resource_quota
    for name, amount in quota.hard.items() if isinstance(quota, FixedQuota) else ():
        value = exact_amount(amount)
        if value is not None and value % 1 and not _FRACTIONAL.fullmatch(name):
            yield Finding(f"resourceQuota.hard.{name}", f"is {amount}")
