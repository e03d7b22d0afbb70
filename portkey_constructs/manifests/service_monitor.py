"""The ServiceMonitor through which the Prometheus Operator scrapes the gateway."""

from portkey_constructs.config.duration import duration
from portkey_constructs.config.features import ServiceMonitor as ServiceMonitorSettings
from portkey_constructs.kubernetes.monitoring import (
    ServiceMonitor,
    ServiceMonitorSpec,
    ServiceMonitorSpecEndpoints,
    ServiceMonitorSpecEndpointsRelabelings,
    ServiceMonitorSpecEndpointsTlsConfig,
    ServiceMonitorSpecEndpointsTlsConfigCa,
    ServiceMonitorSpecEndpointsTlsConfigCaConfigMap,
    ServiceMonitorSpecEndpointsTlsConfigCaSecret,
    ServiceMonitorSpecNamespaceSelector,
    ServiceMonitorSpecSelector,
)
from portkey_constructs.manifests.metadata import metadata, own_labels
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.pod_tls import trusted_ca
from portkey_constructs.platform.ports import PORTS

__all__ = ["service_monitor"]


def service_monitor(platform: Platform, gateway: Service, settings: ServiceMonitorSettings) -> ServiceMonitor:
    """The gateway's ServiceMonitor, which scrapes /metrics on the AI gateway's port."""
    meta = metadata(platform, "gateway", gateway.name, settings=gateway.settings)
    meta["labels"] = {**settings.labels, **meta["labels"]}
    # A LoadBalancer Service has the same labels, so each pod would be scraped twice.
    keep_internal = ServiceMonitorSpecEndpointsRelabelings(action="keep", sourceLabels=["__meta_kubernetes_service_name"], regex=gateway.name)
    endpoint = ServiceMonitorSpecEndpoints(
        port=PORTS["gateway"][0].name, path="/metrics", interval=duration(settings.interval), relabelings=[keep_internal]
    )
    if gateway.scheme == "https":
        endpoint["scheme"], endpoint["tlsConfig"] = "https", _tls_config(platform, gateway)
    spec = ServiceMonitorSpec(
        selector=ServiceMonitorSpecSelector(matchLabels=own_labels(platform, "gateway")),
        namespaceSelector=ServiceMonitorSpecNamespaceSelector(matchNames=[platform.names.namespace]),
        endpoints=[endpoint],
    )
    return ServiceMonitor(apiVersion="monitoring.coreos.com/v1", kind="ServiceMonitor", metadata=meta, spec=spec)


def _tls_config(platform: Platform, service: Service) -> ServiceMonitorSpecEndpointsTlsConfig:
    """How Prometheus, which calls pods by their addresses, verifies their certificate: by the name of the Service."""
    config = ServiceMonitorSpecEndpointsTlsConfig(serverName=service.host)
    bundle = trusted_ca(platform)
    if bundle and bundle.kind == "secret":
        config["ca"] = ServiceMonitorSpecEndpointsTlsConfigCa(secret=ServiceMonitorSpecEndpointsTlsConfigCaSecret(name=bundle.name, key=bundle.key))
    elif bundle:
        config_map = ServiceMonitorSpecEndpointsTlsConfigCaConfigMap(name=bundle.name, key=bundle.key)
        config["ca"] = ServiceMonitorSpecEndpointsTlsConfigCa(configMap=config_map)
    return config
