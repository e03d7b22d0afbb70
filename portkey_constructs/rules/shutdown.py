"""Rules about the time that requests may take, and that pods take to stop."""

from typing import Final

from portkey_constructs.config.duration import duration
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_VARIABLE: Final = "REQUEST_TIMEOUT"
_READERS: Final = ("gateway", "backend")


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
    "PK-SHUTDOWN-002",
    title="two values for the longest request",
    cause="REQUEST_TIMEOUT in env changes only when the gateway or the backend gives up. Proxies, load balancers and pods that stop still wait for "
    "gateway.requestTimeout.",
    fix="Set gateway.requestTimeout instead of the variable.",
    settings=("env", "gateway.env", "backend.env", "gateway.requestTimeout"),
    example=Example("gateway: {env: {REQUEST_TIMEOUT: '600000'}}\n", "gateway: {requestTimeout: 10m}\n"),
)
def timeout_by_variable(platform: Platform) -> Findings:
    environments = {
        "env": platform.config.env,
        **{f"{name}.env": platform.services[name].settings.env for name in _READERS if name in platform.services},
    }
    for path, variables in environments.items():
        value = variables.get(_VARIABLE)
        if value is not None and value != str(platform.request_timeout * 1000):
            yield Finding(f"{path}.{_VARIABLE}", f"is set, but gateway.requestTimeout is {duration(platform.request_timeout)}")
