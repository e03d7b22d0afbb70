"""What the constructs of services and stores share: their objects by id, and the handles that other apps build on."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, cast

import cdk8s_plus_27 as kplus
from constructs import Construct

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.constructs.host import Host, refused
from portkey_constructs.constructs.objects import service
from portkey_constructs.kubernetes import KubernetesObject, Service
from portkey_constructs.manifests.metadata import selector_labels
from portkey_constructs.manifests.platform import COMPONENTS
from portkey_constructs.platform.aws_outputs import require_known
from portkey_constructs.platform.names import Names

__all__ = ["Component", "ids"]

_SERVICE: Final = "Service"


def ids(manifests: Iterable[KubernetesObject]) -> dict[str, KubernetesObject]:
    """The manifests of one component by the ids of their constructs: the kind.

    `HeadlessService` governs a StatefulSet, `PublicService` is what a load balancer leads to, and `Mcp` stands before the kind of what
    opens the MCP gateway.
    """
    return {_id(manifest): manifest for manifest in manifests}


def _id(manifest: KubernetesObject) -> str:
    kind, name = manifest["kind"], manifest["metadata"]["name"]
    if kind == _SERVICE and cast(Mapping[str, Any], manifest)["spec"].get("clusterIP") == "None":
        return "HeadlessService"
    if kind == _SERVICE and name.endswith("-public"):
        kind = "PublicService"
    return f"Mcp{kind}" if name.endswith(("-mcp", "-mcp-public")) else kind


class Component(Host):
    """A service or a store with its objects (`Deployment` or `StatefulSet`, `Service`, `ServiceAccount`, ...), and handles on them.

    Raises:
        ConfigurationError: it does not run in this cluster, or the AWS companion has not told yet where a store is.
    """

    _scheme: str = "http"

    def __init__(
        self,
        scope: Construct,
        id: str,
        config: PortkeyConfig,
        component: str,
        further: Mapping[str, KubernetesObject] | None = None,
        *,
        accounts: Construct | None,
    ) -> None:
        require_known(config)
        self._names = Names(config)
        self._component = component
        self._labels = selector_labels(config, component)
        _, objects = COMPONENTS[component]
        self._manifests = ids(objects(config))
        if not self._manifests:
            shape = config.deployment.kind
            fix = f"leave the construct of the {component} out"
            raise refused(f"{component}", f"runs elsewhere, and deployment.kind is {shape}: there is nothing to host", fix)
        super().__init__(scope, id, {**self._manifests, **(further or {})}, accounts=accounts)

    def _host(self, child: str, manifest: KubernetesObject) -> Construct:
        if child != _SERVICE:
            return super()._host(child, manifest)
        self._service = service(self, child, cast(Service, manifest))
        return self._service

    @property
    def service(self) -> kplus.Service:
        """The Service that clients call; an object of this construct, good for `kplus.IngressBackend.from_service`."""
        return self._service

    @property
    def host(self) -> str:
        """Full host name of the Service."""
        return self._names.host(self._component)

    @property
    def port(self) -> int:
        """Port of the Service, the first one where it has several."""
        return cast(Service, self._manifests[_SERVICE])["spec"]["ports"][0]["port"]

    @property
    def url(self) -> str:
        """Address inside the cluster, without user and password: `http://portkey-gateway.portkey.svc.cluster.local:8787`."""
        return f"{self._scheme}://{self.host}:{self.port}"

    @cached_property
    def pods(self) -> kplus.Pods:
        """The pods, whatever namespace they are looked for from; good for the rules of a `kplus.NetworkPolicy`."""
        namespaces = kplus.Namespaces.select(self, "PodsNamespace", names=[self._names.namespace])
        return kplus.Pods.select(self, "Pods", labels=self._labels, namespaces=namespaces)

    @cached_property
    def service_account(self) -> kplus.IServiceAccount:
        """The service account that the pods run as, by its name: made here or said to exist."""
        template = self._workload["spec"]["template"]["spec"]
        return kplus.ServiceAccount.from_service_account_name(
            self, "PodsServiceAccount", template["serviceAccountName"], namespace_name=self._names.namespace
        )

    @property
    def _workload(self) -> Mapping[str, Any]:
        return cast(Mapping[str, Any], self._manifests.get("Deployment") or self._manifests["StatefulSet"])
