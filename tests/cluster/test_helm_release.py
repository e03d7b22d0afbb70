"""Releases of a small chart of our own, and of Portkey's charts where they can be had: adopted without another object, and given back to Helm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.control_plane import Cluster
from tests.cluster.environments import identity
from tests.cluster.helm_adoption import AdoptedRelease, variables
from tests.cluster.helm_cases import CASES
from tests.cluster.helm_release import RELEASE, Identity, Release, Snapshot

pytestmark = pytest.mark.cluster

WORKLOADS = ("Deployment", "StatefulSet")


@pytest.fixture
def adopted(request: pytest.FixtureRequest, own_cluster: Cluster, tmp_path: Path) -> AdoptedRelease:
    name = request.param
    case = CASES[name]
    folder = case.folder()
    tool = request.node.callspec.params.get("tool", "kubectl")
    namespace = f"{name.lower().replace(' ', '-')}-{tool}"
    return AdoptedRelease(Release(own_cluster, folder, namespace, case.files(tmp_path)), case, tmp_path)


def adopt(adopted: AdoptedRelease, *options: str) -> tuple[Snapshot, Snapshot]:
    """Installs the release and adopts it; the state before and after."""
    release = adopted.release
    release.install()
    adopted.configure()
    adopted.create_missing_secrets()
    before = release.snapshot()
    assert before.records == {f"sh.helm.release.v1.{RELEASE}.v1"}
    assert {managers for identity, managers in before.managers.items() if identity.kind == "Service"} == {frozenset({"helm"})}

    report = adopted.check()
    assert report["problems"] == []
    assert [item for item in report["objects"] if item["action"] in ("refused", "recreated")] == []
    adopted.adopt(*options)
    release.settle()
    after = release.snapshot()
    assert {name: after.uids.get(name) for name in before.uids} == before.uids
    assert after.restarted(before) == {item["name"] for item in report["objects"] if item["action"] == "restarted"}
    assert after.records == frozenset()
    return before, after


def assert_nothing_of_helm_is_left(adopted: AdoptedRelease, after: Snapshot, manager: str) -> None:
    """The objects have the variables of the manifests only, and no field of Helm."""
    release = adopted.release
    manifests = adopted.rendered()
    for manifest in manifests:
        managers = after.managers.get(Identity(*identity(manifest)))
        assert managers is None or (manager in managers and "helm" not in managers), identity(manifest)
    live = {identity(item): item for item in release.cluster.get("deployments,statefulsets", f"--namespace={release.namespace}")}
    for manifest in manifests:
        if manifest["kind"] in WORKLOADS:
            assert list(variables(live[identity(manifest)])) == list(variables(manifest)), identity(manifest)
    assert list(_missing_ports(release)) == []


def _missing_ports(release: Release) -> Iterator[str]:
    """The ports that Ingresses name and that the Services do not have, so that no controller finds them."""
    services = release.cluster.get("services", f"--namespace={release.namespace}")
    ports = {service["metadata"]["name"]: {port[by] for port in service["spec"]["ports"] for by in ("name", "port")} for service in services}
    for ingress in release.cluster.get("ingresses", f"--namespace={release.namespace}"):
        for rule in ingress["spec"]["rules"]:
            for backend in (path["backend"]["service"] for path in rule["http"]["paths"]):
                (port,) = backend["port"].values()
                if port not in ports.get(backend["name"], ()) and port != "use-annotation":
                    yield f"{ingress['metadata']['name']} leads to {backend}"


@pytest.mark.parametrize("adopted", CASES, indirect=True)
def test_an_adopted_release_keeps_its_objects_and_goes_back_to_helm(adopted: AdoptedRelease) -> None:
    release = adopted.release
    before, after = adopt(adopted)
    assert_nothing_of_helm_is_left(adopted, after, "kubectl")

    assert release.helm("list", "--short").stdout == ""
    assert "not found" in release.helm("uninstall", RELEASE, check=False).stderr
    assert release.snapshot().uids == after.uids

    adopted.undo()
    release.settle()
    assert release.helm("list", "--short").stdout.split() == [RELEASE]
    release.upgrade()
    back = release.snapshot()
    assert {name: back.uids.get(name) for name in before.uids} == before.uids
    assert {name: managers for name, managers in back.managers.items() if name.kind == "Service"} == {
        name: frozenset({"helm"}) for name in before.uids if name.kind == "Service"
    }


@pytest.mark.parametrize(("tool", "manager"), [("flux", "kustomize-controller"), ("argocd", "argocd-controller")])
@pytest.mark.parametrize("adopted", ["own chart"], indirect=True)
def test_a_script_applies_as_the_tool_that_takes_over(adopted: AdoptedRelease, tool: str, manager: str) -> None:
    _, after = adopt(adopted, "--with", tool)
    assert_nothing_of_helm_is_left(adopted, after, manager)
