"""What a setting leads to in a configuration, beyond its value: applications to register, and connections that the network policies allow."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.platform.flows import Flow, flows, flows_into, pods_with_policies
from portkey_constructs.platform.platform import Platform

__all__ = ["consequences"]

_SETTING: Final = "networkPolicy"


def consequences(platform: Platform, path: str) -> dict[str, tuple[str, ...]]:
    """Further rows about a setting, by their labels; empty for most settings."""
    if path == "auth":
        return {"register": tuple(map(str, platform.registrations))}
    policy = platform.network_policy
    if path.partition(".")[0] != _SETTING or policy.kind == "none":
        return {"is": ("kind: none",)} if path == _SETTING else {}
    rows: dict[str, tuple[str, ...]] = {"is": (f"kind: {policy.kind}",)} if path == _SETTING and platform.config.network_policy is None else {}
    allowed = flows(platform)
    if path == _SETTING:
        if policy.kind == "strict":
            rows["opens"] = tuple(_outside(allowed, pods_with_policies(platform)))
        for component in pods_with_policies(platform):
            opened = (flow for flow in allowed if flow.source == component and policy.kind == "strict")
            incoming = (f"from {_other_end(flow, flow.source)}" for flow in flows_into(platform, component, allowed))
            rows[component] = (*incoming, *(f"to {_other_end(flow, flow.target)}" for flow in opened))
    elif path == f"{_SETTING}.sources" or (path == f"{_SETTING}.destinations" and policy.kind == "strict"):
        named = [(flow.setting.rpartition(".")[2], flow) for flow in allowed if flow.setting.startswith(f"{path}.")]
        rows["names"] = tuple(dict.fromkeys(f"{name}: {flow.transport}, {flow.outside}" for name, flow in named))
    return rows


def _outside(allowed: Sequence[Flow], components: Sequence[str]) -> Iterator[str]:
    """What is open outside the platform, each connection once with the components that may use it."""
    opened: dict[tuple[str, str, str], list[str]] = {}
    for flow in allowed:
        if flow.outside and flow.source in components:
            opened.setdefault((flow.transport, flow.outside, flow.reason), []).append(flow.source)
    for (transport, outside, reason), sources in opened.items():
        yield f"{transport} to {outside}, for {', '.join(sources)}: {reason}"


def _other_end(flow: Flow, component: str) -> str:
    return f"{flow.outside or component}, {flow.transport}: {flow.reason}"
