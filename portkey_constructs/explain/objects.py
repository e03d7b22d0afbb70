"""Pages about the objects that one sees in a cluster, by their kinds and their default names."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Final, NamedTuple

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.beside import BASES, Data
from portkey_constructs.explain.grounds import configuration, configurations, least, put, values_of
from portkey_constructs.explain.index import ANY_VALUE, Source
from portkey_constructs.explain.tree import ANY, places, tree
from portkey_constructs.kubernetes.registry import KINDS, PLATFORM_KINDS
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.manifests.platform import platform
from portkey_constructs.platform.memory import once

__all__ = ["KindPage", "ObjectPage", "kind_called", "kind_page", "named_objects", "object_page", "objects"]


_MAKING: Final = (
    *("profile", "deployment", "createNamespace", "secrets", "secrets.store", "secrets.clusterWide", "exposure.*", "monitoring.serviceMonitor"),
    *("mysql", "redis", "clickhouse", "clickhouse.former", "gateway", "dataservice", "migration", "*.replicas", "*.autoscaling", "*.serviceAccount"),
)
"""Settings by which objects come and go, but for those that give them other names."""
_DEEPEST: Final = 2
_ALL_SECRETS: Final[Data] = {
    **BASES["production"],
    "redis": {"kind": "external", "host": "redis.example.org"},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org", "former": {"kind": "inCluster"}},
    "logStore": {"kind": "s3", "bucket": "acme-logs"},
}
"""A configuration that has something secret in every Secret."""


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """All about an object."""

    kind: str
    name: str
    """Its name where the prefix is the default one; a Job's without the digest."""
    meaning: str
    component: str
    """The component that it is of; empty for what is of none."""
    stage: str
    """The stage that it comes up in."""
    told_by: tuple[str, ...]
    """Paths of the settings that say how it is."""
    always: bool
    """Whether it is there in the least configuration of a platform in production."""
    conditions: tuple[Source, ...]
    """Settings by which it is there, or is not."""


@dataclass(frozen=True, slots=True)
class KindPage:
    """All objects of a kind."""

    kind: str
    meaning: str
    objects: tuple[ObjectPage, ...]


class _Object(NamedTuple):
    kind: str
    name: str


def objects() -> tuple[ObjectPage, ...]:
    """Every object that there can be by the settings that make objects, with the default names."""
    return tuple(object_page(one.kind, one.name) for one in sorted(_known()))


def object_page(kind: str, name: str) -> ObjectPage:
    """The page of an object; raises `KeyError` for one that there never is."""
    told = _known()[_Object(kind, name)]
    return ObjectPage(
        kind,
        name,
        KINDS[kind].purpose,
        told.component,
        told.stage,
        tuple(_told_by(kind, name, told.component)),
        _Object(kind, name) in _objects(least()),
        told.sources,
    )


def named_objects(name: str) -> tuple[ObjectPage, ...]:
    """The objects of a name, whatever their case."""
    return tuple(object_page(one.kind, one.name) for one in sorted(_known()) if one.name.lower() == name.lower())


def kind_page(kind: str) -> KindPage:
    """The page of a kind."""
    return KindPage(kind, KINDS[kind].purpose, tuple(one for one in objects() if one.kind == kind))


def kind_called(name: str) -> str:
    """The kind with this name, plural or short name, in any case; empty for none."""
    asked = name.lower()
    return next((kind.kind for kind in PLATFORM_KINDS if asked in (kind.kind.lower(), kind.plural, *kind.short_names)), "")


def _told_by(kind: str, name: str, component: str) -> Iterator[str]:
    """The settings that are there."""
    if name.endswith("-headless"):
        yield component
        return
    door = "mcp" if name.endswith(("-mcp", "-mcp-public")) else component
    for path in KINDS[kind].settings:
        said = path.format(door if path.startswith("exposure") else component or "secrets")
        public = name.endswith("-public")
        if said in tree() and (kind != "Service" or said.startswith("exposure") == public):
            yield said


class _Known(NamedTuple):
    component: str
    stage: str
    sources: tuple[Source, ...]


@cache
def _known() -> dict[_Object, _Known]:
    """Every object of the least configuration, and of those that one setting more makes."""
    found: dict[_Object, tuple[str, str]] = dict(_objects(least()))
    ways: dict[_Object, dict[str, tuple[dict[str, None], dict[str, None]]]] = {}
    known: dict[str, PortkeyConfig] = {}
    for place in places():
        if len(place.parts) > _DEEPEST or not any(fnmatchcase(place.path, pattern) for pattern in _MAKING) or ANY in place.parts:
            continue
        for pair in configurations(place, known, roles=False):
            try:
                before, after = _objects(pair.before), _objects(pair.after)
            except ConfigurationError:
                continue
            for one in dict.fromkeys((*before, *after)):
                if (one in before) != (one in after):
                    found.setdefault(one, (before.get(one) or after[one]))
                    there, away = ways.setdefault(one, {}).setdefault(place.path, ({}, {}))
                    (there if one in after else away)[pair.word or ANY_VALUE] = None
    for one, told, kind in _of_secrets():
        if one not in found:
            found[one] = told
        ways.setdefault(one, {}).setdefault("secrets", ({}, {}))[0][kind] = None
    return {
        one: _Known(*told, tuple(Source(path, tuple(there), tuple(away)) for path, (there, away) in ways.get(one, {}).items()))
        for one, told in found.items()
    }


def _of_secrets() -> Iterator[tuple[_Object, tuple[str, str], str]]:
    """The objects that each source of Secrets makes, with the source's kind."""
    [place] = tree()["secrets"]
    less = _objects(configuration(_ALL_SECRETS))
    for value in values_of("secrets", place.annotation):
        for one, told in _objects(configuration(put(_ALL_SECRETS, place, value))).items():
            if one not in less:
                yield one, told, value["kind"]


@once
def _objects(config: PortkeyConfig) -> dict[_Object, tuple[str, str]]:
    """Every object with its component and its stage."""
    found: dict[_Object, tuple[str, str]] = {}
    for stage, manifest in platform(config):
        meta = manifest["metadata"]
        name = str(meta["name"])
        one = _Object(manifest["kind"], name.rpartition("-")[0] if manifest["kind"] == "Job" else name)
        component = str(meta.get("labels", {}).get(COMPONENT, ""))
        found[one] = (component if component in tree() else "", str(stage))
    return found
