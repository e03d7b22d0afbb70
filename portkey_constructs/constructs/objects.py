"""A manifest as a cdk8s object; a Service as one of cdk8s-plus, for others to build on."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, cast

import cdk8s_plus_27 as kplus
from cdk8s import ApiObject, ApiObjectMetadata, Chart, JsonPatch
from constructs import Construct

from portkey_constructs.kubernetes import KubernetesObject, Service

__all__ = ["api_object", "service"]

_HEAD: Final = ("apiVersion", "kind", "metadata")
_METADATA: Final = ("name", "namespace", "labels", "annotations")
_TYPES: Final = {
    "ClusterIP": kplus.ServiceType.CLUSTER_IP,
    "NodePort": kplus.ServiceType.NODE_PORT,
    "LoadBalancer": kplus.ServiceType.LOAD_BALANCER,
}
_SERVICE_SPEC: Final = ("type", "ports", "loadBalancerSourceRanges")


def api_object(scope: Construct, id: str, manifest: KubernetesObject) -> ApiObject:
    """The object that renders as `manifest`, with the labels of its chart added."""
    made = ApiObject(scope, id, api_version=manifest["apiVersion"], kind=manifest["kind"], metadata=_metadata(manifest))
    # One call, since each one crosses to Node; a patch, since cdk8s drops the fields of an object that Python hands over.
    made.add_json_patch(*_further_metadata(scope, manifest), *(_added(f"/{key}", value) for key, value in manifest.items() if key not in _HEAD))
    return made


def service(scope: Construct, id: str, manifest: Service) -> kplus.Service:
    """The Service that renders as `manifest`; where cdk8s-plus would say it otherwise (targets by name), a patch says it."""
    spec = manifest["spec"]
    ports = spec.get("ports", [])
    made = kplus.Service(
        scope,
        id,
        metadata=_metadata(manifest),
        type=_TYPES[spec.get("type", "ClusterIP")],
        ports=[kplus.ServicePort(name=port.get("name"), port=port["port"], protocol=kplus.Protocol(port.get("protocol", "TCP"))) for port in ports],
        load_balancer_source_ranges=spec.get("loadBalancerSourceRanges"),
    )
    targets = (JsonPatch.add(f"/spec/ports/{index}/targetPort", {"value": port["targetPort"]}) for index, port in enumerate(ports))
    further = (JsonPatch.add(f"/spec/{key}", value) for key, value in spec.items() if key not in _SERVICE_SPEC)
    ApiObject.of(made).add_json_patch(_no_external_ips(), *_further_metadata(scope, manifest), *targets, *further)
    return made


def _added(path: str, value: object) -> JsonPatch:
    return _added_scalar(path, value) if isinstance(value, str | bool) else JsonPatch.add(path, value)


@cache
def _added_scalar(path: str, value: str | bool) -> JsonPatch:
    """Made once: many objects say the same, and each patch that is made crosses to Node."""
    return JsonPatch.add(path, value)


@cache
def _no_external_ips() -> JsonPatch:
    return JsonPatch.remove("/spec/externalIPs")


def _metadata(manifest: KubernetesObject) -> ApiObjectMetadata:
    said = cast(Mapping[str, Any], manifest["metadata"])
    return ApiObjectMetadata(**{key: said.get(key) for key in _METADATA})


def _further_metadata(scope: Construct, manifest: KubernetesObject) -> Iterator[JsonPatch]:
    said = manifest["metadata"]
    for key, value in said.items():
        if key not in _METADATA:
            yield JsonPatch.add(f"/metadata/{key}", value)
    # cdk8s gives an object without a namespace its chart's, also a kind that can have none.
    if "namespace" not in said and Chart.of(scope).namespace:
        yield JsonPatch.remove("/metadata/namespace")
