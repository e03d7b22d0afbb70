"""The variables of the gateway's metrics and of the messages that it prints."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, production
from tests.support.objects import variables

OTHERS = ("backend", "dataservice", "frontend", "mysql", "redis", "clickhouse")
SHAPE = ("PROMETHEUS_INCLUDE", "PROMETHEUS_LABELS", "PROMETHEUS_HISTOGRAM", "PROMETHEUS_HTTP", "PROMETHEUS_GC")
LOGGING = ("LOG_LEVEL", "LOG_TIMESTAMP", "LOG_COLORS")


def starting(config: PortkeyConfig, names: tuple[str, ...], component: str = "gateway") -> dict[str, Any]:
    return {name: value for name, value in variables(config, component).items() if name.startswith(names)}


@pytest.mark.parametrize(
    ("monitoring", "expected"),
    [
        ({}, {}),
        ({"metricLabels": {}, "buckets": {}}, {}),
        ({"metricLabels": {"model": False, "metadata": []}}, {}),
        ({"metricLabels": {"model": True}}, {"PROMETHEUS_INCLUDE_MODEL_LABEL": "true"}),
        ({"metricLabels": {"configName": True}}, {"PROMETHEUS_INCLUDE_CONFIG_NAME_LABEL": "true"}),
        ({"metricLabels": {"apiKeyName": True}}, {"PROMETHEUS_INCLUDE_API_KEY_NAME_LABEL": "true"}),
        (
            {"metricLabels": {"metadata": ["team", "cost_center", "team"]}},
            {"PROMETHEUS_INCLUDE_METADATA_LABELS": "true", "PROMETHEUS_LABELS_METADATA_ALLOWED_KEYS": "team,cost_center"},
        ),
        ({"buckets": {"llmLatency": [1000, "250", 250.0, 2.5]}}, {"PROMETHEUS_HISTOGRAM_BUCKETS": "2.5,250,1000"}),
        ({"buckets": {"httpDuration": [0.1, 0.05, 10]}}, {"PROMETHEUS_HTTP_DURATION_BUCKETS": "0.05,0.1,10"}),
        ({"buckets": {"gcDuration": ["0.001"]}}, {"PROMETHEUS_GC_BUCKETS": "0.001"}),
    ],
)
def test_gateway_alone_has_the_variables_of_labels_and_buckets(monitoring: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    config = production(monitoring=monitoring)
    assert starting(config, SHAPE) == expected
    assert [starting(config, SHAPE, component) for component in OTHERS] == [{}] * len(OTHERS)
    for part in (ALONE, HYBRID):
        assert starting(config_from({**part, "monitoring": monitoring}), SHAPE) == expected


@pytest.mark.parametrize("key", ["cost-center", "team.name", "a,b", "a b", ""])
def test_metadata_key_that_cannot_be_a_part_of_a_label_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError, match="letters, digits and underscores"):
        production(monitoring={"metricLabels": {"metadata": [key]}})


@pytest.mark.parametrize("limit", [0, -1, "0.0", "a", "1e3", "", "+Inf", True])
def test_bucket_limit_that_is_no_positive_number_is_refused(limit: object) -> None:
    with pytest.raises(ConfigurationError, match=r"a number above 0"):
        production(monitoring={"buckets": {"llmLatency": [limit]}})


@pytest.mark.parametrize(
    ("monitoring", "tag", "unread"),
    [
        ({"metricLabels": {"model": True}}, "2.4.2", "PROMETHEUS_INCLUDE_MODEL_LABEL (since 2.4.3)"),
        ({"metricLabels": {"metadata": ["team"]}}, "2.4.2", "PROMETHEUS_INCLUDE_METADATA_LABELS (since 2.4.3)"),
        ({"metricLabels": {"apiKeyName": True}}, "2.9.0", "PROMETHEUS_INCLUDE_API_KEY_NAME_LABEL (since 2.10.0)"),
        ({"buckets": {"gcDuration": [1]}}, "2.4.2", "PROMETHEUS_GC_BUCKETS (since 2.4.3)"),
    ],
)
def test_image_that_does_not_read_the_variable_is_reported(monitoring: Mapping[str, Any], tag: str, unread: str) -> None:
    def warnings(tag: str) -> str:
        config = production(monitoring=monitoring, gateway={"image": {"tag": tag}}, dataservice={"kind": "none"})
        return " ".join(problem.message for problem in config.warnings() if problem.code == "PK-VERSION-005")

    assert unread in warnings(tag)
    assert unread not in warnings("2.10.0")


@pytest.mark.parametrize(
    ("logging", "expected"),
    [
        ({}, {}),
        *(({"level": level}, {"LOG_LEVEL": level}) for level in ("error", "critical", "warn", "info", "debug")),
        ({"timestamps": False}, {"LOG_TIMESTAMP": "false"}),
        ({"level": "debug", "timestamps": True}, {"LOG_LEVEL": "debug"}),
    ],
)
def test_gateway_alone_has_the_variables_of_its_messages(logging: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    config = production(gateway={"logging": logging})
    assert starting(config, LOGGING) == expected
    assert [starting(config, LOGGING, component) for component in OTHERS] == [{}] * len(OTHERS)


@pytest.mark.parametrize("level", ["warning", "INFO", "trace", "verbose", 3, ""])
def test_unknown_level_of_messages_is_refused(level: object) -> None:
    with pytest.raises(ConfigurationError, match=r"gateway\.logging\.level"):
        production(gateway={"logging": {"level": level}})
