"""Findings from a cluster state: the reasons, and never a value of a Secret."""

import base64
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portkey_constructs.loading.reading import load
from portkey_constructs.verify.cluster_state import ClusterState, HealthResponse, Unreadable, secret_state
from portkey_constructs.verify.event_checks import check_events
from portkey_constructs.verify.findings import Check, Finding, Object, Status
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.pod_checks import is_ready, pod_problems
from portkey_constructs.verify.requirements import health_endpoints, required_secrets
from portkey_constructs.verify.runner import run_checks
from tests.support.live_objects import live_object

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
COMMANDS = KubectlCommands("portkey")
RENDERED: list[Object] = [json.loads(json.dumps(staged.manifest)) for staged in load(["apps/quickstart.yaml"]).resolve().objects()]


def state_of(rendered: list[Object]) -> ClusterState:
    """A cluster with every rendered object and no pods."""
    state = ClusterState("v1.36.0", live_object(rendered[0]), secrets=dict.fromkeys(required_secrets(rendered)))
    for manifest in rendered:
        state.lists.setdefault(manifest["kind"], []).append(live_object(manifest))  # type: ignore[union-attr]
        if manifest["kind"] == "Secret":
            state.secrets[manifest["metadata"]["name"]] = secret_state(live_object(manifest))
    return state


def problems(state: ClusterState) -> list[Finding]:
    return [finding for finding in run_checks(RENDERED, state, COMMANDS, NOW) if finding.status is not Status.OK]


