"""Changes of one setting in configurations that, together, set every setting; and what they change in the objects."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin
from xml.etree.ElementTree import ParseError

from pydantic import BaseModel, SecretStr, ValidationError

from portkey_constructs.config.base import validate, yaml_name
from portkey_constructs.config.hidden_text import revealed
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.paths import target
from portkey_constructs.explain.tree import ANY, maps, tree
from portkey_constructs.iam.roles import has_roles, roles
from portkey_constructs.platform.platform import Platform
from tests.explain.cases import CASES
from tests.support.all_settings import ALL_SETTINGS

__all__ = ["Change", "changes", "flat", "objects_of", "platform_of"]

Fields = Mapping[str, Any]
"""Values by field path: `spec.template.spec.containers[gateway].image`."""

_PER_PATH: Final = 3
"""How many configurations each setting is changed in."""
_OTHER_OUTPUTS: Final = Outputs("/portkey/portkey", "111122223333", "us-west-2", "other-db.example.org", "other-cache.example.org")
_OTHER_TEXTS: Final = (
    *("other", "us-west-1", "eu-west-1", "7Gi", "7", "70%", "555555555555", "0f1e2d3c-0000-4000-8000-0000000000ff", "sha256:" + "f" * 64),
    *("other.example.org", "https://other.example.org", "https://other.example.org/x", "arn:aws:iam::555555555555:role/other", "other-{name}"),
    *("arn:aws:kms:us-west-2:111122223333:key/other", "arn:aws:acm:us-west-2:111122223333:certificate/other", "ELBSecurityPolicy-Other"),
    *("subnet-0123456789abcdef9", "other@other-project.iam.gserviceaccount.com", "/other", "<clickhouse/>"),
)


class Change(NamedTuple):
    """A change of one setting, and what follows from it."""

    path: str
    kinds: tuple[str, ...]
    """The kinds of the maps above the setting in this configuration."""
    before: Platform
    after: Platform
    objects: Mapping[str, frozenset[str]]
    """The changed fields of each object, by kind and name; no field for an object that is there only before or only after."""
    secret_keys: frozenset[str]
    """The keys whose values change: `mysql/mysql_host`."""
    roles: bool
    """Whether an IAM role changes."""


@cache
def changes() -> tuple[Change, ...]:
    """Changes of every setting: it is left out, or it has another value."""
    counts: dict[tuple[str, tuple[str, ...]], int] = {}
    collected = []
    for parts, data, value in CASES:
        before, after = _state(data), _state(_replaced(data, parts, (value,)))
        if before is None or after is None:
            raise ValueError(f"{'.'.join(parts)}: {value} does not fit into {data}")
        path, setting = ".".join(ANY if part.isdigit() else part for part in parts), target(".".join(parts))
        # An entry of a map has the path of any entry.
        collected.append(_change(setting.path if setting and ANY in setting.path else path, (), before, after))
    for config in ALL_SETTINGS.values():
        data = _data(config)
        before = _state(data)
        assert before
        for parts in _paths(data, ()):
            setting = target(".".join(parts))
            key = (setting.path if setting else "", _kinds(data, parts))
            if setting is None or counts.get(key, 0) >= _PER_PATH:
                continue
            for after in _variations(data, parts, setting.path):
                counts[key] = counts.get(key, 0) + 1
                collected.append(_change(*key, before, after))
    return tuple(collected)


def platform_of(data: Mapping[str, Any]) -> Platform:
    """The platform of a configuration that is not checked by the rules."""
    return PortkeyConfig.model_validate(data, by_alias=True, by_name=False, context=Rules.LATER).resolve()


def objects_of(platform: Platform) -> dict[str, Fields]:
    """The fields of every object by its kind and name; a Job's name is without its digest."""
    objects: dict[str, Fields] = {}
    for _, manifest in platform.objects():
        name = str(manifest["metadata"]["name"])
        if manifest["kind"] == "Job":
            name = name.rpartition("-")[0]
        objects[f"{manifest['kind']} {name}"] = dict(flat(manifest))
    return objects


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of an object; a list of named maps is keyed by name, and so are keys with dots in them."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from flat(inner, f"{path}[{key}]" if "." in key or "/" in key else f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) and "name" in item for item in value):
        for item in value:
            yield from flat(item, f"{path}[{item['name']}]")
    else:
        yield path, value


