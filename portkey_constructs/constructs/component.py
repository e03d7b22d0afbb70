"""What the constructs of services and stores share: their objects by id, and the handles for other apps."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, cast

import cdk8s_plus_27 as kplus
from cdk8s import ApiObject
from constructs import Construct

from portkey_constructs.constructs.api_objects import HostedService
from portkey_constructs.constructs.hosted import Host, refused
from portkey_constructs.kubernetes import KubernetesObject, Service
from portkey_constructs.manifests.metadata import selector_labels
from portkey_constructs.manifests.stages import COMPONENTS
from portkey_constructs.platform.aws_outputs import require_outputs
from portkey_constructs.platform.platform import Platform

__all__ = ["Component", "ServiceComponent", "construct_ids", "pods_of"]

_SERVICE: Final = "Service"


def construct_ids(manifests: Iterable[KubernetesObject]) -> dict[str, KubernetesObject]:
    """The manifests of one component by the ids of their constructs: the kind.

    `HeadlessService` belongs to a StatefulSet, `PublicService` to a load balancer, and `Mcp` precedes the kind of the MCP gateway's
    exposure.
    """
    return {_id(manifest): manifest for manifest in manifests}


def _id(manifest: KubernetesObject) -> str:
    kind, name = manifest["kind"], manifest["metadata"]["name"]
    if kind == _SERVICE and cast(Mapping[str, Any], manifest)["spec"].get("clusterIP") == "None":
        return "HeadlessService"
    if kind == _SERVICE and name.endswith("-public"):
        kind = "PublicService"
    return f"Mcp{kind}" if name.endswith(("-mcp", "-mcp-public")) else kind


def pods_of(scope: Construct, platform: Platform, component: str) -> kplus.Pods:
    """A component's pods, from whatever namespace they are selected."""
    namespaces = kplus.Namespaces.select(scope, "PodsNamespace", names=[platform.names.namespace])
    return kplus.Pods.select(scope, "Pods", labels=selector_labels(platform, component), namespaces=namespaces)


class Component(Host):
    """A service or a store with its objects (`Deployment` or `StatefulSet`, `Service`, `ServiceAccount`, ...), and handles on them.

    Raises:
        ConfigurationError: it does not run in this cluster, or the outputs of the AWS companion are not known yet.
    """

    _scheme: str = "http"

    def __init__(
        self,
        scope: Construct,
        id: str,
        platform: Platform,
        component: str,
        further: Mapping[str, KubernetesObject] | None = None,
        *,
        accounts: Construct | None,
    ) -> None:
        self._platform = platform
        require_outputs(self._platform)
        self._component = component
        _, objects = COMPONENTS[component]
        self._manifests = construct_ids(objects(self._platform))
        if not self._manifests:
            fix = f"leave the construct of the {component} out"
            raise refused(component, f"runs elsewhere, and deployment.kind is {platform.deployment}: there is nothing to host", fix)
        super().__init__(scope, id, {**self._manifests, **(further or {})}, accounts=accounts)

    @property
    def service(self) -> kplus.Service:
        """The Service that clients call: for `kplus.IngressBackend.from_service`; patch it with `ApiObject.of(component.service)`."""
        return cast(HostedService, self._hosted[_SERVICE])

    @property
    def host(self) -> str:
        """Full host name of the Service."""
        return self._platform.names.host(self._component)

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
        """The pods, from whatever namespace they are selected: for the rules of a `kplus.NetworkPolicy`."""
        return pods_of(self, self._platform, self._component)

    @cached_property
    def service_account(self) -> kplus.IServiceAccount:
        """The service account of the pods, by its name."""
        template = self._workload["spec"]["template"]["spec"]
        return kplus.ServiceAccount.from_service_account_name(
            self, "PodsServiceAccount", template["serviceAccountName"], namespace_name=self._platform.names.namespace
        )

    @property
    def _workload(self) -> Mapping[str, Any]:
        return cast(Mapping[str, Any], self._manifests.get("Deployment") or self._manifests["StatefulSet"])


class ServiceComponent(Component):
    """One of Portkey's services: Deployment, Service, ServiceAccount, and as configured HorizontalPodAutoscaler, PodDisruptionBudget."""

    @property
    def deployment(self) -> ApiObject:
        """The Deployment: its name, and patches of any field."""
        return cast(ApiObject, self._hosted["Deployment"])

    @property
    def autoscaler(self) -> ApiObject | None:
        """The HorizontalPodAutoscaler; None where the number of replicas is fixed."""
        return self.api_object("HorizontalPodAutoscaler")