_values = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=20).map(lambda text: f"sentinel{text}")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(value=_values, kind=st.sampled_from(["Opaque", "kubernetes.io/dockerconfigjson", ""]), extra=st.booleans(), drop=st.booleans())
def test_a_value_of_a_secret_is_never_reported(value: str, kind: str, extra: bool, drop: bool) -> None:
    state = state_of(RENDERED)
    encoded = base64.b64encode(value.encode()).decode()
    for manifest in RENDERED:
        if manifest["kind"] != "Secret":
            continue
        secret = live_object(manifest) | {"type": kind}
        secret["data"] = {} if drop else dict.fromkeys(secret["data"], encoded)
        secret["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = json.dumps({"stringData": {"a": value}})
        if extra:
            secret["data"]["extra"] = encoded
        state.secrets[manifest["metadata"]["name"]] = secret_state(secret)
    # Someone put the value where the manifest refers to the Secret.
    for deployment in state.all("Deployment"):
        for container in deployment["spec"]["template"]["spec"]["containers"]:
            container["args"] = [value]
            for variable in container.get("env", ()):
                variable["value"] = value
                variable.pop("valueFrom", None)
    for config_map in state.all("ConfigMap"):
        config_map["data"] = dict.fromkeys(config_map["data"], value)
    findings = problems(state)
    assert findings
    output = json.dumps([asdict(finding) for finding in findings], ensure_ascii=False) + repr(findings) + repr(state.secrets)
    assert "sentinel" not in output
    assert encoded not in output


def test_workloads_without_pods_are_waiting() -> None:
    statuses = {(finding.check, finding.status) for finding in problems(state_of(RENDERED))}
    assert (Check.PODS, Status.WAITING) in statuses
    assert (Check.ENDPOINTS, Status.FAILED) in statuses
    assert Check.OBJECTS not in {check for check, _ in statuses}


def test_an_unreadable_kind_is_unknown_and_does_not_affect_other_checks() -> None:
    state = state_of(RENDERED)
    state.lists["Deployment"] = Unreadable("list deployments is not allowed")
    state.lists["Pod"] = Unreadable("list pods is not allowed")
    state.health = {endpoint.proxy_path: HealthResponse(200) for endpoint in health_endpoints(RENDERED, "portkey")}
    findings = problems(state)
    unknown = {finding.object for finding in findings if finding.check is Check.OBJECTS}
    assert unknown == {f"Deployment portkey-{name}" for name in ("gateway", "backend", "dataservice", "frontend")}
    assert {finding.status for finding in findings if finding.check in (Check.OBJECTS, Check.PODS)} == {Status.UNKNOWN}
    assert {finding.command for finding in findings if finding.check is Check.OBJECTS} == {"kubectl auth can-i list deployments -n portkey"}
    assert not [finding for finding in findings if finding.check is Check.HEALTH]


def pod(*containers: Object, **status: Any) -> Object:
    return {"metadata": {"name": "a-1"}, "status": {"phase": "Pending", "containerStatuses": list(containers), **status}}


def waiting(reason: str, message: str = "", **more: Any) -> Object:
    return {"name": "a", "restartCount": 2, "state": {"waiting": {"reason": reason, "message": message}}, **more}


@pytest.mark.parametrize(
    ("manifest", "container", "reason", "message"),
    [
        (pod(waiting("ErrImagePull", "denied")), "a", "ErrImagePull", "denied"),
        (pod(waiting("ContainerCreating")), "", "not ready", ""),
        (pod(), "", "not ready", ""),
        (
            pod(waiting("CrashLoopBackOff", "secret", lastState={"terminated": {"exitCode": 3, "message": "secret"}})),
            "a",
            "CrashLoopBackOff",
            "exited with status 3",
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
def test_cause_of_an_unready_pod_is_reported(manifest: Object, container: str, reason: str, message: str) -> None:
    problem = pod_problems(manifest)[0]
    assert (problem.container, problem.reason) == (container, reason)
    assert problem.message.startswith(message)
    assert "secret" not in problem.message
    assert problem.cause
    assert (problem.status is Status.WAITING) is (reason == "not ready")


def test_a_completed_pod_is_ready() -> None:
    assert is_ready(pod(phase="Succeeded"))
    assert is_ready(pod(phase="Running", conditions=[{"type": "Ready", "status": "True"}]))
    assert not is_ready(pod(phase="Running"))


def event(name: str, reason: str, age: timedelta, kind: str = "Pod", **more: Any) -> Object:
    when = (NOW - age).isoformat().replace("+00:00", "Z")
    return {"type": "Warning", "reason": reason, "message": "m", "involvedObject": {"kind": kind, "name": name}, "lastTimestamp": when, **more}


def test_warnings_of_the_last_hour_about_objects_of_the_platform_are_reported() -> None:
    state = state_of(RENDERED)
    minute = timedelta(minutes=1)
    state.lists["Pod"] = [{"metadata": {"name": "portkey-gateway-1"}, "status": {"phase": "Pending"}}]
    micro = {"lastTimestamp": None, "eventTime": "2024-05-01T11:59:00.123456Z"}
    state.lists["Event"] = [
        event("portkey-gateway-1", "BackOff", minute, count=3),
        event("portkey-gateway-1", "BackOff", 2 * minute, count=4),
        event("portkey-gateway-1", "Old", 61 * minute),
        event("portkey-gateway-2", "Gone", minute),
        event("other-application-1", "BackOff", minute),
        event("portkey-frontend", "Sync", minute, kind="Ingress"),
        event("data-portkey-redis-0", "ProvisioningFailed", minute, kind="PersistentVolumeClaim", **micro),
        event("portkey-gateway-1", "Broken", minute, lastTimestamp="yesterday"),
    ]
    others = [Finding(Check.VOLUMES, "PersistentVolumeClaim data-portkey-redis-0", Status.WAITING)]
    findings = check_events(RENDERED, state, COMMANDS, NOW, others)
    assert {(finding.object, finding.message): finding.status for finding in findings} == {
        ("Pod portkey-gateway-1", "BackOff (7 times): m"): Status.FAILED,
        ("Pod portkey-gateway-2", "Gone: m; the object is healthy now"): Status.OK,
        ("Ingress portkey-frontend", "Sync: m; the object is healthy now"): Status.OK,
        ("PersistentVolumeClaim data-portkey-redis-0", "ProvisioningFailed: m"): Status.FAILED,
    }


@pytest.mark.parametrize(
    ("kind", "reason", "condition"),
    [("HorizontalPodAutoscaler", "FailedGetResourceMetric", "ScalingActive"), ("ScaledObject", "KEDAScalerFailed", "Ready")],
)
def test_an_autoscaler_without_metrics_fails(kind: str, reason: str, condition: str) -> None:
    autoscaler: Object = {"kind": kind, "metadata": {"name": "portkey-gateway"}}
    state = state_of(RENDERED)
    state.lists["Event"] = [event("portkey-gateway", reason, timedelta(minutes=1), kind=kind)]
    for active, status in (("False", Status.FAILED), ("True", Status.OK)):
        state.lists[kind] = [autoscaler | {"status": {"conditions": [{"type": condition, "status": active}]}}]
        (finding,) = check_events([*RENDERED, autoscaler], state, COMMANDS, NOW, [])
        assert finding.status is status


def test_health_endpoints_are_those_of_the_readiness_probes() -> None:
    assert {(endpoint.service, endpoint.proxy_path) for endpoint in health_endpoints(RENDERED, "ns")} == {
        ("portkey-gateway", "/api/v1/namespaces/ns/services/portkey-gateway:gateway/proxy/v1/health"),
        ("portkey-backend", "/api/v1/namespaces/ns/services/portkey-backend:backend/proxy/health"),
        ("portkey-dataservice", "/api/v1/namespaces/ns/services/portkey-dataservice:dataservice/proxy/health"),
        ("portkey-frontend", "/api/v1/namespaces/ns/services/portkey-frontend:frontend/proxy/"),
        ("portkey-clickhouse", "/api/v1/namespaces/ns/services/portkey-clickhouse:ch/proxy/ping"),
    }


def test_commands_select_the_checked_cluster() -> None:
    commands = KubectlCommands("ns", "my context", "/a b")
    assert commands.describe("Pod", "x") == "kubectl --kubeconfig '/a b' --context 'my context' describe pod x -n ns"
    assert commands.diff() == "portkey-constructs render -f portkey.yaml | kubectl --kubeconfig '/a b' --context 'my context' diff -f -"
    assert commands.exec("deployment/x", "env | grep AWS").endswith(" exec deployment/x -n ns -- env | grep AWS")
