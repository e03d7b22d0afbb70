"""Rules about the time that requests may take, and that pods take to stop."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from portkey_constructs.config.duration import duration
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.shutdown import pre_stop_seconds, shutdown
from portkey_constructs.rules.added_containers import ADDED_CONTAINERS, added_containers
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_DEFAULT_GRACE_SECONDS: Final = 30
"""The grace period of Kubernetes."""


@rule(
    "PK-SHUTDOWN-001",
    title="a grace period that is shorter than the longest request",
    cause="A pod that stops is killed at the end of its grace period. Answers that it has not finished by then are cut off, at every rollout, "
    "scale-down and node drain.",
    fix="Leave gracePeriod out, set at least gateway.requestTimeout plus 15 seconds, or shorten gateway.requestTimeout.",
    settings=("*.gracePeriod", "gateway.requestTimeout"),
    severity="warning",
    example=Example("gateway: {gracePeriod: 60s}\n", "gateway: {gracePeriod: 60s, requestTimeout: 45s}\n"),
)
def grace_period_too_short(platform: Platform) -> Findings:
    if platform.profile != "production":
        return
    for name, service in platform.services.items():
        grace = service.settings.grace_period
        if grace is not None and grace < platform.proxy_timeout:
            message = f"is {duration(grace)}, but gateway.requestTimeout is {duration(platform.request_timeout)}"
            yield Finding(f"{name}.gracePeriod", message, f"leave it out, set at least {duration(platform.proxy_timeout)}, or shorten requestTimeout")


@rule(
    "PK-SHUTDOWN-003",
    title="a lifecycle that cuts requests",
    cause="lifecycle replaces the preStop hook of the component, which keeps a pod answering until its requests are finished. Without a hook that "
    "waits as long, each rollout, scale-down and node drain cuts answers off. How long a command or a request of a hook takes is not known, so only "
    "hooks that sleep are compared.",
    fix="Add the hook that the message names to lifecycle, or shorten gateway.requestTimeout.",
    settings=("*.lifecycle", "*.gracePeriod", "gateway.requestTimeout"),
    severity="warning",
    example=Example(
        "gateway: {lifecycle: {postStart: {exec: {command: [/warm-up]}}}}\n",
        "gateway: {lifecycle: {postStart: {exec: {command: [/warm-up]}}, preStop: {sleep: {seconds: 300}}}}\n",
    ),
)
def requests_cut(platform: Platform) -> Findings:
    if platform.profile != "production":
        return
    for name, service in platform.services.items():
        settings = service.settings
        if settings.lifecycle is None:
            continue
        needed = shutdown(service.component, platform.request_timeout, settings.grace_period).drain
        waits = pre_stop_seconds(settings.lifecycle)
        if waits is not None and waits < needed:
            message = f"waits {waits} of {needed} seconds before a pod gets the stop signal" if waits else "has no preStop that waits for requests"
            yield Finding(f"{name}.lifecycle", message, f"add preStop: {{sleep: {{seconds: {needed}}}}} to it, or shorten gateway.requestTimeout")


@rule(
    "PK-SHUTDOWN-004",
    title="a preStop hook that sleeps longer than the grace period",
    cause="The API server refuses a sleep that is longer than the grace period of the pod, in which the hook has to end.",
    fix="Shorten the sleep, or raise gracePeriod.",
    settings=("**.lifecycle", "**.gracePeriod", "gateway.requestTimeout", *ADDED_CONTAINERS),
    example=Example(
        "redis: {kind: inCluster, lifecycle: {preStop: {sleep: {seconds: 60}}}}\n",
        "redis: {kind: inCluster, gracePeriod: 90s, lifecycle: {preStop: {sleep: {seconds: 60}}}}\n",
    ),
)
def sleep_beyond_grace_period(platform: Platform) -> Findings:
    for component in platform.components.values():
        configured = component.settings.grace_period
        default = component.shutdown.grace_period if isinstance(component, Service) else _DEFAULT_GRACE_SECONDS
        grace = default if configured is None else configured
        containers = [(component.path, {"lifecycle": component.settings.lifecycle or {}}), *added_containers(component)]
        for path, container in containers:
            for hook, seconds in _sleeps(container):
                if seconds > grace:
                    yield Finding(f"{path}.lifecycle.{hook}.sleep.seconds", f"is {seconds}, but the grace period is {duration(grace)}")


def _sleeps(container: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for hook, action in container.get("lifecycle", {}).items():
        if "sleep" in action:
            yield hook, action["sleep"]["seconds"]
