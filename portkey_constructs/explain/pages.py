"""Converts the pages of `explain` into blocks of text and JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final, NamedTuple

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.effects import Effects, ObjectEffect
from portkey_constructs.explain.in_config import InConfigurationPage
from portkey_constructs.explain.lookup import Answer, ChoicesPage, Page, SettingsPage
from portkey_constructs.explain.objects import ComponentPage, KindPage, ObjectPage, PortPage
from portkey_constructs.explain.secret_keys import KeyPage, SecretPage
from portkey_constructs.explain.settings import Part, SettingPage, Variant, summary
from portkey_constructs.explain.variables import VariablePage, VariableUse
from portkey_constructs.loading.field_docs import meanings
from portkey_constructs.rules.catalogue import CATALOGUE, Entry

__all__ = ["EXPLAIN", "Block", "Code", "Row", "as_json", "blocks", "overview", "overview_json"]

EXPLAIN: Final = "portkey-constructs explain"
_EXAMPLES: Final = (
    ("a setting", "logStore.encryption.keyArn"),
    ("one kind of a map", "redis.elasticache"),
    ("a variable", "REDIS_URL"),
    ("a Secret, a key", "portkey-secrets/jwtPrivateKey"),
    ("a component, a port", "gateway"),
    ("an object", "Deployment/portkey-backend"),
    ("an error code", "PK-MYSQL-001"),
    ("your configuration", "REDIS_URL -f portkey.yaml"),
)
_TYPES: Final[Mapping[type, str]] = {
    SettingPage: "setting",
    ComponentPage: "component",
    PortPage: "port",
    SecretPage: "Secret",
    KeyPage: "key of a Secret",
    VariablePage: "variable",
    ObjectPage: "object",
    KindPage: "kind of object",
    SettingsPage: "settings",
    ChoicesPage: "value",
    Entry: "code",
}


class Code(NamedTuple):
    """Lines that are not wrapped."""

    text: str


class Row(NamedTuple):
    """A label and texts. `names` are short forms for texts that do not fit on the screen. An `inline` row is one paragraph."""

    label: str
    texts: Sequence[str | Code]
    names: Sequence[str] = ()
    inline: bool = False


class Block(NamedTuple):
    """A heading with its type, paragraphs and rows; below another block, the short form shows the first `brief` rows."""

    heading: str
    type: str
    paragraphs: Sequence[str]
    rows: Sequence[Row]
    brief: int = 2


def blocks(answer: Answer, in_configuration: Sequence[InConfigurationPage] = (), *, long: bool = False) -> list[Block]:
    """Convert an answer to text: the explanation in a configuration, and the general pages if there is none or with `long`."""
    specific = [
        Block(page.name, "in this configuration", [_sentence(page.meaning)], [Row(label, texts) for label, texts in page.rows])
        for page in in_configuration
    ]
    first, *rest = [*specific, *(_block(page, answer.name) for page in answer.pages if long or not specific)]
    return [first._replace(paragraphs=[*first.paragraphs, answer.note]) if answer.note else first, *rest]


def as_json(answer: Answer, in_configuration: Sequence[InConfigurationPage] = ()) -> dict[str, Any]:
    """Convert an answer to JSON data."""
    pages = [{"type": _TYPES[type(page)], **_data(page)} for page in answer.pages]
    specific = {"inConfiguration": [_data(page) | {"rows": _data(dict(page.rows))} for page in in_configuration]} if in_configuration else {}
    return {"name": answer.name, **specific, "pages": pages, **({"note": answer.note} if answer.note else {})}


def overview() -> list[Block]:
    """The top-level settings with their meanings, and examples of other names to look up."""
    settings = Block("Top-level settings of portkey.yaml", "", (), [Row(path, [meaning]) for path, meaning in _top_level().items()])
    return [settings, Block("Examples", "", (), [Row(what, [f"{EXPLAIN} {name}"]) for what, name in _EXAMPLES])]


def overview_json() -> dict[str, Any]:
    """The top-level settings as JSON data."""
    return {"settings": [{"path": path, "meaning": meaning} for path, meaning in _top_level().items()]}


def _top_level() -> dict[str, str]:
    documented = meanings(PortkeyConfig)
    return {yaml_name(PortkeyConfig, field): documented[field] for field in PortkeyConfig.model_fields}


def _data(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _data(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _data(inner) for key, inner in value.items()}
    return [_data(inner) for inner in value] if isinstance(value, tuple) else value


def _block(page: Page, name: str) -> Block:
    match page:
        case SettingPage():
            return _setting(page, name)
        case VariablePage():
            heading, paragraphs, rows = page.name, [_sentence(page.uses[0].meaning)], _variable(page)
        case KeyPage():
            heading, paragraphs, rows = page.place, [_sentence(page.purpose)], _key(page)
        case SecretPage():
            heading, paragraphs, rows = page.name, [page.meaning], _secret(page)
        case ComponentPage():
            heading, paragraphs, rows = page.name, [page.meaning], _component(page)
        case PortPage():
            heading, paragraphs, rows = page.name, [], _port(page)
        case ObjectPage():
            heading, paragraphs, rows = f"{page.kind}/{page.name}", [_sentence(page.purpose)], _object(page)
        case KindPage():
            heading, paragraphs, rows = page.kind, [_sentence(page.purpose)], _kind(page)
        case SettingsPage():
            heading, paragraphs, rows = page.name, ["It is a name for:" if page.synonym else "Settings that end in it:"], _settings(page)
        case ChoicesPage():
            heading, paragraphs, rows = page.value, ["A kind, or a value of a setting:"], _choices(page)
        case Entry():
            heading, paragraphs, rows = page.code, [_sentence(page.title)], _code(page)
    return Block(heading, _TYPES[type(page)], paragraphs, [row for row in rows if any(row.texts)])


def _setting(page: SettingPage, name: str) -> Block:
    only = " and ".join(f"{path}.kind {kind}" for path, kind in page.only.items())
    chooses = page.path.endswith(".kind") and len(page.variants) > 1
    paragraphs = [summary(page.path)] if chooses else [page.kinds[page.kind]] if page.kind in page.kinds else _by_variant(page, lambda v: v.meaning)
    if name == page.python != page.path:
        paragraphs.append(f"{page.python} is the Python spelling; in YAML it is {page.path}.")
    rows = [row for row in _rows(page, chooses=chooses) if any(row.texts)]
    return Block(f"{page.path} with {only}" if only else page.path, "setting", paragraphs, rows)


def _rows(page: SettingPage, *, chooses: bool) -> Iterator[Row]:
    if chooses:
        choices = {choice: meaning for variant in page.variants for choice, meaning in variant.choices.items()}
        yield Row("kinds", [f"{choice}: {meaning}" for choice, meaning in choices.items()], list(choices))
    else:
        yield Row("only with", [] if page.only else [_kinds_of(page.variants)])
        yield Row("accepts", _by_variant(page, lambda variant: variant.accepted))
        yield Row("required", _by_variant(page, lambda variant: "yes" if variant.required else ""))
        yield Row("default", [] if page.kind else _by_variant(page, lambda variant: "" if variant.required else variant.default.text))
        yield Row(
            "secret", ["yes: set it in the development profile only; in production it is in a Secret"] if page.secret and not page.parts else []
        )
        choices = {choice: meaning for variant in page.variants for choice, meaning in variant.choices.items()}
        yield Row("values", [f"{choice}: {meaning}" for choice, meaning in choices.items()], list(choices))
    if not page.kind:
        yield Row("kinds", [f"{kind}: {meaning}" for kind, meaning in page.kinds.items()], list(page.kinds))
    parts = [part for part in page.parts if not (page.kinds and part.path.endswith(".kind"))]
    yield Row("settings", [_part(page, part) for part in parts], [part.path.removeprefix(page.path) for part in parts])
    for kind, values in page.registrations.items():
        yield Row("register" if kind == page.kind else f"{kind}: register", values)
    yield from _effects(page.effects)
    yield Row("codes", [f"{code}: {CATALOGUE[code].title}" for code in page.codes], list(page.codes))
    if page.kinds and not page.kind and page.parts:
        yield Row("one kind", [f"{EXPLAIN} {page.path}.{list(page.kinds)[-1]}"])


def _part(page: SettingPage, part: Part) -> str:
    kinds = f" ({', '.join(part.kinds)})" if part.kinds else ""
    return f"{part.path.removeprefix(page.path)}{kinds}: {part.meaning}"


def _by_variant(page: SettingPage, text_of: Any) -> list[str]:
    """The text of each variant, with its kinds if the variants differ."""
    by_text: dict[str, list[Variant]] = {}
    for variant in page.variants:
        by_text.setdefault(text_of(variant), []).append(variant)
    return [
        text if len(variants) == len(page.variants) or not _kinds_of(variants) else f"{text} ({_kinds_of(variants)})"
        for text, variants in by_text.items()
        if text
    ]


def _kinds_of(variants: Iterable[Variant]) -> str:
    merged: dict[str, dict[str, None]] = {}
    for variant in variants:
        for path, kinds in variant.under.items():
            merged.setdefault(path, {}).update(dict.fromkeys(kinds))
    return "; ".join(f"{path}.kind {', '.join(kinds)}" for path, kinds in merged.items())


def _effects(effects: Effects) -> Iterator[Row]:
    rendered = [effect for effect in effects.objects if not effect.fields]
    changed = [effect for effect in effects.objects if effect.fields]
    yield Row("renders", [f"{_object_name(effect)}{_if(effect.condition)}" for effect in rendered], [_object_name(effect) for effect in rendered])
    yield Row("changes", [f"{_object_name(effect)}: {', '.join(effect.fields)}{_if(effect.condition)}" for effect in changed])
    variables = [
        f"{effect.name} in {', '.join(effect.readers)}{f', from {_place(effect.key)}' if effect.key else ''}{_if(effect.condition)}"
        for effect in effects.variables
    ]
    yield Row("variables", variables, [effect.name for effect in effects.variables])
    read = {effect.key for effect in effects.variables}
    yield Row("keys", [f"{_place(key)}{_if(condition)}" for key, condition in effects.keys.items() if key not in read])
    yield Row("IAM roles", effects.roles, inline=True)
    yield Row("note", [_sentence(note) for note in effects.notes])
    yield Row("restarts", [f"the pods of {', '.join(effects.restarts)}"] if effects.restarts else [])


def _if(condition: str) -> str:
    return f" ({condition})" if condition else ""


def _object_name(effect: ObjectEffect) -> str:
    name = "" if effect.name == "*" else effect.name.replace("{name}", "portkey").replace("{namespace}", "portkey")
    return f"{effect.kind} {name}".strip()


def _place(key: str) -> str:
    group, _, name = key.partition("/")
    return f"key {name} of Secret portkey-{SecretGroup(group).suffix}"


def _used(use: VariableUse, *, several: bool) -> str:
    return f"{use.meaning}{_if(', '.join(use.readers)) if several else ''}"


def _variable(page: VariablePage) -> Iterator[Row]:
    yield Row("read by", page.readers or ["no image that is known"], inline=True)
    several = len(page.uses) > 1
    yield Row("advice", [page.advice])
    if not page.advice:
        yield Row("value", [f"{_place(use.key) if use.key else 'a plain value'}: {_used(use, several=several)}" for use in page.uses])
    yield Row("since", [f"{use.since}" for use in page.uses if use.since])
    yield Row("source", page.sources)
    yield Row("instead" if page.advice else "settings", page.settings, inline=True)
    yield Row("yours", [f"{EXPLAIN} {page.name} -f portkey.yaml"])


def _key(page: KeyPage) -> Iterator[Row]:
    if page.part_of:
        yield Row("exists", [f"in the entry of a secret manager only; the External Secrets Operator composes {page.secret}/{page.part_of} of it"])
    else:
        yield Row("Secret", [f"{page.secret}; another name is possible with secrets.names.{page.group}"])
        yield Row("sensitive", ["yes: always in a Secret" if page.sensitive else "no: a plain value in the pods, unless the Secret is rendered"])
    yield Row("value", [page.form])
    if page.sensitive:
        composed = f"property {page.composed_of}, of which the External Secrets Operator composes it" if page.composed_of else f"property {page.key}"
        yield Row("manager", [f"entry {page.entry}, {composed}"])
    yield Row("read by", page.readers, inline=True)
    yield Row("variables", page.variables, inline=True)
    yield Row("settings", page.settings, inline=True)


def _secret(page: SecretPage) -> Iterator[Row]:
    secret = [key for key in page.keys if key.sensitive]
    yield Row("keys", [f"{key.key}: {key.purpose}" for key in secret], [key.key for key in secret])
    yield Row("also", [key.key for key in page.keys if not key.sensitive], inline=True)
    yield Row("name", [f"another one is possible with secrets.names.{page.group}"])
    yield Row("manager", [f"entry {page.entry}"])
    yield Row("one key", [f"{EXPLAIN} {page.name}/{secret[0].key}"])


def _component(page: ComponentPage) -> Iterator[Row]:
    yield Row("image", [page.image])
    yield Row("ports", page.ports, inline=True)
    yield Row("objects", list(page.objects), list(page.objects))
    yield Row("Secrets", page.secrets, inline=True)
    yield Row("variables", page.variables, inline=True)
    yield Row("settings", [f"{EXPLAIN} {page.setting}"])


def _port(page: PortPage) -> Iterator[Row]:
    yield Row("component", [page.component])
    yield Row("container", [str(page.container)])
    yield Row("Service", [f"{page.service}{f'; another one with {page.setting}' if page.setting else ''}"])
    yield Row("only with", [page.condition])


def _object(page: ObjectPage) -> Iterator[Row]:
    yield Row("component", [page.component])
    yield Row("stage", [page.stage])
    yield Row("rendered by", list(page.rendered_by), list(page.rendered_by))
    yield Row("changed by", [path for path in page.settings if path.rpartition(".")[0] not in page.settings], inline=True)


def _kind(page: KindPage) -> Iterator[Row]:
    yield Row("API version", [page.api_version])
    yield Row("objects", list(page.objects), list(page.objects))


def _settings(page: SettingsPage) -> Iterator[Row]:
    yield Row("settings", [f"{part.path}: {part.meaning}" for part in page.settings], [part.path for part in page.settings])


def _choices(page: ChoicesPage) -> Iterator[Row]:
    texts = []
    for choice in page.choices:
        names = choice.name if len(choice.settings) == 1 else f"{choice.name} and {len(choice.settings) - 1} more settings"
        texts.append(f"{names}: {choice.meaning}")
    yield Row("accepted by", texts, [choice.name for choice in page.choices])


def _code(page: Entry) -> Iterator[Row]:
    yield Row("severity", ["error or warning" if page.severity == "either" else page.severity])
    yield Row("cause", [page.cause])
    yield Row("fix", [page.fix])
    yield Row("settings", page.settings if page.settings != ("**",) else (), inline=True)
    if page.example:
        notes = [f"completed to a {page.example.base} configuration"] if page.example.base in ("production", "development") else []
        notes += [f"reported by portkey-constructs {page.example.by}"] if page.example.by != "validate" else []
        yield Row("wrong", [Code(page.example.wrong), *([f"({', '.join(notes)})"] if notes else [])])
        yield Row("fixed", [Code(page.example.fixed)])


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."
