"""A release of a chart whose pods run."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml

from tests.cluster.environments import Environment, Object, claimed
from tests.cluster.helm_release import RELEASE, Release
from tests.cluster.readiness import settled
from tests.pods.cluster import PodCluster
from tests.pods.deployment import Deployment, provider
from tests.pods.ingress import expose
from tests.pods.traffic import Answer, Target

__all__ = ["LiveRelease"]

# The chart starts the backend before its database, and each restart waits longer than the one before.
_SECONDS: Final = 300


class LiveRelease(Release):
    """A release on the first node of a cluster; `folder` gets the manifests of the chart."""

    def __init__(self, cluster: PodCluster, chart: Path, namespace: str, values: Sequence[Path], folder: Path) -> None:
        super().__init__(cluster, chart, namespace, values)
        self._cluster, self._folder = cluster, folder

    @cached_property
    def deployment(self) -> Deployment:
        """What answers; its objects are those of the chart."""
        (self._folder / "chart.yaml").write_text(yaml.safe_dump_all(self.rendered()))
        return Deployment(self._cluster, Environment("release", self._folder))

    def install(self) -> None:
        """Installs the chart, and waits until its pods are ready."""
        objects = self.rendered()
        self.provide(objects)
        self._cluster.local_volumes(claimed(objects), self._cluster.nodes[0])
        self._cluster.apply(provider())
        self.helm("install", RELEASE, self.chart, "--create-namespace", *self._files())
        self.settle()
        expose(self._cluster, self.namespace)

    def provide(self, objects: Iterable[Object]) -> None:
        """Gives the node the images of workloads."""
        templates = [manifest["spec"]["template"] for manifest in objects if "template" in manifest.get("spec", {})]
        self._cluster.nodes[0].provide(sorted({container["image"] for template in templates for container in template["spec"]["containers"]}))

    def settle(self) -> None:
        """Waits until every workload is ready."""
        left = settled(self.cluster, self.namespace, _SECONDS)
        assert left == [], "\n".join([*left, *self.deployment.logs()])

    def target(self, component: str, path: str) -> Target:
        """A request to the Service of a component."""
        return Target(component, *self.deployment.services[self._service(component)], path)

    def ask(self, component: str, path: str, method: str = "GET", body: bytes = b"") -> Answer:
        """Sends a request to the Service of a component."""
        return self.deployment.ask(self._service(component), path, method, body)

    def _service(self, component: str) -> str:
        """The component in the labels of a Service, or its name if the chart has no label."""
        if self.chart.name == "portkey-app":
            return f"portkey-app-{component}"
        return {"gateway": "portkey-gateway", "redis": "redis"}.get(component, f"portkey-gateway-{component}")
