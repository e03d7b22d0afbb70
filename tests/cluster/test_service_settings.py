"""The settings around pods on a real API server: autoscaling, Services and the Namespace are stored as they are written."""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from portkey_constructs.config.root import PortkeyConfig
from tests.cluster.control_plane import Cluster
from tests.cluster.environments import Object, identity
from tests.cluster.reserved import require_reserved
from tests.support.examples import development

pytestmark = pytest.mark.cluster

_PROMETHEUS: Final = {
    "type": "prometheus",
    "name": "requests",
    "metadata": {"serverAddress": "http://prometheus:9090", "query": "up", "threshold": "5"},
}
_OPTIONS: Final[Mapping[str, Any]] = {
    "labels": {"example.org/tier": "edge"},
    "externalTrafficPolicy": "Local",
    "sessionAffinity": "ClientIP",
    "sessionAffinityTimeout": 600,
    "loadBalancerClass": "example.org/internal",
    "loadBalancerIP": "10.0.0.9",
}
_PORTS: Final = [
    {"name": "admin", "port": 9901},
    {"name": "own", "port": 80, "targetPort": "gateway", "nodePort": 30081, "appProtocol": "kubernetes.io/h2c"},
    {"name": "own-udp", "port": 8787, "targetPort": 5000, "protocol": "UDP"},
]
_DEPRECATED: Final = '"PreferClose" is deprecated; use "PreferSameZone"'
_KEDA: Final[Mapping[str, Any]] = {"kind": "keda", "min": 2, "max": 6}


def _objects(config: PortkeyConfig) -> list[Object]:
    return [json.loads(json.dumps(staged.manifest)) for staged in config.resolve().objects()]


def _is_stored(written: Any, stored: Any) -> bool:
    """Whether the server has everything that was written; it may fill in more."""
    if isinstance(written, dict):
        return isinstance(stored, dict) and all(key in stored and _is_stored(value, stored[key]) for key, value in written.items())
    if isinstance(written, list):
        return isinstance(stored, list) and len(written) == len(stored) and all(map(_is_stored, written, stored))
    return bool(written == stored)


