"""How the pods of a service stop without cutting answers, and how long proxies wait for them.

Both follow from one number, the longest request. Portkey's gateway exits at once when it gets the stop signal, so its pods keep answering for
that time before they get it. nginx finishes its requests after the signal, so the front end's pods only wait until no new ones arrive.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

__all__ = ["MARGIN_SECONDS", "Shutdown", "pre_stop_seconds", "proxy_timeout", "shutdown"]

_SLEEP: Final = re.compile(r"(?:\S*sh -c )?\S*sleep (\d+)s?")

MARGIN_SECONDS: Final = 15
"""How much longer than the longest request proxies wait and pods may take to stop.

A proxy that waits longer passes on the service's own error. Load balancers need some of these seconds to stop using a pod.
"""

_LONGEST_DRAIN: Final = 3600
"""The longest time that load balancers of AWS and of GKE keep the connections to a pod that stops."""


class Shutdown(NamedTuple):
    """How a pod of a service stops."""

    drain: int
    """Seconds between the start of the termination and the stop signal; the pod still answers.

    0 sends the signal at once, or after a configured hook whose duration is unknown.
    """
    grace_period: int
    """Seconds from the start of the termination until the pod is killed."""

    @property
    def connection_drain(self) -> int:
        """Seconds that a load balancer keeps the connections to the pod."""
        return min(self.grace_period, _LONGEST_DRAIN)

    @property
    def process_timeout(self) -> int:
        """Seconds that a process manager gives its server after the stop signal; one second less than the pod has."""
        return max(self.grace_period - self.drain - 1, 1)


def proxy_timeout(request_timeout: int) -> int:
    """Seconds that proxies and load balancers wait for a service: longer than a request may take, so that they pass on its own error."""
    return request_timeout + MARGIN_SECONDS


def shutdown(component: str, request_timeout: int, grace_period: int | None, lifecycle: Mapping[str, Any] | None = None) -> Shutdown:
    """How the pods of a service stop.

    A configured grace period shorter than the default shortens the drain, and a configured lifecycle replaces it.
    """
    grace = proxy_timeout(request_timeout) if grace_period is None else grace_period
    if lifecycle is not None:
        return Shutdown(min(pre_stop_seconds(lifecycle) or 0, grace), grace)
    drain = MARGIN_SECONDS if component == "frontend" else request_timeout
    return Shutdown(min(drain, max(grace - MARGIN_SECONDS, grace // 2)), grace)


def pre_stop_seconds(lifecycle: Mapping[str, Any]) -> int | None:
    """Seconds that the `preStop` hook of a lifecycle waits: 0 without a hook, and None for a hook whose duration is unknown.

    Example:
        >>> pre_stop_seconds({"preStop": {"exec": {"command": ["/bin/sh", "-c", "sleep 30"]}}})
        30
    """
    hook = lifecycle.get("preStop")
    if hook is None:
        return 0
    if "sleep" in hook:
        return int(hook["sleep"]["seconds"])
    match = _SLEEP.fullmatch(" ".join(hook.get("exec", {}).get("command", ())))
    return int(match[1]) if match else None
