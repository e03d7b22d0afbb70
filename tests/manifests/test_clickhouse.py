"""ClickHouse in the cluster."""

from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.clickhouse import clickhouse, users_xml
from tests.support.examples import development, external, production
from tests.support.objects import Manifest, key_reference, main_container, named, of_kind, rendered, variables_of


def test_external_clickhouse_has_no_objects() -> None:
    assert clickhouse(external().resolve()) == ()


def test_users_file_grants_rights_and_contains_no_password() -> None:
    root = fromstring(users_xml("analyst"))
    (user,) = root.findall("users/*")
    assert user.tag == "analyst"
    assert user.findtext("access_management") == "1"
    assert user.find("password") is None
    assert root.findtext("profiles/default/async_insert") == "1"


def test_changed_users_file_restarts_the_pods() -> None:
    def checksum(user: str) -> str:
        (stateful,) = of_kind(clickhouse(development(clickhouse={"kind": "inCluster", "user": user}).resolve()), "StatefulSet")
        return str(stateful["spec"]["template"]["metadata"]["annotations"]["checksum/config"])

    assert checksum("a") == checksum("a") != checksum("b")


def test_users_file_is_mounted_into_a_writable_folder() -> None:
    mounts = main_container(clickhouse(development().resolve()), "StatefulSet", "portkey-clickhouse")["volumeMounts"]
    by_path = {mount["mountPath"]: mount for mount in mounts}
    assert by_path["/etc/clickhouse-server/users.d/users.xml"]["subPath"] == "users.xml"
    assert by_path["/etc/clickhouse-server/users.d"]["name"] == "users"
    paths = list(by_path)
    assert paths.index("/etc/clickhouse-server/users.d") < paths.index("/etc/clickhouse-server/users.d/users.xml")


@pytest.mark.parametrize("settings", [{}, {"service": {"port": 18123}}])
def test_every_client_uses_the_port_of_the_service(settings: dict[str, object]) -> None:
    objects = rendered(development(clickhouse={"kind": "inCluster", **settings}))
    ports = {port["name"]: str(port["port"]) for port in named(objects, "Service", "portkey-clickhouse")["spec"]["ports"]}
    keys = named(objects, "Secret", "portkey-clickhouse")["stringData"]
    assert (keys["clickhouse_port"], keys["clickhouse_native_port"]) == (ports["ch"], ports["ch-native"])
    source = variables_of(main_container(objects, "Deployment", "portkey-backend"))["CLICKHOUSE_PORT"]
    assert source == {"secretKeyRef": {"name": "portkey-clickhouse", "key": "clickhouse_port"}}


HTTPS = {"https": {"secretName": "ch-tls"}}


def of(config: PortkeyConfig) -> list[Manifest]:
    return [dict(manifest) for manifest in clickhouse(config.resolve())]


def objects(**settings: Any) -> list[Manifest]:
    return of(production(clickhouse={"kind": "inCluster", **settings}))


def files(**clickhouse_settings: Any) -> dict[str, str]:
    """The texts of the files that it reads, by the path where each is mounted."""
    manifests = objects(**clickhouse_settings)
    (settings,) = of_kind(manifests, "ConfigMap")
    mounts = main_container(manifests, "StatefulSet", "portkey-clickhouse")["volumeMounts"]
    assert [mount for mount in mounts if mount["name"] == "config" and not mount["readOnly"]] == []
    return {mount["mountPath"]: settings["data"][mount["subPath"]] for mount in mounts if mount["name"] == "config"}


SYSTEM_LOGS = "/etc/clickhouse-server/config.d/00-system-logs.xml"


def test_default_server_reads_the_users_file_and_limits_its_logs() -> None:
    assert list(files()) == ["/etc/clickhouse-server/users.d/users.xml", SYSTEM_LOGS]
    assert set(of_kind(objects(), "ConfigMap")[0]["data"]) == {"users.xml", "00-system-logs.xml"}


LOG_TABLES = {
    *(f"query{kind}_log" for kind in ("", "_thread", "_views", "_metric")),
    *(f"{name}_log" for name in ("part", "trace", "text", "metric", "latency", "error", "asynchronous_metric", "asynchronous_insert")),
    *(f"{name}_log" for name in ("processors_profile", "crash", "backup", "blob_storage", "s3queue")),
}
"""The sections of the image's own config.xml that make a MergeTree table, but the one with an engine."""


@pytest.mark.parametrize(("settings", "days"), [({}, 7), ({"systemLogDays": 30}, 30)])
def test_every_log_table_of_the_server_has_a_time_to_live(settings: dict[str, Any], days: int) -> None:
    root = fromstring(files(**settings)[SYSTEM_LOGS])
    ttl = {table.tag: table.findtext("ttl") for table in root if table.find("ttl") is not None}
    assert ttl == dict.fromkeys(LOG_TABLES, f"event_date + INTERVAL {days} DAY DELETE")
    spans = root.find("opentelemetry_span_log[@replace='1']")
    assert spans is not None
    assert f" TTL finish_date + INTERVAL {days} DAY DELETE" in (spans.findtext("engine") or "")
    assert spans.find("ttl") is None
    assert (root.findtext("logger/size"), root.findtext("logger/count")) == ("100M", "3")


