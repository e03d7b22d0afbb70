"""The constraints of Kubernetes types: each example is accepted or refused where it is wrong, with what is expected."""

from typing import Any

import pytest
from pydantic import ValidationError

from imports.constraint import Constraint
from imports.constraints import CONSTRAINTS, ROLES
from portkey_constructs.config.fragments import Shape
from portkey_constructs.config.object_schema import object_problems
from tests.support.constraint_samples import outermost
from tests.support.object_samples import PLACES, object_sample


def problems(constraint: Constraint, example: Any) -> list[str]:
    """What is expected of the setting that contains the example."""
    if constraint.type in PLACES:
        manifest = object_sample(constraint, example)
        return [problem.message for problem in object_problems(manifest["kind"], manifest)]
    type, value = outermost(constraint, example)
    try:
        Shape(ROLES.get(type, type), type if type in ROLES else "").check(value)
    except ValidationError as error:
        return [details["msg"] for details in error.errors(include_url=False)]
    return []


def name(constraint: Constraint) -> str:
    return f"{constraint.type}.{constraint.field}" if constraint.field else constraint.type


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=name)
def test_good_examples_are_accepted(constraint: Constraint) -> None:
    assert [(example, messages) for example in constraint.good if (messages := problems(constraint, example))] == []


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=name)
def test_bad_examples_are_refused_with_what_is_expected(constraint: Constraint) -> None:
    assert constraint.bad
    for example in constraint.bad:
        assert f"expected {constraint.expected}" in problems(constraint, example), example
