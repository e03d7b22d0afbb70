"""Pages of variables, Secrets, keys, ports, components and objects as people read them."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.cli.layout import EXPLAIN, Block, Row, Shorter
from portkey_constructs.explain.components import ComponentPage, PortPage
from portkey_constructs.explain.environment import KeyPage, Values, VariablePage, key, key_called
from portkey_constructs.explain.objects import KindPage, ObjectPage
from portkey_constructs.explain.secrets import SecretPage
from portkey_constructs.explain.settings import summary
from portkey_constructs.explain.wording import led_to, secret_name, sentence, several, shortened, there

__all__ = ["component", "key_of_a_secret", "kind", "object_in_the_cluster", "port", "secret", "variable"]

_INLINE: Final = "where Secrets are made from values (secrets.kind inline)"
_FEW: Final = 8


def variable(page: VariablePage) -> Block:
    """A variable: who has it, what it holds, and where that is from."""
    stands = [_stands(key(key_called(name))) for name in page.keys] or ["a plain value"]
    rows = [
        Row("read by", [several(page.readers)]),
        Row("stands for", stands),
        Row("from", [said for name in page.keys for said in _origin(key(key_called(name)))]),
        _values(page.values),
        Row("follows", [several(page.follows)] if page.follows else []),
        Row("there", [there(page.always, page.conditions)]),
    ]
    return Block(page.name, "variable", [sentence(page.purpose)], _said(rows), _said(rows[:2]))


def _stands(page: KeyPage) -> str:
    name = secret_name(page.group)
    if not page.sensitive:
        return f"a plain value; where Secret {name} is made from values (secrets.kind inline), its key {page.key}"
    return f"key {page.key} of Secret {name}: {page.purpose}" + ("; a plain value where no password is in it" if page.made_of else "")


def _origin(page: KeyPage) -> Iterator[str]:
    """Where what is secret comes from, as far as no configuration is known."""
    if not page.sensitive or not page.readers:
        return
    yield f"you make the Secret and put in {page.form}"
    if page.made_of:
        yield f"or the External Secrets Operator makes it, and puts the value together from property {page.made_of} of entry {page.entry}"
    else:
        yield f"or a secret manager fills it, from property {page.key} of entry {page.entry}"
    yield "`portkey-constructs secrets -f portkey.yaml` tells which of them it is in yours, and every key"


def _values(found: Sequence[Values]) -> Row:
    lines: list[str] = []
    for one in found:
        of = f" in {several(one.components)}" if one.components else ""
        lines += [f"{line}{of if len(one.outcomes) == 1 else ''}" for line in led_to(one.outcomes)]
    label = "value" if all(len(one.outcomes) == 1 for one in found) else "values"
    short = several(dict.fromkeys(outcome.value or "(empty)" for one in found for outcome in one.outcomes))
    return Row(label, lines, [Shorter(5, [short])])


def key_of_a_secret(page: KeyPage) -> Block:
    """A key: what goes into it, where it stands, and what reads it."""
    rows = [
        Row("Secret", [f"{page.secret}, or what secrets.names calls {page.group}"] if page.readers else []),
        Row("entry", [f"{page.entry}, where a secret manager fills it" if page.readers else f"property {page.key} of {page.entry}"])
        if page.sensitive
        else Row("entry", []),
        Row("put in", [page.form] if page.form else []),
        Row("stands", [_stands_where(page)]),
        Row("read by", [several(page.readers)] if page.readers else []),
        Row("variables", [several(page.variables)] if page.variables else []),
        _values([Values((), page.values)] if page.values else []),
        Row("follows", [several(page.follows)] if page.follows else []),
        Row("there", [there(page.always, page.conditions)] if page.readers else []),
    ]
    return Block(page.place, "key of a Secret", [sentence(page.purpose)], _said(rows), _said(rows[:3]))


def _stands_where(page: KeyPage) -> str:
    if not page.readers:
        made = key(key_called(page.makes))
        return f"in a secret manager's entry alone: the External Secrets Operator puts {made.place} together from it"
    if page.made_of:
        return f"in the Secret always; in an entry {page.made_of} stands instead, from which the External Secrets Operator puts it together"
    return "in the Secret always" if page.sensitive else f"a plain value in the pods; {_INLINE}, this key of its Secret"


def secret(page: SecretPage) -> Block:
    """A Secret: what is secret in it, and who fills it."""
    rows = [
        Row("keys", [f"{one.key}: {one.purpose}" for one in page.keys]),
        Row("besides", [f"{several(page.besides)}: plain values in the pods, and keys of it {_INLINE} or from an entry"] if page.besides else []),
        Row("word", [f"{page.group}, in secrets.names, secrets.remote and secretOverrides"]),
        Row("entry", [f"{page.entry}, where a secret manager fills it; secrets.path and secrets.remote.{page.group} say another"]),
        Row("made by", ["you, or by what secrets says; `portkey-constructs secrets -f portkey.yaml` tells which keys yours needs"]),
        Row("one key", [f"{EXPLAIN} {page.keys[0].place} tells what goes into it"]),
    ]
    return Block(page.name, "Secret", [page.meaning], _said(rows), _said(rows[:1]))


def port(page: PortPage) -> Block:
    """A port."""
    rows = [
        Row("container", [str(page.container)]),
        Row("Service", [f"{page.service}, unless {page.setting} says another" if page.setting else str(page.service)]),
        Row("there", [there(page.always, page.conditions)]),
    ]
    number = Row("number", [f"{page.container} in the container; at the Service {rows[1].said[0]}"])
    return Block(page.name, "port", [f"A port of {page.component}."], rows, [number])


def component(page: ComponentPage) -> Block:
    """A component."""
    runs = there(not any(one.there for one in page.conditions) or any(one.away for one in page.conditions), page.conditions)
    rows = [
        Row("runs", [runs]),
        Row("image", [page.image]),
        Row("stage", [page.stage]),
        Row("objects", [several(page.objects)]),
        Row("ports", [several(page.ports)] if page.ports else []),
        Row("Secrets", [several(page.secrets)] if page.secrets else []),
        Row("variables", [several(page.variables)] if page.variables else [], [Shorter(0, [shortened(page.variables, _FEW)])]),
        Row("settings", [f"{EXPLAIN} {page.setting}"]),
    ]
    brief = [rows[0], rows[1], rows[3], rows[5], Row("variables", [f"{len(page.variables)}"] if page.variables else [])]
    return Block(page.name, "component", [page.meaning], _said(rows), _said(brief))


def object_in_the_cluster(page: ObjectPage) -> Block:
    """An object."""
    rows = [
        Row("of", [f"component {page.component}: {EXPLAIN} {page.component}"] if page.component else []),
        Row("there", [there(page.always, page.conditions)]),
        Row("stage", [page.stage]),
        Row("told by", [f"{path}: {summary(path)}" for path in page.told_by]),
    ]
    return Block(f"{page.kind}/{page.name}", "object", [sentence(page.meaning)], _said(rows), _said(rows[1:2]))


def kind(page: KindPage) -> Block:
    """The objects of a kind, a line each."""
    lines = [f"{one.name}: {there(one.always, one.conditions)}" for one in page.objects]
    rows = [
        Row("objects", lines, [Shorter(5, [several(one.name for one in page.objects)])]),
        Row("one", [f"{EXPLAIN} {page.kind}/{page.objects[0].name}"]),
    ]
    return Block(page.kind, "kind of object", [sentence(page.meaning)], rows, [Row("objects", [several(one.name for one in page.objects)])])


def _said(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if any(row.said)]
