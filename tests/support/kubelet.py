"""What a container gets from the kubelet: its environment, command and arguments, and the commands of its probes."""

from collections.abc import Mapping
from typing import Any

__all__ = ["expand", "received_arguments", "received_environment", "received_probe_commands"]


def expand(text: str, values: Mapping[str, str], *, reads_bytes: bool = False) -> str:
    """A text as the kubelet expands it: `$$` is a dollar sign, and `$(NAME)` a value, or stays if there is none.

    Kubelets that read bytes break a character after a dollar sign that is not ASCII, as those of the oldest supported version do.
    """
    expanded, rest = "", text
    while "$" in rest[:-1]:
        before, rest = rest.split("$", 1)
        expanded += before
        if not rest or rest[0] == "$":
            expanded, rest = f"{expanded}$", rest[1:]
        elif rest[0] == "(" and ")" in rest:
            name, rest = rest[1:].split(")", 1)
            expanded += values.get(name, f"$({name})")
        elif rest[0].isascii() or not reads_bytes:
            expanded, rest = f"{expanded}${rest[0]}", rest[1:]
        else:
            expanded, rest = f"{expanded}$\ufffd", rest[1:]
    return expanded + rest


def received_environment(container: Mapping[str, Any], sources: Mapping[str, str] | None = None, *, reads_bytes: bool = False) -> dict[str, str]:
    """The variables of a container; `sources` are the values of those that come from elsewhere, by name."""
    values: dict[str, str] = {}
    for variable in container.get("env", ()):
        name = variable["name"]
        values[name] = expand(variable["value"], values, reads_bytes=reads_bytes) if "value" in variable else (sources or {}).get(name, f"<{name}>")
    return values


def received_arguments(container: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The command and the arguments of a container, which may name any of its variables."""
    values = received_environment(container)
    command, args = ([expand(text, values) for text in container.get(field, ())] for field in ("command", "args"))
    return command, args


def received_probe_commands(container: Mapping[str, Any]) -> dict[str, list[str]]:
    """The commands of the probes of a container: they know only values that are written in the pod, before their expansion."""
    values = {variable["name"]: variable.get("value", "") for variable in container.get("env", ())}
    probes = {name: container.get(name, {}).get("exec", {}).get("command") for name in ("startupProbe", "readinessProbe", "livenessProbe")}
    return {name: [expand(text, values) for text in command] for name, command in probes.items() if command}
