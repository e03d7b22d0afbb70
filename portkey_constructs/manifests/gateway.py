"""The AI gateway."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.exposure import doors
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.platform.defaults import services

__all__ = ["gateway"]


def gateway(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """The gateway's objects, or nothing when it runs elsewhere."""
    if "gateway" not in services(config):
        return ()
    volume, mount = scratch("tmp", "/tmp")
    main = deployment(config, "gateway", probes=http_probes(config, "gateway", "/v1/health"), mounts=[mount], volumes=[volume])
    found: list[KubernetesObject] = [*common_objects(config, "gateway"), main, *doors(config, "gateway")]
    if config.monitoring and config.monitoring.service_monitor:
        from portkey_constructs.manifests.service_monitor import service_monitor

        found.append(service_monitor(config, config.monitoring.service_monitor))
    return tuple(found)