class Installed:
    """A namespace for the objects of a test."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.name = cluster, name

    def config(self, **settings: Any) -> PortkeyConfig:
        return development(namespace=self.name, **settings)

    def applied(self, kinds: set[str], **settings: Any) -> list[Object]:
        """Applies the objects of these kinds, and checks that the server stores what they contain."""
        written = [manifest for manifest in _objects(self.config(**settings)) if manifest["kind"] in kinds]
        assert {manifest["kind"] for manifest in written} == kinds
        reported = self.cluster.apply(written).stderr.splitlines()
        assert [line for line in reported if _DEPRECATED not in line] == []
        for manifest in written:
            where = () if manifest["kind"] == "Namespace" else (f"--namespace={self.name}",)
            [stored] = self.cluster.get(*identity(manifest), *where)
            assert _is_stored(manifest, stored), (identity(manifest), stored)
        return written

    def deployed(self, gateway: Mapping[str, Any], *, check: bool = True) -> str:
        """Applies the Deployment of the gateway; returns what the server reports."""
        objects = _objects(self.config(gateway=gateway))
        return self.cluster.apply([manifest for manifest in objects if identity(manifest) == ("Deployment", "portkey-gateway")], check=check).stderr

    def replicas(self) -> int:
        [deployment] = self.cluster.get("deployment", "portkey-gateway", f"--namespace={self.name}")
        return int(deployment["spec"]["replicas"])


@pytest.fixture
def installed(cluster: Cluster, definitions: None, request: pytest.FixtureRequest) -> Iterator[Installed]:
    name = f"services-{zlib.crc32(request.node.name.encode())}"
    with cluster.removed(name):
        cluster.kubectl("create", "namespace", name)
        yield Installed(cluster, name)


@pytest.mark.parametrize("policy", ["PreferSameZone", "PreferSameNode", "PreferClose"])
def test_the_server_stores_the_options_of_services(installed: Installed, policy: str) -> None:
    service = {**_OPTIONS, "type": "LoadBalancer", "nodePort": 30080, "ports": _PORTS, "trafficDistribution": policy}
    exposure = {"gateway": {"kind": "loadBalancer", **_OPTIONS, "nodePort": 30082, "trafficDistribution": policy}}
    redis = {"kind": "inCluster", "service": {"type": "NodePort", "nodePort": 30083, "sessionAffinity": "None"}}
    services = installed.applied({"Service"}, backend={"service": {**service, "ports": [_PORTS[0], _PORTS[2]]}}, exposure=exposure, redis=redis)
    assert [manifest for manifest in services if manifest["spec"].get("trafficDistribution") == policy]
    gateway = {"type": "NodePort", "nodePort": 30084, "ports": _PORTS[:2]}
    services = installed.applied({"Service"}, gateway={"service": gateway})
    [ports] = [manifest["spec"]["ports"] for manifest in services if manifest["metadata"]["name"] == "portkey-gateway"]
    assert [port.get("nodePort") for port in ports] == [30084, None, 30081]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("loadBalancerClass", "example.org/internal", "may only be used when `type` is 'LoadBalancer'"),
        ("externalTrafficPolicy", "Local", "may only be set for externally-accessible services"),
        ("trafficDistribution", "PreferFar", "Unsupported value"),
    ],
)
def test_the_server_refuses_what_the_rules_refuse(installed: Installed, field: str, value: Any, reason: str) -> None:
    [service] = [manifest for manifest in _objects(installed.config()) if identity(manifest) == ("Service", "portkey-gateway")]
    service["spec"][field] = value
    refusal = installed.cluster.apply([service], "--dry-run=server", check=False)
    assert refusal.returncode != 0
    assert reason in refusal.stderr


def test_the_server_gives_no_service_what_a_test_may_ask_for(installed: Installed) -> None:
    """Otherwise a port that a test asks for may be taken, in a few runs of a thousand."""
    names = [f"given-{number}" for number in range(20)]
    port = {"port": 80, "protocol": "TCP"}
    services = [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": installed.name}} for name in names]
    installed.cluster.apply({**service, "spec": {"type": "NodePort", "ports": [port]}} for service in services)
    given = installed.cluster.get("service", *names, f"--namespace={installed.name}")
    assert len({service["spec"]["ports"][0]["nodePort"] for service in given}) == len(names)
    for service in given:
        with pytest.raises(AssertionError, match=r"node port \d+, address 10\."):
            require_reserved([service])


def test_the_server_stores_labels_and_annotations_of_the_namespace(installed: Installed) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "baseline", "pod-security.kubernetes.io/enforce-version": "v1.30", "team": "ai"}
    installed.applied({"Namespace"}, namespaceLabels=labels, namespaceAnnotations={"example.org/owner": "platform"})


def test_an_unknown_level_of_pod_security_is_refused_by_the_server(installed: Installed) -> None:
    [namespace] = [manifest for manifest in _objects(installed.config()) if manifest["kind"] == "Namespace"]
    namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] = "strict"
    refusal = installed.cluster.apply([namespace], "--dry-run=server", check=False)
    assert "must be one of privileged, baseline, restricted" in refusal.stderr


@pytest.mark.parametrize(
    "scaling",
    [
        {**_KEDA, "cpu": 60, "memory": 80},
        {
            **_KEDA,
            "min": 0,
            "cpu": 60,
            "triggers": [{**_PROMETHEUS, "metricType": "AverageValue", "authenticationRef": {"name": "own", "kind": "TriggerAuthentication"}}],
            "fallback": {"failureThreshold": 3, "replicas": 4, "behavior": "currentReplicasIfHigher"},
            "pollingInterval": "15s",
            "cooldownPeriod": "10m",
            "initialCooldownPeriod": 0,
            "advanced": {"restoreToOriginalReplicaCount": True, "scalingModifiers": {"formula": "requests", "target": "2"}},
            "annotations": {"autoscaling.keda.sh/paused": "true"},
        },
        {**_KEDA, "idle": 0, "triggers": [_PROMETHEUS]},
    ],
    ids=["cpu and memory", "everything", "idle"],
)
def test_the_definition_of_keda_accepts_a_scaled_object(installed: Installed, scaling: Mapping[str, Any]) -> None:
    [scaled] = installed.applied({"ScaledObject"}, gateway={"autoscaling": scaling})
    assert scaled["spec"]["scaleTargetRef"]["name"] == "portkey-gateway"


def test_the_definition_of_keda_refuses_bounds_that_the_rules_refuse(installed: Installed) -> None:
    [scaled] = [
        manifest for manifest in _objects(installed.config(gateway={"autoscaling": {**_KEDA, "cpu": 60}})) if manifest["kind"] == "ScaledObject"
    ]
    scaled["spec"]["minReplicaCount"] = 7
    assert "minReplicaCount must be less than or equal to maxReplicaCount" in installed.cluster.apply([scaled], check=False).stderr


@pytest.mark.parametrize("scaling", [{"kind": "external"}, {**_KEDA, "cpu": 60}], ids=["external", "keda"])
def test_applying_again_keeps_the_number_of_replicas_of_others(installed: Installed, scaling: Mapping[str, Any]) -> None:
    assert installed.deployed({"autoscaling": scaling}) == ""
    assert installed.replicas() == 1
    installed.cluster.kubectl("scale", "deployment/portkey-gateway", "--replicas=5", f"--namespace={installed.name}")
    assert installed.deployed({"autoscaling": scaling, "image": {"tag": "9.9.9"}}) == ""
    assert installed.replicas() == 5


def test_a_fixed_number_of_replicas_conflicts_with_another_autoscaler(installed: Installed) -> None:
    assert installed.deployed({"replicas": 2}) == ""
    installed.cluster.kubectl("scale", "deployment/portkey-gateway", "--replicas=5", f"--namespace={installed.name}")
    assert ".spec.replicas" in installed.deployed({"replicas": 2}, check=False)
