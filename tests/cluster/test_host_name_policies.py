"""Policies by host name against the definitions that Cilium and GKE publish, in a real API server."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

import pytest

from portkey_constructs.config.network_policy import NetworkDestination, NetworkDestinationName, StrictNetworkPolicy
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.platform.flows import flows
from tests.cluster.binaries import files
from tests.cluster.control_plane import Cluster
from tests.cluster.definitions import defined
from tests.support.all_settings import ALL_SETTINGS

pytestmark = pytest.mark.cluster

_KINDS: Final = {"cilium": "CiliumNetworkPolicy", "gke": "FQDNNetworkPolicy"}
_DESTINATIONS: Final = {
    NetworkDestinationName.DNS: NetworkDestination(pod_labels={"app": "unbound"}, cidrs=("10.0.0.10/32",)),
    NetworkDestinationName.MODELS: NetworkDestination(hosts=("api.openai.com", "*.openai.azure.com", "a*b.example.org"), ports=tuple(range(1, 101))),
}
_STRICT: Final = ("--server-side", "--validate=strict", "--dry-run=server")


@pytest.fixture(scope="module")
def published(own_cluster: Cluster) -> Iterator[Cluster]:
    """A cluster with the published definitions in place of the pinned ones."""
    with defined(own_cluster, (*files("cilium", "crds"), *files("gke-networking-api", "crds"))):
        yield own_cluster


def _policies(config: PortkeyConfig, engine: Any, destinations: Mapping[NetworkDestinationName, NetworkDestination]) -> list[dict[str, Any]]:
    """The policies by name, with those of the destinations that the platform has."""
    config = config.model_copy(update={"network_policy": StrictNetworkPolicy(engine=engine)})
    settings = {flow.setting for flow in flows(config.resolve())}
    own = {name: entry for name, entry in destinations.items() if f"networkPolicy.destinations.{name}" in settings}
    policy = StrictNetworkPolicy(engine=engine, destinations=own)
    objects = config.model_copy(update={"network_policy": policy}).resolve().objects()
    return [json.loads(json.dumps(staged.manifest)) for staged in objects if staged.manifest["kind"] == _KINDS[engine]]


@pytest.mark.parametrize("engine", _KINDS)
def test_the_published_definitions_accept_every_policy(published: Cluster, engine: str) -> None:
    policies = [
        {**policy, "metadata": {**policy["metadata"], "name": f"{policy['metadata']['name']}-{number}", "namespace": "default"}}
        for number, config in enumerate(ALL_SETTINGS.values())
        for destinations in ({}, _DESTINATIONS)
        for policy in _policies(config, engine, destinations)
    ]
    assert len(policies) > 20
    assert published.apply(policies, *_STRICT).stderr == ""


@pytest.mark.parametrize(
    ("engine", "path", "value"),
    [
        ("cilium", ("egress", 0, "toFQDNs", 0), {"matchName": "*.example.org"}),
        ("cilium", ("egress", 0, "toFQDNs", 0), {"pattern": "*.example.org"}),
        ("cilium", ("egress", 0, "toPorts", 0, "ports", 0, "port"), 443),
        ("gke", ("egress", 0, "matches", 0), {"name": "*.example.org"}),
        ("gke", ("egress", 0, "matches", 0), {"name": "a.example.org", "pattern": "*.example.org"}),
        ("gke", ("egress", 0, "ports", 0, "port"), 0),
    ],
)
def test_the_published_definitions_refuse_a_wrong_policy(published: Cluster, engine: str, path: tuple[str | int, ...], value: Any) -> None:
    wrong = deepcopy(_policies(ALL_SETTINGS["gateway-elsewhere"], engine, {})[0])
    wrong["metadata"]["namespace"] = "default"
    assert published.apply([wrong], *_STRICT).returncode == 0
    parent: Any = wrong["spec"]
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    assert published.apply([wrong], *_STRICT, check=False).returncode != 0
