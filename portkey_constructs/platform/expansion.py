"""Kubernetes' expansion of `$(NAME)` in the environment, the command and the arguments of a container.

The kubelet replaces `$(NAME)` by the value of another variable of the container, and `$$` by `$`. In `env`, it knows only the variables that
the list has before. It leaves a reference to any other name as it is. It expands the commands of `exec` probes too, but there a variable
that comes from a Secret or ConfigMap is empty. Values of Secrets and ConfigMaps are not expanded.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

__all__ = ["EVERY_NAME", "Expansion", "Reference", "escaped", "expansion_of", "in_order", "kubernetes_text", "referenced_names"]

Source = TypeVar("Source")


class _EveryName:
    """Contains every name."""

    def __contains__(self, name: object) -> bool:
        return True


EVERY_NAME: Final[Container[str]] = _EveryName()
"""The names of a container's variables where they are unknown."""

_REFERENCE: Final = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)")
# Older kubelets read the character after a dollar sign as one byte, which breaks those that are not ASCII.
_SPECIAL_DOLLAR: Final = re.compile(r"\$(?=[$(]|[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to another variable of the same container."""

    name: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """A value that contains references to other variables of the container.

    Example:
        >>> Expansion((Reference("ANALYTICS_DB"), ".generations")).text
        '$(ANALYTICS_DB).generations'
    """

    parts: tuple[str | Reference, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables that it refers to."""
        return tuple(part.name for part in self.parts if isinstance(part, Reference))

    @property
    def text(self) -> str:
        """The value in Kubernetes' syntax."""
        texts = []
        for part in self.parts:
            if isinstance(part, Reference):
                texts.append(f"$({part.name})")
            else:
                # A dollar sign at the end would escape the reference that follows.
                texts.append(f"{escaped(part)}$" if part.endswith("$") else escaped(part))
        return "".join(texts)


def escaped(text: str) -> str:
    """The text as a container's environment, command or arguments must spell it, so that it arrives unchanged."""
    return _SPECIAL_DOLLAR.sub("$$", text) if "$" in text else text


def kubernetes_text(value: str | Expansion) -> str:
    """A literal or an expansion in Kubernetes' syntax."""
    return value.text if isinstance(value, Expansion) else escaped(value)


def referenced_names(text: str) -> tuple[str, ...]:
    """The names that stand in the text as `$(NAME)`, without repetitions."""
    return tuple(dict.fromkeys(_REFERENCE.findall(text))) if "$(" in text else ()


def expansion_of(text: str, names: Container[str]) -> str | Expansion:
    """The text with each `$(NAME)` as a reference if it is one of the names; the text itself if it contains none."""
    parts: list[str | Reference] = []
    start = 0
    for match in _REFERENCE.finditer(text) if "$(" in text else ():
        if match[1] in names:
            parts += (*([text[start : match.start()]] if match.start() > start else ()), Reference(match[1]))
            start = match.end()
    if not parts:
        return text
    return Expansion((*parts, *([text[start:]] if start < len(text) else ())))


def in_order(variables: Mapping[str, Source]) -> Mapping[str, Source]:
    """The variables, each after those that it refers to; otherwise the order is unchanged."""
    ordered: dict[str, Source] = {}

    def place(name: str, referring: tuple[str, ...]) -> None:
        source: Any = variables[name]
        if isinstance(source, Expansion):
            for referenced in source.names:
                if referenced in variables and referenced not in ordered and referenced not in referring:
                    place(referenced, (*referring, name))
        ordered[name] = source

    for name, source in variables.items():
        if isinstance(source, Expansion) and name not in ordered:
            place(name, (name,))
        else:
            ordered[name] = source
    return ordered
