"""Which pages a name is of: a setting, a component, an object in the cluster, a port, a Secret or a key of one, a variable, a word, a code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.explain.components import ComponentPage, PortPage, component, port, port_names, ports
from portkey_constructs.explain.environment import KeyPage, VariablePage, key, key_called, secret_keys_of_all, variable
from portkey_constructs.explain.facts import MIGRATION
from portkey_constructs.explain.nearest import nearest, variable_names
from portkey_constructs.explain.objects import KindPage, ObjectPage, kind_called, kind_page, named_objects, object_page
from portkey_constructs.explain.paths import At, at, by_python, children, ending_so, exactly, squeezed
from portkey_constructs.explain.secrets import SecretPage, secret_called, secret_page
from portkey_constructs.explain.settings import SettingPage, setting
from portkey_constructs.explain.tree import ANY
from portkey_constructs.explain.words import ELSEWHERE, PartsPage, WordsPage, parts_of, said_as
from portkey_constructs.loading.suggestions import ForeignKey, foreign_key
from portkey_constructs.loading.unknown_settings import suggest
from portkey_constructs.platform.ports import PORTS
from portkey_constructs.rules.catalogue import CATALOGUE, Entry

__all__ = ["Answer", "Page", "find"]

Page = SettingPage | ComponentPage | PortPage | SecretPage | KeyPage | VariablePage | ObjectPage | KindPage | PartsPage | WordsPage | Entry

_LIKE_NEAREST: Final = ("did you mean", "`")
_PREFIX: Final = "portkey"
_HELM: Final = "the Helm chart"
_Maker = Callable[[], Page]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name means: its pages, or the nearest names when it means nothing."""

    asked: str
    pages: tuple[Page, ...] = ()
    nearest: tuple[str, ...] = ()
    hint: str = ""
    """What is meant where a setting is asked for by a name that it has elsewhere."""
    note: str = ""
    """Whose word the name is, where it is none of this program's."""
    at: At | None = None
    """Where in the configuration the name leads, when it is the path of a setting."""


def find(asked: str) -> Answer:
    """The pages of a name; case and the spelling of words count only where they tell two names apart."""
    asked = " ".join(asked.split())
    pages = _of_settings_and_names(asked)
    kind = kind_called(asked)
    if kind:
        listed = kind_page(kind)
        pages = (listed, *pages) if asked == kind else (*pages, listed)
    pages = pages or tuple(_in_the_cluster(asked))
    if not pages or kind:
        pages = (*pages, *_words(asked))
    if (not pages or kind) and (paths := [path for path in ending_so(asked) if "." in path]):
        pages = (*pages, setting(paths[0]) if len(paths) == 1 else PartsPage(asked, parts_of(tuple(paths))))
    return Answer(asked, pages, note=_note(asked), at=_at(asked)) if pages else _of_others(asked)


def _at(asked: str) -> At | None:
    return next((found for same in (exactly, str.lower, squeezed) if (found := at(by_python().get(asked, asked), same))), None)


def _of_settings_and_names(asked: str) -> tuple[Page, ...]:
    for same in (exactly, str.lower, squeezed):
        makers = [make for name, make in _named() if same(name) == same(asked)]
        if found := at(asked, same):
            makers = [lambda found=found: _setting(found), *makers]  # type: ignore[misc]
        if makers:
            return tuple(make() for make in makers)
        if same is exactly and (path := by_python().get(asked)):
            return (setting(path),)
    return ()


def _setting(found: At) -> SettingPage:
    return setting(found.path, found.kinds)


@cache
def _named() -> tuple[tuple[str, _Maker], ...]:
    """Every name but those of settings and of what stands in a cluster, with what makes its page."""
    return tuple(_names())


def _names() -> Iterator[tuple[str, _Maker]]:
    for name in (*PORTS, MIGRATION):
        yield name, lambda name=name: component(name)  # type: ignore[misc]
    for name in port_names():
        yield name, lambda name=name: port(name)  # type: ignore[misc]
    for one in secret_keys_of_all():
        yield one.key, lambda one=one: key(one)  # type: ignore[misc]
        yield one.name, lambda one=one: key(one)  # type: ignore[misc]
    for name in variable_names():
        yield name, lambda name=name: variable(name)  # type: ignore[misc]
    for code, entry in CATALOGUE.items():
        yield code, lambda entry=entry: entry  # type: ignore[misc]


