"""What our validator accepts, the API server accepts, and what it refuses, the server refuses; or a rule of the product says why."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.cluster.api_server import ApiServer
from tests.cluster.borderline.comparison import compared, described
from tests.cluster.borderline.corpus import CORPUS
from tests.cluster.borderline.examples import Example
from tests.cluster.borderline.generated import generated, seeds
from tests.cluster.borderline.product_rules import CLUSTER_RULES, NEVER_START, PRODUCT_RULES
from tests.cluster.borderline.seeds import BASE, NAMESPACE
from tests.cluster.borderline.verdicts import Case, Unchecked, ours
from tests.cluster.control_plane import Cluster

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
COUNT: Final = int(os.environ.get("PORTKEY_BORDERLINE", "300"))
SEED: Final = int(os.environ.get("PORTKEY_BORDERLINE_SEED", "17"))


@pytest.fixture(scope="module")
def server(cluster: Cluster, definitions: None) -> Iterator[ApiServer]:
    with cluster.removed(NAMESPACE), ApiServer(cluster) as server:
        cluster.kubectl("create", "namespace", NAMESPACE)
        yield server


@pytest.fixture(scope="module")
def unchecked() -> Iterator[Unchecked]:
    with Unchecked() as renderer:
        yield renderer


@pytest.mark.slow
@pytest.mark.parametrize("example", CORPUS, ids=lambda example: example.name)
def test_our_validator_decides_the_corpus_as_kubernetes_does(example: Example) -> None:
    errors = ours({**BASE, **example.settings}).errors
    assert (not errors) is example.valid, errors


@pytest.mark.cluster
def test_the_server_decides_the_corpus_as_our_validator_does(server: ApiServer, unchecked: Unchecked) -> None:
    cases = [Case(example.name, {**BASE, **example.settings}, BASE) for example in CORPUS]
    comparison = compared(server, unchecked, cases)
    assert [*described(comparison.disagreements)] == []
    assert comparison.rules == {}
    assert comparison.outcomes == {
        "accepted here, accepted by the server": sum(example.valid for example in CORPUS),
        "refused here, refused by the server": sum(not example.valid for example in CORPUS),
    }


@pytest.mark.cluster
def test_the_settings_that_are_changed_are_valid(server: ApiServer, unchecked: Unchecked) -> None:
    cases = [Case(seed.name, seed.data, {"profile": "development"}) for seed in seeds()]
    assert compared(server, unchecked, cases).outcomes == {"accepted here, accepted by the server": len(cases)}


@pytest.mark.cluster
def test_generated_configurations_are_decided_alike(server: ApiServer, unchecked: Unchecked) -> None:
    comparison = compared(server, unchecked, generated(SEED, COUNT))
    print(f"\n==> {COUNT} configurations: {dict(comparison.outcomes)}; stricter by {dict(comparison.rules)}")
    assert [*described(comparison.disagreements)] == []
    # Most changes are on one side of a border or on the other.
    assert all(comparison.outcomes[f"{verdict} here, {verdict} by the server"] > COUNT / 5 for verdict in ("accepted", "refused"))


@pytest.mark.slow
def test_the_same_seed_generates_the_same_configurations() -> None:
    assert [case.name for case in generated(5, 200)] == [case.name for case in generated(5, 200)]
    assert [case.name for case in generated(5, 20)] != [case.name for case in generated(6, 20)]


def test_the_documentation_lists_every_rule_beyond_the_server() -> None:
    page = (DOCS / "project" / "api-server.md").read_text()
    names = {NEVER_START, *(rule.name for rule in (*PRODUCT_RULES, *CLUSTER_RULES))}
    assert [name for name in sorted(names) if f"| {name} |" not in page] == []
