"""The settings that entries name exist, and are those at which the rules tell their problems."""

import pytest

from portkey_constructs.config.introspection import is_secret
from portkey_constructs.explain import setting_of
from portkey_constructs.explain.codes import concerns
from portkey_constructs.explain.tree import maps, tree
from portkey_constructs.rules.catalogue import CATALOGUE, ENTRIES, Entry
from tests.rules.test_rules import CASES

EVERY = ("**",)


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.settings not in ((), EVERY)], ids=lambda entry: entry.code)
def test_every_setting_that_is_named_exists(entry: Entry) -> None:
    lonely = [said for said in entry.settings if not any(concerns(Entry("", "", "", "", (said,)), path) for path in tree())]
    assert lonely == []


def test_a_rule_tells_its_problem_at_a_setting_that_its_entry_names() -> None:
    for case in CASES:
        entry = CATALOGUE[case.code]
        if entry.settings != EVERY:
            path = setting_of(case.path)
            assert path, case.path
            assert concerns(entry, path), f"{case.code} is told at {path}"


def test_the_secret_values_are_those_of_the_types() -> None:
    """And the registry's user, who is known by Secrets alone."""
    secret = {place.path for places in tree().values() for place in places if is_secret(place.annotation) and not maps(place.annotation)}
    for code in ("PK-SECRET-002", "PK-SECRET-003"):
        assert {path for path in tree() if concerns(CATALOGUE[code], path)} == secret | {"imagePull.username"}
