"""The rendered ClickHouse: its command, users file and probes, in its pod, with a real server.

Debian's ClickHouse is 18.16. It cannot show the rights that came later (`access_management` and the like: it passes over them), nor the settings
that came later: it would not start with them, so they are taken out of the file that it reads. Nor does it look at the name of the root element,
which later servers do.
"""

import socket
import ssl
import subprocess
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.servers.conftest import Begin
from tests.servers.pod import ADDRESS, Pod, until
from tests.servers.probing import passes
from tests.servers.web import Answer, ask, certificate

pytestmark = pytest.mark.slow

Serve = Callable[..., tuple[Pod, subprocess.Popen[bytes]]]
NEWER = {"async_insert", "async_insert_max_data_size", "wait_for_async_insert", "wait_for_async_insert_timeout", "materialize_ttl_after_modify"}
PASSWORD = """it's "quoted" $HOME ${X} \\ `id` ; # & <a> ✓"""

# An entry point with what matters of the image's: whose user and group it is, a user with the password of the environment, and then the server.
ENTRYPOINT = """\
#!/bin/bash
set -eo pipefail
OF_IMAGE="$(id -g root)"
if [ "$(id -u)" = "0" ]; then
    GROUP="$(id -g root)"
else
    USER="$(id -u)"
    GROUP="$(id -g)"
fi
EVERY="$(id -G)"
printf '%s\\n' "$OF_IMAGE" "$USER" "$GROUP" "$EVERY" > /tmp/who
cat > /etc/clickhouse-server/users.d/default-user.xml <<END
<clickhouse>
  <users>
    <default remove="remove"></default>
    <$CLICKHOUSE_USER>
      <profile>default</profile>
      <networks><ip>::/0</ip></networks>
      <password><![CDATA[$CLICKHOUSE_PASSWORD]]></password>
      <quota>default</quota>
    </$CLICKHOUSE_USER>
  </users>
</clickhouse>
END
exec clickhouse-server --config-file=/etc/clickhouse-server/config.xml "$@"
"""
CONFIG = """\
<clickhouse>
  <logger><level>warning</level><console>1</console><log>/var/log/clickhouse-server/server.log</log></logger>
  <http_port>8123</http_port>
  <tcp_port>9000</tcp_port>
  <listen_host>0.0.0.0</listen_host>
  <path>/var/lib/clickhouse/</path>
  <tmp_path>/var/lib/clickhouse/tmp/</tmp_path>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>5368709120</mark_cache_size>
  <query_log><database>system</database><table>query_log</table><flush_interval_milliseconds>7500</flush_interval_milliseconds></query_log>
  <opentelemetry_span_log><engine>engine MergeTree order by (finish_date, finish_time_us)</engine></opentelemetry_span_log>
</clickhouse>
"""
USERS = """\
<clickhouse>
  <profiles><default><log_queries>0</log_queries></default></profiles>
  <users>
    <default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
  </users>
  <quotas><default></default></quotas>
</clickhouse>
"""
FILES = {
    "/entrypoint.sh": ENTRYPOINT,
    "/etc/clickhouse-server/config.xml": CONFIG,
    "/etc/clickhouse-server/users.xml": USERS,
    "/etc/group": "root:x:0:\nclickhouse:x:101:\n",
    "/etc/passwd": "root:x:0:0::/:/bin/sh\nclickhouse:x:101:101::/:/bin/sh\n",
}


@pytest.fixture(autouse=True)
def _programs(need: Callable[..., None]) -> None:
    need("clickhouse-server", "bash", "busybox")


def query(pod: Pod, text: str, user: str, password: str | None, method: str = "GET", **settings: str) -> Answer:
    parameters = {"user": user, "password": password, **settings}
    credentials = "".join(f"&{name}={quote(value, safe='')}" for name, value in parameters.items() if value is not None)
    return ask(
        pod, 8123, f"/?query={quote(text, safe='')}{credentials}", method=method, headers={"Content-Length": "0"} if method == "POST" else None
    )


