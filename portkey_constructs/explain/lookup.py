"""Finds the pages for a name: a setting, component, object, port, Secret or key, variable, value or error code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final, Literal, get_args, get_origin

from portkey_constructs.explain.effects import read_table
from portkey_constructs.explain.objects import COMPONENTS, ComponentPage, KindPage, ObjectPage, PortPage, component, kind, kind_named, objects, ports
from portkey_constructs.explain.paths import SPELLINGS, Target, loose, python_path, settings_ending_in, target
from portkey_constructs.explain.secret_keys import KeyPage, SecretPage, key, keys, secret, secret_group, secret_keys_named
from portkey_constructs.explain.settings import Part, SettingPage, setting, summary
from portkey_constructs.explain.tree import ANY, maps, places, tree
from portkey_constructs.explain.variables import VariablePage, variable, variable_names
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.loading.field_docs import kind_meanings, words
from portkey_constructs.loading.suggestions import ForeignKey, foreign_key
from portkey_constructs.rules.catalogue import CATALOGUE, Entry

__all__ = ["Answer", "Choice", "ChoicesPage", "Page", "SettingsPage", "find", "synonyms"]

_PREFIX: Final = "portkey-"
_MOST_SUGGESTIONS: Final = 5
_SIMILARITY: Final = 0.6
_VARIABLE: Final = re.compile(r"[A-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a setting accepts."""

    name: str
    """The name to look up: `logStore.s3`, or the path of the setting."""
    value: str
    meaning: str
    settings: tuple[str, ...]
    """The settings that accept it with this meaning."""


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """A value, and the settings that accept it."""

    value: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Several settings that a name may mean."""

    name: str
    settings: tuple[Part, ...]
    synonym: bool
    """Whether the name is a synonym; otherwise it is the last part of each path."""


Page = SettingPage | ComponentPage | PortPage | SecretPage | KeyPage | VariablePage | ObjectPage | KindPage | SettingsPage | ChoicesPage | Entry


@dataclass(frozen=True, slots=True)
class Answer:
    """The pages for a name, or the most similar names."""

    name: str
    pages: tuple[Page, ...] = ()
    similar: tuple[str, ...] = ()
    hint: str = ""
    """Advice for a key of the Helm chart without a corresponding page."""
    note: str = ""
    """The name that this library uses, if you looked up a synonym."""
    target: Target | None = None
    """The setting, if the name is its path."""


def find(name: str) -> Answer:
    """Find the pages for a name; case, hyphens and underscores matter only if they distinguish two names."""
    name = " ".join(name.split())
    pages = list(_settings_and_names(name))
    if kind_name := kind_named(name):
        pages.insert(0 if name == kind_name else len(pages), kind(kind_name))
    pages = pages or list(_in_the_cluster(name))
    if not pages or kind_name:
        pages += _choices_named(name)
        pages += _settings_page(name, settings_ending_in(name), synonym=False) if name else ()
    foreign = _foreign(name)
    if pages:
        return Answer(name, tuple(pages), note=_note(name, foreign), target=_target(name))
    paths = synonyms().get(name.lower()) or _known_settings(foreign)
    if pages := _settings_page(name, tuple(paths), synonym=True):
        return Answer(name, tuple(pages), note=_note(name, foreign) or f"{name} is {', '.join(paths)} here.")
    return Answer(name, similar=_similar(name), hint=foreign.fix if foreign and foreign.advice else "")


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """The settings that a common synonym refers to."""
    return {name: tuple(paths) for name, paths in read_table("synonyms.yaml").items()}


def _target(name: str) -> Target | None:
    name = _python_paths().get(name, name)
    return next((where for spelling in SPELLINGS if (where := target(name, spelling))), None)


@cache
def _python_paths() -> Mapping[str, str]:
    return {python_path(path): path for path in reversed(list(tree()))}


def _settings_and_names(name: str) -> Iterator[Page]:
    for spelling in SPELLINGS:
        pages: list[Page] = []
        if where := target(_python_paths().get(name, name), spelling):
            pages.append(setting(where.path, where.kinds))
        same = spelling(name)
        pages += (component(other) for other in COMPONENTS if spelling(other) == same)
        pages += (page for page in ports() if spelling(page.name) == same)
        pages += (page for page in keys() if same in (spelling(page.key), spelling(page.name)))
        pages += (variable(other) for other in variable_names() if spelling(other) == same)
        pages += (entry for code, entry in CATALOGUE.items() if spelling(code) == same)
        if pages:
            yield from pages
            return


def _in_the_cluster(name: str) -> Iterator[Page]:
    """Pages for names in a cluster or a secret manager: ports, Secrets, their keys and entries, objects."""
    if name.isdigit():
        yield from (page for page in ports() if int(name) in (page.container, page.service))
        return
    first, _, rest = name.replace(" ", "/", 1).partition("/")
    if rest and (kind_name := kind_named(first)):
        yield from _objects(kind_name, rest.lower())
    elif group := secret_group(name):
        yield from (component(other) for other in COMPONENTS if f"{_PREFIX}{other}" == name.lower())
        yield secret(group)
    elif group := secret_group(name.rpartition("/")[0]):
        yield from (page for of in secret_keys_named(f"{group}/{name.rpartition('/')[2]}") for page in [key(of)])
    elif name.lower().removeprefix(_PREFIX) in COMPONENTS:
        yield component(name.lower().removeprefix(_PREFIX))
    else:
        yield from (page for page in objects() if page.name == name.lower())


def _objects(kind_name: str, name: str) -> Iterator[Page]:
    """Pages of an object, with or without the name prefix; for a Secret, the pages of its keys."""
    for full in (name, f"{_PREFIX}{name}"):
        if kind_name == "Secret" and (group := secret_group(full)):
            yield secret(group)
            return
        if pages := [page for page in objects() if (page.kind, page.name) == (kind_name, full)]:
            yield from pages
            return


def _settings_page(name: str, paths: tuple[str, ...], *, synonym: bool) -> list[Page]:
    """Pages for paths that may end in a kind: separate pages for one setting or a few with kinds, otherwise one list."""
    targets = [where for path in paths if (where := target(path))]
    if len(targets) == 1 or any(where.kinds for where in targets):
        return [setting(where.path, where.kinds) for where in targets]
    return [SettingsPage(name, tuple(Part(where.path, summary(where.path)) for where in targets), synonym)] if targets else []


def _choices_named(name: str) -> Iterator[Page]:
    """Pages for a value: the value's page if it has one meaning, and a list if several settings accept it."""
    choices = _choices().get(loose(name), ())
    if len(choices) == 1 and (where := target(choices[0].name)):
        yield setting(where.path, where.kinds)
    if len(choices) > 1 or any(len(choice.settings) > 1 for choice in choices):
        yield ChoicesPage(choices[0].value, choices)


