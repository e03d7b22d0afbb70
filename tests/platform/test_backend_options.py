"""The variables of the backend's features and of the values that it shows."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.variables import variable
from portkey_constructs.platform.backend_options import BACKEND_OPTIONS
from tests.rules.test_versions import problems
from tests.support.examples import production
from tests.support.objects import rendered, variables

NAMES = {row.name for row in BACKEND_OPTIONS}
SWITCHES = {
    "guardrails": "GUARDRAILS_ENABLED",
    "apiAccess": "API_ACCESS_ENABLED",
    "dataExports": "DATA_EXPORTS_ENABLED",
    "usageLimits": "USAGE_LIMITS_ENABLED",
    "auditLogs": "AUDIT_LOGS_ENABLED",
    "policies": "POLICY_ENABLED",
}
OTHERS = ("gateway", "dataservice", "frontend")


def options(config: PortkeyConfig, component: str = "backend") -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name in NAMES}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        *(({"features": {feature: False}}, {name: "OFF"}) for feature, name in SWITCHES.items()),
        ({"features": dict.fromkeys(SWITCHES, True)}, {}),
        ({"features": {"modelCatalog": True}}, {"MODEL_CATALOG_ENABLED": "ON"}),
        ({"features": {"modelCatalog": False}}, {}),
        ({"logRetentionDisplay": 30}, {"LOG_RETENTION_DISPLAY": "30"}),
        ({"metricsRetentionDisplay": "180"}, {"METRICS_RETENTION_DISPLAY": "180"}),
        ({"apiKeyPrefix": "acme-"}, {"API_KEY_PREFIX": "acme-"}),
    ],
)
def test_option_sets_its_variable_in_the_backend_alone(settings: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    config = production(backend=settings)
    assert options(config) == expected
    assert [options(config, component) for component in OTHERS] == [{}, {}, {}]


def test_options_do_not_run_the_migration_again() -> None:
    chosen = {"features": {"guardrails": False, "modelCatalog": True}, "logRetentionDisplay": 30, "apiKeyPrefix": "acme-"}
    [before], [after] = (
        [manifest["metadata"]["name"] for manifest in rendered(production(backend=settings)) if manifest["kind"] == "Job"]
        for settings in ({}, chosen)
    )
    assert before == after


@pytest.mark.parametrize(
    ("settings", "since", "unread"),
    [
        ({"features": {"guardrails": False}}, "1.9.0", "1.8.0"),
        ({"logRetentionDisplay": 30}, "1.9.0", "1.8.0"),
        ({"apiKeyPrefix": "acme-"}, "1.15.0", "1.14.0"),
    ],
)
def test_image_that_does_not_read_the_option_is_reported(settings: Mapping[str, Any], since: str, unread: str) -> None:
    [name] = options(production(backend=settings))
    old = problems({"backend": unread}, backend=dict(settings)).get("PK-VERSION-005")
    assert old is not None
    assert f"{name} (since {since})" in old.message
    new = problems({"backend": since}, backend=dict(settings)).get("PK-VERSION-005")
    assert new is None or name not in new.message


@pytest.mark.parametrize("prefix", ["", "-acme", "acme key", "a" * 33, "acme/", "äcme"])
def test_prefix_that_a_header_or_an_address_cannot_contain_is_refused(prefix: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        production(backend={"apiKeyPrefix": prefix})
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == ("backend.apiKeyPrefix", "PK-SETTING-004")
    assert "such as acme-" in problem.fix


@pytest.mark.parametrize("row", BACKEND_OPTIONS, ids=lambda row: row.name)
def test_explanation_of_a_variable_leads_to_the_setting(row: Any) -> None:
    assert row.setting in variable(row.name).settings