def start(pod: Pod) -> subprocess.Popen[bytes]:
    server = pod.start([*pod.rendered.command, *pod.rendered.args])
    until(lambda: server.poll() is not None or passes(pod, "readiness"))
    return server


def settings_in(users: str) -> ElementTree.Element:
    profile = ElementTree.fromstring(users).find("profiles/default")
    assert profile is not None
    return profile


@pytest.fixture
def serve(begin: Begin) -> Serve:
    """A server with what it knows of the rendered users file; it may be ignorant of `NEWER` alone."""

    def serve(settings: dict[str, Any], certificates: Mapping[str, bytes] | None = None) -> tuple[Pod, subprocess.Popen[bytes]]:
        pod = begin("clickhouse", {"clickhouse": {"kind": "inCluster", **settings}}, files=FILES)
        for name, content in (certificates or {}).items():
            (pod.volume("tls") / name).write_bytes(content)
        file = pod.volume("config") / "users.xml"
        for _ in range(len(NEWER) + 1):
            server = start(pod)
            if server.poll() is None:
                return pod, server
            unknown = pod.printed().rpartition("Unknown setting ")[2].split()[0]
            assert unknown in NEWER, pod.printed()
            file.write_text(without(file.read_text(), unknown))
        raise AssertionError(pod.printed())

    return serve


def without(users: str, setting: str) -> str:
    root = ElementTree.fromstring(users)
    profile, element = root.find("profiles/default"), root.find(f"profiles/default/{setting}")
    assert profile is not None
    assert element is not None
    profile.remove(element)
    return ElementTree.tostring(root, encoding="unicode")


@pytest.mark.parametrize(
    "settings",
    [{"user": "Port_Key", "password": PASSWORD}, {"user": "default", "password": "x"}, {"user": "_", "database": "x1"}],
    ids=["signs", "default", "made up"],
)
def test_user_has_the_password_and_the_profile(serve: Serve, settings: dict[str, Any]) -> None:
    pod, server = serve(settings)
    for kind in ("startup", "readiness", "liveness"):
        assert passes(pod, kind)

    user, password = (pod.rendered.environment[name] for name in ("CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD"))
    assert (user, password) == (settings["user"], settings.get("password", password))
    assert query(pod, "SELECT 1", user, password).body == b"1\n"
    refused = [query(pod, "SELECT 1", *login) for login in ((user, "wrong"), (user, ""), (user, None), ("default", ""), ("nobody", password))]
    assert [answer.status == 200 for answer in refused] == [False] * 5
    assert all(b"password" in answer.body.lower() or b"unknown user" in answer.body.lower() for answer in refused)

    users = (pod.rendered.config_map("config") or {})["users.xml"]
    assert ElementTree.fromstring(users).tag == ElementTree.fromstring(CONFIG).tag
    ours = {setting.tag: setting.text for setting in settings_in((pod.volume("config") / "users.xml").read_text())}
    assert "parallel_view_processing" in ours
    for name, value in ours.items():
        assert query(pod, f"SELECT value FROM system.settings WHERE name = '{name}' AND changed", user, password).body.decode() == f"{value}\n"

    assert pod.stop(server) in (0, 143, -15)
    for kind in ("startup", "readiness", "liveness"):
        assert not passes(pod, kind)


def test_database_is_kept_over_a_restart(serve: Serve) -> None:
    pod, server = serve({})
    user, password = (pod.rendered.environment[name] for name in ("CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD"))
    statements = [f"CREATE {what}" for what in ("DATABASE kept", "TABLE kept.t (a UInt8) ENGINE = MergeTree ORDER BY a")]
    for statement in (*statements, "INSERT INTO kept.t VALUES (7)"):
        answer = query(pod, statement, user, password, method="POST")
        assert answer.status == 200, answer.body
    pod.stop(server)
    start(pod)
    assert query(pod, "SELECT a FROM kept.t", user, password).body == b"7\n", pod.printed()


