"""Objects of a broken or hostile server: refused, or checked and compared without an error."""

import copy
import json
import random
import traceback
from typing import Any

import pytest

from portkey_constructs.adoption.check import adoption
from portkey_constructs.adoption.record import ReleaseRecord
from portkey_constructs.config.adoption import AdoptConfig
from portkey_constructs.kubernetes.registry import KINDS
from portkey_constructs.loading.reading import load
from portkey_constructs.plan import compare
from portkey_constructs.plan.live_objects import without_additions
from portkey_constructs.verify.cluster_state import ClusterState, secret_state
from portkey_constructs.verify.connection import redacted
from portkey_constructs.verify.findings import Object
from portkey_constructs.verify.kubectl_commands import KubectlCommands
from portkey_constructs.verify.requirements import required_secrets
from portkey_constructs.verify.runner import run_checks
from portkey_constructs.verify.shapes import MalformedError, well_formed
from tests.support.live_objects import live_object
from tests.verify.test_findings import COMMANDS, NOW, RENDERED

WRONG: tuple[Any, ...] = (None, 7, True, "x", [], {}, [7], [None], {"a": 7}, [{}], [[]], {"a": None})
EXTRA: dict[str, Object] = {
    "Pod": {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "portkey-gateway-1", "labels": {"app.kubernetes.io/instance": "portkey", "app.kubernetes.io/component": "gateway"}},
        "spec": {"containers": [{"name": "gateway", "env": [{"name": "AWS_ROLE_ARN", "value": "x"}]}]},
        "status": {
            "phase": "Pending",
            "conditions": [{"type": "PodScheduled", "status": "False", "reason": "r", "message": "m"}],
            "containerStatuses": [{"name": "gateway", "restartCount": 1, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "m"}}}],
        },
    },
    "Event": {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "e"},
        "type": "Warning",
        "reason": "BackOff",
        "message": "m",
        "count": 2,
        "series": {"count": 3, "lastObservedTime": "2024-05-01T11:59:00Z"},
        "involvedObject": {"kind": "Pod", "name": "portkey-gateway-1"},
    },
    "EndpointSlice": {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "s", "labels": {"kubernetes.io/service-name": "portkey-gateway"}},
        "endpoints": [{"conditions": {"ready": True}}],
    },
    "PersistentVolumeClaim": {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data-portkey-redis-0"},
        "spec": {"storageClassName": "x"},
        "status": {"phase": "Pending"},
    },
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values, also of maps and lists."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(place for key, child in children for place in places(child, (*path, key)))]


def mutated(manifest: Object, path: tuple[Any, ...], value: Any) -> Object:
    changed = copy.deepcopy(manifest)
    parent: Any = changed
    for part in path[:-1]:
        parent = parent[part]
    if value == "absent":
        del parent[path[-1]]
    else:
        parent[path[-1]] = copy.deepcopy(value)
    return changed


def used(rendered: list[Object], live: Object) -> None:
    """Everything that reads a live object."""
    kind, name = live["kind"], live["metadata"]["name"]
    state = ClusterState("v1.36.0", live if kind == "Namespace" else live_object(rendered[0]), secrets=dict.fromkeys(required_secrets(rendered)))
    state.lists = {other: [copy.deepcopy(manifest)] for other, manifest in EXTRA.items()}
    if kind == "Secret":
        state.secrets[name] = secret_state(live)
    else:
        state.lists[kind] = [live]
    run_checks(rendered, state, COMMANDS if rendered is RENDERED else KubectlCommands("portkey"), NOW)
    own = next((manifest for manifest in rendered if (manifest["kind"], manifest["metadata"]["name"]) == (kind, name)), None)
    if kind not in EXTRA:
        compare([without_additions(live, own)], rendered)
        adoption(
            ReleaseRecord("portkey", 1, "deployed", "app", "1.7.6", ()),
            AdoptConfig(release="portkey", chart="app", version="1.7.6"),
            rendered,
            [live],
        )


@pytest.mark.slow
@pytest.mark.parametrize("file", ["apps/quickstart.yaml", "apps/production_internal.yaml", "apps/irsa.yaml"])
def test_mutated_objects_are_refused_or_used_without_an_error(file: str) -> None:
    rendered: list[Object] = [json.loads(json.dumps(staged.manifest)) for staged in load([file]).resolve().objects()]
    by_kind = {manifest["kind"]: live_object(manifest) for manifest in rendered}
    managed = [{"manager": "helm", "operation": "Apply", "fieldsV1": {"f:spec": {"f:template": {}, 'k:{"name":"a"}': {"v:1": {}}}}}]
    for manifest in by_kind.values():
        manifest["metadata"]["managedFields"] = managed
        manifest["status"] = {"conditions": [{"type": "Ready", "status": "False"}], "loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}, "replicas": 1}
    random_ = random.Random(17)
    refused = tried = 0
    failures: list[str] = []
    for kind, manifest in (by_kind | EXTRA).items():
        choices = [(path, value) for path in places(manifest) if path[0] not in ("apiVersion", "kind") for value in (*WRONG, "absent")]
        for path, value in random_.sample(choices, min(60, len(choices))):
            tried += 1
            try:
                live = well_formed(KINDS[kind], mutated(manifest, path, value))
            except MalformedError:
                refused += 1
                continue
            try:
                used(rendered, live)
            except Exception as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                failures.append(f"{kind} {path} = {value!r}: {error!r} in {place.filename}:{place.lineno}")
    assert failures == []
    assert tried / 4 < refused < tried


def test_objects_of_a_healthy_server_are_well_formed() -> None:
    for manifest in (*map(live_object, RENDERED), *EXTRA.values()):
        assert well_formed(KINDS[manifest["kind"]], manifest)["metadata"]["name"]


@pytest.mark.parametrize("value", [None, 7, [], "x", {}, {"metadata": None}, {"metadata": {"name": 7}}])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(MalformedError):
        well_formed(KINDS["Deployment"], value)


def test_a_deep_object_is_refused_and_no_value_is_shown() -> None:
    deep: Any = "hunter2"
    for _ in range(500):
        deep = [deep]
    with pytest.raises(MalformedError, match="nested more than 100"):
        well_formed(KINDS["Secret"], {"metadata": {"name": "a"}, "data": deep})
    with pytest.raises(MalformedError) as refused:
        well_formed(KINDS["Secret"], {"metadata": {"name": "a"}, "data": {"a": ["hunter2"]}})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("server", "shown"),
    [
        ("https://me:hunter2@example.org:6443/k8s?token=hunter2#hunter2", "https://example.org:6443/k8s"),
        ("https://[::1]:6443", "https://[::1]:6443"),
        ("me:hunter2@example.org", "the server"),
        ("https://[me:hunter2@", "the server"),
    ],
)
def test_credentials_in_the_url_of_a_server_are_not_shown(server: str, shown: str) -> None:
    assert redacted(server) == shown
