"""Every environment of `dist/`, applied to a real cluster from nothing, server-side and as kubectl does by itself."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from subprocess import CompletedProcess
from typing import Any, Final

import pytest
import yaml

from docs_site.scanners import explanations
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import DIST, Environment, claimed, clusterwide, environments, identity, keys, needed, pods
from tests.cluster.processes import until
from tests.cluster.readiness import settled, unexplained, versions, warnings

pytestmark = pytest.mark.cluster

# Pod Security refuses them as restricted: the reasons are on the page "What scanners say".
REFUSED: Final = {
    component: check
    for explanation in explanations()
    for (scanner, check), components in explanation.findings.items()
    if scanner == "Pod Security"
    for component in components
}
_LEVEL: Final = "pod-security.kubernetes.io/enforce"
_MODES: Final = {"server-side": ["--server-side", "--validate=strict"], "client-side": ["--validate=strict"]}
_REFUSED: Final = re.compile(r'violates PodSecurity "restricted:[^"]*": (.*)')


@dataclass
class Deployed:
    """An environment in the cluster, come to rest."""

    environment: Environment
    mode: str
    cluster: Cluster
    applied: CompletedProcess[str]
    unsettled: list[str]

    def apply(self) -> CompletedProcess[str]:
        return _apply(self.cluster, self.environment, self.mode)

    def get(self, *arguments: str) -> list[dict[str, Any]]:
        return self.cluster.get(*arguments, f"--namespace={self.environment.namespace}")

    def objects(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The objects of the environment as the server has them, resource version and all."""
        manifests = self.cluster.get("--recursive", f"--filename={self.environment.folder}", "--show-managed-fields")
        return {identity(manifest): manifest for manifest in manifests}


def _apply(cluster: Cluster, environment: Environment, mode: str) -> CompletedProcess[str]:
    return cluster.kubectl("apply", *_MODES[mode], "--recursive", f"--filename={environment.folder}", check=False)


def _prepare(cluster: Cluster, environment: Environment, mode: str) -> None:
    """Creates the namespace, at the strictest level that the images allow, and the objects that the environment expects to exist."""
    own = environment.of("Namespace")
    if own:
        cluster.kubectl("apply", *_MODES[mode], "--filename=-", input=json.dumps(own[0]))
    else:
        cluster.kubectl("create", "namespace", environment.namespace)
        cluster.kubectl("label", "namespace", environment.namespace, f"{_LEVEL}={_strictest(environment)}")
    for manifest in needed(environment.objects):
        cluster.kubectl("create", "--filename=-", input=json.dumps(manifest))


def _strictest(environment: Environment) -> str:
    return "baseline" if any(component in REFUSED for component, _ in pods(environment.objects)) else "restricted"


def _deployments() -> Iterator[tuple[Environment, str]]:
    """Every environment as tools apply it, and as kubectl does by itself where that could differ: values in it, claims, custom resources."""
    for environment in environments():
        yield environment, "server-side"
        if environment.name in ("quickstart", "production-internal", "irsa-secrets-manager"):
            yield environment, "client-side"


@pytest.fixture(scope="module", params=list(_deployments()), ids=lambda it: f"{it[0].name}-{it[1]}")
def deployed(request: pytest.FixtureRequest, cluster: Cluster, definitions: None) -> Iterator[Deployed]:
    environment, mode = request.param
    cluster.volumes(claimed(environment.objects))
    with cluster.removed(environment.namespace, besides=clusterwide(environment.objects)):
        # What kubectl does by itself begins in a cluster that has nothing, where that can be.
        if mode == "server-side" or needed(environment.objects) or not environment.of("Namespace"):
            _prepare(cluster, environment, mode)
        process = _apply(cluster, environment, mode)
        yield Deployed(environment, mode, cluster, process, settled(cluster, environment.namespace))


def test_there_are_environments() -> None:
    assert environments(), f"{DIST} has no environment: make synth writes them"


