"""Changes of image versions: order, downgrades, breaking changes and the database."""

from typing import Any

import pytest

from portkey_constructs.plan import Plan, compare

Object = dict[str, Any]


def service(component: str, tag: str) -> Object:
    labels = {"app.kubernetes.io/component": component}
    container = {"name": component, "image": f"docker.io/portkeyai/{component}:{tag}", "env": [{"name": "DB_HOST", "value": "db.example.org"}]}
    pod = {"template": {"spec": {"containers": [container]}}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": component, "labels": labels}, "spec": pod}


def job(name: str) -> Object:
    labels = {"app.kubernetes.io/component": "migration"}
    env = [{"name": "DB_HOST", "value": "db.example.org"}, {"name": "CLICKHOUSE_HOST", "valueFrom": {}}]
    pod = {"template": {"spec": {"containers": [{"name": "migration", "env": env}]}}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "labels": labels}, "spec": pod}


def planned(old: dict[str, str], new: dict[str, str], *jobs: tuple[str, str]) -> Plan:
    old_objects = [service(name, tag) for name, tag in old.items()] + [job(name) for name, _ in jobs]
    return compare(old_objects, [service(name, tag) for name, tag in new.items()] + [job(name) for _, name in jobs])


def test_the_service_that_another_needs_is_upgraded_first() -> None:
    plan = planned({"backend": "1.4.0", "gateway": "1.16.0"}, {"backend": "1.5.0", "gateway": "1.17.0"})
    assert any(text.startswith("order: gateway 1.17.0 and later need backend 1.5.0") and "first" in text for text in plan.upgrades)


def test_two_services_that_need_each_other_are_upgraded_directly_after_each_other() -> None:
    plan = planned({"dataservice": "1.6.0", "gateway": "2.7.0"}, {"dataservice": "1.7.0", "gateway": "2.8.0"})
    orders = [text for text in plan.upgrades if text.startswith("order: ")]
    assert len(orders) == 2
    assert {text.rpartition(" ")[0].rpartition(": ")[2].split(" ")[0] for text in orders} == {"upgrade"}


def test_a_set_that_the_table_forbids_is_named() -> None:
    plan = planned({"dataservice": "1.6.0", "gateway": "2.7.0"}, {"dataservice": "1.6.0", "gateway": "2.8.0"})
    assert any(text.startswith("not allowed: gateway 2.8.0 and later need data service 1.7.0") for text in plan.upgrades)


def test_compatible_upgrades_need_no_order() -> None:
    plan = planned({"backend": "1.19.0", "gateway": "2.13.0"}, {"backend": "1.20.0", "gateway": "2.13.1"})
    assert plan.upgrades == ("backend 1.19.0 becomes 1.20.0", "gateway 2.13.0 becomes 2.13.1")


def test_breaking_changes_between_the_versions_are_listed_once() -> None:
    plan = planned({"gateway": "2.8.0"}, {"gateway": "2.14.0"})
    assert [text.split(" ")[1] for text in plan.upgrades if " breaks: " in text] == ["2.10.0", "2.14.0"]
    assert not any("](" in text for text in plan.upgrades)


def test_a_downgrade_of_the_backend_keeps_its_migrations() -> None:
    assert planned({"backend": "1.20.0"}, {"backend": "1.19.0"}).upgrades == (
        "backend 1.20.0 becomes 1.19.0: this is a downgrade, and the migrations of the newer version are not undone",
    )


@pytest.mark.parametrize("tag", ["latest", "main-3"])
def test_a_tag_without_a_version_is_not_compared(tag: str) -> None:
    assert "not compared" in planned({"backend": "1.20.0"}, {"backend": tag}).upgrades[0]


def test_a_version_that_the_library_does_not_know_is_named() -> None:
    assert "newer than this version of portkey-constructs knows" in planned({"backend": "1.20.0"}, {"backend": "9.0.0"}).upgrades[-1]


def test_a_migration_with_another_image_needs_a_backup() -> None:
    plan = planned({"backend": "1.19.0"}, {"backend": "1.20.0"}, ("m-1", "m-2"))
    assert plan.database == (
        "back up MySQL (db.example.org) and ClickHouse before you apply: Job m-2 migrates them with another image, and migrations cannot be reverted",
    )


def test_a_migration_with_the_same_image_needs_no_backup() -> None:
    plan = planned({"backend": "1.19.0"}, {"backend": "1.19.0"}, ("m-1", "m-2"))
    assert "migrates again with the same image" in plan.database[0]


def test_pods_of_the_backend_that_migrate_need_a_backup_too() -> None:
    assert "the first pod of the backend migrates" in planned({"backend": "1.19.0"}, {"backend": "1.20.0"}).database[0]
    assert planned({"backend": "1.19.0", "gateway": "2.13.0"}, {"backend": "1.19.0", "gateway": "2.13.1"}).database == ()


def test_the_first_migration_creates_the_tables() -> None:
    database = compare([], [service("backend", "1.19.0"), job("m-1")]).database
    assert database == ("Job m-1 creates the tables of MySQL (db.example.org) and ClickHouse",)
