"""The data service."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.platform.defaults import services

__all__ = ["dataservice"]


def dataservice(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """The data service's objects, or nothing where there is none."""
    if "dataservice" not in services(config):
        return ()
    volume, mount = scratch("tmp", "/tmp")
    main = deployment(config, "dataservice", probes=http_probes(config, "dataservice", "/health"), mounts=[mount], volumes=[volume])
    return (*common_objects(config, "dataservice"), main)
