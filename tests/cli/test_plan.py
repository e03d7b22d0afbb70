"""`plan`: exit statuses, formats, and what it refuses."""

import json
import os
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
import yaml

from tests.cli.test_program import QUICK_START, on_a_terminal, run
from tests.support.live_objects import live_object

pytestmark = pytest.mark.slow

NO_CHANGES, INVALID, CHANGES, DANGEROUS = 0, 2, 3, 4
REPLICAS: Final = "gateway: {replicas: 3}\n"
VOLUME: Final = "mysql: {kind: inCluster, persistence: {size: 70Gi}}\n"


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=me", "-c", "user.email=me@example.org", *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration in a repository, with its manifests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    path = Path("portkey.yaml")
    path.write_text(QUICK_START)
    assert run("render", "-o", "dist").returncode == 0
    git("init", "--quiet", "--initial-branch=main")
    git("add", "--all")
    git("commit", "--quiet", "--message=first")
    return path


def test_no_change_ends_with_0() -> None:
    done = run("plan")
    assert (done.returncode, done.stdout, done.stderr) == (NO_CHANGES, "portkey.yaml against dist/: no changes\n", "")


def test_a_change_ends_with_3_and_names_the_objects(file: Path) -> None:
    file.write_text(QUICK_START + REPLICAS)
    done = run("plan")
    assert (done.returncode, done.stderr) == (CHANGES, "")
    assert (
        done.stdout
        == """\
portkey.yaml against dist/: 1 added, 1 changed

  ~ Deployment portkey-gateway
      3 pods run instead of 1
      spec.replicas: added 3

  + PodDisruptionBudget portkey-gateway
"""
    )


def test_a_refused_change_ends_with_4(file: Path) -> None:
    file.write_text(QUICK_START + VOLUME)
    done = run("plan")
    assert done.returncode == DANGEROUS
    assert "refused: spec.volumeClaimTemplates is immutable" in done.stdout


def test_a_store_that_is_removed_ends_with_4(file: Path) -> None:
    file.write_text(QUICK_START + "redis: {kind: external, host: redis.example.org}\n")
    done = run("plan")
    assert done.returncode == DANGEROUS
    assert "data at risk: PersistentVolumeClaim data-portkey-redis-0 keeps the data, but nothing uses it any more" in done.stdout


def test_an_invalid_configuration_ends_with_2(file: Path) -> None:
    file.write_text(QUICK_START + "gateway: {replicas: many}\n")
    done = run("plan")
    assert (done.returncode, done.stdout) == (INVALID, "")
    assert done.stderr.startswith("portkey.yaml: 1 problem, nothing planned\n")


@pytest.mark.parametrize("against", ["nope", "tests:dist", "portkey.yaml"])
def test_what_does_not_exist_ends_with_2(against: str) -> None:
    done = run("plan", "--against", against)
    assert (done.returncode, done.stdout) == (INVALID, "")
    assert "[PK-PLAN-002]" in done.stderr


def test_json_is_complete_and_has_the_status(file: Path) -> None:
    file.write_text(QUICK_START + REPLICAS)
    done = run("plan", "--against", "HEAD", "--format", "json")
    data = json.loads(done.stdout)
    assert (done.returncode, data["exitStatus"]) == (CHANGES, CHANGES)
    assert data["against"].startswith("HEAD (")
    assert [(change["kind"], change["action"]) for change in data["changes"]] == [("Deployment", "changed"), ("PodDisruptionBudget", "added")]


def test_markdown_is_a_table(file: Path) -> None:
    file.write_text(QUICK_START + REPLICAS)
    done = run("plan", "--format", "markdown")
    assert done.returncode == CHANGES
    assert "| changed | `Deployment portkey-gateway` | 3 pods run instead of 1<br>spec.replicas: added 3 |\n" in done.stdout


def test_a_terminal_shows_a_table(file: Path) -> None:
    file.write_text(QUICK_START + REPLICAS)
    status, output = on_a_terminal(["plan"])
    assert status == CHANGES
    assert "Deployment portkey-gateway" in output
    assert "3 pods run instead of 1" in output
    assert "\x1b[" in output


