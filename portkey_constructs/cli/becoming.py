"""What a setting becomes, in words."""

from collections.abc import Iterable, Iterator, Sequence

from portkey_constructs.reference.effects import Change, Effects
from portkey_constructs.reference.settings import SettingPage
from portkey_constructs.reference.tree import ANY

__all__ = ["became", "several"]

_MANY = 12


def several(words: Iterable[str]) -> str:
    """A list in a sentence."""
    return ", ".join(words)


def became(page: SettingPage) -> Iterator[str]:
    """A sentence for keys, variables, objects and restarts each; that nothing comes of it where nothing does."""
    effects = page.becomes
    if page.refused:
        yield f"nothing: any other value than the default is refused here ({several(page.refused)})"
    elif not effects and page.below:
        yield "nothing by itself: its settings do"
    elif not effects:
        yield "nothing by itself, in the cluster or in IAM"
    elif page.kinds:
        yield "by one of its kinds or another:"
    yield from _keys(effects)
    yield from _variables(effects)
    yield from _objects(effects)
    yield from _roles(effects)
    if effects.restarts:
        yield f"a change of it restarts the pods of {several(effects.restarts)}"


def _keys(effects: Effects) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for key in effects.keys:
        groups.setdefault(key.group, []).append(key.key)
    for group, names in groups.items():
        yield f"{'key' if len(names) == 1 else 'keys'} of the Secret {group}: {several(names)}"


def _variables(effects: Effects) -> Iterator[str]:
    owners: dict[str, list[str]] = {}
    for component, name in effects.variables:
        owners.setdefault(name, []).append(component)
    together: dict[tuple[str, ...], list[str]] = {}
    for name, components in owners.items():
        together.setdefault(tuple(components), []).append(name)
    for group, names in together.items():
        what = "a variable of each name that it has" if names == [ANY] else f"{'variable' if len(names) == 1 else 'variables'} {several(names)}"
        yield f"{what}, in {several(group)}"


def _objects(effects: Effects) -> Iterator[str]:
    for words, what in (("makes", "made"), ("takes away", "gone")):
        names = [f"{one.kind} {one.name}" for one in effects.objects if one.what == what and one.kind]
        if names:
            yield f"{words} {_shortened(names)}"
    fields: dict[tuple[str, ...], list[Change]] = {}
    for one in effects.objects:
        if not one.kind and one.what == "made":
            yield "another name for every object: all are made anew"
        elif one.what == "changed":
            fields.setdefault(one.fields, []).append(one)
    for paths, changed in fields.items():
        names = [f"{one.kind} {one.name}" if one.kind else "every object" for one in changed]
        yield f"in {_shortened(names)}: {several(paths)}"


def _roles(effects: Effects) -> Iterator[str]:
    documents: dict[tuple[str, ...], list[str]] = {}
    for one in effects.roles:
        documents.setdefault((one.what, *one.fields), []).append(one.name)
    for (what, *fields), names in documents.items():
        words = {"made": "other IAM roles:", "gone": "no more the IAM roles"}.get(what, f"{' and '.join(fields)} of the IAM roles")
        yield f"{words} {_shortened(names)}"


def _shortened(names: Sequence[str]) -> str:
    rest = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
    return several(names[:_MANY]) + rest
