"""`verify` against a real cluster: well, and with each failure that it can name."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from portkey_constructs.loading.reading import load
from portkey_constructs.manifests.stages import StagedObject
from portkey_constructs.verify.cluster_state import secret_state
from portkey_constructs.verify.drift import differences, secret_differences
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, claimed, identity
from tests.cluster.processes import until
from tests.cluster.readiness import settled
from tests.cluster.stub import Stub, serving
from tests.support.strategies import yaml_documents
from tests.support.terminal import run_on_terminal

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("pod_addresses")]

PROGRAM: Final = [sys.executable, "-m", "portkey_constructs.cli"]
NAMESPACE: Final = "verified"
SECRET: Final = "license-of-a-customer"
ROLE: Final = "arn:aws:iam::111122223333:role/portkey-gateway"
FILE: Final = f"""\
profile: development
namespace: {NAMESPACE}
imagePull: {{username: me, password: registry-password}}
clientAuth: {SECRET}
auth: {{kind: none, allowPublic: true}}
exposure:
  frontend: {{kind: ingress, host: portkey.example.org, class: traefik}}
"""
VALUES: Final = (SECRET, "registry-password", "portkey-development")
PORTS: Final = (8080, 8081, 8123, 8787)


@dataclass
class Result:
    """The exit status and the output of the program."""

    status: int
    text: str
    errors: str

    @property
    def report(self) -> dict[str, Any]:
        assert self.text, self.errors
        report: dict[str, Any] = json.loads(self.text)
        return report

    def wrong(self) -> list[tuple[str, str, str, str]]:
        """Check, object, status and message of every finding that is not ok."""
        return [
            (finding["check"], finding["object"], finding["status"], finding["message"])
            for finding in self.report["findings"]
            if finding["status"] != "ok"
        ]

    def problem(self, check: str, about: str) -> dict[str, str]:
        """The first finding of a check about an object that is not well."""
        findings = [
            finding for finding in self.report["findings"] if (finding["check"], finding["object"]) == (check, about) and finding["status"] != "ok"
        ]
        assert findings, f"{check} says nothing of {about}: {self.wrong()}"
        return dict(findings[0])


class Verified:
    """A platform in the cluster, and its `verify`."""

    def __init__(self, cluster: Cluster, file: Path, stub: Stub) -> None:
        self.cluster, self.file, self.stub = cluster, file, stub
        self.objects: list[Object] = list(map(_plain, load([file]).resolve().objects()))

    def __call__(self, *arguments: str | Path, kubeconfig: Path | None = None, form: str = "json", **environment: str) -> Result:
        command = [*PROGRAM, "verify", "-f", self.file, "--kubeconfig", kubeconfig or self.cluster.kubeconfig, "--format", form, *arguments]
        env = {"PATH": os.defpath, "HOME": str(self.cluster.folder), "PYTHONPATH": str(Path.cwd()), **environment}
        done = subprocess.run([str(part) for part in command], env=env, capture_output=True, text=True, timeout=90)
        for value in VALUES:
            for spelt in (value, base64.b64encode(value.encode()).decode()):
                assert spelt not in done.stdout + done.stderr
        return Result(done.returncode, done.stdout, done.stderr)

    def kubectl(self, *arguments: str, input: str | None = None) -> str:
        return self.cluster.kubectl(*arguments, f"--namespace={NAMESPACE}", input=input).stdout

    def pod(self, component: str) -> str:
        pods = self.cluster.get("pods", f"--namespace={NAMESPACE}", f"--selector=app.kubernetes.io/component={component}")
        return str(next(pod for pod in pods if not pod["metadata"].get("deletionTimestamp"))["metadata"]["name"])

    def ingress_address(self) -> None:
        status = {"status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.7"}]}}}
        self.kubectl("patch", "ingress", "portkey-frontend", "--subresource=status", "--type=merge", f"--patch={json.dumps(status)}")

    def restore(self) -> None:
        """Restores the platform, including fields that tests added: apply keeps those, replace removes them."""
        self.stub.statuses.clear()
        self.kubectl("delete", "resourcequota", "--all")
        there = {identity(manifest) for manifest in self.cluster.get("deployments,services,secrets,serviceaccounts", f"--namespace={NAMESPACE}")}
        self.cluster.kubectl(
            "replace", "--filename=-", input=yaml.safe_dump_all(manifest for manifest in self.objects if identity(manifest) in there)
        )
        self.cluster.apply(self.objects, "--force-conflicts")
        self.ingress_address()
        assert settled(self.cluster, NAMESPACE, 20) == []
        self.kubectl("delete", "events", "--all")

    def play(self, component: str, container: dict[str, Any], **status: Any) -> str:
        """Makes a pod of a component be in a state, and waits until its workload counts it as not ready; returns its name."""
        name = self.pod(component)
        current = self.cluster.get(f"pod/{name}", f"--namespace={NAMESPACE}")[0]["status"]
        conditions = [
            condition | ({"status": "False"} if condition["type"] in ("Ready", "ContainersReady") else {}) for condition in current["conditions"]
        ]
        own = [{"name": component, "image": "x", "imageID": "", "restartCount": 4, "ready": False, "started": False, **container}]
        patch = {"status": {"conditions": conditions, "containerStatuses": own, **status}}
        self.kubectl("patch", "pod", name, "--subresource=status", "--type=merge", f"--patch={json.dumps(patch)}")
        assert until(lambda: not self.ready(component), 10)
        return name

    def ready(self, component: str) -> int:
        (workload,) = self.cluster.get("deployments,statefulsets", f"--namespace={NAMESPACE}", f"--selector=app.kubernetes.io/component={component}")
        return int(workload["status"].get("readyReplicas", 0))


@pytest.fixture(scope="module")
def verified(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verified]:
    file = tmp_path_factory.mktemp("verify") / "portkey.yaml"
    file.write_text(FILE)
    stub = Stub()
    verified = Verified(cluster, file, stub)
    cluster.volumes(claimed(verified.objects))
    with cluster.removed(NAMESPACE), serving(PORTS, stub):
        verified.cluster.apply(verified.objects)
        verified.ingress_address()
        assert settled(cluster, NAMESPACE) == []
        verified.kubectl("delete", "events", "--all")
        yield verified


@pytest.fixture
def changed(verified: Verified) -> Iterator[Verified]:
    """To be changed; it is put right afterwards."""
    yield verified
    verified.restore()


def test_healthy_platform_passes_every_check(verified: Verified) -> None:
    result = verified()
    assert (result.status, result.errors) == (0, ""), result.wrong()
    report = result.report
    assert report["ok"] is True
    assert report["namespace"] == NAMESPACE
    assert report["server"] == verified.cluster.address
    named = {(finding["check"], finding["object"]) for finding in report["findings"]}
    assert {("objects", f"{manifest['kind']} {manifest['metadata']['name']}") for manifest in verified.objects} <= named
    assert {check for check, _ in named} >= {"server", "namespace", "objects", "pods", "secrets", "endpoints", "addresses", "volumes", "health"}
    assert {about for check, about in named if check == "health"} == {
        f"Service portkey-{name}" for name in ("gateway", "backend", "dataservice", "frontend", "clickhouse")
    }


def test_healthy_platform_is_reported_as_text(verified: Verified) -> None:
    result = verified(form="text")
    assert result.status == 0
    lines = result.text.splitlines()
    assert lines[0].startswith(verified.cluster.address)
    assert lines[0].endswith(f"namespace {NAMESPACE}: all is well")
    assert "\x1b" not in result.text


def _on_a_terminal(arguments: list[str], **environment: str) -> tuple[int, str]:
    """Runs the program on a terminal of 100 columns."""
    clean = {"PATH": os.defpath, "PYTHONPATH": str(Path.cwd()), "TERM": "xterm-256color", "COLUMNS": "100"}
    return run_on_terminal([*PROGRAM, *arguments], {**clean, **environment})


def test_a_terminal_has_progress_and_a_table(changed: Verified) -> None:
    changed.kubectl("delete", "serviceaccount", "portkey-backend")
    arguments = ["verify", "-f", str(changed.file), "--kubeconfig", str(changed.cluster.kubeconfig)]
    status, text = _on_a_terminal(arguments)
    assert status == 1
    assert re.search(r"\x1b\[2K.*(version|secrets|health of )", text), "what is being read"
    assert "\x1b[1;31m  failed" in text
    assert re.search(r"likely cause: .*was deleted", text)
    status, plain = _on_a_terminal(arguments, NO_COLOR="1")
    assert (status, "\x1b" in plain) == (1, False)
    assert "health of" not in plain


def _decoded(text: str) -> list[Object]:
    """JSON documents one after the other."""
    manifests: list[Object] = []
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        manifest, end = decoder.raw_decode(rest)
        manifests += manifest["items"] if manifest["kind"] == "List" else [manifest]
        rest = rest[end:].strip()
    return manifests


@settings(max_examples=12, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=yaml_documents())
def test_defaults_of_the_server_are_no_drift(verified: Verified, text: str) -> None:
    file = verified.file.with_name("drawn.yaml")
    file.write_text(text)
    config = load([file]).model_copy(update={"namespace": NAMESPACE, "name": "drawn", "adopt": None})
    ours = {identity(manifest): manifest for manifest in map(_plain, config.resolve().objects()) if manifest["kind"] != "Namespace"}
    process = verified.cluster.kubectl(
        "create", "--dry-run=server", "--output=json", "--filename=-", input=yaml.safe_dump_all(ours.values()), check=False
    )
    defaulted = _decoded(process.stdout)
    assert len(defaulted) > len(ours) / 2, process.stderr
    for live in defaulted:
        rendered = ours[identity(live)]
        drift = secret_differences(rendered, secret_state(live)) if rendered["kind"] == "Secret" else differences(rendered, live)
        assert drift == [], identity(rendered)


def _plain(staged: StagedObject) -> Object:
    return dict(json.loads(json.dumps(staged.manifest)))


def test_missing_object_is_reported(changed: Verified) -> None:
    changed.kubectl("delete", "configmap", "portkey-frontend")
    result = changed()
    assert result.status == 1
    finding = result.problem("objects", "ConfigMap portkey-frontend")
    assert (finding["status"], finding["message"]) == ("failed", "does not exist")
    assert finding["command"].startswith(f"portkey-constructs render -f {changed.file} | kubectl --kubeconfig ")


def test_drift_is_reported_per_field_without_foreign_fields(changed: Verified) -> None:
    changed.kubectl("annotate", "deployment", "portkey-gateway", "example.org/foreign=yes")
    patch = {"spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "gateway", "env": [{"name": "FOREIGN", "value": "1"}]}]}}}}
    changed.kubectl("patch", "deployment", "portkey-gateway", f"--patch={json.dumps(patch)}")
    changed.kubectl("patch", "service", "portkey-backend", '--patch={"spec": {"sessionAffinity": "ClientIP"}}')
    changed.kubectl("patch", "service", "portkey-dataservice", '--patch={"spec": {"selector": {"foreign": "yes"}}}')
    assert settled(changed.cluster, NAMESPACE) == []
    result = changed()
    assert result.problem("objects", "Deployment portkey-gateway")["message"] == "spec.replicas is 2, expected 1"
    assert result.problem("objects", "Service portkey-dataservice")["message"] == "spec.selector.foreign is yes, expected none"
    assert {about for check, about, *_ in result.wrong() if check == "objects"} == {"Deployment portkey-gateway", "Service portkey-dataservice"}
    finding = result.problem("endpoints", "Service portkey-dataservice")
    assert finding["cause"] == "no pod matches its selector"


def test_drift_of_a_secret_shows_no_value(changed: Verified) -> None:
    other = base64.b64encode(b"a-value-of-somebody-else").decode()
    changed.kubectl("patch", "secret", "portkey-secrets", f'--patch={{"data": {{"PORTKEY_CLIENT_AUTH": "{other}"}}}}')
    result = changed()
    assert result.problem("objects", "Secret portkey-secrets")["message"] == "data[PORTKEY_CLIENT_AUTH] differs"
    assert "somebody" not in result.text
    assert other not in result.text


def test_missing_secret_is_reported(changed: Verified) -> None:
    changed.kubectl("delete", "secret", "portkey-mysql")
    finding = changed().problem("secrets", "Secret portkey-mysql")
    assert finding["message"].startswith("does not exist; required by portkey-backend, ")
    assert "mysql_password" in finding["message"]


def test_invalid_keys_and_pull_secrets_are_reported(changed: Verified) -> None:
    changed.kubectl("patch", "secret", "portkey-secrets", "--type=json", '--patch=[{"op": "remove", "path": "/data/jwtPrivateKey"}]')
    changed.kubectl("patch", "secret", "portkey-mysql", '--patch={"data": {"mysql_password": ""}}')
    changed.kubectl("delete", "secret", "portkey-registry")
    changed.kubectl("create", "secret", "generic", "portkey-registry", "--from-literal=password=registry-password")
    result = changed()
    assert result.problem("secrets", "Secret portkey-secrets")["message"] == "has no jwtPrivateKey"
    assert result.problem("secrets", "Secret portkey-mysql")["message"] == "has an empty mysql_password"
    assert result.problem("secrets", "Secret portkey-registry")["message"].startswith("is of type Opaque")
    changed.kubectl("delete", "secret", "portkey-registry")


WAITING: Final[list[tuple[str, dict[str, Any], str, str, str]]] = [
    (
        "gateway",
        {"state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}},
        "ImagePullBackOff: Back-off pulling image",
        "credentials",
        " describe pod {pod} -n verified",
    ),
    (
        "backend",
        {
            "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m"}},
            "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "message": f"cannot log in with {SECRET}"}},
        },
        "CrashLoopBackOff: exited with status 1, restarted 4 times",
        "a database",
        " logs {pod} -c backend --previous -n verified",
    ),
    (
        "dataservice",
        {"state": {"waiting": {"reason": "CreateContainerConfigError", "message": "couldn't find key DB_PASS in Secret verified/portkey-mysql"}}},
        "CreateContainerConfigError: couldn't find key DB_PASS in Secret verified/portkey-mysql",
        "a key of it, is missing",
        " describe pod {pod} -n verified",
    ),
    (
        "clickhouse",
        {
            "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m"}},
            "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}},
        },
        "OOMKilled: restarted 4 times",
        "memory limit",
        " describe pod {pod} -n verified",
    ),
]


@pytest.mark.parametrize(("component", "container", "message", "cause", "command"), WAITING, ids=lambda it: it if isinstance(it, str) else "")
def test_unready_pod_is_reported(changed: Verified, component: str, container: dict[str, Any], message: str, cause: str, command: str) -> None:
    name = changed.play(component, container)
    result = changed()
    kind = "StatefulSet" if component == "clickhouse" else "Deployment"
    finding = result.problem("pods", f"{kind} portkey-{component}")
    assert finding["status"] == "failed"
    assert finding["message"] == f"pod {name} container {component}: {message}"
    assert cause in finding["cause"]
    assert finding["command"].endswith(command.format(pod=name))
    endpoints = result.problem("endpoints", f"Service portkey-{component}")
    assert endpoints["cause"] == "none of its pods is ready"
    health = result.problem("health", f"Service portkey-{component}")
    assert "no endpoints available" in health["message"]
    changed.kubectl("delete", "pod", name)


def test_unschedulable_pod_is_reported(changed: Verified) -> None:
    patch = {"spec": {"template": {"spec": {"nodeSelector": {"disk": "none-has-it"}}}}}
    changed.kubectl("patch", "deployment", "portkey-gateway", f"--patch={json.dumps(patch)}")
    results: list[Result] = []

    def seen() -> bool:
        results[:] = [changed()]
        return any("Unschedulable" in message for *_, message in results[0].wrong())

    assert until(seen, 15)
    finding = results[0].problem("pods", "Deployment portkey-gateway")
    assert "didn't match Pod's node affinity/selector" in finding["message"]
    assert finding["status"] == "failed"
    events = [finding for finding in results[0].report["findings"] if finding["check"] == "events" and finding["status"] == "failed"]
    assert [event for event in events if event["message"].startswith("FailedScheduling") and event["command"].endswith("-n verified")]


def test_refused_pods_are_reported(changed: Verified) -> None:
    changed.kubectl("create", "quota", "none", "--hard=pods=0")
    changed.kubectl("delete", "pod", changed.pod("gateway"))
    assert until(lambda: not changed.ready("gateway"), 10)
    results: list[Result] = []

    def seen() -> bool:
        results[:] = [changed()]
        return any("exceeded quota" in message for check, *_, message in results[0].wrong() if check == "pods")

    assert until(seen, 15), results[0].wrong()
    assert results[0].problem("pods", "Deployment portkey-gateway")["status"] == "failed"


def test_pending_claim_is_reported(changed: Verified) -> None:
    changed.kubectl("scale", "statefulset", "portkey-redis", "--replicas=0")
    changed.kubectl("delete", "pvc", "data-portkey-redis-0", "--wait")
    missing = changed().problem("volumes", "PersistentVolumeClaim data-portkey-redis-0")
    assert (missing["status"], missing["message"]) == ("waiting", "does not exist yet")
    changed.kubectl("scale", "statefulset", "portkey-redis", "--replicas=1")
    assert until(lambda: "data-portkey-redis-0" in changed.kubectl("get", "pvc", "--output=name"), 10)
    finding = changed().problem("volumes", "PersistentVolumeClaim data-portkey-redis-0")
    assert (finding["status"], finding["message"]) == ("waiting", "is Pending")
    assert finding["cause"].startswith("there is no default storage class")
    changed.cluster.volumes([None])


def test_ingress_without_address_is_reported(changed: Verified) -> None:
    changed.kubectl("patch", "ingress", "portkey-frontend", "--subresource=status", "--type=merge", '--patch={"status": {"loadBalancer": null}}')
    finding = changed().problem("addresses", "Ingress portkey-frontend")
    assert (finding["status"], finding["message"], finding["cause"]) == (
        "waiting",
        "has no address",
        "no controller serves the ingress class traefik",
    )
    assert finding["command"].endswith(" describe ingress portkey-frontend -n verified")


def test_failing_health_endpoint_is_reported(changed: Verified) -> None:
    changed.stub.statuses = {"/v1/health": 500, "/ping": 403}
    result = changed()
    finding = result.problem("health", "Service portkey-gateway")
    assert (finding["status"], finding["message"]) == ("failed", "/v1/health returns 500")
    assert finding["command"].endswith(" logs deployment/portkey-gateway -n verified")
    assert result.problem("health", "Service portkey-clickhouse")["message"] == "/ping returns 403"
    assert {about for check, about, *_ in result.wrong()} == {"Service portkey-gateway", "Service portkey-clickhouse"}


def test_closed_health_port_is_reported(changed: Verified) -> None:
    ports = '--patch=[{"op": "replace", "path": "/spec/template/spec/containers/0/ports/0/containerPort", "value": 9}]'
    changed.kubectl("patch", "deployment", "portkey-gateway", "--type=json", ports)
    assert settled(changed.cluster, NAMESPACE) == []
    finding = changed().problem("health", "Service portkey-gateway")
    assert finding["status"] == "failed"
    assert "connection refused" in finding["message"]


def _event(about: Object, reason: str, message: str, age: timedelta) -> str:
    when = (datetime.now(UTC) - age).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"generateName": "told-", "namespace": NAMESPACE},
            "involvedObject": {"kind": about["kind"], "name": about["metadata"]["name"], "namespace": NAMESPACE},
            "type": "Warning",
            "reason": reason,
            "message": message,
            "firstTimestamp": when,
            "lastTimestamp": when,
            "count": 3,
        }
    )


def test_events_of_the_last_hour_are_reported(changed: Verified) -> None:
    pod = changed.play("gateway", {"state": {"running": {}}})
    about: Object = {"kind": "Pod", "metadata": {"name": pod}}
    message = f"Readiness probe failed: {SECRET}"
    changed.kubectl("create", "--filename=-", input=_event(about, "Unhealthy", message, timedelta(minutes=5)))
    changed.kubectl("create", "--filename=-", input=_event(about, "BackOff", "long ago", timedelta(hours=2)))
    well: Object = {"kind": "Pod", "metadata": {"name": changed.pod("backend")}}
    changed.kubectl("create", "--filename=-", input=_event(well, "Unhealthy", "Startup probe failed: no", timedelta(minutes=5)))
    report = changed()
    finding = report.problem("events", f"Pod {pod}")
    assert (finding["status"], finding["message"]) == ("failed", "Unhealthy (3 times): Readiness probe failed")
    assert finding["command"].endswith(" get events --sort-by=.lastTimestamp -n verified")
    assert "long ago" not in report.text
    (passed,) = (finding for finding in report.report["findings"] if finding["object"] == f"Pod {well['metadata']['name']}")
    assert (passed["status"], passed["message"]) == ("ok", "Unhealthy (3 times): Startup probe failed; the object is healthy now")
    assert report.problem("pods", "Deployment portkey-gateway")["status"] == "waiting"
    changed.kubectl("delete", "pod", pod)


def test_missing_service_account_is_reported(changed: Verified) -> None:
    changed.kubectl("delete", "serviceaccount", "portkey-backend")
    assert changed().problem("service accounts", "ServiceAccount portkey-backend")["message"] == "does not exist"


def _with_role(verified: Verified, folder: Path) -> Verified:
    file = folder / "role.yaml"
    settings = yaml.safe_load(FILE) | {"gateway": {"serviceAccount": {"kind": "create", "annotations": {"eks.amazonaws.com/role-arn": ROLE}}}}
    file.write_text(yaml.safe_dump(settings))
    return Verified(verified.cluster, file, verified.stub)


def _injected(verified: Verified, *env: tuple[str, str]) -> None:
    """What the webhook of IRSA, or Pod Identity's, would have done to the pods."""
    added = [{"name": name, "value": value} for name, value in env]
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "gateway", "env": added}]}}}}
    verified.kubectl("patch", "deployment", "portkey-gateway", f"--patch={json.dumps(patch)}")
    assert settled(verified.cluster, NAMESPACE) == []


