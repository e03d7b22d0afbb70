"""Findings from what was read: reasons, and never a value of a Secret."""

import base64
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portkey_constructs.loading.reading import load
from portkey_constructs.manifests.platform import platform
from portkey_constructs.verify.events import check_events
from portkey_constructs.verify.finding import Check, Commands, Finding, Object, Status
from portkey_constructs.verify.live import Answer, Live, Unreadable, secret_facts
from portkey_constructs.verify.pods import ready, trouble
from portkey_constructs.verify.report import findings
from portkey_constructs.verify.wanted import health_paths, secrets_named
from tests.verify.live_objects import defaulted

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
COMMANDS = Commands("portkey")
RENDERED: list[Object] = [json.loads(json.dumps(staged.manifest)) for staged in platform(load(["apps/quickstart.yaml"]))]


def live_of(rendered: list[Object]) -> Live:
    """A cluster with every rendered object and nothing that runs."""
    live = Live("v1.36.0", {"metadata": {"name": "portkey"}, "status": {"phase": "Active"}})
    live.namespace = defaulted(rendered[0])
    for one in rendered:
        live.lists.setdefault(one["kind"], []).append(defaulted(one))  # type: ignore[union-attr]
    live.secrets = dict.fromkeys(secrets_named(rendered))
    for one in rendered:
        if one["kind"] == "Secret":
            live.secrets[one["metadata"]["name"]] = secret_facts(defaulted(one))
    return live


def told(live: Live) -> list[Finding]:
    return [one for one in findings(RENDERED, live, COMMANDS, NOW) if one.status is not Status.OK]