def _in_the_cluster(asked: str) -> Iterator[Page]:
    """What one sees in a cluster or in a secret manager: ports, Secrets and their keys and entries, objects by kind and name."""
    if asked.isdigit():
        yield from (one for one in ports() if int(asked) in (one.container, one.service))
        return
    first, _, rest = asked.replace(" ", "/", 1).partition("/")
    kind = kind_called(first)
    if kind and rest:
        yield from _objects(kind, rest)
        return
    if group := secret_called(asked):
        if asked.lower().removeprefix(f"{_PREFIX}-") in (*PORTS, MIGRATION):
            yield component(asked.lower().removeprefix(f"{_PREFIX}-"))
        yield secret_page(group)
        return
    above, _, last = asked.rpartition("/")
    if above and (group := secret_called(above)):
        yield from (one for one in secret_page(group).keys if one.key.lower() == last.lower())
        yield from (key(key_called(f"{group}/{one}")) for one in secret_page(group).besides if one.lower() == last.lower())
        return
    if asked.lower().startswith(_PREFIX):
        name = asked.lower().removeprefix(f"{_PREFIX}-")
        yield from [component(name)] if name in (*PORTS, MIGRATION) else named_objects(asked)


def _objects(kind: str, name: str) -> Iterator[Page]:
    """An object, also by its component's name alone; of a Secret what is in it."""
    for called in (name, f"{_PREFIX}-{name}"):
        group = secret_called(called) if kind == "Secret" else None
        if group:
            yield secret_page(group)
            return
        try:
            yield object_page(kind, called.lower())
        except KeyError:
            continue
        return


def _words(asked: str) -> Iterator[Page]:
    """A kind, or a word of a choice: its own page where it means one thing alone."""
    said = said_as(asked)
    if len(said) == 1:
        [one] = said
        yield setting(one.path, {one.path: one.word} if one.is_kind else {})
    if len(said) > 1 or any(one.alike for one in said):
        yield WordsPage(said[0].word, said)


def _of_others(asked: str) -> Answer:
    """What others call a setting so; else the nearest names."""
    paths = ELSEWHERE.get(asked.lower(), ())
    word = None if paths else _chart_word(asked)
    if not paths and word:
        paths = tuple(found.path for one in word.settings if (found := at(one.partition(":")[0], exactly)))
    pages = [page for path in paths for page in _of_settings_and_names(path)[:1]]
    if len(pages) > 1 and all(isinstance(page, SettingPage) and not page.of for page in pages):
        pages = [PartsPage(asked, parts_of(paths), word.origin if word else "others")]
    if pages:
        return Answer(asked, tuple(pages), note=_note(asked) or f"Nothing is called {asked} here: it is said by {', '.join(paths)}.")
    return Answer(asked, (), nearest(asked), word.fix if word else _hint(asked))


def _chart_word(asked: str) -> ForeignKey | None:
    return foreign_key(tuple(asked.split("."))) if asked and all(asked.split(".")) else None


def _note(asked: str) -> str:
    """That a name is the Helm chart's, and nothing is called so here."""
    word = None if ending_so(asked) or asked.lower().startswith(_PREFIX) else _chart_word(asked)
    if not word or not word.settings or not word.origin or (kind_called(asked) and word.origin != _HELM):
        return ""
    return f"{word.origin[0].upper()}{word.origin[1:]} calls it {word.name}; here it is {', '.join(word.settings)}."


def _hint(asked: str) -> str:
    """What is to be said of a part of a path that is no setting."""
    path: tuple[str, ...] = ()
    for part in asked.split("."):
        within = children().get(path, ())
        step = next((one for one in within if squeezed(one) == squeezed(part)), ANY if ANY in within else None)
        if step is None:
            told = suggest(PortkeyConfig, (*path, part), {}, yaml=True).fix if within else ""
            return told if "Helm" in told or (path and not told.startswith(_LIKE_NEAREST)) else ""
        path = (*path, step)
    return ""
