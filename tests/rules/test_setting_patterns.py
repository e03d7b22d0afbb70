"""Patterns of settings."""

import pytest

from portkey_constructs.rules.setting_patterns import is_related, matches, related_settings


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("mysql.host", "mysql.host", True),
        ("mysql.host", "mysql", False),
        ("mysql.host", "mysql.host.name", False),
        ("*.replicas", "gateway.replicas", True),
        ("*.replicas", "replicas", False),
        ("*.replicas", "a.b.replicas", False),
        ("**.labels", "labels", True),
        ("**.labels", "clickhouse.former.labels", True),
        ("**.resources.requests.*", "migration.resources.requests.cpu", True),
        ("**.resources.requests.*", "migration.resources.requests", False),
        ("**", "anything.at.all", True),
    ],
)
def test_a_pattern_matches_whole_paths(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_related_settings_are_the_maps_around_a_setting_and_the_settings_in_it() -> None:
    assert related_settings("mysql.host") == {"mysql", "mysql.host"}
    assert related_settings("clusterDomain") == {"clusterDomain"}
    gateway = related_settings("gateway")
    assert {"gateway", "gateway.image.tag", "gateway.autoscaling.min", "gateway.mcp.externalUrl"} <= gateway
    assert all(setting.startswith("gateway") for setting in gateway)


def test_related_settings_have_a_star_for_a_key_of_your_choice() -> None:
    assert {"secretOverrides.*", "secretOverrides.*.store.region"} <= related_settings("secretOverrides")
    assert "secretOverrides.mysql.store.region" in related_settings("secretOverrides.mysql")
    assert matches("secretOverrides.registry", "secretOverrides.*")


def test_a_setting_of_one_variant_is_related_to_the_union() -> None:
    assert {"redis.iam.clusterName", "redis.url", "redis.persistence.size"} <= related_settings("redis")


@pytest.mark.parametrize(
    ("path", "other", "expected"),
    [("mysql", "mysql.host", True), ("mysql.host", "mysql", True), ("mysql", "mysql", True), ("mysql", "mysqlx", False), ("a.b", "a.c", False)],
)
def test_paths_are_related_if_one_is_in_the_other(path: str, other: str, expected: bool) -> None:
    assert is_related(path, other) is expected
