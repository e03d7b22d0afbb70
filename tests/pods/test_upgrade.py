"""The pages for upgrades, rollbacks and passwords, walked with real pods under load."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
import yaml

from tests.cluster.control_plane import WAIT_LIMIT
from tests.cluster.processes import until
from tests.pods.cage import LAN
from tests.pods.cluster import PodCluster
from tests.pods.configured import Configured
from tests.pods.deployment import APPS
from tests.pods.traffic import Load, Target
from tests.support.cache import report_progress

pytestmark = pytest.mark.pods

HOST: Final = "portkey.example.org"
GATEWAY: Final = "gateway.example.org"
OLD: Final = {"backend": "1.17.0", "dataservice": "1.8.0", "gateway": "2.9.0", "frontend": "1.9.2"}
"""The versions of chart 1.7.4, in the order in which the page upgrades them."""
NEW: Final = {"backend": "1.19.0", "dataservice": "1.9.0", "gateway": "2.13.0", "frontend": "1.9.3"}
ROWS: Final = 30


@pytest.fixture(scope="module")
def platform(pytestconfig: pytest.Config, pods_run: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configured]:
    """Production in the cluster with the old versions, a password for Redis, and rows in the stores."""
    config: dict[str, Any] = yaml.safe_load((APPS / "production_internal.yaml").read_text())
    config["redis"]["auth"] = "password"
    config |= {name: {"image": {"tag": tag}} for name, tag in OLD.items()}
    # Nothing measures what an autoscaler needs; old pods end sooner.
    config["gateway"] |= {"replicas": 2, "requestTimeout": 30}
    config["backend"] |= {"replicas": 2}
    with PodCluster(dict.fromkeys((HOST, GATEWAY, "login.example.org"), LAN)) as cluster:
        platform = Configured(cluster, tmp_path_factory.mktemp("platform"), config)
        platform.apply()
        for number in range(ROWS):
            assert platform.ask("backend", "/notes", "POST", f"row-{number}".encode()).status == 201
        yield platform


def test_upgrade_and_rollback_keep_rows_and_lose_no_request(platform: Configured, capsys: pytest.CaptureFixture[str]) -> None:
    """docs/how-to/upgrade.md: one service after the other, and back in reverse order."""
    rows = _rows(platform)
    assert {store: len(set(texts) - {"seed"}) for store, texts in rows.items()} == {"mysql": ROWS, "redis": ROWS, "clickhouse": ROWS}
    dump = _dump(platform)
    assert all(text in dump for text in rows["mysql"])
    steps = [(name, NEW) for name in OLD] + [(name, OLD) for name in reversed(OLD)]
    jobs = _jobs(platform)
    with Load(list(_targets(platform))) as load:
        for name, versions in steps:
            platform.config[name]["image"]["tag"] = versions[name]
            announced = _announced(platform.plan())
            before = platform.pods()
            platform.step()
            after = platform.pods()
            assert announced == {name}
            assert {component for component in before if not before[component] & after[component]} == announced
            assert {component for component in before if before[component] != after[component]} == announced
    with capsys.disabled():
        report_progress(f"upgrade and rollback in {len(steps)} steps: {load.summary()}")
    assert _rows(platform) == rows
    assert len(_jobs(platform)) == len(jobs) + 1
    assert not load.failures, "\n".join(load.failures)
    assert min(load.sent.values()) > 100, load.sent


def test_password_of_redis_is_rotated_as_the_page_says(platform: Configured, capsys: pytest.CaptureFixture[str]) -> None:
    """docs/how-to/rotate.md: Redis reads its password when it starts, so it restarts before the services."""
    rows, old, new = _rows(platform), platform.secret("portkey-redis")["redis_password"], "n/w password@1"
    with Load(list(_targets(platform))) as load:
        platform.patch_secret("portkey-redis", redis_password=new, redis_connection_url=platform.redis_url("n%2Fw%20password%401"))
        platform.restart("statefulset", "redis")
        platform.restart("deployment", "gateway", "backend", "dataservice")
    with capsys.disabled():
        report_progress(f"password of Redis: {load.summary()}")
    (redis,) = platform.running("redis")
    answers = {password: platform.shell(redis, f"REDISCLI_AUTH='{password}' redis-cli PING 2>&1", check=False) for password in ("", old, new)}
    assert "NOAUTH" in answers[""]
    assert "NOAUTH" in answers[old]
    assert answers[new].strip() == "PONG"
    assert platform.reaches_stores()
    assert _rows(platform) == rows
    assert not load.failures, "\n".join(load.failures)
    report = platform.verify("--wait", "2m")
    assert [finding for finding in report["findings"] if finding["status"] != "ok"] == []


def test_migration_fails_on_a_broken_table_and_completes_after_the_repair(platform: Configured) -> None:
    """An upgrade whose migration fails: the old pods go on, and after the repair the same Job completes."""
    cluster, namespace = platform.cluster, f"--namespace={platform.namespace}"
    rows, before = _rows(platform), _jobs(platform)
    _mysql(platform, "RENAME TABLE knex_migrations TO kept, notes TO kept_notes; CREATE VIEW knex_migrations AS SELECT 1 AS id")
    platform.config["backend"]["image"]["tag"] = "1.18.0"
    platform.write()
    for node in cluster.nodes:
        node.provide(platform.images())
    cluster.kubectl("apply", "--recursive", f"--filename={platform.environment.folder / '4-migration'}")
    (job,) = _jobs(platform) - before

    def restarts() -> int:
        pods = cluster.get("pods", namespace, f"--selector=job-name={job}")
        counts = (status["restartCount"] for pod in pods for status in pod["status"].get("containerStatuses", ()))
        return max(counts, default=0)

    assert until(lambda: restarts() >= 1, 60, 0.5)
    assert len(platform.running("backend")) == 2
    _mysql(platform, "DROP VIEW knex_migrations; RENAME TABLE kept TO knex_migrations, kept_notes TO notes")
    cluster.kubectl("wait", f"job/{job}", namespace, "--for=condition=Complete", WAIT_LIMIT)
    platform.step()
    assert _rows(platform) == rows


def _announced(plan: dict[str, Any]) -> set[str]:
    return {change["name"].removeprefix("portkey-") for change in plan["changes"] if change["restarts"]}


def _targets(platform: Configured) -> Iterator[Target]:
    """Requests to the Services and through the front end, which need no store."""
    for component, path in {"gateway": "/v1/health", "backend": "/echo", "dataservice": "/echo", "frontend": "/"}.items():
        yield Target(component, *platform.services[component], path)
    for path in ("/", "/albus/echo", "/api/v1/health"):
        yield platform.outside(HOST, path)


def _rows(platform: Configured) -> dict[str, list[str]]:
    return {store: sorted(texts) for store, texts in json.loads(platform.ask("backend", "/notes").body).items()}


def _jobs(platform: Configured) -> set[str]:
    return {job["metadata"]["name"] for job in platform.cluster.get("jobs", f"--namespace={platform.namespace}")}


def _dump(platform: Configured) -> str:
    (pod,) = platform.running("mysql")
    return platform.shell(pod, 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysqldump --host=127.0.0.1 --user=root --single-transaction "$MYSQL_DATABASE"')


def _mysql(platform: Configured, statements: str) -> None:
    (pod,) = platform.running("mysql")
    platform.shell(pod, f'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --host=127.0.0.1 --user=root "$MYSQL_DATABASE" --execute="{statements}"')