class _State(NamedTuple):
    platform: Platform
    objects: Mapping[str, Fields]
    roles: Any


def _state(data: Mapping[str, Any]) -> _State | None:
    """What a configuration comes to; None for one that is invalid."""
    try:
        # Without the report of every problem, which takes longer than to render a valid configuration.
        platform = validate(PortkeyConfig, revealed(data), yaml=True, context=Rules.LATER).resolve()
        return _State(platform, objects_of(platform), _roles(platform))
    except (ValidationError, ConfigurationError, ParseError):  # ParseError: of XML in clickhouse.config
        return None


def _change(path: str, kinds: tuple[str, ...], before: _State, after: _State) -> Change:
    objects = _changed_objects(before.objects, after.objects)
    keys = _changed_keys(before.platform, after.platform)
    return Change(path, kinds, before.platform, after.platform, objects, keys, before.roles != after.roles)


def _changed_objects(old: Mapping[str, Fields], new: Mapping[str, Fields]) -> dict[str, frozenset[str]]:
    changed = {}
    for name in {**old, **new}:
        if name not in old or name not in new:
            changed[name] = frozenset[str]()
        elif fields := {field for field in {**old[name], **new[name]} if old[name].get(field) != new[name].get(field)}:
            changed[name] = frozenset(fields)
    return changed


def _changed_keys(before: Platform, after: Platform) -> frozenset[str]:
    old, new = ({key.name: value for secret in platform.secrets.values() for key, value in secret.keys.items()} for platform in (before, after))
    return frozenset(name for name in {**old, **new} if (name in old) != (name in new) or old[name] != new[name])


def _roles(platform: Platform) -> Any:
    """The IAM roles; none where the configuration does not determine them."""
    try:
        return roles(platform) if has_roles(platform) else ()
    except ConfigurationError:
        return ()


def _data(value: Any) -> Any:
    """A configuration as YAML would have it; secret values stay hidden in their objects."""
    if isinstance(value, BaseModel):
        model = type(value)
        return {
            yaml_name(model, name): _data(getattr(value, name)) for name in model.model_fields if name in value.model_fields_set or name == "kind"
        }
    if isinstance(value, Mapping):
        return {str(key): _data(inner) for key, inner in value.items()}
    return [_data(inner) for inner in value] if isinstance(value, tuple | list) else value


def _paths(data: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, value in data.items():
        parts = (*above, name)
        yield parts
        setting = target(".".join(parts))
        if isinstance(value, Mapping) and setting and any(maps(place.annotation) for place in tree()[setting.path]):
            yield from _paths(value, parts)


def _kinds(data: Mapping[str, Any], parts: tuple[str, ...]) -> tuple[str, ...]:
    kinds = []
    value: Any = data
    for part in parts[:-1]:
        value = value[part]
        kinds += [value["kind"]] if isinstance(value, Mapping) and "kind" in value else []
    return tuple(kinds)


def _variations(data: dict[str, Any], parts: tuple[str, ...], path: str) -> Iterator[_State]:
    """The configuration without a setting, and with other values for it; of texts, the first that is valid."""
    if parts[-1] != "kind" and (without := _state(_replaced(data, parts, ()))):
        yield without
    value: Any = data
    for part in parts:
        value = value[part]
    for other in (other for place in tree()[path] for other in _others(value, place.bare)):
        if state := _state(_replaced(data, parts, (other,))):
            yield state
            if isinstance(other, str) and other in _OTHER_TEXTS:
                return


def _others(value: Any, annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from (choice for choice in get_args(annotation) if choice != value)
    elif isinstance(value, Outputs):
        yield _OTHER_OUTPUTS
    elif isinstance(value, SecretStr):
        yield SecretStr("another-only-for-tests")
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield from _OTHER_TEXTS


def _replaced(data: Any, parts: tuple[str, ...], value: tuple[Any, ...]) -> Any:
    """The data with another value at a path, or without any; the path names an entry of a list by its index."""
    first, *rest = parts
    if isinstance(data, list):
        return [_replaced(entry, tuple(rest), value) if str(index) == first else entry for index, entry in enumerate(data)]
    if rest:
        return {**data, first: _replaced(data.get(first, {}), tuple(rest), value)}
    return {**{name: inner for name, inner in data.items() if name != first}, **({first: value[0]} if value else {})}
