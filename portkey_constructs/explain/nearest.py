"""The names that are nearest to one that means nothing: those of its own sort first."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.explain.components import port_names
from portkey_constructs.explain.environment import place, secret_keys_of_all
from portkey_constructs.explain.facts import MIGRATION
from portkey_constructs.explain.paths import squeezed
from portkey_constructs.explain.purposes import PURPOSES
from portkey_constructs.explain.tree import ANY, tree
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.platform.ports import PORTS
from portkey_constructs.platform.variables import FROM_SECRETS
from portkey_constructs.rules.catalogue import CATALOGUE

__all__ = ["nearest", "variable_names"]

_MOST: Final = 5
_LIKE: Final = 0.6
_VARIABLE: Final = re.compile(r"[A-Z0-9_]+")


def nearest(asked: str) -> tuple[str, ...]:
    """At most five names; none when none is like it."""
    from difflib import get_close_matches

    for names in _sorts(asked):
        known: dict[str, str] = {}
        for name in names:
            known.setdefault(squeezed(name), name)
        if found := get_close_matches(squeezed(asked), known, n=_MOST, cutoff=_LIKE):
            return tuple(known[one] for one in found)
    return ()


def _sorts(asked: str) -> Iterator[tuple[str, ...]]:
    """Names sort by sort, the likeliest first; codes only for what looks like one."""
    keys = secret_keys_of_all()
    named = tuple(one.name for one in keys)
    bare = tuple(one.key for one in keys)
    settings = tuple(tree())
    parts = tuple(dict.fromkeys(part for path in settings for part in path.split(".")[1:] if part != ANY))
    others = (*PORTS, MIGRATION, *port_names(), *(kind.kind for kind in PLATFORM_KINDS))
    if squeezed(asked).startswith("pk"):
        yield tuple(CATALOGUE)
    if "/" in asked:
        yield (*named, *map(place, keys))
    if _VARIABLE.fullmatch(asked):
        yield variable_names()
    if "." in asked:
        yield settings
    else:
        yield from [bare] if "_" in asked else []
        yield (*(path for path in settings if "." not in path), *others)
    yield (*settings, *parts)
    yield (*variable_names(), *bare, *others)


def variable_names() -> tuple[str, ...]:
    """Every environment variable."""
    found: Mapping[str, None] = dict.fromkeys((*(name for tables in FROM_SECRETS.values() for table in tables for name in table), *PURPOSES))
    return tuple(found)
