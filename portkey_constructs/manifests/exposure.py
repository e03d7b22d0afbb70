"""Ingresses."""

from typing import Literal

from portkey_constructs.config.exposure import IngressDoor
from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import service
from portkey_constructs.kinds import (
    HTTPIngressPath,
    HTTPIngressRuleValue,
    Ingress,
    IngressBackend,
    IngressRule,
    IngressServiceBackend,
    IngressSpec,
    IngressTLS,
    ServiceBackendPort,
)
from portkey_constructs.manifests.metadata import metadata
from portkey_constructs.product.names import Names
from portkey_constructs.product.ports import PORTS

__all__ = ["ingress"]


def ingress(config: PortkeyConfig, component: Literal["frontend", "gateway"]) -> Ingress | None:
    """The Ingress of a door, or None when the door is no ingress."""
    door = getattr(config.exposure, component)
    if not isinstance(door, IngressDoor):
        return None
    name = Names(config).component(component)
    backend = IngressBackend(service=IngressServiceBackend(name=name, port=ServiceBackendPort(name=PORTS[component][0].name)))
    spec = IngressSpec()
    if door.ingress_class:
        spec["ingressClassName"] = door.ingress_class
    if door.tls:
        spec["tls"] = [IngressTLS(hosts=[door.host], secretName=door.tls.secret_name)]
    path = HTTPIngressPath(path="/", pathType="Prefix", backend=backend)
    spec["rules"] = [IngressRule(host=door.host, http=HTTPIngressRuleValue(paths=[path]))]
    meta = metadata(config, component, name, workload=service(config, component), annotations=door.annotations)
    return Ingress(apiVersion="networking.k8s.io/v1", kind="Ingress", metadata=meta, spec=spec)