def test_no_secret_value_is_printed(file: Path) -> None:
    file.write_text(QUICK_START.replace("registry-password", "another-password").replace("license-from-portkey", "another-license"))
    for output_format in ("text", "json", "markdown"):
        done = run("plan", "--format", output_format)
        assert done.returncode == CHANGES
        assert "Secret" in done.stdout
        for value in ("registry-password", "another-password", "license-from-portkey", "another-license"):
            assert value not in done.stdout + done.stderr


def test_cluster_options_need_live() -> None:
    done = run("plan", "--context", "production")
    assert done.returncode == INVALID
    assert "need --against live" in done.stderr


class Cluster(BaseHTTPRequestHandler):
    """An API server with the objects of `dist/`, some of which the user may not read."""

    denied: frozenset[str] = frozenset()
    objects: tuple[dict[str, Any], ...] = ()

    def do_GET(self) -> None:
        status, answer = self._answer(self.path.partition("?")[0].strip("/").split("/"))
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, path: list[str]) -> tuple[int, Any]:
        if path == ["version"]:
            return 200, {"gitVersion": "v1.34.0"}
        version, rest = (path[1], path[2:]) if path[0] == "api" else (f"{path[1]}/{path[2]}", path[3:])
        if rest[0] == "namespaces" and len(rest) > 2:
            rest = rest[2:]
        plural, name = rest[0], rest[1] if len(rest) > 1 else None
        if plural in self.denied:
            return 403, {"kind": "Status", "apiVersion": "v1", "code": 403}
        objects = [manifest for manifest in self.objects if (manifest["apiVersion"], f"{manifest['kind'].lower()}s") == (version, plural)]
        if plural == "ingresses":
            objects = [manifest for manifest in self.objects if manifest["kind"] == "Ingress"]
        if name is None:
            return 200, {"kind": "List", "apiVersion": version, "metadata": {}, "items": objects}
        found = next((manifest for manifest in objects if manifest["metadata"]["name"] == name), None)
        return (200, found) if found else (404, {"kind": "Status", "apiVersion": "v1", "code": 404})

    def log_message(self, format: str, *args: object) -> None:
        pass


def in_order(live: dict[str, Any]) -> dict[str, Any]:
    """The live object with its volumes as they were applied: another order would restart the pods."""
    pod = live.get("spec", {}).get("template", {}).get("spec", {})
    if "volumes" in pod:
        pod["volumes"].reverse()
    return live


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Cluster]]:
    objects = tuple(in_order(live_object(yaml.safe_load(path.read_text()))) for path in sorted(Path("dist").rglob("*.yaml")))
    handler = type("Handler", (Cluster,), {"objects": objects})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        kubeconfig = {
            "current-context": "here",
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
            "clusters": [{"name": "here", "cluster": {"server": address}}],
            "users": [{"name": "me", "user": {}}],
        }
        Path("kubeconfig").write_text(json.dumps(kubeconfig))
        monkeypatch.setenv("KUBECONFIG", "kubeconfig")
        yield handler
        server.shutdown()


def test_a_cluster_with_the_same_objects_has_no_changes(cluster: type[Cluster]) -> None:
    done = run("plan", "--against", "live", "--format", "json")
    data = json.loads(done.stdout)
    assert [(change["kind"], change["name"], change["fields"]) for change in data["changes"]] == []
    assert done.returncode == NO_CHANGES


def test_a_cluster_with_another_object_has_the_change(cluster: type[Cluster], file: Path) -> None:
    file.write_text(QUICK_START + REPLICAS)
    done = run("plan", "--against", "live")
    assert done.returncode == CHANGES
    assert "+ PodDisruptionBudget portkey-gateway" in done.stdout
    assert "no commit" not in done.stdout


def test_missing_permissions_are_reported_at_once(cluster: type[Cluster]) -> None:
    cluster.denied = frozenset(("secrets", "deployments", "ingresses"))
    done = run("plan", "--against", "live")
    assert (done.returncode, done.stdout) == (INVALID, "")
    assert done.stderr.count("[PK-PLAN-007]") >= 3
    assert "list deployments in namespace portkey is not allowed" in done.stderr


def test_a_cluster_that_does_not_answer_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("plan", "--against", "live", "--kubeconfig", "missing")
    assert (done.returncode, done.stdout) == (INVALID, "")
    assert "no kubeconfig: missing is not a file" in done.stderr
