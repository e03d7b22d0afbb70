"""Pages of the reference as people and programs read them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from portkey_constructs.cli import fact_pages, setting_pages
from portkey_constructs.cli.layout import EXPLAIN, Block, Code, Row, laid_out
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.explain.components import ComponentPage, PortPage
from portkey_constructs.explain.environment import KeyPage, VariablePage
from portkey_constructs.explain.objects import KindPage, ObjectPage
from portkey_constructs.explain.secrets import SecretPage
from portkey_constructs.explain.settings import SettingPage
from portkey_constructs.explain.wording import sentence, several
from portkey_constructs.explain.words import PartsPage, WordsPage
from portkey_constructs.loading.field_docs import meanings
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.rules.catalogue import Entry

if TYPE_CHECKING:
    from portkey_constructs.explain.here import HerePage
    from portkey_constructs.explain.lookup import Answer

__all__ = ["answer_data", "overview", "overview_data", "text"]

_BLOCKS: Final[Mapping[type, tuple[str, Callable[[Any], Block]]]] = {
    ComponentPage: ("component", fact_pages.component),
    PortPage: ("port", fact_pages.port),
    SecretPage: ("Secret", fact_pages.secret),
    KeyPage: ("key of a Secret", fact_pages.key_of_a_secret),
    VariablePage: ("variable", fact_pages.variable),
    ObjectPage: ("object", fact_pages.object_in_the_cluster),
    KindPage: ("kind of object", fact_pages.kind),
    PartsPage: ("settings", setting_pages.parts),
    WordsPage: ("word", setting_pages.words),
    Entry: ("code", lambda page: Block(page.code, "code", [sentence(page.title)], [row for row in _code(page) if row.said])),
}

_EXAMPLES: Final = (
    ("a setting", "logStore.encryption.keyArn"),
    ("one kind of it", "redis.elasticache"),
    ("a variable", "REDIS_URL"),
    ("a Secret, a key", "portkey-secrets/jwtPrivateKey"),
    ("a component, a port", "gateway"),
    ("an object", "Deployment/portkey-backend"),
    ("an error", "PK-MYSQL-001"),
    ("what it is in yours", "REDIS_URL -f portkey.yaml"),
)


def overview() -> str:
    """The top-level settings with their meanings, and examples of what else to ask for."""
    settings = Block("The settings at the top of portkey.yaml", "", (), [Row(path, [meaning]) for path, meaning in _top_level().items()])
    more = Block("More of", "", (), [Row(what, [f"{EXPLAIN} {name}"]) for what, name in _EXAMPLES])
    return laid_out([settings, more], long=True)


def overview_data() -> dict[str, Any]:
    """The top-level settings for programs."""
    return {"settings": [{"path": path, "meaning": meaning} for path, meaning in _top_level().items()]}


def _top_level() -> dict[str, str]:
    documented = meanings(PortkeyConfig)
    return {yaml_name(PortkeyConfig, field): documented[field] for field in PortkeyConfig.model_fields}


def text(answer: "Answer", here: Sequence["HerePage"] = (), *, long: bool = False) -> str:
    """Every page of an answer, below what it comes to `here`, in a configuration; unless it is to be `long`, the later ones in few lines."""
    told = [_here(one) for one in here]
    blocks = [*told, *(_block(page, answer.asked) for page in answer.pages if long or not told)]
    if answer.note:
        blocks[0] = blocks[0]._replace(paragraphs=[*blocks[0].paragraphs, answer.note])
    return laid_out(blocks, long=long)


def _here(page: "HerePage") -> Block:
    return Block(page.name, "in this configuration", [sentence(page.meaning.removesuffix("."))], [Row(label, said) for label, said in page.rows])


def answer_data(answer: "Answer", here: Sequence["HerePage"] = ()) -> dict[str, Any]:
    """An answer for programs: of each page what it is, and all that it says; and what it comes to in a configuration."""
    pages = [{"is": "setting" if isinstance(page, SettingPage) else _BLOCKS[type(page)][0], **_data(page)} for page in answer.pages]
    told = [{"name": one.name, "meaning": one.meaning, "rows": [{"label": label, "said": list(said)} for label, said in one.rows]} for one in here]
    return {"asked": answer.asked, **({"here": told} if told else {}), "pages": pages, **({"note": answer.note} if answer.note else {})}


def _data(value: Any) -> Any:
    if isinstance(value, SecretKey):
        return value.name
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _data(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _data(within) for key, within in value.items()}
    return [_data(within) for within in value] if isinstance(value, tuple) else value


def _block(page: Any, asked: str) -> Block:
    return setting_pages.setting(page, asked) if isinstance(page, SettingPage) else _BLOCKS[type(page)][1](page)


def _code(entry: Entry) -> Iterator[Row]:
    yield Row("severity", ["error or warning" if entry.severity == "either" else entry.severity])
    yield Row("cause", [entry.cause])
    yield Row("mend", [entry.fix])
    yield Row("settings", [several(entry.settings)] if entry.settings and entry.settings != ("**",) else [])
    if entry.example:
        notes = [f"beside a {entry.example.base} configuration"] if entry.example.base in ("production", "development") else []
        notes += [f"by portkey-constructs {entry.example.by}"] if entry.example.by != "validate" else []
        yield Row("raises it", [Code(entry.example.wrong), *([f"({', '.join(notes)})"] if notes else [])])
        yield Row("mended", [Code(entry.example.fixed)])
