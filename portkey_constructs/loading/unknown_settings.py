"""Suggests a fix for an unknown setting: the correct name or the correct place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel

from portkey_constructs.config.introspection import PathParts, field_names, kinds, models, models_at, spellings, type_at, walk
from portkey_constructs.config.root import is_extension
from portkey_constructs.loading.suggestions import SIMILARITY, foreign_key, squeezed

__all__ = ["Suggestion", "suggest"]

_MAX_LISTED: Final = 12
_MAX_PARENTS: Final = 3
_SIMILAR_SETTINGS: Final = {"url": "host", "host": "url", "endpoint": "host"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested fix for an unknown setting."""

    fix: str
    meant: tuple[PathParts, ...] = ()
    """The paths of the settings that you probably meant."""
    of_another_kind: bool = False
    """Whether another kind of the same map has the setting, so that the kind may be wrong."""


def suggest(root: type[BaseModel], path: PathParts, data: Any, *, yaml: bool) -> Suggestion:
    """Suggest a fix for the unknown setting at `path` in `data`."""
    name, parent = squeezed(str(path[-1])), path[:-1]
    owners = models_at(root, parent, data)
    allowed = {squeezed(spelling): right for model in owners for spelling, right in spellings(model, yaml=yaml)}
    if name in allowed:
        return _renamed(parent, allowed[name])
    if is_extension(path[-1]):
        return Suggestion("move it to the top level: keys that begin with x- are ignored only there")
    if name == "kind":
        return Suggestion("leave it out: this map has no kinds")
    other_kinds = _settings_of_other_kinds(models(type_at(root, parent, data)), owners, allowed, yaml=yaml)
    above = [setting for model in (models_at(root, parent[:-1], data) if parent else ()) for setting in field_names(model, yaml=yaml)]
    kind = walk((*parent, "kind"), data)[1]
    if suggestion := (
        _foreign(path, allowed)
        or _inside(name, parent, owners, other_kinds, yaml=yaml)
        or (Suggestion(_kinds_that_have_it(*other_kinds[name], kind, allowed), of_another_kind=True) if name in other_kinds else None)
        or _one_level_up(name, parent, above)
    ):
        return suggestion
    if similar := _most_similar(name, parent, allowed):
        return _renamed(parent, similar)
    if suggestion := _foreign(path, allowed, similar=True):
        return suggestion
    if similar := _most_similar(name, parent, {name: name for name in other_kinds}):
        setting, of_kinds = other_kinds[similar]
        return Suggestion(f"did you mean {setting}? {_kinds_that_have_it(setting, of_kinds, kind, allowed)}", of_another_kind=True)
    settings = list(dict.fromkeys(allowed.values()))
    if len(settings) <= _MAX_LISTED:
        return Suggestion(f"the settings here are {', '.join(settings)}")
    return Suggestion(f"`{' '.join(['portkey-constructs explain', '.'.join(map(str, parent))]).strip()}` lists the settings")


def _renamed(parent: PathParts, setting: str) -> Suggestion:
    return Suggestion(f"did you mean {setting}?", ((*parent, setting),))


def _settings_of_other_kinds(
    variants: Iterable[type[BaseModel]], owners: Sequence[type[BaseModel]], allowed: Mapping[str, str], *, yaml: bool
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The settings of other kinds of the same map, by normalized name, each with its kinds."""
    settings: dict[str, tuple[str, tuple[str, ...]]] = {}
    for model in variants:
        for setting in () if model in owners else field_names(model, yaml=yaml):
            if squeezed(setting) not in allowed:
                settings[squeezed(setting)] = (setting, (*settings.get(squeezed(setting), ("", ()))[1], *kinds(model)))
    return settings


def _foreign(path: PathParts, allowed: Mapping[str, str], *, similar: bool = False) -> Suggestion | None:
    """The settings that correspond to a key of the Helm chart or of Kubernetes, in this map or by full path."""
    key = foreign_key(path, similar=similar)
    if key is None:
        return None
    names = {setting: setting.partition(":")[0].partition(",")[0].split(".") for setting in key.settings}
    usable = {setting: parts for setting, parts in names.items() if squeezed(parts[0]) in allowed or ":" in setting or parts[0] == "exposure"}
    if not usable and not key.advice:
        return None
    meant = tuple((*path[:-1], allowed[squeezed(first)], *rest) if squeezed(first) in allowed else (first, *rest) for first, *rest in usable.values())
    return Suggestion(replace(key, settings=tuple(usable)).fix, meant)


def _inside(name: str, parent: PathParts, owners: Sequence[type[BaseModel]], other_kinds: Mapping[str, Any], *, yaml: bool) -> Suggestion | None:
    """The setting with this name in the nested maps."""
    matches: list[tuple[str, str]] = []
    for model in owners:
        for field, outer in zip(model.model_fields.values(), field_names(model, yaml=yaml), strict=True):
            inner = dict.fromkeys(setting for nested in models(field.annotation) for setting in field_names(nested, yaml=yaml))
            matches += [(outer, setting) for setting in inner if squeezed(setting) == name and setting != "kind"]
    if not matches or (len(matches) > _MAX_PARENTS and name in other_kinds):
        return None
    listed = [".".join(path) for path in matches[:_MAX_PARENTS]]
    text = f"{', '.join(listed)}, ..." if len(matches) > _MAX_PARENTS else " or ".join(listed)
    return Suggestion(f"did you mean {text}?", tuple((*parent, *path) for path in matches))


def _kinds_that_have_it(setting: str, of_kinds: Sequence[str], kind: Any, allowed: Mapping[str, str]) -> str:
    text = f"{setting} is a setting of kind {', '.join(of_kinds)}"
    if kind == "rds" and "external" in of_kinds:
        return f"{text}: the AWS companion creates kind rds; for an existing database set kind: external"
    if instead := allowed.get(_SIMILAR_SETTINGS.get(setting, "")):
        return f"{text}; kind {kind} has {instead}"
    return f"{text}: set one of these, or leave it out" if len(of_kinds) > 1 else f"{text}: set kind: {of_kinds[0]}, or leave it out"


def _one_level_up(name: str, parent: PathParts, above: Iterable[str]) -> Suggestion | None:
    setting = next((setting for setting in above if squeezed(setting) == name), None)
    if setting is None:
        return None
    path = (*parent[:-1], setting)
    return Suggestion(f"did you mean {'.'.join(map(str, path))}? it belongs one level up", (path,))


def _most_similar(name: str, parent: PathParts, allowed: Mapping[str, str]) -> str | None:
    """The most similar setting; ignores the name of the map as a prefix (`smtpHost` in `smtp`)."""
    without_parent = name.removeprefix(squeezed(str(parent[-1]))) if parent else name
    if without_parent != name and without_parent in allowed:
        return allowed[without_parent]
    return next((allowed[setting] for setting in get_close_matches(name, allowed, n=1, cutoff=SIMILARITY)), None)