def test_wrong_roles_are_reported(changed: Verified, tmp_path: Path) -> None:
    expected, about = _with_role(changed, tmp_path), "ServiceAccount portkey-gateway"
    missing = expected().problem("service accounts", about)
    assert missing["message"] == f"has no role, expected {ROLE}"
    assert missing["command"].endswith(" describe serviceaccount portkey-gateway -n verified")
    changed.kubectl("annotate", "sa", "portkey-gateway", f"eks.amazonaws.com/role-arn={ROLE}x")
    assert expected().problem("service accounts", about)["message"] == f"has the role {ROLE}x, expected {ROLE}"
    changed.kubectl("annotate", "--overwrite", "sa", "portkey-gateway", f"eks.amazonaws.com/role-arn={ROLE}")

    bare = expected().problem("service accounts", about)
    assert bare["message"].endswith(f"lacks AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE for the role {ROLE}")
    assert bare["command"].endswith(" exec deployment/portkey-gateway -n verified -- env | grep AWS")
    _injected(changed, ("AWS_ROLE_ARN", f"{ROLE}-old"), ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token"))
    assert expected().problem("service accounts", about)["message"].endswith(f"has the role {ROLE}-old, the service account has {ROLE}")
    _injected(changed, ("AWS_ROLE_ARN", ROLE))
    assert expected().wrong() == []
    _injected(changed, ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"))
    assert expected().wrong() == []


def test_missing_migration_is_reported(changed: Verified, tmp_path: Path) -> None:
    file = tmp_path / "next.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(FILE) | {"backend": {"image": {"tag": "9.9.9"}}}))
    result = Verified(changed.cluster, file, changed.stub)()
    jobs = [(about, message) for check, about, _, message in result.wrong() if check == "objects" and about.startswith("Job")]
    assert [message for _, message in jobs] == ["does not exist"]
    assert "image" in result.problem("objects", "Deployment portkey-backend")["message"]


def test_wrong_namespace_is_reported(verified: Verified) -> None:
    result = verified("--namespace", "not-there")
    assert result.status == 1
    (finding,) = result.wrong()
    assert finding == ("namespace", "Namespace not-there", "failed", "does not exist")
    assert result.problem("namespace", "Namespace not-there")["cause"] == f"this platform runs in {NAMESPACE}: pass --namespace"
    empty = verified("--namespace", "default")
    assert {about for check, about, *_ in empty.wrong() if check == "objects"} >= {"Deployment portkey-gateway", "Service portkey-backend"}
    assert verified("--namespace", "No Name").status == 2


def _user(verified: Verified, folder: Path, rules: list[dict[str, Any]]) -> Path:
    """The kubeconfig of a user with exactly these permissions in the namespace."""
    meta = {"name": "reader", "namespace": NAMESPACE}
    subject = {"kind": "ServiceAccount", "name": "reader", "namespace": NAMESPACE}
    rbac = "rbac.authorization.k8s.io"
    verified.cluster.apply(
        [
            {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta},
            {"apiVersion": f"{rbac}/v1", "kind": "Role", "metadata": meta, "rules": rules},
            {
                "apiVersion": f"{rbac}/v1",
                "kind": "RoleBinding",
                "metadata": meta,
                "subjects": [subject],
                "roleRef": {"apiGroup": rbac, "kind": "Role", "name": "reader"},
            },
        ]
    )
    token = verified.kubectl("create", "token", "reader").strip()
    config = yaml.safe_load(verified.cluster.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": token}
    path = folder / "reader.kubeconfig"
    path.write_text(yaml.safe_dump(config))
    return path


def test_forbidden_reads_are_named_and_other_checks_run(verified: Verified, tmp_path: Path) -> None:
    lists = ["configmaps", "services", "serviceaccounts", "deployments", "statefulsets", "jobs", "ingresses", "endpointslices"]
    rules = [{"apiGroups": ["*"], "resources": lists, "verbs": ["get", "list"]}]
    kubeconfig = _user(verified, tmp_path, rules)
    result = verified(kubeconfig=kubeconfig)
    assert result.status == 1
    assert {status for *_, status, _ in result.wrong()} == {"unknown"}
    assert {check for check, *_ in result.wrong()} == {"namespace", "objects", "pods", "secrets", "volumes", "health", "events"}
    assert result.problem("secrets", "Secret portkey-mysql")["message"] == f"get secrets portkey-mysql in namespace {NAMESPACE} is not allowed"
    assert result.problem("pods", "Deployment portkey-gateway")["message"] == f"pods: list pods in namespace {NAMESPACE} is not allowed"
    assert result.problem("health", "Service portkey-gateway")["message"] == "/v1/health: get services/proxy is not allowed"
    fine = {finding["check"] for finding in result.report["findings"] if finding["status"] == "ok"}
    assert {"server", "objects", "service accounts", "endpoints", "addresses"} <= fine
    verified.kubectl("delete", "serviceaccount,role,rolebinding", "reader")


def test_only_read_permissions_are_needed(verified: Verified, tmp_path: Path) -> None:
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list"]}]
    result = verified(kubeconfig=_user(verified, tmp_path, rules))
    assert (result.status, result.wrong()) == (0, [])
    verified.kubectl("delete", "serviceaccount,role,rolebinding", "reader")


EXTERNAL: Final = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "externalsecrets.external-secrets.io"},
    "spec": {
        "group": "external-secrets.io",
        "scope": "Namespaced",
        "names": {"kind": "ExternalSecret", "plural": "externalsecrets", "singular": "externalsecret", "listKind": "ExternalSecretList"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {"status": {}},
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
            }
        ],
    },
}


