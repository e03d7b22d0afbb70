"""Pages of settings and of words as people read them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from portkey_constructs.cli.becoming import became, counted
from portkey_constructs.cli.layout import EXPLAIN, Block, Row, Shorter
from portkey_constructs.explain.settings import Part, SettingPage, Variant, summary
from portkey_constructs.explain.tree import ANY
from portkey_constructs.explain.wording import secret_name, several, shortened, when_left_out
from portkey_constructs.explain.words import PartsPage, Said, WordsPage
from portkey_constructs.rules.catalogue import CATALOGUE

__all__ = ["parts", "setting", "words"]

_LONG_DEFAULT: Final = 160
_LISTED: Final = 30
_BRIEF: Final = 3
_MANY: Final = 12
_KIND_ALONE: Final = 2


def setting(page: SettingPage, asked: str) -> Block:
    """A setting, with a kind of a map behind its path where it is told of that kind alone."""
    rows = [row for row in _rows(page) if any(row.said)]
    of = " and ".join(f"{path}.kind {kind}" for path, kind in page.of.items())
    brief = [Row("settings", [f"{EXPLAIN} {page.path}"])] if page.below else rows[:2]
    meaning = Row("is", _told(page, [(one.meaning, one) for one in page.variants]))
    return Block(f"{page.path} with {of}" if of else page.path, "setting", list(_said(page, asked)), rows, [meaning, *brief])


def parts(page: PartsPage) -> Block:
    """Settings that end so, a line each; alike ones together where they are too many."""
    found = list(page.parts)
    lines = [f"{one.path}: {one.meaning}" for one in found] if len(found) <= _LISTED else [*_together(found)]
    said = "Others call these settings so:" if page.called_so_by else "Settings that end so:"
    rows = [Row("settings", lines, [Shorter(1, [*_together(found)]), Shorter(6, [several(one.path for one in found)])])]
    return Block(page.asked, "settings", [said], rows, [Row("settings", [shortened([one.path for one in found], _BRIEF)])])


def words(page: WordsPage) -> Block:
    """A word, and the settings that take it."""
    lines = [_said_line(one) for one in page.said]
    return Block(page.word, "word", ["A kind of a map, or a word that a setting takes:"], [Row("taken by", lines)], [Row("taken by", lines)])


def _said_line(one: Said) -> str:
    names = [f"{path}.kind" if one.is_kind else path for path in (one.path, *one.alike)]
    return f"{shortened(names, _BRIEF)}: {one.meaning} {EXPLAIN} {one.name}"


def _together(found: Iterable[Part]) -> Iterator[str]:
    by_meaning: dict[str, list[str]] = {}
    for one in found:
        by_meaning.setdefault(one.meaning, []).append(one.path)
    yield from (f"{shortened(paths, _BRIEF)}: {meaning}" for meaning, paths in by_meaning.items())


def _said(page: SettingPage, asked: str) -> Iterator[str]:
    if _is_word(page):
        yield summary(page.path.rpartition(".")[0].removesuffix(f".{ANY}"))
        yield "The word tells which kind it is; what else may be said beside it follows from that."
    elif page.kind:
        yield page.kinds.get(page.kind, "")
    else:
        yield from _told(page, [(one.meaning, one) for one in page.variants])
    if asked == page.python != page.path:
        yield f"{page.python} is Python's spelling; in YAML it is {page.path}."


def _is_word(page: SettingPage) -> bool:
    """Whether a setting is the word of a variant, of which each knows its own."""
    return page.path.endswith(".kind") and len({word for one in page.variants for word in one.words}) > 1


def _told(page: SettingPage, said: Iterable[tuple[str, Variant]]) -> list[str]:
    """What is said of variants; with their kinds where it is not said of all."""
    by_words: dict[str, list[Variant]] = {}
    for told, one in said:
        by_words.setdefault(told, []).append(one)
    found = {told: _kinds_of(variants) for told, variants in by_words.items()}
    return [told if len(by_words[told]) == len(page.variants) or not kinds else f"{told} ({kinds})" for told, kinds in found.items() if told]


def _kinds_of(variants: Iterable[Variant]) -> str:
    merged: dict[str, dict[str, None]] = {}
    for one in variants:
        for path, kinds in one.under.items():
            merged.setdefault(path, {}).update(dict.fromkeys(kinds))
    return "; ".join(f"{path}.kind {several(kinds)}" for path, kinds in merged.items())


def _rows(page: SettingPage) -> Iterator[Row]:
    if _is_word(page):
        meant = {word: said for one in page.variants for word, said in one.words.items()}
        yield Row("accepted", [f"one of {several(meant)}"])
        yield Row("kinds", [f"{word}: {said}" for word, said in meant.items()], [Shorter(6, [several(meant)])])
    else:
        yield Row("only with", [] if page.of else [_kinds_of(page.variants)])
        yield Row("accepted", _told(page, [(one.accepted, one) for one in page.variants]))
        yield Row("required", _told(page, [("yes: it has no default", one) for one in page.variants if one.required]))
        yield _default(page)
        yield Row("secret", [_secret(page)] if page.secret else [])
        yield Row("values", list(dict.fromkeys(f"{word}: {said}" for one in page.variants for word, said in one.words.items())))
    if not page.kind:
        yield Row("kinds", [f"{kind}: {meaning}" for kind, meaning in page.kinds.items()])
    yield from _settings(page)
    counts = [Shorter(4, [told])] if (told := counted(page)) else []
    yield Row("becomes", list(became(page)), [Shorter(2, list(became(page, brief=True))), *counts])
    yield Row("codes", [f"{code}: {CATALOGUE[code].title}" for code in page.codes], [Shorter(3, [several(page.codes)])])
    if page.kinds and not page.kind and page.below:
        large = [kind for kind in page.kinds if sum(kind in (one.kinds or (kind,)) for one in page.below) > _KIND_ALONE]
        yield Row("one kind", [f"{EXPLAIN} {page.path}.{(large or list(page.kinds))[-1]} tells of that kind alone, and so of each"])


def _settings(page: SettingPage) -> Iterator[Row]:
    """The settings in a map, a line each; in short without what follows a semicolon, or by their names alone, those of which there are many first."""
    below = [one for one in page.below if not (page.kinds and one.path.endswith(".kind"))]
    if not below:
        return
    by_kinds: dict[tuple[str, ...], list[Part]] = {}
    for one in below:
        by_kinds.setdefault(one.kinds, []).append(one)
    sorted_by_kinds = [one for several_parts in by_kinds.values() for one in several_parts]
    named = [line for found in by_kinds.values() for line in ([_named(page, found)] if len(found) > _MANY else _lines(page, found, shorten=True))]
    yield Row(
        "settings",
        _lines(page, sorted_by_kinds),
        [
            Shorter(1, _lines(page, sorted_by_kinds, shorten=True)),
            *([Shorter(5, named)] if len(by_kinds) > 1 else []),
            Shorter(7, [_named(page, found) for found in by_kinds.values()]),
        ],
    )


def _lines(page: SettingPage, found: Sequence[Part], *, shorten: bool = False) -> list[str]:
    """A line each: its name, the kinds that have it when not all do, and what it means."""
    lines = []
    for one in found:
        having = f" ({several(one.kinds)})" if one.kinds else ""
        lines.append(f"{one.path.removeprefix(page.path)}{having}: {one.meaning.partition(';')[0].removesuffix('.') if shorten else one.meaning}")
    return lines


def _named(page: SettingPage, found: Sequence[Part]) -> str:
    """The settings of some kinds by their names alone."""
    names = several(one.path.removeprefix(page.path) for one in found)
    return f"{several(found[0].kinds)}: {names}" if found[0].kinds else names


def _default(page: SettingPage) -> Row:
    if page.kind:
        return Row("default", [])
    said = _told(page, [(when_left_out(one), one) for one in page.variants if not one.required])
    short = [one if len(one) <= _LONG_DEFAULT else f"{one[:_LONG_DEFAULT]}..." for one in said]
    return Row("default", said, [Shorter(0, short)] if short != said else [])


def _secret(page: SettingPage) -> str:
    where = several([f", key {key.key} of {secret_name(key.group)}" for key in page.becomes.keys if key.sensitive])
    at = where.replace(", ,", ",")
    return f"yes: it may be said in the development profile alone; else it stands in a Secret{at}, and `portkey-constructs secrets` lists it"