def test_custom_settings_are_read(serve: Serve) -> None:
    """Its own retention came later than this server: the settings of the same section that it has stand in for it."""
    xml = "<clickhouse><merge_tree><max_suspicious_broken_parts>7</max_suspicious_broken_parts></merge_tree></clickhouse>"
    pod, _ = serve({"config": xml})
    user, password = (pod.rendered.environment[name] for name in ("CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD"))
    asked = "SELECT value FROM system.merge_tree_settings WHERE name = 'max_suspicious_broken_parts'"
    assert query(pod, asked, user, password).body == b"7\n", pod.printed()


@pytest.mark.parametrize(
    ("config", "limited"),
    [(None, True), ("<clickhouse><query_log remove='1'/></clickhouse>", False)],
    ids=["default", "turned off by the custom settings"],
)
def test_server_starts_with_its_limited_logs(serve: Serve, config: str | None, limited: bool) -> None:
    """This server is older than the time to live of logs: what it shows is the merged configuration, in which the custom settings are the last."""
    pod, _ = serve({"config": config} if config else {})
    user, password = (pod.rendered.environment[name] for name in ("CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD"))
    query(pod, "SELECT 7", user, password, log_queries="1")
    assert query(pod, "SYSTEM FLUSH LOGS", user, password, method="POST").status == 200
    assert int(query(pod, "SELECT count() FROM system.query_log WHERE query = 'SELECT 7'", user, password).body) > 0, pod.printed()
    merged = ElementTree.parse(pod.volume("data") / "preprocessed_configs" / "config.xml").getroot()
    ttl = {table.tag: table.findtext("ttl") for table in merged if table.find("ttl") is not None}
    assert ("query_log" in ttl) is limited
    assert ttl["trace_log"] == "event_date + INTERVAL 7 DAY DELETE"
    assert [engine.text for engine in merged.iterfind("opentelemetry_span_log/engine") if "TTL" not in (engine.text or "")] == []


@pytest.mark.parametrize("verification", ["none", "relaxed"])
def test_both_interfaces_use_tls(serve: Serve, verification: str, tmp_path: Path) -> None:
    host = "portkey-clickhouse.portkey.svc.cluster.local"
    both = certificate(host, tmp_path).read_bytes()
    pod, _ = serve({"https": {"secret_name": "ch-tls", "verification": verification}}, {"tls.crt": both, "tls.key": both})
    context = ssl.create_default_context(cadata=both.decode().partition("-----END PRIVATE KEY-----")[2])
    for port in (8443, 9440):
        connection = pod.inside(partial(socket.create_connection, (ADDRESS, port), 5))
        with connection, context.wrap_socket(connection, server_hostname=host) as secured:
            assert secured.version() in ("TLSv1.2", "TLSv1.3"), pod.printed()
            if port == 8443:
                secured.sendall(b"GET /ping HTTP/1.0\r\n\r\n")
                assert secured.recv(100).startswith(b"HTTP/1.0 200")
    for kind in ("startup", "readiness", "liveness"):
        assert passes(pod, kind)


@pytest.mark.parametrize("links", [{}, {"/bin/sed": "/bin/busybox"}], ids=["sed", "busybox"])
def test_entry_point_gets_the_name_of_the_group(begin: Begin, links: dict[str, str]) -> None:
    script = """\
printf '%s\\n' "$(id -u)" "$(id -g)" "$(id -g root)" "$(id -gn)" "$(id -G)" "$#"
echo id -gx id -g2
"""
    pod = begin("clickhouse", files={**FILES, "/entrypoint.sh": script}, links=links)
    printed = pod.run([*pod.rendered.command, *pod.rendered.args])
    assert printed.stderr == ""
    assert printed.stdout.split("\n") == ["101", "clickhouse", "0", "clickhouse", "101", "0", "id -gx id -g2", ""]
    assert printed.returncode == 0