@cache
def _choices() -> Mapping[str, tuple[Choice, ...]]:
    """Every accepted value, with all settings that accept it with the same meaning."""
    alike: dict[tuple[str, bool, str, str], dict[str, None]] = {}
    for path, value, is_kind, meaning, owner in _accepted_values():
        alike.setdefault((value, is_kind, meaning, owner), {})[path] = None
    by_value: dict[str, list[Choice]] = {}
    for (value, is_kind, meaning, _), paths in alike.items():
        first, *rest = sorted(paths, key=lambda path: path.count("."))
        by_value.setdefault(loose(value), []).append(Choice(f"{first}.{value}" if is_kind else first, value, meaning, (first, *rest)))
    return {value: tuple(choices) for value, choices in by_value.items()}


def _accepted_values() -> Iterator[tuple[str, str, bool, str, str]]:
    for place in places():
        for model in maps(place.annotation):
            yield from ((place.path, value, True, meaning, model.__name__) for value, meaning in kind_meanings(model).items())
        if get_origin(place.bare) is Literal and place.field != "kind" and len(get_args(place.bare)) > 1:
            yield from ((place.path, value, False, meaning, place.field) for value, meaning in words(place.model, place.field).items())


def _foreign(name: str) -> ForeignKey | None:
    """The answer for a key of the Helm chart."""
    return foreign_key(name.split(".")) if name and all(name.split(".")) else None


def _known_settings(foreign: ForeignKey | None) -> tuple[str, ...]:
    paths = [text.partition(":")[0] for text in foreign.settings] if foreign else []
    return tuple(path for path in paths if target(path))


def _note(name: str, foreign: ForeignKey | None) -> str:
    if not foreign or not foreign.settings or not foreign.origin or settings_ending_in(name) or _target(name) or name.lower().startswith(_PREFIX):
        return ""
    return f"{foreign.origin[0].upper()}{foreign.origin[1:]} calls it {foreign.name}; here it is {', '.join(foreign.settings)}."


def _similar(name: str) -> tuple[str, ...]:
    """The most similar names, from the most likely category with a match."""
    for names in _sorts(name):
        by_spelling: dict[str, str] = {}
        for other in names:
            by_spelling.setdefault(loose(other), other)
        if matches := get_close_matches(loose(name), by_spelling, n=_MOST_SUGGESTIONS, cutoff=_SIMILARITY):
            return tuple(by_spelling[other] for other in matches)
    return ()


def _sorts(name: str) -> Iterator[tuple[str, ...]]:
    """Names by category, the most likely first; error codes only if the name looks like one."""
    bare_keys, settings = tuple(page.key for page in keys()), tuple(tree())
    parts = tuple(dict.fromkeys(part for path in settings for part in path.split(".")[1:] if part != ANY))
    others = (*COMPONENTS, *(page.name for page in ports()), *(registered.kind for registered in PLATFORM_KINDS))
    if loose(name).startswith("pk"):
        yield tuple(CATALOGUE)
    if "/" in name:
        yield tuple(text for page in keys() for text in (page.name, page.place))
    if _VARIABLE.fullmatch(name):
        yield variable_names()
    if "." in name:
        yield settings
    else:
        yield bare_keys if "_" in name else ()
        yield (*(path for path in settings if "." not in path), *others)
    yield (*settings, *parts)
    yield (*variable_names(), *bare_keys, *others)
