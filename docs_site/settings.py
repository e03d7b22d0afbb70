"""The reference of the settings, generated from the models: one page for each large map, and one page for the other settings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from docs_site.markdown import anchor, code, codes, page, prose, table
from docs_site.setting_types import short_types
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.defaults import PROFILES
from portkey_constructs.explain.effects import Effects, ObjectEffect
from portkey_constructs.explain.settings import Part, SettingPage, Variant, settings
from portkey_constructs.explain.tree import Place, tree

__all__ = ["home", "link", "links", "settings_pages"]

_LARGE: Final = 3
_REST: Final = "platform"
_DEEP: Final = 3
_LONG: Final = 150
"""Characters of a default that a table shows; a longer default is only in the section of the setting."""


def settings_pages() -> Mapping[str, str]:
    """The pages by their paths."""
    by_path = {setting.path: setting for setting in settings()}
    by_home: dict[str, list[SettingPage]] = {}
    for setting in by_path.values():
        by_home.setdefault(home(setting.path), []).append(setting)
    pages = {f"reference/settings/{name}.md": _page(name, of_page, by_path) for name, of_page in by_home.items()}
    return pages | {"reference/settings/index.md": _index(by_path)}


@cache
def _maps() -> frozenset[str]:
    """The top-level settings with a page of their own."""
    tops = [path.partition(".")[0] for path in tree()]
    return frozenset(top for top in tops if tops.count(top) > _LARGE)


def home(path: str) -> str:
    """The name of the page that documents a setting."""
    top = path.partition(".")[0]
    return top if top in _maps() else _REST


def link(path: str, folder: str = "settings/") -> str:
    """A link to a setting from a page of the reference; empty if the path is not a single setting."""
    return f"[{code(path)}]({folder}{home(path)}.md#{anchor(path)})" if path in tree() else ""


def links(paths: Iterable[str], folder: str = "settings/") -> str:
    """Links with commas between them; a path that is not a single setting is printed without a link."""
    return ", ".join(link(path, folder) or code(path) for path in paths)


def _index(by_path: Mapping[str, SettingPage]) -> str:
    tops = [Part(path, _meaning(setting)) for path, setting in by_path.items() if "." not in path]
    return page(
        "Settings",
        "Every setting of `portkey.yaml`, generated from the models. A setting without a default is optional. `portkey-constructs schema` prints "
        "the same as a JSON Schema for editors.",
        _table(tops, by_path),
        wide=True,
    )


def _page(name: str, of_page: list[SettingPage], by_path: Mapping[str, SettingPage]) -> str:
    if name == _REST:
        head = _table([Part(setting.path, _meaning(setting)) for setting in of_page if "." not in setting.path], by_path)
        return page("Settings of the platform", head, *(part for setting in of_page for part in _section(setting, by_path)), wide=True)
    own = by_path[name]
    rest = (part for setting in of_page if setting is not own for part in _section(setting, by_path))
    return page(f"{code(name)} {{ #{anchor(name)} }}", *_body(own, by_path), *rest, wide=True)


def _section(setting: SettingPage, by_path: Mapping[str, SettingPage]) -> Iterator[str]:
    depth = min(setting.path.count(".") + 1 + (home(setting.path) == _REST), _DEEP)
    yield f"{'#' * depth} {code(setting.path)} {{ #{anchor(setting.path)} }}"
    yield from _body(setting, by_path)


def _body(setting: SettingPage, by_path: Mapping[str, SettingPage]) -> Iterator[str]:
    yield _meaning(setting)
    yield "\n".join(f"- {line}" for line in _lines(setting))
    if setting.kinds:
        yield table(("kind", "meaning"), ([code(kind), prose(meaning)] for kind, meaning in setting.kinds.items()))
    if choices := _choices(setting):
        yield table(("value", "meaning"), ([code(value), prose(meaning)] for value, meaning in choices))
    if setting.parts:
        yield _table(setting.parts, by_path, f"{setting.path}.")
    yield _effects(setting.effects)


def _chooses_variant(setting: SettingPage) -> bool:
    """Whether a setting is the `kind` of a map with several variants."""
    return setting.path.endswith(".kind") and len(setting.variants) > 1


def _choices(setting: SettingPage) -> Sequence[tuple[str, str]]:
    """The values of a choice with their meanings; the kinds of a map are listed with the map."""
    if setting.path.endswith(".kind"):
        return ()
    return list(dict.fromkeys(pair for variant in setting.variants for pair in variant.choices.items()))


def _table(parts: Sequence[Part], by_path: Mapping[str, SettingPage], above: str = "") -> str:
    """The settings of a map, with a column for kinds when some settings exist for some kinds only."""
    by_kind = any(part.kinds for part in parts)
    head = ("setting", *(("kind",) if by_kind else ()), "type", "default", "meaning")
    rows = (_row(part, by_path[part.path], above, by_kind=by_kind) for part in parts)
    return f'<div class="{" ".join(("settings", *(("kinds",) if by_kind else ())))}" markdown>\n\n{table(head, rows)}\n\n</div>'


def _row(part: Part, setting: SettingPage, above: str, *, by_kind: bool) -> list[str]:
    name = f"[{code(part.path.removeprefix(above))}]({home(part.path)}.md#{anchor(part.path)})"
    kinds = [", ".join(map(code, part.kinds)) or "all"] if by_kind else []
    types = short_types(place.annotation for place in tree()[part.path] if not part.kinds or set(part.kinds) & set(_kinds(place)))
    return [name, *kinds, types, _short_default(part, setting), prose(part.meaning)]


def _kinds(place: Place) -> tuple[str, ...]:
    """The kinds of the map that has the setting."""
    return next((kinds for depth, kinds in place.variants if depth == len(place.parts) - 1), ())


def _short_default(part: Part, setting: SettingPage) -> str:
    """The default for a table; empty for a kind, which chooses the variant."""
    if _chooses_variant(setting):
        return ""
    variants = [variant for variant in setting.variants if variant.meaning == part.meaning] or setting.variants
    default = "; or ".join(dict.fromkeys(filter(None, map(_default, variants))))
    return default if len(default) <= _LONG else f"[by profile]({home(part.path)}.md#{anchor(part.path)})"


def _meaning(setting: SettingPage) -> str:
    if _chooses_variant(setting):
        return f"Chooses the variant of {code(setting.path.removesuffix('.kind'))}."
    return " ".join(dict.fromkeys(prose(variant.meaning) for variant in setting.variants if variant.meaning))


def _lines(setting: SettingPage) -> Iterator[str]:
    several = len(setting.variants) > 1
    if _chooses_variant(setting):
        yield f"one of {short_types(place.annotation for place in tree()[setting.path])}"
    for variant in () if _chooses_variant(setting) else setting.variants:
        default = _default(variant)
        after = default if variant.required else f"default: {default}" if default else "optional"
        yield f"{_under(variant) if several or variant.under else ''}{prose(variant.accepted)}; {after}"
    if setting.secret:
        yield "secret: only the development profile accepts a value here"
    if setting.python != setting.path:
        yield f"in Python: {code(setting.python)}"
    if setting.codes:
        yield f"errors and warnings: {_codes(setting.codes)}"


def _under(variant: Variant) -> str:
    conditions = " and ".join(f"{code(path)} is {' or '.join(map(code, kinds))}" for path, kinds in variant.under.items())
    return f"if {conditions}: " if conditions else ""


def _default(variant: Variant) -> str:
    """The value that counts when the setting is left out; empty if nothing is set then."""
    default = variant.default
    if variant.required or len(default.required_by) == len(PROFILES):
        return "**required**"
    if default.value or default.follows:
        return code(default.value) if default.value else prose(default.follows)
    values = {profile: code(value) for profile, value in default.by_profile.items()} | dict.fromkeys(default.required_by, "**required**")
    text = "; ".join(f"{value} in {profile}" for profile, value in sorted(values.items()))
    return f"{text}, if {link(default.whole, '')} is left out as a whole" if default.whole else text


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](../errors.md#{name})" for name in names)


def _effects(effects: Effects) -> str:
    lines = [f"{_object(effect)}{_condition(effect.condition)}" for effect in effects.objects]
    lines += [f"variable {code(effect.name)} of {', '.join(effect.readers)}{_condition(effect.condition)}" for effect in effects.variables]
    lines += [f"key {code(_place(key))}{_condition(condition)}" for key, condition in effects.keys.items()]
    lines += [f"IAM roles of {', '.join(effects.roles)}"] if effects.roles else []
    lines += [prose(note) for note in effects.notes]
    lines += [f"a change restarts the pods of {', '.join(effects.restarts)}"] if effects.restarts else []
    body = "\n".join(f"    - {line}" for line in lines)
    return f'??? note "Effect on the manifests"\n\n{body}'


def _object(effect: ObjectEffect) -> str:
    name = "" if effect.name == "*" else effect.name.replace("{name}", "portkey").replace("{namespace}", "portkey")
    what = f"{effect.kind} {code(name)}" if name else effect.kind
    return f"{what}: {codes(effect.fields)}" if effect.fields else f"{what} is rendered"


def _place(key: str) -> str:
    """A key as it appears in a cluster: `portkey-mysql/mysql_host`."""
    group, _, name = key.partition("/")
    return f"portkey-{SecretGroup(group).suffix}/{name}"


def _condition(text: str) -> str:
    return f" ({prose(text)})" if text else ""
