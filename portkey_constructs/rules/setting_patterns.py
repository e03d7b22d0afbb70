"""Patterns of settings: a dotted path in its YAML spelling, in which `*` is one part and `**` any number of parts."""

from typing import Final

__all__ = ["EVERY_SETTING", "matches", "overlaps"]

EVERY_SETTING: Final = "**"


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern stands for exactly this setting."""
    return _matches(pattern.split("."), path.split("."), prefixes=False)


def overlaps(pattern: str, path: str) -> bool:
    """Whether a pattern stands for this setting, for a part of it, or for a map that contains it.

    `**` at the start leaves open which map is meant, so `**.image.tag` overlaps with `gateway.image` but not with `gateway`.
    """
    return _matches(pattern.split("."), path.split("."), prefixes=True)


def _matches(pattern: list[str], path: list[str], *, prefixes: bool) -> bool:
    if pattern and pattern[0] == EVERY_SETTING:
        rest = pattern[1:]
        return not rest or any(_matches(rest, path[start:], prefixes=prefixes) for start in range(len(path)))
    if not pattern or not path:
        return prefixes or pattern == path
    return pattern[0] in ("*", path[0]) and _matches(pattern[1:], path[1:], prefixes=prefixes)
