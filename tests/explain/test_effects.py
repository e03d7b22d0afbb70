"""Every statement of effects.yaml holds in rendered objects, and nothing that a setting changes is left out."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import pytest

from portkey_constructs.explain.effects import Effects, ObjectEffect, VariableEffect, effects_of
from portkey_constructs.explain.tree import tree
from portkey_constructs.platform.variables import VARIABLES
from tests.explain.mutations import Change, changes

pytestmark = pytest.mark.slow

PLACEHOLDERS: Final = re.compile(
    r"^(exposure\.)?(gateway|backend|dataservice|frontend|mcp|mysql|redis|clickhouse\.former|clickhouse|secrets|secretOverrides\.\*)\."
)
DERIVED: Final = re.compile(r"metadata\.name|.*checksum/\w+\]|metadata\.annotations\[(secret\.reloader\.stakater\.com/reload|kustomize.*)\]")
"""Fields that follow from the content of others."""


@cache
def changes_of() -> Mapping[str, tuple[Change, ...]]:
    by_path: dict[str, list[Change]] = {}
    for change in changes():
        by_path.setdefault(change.path.removesuffix(".kind").removesuffix(".*"), []).append(change)
    return {path: tuple(several) for path, several in by_path.items()}


def alike(path: str) -> str:
    """The path without the name of its component, exposure or Secret: settings with the same name there are declared together."""
    return PLACEHOLDERS.sub("any.", path)


@cache
def changes_of_alike() -> Mapping[str, tuple[Change, ...]]:
    by_path: dict[str, list[Change]] = {}
    for path, several in changes_of().items():
        by_path.setdefault(alike(path), []).extend(several)
    return {path: tuple(several) for path, several in by_path.items()}


def test_every_setting_declares_its_effects() -> None:
    assert [path for path in tree() if effects_of(path) == Effects()] == []


def test_settings_change_exactly_what_they_declare() -> None:
    """In one test, because the changes take a minute and no two processes of pytest share them."""
    missing = [path for path in tree() if not changes_of_alike().get(alike(path.removesuffix(".kind").removesuffix(".*")))]
    assert missing == [], "no case changes these settings"
    unchanged = {path: wrong for path in tree() if not path.endswith(".kind") and (wrong := declared_only(path))}
    undeclared = {path: sorted(fields) for path, several in changes_of().items() if (fields := changed_only(path, several))}
    assert (unchanged, undeclared) == ({}, {})


def declared_only(path: str) -> list[object]:
    """What a setting declares and no case changes."""
    effects = effects_of(path)
    cases = changes_of_alike()[alike(path)] if path.startswith("secretOverrides") else changes_of().get(path) or changes_of_alike()[alike(path)]
    wrong: list[object] = [effect for effect in effects.objects if not any(holds(effect_for(effect, path, case), case) for case in cases)]
    wrong += [effect for effect in effects.variables if not any(variable_changes(effect, case) for case in cases)]
    wrong += [key for key in effects.keys if not any(key in case.secret_keys for case in cases)]
    wrong += ["roles"] if effects.roles and not any(case.roles for case in cases) else []
    return wrong


def changed_only(path: str, cases: tuple[Change, ...]) -> set[str]:
    """What the cases of a setting change and it does not declare; nothing for a setting with a note, which says what else changes."""
    return set() if effects_of(path).notes else {text for case in cases for text in missing_in(case, path)}


def effect_for(effect: ObjectEffect, path: str, case: Change) -> ObjectEffect:
    """The same effect of the setting of a case that is declared together with the setting at `path`."""
    if case.path.removesuffix(".kind") == path:
        return effect
    declared = effects_of(path).objects
    return effects_of(case.path).objects[declared.index(effect)] if len(effects_of(case.path).objects) == len(declared) else effect


def holds(effect: ObjectEffect, case: Change) -> bool:
    for name in objects_meant(effect, case):
        changed = case.objects[name]
        if "metadata.name" in effect.fields and not changed:
            return True
        if not effect.fields and not changed:
            return True
        if any(covers(field, other) for field in effect.fields for other in changed):
            return True
    return False


def objects_meant(effect: ObjectEffect, case: Change) -> Iterator[str]:
    for name in case.objects:
        kind, _, own = name.partition(" ")
        if effect.kind.startswith("every"):
            yield name
        elif effect.kind == kind or (effect.kind == "SecretStore" and kind == "ClusterSecretStore"):
            called = effect.name.replace("{name}", case.before.names.prefix).replace("{namespace}", case.before.names.namespace)
            if effect.name == "*" or own == called or (kind == "ServiceAccount" and own in own_accounts(effect.name.removeprefix("{name}-"), case)):
                yield name


def own_accounts(component: str, case: Change) -> Iterator[str]:
    """The names of a component's service account before and after."""
    for platform in (case.before, case.after):
        if component in platform.components:
            yield platform.components[component].service_account
        if component == "migration" and platform.migration:
            yield platform.migration.service_account
        if component == "external-secrets":
            yield from (secret.reader.service_account for secret in platform.secrets.values() if secret.reader)


def covers(declared: str, field: str) -> bool:
    return field == declared or field.startswith((f"{declared}.", f"{declared}["))


def variable_changes(effect: VariableEffect, case: Change) -> bool:
    return any(f".env[{effect.name}]" in field for changed in case.objects.values() for field in changed) or (
        bool(effect.key) and effect.key in case.secret_keys
    )


def only_form_changes(variable: str, case: Change) -> bool:
    """Whether a variable refers to a Secret now or no longer, because the Secret is needed or not, and its value is the same."""
    keys = {row.key.name for row in VARIABLES if row.name == variable and row.key}
    return bool(keys) and not keys & case.secret_keys


@cache
def with_settings_below(path: str) -> Effects:
    below = [effects_of(other) for other in tree() if other == path or other.startswith(f"{path}.")]
    objects = tuple(effect for effects in below for effect in effects.objects)
    variables = tuple(effect for effects in below for effect in effects.variables)
    return Effects(objects, variables, {key: "" for effects in below for key in effects.keys})


def missing_in(case: Change, path: str) -> Iterator[str]:
    """What a case changes that neither the setting nor a setting in its map declares."""
    effects = with_settings_below(path)
    for name, changed in case.objects.items():
        kind = name.partition(" ")[0]
        if kind.endswith("NetworkPolicy") and not path.startswith("networkPolicy"):
            # Policies follow from addresses, exposures and identities, as the purpose of the kind says.
            continue
        if kind == "ResourceQuota" and not path.startswith("resourceQuota"):
            # The amounts of a computed quota follow from all pods and claims.
            continue
        meant = [effect for effect in effects.objects if name in set(objects_meant(effect, case))]
        if not changed:
            if kind not in ("Secret", "ExternalSecret", "SecretProviderClass", "SecretStore", "ServiceAccount") and not any(
                not effect.fields or "metadata.name" in effect.fields for effect in meant
            ):
                yield name
            continue
        for field in changed:
            if DERIVED.fullmatch(field) or any(covers(other, field) for effect in meant for other in effect.fields):
                continue
            if meant and any(not effect.fields for effect in meant):
                continue
            variable = re.search(r"\.env\[(\w+)\]", field)
            if variable and (any(effect.name == variable[1] for effect in effects.variables) or only_form_changes(variable[1], case)):
                continue
            if kind in ("Secret", "ExternalSecret", "SecretProviderClass") and effects.keys:
                continue
            if field == "data[config.js]" and any(effect.name.startswith("VITE_") for effect in effects.variables):
                continue
            yield f"{name} {field}"