def test_every_object_is_accepted_without_a_warning(deployed: Deployed) -> None:
    assert deployed.applied.returncode == 0, deployed.applied.stderr
    assert unexplained(deployed.applied.stderr) == []
    warned = {component for component, _ in pods(deployed.environment.objects)} & set(REFUSED) if deployed.environment.of("Namespace") else set()
    assert len(deployed.applied.stderr.splitlines()) == len(warned)
    assert len(deployed.applied.stdout.splitlines()) == len(deployed.environment.objects)


def test_every_workload_becomes_ready(deployed: Deployed) -> None:
    assert deployed.unsettled == []


def test_no_object_is_refused(deployed: Deployed) -> None:
    assert warnings(deployed.cluster, deployed.environment.namespace) == []


@pytest.mark.parametrize("environment", [*environments(), *environments(DIST / "fleet")], ids=lambda environment: environment.name)
def test_pods_are_as_restricted_as_their_images_allow(cluster: Cluster, environment: Environment) -> None:
    refused = {}
    with cluster.removed("restricted"):
        cluster.kubectl("create", "namespace", "restricted")
        cluster.kubectl("label", "namespace", "restricted", f"{_LEVEL}=restricted")
        for component, template in pods(environment.objects):
            pod = json.dumps(_alone(template))
            process = cluster.kubectl("create", "--namespace=restricted", "--dry-run=server", "--filename=-", input=pod, check=False)
            if process.returncode:
                refusal = _REFUSED.search(process.stderr)
                assert refusal, process.stderr
                refused[component] = refusal[1]
    assert set(refused) == {component for component, _ in pods(environment.objects)} & set(REFUSED)
    for component, why in refused.items():
        assert why.startswith(f"{REFUSED[component]} != true"), why
        assert ", " not in re.sub(r"\(.*?\)", "", why), "one restriction is all that is let pass"


@pytest.mark.parametrize("environment", [*environments(), *environments(DIST / "fleet")], ids=lambda environment: environment.name)
def test_the_namespace_enforces_the_strictest_level(environment: Environment) -> None:
    assert [namespace["metadata"]["labels"][_LEVEL] for namespace in environment.of("Namespace")] in ([], [_strictest(environment)])


def _alone(template: Mapping[str, Any]) -> dict[str, Any]:
    """A pod that needs no account, and no claims, of the namespace that its template is of."""
    spec = {key: value for key, value in template["spec"].items() if key != "serviceAccountName"}
    mounted = {mount["name"] for container in spec["containers"] for mount in container.get("volumeMounts", ())}
    claims = mounted - {volume["name"] for volume in spec.get("volumes", ())}
    volumes = [*spec.get("volumes", ()), *({"name": name, "emptyDir": {}} for name in sorted(claims))]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alone"}, "spec": spec | {"volumes": volumes}}


def test_claims_are_bound(deployed: Deployed) -> None:
    claims = deployed.get("persistentvolumeclaims")
    expected = sum(
        len(stateful_set["spec"].get("volumeClaimTemplates", ())) * stateful_set["spec"].get("replicas", 1)
        for stateful_set in deployed.environment.of("StatefulSet")
    )
    assert [claim["status"]["phase"] for claim in claims] == ["Bound"] * expected


def test_autoscalers_have_their_targets(deployed: Deployed) -> None:
    scalers = deployed.get("horizontalpodautoscalers")
    assert len(scalers) == len(deployed.environment.of("HorizontalPodAutoscaler"))
    for scaler in scalers:
        able = {it["type"]: it["status"] for it in scaler["status"]["conditions"]}
        assert able["AbleToScale"] == "True", scaler["status"]
        target = scaler["spec"]["scaleTargetRef"]
        (scaled,) = deployed.get(f"{target['kind'].lower()}/{target['name']}")
        assert scaled["spec"]["replicas"] >= scaler["spec"]["minReplicas"]


