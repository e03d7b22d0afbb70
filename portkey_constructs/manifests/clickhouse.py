"""ClickHouse in the cluster."""

from functools import cache
from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import InClusterClickHouse
from portkey_constructs.kubernetes import (
    ConfigMap,
    ConfigMapVolumeSource,
    HTTPGetAction,
    KubernetesObject,
    Probe,
    SecretVolumeSource,
    Volume,
    VolumeMount,
)
from portkey_constructs.manifests.metadata import checksum, guarded, metadata
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set
from portkey_constructs.platform.defaults import clickhouse_here
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS

__all__ = ["clickhouse", "server_xml", "users_xml"]

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
_TLS_FOLDER: Final = "/etc/clickhouse-server/tls"


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


def server_xml(said: InClusterClickHouse) -> str | None:
    """ClickHouse's further server settings: retention and TLS; None when neither is asked for."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("clickhouse")
    if said.https:
        http, native = CLICKHOUSE_TLS_PORTS
        SubElement(root, "https_port").text = str(http.container)
        SubElement(root, "tcp_port_secure").text = str(native.container)
        server = SubElement(SubElement(root, "openSSL"), "server")
        SubElement(server, "certificateFile").text = f"{_TLS_FOLDER}/tls.crt"
        SubElement(server, "privateKeyFile").text = f"{_TLS_FOLDER}/tls.key"
        SubElement(server, "verificationMode").text = said.https.verification
    if said.retention:
        tree = SubElement(root, "merge_tree")
        SubElement(tree, "merge_with_ttl_timeout").text = str(said.retention.merge_timeout)
        SubElement(tree, "ttl_only_drop_parts").text = "1" if said.retention.drop_whole_parts else "0"
    if not len(root):
        return None
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _files(said: InClusterClickHouse) -> dict[str, tuple[str, str]]:
    """The files that ClickHouse reads: by name, where each is mounted, and its text."""
    found = {"users.xml": ("users.d", users_xml(said.user))}
    if server := server_xml(said):
        found["server.xml"] = ("config.d", server)
    if said.config:
        found["custom.xml"] = ("config.d", said.config if said.config.endswith("\n") else f"{said.config}\n")
    return found


def _config_map(config: PortkeyConfig, said: InClusterClickHouse) -> ConfigMap:
    data = {name: text for name, (_, text) in _files(said).items()}
    name = Names(config).component("clickhouse")
    return ConfigMap(
        apiVersion="v1", kind="ConfigMap", metadata=metadata(config, "clickhouse", name, workload=said, annotations=guarded(data)), data=data
    )


def _probes() -> dict[str, Probe]:
    def probe(period: int, failures: int) -> Probe:
        return Probe(httpGet=HTTPGetAction(path="/ping", port="ch"), periodSeconds=period, failureThreshold=failures, timeoutSeconds=5)

    return {"startup": probe(5, 120), "readiness": probe(10, 3), "liveness": probe(10, 6)}


def clickhouse(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """ClickHouse's objects, or nothing when it runs elsewhere and none waits for its data to move."""
    said = clickhouse_here(config)
    if said is None:
        return ()
    settings = _config_map(config, said)
    folders = (("tmp", "/tmp"), ("logs", "/var/log/clickhouse-server"), ("users", "/etc/clickhouse-server/users.d"))
    volumes, mounts = zip(*(scratch(name, path) for name, path in folders), strict=True)
    files = [
        VolumeMount(name="config", mountPath=f"/etc/clickhouse-server/{folder}/{name}", subPath=name, readOnly=True)
        for name, (folder, _) in _files(said).items()
    ]
    certificate = [Volume(name="tls", secret=SecretVolumeSource(secretName=said.https.secret_name))] if said.https else []
    certificate_mount = [VolumeMount(name="tls", mountPath=_TLS_FOLDER, readOnly=True)] if said.https else []
    main = stateful_set(
        config,
        "clickhouse",
        said,
        data_path="/var/lib/clickhouse",
        probes=_probes(),
        command=_COMMAND,
        mounts=[*mounts, *files, *certificate_mount],
        volumes=[*volumes, Volume(name="config", configMap=ConfigMapVolumeSource(name=settings["metadata"]["name"])), *certificate],
        checksums={"checksum/config": checksum(settings["data"])},
    )
    return (*common_objects(config, "clickhouse", said), settings, main)