_values = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=20).map(lambda text: f"sentinel{text}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=_values, kind=st.sampled_from(["Opaque", "kubernetes.io/dockerconfigjson", ""]), extra=st.booleans(), drop=st.booleans())
def test_no_value_of_a_secret_is_ever_told(value: str, kind: str, extra: bool, drop: bool) -> None:
    live = live_of(RENDERED)
    encoded = base64.b64encode(value.encode()).decode()
    for one in RENDERED:
        if one["kind"] != "Secret":
            continue
        held = defaulted(one) | {"type": kind}
        held["data"] = {} if drop else dict.fromkeys(held["data"], encoded)
        held["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = json.dumps({"stringData": {"a": value}})
        if extra:
            held["data"]["extra"] = encoded
        live.secrets[one["metadata"]["name"]] = secret_facts(held)
    # Somebody has put the value where we would name the Secret.
    for deployment in live.all("Deployment"):
        for container in deployment["spec"]["template"]["spec"]["containers"]:
            container["args"] = [value]
            for variable in container.get("env", ()):
                variable["value"] = value
                variable.pop("valueFrom", None)
    for config_map in live.all("ConfigMap"):
        config_map["data"] = dict.fromkeys(config_map["data"], value)
    found = told(live)
    assert found
    said = json.dumps([asdict(one) for one in found], ensure_ascii=False) + repr(found) + repr(live.secrets)
    assert "sentinel" not in said
    assert encoded not in said


def test_nothing_that_runs_is_waited_for() -> None:
    statuses = {(one.check, one.status) for one in told(live_of(RENDERED))}
    assert (Check.PODS, Status.WAITING) in statuses
    assert (Check.ENDPOINTS, Status.FAILED) in statuses
    assert Check.OBJECTS not in {check for check, _ in statuses}


def test_what_cannot_be_read_is_unknown_and_hides_nothing_else() -> None:
    live = live_of(RENDERED)
    live.lists["Deployment"] = Unreadable("list deployments is not allowed")
    live.lists["Pod"] = Unreadable("list pods is not allowed")
    live.health = {path.path: Answer(200) for path in health_paths(RENDERED, "portkey")}
    found = told(live)
    unknown = {one.object for one in found if one.check is Check.OBJECTS}
    assert unknown == {f"Deployment portkey-{name}" for name in ("gateway", "backend", "dataservice", "frontend")}
    assert {one.status for one in found if one.check in (Check.OBJECTS, Check.PODS)} == {Status.UNKNOWN}
    assert not [one for one in found if one.check is Check.HEALTH]


def pod(*containers: Object, **status: Any) -> Object:
    return {"metadata": {"name": "a-1"}, "status": {"phase": "Pending", "containerStatuses": list(containers), **status}}


def waiting(reason: str, message: str = "", **more: Any) -> Object:
    return {"name": "a", "restartCount": 2, "state": {"waiting": {"reason": reason, "message": message}}, **more}


@pytest.mark.parametrize(
    ("one", "container", "reason", "message"),
    [
        (pod(waiting("ErrImagePull", "denied")), "a", "ErrImagePull", "denied"),
        (pod(waiting("ContainerCreating")), "", "not ready", ""),
        (pod(), "", "not ready", ""),
        (
            pod(waiting("CrashLoopBackOff", "secret", lastState={"terminated": {"exitCode": 3, "message": "secret"}})),
            "a",
            "CrashLoopBackOff",
            "it ended with 3",
        ),
        (pod(waiting("CrashLoopBackOff", lastState={"terminated": {"exitCode": 137, "reason": "OOMKilled"}})), "a", "OOMKilled", "restarted 2 times"),
        (pod({"name": "a", "state": {"terminated": {"exitCode": 2, "message": "secret"}}}), "a", "exit status 2", ""),
        (pod(initContainerStatuses=[{"name": "i", "state": {"terminated": {"exitCode": 1}}}]), "i", "exit status 1", ""),
        (pod(initContainerStatuses=[{"name": "i", "state": {"terminated": {"exitCode": 0}}}]), "", "not ready", ""),
        (pod(phase="Failed", reason="Evicted", message="low on memory"), "", "Evicted", "low on memory"),
        (
            pod(conditions=[{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/4 nodes"}]),
            "",
            "Unschedulable",
            "0/4 nodes",
        ),
    ],
)
def test_why_a_pod_is_not_ready(one: Object, container: str, reason: str, message: str) -> None:
    found = trouble(one)[0]
    assert (found.container, found.reason) == (container, reason)
    assert found.message.startswith(message)
    assert "secret" not in found.message
    assert found.cause
    assert (found.status is Status.WAITING) is (reason == "not ready")


def test_a_pod_that_has_done_its_work_is_ready() -> None:
    assert ready(pod(phase="Succeeded"))
    assert ready(pod(phase="Running", conditions=[{"type": "Ready", "status": "True"}]))
    assert not ready(pod(phase="Running"))


def event(name: str, reason: str, age: timedelta, kind: str = "Pod", **more: Any) -> Object:
    when = (NOW - age).isoformat().replace("+00:00", "Z")
    return {"type": "Warning", "reason": reason, "message": "m", "involvedObject": {"kind": kind, "name": name}, "lastTimestamp": when, **more}


def test_events_are_those_of_the_last_hour_about_ours() -> None:
    live = live_of(RENDERED)
    minute = timedelta(minutes=1)
    live.lists["Pod"] = [{"metadata": {"name": "portkey-gateway-1"}, "status": {"phase": "Pending"}}]
    micro = {"lastTimestamp": None, "eventTime": "2024-05-01T11:59:00.123456Z"}
    live.lists["Event"] = [
        event("portkey-gateway-1", "BackOff", minute, count=3),
        event("portkey-gateway-1", "BackOff", 2 * minute, count=4),
        event("portkey-gateway-1", "Old", 61 * minute),
        event("portkey-gateway-2", "Gone", minute),
        event("somebody-else-1", "BackOff", minute),
        event("portkey-frontend", "Sync", minute, kind="Ingress"),
        event("data-portkey-redis-0", "ProvisioningFailed", minute, kind="PersistentVolumeClaim", **micro),
        event("portkey-gateway-1", "Broken", minute, lastTimestamp="yesterday"),
    ]
    unwell = [Finding(Check.VOLUMES, "PersistentVolumeClaim data-portkey-redis-0", Status.WAITING)]
    found = {(one.object, one.message): one.status for one in check_events(RENDERED, live, COMMANDS, NOW, unwell)}
    assert found == {
        ("Pod portkey-gateway-1", "BackOff (7 times): m"): Status.FAILED,
        ("Pod portkey-gateway-2", "Gone: m; it is well by now"): Status.OK,
        ("Ingress portkey-frontend", "Sync: m; it is well by now"): Status.OK,
        ("PersistentVolumeClaim data-portkey-redis-0", "ProvisioningFailed: m"): Status.FAILED,
    }


def test_an_autoscaler_without_metrics_is_told() -> None:
    scaler: Object = {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "portkey-gateway"}}
    live = live_of(RENDERED)
    live.lists["Event"] = [event("portkey-gateway", "FailedGetResourceMetric", timedelta(minutes=1), kind="HorizontalPodAutoscaler")]
    for active, status in (("False", Status.FAILED), ("True", Status.OK)):
        live.lists["HorizontalPodAutoscaler"] = [scaler | {"status": {"conditions": [{"type": "ScalingActive", "status": active}]}}]
        (found,) = check_events([*RENDERED, scaler], live, COMMANDS, NOW, [])
        assert found.status is status


def test_health_paths_are_those_of_the_readiness_probes() -> None:
    found = {(one.service, one.path) for one in health_paths(RENDERED, "ns")}
    assert found == {
        ("portkey-gateway", "/api/v1/namespaces/ns/services/portkey-gateway:gateway/proxy/v1/health"),
        ("portkey-backend", "/api/v1/namespaces/ns/services/portkey-backend:backend/proxy/health"),
        ("portkey-dataservice", "/api/v1/namespaces/ns/services/portkey-dataservice:dataservice/proxy/health"),
        ("portkey-frontend", "/api/v1/namespaces/ns/services/portkey-frontend:frontend/proxy/"),
        ("portkey-clickhouse", "/api/v1/namespaces/ns/services/portkey-clickhouse:ch/proxy/ping"),
    }


def test_commands_lead_to_the_cluster_that_was_looked_at() -> None:
    commands = Commands("ns", "my context", "/a b")
    assert commands.describe("Pod", "x") == "kubectl --kubeconfig '/a b' --context 'my context' describe pod x -n ns"
    assert commands.diff() == "portkey-constructs render -f portkey.yaml | kubectl --kubeconfig '/a b' --context 'my context' diff -f -"
    assert commands.inside("deployment/x", "env | grep AWS").endswith(" exec deployment/x -n ns -- env | grep AWS")
