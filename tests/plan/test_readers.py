"""A changed ConfigMap or Secret names the workloads that read it and do not restart."""

from typing import Any

import pytest

from portkey_constructs.plan import compare

Object = dict[str, Any]


def content(kind: str, text: str, name: str = "c") -> Object:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "n"}, "data": {"f": text}}


def workload(kind: str, source: str = "c", annotations: dict[str, str] | None = None, image: str = "a:1") -> Object:
    volume = {"secret": {"secretName": source}} if kind == "Secret" else {"configMap": {"name": source}}
    pod = {"containers": [{"name": "a", "image": image}], "volumes": [{"name": "v", **volume}]}
    metadata = {"name": "w", "namespace": "n", **({"annotations": annotations} if annotations else {})}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": {"spec": pod}}}


def effects(kind: str, reader: Object, old: Object | None = None) -> tuple[str, ...]:
    plan = compare([content(kind, "YQ=="), old or reader], [content(kind, "Yg=="), reader])
    return next(change for change in plan.changes if change.identity.kind == kind).effects


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
def test_a_reader_without_a_checksum_does_not_restart(kind: str) -> None:
    assert effects(kind, workload(kind)) == (
        "Deployment w does not restart: its variables keep the old values, and mounted files change within minutes",
    )


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
def test_a_reader_that_restarts_and_one_of_another_object_are_not_named(kind: str) -> None:
    assert effects(kind, workload(kind, image="a:2"), workload(kind)) == ()
    assert effects(kind, workload(kind, source="other")) == ()


def test_reloader_restarts_its_workloads() -> None:
    assert effects("Secret", workload("Secret", annotations={"secret.reloader.stakater.com/reload": "b,c"})) == ("Reloader restarts Deployment w",)


def test_a_change_of_metadata_alone_concerns_no_reader() -> None:
    old, new = content("ConfigMap", "a"), content("ConfigMap", "a")
    new["metadata"]["labels"] = {"a": "b"}
    assert compare([old, workload("ConfigMap")], [new, workload("ConfigMap")]).changes[0].effects == ()
