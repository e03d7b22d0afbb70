"""The constraints of Kubernetes types: a real API server accepts and refuses the same examples."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from imports.constraint import Constraint
from imports.constraints import CONSTRAINTS
from tests.cluster.api_server import ApiServer
from tests.cluster.control_plane import Cluster
from tests.support.constraint_samples import sample

pytestmark = pytest.mark.cluster

Refusal = Callable[[dict[str, Any]], str]


@pytest.fixture(scope="module")
def refusal(cluster: Cluster) -> Iterator[Refusal]:
    """Returns why the server does not apply an object; empty if it does."""
    with ApiServer(cluster) as server:
        yield lambda manifest: server.apply(manifest, dry_run=True).refusal


def test_the_server_accepts_the_good_examples(refusal: Refusal) -> None:
    refused = {f"{constraint[:2]} {example}": reason for constraint, example, reason in verdicts(refusal, good=True) if reason}
    assert refused == {}


def test_the_server_refuses_the_bad_examples_unless_they_are_stricter(refusal: Refusal) -> None:
    wrong = {
        f"{constraint[:2]} {example}": reason for constraint, example, reason in verdicts(refusal, good=False) if bool(reason) is constraint.stricter
    }
    assert wrong == {}


def verdicts(refusal: Refusal, *, good: bool) -> Iterator[tuple[Constraint, Any, str]]:
    for constraint in CONSTRAINTS:
        for example in constraint.good if good else constraint.bad:
            yield constraint, example, refusal(sample(constraint, example))


@pytest.mark.parametrize(
    ("field", "entries"),
    [
        ("env", [{"name": "A"}, {"name": "A"}]),
        ("ports", [{"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"}]),
        ("volumeMounts", [{"name": "scratch", "mountPath": "/a"}, {"name": "scratch", "mountPath": "/a", "readOnly": True}]),
    ],
)
def test_the_server_refuses_two_entries_with_the_same_key(refusal: Refusal, field: str, entries: list[Any]) -> None:
    constraint = Constraint("Container", field, {}, "", (), ())
    assert refusal(sample(constraint, entries[:1])) == ""
    assert "duplicate entries for key" in refusal(sample(constraint, entries))
