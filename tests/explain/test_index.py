"""What follows from which settings is complete and true, also where the sources say that a setting cannot matter."""

import ast
from pathlib import Path

import pytest
from pydantic import ValidationError

from portkey_constructs.explain.facts import Component, OfComponent, alike, changes, facts
from portkey_constructs.explain.grounds import configuration, configurations
from portkey_constructs.explain.index import Source, index
from portkey_constructs.explain.paths import setting_of
from portkey_constructs.explain.tree import places
from portkey_constructs.platform import environment as module
from portkey_constructs.platform.environment import environment
from portkey_constructs.rules import check
from tests.explain.set_leaves import data, said, without
from tests.support.all_settings import EVERY

SOURCES = ("secrets", "secretOverrides")
"""These say where a Secret comes from, and not what is in it."""


def test_nothing_is_missed_by_trying_less() -> None:
    assert index() == index(thorough=True)


def test_configurations_are_alike_when_their_facts_are() -> None:
    known: dict = {}
    pairs = [pair for place in places() if len(place.parts) < 3 for pair in configurations(place, known, roles=False)]
    told = {alike(pair.before, pair.after) for pair in pairs}
    assert told == {True, False}
    assert [pair.word for pair in pairs if alike(pair.before, pair.after) == bool(changes(facts(pair.before), facts(pair.after)))] == []


def test_every_fact_of_every_configuration_is_known() -> None:
    known = {fact for config in EVERY.values() for fact in facts(config)}
    assert {fact for fact in known if isinstance(fact, OfComponent | Component)} <= set(index())
    for name, config in EVERY.items():
        for fact in facts(config):
            if isinstance(fact, OfComponent) and not fact.is_port:
                assert any(variable.name == fact.name for variable in environment(config, fact.component)), name


def test_every_variable_in_the_source_is_known() -> None:
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    first = [node.value.elts[0] for node in ast.walk(tree) if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple)]
    names = {node.value for node in first if isinstance(node, ast.Constant)}
    assert len(names) > 50
    assert names <= {fact.name for fact in index() if isinstance(fact, OfComponent)}


@pytest.mark.parametrize("name", EVERY)
def test_what_a_setting_changes_anywhere_is_said_to_follow_from_it(name: str) -> None:
    """Each setting of a configuration is left out in turn; what then differs follows from it, or from what is in it."""
    found = data(EVERY[name])
    whole = configuration(found)
    missed: dict[str, set[str]] = {}
    for path in said(found):
        if path[-1] == "kind" or path[0] in SOURCES:
            continue
        try:
            less = configuration(without(found, path))
        except ValidationError:
            continue
        if any(problem.severity == "error" for problem in check(less)):
            continue
        differ = changes(facts(less), facts(whole))
        gone = {fact.component for fact in differ if isinstance(fact, Component)}
        for fact in differ:
            page = setting_of(".".join(path)) or ""
            paths = {source.path for source in index()[fact]}
            comes_with_its_component = isinstance(fact, OfComponent) and fact.component in gone
            if not comes_with_its_component and not any(f"{one}.".startswith(f"{page}.") for one in paths):
                missed.setdefault(page, set()).add(str(fact))
    assert missed == {}


def test_a_source_tells_by_which_values_a_thing_is_there() -> None:
    assert Source("logStore.assumeRole", ("*",)) in index()[OfComponent("gateway", "LOG_STORE_AWS_ROLE_ARN")]
    assert index()[Component("mysql")] == (Source("deployment", (), ("gateway", "dataPlane")), Source("mysql", (), ("external", "rds")))
    assert Source("gateway.mcp.only", (), ("true",)) in index()[OfComponent("gateway", "gateway", True)]
