"""Findings about custom resources: HTTPRoutes and secret stores."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from apps import ENVIRONMENTS, configuration
from portkey_constructs.verify.findings import Check, Finding, Object, Status
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.runner import run_checks
from tests.verify.test_findings import state_of

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


def objects(name: str) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in configuration(name).resolve().objects()]


def findings_for(name: str, kind: str, status: Any, check: Check) -> list[Finding]:
    """The findings about the objects of a kind when each has this status."""
    rendered = objects(name)
    state = state_of(rendered)
    for manifest in state.all(kind):
        manifest["status"] = status
    findings = run_checks(rendered, state, KubectlCommands("portkey"), NOW)
    return [finding for finding in findings if finding.check is check and finding.object.startswith(f"{kind} ")]


def condition(kind: str, status: str, reason: str = "Because", message: str = "some text") -> dict[str, str]:
    return {"type": kind, "status": status, "reason": reason, "message": message}


def parents(*conditions: dict[str, str]) -> dict[str, Any]:
    return {"parents": [{"parentRef": {"name": "public"}, "conditions": list(conditions)}]}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_applied_object_of_every_environment_is_ok(name: str) -> None:
    rendered = objects(name)
    findings = run_checks(rendered, state_of(rendered), KubectlCommands("portkey"), NOW)
    assert [finding for finding in findings if finding.check is Check.OBJECTS and finding.status is not Status.OK] == []


@pytest.mark.parametrize(
    ("status", "expected", "text"),
    [
        ({}, Status.WAITING, "is not accepted by a Gateway yet"),
        (parents(condition("Accepted", "True"), condition("ResolvedRefs", "True")), Status.OK, "accepted by public"),
        (parents(condition("Accepted", "False", "NotAllowedByListeners")), Status.FAILED, "Accepted is False: NotAllowedByListeners: some text"),
        (parents(condition("Accepted", "True"), condition("ResolvedRefs", "False")), Status.FAILED, "ResolvedRefs is False"),
    ],
)
def test_a_route_must_be_accepted_by_its_gateway(status: Any, expected: Status, text: str) -> None:
    findings = findings_for("azure", "HTTPRoute", status, Check.ADDRESSES)
    assert len(findings) == 2
    for finding in findings:
        assert finding.status is expected
        assert text in finding.message
        assert expected is Status.OK or finding.command.startswith("kubectl")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({}, Status.WAITING),
        ({"conditions": [condition("Ready", "True")]}, Status.OK),
        ({"conditions": [condition("Ready", "False", "InvalidProviderConfig", "no\n role")]}, Status.FAILED),
    ],
)
def test_a_secret_store_must_be_ready(status: Any, expected: Status) -> None:
    (finding,) = findings_for("irsa-secrets-manager", "SecretStore", status, Check.EXTERNAL_SECRETS)
    assert finding.status is expected
    assert expected is not Status.FAILED or finding.message == "is not ready: InvalidProviderConfig: no role"
