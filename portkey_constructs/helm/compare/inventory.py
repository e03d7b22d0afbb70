"""The objects of manifests, by component and by what refers to them."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from portkey_constructs.helm.compare.model import SHARED
from portkey_constructs.platform.labels import COMPONENT_LABEL

__all__ = ["COMPONENTS", "WORKLOADS", "Inventory", "name_of", "secret_values"]

COMPONENTS: Final = ("backend", "clickhouse", "dataservice", "frontend", "gateway", "migration", "mysql", "redis", "mcp", "milvus", "minio", "etcd")
WORKLOADS: Final = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
_Object = Mapping[str, Any]


class Inventory:
    """The objects of one side of a comparison."""

    def __init__(
        self,
        objects: Iterable[_Object],
        namespace: str,
        known_secrets: Mapping[str, Mapping[str, str]],
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`names` are the components of names from which the component does not follow."""
        self.objects = tuple(objects)
        self.namespace = namespace
        self._names = names
        self._known = {**known_secrets, **{name_of(secret): secret_values(secret) for secret in self.of_kind("Secret")}}
        self._config_maps = {name_of(item): {**(item.get("data") or {})} for item in self.of_kind("ConfigMap")}
        self._workloads = {name_of(item): component for item in self.of_kind(*WORKLOADS) if (component := self._own_component(item))}
        self._accounts = {account: self._workloads[name_of(item)] for item in self.of_kind(*WORKLOADS) if (account := _account(item))}

    def of_kind(self, *kinds: str) -> Iterator[_Object]:
        """The objects of some kinds."""
        return (item for item in self.objects if item["kind"] in kinds)

    def secret(self, name: str) -> Mapping[str, str] | None:
        """The values of a Secret; None for one that exists outside the manifests."""
        return self._known.get(name)

    def config_map(self, name: str) -> Mapping[str, str] | None:
        """The texts of a ConfigMap; None for one that exists outside the manifests."""
        return self._config_maps.get(name)

    def component(self, item: _Object) -> str:
        """The component of an object: by the label, by the pods that it selects or scales, or by its name."""
        if item["kind"] == "ServiceAccount" and name_of(item) in self._accounts:
            return self._accounts[name_of(item)]
        target = str(((item.get("spec") or {}).get("scaleTargetRef") or {}).get("name", ""))
        return self._labelled(item) or self._workloads.get(target) or self._named(name_of(item)) or SHARED

    def _own_component(self, workload: _Object) -> str:
        return self._labelled(workload) or self._named(name_of(workload)) or SHARED

    def _named(self, name: str) -> str | None:
        return self._names.get(name) or _component(name)

    def _labelled(self, item: _Object) -> str | None:
        spec = item.get("spec") or {}
        selector = spec.get("selector") or {}
        sources: Sequence[Any] = (
            ((spec.get("template") or {}).get("metadata") or {}).get("labels"),
            selector.get("matchLabels", selector),
            item["metadata"].get("labels"),
        )
        for labels in sources:
            if isinstance(labels, Mapping) and (component := self._named(str(labels.get(COMPONENT_LABEL, "")))):
                return component
        return None

    def service_component(self, name: str) -> str:
        """The component of a Service that an Ingress names."""
        return next((self.component(service) for service in self.of_kind("Service") if name_of(service) == name), name)

    def services(self) -> dict[str, str]:
        """The component of each Service."""
        return {name_of(service): self.component(service) for service in self.of_kind("Service")}

    def service_port(self, service: str, port: str) -> Any:
        """The number of a named port of a Service."""
        ports = (item for other in self.of_kind("Service") if name_of(other) == service for item in other["spec"].get("ports") or ())
        return next((item["port"] for item in ports if item.get("name") == port), port)


def _account(workload: _Object) -> str:
    """The service account of the pods; empty for the one that all pods share."""
    spec = workload["spec"]
    template = spec["template"] if "template" in spec else spec["jobTemplate"]["spec"]["template"]
    account = str(template["spec"].get("serviceAccountName") or "")
    return "" if account == "default" else account


def name_of(item: _Object) -> str:
    """The name of an object."""
    return str(item["metadata"]["name"])


def secret_values(secret: _Object) -> dict[str, str]:
    """The decoded values of a Secret."""
    values = {key: _decoded(str(value or "")) for key, value in (secret.get("data") or {}).items()}
    return {**values, **{key: str(value) for key, value in (secret.get("stringData") or {}).items()}}


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text


def _component(name: str) -> str | None:
    """The component that a name or a label ends with, or that one of its parts is."""
    parts = name.replace("_", "-").replace("data-service", "dataservice").split("-")
    return next((part for part in reversed(parts) if part in COMPONENTS), None)
