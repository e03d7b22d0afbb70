"""Findings about custom resources: routes that a Gateway takes, stores that a controller can read."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from apps import ENVIRONMENTS, configuration
from portkey_constructs.manifests.platform import platform
from portkey_constructs.verify.finding import Check, Commands, Finding, Object, Status
from portkey_constructs.verify.report import findings
from tests.verify.test_findings import live_of

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


def objects(name: str) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in platform(configuration(name))]


def about(name: str, kind: str, status: Any, check: Check) -> list[Finding]:
    """What is said of the objects of a kind, when each has this status."""
    rendered = objects(name)
    live = live_of(rendered)
    for one in live.all(kind):
        one["status"] = status
    return [one for one in findings(rendered, live, Commands("portkey"), NOW) if one.check is check and one.object.startswith(f"{kind} ")]


def condition(kind: str, status: str, reason: str = "Because", message: str = "so it is") -> dict[str, str]:
    return {"type": kind, "status": status, "reason": reason, "message": message}


def parents(*conditions: dict[str, str]) -> dict[str, Any]:
    return {"parents": [{"parentRef": {"name": "public"}, "conditions": list(conditions)}]}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_object_of_every_environment_is_found_where_it_is(name: str) -> None:
    rendered = objects(name)
    told = findings(rendered, live_of(rendered), Commands("portkey"), NOW)
    assert [one for one in told if one.check is Check.OBJECTS and one.status is not Status.OK] == []


@pytest.mark.parametrize(
    ("status", "wanted", "words"),
    [
        ({}, Status.WAITING, "was not looked at by a Gateway"),
        (parents(condition("Accepted", "True"), condition("ResolvedRefs", "True")), Status.OK, "taken by public"),
        (parents(condition("Accepted", "False", "NotAllowedByListeners")), Status.FAILED, "Accepted is False: NotAllowedByListeners: so it is"),
        (parents(condition("Accepted", "True"), condition("ResolvedRefs", "False")), Status.FAILED, "ResolvedRefs is False"),
    ],
)
def test_a_route_is_taken_by_its_gateway(status: Any, wanted: Status, words: str) -> None:
    found = about("azure", "HTTPRoute", status, Check.ADDRESSES)
    assert len(found) == 2
    for one in found:
        assert one.status is wanted
        assert words in one.message
        assert wanted is Status.OK or one.command.startswith("kubectl")


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ({}, Status.WAITING),
        ({"conditions": [condition("Ready", "True")]}, Status.OK),
        ({"conditions": [condition("Ready", "False", "InvalidProviderConfig", "no\n role")]}, Status.FAILED),
    ],
)
def test_a_store_is_ready(status: Any, wanted: Status) -> None:
    (one,) = about("irsa-secrets-manager", "SecretStore", status, Check.EXTERNAL_SECRETS)
    assert one.status is wanted
    assert wanted is not Status.FAILED or one.message == "is not ready: InvalidProviderConfig: no role"
