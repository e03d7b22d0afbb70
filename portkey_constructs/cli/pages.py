"""Pages of the reference as people and programs read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from portkey_constructs.catalogue import CATALOGUE, Entry
from portkey_constructs.cli.becoming import became, several
from portkey_constructs.cli.layout import Block, Code, laid_out
from portkey_constructs.product.secret_keys import SecretKey
from portkey_constructs.reference.components import ComponentPage, PortPage
from portkey_constructs.reference.environment import KeyPage, VariablePage
from portkey_constructs.reference.index import ANY_VALUE, Source
from portkey_constructs.reference.settings import SettingPage, Variant, summary
from portkey_constructs.reference.tree import tree

if TYPE_CHECKING:
    from portkey_constructs.reference.lookup import Answer

__all__ = ["answer_data", "text", "top", "top_data"]

_WORDS: Final[Mapping[type, str]] = {
    SettingPage: "setting",
    ComponentPage: "component",
    PortPage: "port",
    KeyPage: "key of a Secret",
    VariablePage: "variable",
    Entry: "code",
}
_PLAIN: Final = "a plain value in the pods; where Secrets are made from values (secrets.kind: inline), this key of its Secret"
_NONE: Final = "(none)"
_EXAMPLES: Final = (
    ("a setting", "logStore.encryption.keyArn"),
    ("a variable", "REDIS_URL"),
    ("a Secret key", "mysql/mysql_host"),
    ("a component, a port", "gateway"),
    ("an error", "PK-MYSQL-001"),
)


def top() -> str:
    """The settings at the top, a line each, and how to go on."""
    settings = Block("The settings at the top of portkey.yaml", "", (), [(path, [summary(path)]) for path in _tops()])
    more = Block("More of", "", (), [(what, [f"portkey-constructs explain {name}"]) for what, name in _EXAMPLES])
    return laid_out([settings, more])


def top_data() -> dict[str, Any]:
    """The same for programs."""
    return {"settings": [{"path": path, "meaning": summary(path)} for path in _tops()]}


def _tops() -> list[str]:
    return [path for path in tree() if "." not in path]


def text(answer: "Answer") -> str:
    """Every page of an answer, one below the other."""
    return laid_out([_block(page, answer.asked) for page in answer.pages])


def answer_data(answer: "Answer") -> dict[str, Any]:
    """An answer for programs: of each page what it is, and all that it says."""
    return {"asked": answer.asked, "pages": [{"is": _WORDS[type(page)], **_data(page)} for page in answer.pages]}


def _data(value: Any) -> Any:
    if isinstance(value, SecretKey):
        return f"{value.group}/{value.key}"
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _data(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _data(within) for key, within in value.items()}
    return [_data(within) for within in value] if isinstance(value, tuple) else value


def _block(page: Any, asked: str) -> Block:
    word = _WORDS[type(page)]
    match page:
        case SettingPage():
            return Block(page.path, word, list(_said(page, asked)), [row for row in _setting(page) if any(row[1])])
        case VariablePage():
            return Block(page.name, word, [page.purpose], [row for row in _variable(page) if row[1]])
        case KeyPage():
            return Block(page.name, word, [page.purpose], [row for row in _key(page) if row[1]])
        case PortPage():
            return Block(page.name, word, [f"A port of {page.component}."], [row for row in _port(page) if row[1]])
        case ComponentPage():
            return Block(page.name, word, [page.meaning], [row for row in _component(page) if row[1]])
    return Block(page.code, word, [_sentence(page.title)], [row for row in _code(page) if row[1]])


_Row = tuple[str, Sequence[str | Code]]


def _said(page: SettingPage, asked: str) -> Iterator[str]:
    yield from ["Which of its kinds a map is."] if _is_word(page) else _told(page, [(one.meaning, one) for one in page.variants])
    if asked == page.python != page.path:
        yield f"{page.python} is Python's spelling; in YAML it is {page.path}."


def _is_word(page: SettingPage) -> bool:
    """Whether a setting is the word of a variant, of which each knows its own."""
    return page.path.endswith(".kind") and len(page.variants) > 1


def _told(page: SettingPage, said: Iterable[tuple[str, Variant]]) -> list[str]:
    """What is said of variants; with their kinds where it is not said of all."""
    by_words: dict[str, list[Variant]] = {}
    for words, one in said:
        by_words.setdefault(words, []).append(one)
    found = {words: _kinds_of(variants) for words, variants in by_words.items()}
    return [words if len(by_words[words]) == len(page.variants) or not kinds else f"{words} ({kinds})" for words, kinds in found.items() if words]


def _kinds_of(variants: Iterable[Variant]) -> str:
    merged: dict[str, dict[str, None]] = {}
    for one in variants:
        for path, kinds in one.under.items():
            merged.setdefault(path, {}).update(dict.fromkeys(kinds))
    return "; ".join(f"{path}.kind {several(kinds)}" for path, kinds in merged.items())


def _setting(page: SettingPage) -> Iterator[_Row]:
    if _is_word(page):
        words = [(one.accepted.removeprefix("one of "), one.meaning) for one in page.variants]
        yield "accepted", [f"one of {several(word for word, _ in words)}"]
        yield "kinds", [f"{word}: {meaning}" for word, meaning in words]
    else:
        yield "only with", [_kinds_of(page.variants)]
        yield "accepted", _told(page, [(one.accepted, one) for one in page.variants])
        yield "required", _told(page, [("yes: it has no default", one) for one in page.variants if one.required])
        yield "default", _default(page)
        yield "secret", [_secret(page)] if page.secret else ["no"] if not page.below else []
    yield "kinds", [f"{kind}: {meaning}" for kind, meaning in page.kinds.items()]
    yield "settings", [f"{path.removeprefix(page.path)}: {summary(path)}" for path in page.below if not (page.kinds and path.endswith(".kind"))]
    yield "becomes", list(became(page))
    yield "codes", [f"{code}: {CATALOGUE[code].title}" for code in page.codes]


def _default(page: SettingPage) -> list[str]:
    given = list(page.by_profile.items())
    if given:
        same = len(given) > 1 and len(set(page.by_profile.values())) == 1
        return [given[0][1]] if same else [f"{value} in the {profile} profile" for profile, value in given]
    return _told(page, [(one.default or ("" if page.below else _NONE), one) for one in page.variants if not one.required])


def _secret(page: SettingPage) -> str:
    where = several([f"key {key.key} of {key.group}" for key in page.becomes.keys if key.sensitive])
    at = f" ({where})" if where else ""
    return f"yes: it may be said in the development profile alone; else it stands in a Secret{at}, and `portkey-constructs secrets` lists it"


def _variable(page: VariablePage) -> Iterator[_Row]:
    yield "read by", [several(page.readers)]
    yield "stands for", [f"key {name}" for name in page.keys] or ["a plain value"]
    yield "follows", [several(page.follows)] if page.follows else []
    yield "there", [_there(page.always, page.conditions)]


def _key(page: KeyPage) -> Iterator[_Row]:
    if not page.readers:
        yield "stands", ["in a secret manager's entry alone: another key is put together from it"]
        return
    yield "Secret", [f"{page.secret}, or what secrets.names calls {page.group}"]
    yield "stands", ["in the Secret always" if page.sensitive else _PLAIN]
    yield "read by", [several(page.readers)]
    yield "variables", [several(page.variables)] if page.variables else []
    yield "follows", [several(page.follows)] if page.follows else []
    yield "there", [_there(page.always, page.conditions)]


def _port(page: PortPage) -> Iterator[_Row]:
    yield "container", [str(page.container)]
    yield "Service", [f"{page.service}, unless {page.setting} says another" if page.setting else str(page.service)]
    yield "there", [_there(page.always, page.conditions)]


def _component(page: ComponentPage) -> Iterator[_Row]:
    yield "runs", [_there(not any(one.there for one in page.conditions) or any(one.away for one in page.conditions), page.conditions)]
    yield "image", [page.image]
    yield "stage", [page.stage]
    yield "objects", [several(page.objects)]
    yield "ports", [several(page.ports)] if page.ports else []
    yield "Secrets", [several(page.secrets)] if page.secrets else []
    yield "variables", [several(page.variables)] if page.variables else []
    yield "settings", [f"portkey-constructs explain {page.setting}"]


def _there(always: bool, conditions: Iterable[Source]) -> str:
    there = [_values(one.path, one.there) for one in conditions if one.there]
    away = [_values(one.path, one.away) for one in conditions if one.away]
    parts = ["always" if always and not there else "always in the application" if always else f"with {'; with '.join(there)}" if there else "never"]
    return "; ".join([*parts, *([f"not with {'; nor with '.join(away)}"] if away else [])])


def _values(path: str, values: Sequence[str]) -> str:
    """A setting with its values: `logStore.kind s3, gcs`."""
    if ANY_VALUE in values:
        return path
    is_map = any(other.startswith(f"{path}.") for other in tree())
    return f"{path}{'.kind' if is_map else ''} {several(values)}"


def _code(entry: Entry) -> Iterator[_Row]:
    yield "severity", ["error or warning" if entry.severity == "either" else entry.severity]
    yield "cause", [entry.cause]
    yield "mend", [entry.mend]
    yield "settings", [several(entry.settings)] if entry.settings and entry.settings != ("**",) else []
    if entry.example:
        notes = [f"beside a {entry.example.base} configuration"] if entry.example.base in ("production", "development") else []
        notes += [f"by portkey-constructs {entry.example.by}"] if entry.example.by != "validate" else []
        yield "raises it", [Code(entry.example.wrong), *([f"({', '.join(notes)})"] if notes else [])]
        yield "mended", [Code(entry.example.mended)]


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
