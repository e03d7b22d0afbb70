"""The ServiceMonitor by which the Prometheus Operator finds the gateway's metrics."""

from portkey_constructs.config.duration import duration
from portkey_constructs.config.features import ServiceMonitor as Said
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes.monitoring import (
    ServiceMonitor,
    ServiceMonitorSpec,
    ServiceMonitorSpecEndpoints,
    ServiceMonitorSpecEndpointsRelabelings,
    ServiceMonitorSpecNamespaceSelector,
    ServiceMonitorSpecSelector,
)
from portkey_constructs.manifests.metadata import metadata, selector_labels
from portkey_constructs.platform.defaults import service
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import PORTS

__all__ = ["service_monitor"]


def service_monitor(config: PortkeyConfig, said: Said) -> ServiceMonitor:
    """The gateway's ServiceMonitor: /metrics on the port that serves models."""
    names = Names(config)
    meta = metadata(config, "gateway", names.component("gateway"), workload=service(config, "gateway"))
    meta["labels"] = {**said.labels, **meta["labels"]}
    # The Service of a load balancer has the same labels and leads to the same pods, which would be counted twice.
    once = ServiceMonitorSpecEndpointsRelabelings(action="keep", sourceLabels=["__meta_kubernetes_service_name"], regex=meta["name"])
    endpoint = ServiceMonitorSpecEndpoints(port=PORTS["gateway"][0].name, path="/metrics", interval=duration(said.interval), relabelings=[once])
    spec = ServiceMonitorSpec(
        selector=ServiceMonitorSpecSelector(matchLabels=selector_labels(config, "gateway")),
        namespaceSelector=ServiceMonitorSpecNamespaceSelector(matchNames=[names.namespace]),
        endpoints=[endpoint],
    )
    return ServiceMonitor(apiVersion="monitoring.coreos.com/v1", kind="ServiceMonitor", metadata=meta, spec=spec)
