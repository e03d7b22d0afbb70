"""What a setting is in one configuration, and where that is from."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import field_called, kinds
from portkey_constructs.config.redaction import HIDDEN, shown
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.explain.codes import concerns
from portkey_constructs.explain.defaults import as_said, by_profile, given, own_default, written
from portkey_constructs.explain.environment import key
from portkey_constructs.explain.here import HerePage, here
from portkey_constructs.explain.left_out import PROFILES, alike, candidates, left_out
from portkey_constructs.explain.lookup import Answer
from portkey_constructs.explain.paths import At
from portkey_constructs.explain.settings import SettingPage, summary
from portkey_constructs.explain.tree import ANY, Place, tree
from portkey_constructs.loading.yaml_document import Document
from portkey_constructs.rules.catalogue import CATALOGUE

__all__ = ["answer_here", "setting_here", "top_here"]

_ONE_LINE: Final = 40
_A_VALUE: Final = CATALOGUE["PK-SECRET-002"]
"""The code of a secret value where only references may stand; it names the settings that are secret."""
_NOT_SET: Final = "(not set)"
_LEFT_OUT: Final = "is left out"


Rows = tuple[tuple[str, tuple[str, ...]], ...]


def answer_here(config: PortkeyConfig, document: Document | None, answer: Answer) -> tuple[HerePage, ...]:
    """What the pages of an answer come to in this configuration, those aside that are the same in all."""
    found: list[HerePage | None] = []
    for page in answer.pages:
        if isinstance(page, SettingPage):
            at = answer.at if answer.at and answer.at.path == page.path else At(page.path, page.of, tuple(page.path.split(".")))
            rows = () if ANY in at.parts else (*setting_here(config, document, at), *_instead(config, page, at))
            found.append(HerePage(".".join(at.parts), summary(page.path), rows) if rows else None)
        else:
            found.append(here(config, page))
    return tuple(one for one in found if one)


def top_here(config: PortkeyConfig, document: Document | None) -> HerePage:
    """The settings at the top, each with its value and where that is from."""
    rows = []
    for path in (path for path in tree() if "." not in path):
        told = dict(setting_here(config, document, At(path, {}, (path,))))
        value, source = told["is"][0], told.get("from", ("",))[0]
        short = value if len(value) <= _ONE_LINE else f"{value[:_ONE_LINE]}..."
        rows.append((path, (f"{short} ({source})" if source.rpartition(":")[2].isdigit() else short,)))
    return HerePage("the settings at the top", "the settings at the top of portkey.yaml, as they are", tuple(rows))


def _instead(config: PortkeyConfig, page: SettingPage, at: At) -> Rows:
    """Where the value of a secret setting stands that nobody says."""
    if not page.secret or page.below or _value(config, at.parts)[1]:
        return ()
    pages = [here(config, key(one)) for one in page.becomes.keys if one.sensitive]
    return tuple(("stands" if label == "Secret" else label, said) for one in pages[:1] if one for label, said in one.rows if label != "is")


def setting_here(config: PortkeyConfig, document: Document | None, at: At) -> Rows:
    """The value of a setting, hidden where it may be secret, and the line that says it, or whose default it is.

    Without a `document` no line is known.
    """
    value, said, missing = _value(config, at.parts)
    if said and (value is not None or _stands(document, at.parts)):
        place = _place(config, at)
        return ("is", (_told(at.parts, value, place.annotation if place else None),)), ("from", (_line(document, at.parts),))
    if missing and not missing.endswith(_LEFT_OUT):
        return (("is", (f"nothing: {missing}",)),)
    if rows := _of_place(config, document, at, missing):
        return rows
    if value is not None:
        return ("is", (_told(at.parts, value, None),)), ("from", ("its default",))
    return ("is", (_NOT_SET,)), ("from", (missing or "nobody: it is left out",))


def _value(config: PortkeyConfig, parts: Sequence[str]) -> tuple[Any, bool, str]:
    """The value of a setting, whether somebody says it, and what keeps it from being there; empty for nothing."""
    held: Any = config
    said = False
    for depth, part in enumerate(parts):
        above = ".".join(parts[:depth])
        if isinstance(held, BaseModel):
            field = _field(held, part)
            if not field:
                return None, False, f"{above}.kind is {getattr(held, 'kind', '')}, which has no such setting"
            said, held = field in held.model_fields_set, getattr(held, field)
        elif isinstance(held, Mapping) and part in held:
            said, held = True, held[part]
        else:
            return None, False, f"{above}{'' if held is None else f'.{part}'} {_LEFT_OUT}"
    return held, said, ""


def _stands(document: Document | None, parts: Sequence[str]) -> bool:
    data: Any = document.data if document else None
    for part in parts:
        data = data.get(part) if isinstance(data, Mapping) else None
    return data is not None


def _line(document: Document | None, parts: Sequence[str]) -> str:
    place = document.position(tuple(parts), key=True) if document and _stands(document, parts) else None
    return f"{place.file}:{place.line}" if place else "the configuration"


def _told(parts: Sequence[str], value: Any, annotation: Any) -> str:
    """A value as YAML in one line; what may be secret in it is not shown."""
    harmless = _harmless(tuple(parts), value, annotation)
    return harmless if isinstance(harmless, str) and harmless == HIDDEN else written(harmless)


def _harmless(path: tuple[str, ...], value: Any, annotation: Any = None) -> Any:
    if isinstance(value, BaseModel):
        model = type(value)
        named = {"kind": getattr(value, "kind", "")} if kinds(model) else {}
        return named | {
            yaml_name(model, field): _harmless((*path, yaml_name(model, field)), getattr(value, field), info.rebuild_annotation())
            for field, info in model.model_fields.items()
            if field in value.model_fields_set and field != "kind"
        }
    if isinstance(value, Mapping):
        return {str(key): _harmless((*path, str(key)), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(path, inner) for inner in value]
    if isinstance(value, SecretStr) or (value is not None and concerns(_A_VALUE, ".".join(path))):
        return HIDDEN
    if value is None or isinstance(value, bool | int | float):
        return as_said(value, annotation)
    told = shown(path, value)
    return value if told == str(value) else told


def _of_place(config: PortkeyConfig, document: Document | None, at: At, missing: str) -> Rows:
    """What it is since nobody says it: its own default, its profile's, or what it is as good as."""
    place = _place(config, at)
    if place is None:
        return ()
    if (value := given(config, place)) is not None:
        known = by_profile(place)
        everywhere = len(known) == len(PROFILES) and len(set(known.values())) == 1
        return ("is", (written(value),)), ("from", ("its default" if everywhere else f"the {config.profile} profile",))
    if missing:
        return _with_above(config, place)
    if own := own_default(place):
        return ("is", (own,)), ("from", ("its default",))
    if document and ANY not in place.parts:
        same = [value for value, _ in candidates(place) if alike(document.data, _with(document.data, at.parts, value))]
        if len(same) == 1:
            return ("is", (written(same[0]),)), ("from", ("nobody: it is left out, and this is what it comes to",))
    follows = left_out(place).follows
    return (("is", (follows,)), ("from", ("nobody: it is left out, and follows",))) if follows else ()


