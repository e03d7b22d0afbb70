"""The table of explanations: which mark a difference gets, and what stays unexplained."""

import re
from typing import Any

import pytest

from portkey_constructs.helm.compare.explanations import Context, explained, rules
from portkey_constructs.helm.compare.model import Difference, Fact, Mark, Value

CONTEXT: dict[str, Any] = {"namespace": "portkey", "components": frozenset({"gateway", "dataservice"}), "environment": {}}
PLAIN_STARTUP = "periodSeconds 10, timeoutSeconds 1, failureThreshold 3, successThreshold 1, initialDelaySeconds 10"


def _mark(component: str, section: str, name: str, old: Value | str | None, new: Value | str | None, **context: Any) -> Mark:
    old, new = (Value(value) if isinstance(value, str) else value for value in (old, new))
    return explained(Difference(Fact(component, section, name), old, new), Context(**{**CONTEXT, **context})).mark


def test_every_rule_has_a_reason_and_none_explains_nothing() -> None:
    for rule in rules():
        assert rule.mark is not Mark.UNEXPLAINED
        assert re.fullmatch(r"[a-zA-Z].*[^.]", rule.reason)
        assert rule.section.pattern != ".*"


@pytest.mark.parametrize(
    ("component", "section", "name", "old", "new", "mark"),
    [
        ("mysql", "security", "readOnlyRootFilesystem", None, "true", Mark.HARDENING),
        ("mysql", "security", "readOnlyRootFilesystem", "true", None, Mark.UNEXPLAINED),
        ("gateway", "names", "Service", "a", "b", Mark.NAMING),
        ("gateway", "probes", "startup timing", PLAIN_STARTUP, "periodSeconds 5", Mark.OUR_DEFAULT),
        ("gateway", "probes", "startup timing", "periodSeconds 33", "periodSeconds 5", Mark.UNEXPLAINED),
        ("gateway", "probes", "startup action", "tcp on 80", None, Mark.UNEXPLAINED),
        ("frontend", "scaling", "replicas", "1", "2", Mark.OUR_DEFAULT),
        ("frontend", "scaling", "replicas", "5", "2", Mark.UNEXPLAINED),
        ("gateway", "resources", "limits.memory", "8Gi", "2Gi", Mark.UNEXPLAINED),
        ("frontend", "ports", "Service 443/TCP", "to container port 8080", None, Mark.FIXED_DEFECT),
        ("frontend", "ports", "Service 443/TCP", "to container port 8443", None, Mark.UNEXPLAINED),
        ("frontend", "environment", "VITE_API_URL in config.js", "http://g.p.svc.cluster.local:8787", "https://ai.example.org", Mark.FIXED_DEFECT),
        ("frontend", "environment", "VITE_API_URL in config.js", "https://ai.example.org", "https://b.example.org", Mark.UNEXPLAINED),
        ("gateway", "environment", "PORTKEY_CLIENT_AUTH", "client_auth-PRIVATE_SEVICE", Value(None, "Secret s key k"), Mark.FIXED_DEFECT),
        ("gateway", "environment", "PORTKEY_CLIENT_AUTH", Value("a", "Secret s key k"), None, Mark.UNEXPLAINED),
        ("backend", "environment", "OIDC_REDIRECT_URI", "https://a.b/auth/callback", "https://a.b/v2/auth/callback", Mark.FIXED_DEFECT),
        ("backend", "environment", "OIDC_REDIRECT_URI", "https://a.b/auth/callback", "https://c.d/v2/auth/callback", Mark.UNEXPLAINED),
        ("backend", "environment", "DB_HOST", Value("db", "Secret s key k"), "db.portkey.svc.cluster.local", Mark.OUR_DEFAULT),
        ("backend", "environment", "DB_HOST", Value("db", "Secret s key k"), "db2.portkey.svc.cluster.local", Mark.UNEXPLAINED),
        ("backend", "environment", "DB_USER", Value("me", "Secret s key k"), "me", Mark.OUR_DEFAULT),
        ("backend", "environment", "DB_USER", Value("me", "Secret s key k"), "you", Mark.UNEXPLAINED),
        ("gateway", "environment", "REDIS_URL", "redis://cache:6379", "rediss://other:6379", Mark.UNEXPLAINED),
        ("gateway", "environment", "MY_FLAG", "on", None, Mark.UNEXPLAINED),
        ("redis", "image", "image", "redis:7", f"redis:7@sha256:{'a' * 64}", Mark.HARDENING),
        ("redis", "image", "image", "redis:7", f"redis:8@sha256:{'a' * 64}", Mark.UNEXPLAINED),
        ("mcp", "component", "objects", "Deployment", None, Mark.UNEXPLAINED),
    ],
)
def test_a_difference_has_its_mark(component: str, section: str, name: str, old: Value | str | None, new: Value | str | None, mark: Mark) -> None:
    assert _mark(component, section, name, old, new) is mark


def test_an_address_of_a_component_is_removed_only_without_the_component() -> None:
    difference = ("gateway", "environment", "DATASERVICE_BASEPATH", "http://portkey-app-dataservice.portkey.svc.cluster.local:8081", None)

    assert _mark(*difference) is Mark.UNEXPLAINED
    assert _mark(*difference, components=frozenset({"gateway"})) is Mark.FIXED_DEFECT


@pytest.mark.parametrize(
    ("name", "old", "new", "condition", "explaining", "other"),
    [
        ("REDIS_URL", "redis://cache:6379", "rediss://cache:6379", "REDIS_TLS_ENABLED", "true", "false"),
        ("LOG_STORE_BASEPATH", "logs/", None, "LOG_STORE", "s3_assume", "s3_custom"),
        ("DB_SSL", "Amazon RDS", "REQUIRED", "DB_HOST", "db.example.org", "a.eu-west-1.rds.amazonaws.com"),
        ("CLICKHOUSE_PORT", "8123", "8443", "CLICKHOUSE_TLS", "true", "false"),
        ("CLICKHOUSE_CLUSTER_NAME", "portkey", None, "CLICKHOUSE_SHARDING_ENABLED", "false", "true"),
    ],
)
def test_a_reason_holds_only_with_the_variable_it_speaks_of(
    name: str, old: str, new: str | None, condition: str, explaining: str, other: str
) -> None:
    def mark(value: str) -> Mark:
        return _mark("backend", "environment", name, old, new, environment={("backend", condition): value})

    assert mark(explaining) is not Mark.UNEXPLAINED
    assert mark(other) is Mark.UNEXPLAINED