def test_services_have_ready_endpoints(deployed: Deployed) -> None:
    slices = deployed.get("endpointslices")
    services = deployed.get("services")
    assert {service["metadata"]["name"] for service in services} == {service["metadata"]["name"] for service in deployed.environment.of("Service")}
    for service in services:
        name = service["metadata"]["name"]
        own = [endpoint_slice for endpoint_slice in slices if endpoint_slice["metadata"]["labels"]["kubernetes.io/service-name"] == name]
        ready = [
            address
            for endpoint_slice in own
            for point in endpoint_slice.get("endpoints") or ()
            if point["conditions"]["ready"]
            for address in point["addresses"]
        ]
        assert ready, f"Service {name} leads nowhere"
        selected = ",".join(f"{key}={value}" for key, value in service["spec"]["selector"].items())
        assert len(ready) == len(deployed.get("pods", f"--selector={selected}"))
        ports = {port["name"] for endpoint_slice in own for port in endpoint_slice["ports"]}
        assert ports == {port["name"] for port in service["spec"]["ports"]}


def test_disruption_budgets_select_the_pods(deployed: Deployed) -> None:
    budgets = deployed.get("poddisruptionbudgets")
    assert len(budgets) == len(deployed.environment.of("PodDisruptionBudget"))

    def wrong() -> list[str]:
        uncounted = []
        for budget in deployed.get("poddisruptionbudgets"):
            selected = ",".join(f"{key}={value}" for key, value in budget["spec"]["selector"]["matchLabels"].items())
            pods = len(deployed.get("pods", f"--selector={selected}"))
            status = budget["status"]
            if not (status["expectedPods"] == status["currentHealthy"] == pods and 1 <= status["disruptionsAllowed"] < pods):
                uncounted.append(f"{budget['metadata']['name']}: {pods} pods, {status}")
        return uncounted

    assert until(lambda: not wrong(), 10), wrong()


def test_the_migration_completes_once(deployed: Deployed) -> None:
    jobs = deployed.get("jobs")
    assert len(jobs) == len(deployed.environment.of("Job"))
    for job in jobs:
        assert job["status"]["succeeded"] == 1
        assert not job["status"].get("failed")
        assert len(deployed.get("pods", f"--selector=job-name={job['metadata']['name']}")) == 1


def test_every_key_that_a_pod_reads_exists(deployed: Deployed) -> None:
    available = {}
    for manifest in deployed.get("secrets,configmaps"):
        available[identity(manifest)] = set(manifest.get("data") or ()) | set(manifest.get("binaryData") or ())
    accounts = {account["metadata"]["name"] for account in deployed.get("serviceaccounts")}
    running = deployed.get("pods")
    assert len(running) >= len(list(pods(deployed.environment.objects)))
    for pod in running:
        assert pod["spec"]["serviceAccountName"] in accounts
        for key in keys(pod["spec"]):
            assert (key.kind, key.object) in available, pod["metadata"]["name"]
            assert key.name is None or key.name in available[key.kind, key.object], f"{pod['metadata']['name']}: {key}"


def test_applying_again_changes_nothing(deployed: Deployed) -> None:
    def rests() -> bool:
        before = deployed.objects()
        return not until(lambda: deployed.objects() != before, 2, 0.5)

    assert until(rests, 20), "the cluster does not come to rest by itself"
    before, pods_before = deployed.objects(), versions(deployed.cluster, deployed.environment.namespace, "pods,replicasets")
    assert len(before) == len(deployed.environment.objects)
    process = deployed.apply()
    assert (process.returncode, unexplained(process.stderr)) == (0, [])
    assert not until(lambda: deployed.objects() != before, 2, 0.5), _difference(before, deployed.objects())
    assert versions(deployed.cluster, deployed.environment.namespace, "pods,replicasets") == pods_before


def _difference(before: Mapping[Any, object], after: Mapping[Any, object]) -> str:
    changed = [key for key in before if before[key] != after[key]]
    old, new = (yaml.safe_dump([manifest[key] for key in changed]).splitlines() for manifest in (before, after))
    return "\n".join(unified_diff(old, new, lineterm="", n=4))
