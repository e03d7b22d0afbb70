"""What Argo CD would do with the objects, on a real API server: Argo CD itself cannot run in these tests.

Its objects are checked against its definitions. Waves are applied one after the other, each after the previous one is healthy, and the
comparison that Argo CD leaves to the server (`ServerSideDiff`) is made with the same requests.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
import yaml

from apps import configuration
from portkey_constructs.config import PortkeyConfig
from portkey_constructs.manifests.argocd import SYNC_WAVE
from portkey_constructs.output.argocd import ArgoCdEnvironment, ArgoCdSource, application, application_set
from tests.cluster.binaries import files
from tests.cluster.control_plane import Cluster
from tests.cluster.definitions import defined
from tests.cluster.environments import claimed, clusterwide, identity, needed
from tests.cluster.environments import namespace as namespace_of
from tests.cluster.readiness import replica_sets, settled

pytestmark = pytest.mark.cluster

# With every stage, with and without stores, with autoscaling, and with custom resources.
_ENVIRONMENTS: Final = ("quickstart", "production-internal", "irsa-secrets-manager")
_SOURCE: Final = ArgoCdSource("https://git.example.org/platform.git")
_APPLY: Final = ("--server-side", "--force-conflicts", "--field-manager=argocd-controller")
_OF_THE_SERVER: Final = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "uid")


def _rendered(config: PortkeyConfig) -> list[dict[str, Any]]:
    return [{**staged.manifest} for staged in config.model_copy(update={"argocd": True}).resolve().objects()]


def _waves(objects: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    waves: dict[int, list[dict[str, Any]]] = {}
    for manifest in objects:
        waves.setdefault(int(manifest["metadata"]["annotations"][SYNC_WAVE]), []).append(manifest)
    return dict(sorted(waves.items()))


class Synced:
    """An environment, applied as Argo CD does."""

    def __init__(self, cluster: Cluster, config: PortkeyConfig) -> None:
        self.cluster, self.config, self.objects = cluster, config, _rendered(config)
        self.namespace = namespace_of(self.objects)
        self.unhealthy: dict[int, list[str]] = {}

    def sync(self, objects: list[dict[str, Any]]) -> None:
        for wave, manifests in _waves(objects).items():
            self.cluster.apply(manifests, *_APPLY)
            self.unhealthy[wave] = settled(self.cluster, self.namespace)

    def differences(self) -> list[tuple[str, str]]:
        """The objects that an apply would change, computed by the server."""
        return [identity(manifest) for manifest in self.objects if self._kept(manifest) != self._predicted(manifest)]

    def _kept(self, manifest: dict[str, Any]) -> dict[str, Any]:
        (live,) = self.cluster.get("/".join(identity(manifest)), f"--namespace={self.namespace}")
        return _comparable(live)

    def _predicted(self, manifest: dict[str, Any]) -> dict[str, Any]:
        done = self.cluster.apply([manifest], *_APPLY, "--dry-run=server", "--output=json")
        return _comparable(json.loads(done.stdout))


def _comparable(manifest: dict[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in manifest["metadata"].items() if key not in _OF_THE_SERVER}
    return {**manifest, "metadata": metadata, "status": None}


@pytest.fixture(scope="module", params=_ENVIRONMENTS)
def synced(request: pytest.FixtureRequest, cluster: Cluster, definitions: None) -> Iterator[Synced]:
    synced = Synced(cluster, configuration(request.param))
    cluster.volumes(claimed(synced.objects))
    with cluster.removed(synced.namespace, besides=clusterwide(synced.objects)):
        missing = needed(synced.objects)
        if missing:
            cluster.kubectl("create", "namespace", synced.namespace)
        for secret in missing:
            cluster.kubectl("create", "--filename=-", input=json.dumps(secret))
        synced.sync(synced.objects)
        yield synced


def test_argo_cd_accepts_its_objects(cluster: Cluster) -> None:
    environments = [ArgoCdEnvironment.of(configuration(name).resolve(), f"dist/{name}", name=name) for name in _ENVIRONMENTS]
    manifests: list[dict[str, Any]] = [{**application(_SOURCE, environments[0])}, {**application_set("portkey", _SOURCE, environments)}]
    with defined(cluster, files("argo-cd", "crds")), cluster.removed("argocd"):
        cluster.kubectl("create", "namespace", "argocd")
        applied = cluster.apply(manifests, "--server-side", "--validate=strict")
        assert applied.stderr == ""
        for manifest in manifests:
            (live,) = cluster.get(f"{manifest['kind'].lower()}s.argoproj.io/{manifest['metadata']['name']}", "--namespace=argocd")
            assert live["spec"] == manifest["spec"]
        for path in (("spec", "syncPolicy", "prunes"), ("spec", "destination", "clusters")):
            wrong = yaml.safe_load(yaml.safe_dump(manifests[0]))
            wrong[path[0]][path[1]][path[2]] = True
            assert cluster.apply([wrong], "--server-side", "--validate=strict", "--dry-run=server", check=False).returncode != 0


def test_each_wave_becomes_healthy_without_the_later_ones(synced: Synced) -> None:
    assert len(synced.unhealthy) >= 3
    assert [wave for wave, unhealthy in synced.unhealthy.items() if unhealthy] == []


def test_the_migration_is_complete_before_the_services(synced: Synced) -> None:
    jobs = synced.cluster.get("jobs", f"--namespace={synced.namespace}")
    services = synced.cluster.get("deployments", f"--namespace={synced.namespace}")
    assert len(jobs) == len([manifest for manifest in synced.objects if manifest["kind"] == "Job"]) == 1
    assert jobs[0]["status"]["completionTime"] <= min(service["metadata"]["creationTimestamp"] for service in services)


def test_nothing_differs_after_a_sync(synced: Synced) -> None:
    """So no `ignoreDifferences` is needed: not for defaults of the server, nor for claims of a StatefulSet."""
    assert synced.differences() == []


def test_replicas_of_an_autoscaler_are_no_difference(synced: Synced) -> None:
    scaled = [manifest["spec"]["scaleTargetRef"]["name"] for manifest in synced.objects if manifest["kind"] == "HorizontalPodAutoscaler"]
    for name in scaled:
        synced.cluster.kubectl("scale", f"deployment/{name}", "--replicas=4", f"--namespace={synced.namespace}")
    assert settled(synced.cluster, synced.namespace) == []
    assert synced.differences() == []
    synced.sync(synced.objects)
    for name in scaled:
        (deployment,) = synced.cluster.get(f"deployment/{name}", f"--namespace={synced.namespace}")
        assert deployment["spec"]["replicas"] == 4


def test_a_manual_change_is_a_difference(synced: Synced) -> None:
    synced.cluster.kubectl("label", "deployment/portkey-gateway", "app.kubernetes.io/part-of=other", "--overwrite", f"--namespace={synced.namespace}")
    assert synced.differences() == [("Deployment", "portkey-gateway")]
    synced.sync(synced.objects)
    assert synced.differences() == []


def test_another_migration_is_another_job(synced: Synced) -> None:
    """A Job is immutable: a changed one has another name, so that neither a hook nor a replacement is needed."""
    (former,) = (manifest for manifest in synced.objects if manifest["kind"] == "Job")
    migration = synced.config.migration.model_copy(update={"pod_labels": {"example.org/run": "again"}})
    changed = _rendered(synced.config.model_copy(update={"migration": migration}))
    (job,) = (manifest for manifest in changed if manifest["kind"] == "Job")
    assert job["metadata"]["name"] != former["metadata"]["name"]
    same_name = {**job, "metadata": {**job["metadata"], "name": former["metadata"]["name"]}}
    refused = synced.cluster.apply([same_name], *_APPLY, check=False)
    assert "field is immutable" in refused.stderr

    running = replica_sets(synced.cluster, synced.namespace)
    synced.sync(changed)
    assert list(filter(None, synced.unhealthy.values())) == []
    assert replica_sets(synced.cluster, synced.namespace) == running
    synced.cluster.kubectl("delete", f"job/{job['metadata']['name']}", f"--namespace={synced.namespace}")
