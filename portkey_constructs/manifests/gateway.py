"""The AI gateway."""

from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.exposure import exposure_objects
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.platform.platform import Platform

__all__ = ["gateway"]


def gateway(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The gateway's objects; empty if the gateway runs outside this cluster."""
    service = platform.gateway
    if service is None:
        return ()
    volume, mount = scratch(service, "tmp", "/tmp")
    main = deployment(platform, service, probes=http_probes(service, "/v1/health"), mounts=[mount], volumes=[volume])
    objects: list[KubernetesObject] = [*common_objects(platform, service), main, *exposure_objects(platform, service)]
    monitoring = platform.config.monitoring
    if monitoring and monitoring.service_monitor:
        # Few platforms have a ServiceMonitor, and its types are slow to import.
        from portkey_constructs.manifests.service_monitor import service_monitor

        objects.append(service_monitor(platform, service, monitoring.service_monitor))
    return tuple(objects)
