"""The volumes of a Helm release: real servers write as the pods of the chart, and read as the pods of our manifests, and the other way round.

Not proven: MySQL itself, for which MariaDB stands; ClickHouse after 18.16; and the kubelet, whose change of the group `hand_over` repeats.
"""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helm.charts import OWN_CHART, defaults_file, public_chart
from tests.servers import test_clickhouse as clickhouse
from tests.servers import test_mysql as mysql
from tests.servers.pod import Pod, until
from tests.servers.release import Released, adopted, hand_over, prepare, values_of
from tests.servers.rendered import Rendered, configuration
from tests.servers.web import ask

pytestmark = pytest.mark.slow

LOST_AND_FOUND = "lost+found"
Begin = Callable[[Rendered, Pod | None], Pod]
Releases = Callable[[str], Released]


@pytest.fixture(params=["own chart", "public chart"])
def releases(request: pytest.FixtureRequest, tmp_path: Path) -> Releases:
    """The objects of a release with a volume for one store."""
    chart, files = (OWN_CHART, [defaults_file(tmp_path)]) if request.param == "own chart" else (public_chart("app"), [])

    def released(store: str) -> Released:
        path = tmp_path / "values.yaml"
        path.write_text(yaml.safe_dump(values_of(store)), encoding="utf-8")
        return Released(configuration(), store, chart=chart, values=(*files, path))

    return released


@pytest.fixture
def begin(namespaces: None, tmp_path: Path) -> Iterator[Begin]:
    """Sets up a pod, with the volume of an earlier pod as it is now; without one, with the new volume of a release."""
    files = {"mysql": mysql.FILES, "clickhouse": clickhouse.FILES}
    with ExitStack() as stack:

        def begin(rendered: Rendered, before: Pod | None) -> Pod:
            folder = tmp_path / f"pod-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            pod = Pod(rendered, folder, files=files.get(rendered.component))
            if before:
                hand_over(before, pod)
            else:
                prepare(pod)
            return stack.enter_context(pod)

        yield begin


def redis(pod: Pod, script: str) -> str:
    return pod.run(["redis-cli"], text=script).stdout


def start_redis(pod: Pod) -> subprocess.Popen[bytes]:
    """The image starts `redis-server` in the folder of its volume; it allows other hosts."""
    rendered = pod.rendered
    command = rendered.args or [*rendered.command, "redis-server", "--dir", "/data", "--protected-mode", "no"]
    server = pod.start(command)
    assert until(lambda: redis(pod, "PING") == "PONG\n"), pod.printed()
    return server


WRITE_REDIS = """\
SET session "a value"
SET cached x EX 100000
HSET usage requests 7 tokens 9
RPUSH queue first second third
ZADD ranking 1 a 2 b
XADD events 1-1 kind log
SELECT 3
SET other database
"""
READ_REDIS = """\
GET session
GET cached
PERSIST cached
EXPIRE cached 100000
HGETALL usage
LRANGE queue 0 -1
ZRANGE ranking 0 -1 WITHSCORES
XRANGE events - +
DBSIZE
SELECT 3
GET other
DBSIZE
"""


def test_redis_reads_the_snapshot_of_a_release_whenever_it_restarts(need: Callable[..., None], releases: Releases, begin: Begin) -> None:
    need("redis-server", "redis-cli")
    first = begin(releases("redis"), None)
    server = start_redis(first)
    redis(first, WRITE_REDIS)
    everything = redis(first, READ_REDIS)
    assert "a value" in everything
    assert "database" in everything
    assert first.stop(server) == 0
    assert (first.volume("data") / "dump.rdb").exists()

    ours = begin(adopted(first_release := releases("redis"), appendOnly=True), first)
    assert first_release.container["volumeMounts"][-1]["mountPath"] == "/data"
    server = start_redis(ours)
    assert redis(ours, READ_REDIS) == everything
    redis(ours, "SET session later\n")
    assert ours.stop(server) == 0

    server = start_redis(ours)
    assert redis(ours, "GET session\n") == "later\n", "the second start does not begin with the snapshot of the release"
    assert ours.stop(server, signal.SIGKILL) != 0
    start_redis(ours)
    assert redis(ours, READ_REDIS) == everything.replace("a value", "later")


@pytest.mark.parametrize(("as_imported", "read"), [(True, "012"), (False, "011")], ids=["as imported", "append-only file"])
def test_redis_keeps_data_to_ours_and_back_and_again_with_snapshots_only(
    need: Callable[..., None], releases: Releases, begin: Begin, as_imported: bool, read: str
) -> None:
    """The chart does not write our append-only file: the second time, ours would read it as it was. So a release keeps its snapshots."""
    need("redis-server", "redis-cli")
    chart = releases("redis")
    ours = adopted(chart, **({} if as_imported else {"appendOnly": True}))
    pod: Pod | None = None
    texts = []
    for number, rendered in enumerate((chart, ours, chart, ours)):
        pod = begin(rendered, pod)
        server = start_redis(pod)
        texts.append(redis(pod, "GET written\n").strip())
        redis(pod, f"SET written {number}\n")
        assert pod.stop(server) == 0
    assert texts == ["", *read]


WRITE_MYSQL = """\
CREATE DATABASE portkey;
CREATE TABLE portkey.workspaces (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50) CHARACTER SET utf8mb4, settings JSON);
INSERT INTO portkey.workspaces (name, settings) VALUES ('first', '{"a": 1}'), ('zweite Ä ✓', NULL);
CREATE VIEW portkey.names AS SELECT name FROM portkey.workspaces;
CREATE USER 'portkey'@'%' IDENTIFIED BY 'c0nf1dent1al';
GRANT ALL ON portkey.* TO 'portkey'@'%';
"""