def test_logs_of_the_custom_settings_are_left_to_them() -> None:
    xml = (
        "<clickhouse><logger><level>warning</level></logger><query_log><engine>ENGINE = Null</engine></query_log>"
        "<opentelemetry_span_log remove='1'/></clickhouse>"
    )
    root = fromstring(files(config=xml)[SYSTEM_LOGS])
    assert {element.tag for element in root} == LOG_TABLES - {"query_log"}


def test_custom_settings_have_the_last_word_over_the_logs() -> None:
    names = [path.rpartition("/")[2] for path in files(config="<clickhouse/>", **HTTPS) if "/config.d/" in path]
    assert sorted(names)[0] == "00-system-logs.xml"


@pytest.mark.parametrize(
    ("settings", "timeout", "whole"),
    [({}, "14400", "0"), ({"mergeTimeout": "1h", "dropWholeParts": True}, "3600", "1")],
)
def test_retention_configures_the_merge_tree(settings: dict[str, Any], timeout: str, whole: str) -> None:
    root = fromstring(files(retention=settings)["/etc/clickhouse-server/config.d/server.xml"])
    assert root.tag == "clickhouse"
    tree = root.find("merge_tree")
    assert tree is not None
    assert {element.tag: element.text for element in tree} == {"merge_with_ttl_timeout": timeout, "ttl_only_drop_parts": whole}
    assert [element.tag for element in root] == ["merge_tree"]


@pytest.mark.parametrize(("settings", "verification"), [({}, "none"), ({"verification": "relaxed"}, "relaxed")])
def test_tls_opens_a_port_for_both_interfaces(settings: dict[str, str], verification: str) -> None:
    https = {"https": {"secretName": "ch-tls", **settings}}
    root = fromstring(files(**https)["/etc/clickhouse-server/config.d/server.xml"])
    assert (root.findtext("https_port"), root.findtext("tcp_port_secure")) == ("8443", "9440")
    container = main_container(objects(**https), "StatefulSet", "portkey-clickhouse")
    assert [(port["name"], port["containerPort"]) for port in container["ports"]] == [
        ("ch", 8123),
        ("ch-native", 9000),
        ("ch-https", 8443),
        ("ch-secure", 9440),
    ]
    for service in of_kind(objects(**https), "Service"):
        assert [(port["port"], port["targetPort"]) for port in service["spec"]["ports"]] == [
            (8123, "ch"),
            (9000, "ch-native"),
            (8443, "ch-https"),
            (9440, "ch-secure"),
        ]
    server = root.find("openSSL/server")
    assert server is not None
    mount = next(mount for mount in container["volumeMounts"] if mount["name"] == "tls")
    assert {element.tag: element.text for element in server} == {
        "certificateFile": f"{mount['mountPath']}/tls.crt",
        "privateKeyFile": f"{mount['mountPath']}/tls.key",
        "verificationMode": verification,
    }
    (stateful,) = of_kind(objects(**https), "StatefulSet")
    assert {"name": "tls", "secret": {"secretName": "ch-tls"}} in stateful["spec"]["template"]["spec"]["volumes"]


def test_without_tls_no_port_is_open_for_it() -> None:
    ports = main_container(objects(), "StatefulSet", "portkey-clickhouse")["ports"]
    assert [port["containerPort"] for port in ports] == [8123, 9000]


def test_custom_settings_are_added_and_restart_the_pod() -> None:
    xml = "<clickhouse><max_connections>7</max_connections></clickhouse>"
    both = files(config=xml, **HTTPS)
    assert both["/etc/clickhouse-server/config.d/custom.xml"] == f"{xml}\n"
    assert set(both) == {
        f"/etc/clickhouse-server/{name}"
        for name in ("users.d/users.xml", "config.d/00-system-logs.xml", "config.d/server.xml", "config.d/custom.xml")
    }

    def checksum(**settings: Any) -> str:
        (stateful,) = of_kind(objects(**settings), "StatefulSet")
        return str(stateful["spec"]["template"]["metadata"]["annotations"]["checksum/config"])

    assert len({checksum(), checksum(config=xml), checksum(retention={}), checksum(**HTTPS)}) == 4


@pytest.mark.parametrize("kind", ["external", "cloud"])
def test_former_clickhouse_is_unchanged(kind: str) -> None:
    """Names, volume and selector are those of before; its password comes from a Secret of its own, and the services have gone."""
    moving = production(clickhouse={"kind": kind, "host": "ch.example.org", "former": {"kind": "inCluster", "user": "old"}})
    before, after = objects(user="old"), of(moving)
    assert [(manifest["kind"], manifest["metadata"]["name"]) for manifest in after] == [
        (manifest["kind"], manifest["metadata"]["name"]) for manifest in before
    ]
    for manifest, other in zip(before, after, strict=True):
        if manifest["kind"] != "StatefulSet":
            assert other == manifest
    stateful, was = of_kind(after, "StatefulSet")[0]["spec"], of_kind(before, "StatefulSet")[0]["spec"]
    for fixed in ("selector", "serviceName", "volumeClaimTemplates"):
        assert stateful[fixed] == was[fixed]
    container = main_container(after, "StatefulSet", "portkey-clickhouse")
    assert variables_of(container)["CLICKHOUSE_PASSWORD"] == key_reference("portkey-clickhouse-former", "clickhouse_password")
    backend = variables_of(main_container(rendered(moving), "Deployment", "portkey-backend"))
    assert (backend["CLICKHOUSE_HOST"], backend["CLICKHOUSE_PASSWORD"]) == (
        "ch.example.org",
        key_reference("portkey-clickhouse", "clickhouse_password"),
    )
