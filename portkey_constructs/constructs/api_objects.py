"""Manifests as cdk8s objects, and a Service that other cdk8s-plus constructs can use."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, cast

import cdk8s_plus_27 as kplus
from cdk8s import ApiObject, ApiObjectMetadata, ApiObjectMetadataDefinition, Chart, JsonPatch
from constructs import Construct

from portkey_constructs.kubernetes import KubernetesObject, Service

__all__ = ["HostedService", "api_object"]

_HEAD: Final = ("apiVersion", "kind", "metadata")
_METADATA: Final = ("name", "namespace", "labels", "annotations")
_TYPES: Final = {
    "ClusterIP": kplus.ServiceType.CLUSTER_IP,
    "NodePort": kplus.ServiceType.NODE_PORT,
    "LoadBalancer": kplus.ServiceType.LOAD_BALANCER,
}


def api_object(scope: Construct, id: str, manifest: KubernetesObject) -> ApiObject:
    """A cdk8s object that renders as `manifest`, plus the labels of its chart."""
    hosted = ApiObject(scope, id, api_version=manifest["apiVersion"], kind=manifest["kind"], metadata=_metadata(manifest))
    # All patches in one call, because each call crosses to Node. Fields are patched in, because cdk8s drops them as Python arguments.
    hosted.add_json_patch(*_other_metadata(scope, manifest), *(_added(f"/{key}", value) for key, value in manifest.items() if key not in _HEAD))
    return hosted


class HostedService(kplus.Service):
    """A Service for `kplus.IngressBackend.from_service` and `bind`, rendered by a plain `ApiObject` below it.

    cdk8s-plus passes a Service through an old schema, which drops newer fields and numeric target ports. This class replaces that object
    by a plain one, the default child, so `ApiObject.of(service).add_json_patch(...)` keeps every field.
    """

    def __init__(self, scope: Construct, id: str, manifest: Service) -> None:
        spec = manifest["spec"]
        ports = [
            kplus.ServicePort(name=port.get("name"), port=port["port"], protocol=kplus.Protocol(port.get("protocol", "TCP")))
            for port in spec.get("ports", [])
        ]
        super().__init__(scope, id, metadata=_metadata(manifest), type=_TYPES[spec.get("type", "ClusterIP")], ports=ports)
        self.node.try_remove_child(_RESOURCE)
        self._object = api_object(self, _RESOURCE, manifest)

    @property
    def metadata(self) -> ApiObjectMetadataDefinition:
        """Metadata of the rendered object."""
        return self._object.metadata

    def bind(
        self,
        port: int | float,
        *,
        name: str | None = None,
        node_port: int | float | None = None,
        protocol: kplus.Protocol | None = None,
        target_port: int | float | None = None,
    ) -> None:
        """Adds a port to the rendered object."""
        super().bind(port, name=name, node_port=node_port, protocol=protocol, target_port=target_port)
        added = {
            "name": name,
            "port": port,
            "targetPort": port if target_port is None else target_port,
            "nodePort": node_port,
            "protocol": (protocol or kplus.Protocol.TCP).value,
        }
        self._object.add_json_patch(JsonPatch.add("/spec/ports/-", {key: value for key, value in added.items() if value is not None}))


_RESOURCE: Final = "Resource"
"""Construct id of the rendered object below a cdk8s-plus Service."""


def _added(path: str, value: object) -> JsonPatch:
    return _added_scalar(path, value) if isinstance(value, str | bool) else JsonPatch.add(path, value)


@cache
def _added_scalar(path: str, value: str | bool) -> JsonPatch:
    """A cached patch: many objects share a value, and each new patch crosses to Node."""
    return JsonPatch.add(path, value)


def _metadata(manifest: KubernetesObject) -> ApiObjectMetadata:
    meta = cast(Mapping[str, Any], manifest["metadata"])
    return ApiObjectMetadata(**{key: meta.get(key) for key in _METADATA})


def _other_metadata(scope: Construct, manifest: KubernetesObject) -> Iterator[JsonPatch]:
    meta = manifest["metadata"]
    for key, value in meta.items():
        if key not in _METADATA:
            yield JsonPatch.add(f"/metadata/{key}", value)
    # cdk8s adds the chart's namespace to every object without a namespace, even to cluster-scoped ones.
    if "namespace" not in meta and Chart.of(scope).namespace:
        yield JsonPatch.remove("/metadata/namespace")
