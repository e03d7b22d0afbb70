"""The whole configuration matrix, pair by pair: every row is accepted, renders what a cluster takes, and lacks nothing that it names."""

from collections.abc import Mapping
from itertools import combinations as pairs
from typing import Final

import pytest

from portkey_constructs.loading.reading import examine
from tests.support import matrix
from tests.support.examples import config_from
from tests.support.invariants import violations
from tests.support.objects import rendered
from tests.test_kubernetes_schema import refused

ROWS: Final = tuple(matrix.combinations())


def _name(chosen: Mapping[str, str]) -> str:
    return "/".join(chosen.values())


@pytest.mark.parametrize("chosen", ROWS, ids=_name)
def test_every_combination_renders_valid_objects(chosen: Mapping[str, str]) -> None:
    config = config_from(matrix.settings_of(chosen))
    objects = rendered(config)
    assert refused(objects) == []
    assert violations(objects, config) == []


def test_combinations_contain_every_compatible_pair_of_choices() -> None:
    seen = {frozenset(pair) for row in ROWS for pair in pairs(row.items(), 2)}
    assert {choice for pair in seen for choice in pair} == {(axis, choice) for axis, choices in matrix.AXES.items() for choice in choices}
    expected = [
        {first: choice, second: other} for first, second in pairs(matrix.AXES, 2) for choice in matrix.AXES[first] for other in matrix.AXES[second]
    ]
    missing = [pair for pair in expected if frozenset(pair.items()) not in seen]
    assert [pair for pair in missing if matrix.compatible(pair)] == []
    assert len(missing) < len(expected) / 10


@pytest.mark.parametrize(("axis", "choice"), matrix.NEEDS)
def test_choice_without_its_identity_is_refused(axis: str, choice: str) -> None:
    chosen = {name: next(iter(choices)) for name, choices in matrix.AXES.items()} | {axis: choice, "identity": "none"}
    config, problems = examine({**matrix.settings_of(chosen), "aws": {"region": "us-west-2"}}, yaml=True)
    assert config is None or any(problem.severity == "warning" for _, problem in problems)
    assert any("identity" in problem.message + problem.fix for _, problem in problems)
