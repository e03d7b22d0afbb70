"""The web front end."""

from portkey_constructs.kubernetes import ConfigMap, ConfigMapVolumeSource, KubernetesObject, Volume, VolumeMount
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.exposure import exposure_objects
from portkey_constructs.manifests.metadata import checksum, metadata
from portkey_constructs.manifests.nginx import config_js, nginx_conf, start_command
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.platform.components import Service
from portkey_constructs.platform.platform import Platform

__all__ = ["frontend"]


def _config_map(platform: Platform, service: Service) -> ConfigMap:
    data = {"nginx.conf": nginx_conf(platform, service), "config.js": config_js(platform, service)}
    meta = metadata(platform, "frontend", service.name, settings=service.settings)
    return ConfigMap(apiVersion="v1", kind="ConfigMap", metadata=meta, data=data)


def frontend(platform: Platform) -> tuple[KubernetesObject, ...]:
    """The front end's objects; empty without a front end."""
    service = platform.frontend
    if service is None:
        return ()
    config_map = _config_map(platform, service)
    folders = (("cache", "/var/cache/nginx"), ("run", "/run"), ("tmp", "/tmp"))
    volumes, mounts = zip(*(scratch(service, name, path) for name, path in folders), strict=True)
    files = [
        VolumeMount(name="config", mountPath="/config", readOnly=True),
        VolumeMount(name="config", mountPath="/etc/nginx/conf.d/default.conf", subPath="nginx.conf", readOnly=True),
        VolumeMount(name="config", mountPath="/usr/share/nginx/html/config.js", subPath="config.js", readOnly=True),
    ]
    main = deployment(
        platform,
        service,
        probes=http_probes(service, "/"),
        command=start_command(),
        mounts=[*files, *mounts],
        volumes=[Volume(name="config", configMap=ConfigMapVolumeSource(name=config_map["metadata"]["name"])), *volumes],
        checksums={"checksum/config": checksum(config_map["data"])},
    )
    return (*common_objects(platform, service), config_map, main, *exposure_objects(platform, service))
