"""ClickHouse in the cluster."""

from functools import cache
from typing import Final
from xml.etree.ElementTree import Element, SubElement, fromstring, indent, tostring

from portkey_constructs.config.clickhouse import InClusterClickHouse
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
from portkey_constructs.manifests.metadata import checksum, metadata
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set
from portkey_constructs.platform.components import Store
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.ports import CLICKHOUSE_TLS_PORTS
from portkey_constructs.platform.volumes import CERTIFICATE_VOLUME

__all__ = ["clickhouse", "server_xml", "users_xml"]

# The Alpine image's entry point passes a numeric group ID to a program that expects a group name; `id -gn` returns the name.
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
# The server merges its files in the order of their names, so custom.xml overrides this one.
_SYSTEM_LOGS_FILE: Final = "00-system-logs.xml"
# The tables of the image's own config.xml; a section of another table would turn that log on.
_SYSTEM_LOGS: Final = (
    "query_log",
    "query_thread_log",
    "query_views_log",
    "query_metric_log",
    "part_log",
    "trace_log",
    "text_log",
    "metric_log",
    "latency_log",
    "error_log",
    "asynchronous_metric_log",
    "asynchronous_insert_log",
    "processors_profile_log",
    "crash_log",
    "backup_log",
    "blob_storage_log",
    "s3queue_log",
)
_SPAN_LOG: Final = "opentelemetry_span_log"
_TLS_FOLDER: Final = "/etc/clickhouse-server/tls"


@cache
def users_xml(user: str) -> str:
    """ClickHouse's users file: access rights and settings of `user`, as in Portkey's chart 1.7.6.

    The image's entry point creates the user with the password from the Secret.
    """
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


@cache
def _system_logs_xml(days: int, own: frozenset[str]) -> str:
    """ClickHouse's settings that limit its own logs: a time to live for every log table of the default image, and smaller log files.

    A log that `own`, the elements of `config`, contains is left out: the server does not start with a `ttl` and an `engine` for one table.
    """
    root = Element("clickhouse")
    if "logger" not in own:
        logger = SubElement(root, "logger")
        SubElement(logger, "size").text = "100M"
        SubElement(logger, "count").text = "3"
    for table in _SYSTEM_LOGS:
        if table not in own:
            SubElement(SubElement(root, table), "ttl").text = f"event_date + INTERVAL {days} DAY DELETE"
    if _SPAN_LOG not in own:
        # The image defines this table by its engine.
        spans = SubElement(root, _SPAN_LOG, replace="1")
        SubElement(spans, "database").text = "system"
        SubElement(spans, "table").text = _SPAN_LOG
        ttl = f"TTL finish_date + INTERVAL {days} DAY DELETE"
        SubElement(spans, "engine").text = f"ENGINE = MergeTree PARTITION BY toYYYYMM(finish_date) ORDER BY (finish_date, finish_time_us) {ttl}"
        SubElement(spans, "flush_interval_milliseconds").text = "7500"
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def server_xml(settings: InClusterClickHouse) -> str | None:
    """ClickHouse's server settings for retention and TLS; None if neither is configured."""
    root = Element("clickhouse")
    if settings.https:
        http, native = CLICKHOUSE_TLS_PORTS
        SubElement(root, "https_port").text = str(http.container)
        SubElement(root, "tcp_port_secure").text = str(native.container)
        server = SubElement(SubElement(root, "openSSL"), "server")
        SubElement(server, "certificateFile").text = f"{_TLS_FOLDER}/tls.crt"
        SubElement(server, "privateKeyFile").text = f"{_TLS_FOLDER}/tls.key"
        SubElement(server, "verificationMode").text = settings.https.verification
    if settings.retention:
        tree = SubElement(root, "merge_tree")
        SubElement(tree, "merge_with_ttl_timeout").text = str(settings.retention.merge_timeout)
        SubElement(tree, "ttl_only_drop_parts").text = "1" if settings.retention.drop_whole_parts else "0"
    if not len(root):
        return None
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _files(settings: InClusterClickHouse) -> dict[str, tuple[str, str]]:
    """ClickHouse's configuration files: the folder that each is mounted in and its text, by file name."""
    own = frozenset(element.tag for element in fromstring(settings.config)) if settings.config else frozenset[str]()
    files = {"users.xml": ("users.d", users_xml(settings.user)), _SYSTEM_LOGS_FILE: ("config.d", _system_logs_xml(settings.system_log_days, own))}
    if server := server_xml(settings):
        files["server.xml"] = ("config.d", server)
    if settings.config:
        files["custom.xml"] = ("config.d", settings.config if settings.config.endswith("\n") else f"{settings.config}\n")
    return files


def _config_map(platform: Platform, store: Store, files: dict[str, tuple[str, str]]) -> ConfigMap:
    data = {name: text for name, (_, text) in files.items()}
    meta = metadata(platform, "clickhouse", store.name, settings=store.settings)
    return ConfigMap(apiVersion="v1", kind="ConfigMap", metadata=meta, data=data)


def _probes() -> dict[str, Probe]:
    def probe(period: int, failures: int) -> Probe:
        return Probe(httpGet=HTTPGetAction(path="/ping", port="ch"), periodSeconds=period, failureThreshold=failures, timeoutSeconds=5)

    return {"startup": probe(5, 120), "readiness": probe(10, 3), "liveness": probe(10, 6)}


def clickhouse(platform: Platform) -> tuple[KubernetesObject, ...]:
    """ClickHouse's objects; empty if ClickHouse runs outside this cluster and no previous in-cluster server is kept for data migration."""
    store = platform.stores.get("clickhouse")
    if store is None:
        return ()
    settings = store.settings
    assert isinstance(settings, InClusterClickHouse)
    files = _files(settings)
    config_map = _config_map(platform, store, files)
    folders = (("tmp", "/tmp"), ("logs", "/var/log/clickhouse-server"), ("users", "/etc/clickhouse-server/users.d"))
    volumes, mounts = zip(*(scratch(store, name, path) for name, path in folders), strict=True)
    file_mounts = [
        VolumeMount(name="config", mountPath=f"/etc/clickhouse-server/{folder}/{name}", subPath=name, readOnly=True)
        for name, (folder, _) in files.items()
    ]
    certificate = [Volume(name=CERTIFICATE_VOLUME, secret=SecretVolumeSource(secretName=settings.https.secret_name))] if settings.https else []
    certificate_mount = [VolumeMount(name=CERTIFICATE_VOLUME, mountPath=_TLS_FOLDER, readOnly=True)] if settings.https else []
    main = stateful_set(
        platform,
        store,
        data_path="/var/lib/clickhouse",
        probes=_probes(),
        command=_COMMAND,
        mounts=[*mounts, *file_mounts, *certificate_mount],
        volumes=[*volumes, Volume(name="config", configMap=ConfigMapVolumeSource(name=config_map["metadata"]["name"])), *certificate],
        checksums={"checksum/config": checksum(config_map["data"])},
    )
    return (*common_objects(platform, store), config_map, main)
