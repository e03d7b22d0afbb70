"""The effects of each setting on the rendered objects, as declared in effects.yaml."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from portkey_constructs.explain.tree import tree
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.platform.secret_keys import SECRET_KEYS
from portkey_constructs.platform.variables import VARIABLES

__all__ = [
    "Effects",
    "ObjectEffect",
    "VariableEffect",
    "effects_of",
    "read_table",
    "settings_with_key",
    "settings_with_object",
    "settings_with_variable",
]

EVERY_POD: Final = "every Deployment, StatefulSet and Job"
EVERY_SERVER: Final = "every Deployment and StatefulSet"
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORMER: Final = "clickhouse.former"
_PLACEHOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "SERVICE": SERVICE_NAMES,
    "STORE": (*STORE_NAMES, _FORMER),
    "COMPONENT": (*SERVICE_NAMES, *STORE_NAMES, _FORMER),
    "EXPOSURE": ("frontend", "gateway", "mcp"),
    "SECRETS": ("secrets", "secretOverrides.*"),
    "": ("",),
}
_WORD: Final = re.compile(r"[A-Z]+")
_POD: Final = "spec.template.spec"


@dataclass(frozen=True, slots=True)
class ObjectEffect:
    """An object that a setting changes."""

    kind: str
    """The object's kind, or a phrase such as `every object` for several objects."""
    name: str
    """The object's name with placeholders for the settings {name} and {namespace}; `*` for every object of the kind, empty for several kinds."""
    fields: tuple[str, ...] = ()
    """The fields that change, with `[...]` for a key or a list item; empty if the setting adds or removes the object."""
    condition: str = ""
    """The condition under which it changes, in words; empty if always."""


def _changes_pods(effect: ObjectEffect) -> bool:
    """Whether pods restart, because their template changes, or a ConfigMap whose checksum the template contains."""
    return any(name.startswith("spec.template") or (effect.kind == "ConfigMap" and name.startswith("data")) for name in effect.fields)


