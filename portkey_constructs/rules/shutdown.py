"""Rules about the time that requests may take, and that pods take to stop."""

from portkey_constructs.config.duration import duration
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []


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