def start_mysql(pod: Pod) -> subprocess.Popen[bytes]:
    # The default of MySQL, which the small configuration of these tests turns off.
    server = mysql.start(pod, "--innodb-flush-log-at-trx-commit=1")
    assert until(lambda: mysql.root(pod, "SELECT 1") == "1"), pod.printed()
    return server


def dump(pod: Pod) -> str:
    options = ["--skip-comments", "--hex-blob", "--routines", "--databases", "portkey"]
    process = pod.run(["mysqldump", mysql.DEFAULTS, "--user=root", *options])
    assert process.returncode == 0, process.stderr
    return process.stdout + mysql.root(pod, "SHOW GRANTS FOR 'portkey'@'%'")


def test_mysql_reads_the_data_of_a_release_and_the_release_reads_ours(need: Callable[..., None], releases: Releases, begin: Begin) -> None:
    need(*mysql.PROGRAMS, "mysqldump")
    chart = releases("mysql")
    first = begin(chart, None)
    made = first.run(["mariadb-install-db", mysql.DEFAULTS, "--skip-test-db", "--auth-root-authentication-method=normal", "--skip-name-resolve"])
    assert made.returncode == 0, made.stderr
    server = start_mysql(first)
    mysql.root(first, WRITE_MYSQL)
    everything = dump(first)
    assert "zweite" in everything
    first.stop(server)

    ours = adopted(chart)
    assert [mount for mount in ours.container["volumeMounts"] if mount["name"] == "data"] == [{"name": "data", "mountPath": "/var/lib/mysql"}]
    second = begin(ours, first)
    assert (second.volume("data") / LOST_AND_FOUND).is_dir()
    server = start_mysql(second)
    assert dump(second) == everything
    mysql.root(second, "INSERT INTO portkey.workspaces (name) VALUES ('ours')")
    later = dump(second)
    second.stop(server, signal.SIGKILL)
    server = start_mysql(second)
    assert dump(second) == later, "after a crash"
    second.stop(server)

    back = begin(chart, second)
    start_mysql(back)
    assert dump(back) == later


def start_clickhouse(pod: Pod) -> subprocess.Popen[bytes]:
    """Starts the server, which is older than some settings of the users file: it gets the file without them."""
    (file,) = (path for path in pod.folder.glob("volumes/*/users.xml") if path.parent.name in ("config", "clickhouse-conf"))
    for _ in range(len(clickhouse.NEWER) + 1):
        server = pod.start([*pod.rendered.command, *pod.rendered.args])
        if until(partial(_answers_or_ended, pod, server), seconds=20) and server.poll() is None:
            return server
        unknown = pod.printed().rpartition("Unknown setting ")[2].split()[0]
        assert unknown in clickhouse.NEWER, pod.printed()
        file.write_text(clickhouse.without(file.read_text(), unknown))
    raise AssertionError(pod.printed())


def _answers_or_ended(pod: Pod, server: subprocess.Popen[bytes]) -> bool:
    if server.poll() is not None:
        return True
    try:
        return ask(pod, 8123, "/ping").status == 200
    except OSError:
        return False


def clickhouse_query(pod: Pod, text: str, method: str = "GET") -> bytes:
    user, password = (pod.rendered.environment[name] for name in ("CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD"))
    answer: Any = clickhouse.query(pod, text, user, password, method)
    assert answer.status == 200, answer.body
    body: bytes = answer.body
    return body


WRITE_CLICKHOUSE = (
    "CREATE DATABASE logs",
    "CREATE TABLE logs.generations (day Date, id UInt32, model String) ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY id",
    "INSERT INTO logs.generations SELECT toDate('2026-01-01') + number % 90, number, concat('model-', toString(number % 7)) FROM numbers(20000)",
)
READ_CLICKHOUSE = "SELECT count(), sum(id), uniqExact(model), min(day), max(day), sum(sipHash64(id, model, day)) FROM logs.generations"


def test_clickhouse_reads_the_data_of_a_release_and_the_release_reads_ours(need: Callable[..., None], releases: Releases, begin: Begin) -> None:
    need("clickhouse-server", "bash")
    chart = releases("clickhouse")
    first = begin(chart, None)
    server = start_clickhouse(first)
    for statement in WRITE_CLICKHOUSE:
        clickhouse_query(first, statement, "POST")
    everything = clickhouse_query(first, READ_CLICKHOUSE)
    assert everything.startswith(b"20000\t199990000\t7\t2026-01-01\t2026-03-31\t")
    first.stop(server)

    second = begin(adopted(chart), first)
    server = start_clickhouse(second)
    assert clickhouse_query(second, READ_CLICKHOUSE) == everything
    clickhouse_query(second, "INSERT INTO logs.generations VALUES ('2026-06-01', 20000, 'ours')", "POST")
    later = clickhouse_query(second, READ_CLICKHOUSE)
    assert later != everything
    second.stop(server)
    server = start_clickhouse(second)
    assert clickhouse_query(second, READ_CLICKHOUSE) == later, "after a restart"
    second.stop(server)

    back = begin(chart, second)
    start_clickhouse(back)
    assert clickhouse_query(back, READ_CLICKHOUSE) == later
