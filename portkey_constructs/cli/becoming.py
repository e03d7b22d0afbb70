"""What a setting becomes, in words."""

from collections.abc import Iterator, Sequence
from typing import Final

from portkey_constructs.explain.effects import Change, Effects
from portkey_constructs.explain.settings import SettingPage
from portkey_constructs.explain.tree import ANY
from portkey_constructs.explain.wording import secret_name, several, shortened
from portkey_constructs.platform.secret_keys import SecretKey

__all__ = ["became", "counted"]

_ALL: Final = 12
_FEW: Final = 4


def became(page: SettingPage, *, brief: bool = False) -> Iterator[str]:
    """A sentence for keys, variables, objects and restarts each; that nothing comes of it where nothing does. In brief without fields of objects."""
    effects, most = page.becomes, _FEW if brief else _ALL
    if page.refused:
        yield f"nothing: any other value than the default is refused here ({several(page.refused)})"
    elif not effects and page.below:
        yield "nothing by itself: its settings do"
    elif not effects:
        yield "nothing by itself, in the cluster or in IAM"
    elif page.kinds and not page.kind:
        yield "by one of its kinds or another:"
    yield from _keys(effects.keys, "", most)
    yield from _keys(effects.lost_keys, "no more ", most)
    yield from _variables(effects.variables, "", most)
    yield from _variables(effects.lost_variables, "no more ", most)
    yield from _objects(effects, most) if not brief else _objects_in_brief(effects)
    yield from _roles(effects, most)
    if effects.restarts:
        yield f"a change of it restarts the pods of {several(effects.restarts)}"


def counted(page: SettingPage) -> str:
    """What comes of it, in one sentence."""
    effects = page.becomes
    numbers = (
        (len(effects.keys) + len(effects.lost_keys), "keys of Secrets"),
        (len({name for _, name in (*effects.variables, *effects.lost_variables)}), "variables"),
        (len([one for one in effects.objects if one.kind]), "objects"),
        (len(effects.roles), "IAM roles"),
    )
    parts = [f"{number} {words if number > 1 else words.replace('keys', 'key').removesuffix('s')}" for number, words in numbers if number]
    restarts = [f"a change of it restarts the pods of {several(effects.restarts)}"] if effects.restarts else []
    return "; ".join([several(parts), *restarts] if parts else restarts)


def _keys(keys: Sequence[SecretKey], start: str, most: int) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(key.key)
    for group, names in groups.items():
        yield f"{start}{'key' if len(names) == 1 else 'keys'} {shortened(names, most)} of Secret {secret_name(group)}"


def _variables(variables: Sequence[tuple[str, str]], start: str, most: int) -> Iterator[str]:
    owners: dict[str, list[str]] = {}
    for component, name in variables:
        owners.setdefault(name, []).append(component)
    together: dict[tuple[str, ...], list[str]] = {}
    for name, components in owners.items():
        together.setdefault(tuple(components), []).append(name)
    for group, names in together.items():
        several_names = f"{'variable' if len(names) == 1 else 'variables'} {shortened(names, most)}"
        what = "a variable of each name that it has" if names == [ANY] else several_names
        yield f"{start}{what}, in {several(group)}"


def _objects(effects: Effects, most: int) -> Iterator[str]:
    yield from _made_and_gone(effects, most)
    fields: dict[tuple[str, ...], list[Change]] = {}
    for one in effects.objects:
        if one.what == "changed":
            fields.setdefault(one.fields, []).append(one)
    for paths, changed in fields.items():
        yield f"in {shortened([_name(one) for one in changed], most)}: {several(paths)}"


def _objects_in_brief(effects: Effects) -> Iterator[str]:
    yield from _made_and_gone(effects, _FEW)
    changed = [_name(one) for one in effects.objects if one.what == "changed"]
    if changed:
        yield f"changes {shortened(changed, _FEW)}"


def _made_and_gone(effects: Effects, most: int) -> Iterator[str]:
    if any(not one.kind and one.what == "made" for one in effects.objects):
        yield "another name for every object: all are made anew"
    for words, what in (("makes", "made"), ("takes away", "gone")):
        names = [_name(one) for one in effects.objects if one.what == what and one.kind]
        if names:
            yield f"{words} {shortened(names, most)}"


def _name(one: Change) -> str:
    return f"{one.kind} {one.name}" if one.kind else "every object"


def _roles(effects: Effects, most: int) -> Iterator[str]:
    documents: dict[tuple[str, ...], list[str]] = {}
    for one in effects.roles:
        documents.setdefault((one.what, *one.fields), []).append(one.name)
    for (what, *fields), names in documents.items():
        words = {"made": "other IAM roles:", "gone": "no more the IAM roles"}.get(what, f"{' and '.join(fields)} of the IAM roles")
        yield f"{words} {shortened(names, most)}"
