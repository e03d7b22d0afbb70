"""The reference of the settings, from the models: a page for each of the large maps, and one for the rest."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from docs_site.markdown import anchor, code, codes, page, prose, table
from portkey_constructs.reference.effects import Change, Effects
from portkey_constructs.reference.settings import SettingPage, Variant, setting, settings
from portkey_constructs.reference.tree import tree

__all__ = ["home", "link", "links", "settings_pages"]

_LARGE: Final = 3
_REST: Final = "platform"
_DEEP: Final = 3
_WHATS: Final = {"made": "appears", "gone": "goes away", "changed": "changes"}


def settings_pages() -> Mapping[str, str]:
    """The pages by their paths."""
    by_home: dict[str, list[SettingPage]] = {}
    for one in settings():
        by_home.setdefault(home(one.path), []).append(one)
    return {f"reference/settings/{name}.md": _page(name, found) for name, found in by_home.items()} | {"reference/settings/index.md": _index()}


@cache
def _maps() -> frozenset[str]:
    """The settings at the top that have a page of their own."""
    tops = [path.partition(".")[0] for path in tree()]
    return frozenset(top for top in tops if tops.count(top) > _LARGE)


def home(path: str) -> str:
    """The name of the page that has a setting."""
    top = path.partition(".")[0]
    return top if top in _maps() else _REST


def link(path: str, folder: str = "settings/") -> str:
    """A link to a setting from a page of the reference; empty for what is no single setting."""
    return f"[{code(path)}]({folder}{home(path)}.md#{anchor(path)})" if path in tree() else ""


def links(paths: Iterable[str], folder: str = "settings/") -> str:
    """Links with commas between them; what is no single setting stands as it is."""
    return ", ".join(link(path, folder) or code(path) for path in paths)


def _index() -> str:
    tops = [path for path in tree() if "." not in path]
    rows = ([link(top, ""), prose(_meaning(setting(top)))] for top in tops)
    return page(
        "Settings",
        "Every setting of `portkey.yaml`, as the models have it. `portkey-constructs schema` prints the same as a JSON Schema for editors.",
        table(("setting", "what it is"), rows),
    )


def _page(name: str, found: list[SettingPage]) -> str:
    if name == _REST:
        return page("The platform's own settings", *(part for one in found for part in _section(one)))
    own = next(one for one in found if one.path == name)
    rest = (part for one in found if one is not own for part in _section(one))
    return page(f"{code(name)} {{ #{anchor(name)} }}", *_body(own), *rest)


def _section(one: SettingPage) -> Iterator[str]:
    depth = min(one.path.count(".") + 1 + (home(one.path) == _REST), _DEEP)
    yield f"{'#' * depth} {code(one.path)} {{ #{anchor(one.path)} }}"
    yield from _body(one)


def _body(one: SettingPage) -> Iterator[str]:
    yield _meaning(one)
    yield "\n".join(f"- {line}" for line in _lines(one))
    if one.kinds:
        yield table(("kind", "what it is"), ([code(kind), prose(meaning)] for kind, meaning in one.kinds.items()))
    if one.below and "." not in one.path:
        yield table(("in it", "what it is"), map(_line, one.below))
    if one.becomes:
        yield _becomes(one.becomes)


def _line(path: str) -> tuple[str, str]:
    """A row of a map's table: one of its settings."""
    return link(path, "") or code(path), _meaning(setting(path)) if path in tree() else ""


def _meaning(one: SettingPage) -> str:
    return " ".join(dict.fromkeys(prose(variant.meaning) for variant in one.variants if variant.meaning))


def _lines(one: SettingPage) -> Iterator[str]:
    several = len(one.variants) > 1
    for variant in one.variants:
        yield f"{_under(variant) if several or variant.under else ''}{prose(variant.accepted)}; {_default(one, variant)}"
    if one.by_profile:
        yield "left out: " + ", ".join(f"{code(default)} in {profile}" for profile, default in one.by_profile.items())
    if one.secret:
        yield "secret: a value may stand here in the development profile alone"
    if one.python != one.path:
        yield f"in Python: {code(one.python)}"
    if one.refused:
        yield f"any other value than the default is refused: {_codes(one.refused)}"
    elif one.codes:
        yield f"errors and warnings: {_codes(one.codes)}"


def _under(variant: Variant) -> str:
    said = " and ".join(f"{code(path)} is {' or '.join(map(code, kinds))}" for path, kinds in variant.under.items())
    return f"where {said}: " if said else ""


def _default(one: SettingPage, variant: Variant) -> str:
    if variant.required:
        return "**required**"
    return f"default {code(variant.default)}" if variant.default else "optional"


def _codes(found: Iterable[str]) -> str:
    return ", ".join(f"[{one}](../errors.md#{one})" for one in found)


def _becomes(found: Effects) -> str:
    lines = []
    if found.variables:
        by_component: dict[str, list[str]] = {}
        for component, variable in found.variables:
            by_component.setdefault(component, []).append(variable)
        lines += [f"variables of {component}: {codes(names)}" for component, names in by_component.items()]
    if found.keys:
        lines.append("keys of Secrets: " + ", ".join(dict.fromkeys(code(f"{key.group.word}/{key.key}") for key in found.keys)))
    lines += map(_change, found.objects)
    if found.restarts:
        lines.append(f"restarts: {', '.join(found.restarts)}")
    body = "\n".join(f"    - {line}" for line in lines)
    return f'??? note "What comes of it"\n\n{body}'


def _change(change: Change) -> str:
    what = f"{change.kind} {code(change.name)}" if change.kind else "every object"
    fields = f": {codes(change.fields)}" if change.fields else ""
    return f"{what} {_WHATS[change.what]}{fields}"