def _with_above(config: PortkeyConfig, place: Place) -> Rows:
    """What it is since a map above it is left out that the profile gives as a whole."""
    for depth in range(len(place.parts) - 1, 0, -1):
        above = tree().get(".".join(place.parts[:depth]))
        value: Any = given(config, above[0]) if above else None
        if value is None:
            continue
        for part in place.parts[depth:]:
            value = _within(value, part)
        where = f"the {config.profile} profile, with all of {'.'.join(place.parts[:depth])}"
        return () if value is None else (("is", (written(value),)), ("from", (where,)))
    return ()


def _field(value: Any, part: str) -> str:
    """The name in Python of a setting of a map; empty where it has none of this name."""
    return (field_called(type(value), part) or "") if isinstance(value, BaseModel) else ""


def _within(value: Any, part: str) -> Any:
    """What a map has for a part of a path; None for nothing."""
    if isinstance(value, BaseModel):
        return getattr(value, _field(value, part), None)
    return value.get(part) if isinstance(value, Mapping) else None


def _place(config: PortkeyConfig, at: At) -> Place | None:
    """The variant of a setting that the kinds of this configuration have."""
    for place in tree()[at.path]:
        chosen = dict(place.variants)
        held: Any = config
        for depth, part in enumerate(at.parts):
            if depth in chosen and getattr(held, "kind", None) not in (*chosen[depth], None):
                break
            held = _within(held, part)
        else:
            return place
    return None


def _with(data: Mapping[str, Any], parts: Sequence[str], value: Any) -> dict[str, Any]:
    first, *rest = parts
    below = data.get(first)
    return {**data, first: _with(below if isinstance(below, Mapping) else {}, rest, value) if rest else value}