@pytest.fixture
def external(changed: Verified) -> Iterator[Verified]:
    changed.cluster.apply([EXTERNAL])
    changed.kubectl("wait", "--for=condition=Established", "crd/externalsecrets.external-secrets.io")
    yield changed
    changed.kubectl("delete", "crd", "externalsecrets.external-secrets.io", "--wait")


def test_unsynced_external_secrets_are_reported(external: Verified) -> None:
    def put(called: str, *conditions: dict[str, str], **target: str) -> None:
        manifest: Object = {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": called, "namespace": NAMESPACE}}
        external.cluster.apply([manifest | {"spec": {"target": target}}])
        if conditions:
            patch = json.dumps({"status": {"conditions": list(conditions)}})
            external.kubectl("patch", "externalsecret", called, "--subresource=status", "--type=merge", f"--patch={patch}")

    ready = {"type": "Ready", "status": "True", "reason": "SecretSynced"}
    refused = {"type": "Ready", "status": "False", "reason": "SecretSyncedError", "message": "AccessDenied"}
    put("app", ready, name="portkey-secrets")
    put("portkey-mysql", refused)
    put("clickhouse", name="portkey-clickhouse")
    put("of-somebody-else", refused, name="other")
    result = external()
    assert [finding[1:] for finding in result.wrong()] == [
        ("ExternalSecret clickhouse", "waiting", "has not filled Secret portkey-clickhouse yet"),
        ("ExternalSecret portkey-mysql", "failed", "cannot fill Secret portkey-mysql: SecretSyncedError: AccessDenied"),
    ]
    named = {finding["object"] for finding in result.report["findings"] if finding["check"] == "external secrets"}
    assert named == {"ExternalSecret app", "ExternalSecret clickhouse", "ExternalSecret portkey-mysql"}


def test_waiting_ends_when_the_platform_is_healthy(changed: Verified) -> None:
    changed.kubectl("scale", "deployment", "portkey-gateway", "--replicas=0")
    assert until(lambda: not changed.ready("gateway"), 10)
    command = [*PROGRAM, "verify", "-f", str(changed.file), "--kubeconfig", str(changed.cluster.kubeconfig), "--wait", "40s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(5)
        changed.kubectl("scale", "deployment", "portkey-gateway", "--replicas=1")
        output, errors = running.communicate(timeout=40)
    assert (running.returncode, errors) == (0, "")
    assert output.splitlines()[0].endswith("all is well")


def test_waiting_ends_at_the_timeout(changed: Verified) -> None:
    changed.kubectl("delete", "configmap", "portkey-frontend")
    begun = time.monotonic()
    result = changed("--wait", "4s")
    assert result.status == 1
    assert 4 <= time.monotonic() - begun < 60


def test_text_report_names_the_next_command(changed: Verified) -> None:
    changed.kubectl("delete", "serviceaccount", "portkey-backend")
    result = changed(form="text")
    assert result.status == 1
    lines = result.text.splitlines()
    assert lines[0].endswith("2 failed")
    row = lines.index("ServiceAccount portkey-backend  failed: does not exist")
    assert lines[row + 1].startswith("  likely cause: ")
    assert lines[row + 2].startswith("  next: ")
    assert any(line.startswith("  objects  ") and " ok, 1 failed" in line for line in lines)


@dataclass
class Elsewhere:
    """A kubeconfig for a server that is not the cluster."""

    path: Path

    def __call__(self, server: str, **user: str) -> Path:
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "there", "cluster": {"server": server}}],
            "users": [{"name": "me", "user": {"token": "token-that-is-secret", **user}}],
            "contexts": [{"name": "there", "context": {"cluster": "there", "user": "me"}}],
            "current-context": "there",
        }
        self.path.write_text(yaml.safe_dump(config))
        return self.path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere.kubeconfig")


