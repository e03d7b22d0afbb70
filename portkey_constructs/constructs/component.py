"""Base classes of the service and store constructs: their objects by construct id, and handles for other constructs."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, cast

import cdk8s_plus_27 as kplus
from cdk8s import ApiObject
from constructs import Construct, Node

from portkey_constructs.constructs.api_objects import HostedService
from portkey_constructs.constructs.hosted import Host
from portkey_constructs.kubernetes import KubernetesObject, Service
from portkey_constructs.manifests.metadata import selector_labels
from portkey_constructs.manifests.stages import component_objects
from portkey_constructs.platform.argument_types import checked
from portkey_constructs.platform.arguments import refused
from portkey_constructs.platform.platform import Platform

__all__ = ["Component", "JobHost", "ServiceComponent", "construct_ids", "pods_of"]

_SERVICE: Final = "Service"


def construct_ids(manifests: Iterable[KubernetesObject]) -> dict[str, KubernetesObject]:
    """A component's manifests by construct id, which is usually the kind.

    Exceptions are `HeadlessService` for a StatefulSet, `PublicService` for a load balancer, and the prefixes `Mcp` for the exposure of the
    MCP gateway, `Metrics` for the objects that refuse requests for metrics, and `Sources` for those that restrict who may connect.
    """
    return {_id(manifest): manifest for manifest in manifests}


def _id(manifest: KubernetesObject) -> str:
    kind, name = manifest["kind"], manifest["metadata"]["name"]
    if kind == _SERVICE and cast(Mapping[str, Any], manifest)["spec"].get("clusterIP") == "None":
        return "HeadlessService"
    if kind == _SERVICE and name.endswith("-public"):
        kind = "PublicService"
    if name.endswith("-metrics"):
        return f"Metrics{kind}"
    if name.endswith("-sources"):
        return f"{'Mcp' if name.endswith('-mcp-sources') else ''}Sources{kind}"
    return f"Mcp{kind}" if name.endswith(("-mcp", "-mcp-public")) else kind


def pods_of(scope: Construct, platform: Platform, component: str) -> kplus.Pods:
    """A component's pods, which the network policies of any namespace can select."""
    namespaces = kplus.Namespaces.select(scope, "PodsNamespace", names=[platform.names.namespace])
    return kplus.Pods.select(scope, "Pods", labels=selector_labels(platform, component), namespaces=namespaces)


class JobHost(Host):
    """A Job and its service account, with handles for other constructs."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        manifests: Mapping[str, KubernetesObject],
        platform: Platform,
        component: str,
        *,
        accounts: Construct | None = None,
    ) -> None:
        super().__init__(scope, id, manifests, accounts=accounts)
        self._platform, self._component = platform, component
        self._job_name = manifests["Job"]["metadata"]["name"]

    @property
    def job_name(self) -> str:
        """Name of the Job, which contains a digest of its content."""
        return self._job_name

    @property
    def job(self) -> ApiObject:
        """The Job. If you patch it, its name stays the same."""
        return cast(ApiObject, self._hosted["Job"])

    @cached_property
    def pods(self) -> kplus.Pods:
        """The Job's pods, for the rules of a `kplus.NetworkPolicy` in any namespace."""
        return pods_of(self, self._platform, self._component)


class Component(Host):
    """A service or a store: its objects (`Deployment` or `StatefulSet`, `Service`, `ServiceAccount`, ...) and handles for other constructs.

    Raises:
        ConfigurationError: the component does not run in this cluster, or the outputs of the AWS companion are not available yet.
    """

    _scheme: str = "http"

    def __init__(
        self,
        scope: Construct,
        id: str,
        platform: Platform,
        component: str,
        extra: Mapping[str, KubernetesObject] | None = None,
        *,
        accounts: Construct | None,
    ) -> None:
        self._platform = platform
        self._component = component
        self._manifests = construct_ids(component_objects(self._platform, component))
        if not self._manifests:
            fix = f"leave the construct of the {component} out"
            raise refused(component, f"runs elsewhere, and deployment.kind is {platform.deployment}: there is nothing to host", fix)
        super().__init__(scope, id, {**self._manifests, **(extra or {})}, accounts=accounts)

    @property
    def service(self) -> kplus.Service:
        """The Service for clients. Pass it to `kplus.IngressBackend.from_service`; to patch it, use `ApiObject.of(component.service)`."""
        return cast(HostedService, self._hosted[_SERVICE])

    @property
    def host(self) -> str:
        """Full host name of the Service."""
        return self._platform.names.host(self._component)

    @property
    def port(self) -> int:
        """Port of the Service; the first one if it has several."""
        return cast(Service, self._manifests[_SERVICE])["spec"]["ports"][0]["port"]

    @property
    def url(self) -> str:
        """URL inside the cluster, without credentials, such as `http://portkey-gateway.portkey.svc.cluster.local:8787`."""
        return f"{self._scheme}://{self.host}:{self.port}"

    @cached_property
    def pods(self) -> kplus.Pods:
        """The pods, for the rules of a `kplus.NetworkPolicy` in any namespace."""
        return pods_of(self, self._platform, self._component)

    @checked
    def allow_from(self, peer: kplus.INetworkPolicyPeer) -> kplus.NetworkPolicy | None:
        """Let other pods connect to the ports of this component, with a NetworkPolicy of their own beside that of the platform.

        Select pods of another namespace with `namespaces`. None, and no object, if `network_policy` is of kind none: everything may connect.

        Example:
            >>> team = kplus.Namespaces.select(chart, "TeamNamespace", names=["team-a"])
            >>> portkey.gateway.allow_from(kplus.Pods.select(chart, "TeamA", labels={"app": "assistant"}, namespaces=team))
        """
        if self._platform.network_policy.kind == "none":
            return None
        policy = kplus.NetworkPolicy(self, f"AllowFrom{Node.of(peer).id}", selector=self.pods)
        policy.add_ingress_rule(peer, [kplus.NetworkPolicyPort.tcp(port.container) for port in self._platform.components[self._component].ports])
        return policy

    @cached_property
    def service_account(self) -> kplus.IServiceAccount:
        """The service account of the pods."""
        template = self._workload["spec"]["template"]["spec"]
        return kplus.ServiceAccount.from_service_account_name(
            self, "PodsServiceAccount", template["serviceAccountName"], namespace_name=self._platform.names.namespace
        )

    @property
    def _workload(self) -> Mapping[str, Any]:
        return cast(Mapping[str, Any], self._manifests.get("Deployment") or self._manifests["StatefulSet"])


class ServiceComponent(Component):
    """One of Portkey's services: Deployment, Service, ServiceAccount, and optionally an autoscaler, PodDisruptionBudget."""

    @property
    def deployment(self) -> ApiObject:
        """The Deployment, to read its name or to patch its fields."""
        return cast(ApiObject, self._hosted["Deployment"])

    @property
    def autoscaler(self) -> ApiObject | None:
        """The HorizontalPodAutoscaler or the ScaledObject; None if the number of replicas is fixed or set by something else."""
        return self.api_object("HorizontalPodAutoscaler") or self.api_object("ScaledObject")

    @property
    def url(self) -> str:
        """URL inside the cluster, such as `http://portkey-gateway.portkey.svc.cluster.local:8787`, with https if the pods serve TLS."""
        return self._platform.components[self._component].url