@dataclass(frozen=True, slots=True)
class VariableEffect:
    """An environment variable that a setting changes."""

    name: str
    readers: tuple[str, ...]
    """The components whose containers have the variable."""
    key: str = ""
    """The key of a Secret that the variable reads: `mysql/mysql_host`; empty for a plain value."""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that a setting changes."""

    objects: tuple[ObjectEffect, ...] = ()
    variables: tuple[VariableEffect, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    """The changed keys of Secrets, each with its condition."""
    roles: tuple[str, ...] = ()
    """The components whose IAM role changes."""
    notes: tuple[str, ...] = ()

    @property
    def restarts(self) -> tuple[str, ...]:
        """The components whose pods restart when the setting changes."""
        components = (*SERVICE_NAMES, *STORE_NAMES)
        if any(effect.kind in (EVERY_POD, EVERY_SERVER) for effect in self.objects):
            return components
        pods = {effect.name.rpartition("}-")[2] for effect in self.objects if _changes_pods(effect)}
        readers = {reader for variable in self.variables for reader in variable.readers}
        return tuple(component for component in components if component in pods | readers)


def read_table(name: str) -> Any:
    """Load the table from a YAML file in this folder."""
    return yaml.load(Path(__file__).with_name(name).read_text(encoding="utf-8"), _Loader)


@cache
def effects_of(path: str) -> Effects:
    """The effects of a setting; a `kind` has the effects of its map."""
    objects: dict[ObjectEffect, None] = {}
    variables: dict[VariableEffect, None] = {}
    keys: dict[str, str] = {}
    roles: dict[str, None] = {}
    notes: dict[str, None] = {}
    for component, entry in _entries(path.removesuffix(".kind").removesuffix(".*")):
        for text in entry.get("objects", ()):
            objects.update(dict.fromkeys(_objects(text, component, in_job=entry.get("migration", False))))
        for text in entry.get("variables", ()):
            variables.update(dict.fromkeys(_variables(*_with_condition(text))))
        for text in entry.get("keys", ()):
            name, condition = _with_condition(text)
            keys[name] = condition
            variables.update(dict.fromkeys(_variables_of_key(name, condition)))
        roles.update(dict.fromkeys(name.replace("COMPONENT", component) for name in entry.get("roles", ())))
        notes.update(dict.fromkeys([entry["note"]] if "note" in entry else []))
    return Effects(tuple(objects), tuple(variables), keys, tuple(roles), tuple(notes))


def settings_with_variable(name: str) -> tuple[str, ...]:
    """The settings whose declared effects include a variable."""
    return tuple(path for path, effects in _all() if any(effect.name == name for effect in effects.variables))


def settings_with_key(name: str) -> tuple[str, ...]:
    """The settings whose declared effects include a key of a Secret, such as `mysql/mysql_host`."""
    return tuple(path for path, effects in _all() if name in effects.keys)


def settings_with_object(kind: str, name: str) -> tuple[str, ...]:
    """The settings that decide whether an object is rendered."""
    return tuple(path for path, effects in _all() if any((item.kind, item.name, item.fields) == (kind, name, ()) for item in effects.objects))


@cache
def _all() -> tuple[tuple[str, Effects], ...]:
    return tuple((path, effects_of(path)) for path in tree() if not path.endswith(".kind"))


def _entries(path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for pattern, expression, entry in _table():
        if match := expression.fullmatch(path):
            yield _component(match[1] if match.groups() else pattern, path), entry


def _component(placeholder: str, path: str) -> str:
    """The component that the placeholder of a pattern matches, or the first part of the path."""
    name = placeholder if placeholder in (*_PLACEHOLDERS["COMPONENT"], *_PLACEHOLDERS["EXPOSURE"]) else path.partition(".")[0]
    return "clickhouse" if path == _FORMER or name == _FORMER or path.startswith(f"{_FORMER}.") else name


@cache
def _table() -> tuple[tuple[str, re.Pattern[str], Mapping[str, Any]], ...]:
    entries = read_table("effects.yaml")
    return tuple((pattern, re.compile(_expression(pattern)), entry) for entry in entries for pattern in entry["settings"])


def _expression(pattern: str) -> str:
    text = re.escape(pattern).replace(r"\.\*\*", r"(?:\..+)").replace(r"\.\*", r"\.[^.]+")
    return _WORD.sub(lambda word: f"({'|'.join(map(re.escape, _PLACEHOLDERS[word[0]]))})" if word[0] in _PLACEHOLDERS else word[0], text)


def _with_condition(text: str) -> tuple[str, str]:
    name, _, condition = text.partition(" | ")
    return name, condition


def _objects(text: str, component: str, *, in_job: bool) -> Iterator[ObjectEffect]:
    target, condition = _with_condition(text)
    target, _, fields = target.partition(": ")
    controller = "StatefulSet" if component in STORE_NAMES else "Deployment"
    container = f"{_POD}.containers[{component}]"
    names = tuple(name.replace("CONTAINER", container).replace("POD.", f"{_POD}.") for name in fields.split(", ") if name)
    several = {"EVERY": "every object", "OWN": f"every object of {component}", "PODS": EVERY_POD, "SERVERS": EVERY_SERVER}
    if target in several:
        yield ObjectEffect(several[target], "", names, condition)
        return
    target = target.replace("CONTROLLER", f"{controller} {{name}}-{component}").replace("COMPONENT", component).replace("EXPOSURE", component)
    kind, _, name = target.partition(" ")
    yield ObjectEffect(kind, name, names, condition)
    if in_job and component == "backend":
        yield ObjectEffect("Job", "{name}-migration", tuple(name.replace("[backend]", "[migration]") for name in names), condition)


def _variables(name: str, condition: str) -> Iterator[VariableEffect]:
    readers = [reader for variable in VARIABLES if variable.name == name and variable.key is None for reader in variable.readers]
    if not readers:
        raise KeyError(f"effects.yaml: {name} is no variable with a plain value")
    yield VariableEffect(name, tuple(readers), condition=condition)


def _variables_of_key(name: str, condition: str) -> Iterator[VariableEffect]:
    if all(key.name != name for key in SECRET_KEYS):
        raise KeyError(f"effects.yaml: {name} is no key of a Secret")
    for variable in VARIABLES:
        if variable.key and variable.key.name == name:
            readers = tuple(reader.removesuffix("-former") for reader in variable.readers)
            yield VariableEffect(variable.name, readers, name, condition)