def _refused(result: Result) -> str:
    assert (result.status, result.text) == (2, ""), result.errors
    assert "Traceback" not in result.errors
    assert "token-that-is-secret" not in result.errors
    assert result.errors.count("\n") == 1
    return result.errors


def test_missing_kubeconfig_is_reported(verified: Verified, tmp_path: Path) -> None:
    assert "is not a file" in _refused(verified(kubeconfig=tmp_path / "none"))
    command = [*PROGRAM, "verify", "-f", str(verified.file)]
    for environment in ({}, {"KUBECONFIG": str(tmp_path / "none")}):
        done = subprocess.run(command, env={"PATH": os.defpath, "HOME": str(tmp_path), **environment}, capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("no kubeconfig: pass --kubeconfig, set KUBECONFIG, ")


@pytest.mark.parametrize("text", ["", "- 1\n", "a: [", "{}\n", "clusters: 1\n", "clusters: [{name: a}]\ncontexts: []\nusers: []\n"])
def test_invalid_kubeconfig_is_reported(verified: Verified, tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken"
    path.write_text(text)
    _refused(verified(kubeconfig=path))


def test_unknown_context_is_reported(verified: Verified) -> None:
    assert "has no context production: choose one of test" in _refused(verified("--context", "production"))
    assert verified("--context", "test").status == 0


def test_kubeconfig_can_consist_of_several_files(verified: Verified, tmp_path: Path) -> None:
    whole = yaml.safe_load(verified.cluster.kubeconfig.read_text())
    parts = []
    for number, kept in enumerate(("contexts", "clusters", "users")):
        config = whole | {section: [] for section in ("contexts", "clusters", "users") if section != kept}
        parts.append(tmp_path / f"part-{number}")
        parts[-1].write_text(yaml.safe_dump(config))
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "KUBECONFIG": os.pathsep.join(map(str, parts))}
    done = subprocess.run([*PROGRAM, "verify", "-f", str(verified.file)], env=env, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def _timed(run: Callable[[], Result]) -> tuple[str, float]:
    begun = time.monotonic()
    return _refused(run()), time.monotonic() - begun


def test_unreachable_server_is_reported(verified: Verified, elsewhere: Elsewhere) -> None:
    result, took = _timed(lambda: verified(kubeconfig=elsewhere("https://127.0.0.1:9")))
    assert "connection refused" in result
    assert took < 10
    with socket.create_server(("127.0.0.1", 0), backlog=1) as silent:
        port = silent.getsockname()[1]
        result, took = _timed(lambda: verified(kubeconfig=elsewhere(f"https://127.0.0.1:{port}")))
        assert "does not answer within 5 s" in result
        assert took < 15
    assert "unknown host name" in _refused(verified(kubeconfig=elsewhere("https://nowhere.invalid")))


def test_untrusted_server_certificate_is_reported(verified: Verified, elsewhere: Elsewhere) -> None:
    assert "the kubeconfig does not trust its certificate" in _refused(verified(kubeconfig=elsewhere(verified.cluster.address)))


def test_refused_credentials_are_reported(verified: Verified, tmp_path: Path) -> None:
    config = yaml.safe_load(verified.cluster.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": "token-that-is-secret"}
    path = tmp_path / "kubeconfig"
    path.write_text(yaml.safe_dump(config))
    assert "does not accept the credentials" in _refused(verified(kubeconfig=path))
    exec_ = {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "no-such-program"}
    config["users"][0]["user"] = {"exec": exec_}
    path.write_text(yaml.safe_dump(config))
    assert "no-such-program is missing" in _refused(verified(kubeconfig=path))


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_exec_credentials_are_used(verified: Verified, tmp_path: Path, version: str) -> None:
    config = yaml.safe_load(verified.cluster.kubeconfig.read_text())
    credential = {"kind": "ExecCredential", "status": {"token": config["users"][0]["user"]["token"]}}
    api = f"client.authentication.k8s.io/{version}"
    config["users"][0]["user"] = {"exec": {"apiVersion": api, "command": "/bin/echo", "args": [json.dumps(credential)]}}
    path = tmp_path / "kubeconfig"
    path.write_text(yaml.safe_dump(config))
    assert verified(kubeconfig=path).status == 0
    config["users"][0]["user"] = {"exec": {"apiVersion": api, "command": "/bin/sh", "args": ["-c", "echo log in first >&2; exit 3"]}}
    path.write_text(yaml.safe_dump(config))
    assert "log in first" in _refused(verified(kubeconfig=path))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"major": "1", "minor": "29+", "gitVersion": "v1.29.15-eks-1"}', "runs Kubernetes v1.29.15-eks-1, but the manifests need 1.30 or later"),
        ("<html>", "is not a Kubernetes API server"),
        ("[]", "is not a Kubernetes API server"),
    ],
)
def test_unsupported_server_is_reported(verified: Verified, elsewhere: Elsewhere, body: str, message: str) -> None:
    stub = Stub()
    stub.text, stub.content_type = body, "application/json"
    with serving([0], stub, "127.0.0.1") as (port,):
        assert message in _refused(verified(kubeconfig=elsewhere(f"http://127.0.0.1:{port}")))


@pytest.mark.parametrize("wait", ["", "soon", "5", "-1s", "5 m"])
def test_invalid_wait_durations_are_refused(verified: Verified, wait: str) -> None:
    result = verified("--wait", wait, "--context", "none")
    assert result.status == 2
    assert ("is not a duration" in result.errors) is (wait != "5")
