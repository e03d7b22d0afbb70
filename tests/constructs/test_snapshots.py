"""What each construct renders, as readable YAML: with the minimal configuration and with all settings."""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from portkey_constructs.constructs import IrsaServiceAccount
from tests.constructs.cases import CASES, CONFIGURATIONS, CONSTRUCTS, TO_READ
from tests.constructs.charts import new_chart, objects
from tests.support.all_settings.logins import LOGINS


@pytest.mark.parametrize(("component", "name"), TO_READ)
def test_construct_matches_its_snapshot(component: str, name: str, yaml_snapshot: SnapshotAssertion) -> None:
    chart = new_chart()
    CONSTRUCTS[component](chart, "It", config=CONFIGURATIONS[name])
    assert objects(chart) == yaml_snapshot


def test_every_construct_and_configuration_has_a_snapshot() -> None:
    assert set(TO_READ) <= set(CASES)
    # The other logins differ from Okta's only in their issuer and protocol.
    assert {name for _, name in TO_READ} == set(CONFIGURATIONS) - set(LOGINS) | {"okta"}
    assert {component for component, _ in TO_READ} == set(CONSTRUCTS) - {"portkey"}


@pytest.mark.parametrize("name", ["minimal", "all"])
def test_irsa_service_account_matches_its_snapshot(name: str, yaml_snapshot: SnapshotAssertion) -> None:
    chart = new_chart(namespace="team-a")
    settings: dict[str, Any] = {}
    if name == "all":
        settings = {"namespace": "models", "labels": {"team": "a"}, "annotations": {"example.org/note": "reads models"}}
    IrsaServiceAccount(chart, "It", name="reader", role_arn="arn:aws:iam::111122223333:role/reader", **settings)
    assert objects(chart) == yaml_snapshot
