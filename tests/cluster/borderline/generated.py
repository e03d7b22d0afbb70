"""Generates borderline configurations: the same for the same seed."""

import copy
import random
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.cluster.borderline.mutations import definitions, mutated
from tests.cluster.borderline.seed_objects import OBJECTS, PATCHES
from tests.cluster.borderline.seeds import BASE, PLATFORM, SERVICES, STORES, WORKLOADS
from tests.cluster.borderline.verdicts import Case

__all__ = ["generated", "seeds"]

_SERVICES: Final = ("gateway", "backend", "dataservice", "frontend")
_STORES: Final = ("mysql", "redis", "clickhouse")
_TWICE: Final = 0.15


def seeds() -> Iterator[Case]:
    """The valid configurations that the others differ from, each once."""
    for index, settings in enumerate(WORKLOADS):
        yield _seed(f"workload {index}", {"gateway": settings})
        yield _seed(f"store workload {index}", {"redis": {"kind": "inCluster", **settings}})
    for index, settings in enumerate(SERVICES):
        yield _seed(f"service {index}", {"backend": settings})
    for index, settings in enumerate(STORES):
        yield _seed(f"store {index}", {"mysql": {"kind": "inCluster", **settings}})
    for index, settings in enumerate(PLATFORM):
        yield _seed(f"platform {index}", settings)
    for settings in OBJECTS:
        yield _seed(str(settings["kind"]), {"extraObjects": [settings]})
    for index, settings in enumerate(PATCHES):
        yield _seed(f"patch {index}", {"patches": [settings]})


def _seed(name: str, settings: Mapping[str, Any]) -> Case:
    data = {**BASE, **copy.deepcopy(dict(settings))}
    return Case(name, data, data)


def generated(seed: int, count: int) -> Iterator[Case]:
    """Configurations with one or two changes each."""
    chance = random.Random(seed)
    for number in range(count):
        yield _generated(chance, number)


def _generated(chance: random.Random, number: int) -> Case:
    group = chance.choices(("workload", "service", "store", "platform", "object", "patch"), (10, 3, 2, 2, 4, 2))[0]
    if group == "object":
        index = chance.randrange(len(OBJECTS))
        seed = OBJECTS[index]
        changed, change = _twice(chance, seed, definitions()[seed["kind"]])
        return Case(f"{number} {seed['kind']} {change}", {**BASE, "extraObjects": [changed]}, {**BASE, "extraObjects": [seed]})
    if group == "patch":
        index = chance.randrange(len(PATCHES))
        seed = PATCHES[index]
        part, change = _twice(chance, seed["merge"], definitions()[seed["target"]["kind"]])
        return Case(f"{number} patch {index} {change}", {**BASE, "patches": [{**seed, "merge": part}]}, {**BASE, "patches": [seed]})
    if group == "platform":
        index = chance.randrange(len(PLATFORM))
        changed, change = _twice(chance, PLATFORM[index])
        return Case(f"{number} platform {index} {change}", {**BASE, **changed}, {**BASE, **PLATFORM[index]})
    choices = {"workload": WORKLOADS, "service": SERVICES, "store": STORES}[group]
    component = chance.choice({"workload": (*_SERVICES, *_STORES), "service": _SERVICES, "store": _STORES}[group])
    index = chance.randrange(len(choices))
    kind = {"kind": "inCluster"} if component in _STORES else {}
    changed, change = _twice(chance, choices[index])
    return Case(
        f"{number} {component} {group} {index} {change}",
        {**BASE, component: {**kind, **changed}},
        {**BASE, component: {**kind, **choices[index]}},
    )


def _twice(chance: random.Random, settings: Any, schema: Mapping[str, Any] | None = None) -> tuple[Any, str]:
    changed, change = mutated(chance, settings, schema)
    if changed and chance.random() < _TWICE:
        changed, another = mutated(chance, changed, schema)
        change = f"{change}, {another}"
    return changed, change
