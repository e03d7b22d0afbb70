"""The data service."""

from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.platform.platform import Platform

__all__ = ["dataservice"]


def dataservice(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The data service's objects; empty without a data service."""
    service = platform.dataservice
    if service is None:
        return ()
    volume, mount = scratch(service, "tmp", "/tmp")
    main = deployment(platform, service, probes=http_probes(service, "/health"), mounts=[mount], volumes=[volume])
    return (*common_objects(platform, service), main)
