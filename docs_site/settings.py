"""The reference of the settings, from the models: a page for each of the large maps, and one for the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from docs_site.markdown import anchor, code, codes, page, prose, table
from portkey_constructs.explain.effects import Change, Effects
from portkey_constructs.explain.environment import place
from portkey_constructs.explain.settings import Part, SettingPage, Variant, setting, settings
from portkey_constructs.explain.tree import tree
from portkey_constructs.platform.secret_keys import SecretKey

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
    if meant := _words(one):
        yield table(("value", "what it means"), ([code(word), prose(meaning)] for word, meaning in meant))
    if one.below and "." not in one.path:
        head = ("in it", "of kind", "what it is") if one.kinds else ("in it", "what it is")
        yield table(head, (_line(part, of_kinds=bool(one.kinds)) for part in one.below))
    if one.becomes:
        yield _becomes(one.becomes)


def _words(one: SettingPage) -> Sequence[tuple[str, str]]:
    """The words of a choice with their meanings; those of a map's kinds stand with the map."""
    if one.path.endswith(".kind"):
        return ()
    return list(dict.fromkeys(pair for variant in one.variants for pair in variant.words.items()))


def _line(part: Part, *, of_kinds: bool) -> list[str]:
    """A row of a map's table: one of its settings, and the kinds that have it where not all do."""
    kinds = [", ".join(map(code, part.kinds)) or "all"] if of_kinds else []
    return [link(part.path, "") or code(part.path), *kinds, prose(part.meaning)]


def _meaning(one: SettingPage) -> str:
    return " ".join(dict.fromkeys(prose(variant.meaning) for variant in one.variants if variant.meaning))


def _lines(one: SettingPage) -> Iterator[str]:
    several = len(one.variants) > 1
    for variant in one.variants:
        yield f"{_under(variant) if several or variant.under else ''}{prose(variant.accepted)}; {_default(variant)}"
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


def _default(variant: Variant) -> str:
    """Whether it must be said, and what it comes to when it is left out."""
    if variant.required:
        return "**required**"
    if variant.default:
        return f"default {code(variant.default)}"
    found, above = variant.left_out, variant.left_out.above
    if above:
        given = ", ".join(f"{code(value)} in {profile}" for profile, value in found.with_above.items())
        whole = link(above, "") or code(above)
        return f"optional; {given} where all of {whole} is left out"
    if found.follows:
        return f"when left out {prose(found.follows)}"
    values = [f"{code(value)} in {profile}" for profile, value in found.by_profile.items()]
    values += [f"must be said in {profile}" for profile in found.must]
    return f"when left out {', '.join(values)}" if found.by_profile else ", ".join(["optional", *values])


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
        lines.append(f"keys of Secrets: {_places(found.keys)}")
    if found.lost_keys:
        lines.append(f"keys of Secrets that are no more: {_places(found.lost_keys)}")
    if found.lost_variables:
        lines.append(f"variables that are no more: {codes(dict.fromkeys(name for _, name in found.lost_variables))}")
    lines += map(_change, found.objects)
    if found.restarts:
        lines.append(f"restarts: {', '.join(found.restarts)}")
    body = "\n".join(f"    - {line}" for line in lines)
    return f'??? note "What comes of it"\n\n{body}'


def _places(keys: Iterable[SecretKey]) -> str:
    """Keys as one sees them in a cluster."""
    return codes(dict.fromkeys(map(place, keys)))


def _change(change: Change) -> str:
    what = f"{change.kind} {code(change.name)}" if change.kind else "every object"
    fields = f": {codes(change.fields)}" if change.fields else ""
    return f"{what} {_WHATS[change.what]}{fields}"
