"""What follows from which settings: every setting is tried, and what differs in variables, keys, ports and components is noted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.reference.facts import Fact, What, changes, facts
from portkey_constructs.reference.grounds import configurations
from portkey_constructs.reference.tree import places

__all__ = ["ANY_VALUE", "Source", "index"]

ANY_VALUE: Final = "*"
"""What stands for any value of a setting that is not a choice."""

_BESIDES_PRODUCT: Final = ("auth", "clouds", "companion", "exposure", "outputs", "profiles")
_ENOUGH: Final = 3
"""At how many places a setting of one model may come to nothing before it is not tried at others; there are three doors and three stores."""


@dataclass(frozen=True, slots=True)
class Source:
    """A setting that something follows from."""

    path: str
    there: tuple[str, ...] = ()
    """Values of it with which the thing is there, and without which it is not; `*` for any value."""
    away: tuple[str, ...] = ()
    """Values of it with which the thing is not there."""
    other: tuple[str, ...] = ()
    """Values of it with which the thing is another than it would be."""

    @property
    def decides(self) -> bool:
        """Whether what the thing is follows from the setting; else it merely goes with it."""
        return bool(self.there or self.other)


@cache
def index(*, thorough: bool = False) -> Mapping[Fact, tuple[Source, ...]]:
    """The settings of every variable, key, port and component; `thorough` tries even those that the sources say cannot matter."""
    noted: dict[Fact, dict[str, dict[What, dict[str, None]]]] = {}
    nothing: dict[tuple[str, str], int] = {}
    known: dict[str, PortkeyConfig] = {}
    for place in places():
        same = (place.model.__name__, place.field)
        if (place.field == "kind" and place.variants) or (not thorough and (place.field not in _read() or nothing.get(same, 0) >= _ENOUGH)):
            continue
        differs = False
        for pair in configurations(place, known, roles=False):
            for fact, what in changes(facts(pair.before), facts(pair.after)).items():
                differs = True
                noted.setdefault(fact, {}).setdefault(place.path, {}).setdefault(what, {})[pair.word or ANY_VALUE] = None
        nothing[same] = nothing.get(same, 0) + (not differs)
    return {
        fact: tuple(
            Source(path, tuple(ways.get("made", ())), tuple(ways.get("gone", ())), tuple(ways.get("changed", ()))) for path, ways in found.items()
        )
        for fact, found in noted.items()
    }


@cache
def _read() -> frozenset[str]:
    """Every attribute that the modules read which make all this: a setting of another name cannot matter to them."""
    package = Path(__file__).parents[1]
    modules = (*(package / "product").glob("*.py"), *(package / "config" / f"{name}.py" for name in _BESIDES_PRODUCT))
    return frozenset(re.findall(r"\.([a-z_0-9]+)", "\n".join(module.read_text("utf-8") for module in modules)))
