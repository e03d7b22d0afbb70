"""The web front end."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes import ConfigMap, ConfigMapVolumeSource, KubernetesObject, Volume, VolumeMount
from portkey_constructs.manifests.deployment import common_objects, deployment, http_probes
from portkey_constructs.manifests.exposure import doors
from portkey_constructs.manifests.metadata import checksum, guarded, metadata
from portkey_constructs.manifests.nginx import config_js, nginx_conf, start_command
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.platform.defaults import services
from portkey_constructs.platform.names import Names

__all__ = ["frontend"]


def _config_map(config: PortkeyConfig) -> ConfigMap:
    data = {"nginx.conf": nginx_conf(config), "config.js": config_js(config)}
    meta = metadata(config, "frontend", Names(config).component("frontend"), workload=config.frontend, annotations=guarded(data))
    return ConfigMap(apiVersion="v1", kind="ConfigMap", metadata=meta, data=data)


def frontend(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """The front end's objects, or nothing where there is none."""
    if "frontend" not in services(config):
        return ()
    settings = _config_map(config)
    volumes, mounts = zip(*(scratch(name, path) for name, path in (("cache", "/var/cache/nginx"), ("run", "/run"), ("tmp", "/tmp"))), strict=True)
    files = [
        VolumeMount(name="config", mountPath="/config", readOnly=True),
        VolumeMount(name="config", mountPath="/etc/nginx/conf.d/default.conf", subPath="nginx.conf", readOnly=True),
        VolumeMount(name="config", mountPath="/usr/share/nginx/html/config.js", subPath="config.js", readOnly=True),
    ]
    main = deployment(
        config,
        "frontend",
        probes=http_probes(config, "frontend", "/"),
        command=start_command(),
        mounts=[*files, *mounts],
        volumes=[Volume(name="config", configMap=ConfigMapVolumeSource(name=settings["metadata"]["name"])), *volumes],
        checksums={"checksum/config": checksum(settings["data"])},
    )
    return (*common_objects(config, "frontend"), settings, main, *doors(config, "frontend"))
