"""The documentation's commands against a real API server: bringing it up, day two, and what `verify` has to be let read."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps import ENVIRONMENTS
from tests.cluster.binaries import program
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import DIST, Environment, claimed, clusterwide
from tests.docs.blocks import Block, blocks
from tests.docs.sandbox import ROOT, Sandbox

pytestmark = pytest.mark.cluster

NAMESPACE = "portkey"


@pytest.fixture
def sandbox(cluster: Cluster, tmp_path: Path) -> Sandbox:
    """Where kubectl and `verify` have the cluster."""
    return Sandbox(tmp_path, cluster=(str(program("kubectl")), str(cluster.kubeconfig)))


def page(name: str) -> Iterable[Block]:
    return (block for block in blocks(ROOT / "docs" / name, ROOT) if not block.not_run)


@pytest.mark.parametrize(("name", "rendered"), [("start.md", "platform/dist"), ("with/kubectl.md", "out")])
def test_commands_of_a_page_bring_the_platform_up(cluster: Cluster, sandbox: Sandbox, name: str, rendered: str) -> None:
    environment = "quickstart" if name == "start.md" else "production-internal"
    cluster.volumes(claimed(Environment(environment, DIST / environment).objects))
    with cluster.removed(NAMESPACE):
        for block in page(name):
            sandbox.run(block)
        expected = Environment("written", sandbox.folder / rendered).objects
        kinds = "deployments,statefulsets,jobs,services,serviceaccounts,ingresses,configmaps"
        there = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in cluster.get(kinds, f"--namespace={NAMESPACE}")}
        named = {manifest["kind"].lower() + "s" for manifest in expected} & {*kinds.split(",")}
        assert len(named) > 4
        assert {(manifest["kind"], manifest["metadata"]["name"]) for manifest in expected if manifest["kind"].lower() + "s" in named} <= there
        assert cluster.get("namespace", NAMESPACE)[0]["status"]["phase"] == "Active"


def reader(name: str) -> list[dict[str, Any]]:
    """The role that is shown, and a service account that has it."""
    role = next(block.text for block in page("how-to/verify.md") if block.title == "verify-role.yaml")
    meta, api = {"name": name, "namespace": name}, "rbac.authorization.k8s.io"
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta},
        *yaml.safe_load_all(role),
        {
            "apiVersion": f"{api}/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": name},
            "roleRef": {"apiGroup": api, "kind": "ClusterRole", "name": "portkey-verify"},
            "subjects": [{"kind": "ServiceAccount", **meta}],
        },
    ]


@pytest.mark.parametrize("name", ["quickstart", "irsa-secrets-manager", "production-external", "gke"])
def test_documented_role_lets_verify_read_everything(cluster: Cluster, definitions: None, sandbox: Sandbox, name: str) -> None:
    environment, watcher = Environment(name, DIST / name), "watcher"
    assert name in ENVIRONMENTS
    cluster.volumes(claimed(environment.objects))
    of_the_cluster = ["clusterrole/portkey-verify", f"clusterrolebinding/{watcher}", *clusterwide(environment.objects)]
    with cluster.removed(NAMESPACE, watcher, besides=of_the_cluster):
        cluster.apply([*environment.objects, *reader(watcher)])
        token = cluster.kubectl("create", "token", watcher, f"--namespace={watcher}").stdout.strip()
        seen = yaml.safe_load(cluster.kubeconfig.read_text())
        seen["users"] = [{"name": user["name"], "user": {"token": token}} for user in seen["users"]]
        (sandbox.folder / "watcher.yaml").write_text(yaml.safe_dump(seen))
        line = f"portkey-constructs verify -f apps/{name.replace('-', '_')}.yaml --kubeconfig watcher.yaml --format json"
        sandbox.run(Block(sandbox.folder, 1, "sh", "", line))
        findings = json.loads(sandbox.printed)["findings"]
    assert "ok" in {finding["status"] for finding in findings}
    assert [finding for finding in findings if finding["status"] == "unknown"] == []
