"""ClickHouse in the cluster."""

from functools import cache
from typing import Final

from portkey_constructs.config.platform import PortkeyConfig
from portkey_constructs.config.profiles import clickhouse as chosen
from portkey_constructs.config.stores import InClusterClickHouse
from portkey_constructs.kinds import ConfigMap, ConfigMapVolumeSource, HTTPGetAction, KubernetesObject, Probe, Volume, VolumeMount
from portkey_constructs.manifests.metadata import checksum, guarded, metadata
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set
from portkey_constructs.product.names import Names

__all__ = ["clickhouse", "users_xml"]

# The alpine image's entry point passes a numeric group to a program that wants its name; the image's own shell mends that.
_COMMAND: Final = ("/bin/bash", "-c", "sed -E 's/id -g( |\\))/id -gn\\1/' /entrypoint.sh > /tmp/entrypoint.sh && exec /bin/bash /tmp/entrypoint.sh")
_RIGHTS: Final = ("access_management", "named_collection_control", "show_named_collections", "show_named_collections_secrets")
_PROFILE: Final = {
    "async_insert": "1",
    "async_insert_max_data_size": "2000000",
    "wait_for_async_insert": "0",
    "wait_for_async_insert_timeout": "25",
    "parallel_view_processing": "1",
    "materialize_ttl_after_modify": "0",
}


@cache
def users_xml(user: str) -> str:
    """ClickHouse's users file: rights and settings of the user that the image's entry point makes with the password from the Secret.

    Rights and settings are those of Portkey's chart 1.7.6.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("clickhouse")
    account = SubElement(SubElement(root, "users"), user)
    for right in _RIGHTS:
        SubElement(account, right).text = "1"
    SubElement(account, "profile").text = "default"
    profile = SubElement(SubElement(root, "profiles"), "default")
    for setting, value in _PROFILE.items():
        SubElement(profile, setting).text = value
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _config_map(config: PortkeyConfig, said: InClusterClickHouse) -> ConfigMap:
    data = {"users.xml": users_xml(said.user)}
    name = Names(config).component("clickhouse")
    return ConfigMap(
        apiVersion="v1", kind="ConfigMap", metadata=metadata(config, "clickhouse", name, workload=said, annotations=guarded(data)), data=data
    )


def _probes() -> dict[str, Probe]:
    def probe(period: int, failures: int) -> Probe:
        return Probe(httpGet=HTTPGetAction(path="/ping", port="ch"), periodSeconds=period, failureThreshold=failures, timeoutSeconds=5)

    return {"startup": probe(5, 120), "readiness": probe(10, 3), "liveness": probe(10, 6)}


def clickhouse(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """ClickHouse's objects, or nothing when it runs elsewhere."""
    said = chosen(config)
    if not isinstance(said, InClusterClickHouse):
        return ()
    settings = _config_map(config, said)
    folders = (("tmp", "/tmp"), ("logs", "/var/log/clickhouse-server"), ("users", "/etc/clickhouse-server/users.d"))
    volumes, mounts = zip(*(scratch(name, path) for name, path in folders), strict=True)
    file = VolumeMount(name="config", mountPath="/etc/clickhouse-server/users.d/users.xml", subPath="users.xml", readOnly=True)
    main = stateful_set(
        config,
        "clickhouse",
        said,
        data_path="/var/lib/clickhouse",
        probes=_probes(),
        command=_COMMAND,
        mounts=[*mounts, file],
        volumes=[*volumes, Volume(name="config", configMap=ConfigMapVolumeSource(name=settings["metadata"]["name"]))],
        checksums={"checksum/config": checksum(settings["data"])},
    )
    return (*common_objects(config, "clickhouse", said), settings, main)
