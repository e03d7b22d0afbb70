"""What differs between two configurations: Secret keys, environment variables, objects, and which pods restart."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.facts import MIGRATION, Component, OfComponent, What, changes, facts
from portkey_constructs.explain.tree import ANY
from portkey_constructs.iam import has_roles, roles
from portkey_constructs.manifests.platform import platform
from portkey_constructs.platform.labels import COMPONENT_LABEL
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.secret_keys import SecretKey

__all__ = ["Change", "Effects", "effects", "same", "together"]

_OWN: Final = "<its value>"
_NAMED_BY: Final = ("name", "mountPath", "secretKey", "key", "type")
_CHECKSUM: Final = "checksum"
_VARIABLE: Final = re.compile(r".*\.env\[([^\]]+)\].*")
_NEARLY_ALL: Final = 0.9


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one object, or of every object where there is no kind and no name; `fields` only where it is changed."""

    kind: str
    name: str
    what: What
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What a setting becomes; all empty when nothing comes of it by itself."""

    keys: tuple[SecretKey, ...] = ()
    """Keys of Secrets that get a value, or another one."""
    variables: tuple[tuple[str, str], ...] = ()
    """Environment variables, each with the component that has it; `*` for those that the setting itself names.

    The migration has the backend's.
    """
    lost_keys: tuple[SecretKey, ...] = ()
    """Keys of Secrets that are no more."""
    lost_variables: tuple[tuple[str, str], ...] = ()
    """Environment variables that a component has no more, without those of components that are no more themselves."""
    objects: tuple[Change, ...] = ()
    """Kubernetes objects, as they are in the production profile with Secrets that exist."""
    roles: tuple[Change, ...] = ()
    """IAM roles of which trust or permissions differ, where the pods are somebody to AWS."""
    restarts: tuple[str, ...] = ()
    """Components whose pods are replaced when it changes."""

    def __bool__(self) -> bool:
        return bool(self.keys or self.variables or self.lost_keys or self.lost_variables or self.objects or self.roles or self.restarts)


def effects(before: PortkeyConfig, after: PortkeyConfig, value: Any = None) -> Effects:
    """What differs; where `value` itself names something, it is not repeated.

    Raises:
        ConfigurationError: one of the two cannot be rendered.
    """
    own = frozenset(value if isinstance(value, Mapping) else [value] if isinstance(value, str) else [])
    one, other = _objects(before), _objects(after)
    differ = changes(facts(before), facts(after))
    gone = {fact.component for fact, what in differ.items() if isinstance(fact, Component) and what == "gone"}
    of_components = {fact: what for fact, what in differ.items() if isinstance(fact, OfComponent) and not fact.is_port}
    variables = {(fact.component, fact.name): None for fact, what in of_components.items() if what != "gone"}
    lost = tuple((fact.component, fact.name) for fact, what in of_components.items() if what == "gone" and fact.component not in gone)
    found: list[Change] = []
    restarts: list[str] = []
    for named in dict.fromkeys((*one, *other)):
        kind, name = named
        said = (kind, _OWN if name in own else name)
        if named not in one or named not in other:
            found.append(Change(*said, "gone" if named in one else "made"))
            continue
        component = one[named]["metadata"].get("labels", {}).get(COMPONENT_LABEL, name)
        fields: list[str] = []
        for field in _differences(one[named], other[named], "", own):
            if field.startswith("spec.template") and component not in restarts and kind != "Job":
                restarts.append(component)
            if variable := _VARIABLE.fullmatch(field):
                if component != MIGRATION and (component, variable[1]) not in lost:
                    variables.setdefault((component, variable[1]))
            elif _CHECKSUM not in field:
                fields.append(field)
        if fields:
            found.append(Change(*said, "changed", tuple(fields)))
    keys = {fact: what for fact, what in differ.items() if isinstance(fact, SecretKey)}
    return Effects(
        tuple(fact for fact, what in keys.items() if what != "gone"),
        tuple(variables),
        tuple(fact for fact, what in keys.items() if what == "gone"),
        lost,
        tuple(_everywhere(found, len(one), len(other))),
        tuple(_role_changes(before, after, own)),
        tuple(restarts),
    )


def same(one: PortkeyConfig, other: PortkeyConfig) -> bool:
    """Whether two configurations become the very same; raises `ConfigurationError` as `effects` does."""
    return facts(one) == facts(other) and _objects(one) == _objects(other) and _roles(one) == _roles(other)


def _role_changes(before: PortkeyConfig, after: PortkeyConfig, own: frozenset[Any]) -> Iterator[Change]:
    one, other = _roles(before), _roles(after)
    for name, what in changes(one, other).items():
        fields = tuple(document for document in one[name] if one[name][document] != other[name][document]) if what == "changed" else ()
        yield Change("IAM role", next((name.replace(word, _OWN) for word in own if isinstance(word, str) and word in name), name), what, fields)


@once
def _roles(config: PortkeyConfig) -> dict[str, dict[str, Any]]:
    """Trust and permissions of every role; none where they cannot be written."""
    try:
        return {one.name: {"trust": one.trust, "permissions": one.permissions} for one in roles(config)} if has_roles(config) else {}
    except ConfigurationError:
        return {}


def _everywhere(several: list[Change], before: int, after: int) -> list[Change]:
    """The changes, with those that every object goes through said once, without a kind and a name."""
    renamed = [change for change in several if change.what != "changed"]
    if len(renamed) > _NEARLY_ALL * (before + after):
        return [Change("", "", "made"), *(change for change in several if change.what == "changed")]
    count: dict[str, int] = {}
    for field in (field for change in several for field in change.fields):
        count[field] = count.get(field, 0) + 1
    shared = tuple(field for field, times in count.items() if times > 1 and times > _NEARLY_ALL * min(before, after))
    rest = [replace(change, fields=tuple(field for field in change.fields if field not in shared)) for change in several]
    left = [change for change in rest if change.fields or change.what != "changed"]
    return [Change("", "", "changed", shared), *left] if shared else left


def together(several: Sequence[Effects]) -> Effects:
    """What a setting becomes by one value or by another."""
    return Effects(
        tuple(dict.fromkeys(key for one in several for key in one.keys)),
        tuple(dict.fromkeys(variable for one in several for variable in one.variables)),
        tuple(dict.fromkeys(key for one in several for key in one.lost_keys)),
        tuple(dict.fromkeys(variable for one in several for variable in one.lost_variables)),
        _merged(change for one in several for change in one.objects),
        _merged(change for one in several for change in one.roles),
        tuple(dict.fromkeys(component for one in several for component in one.restarts)),
    )


def _merged(found: Iterable[Change]) -> tuple[Change, ...]:
    merged: dict[tuple[str, str, What], dict[str, None]] = {}
    for one in found:
        merged.setdefault((one.kind, one.name, one.what), {}).update(dict.fromkeys(one.fields))
    return tuple(Change(*named, tuple(fields)) for named, fields in merged.items())


@once
def _objects(config: PortkeyConfig) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Every object; a Job's name is without the digest of its content."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for _, manifest in platform(config):
        kind, name = manifest["kind"], str(manifest["metadata"]["name"])
        found[kind, name.rpartition("-")[0] if kind == "Job" else name] = manifest
    return found


def _differences(one: Any, other: Any, path: str, own: frozenset[Any]) -> Iterator[str]:
    """The paths at which two objects differ, each as high up as the whole of it is new."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            within = f"{path}.{ANY if key in own else key}".lstrip(".")
            if key == "env" and (key not in one or key not in other):
                yield from _differences(one.get(key, []), other.get(key, []), within, own)
            elif key not in one or key not in other:
                yield within
            elif not (path == "metadata" and key == "name"):
                yield from _differences(one[key], other[key], within, own)
    elif isinstance(one, list) and isinstance(other, list) and (named := _named(one, other)):
        for key in dict.fromkeys((*named[0], *named[1])):
            within = f"{path}[{ANY if key in own else key}]"
            if key not in named[0] or key not in named[1]:
                yield within
            else:
                yield from _differences(named[0][key], named[1][key], within, own)
    elif one != other:
        yield path


def _named(one: list[Any], other: list[Any]) -> tuple[dict[Any, Any], dict[Any, Any]] | None:
    """The entries of two lists by what tells them apart."""
    for field in _NAMED_BY:
        if all(isinstance(entry, Mapping) and isinstance(entry.get(field), str | int) for entry in (*one, *other)):
            first, second = ({entry[field]: entry for entry in entries} for entries in (one, other))
            if len(first) == len(one) and len(second) == len(other):
                return first, second
    return None
