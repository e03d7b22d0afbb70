"""What each construct renders, as YAML to be read: with the least that can be said, and with everything."""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from portkey_constructs.constructs import IrsaServiceAccount
from tests.constructs.cases import CASES, CONFIGURATIONS, CONSTRUCTS
from tests.constructs.charts import chart, objects


@pytest.mark.parametrize(("component", "name"), [case for case in CASES if case[0] != "portkey"])
def test_construct(component: str, name: str, yaml_snapshot: SnapshotAssertion) -> None:
    around = chart()
    CONSTRUCTS[component](around, "It", config=CONFIGURATIONS[name])
    assert objects(around) == yaml_snapshot


@pytest.mark.parametrize("name", ["least", "every"])
def test_irsa_service_account(name: str, yaml_snapshot: SnapshotAssertion) -> None:
    around = chart(namespace="team-a")
    said: dict[str, Any] = {}
    if name == "every":
        said = {"namespace": "models", "labels": {"team": "a"}, "annotations": {"example.org/note": "reads models"}}
    IrsaServiceAccount(around, "It", name="reader", role_arn="arn:aws:iam::111122223333:role/reader", **said)
    assert objects(around) == yaml_snapshot
