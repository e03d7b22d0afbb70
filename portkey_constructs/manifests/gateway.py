"""The AI gateway."""

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.kinds import KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.exposure import ingress
from portkey_constructs.manifests.pod import scratch

__all__ = ["gateway"]


def gateway(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """The gateway's objects."""
    volume, mount = scratch("tmp", "/tmp")
    main = deployment(config, "gateway", probes=http_probes("gateway", "/v1/health"), mounts=[mount], volumes=[volume])
    door = ingress(config, "gateway")
    return (*common_objects(config, "gateway"), main, *((door,) if door else ()))
