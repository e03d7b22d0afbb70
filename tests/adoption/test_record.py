"""The record of a release, as Helm encodes it."""

import base64
import gzip
import json
from typing import Any

import pytest

from portkey_constructs.adoption.record import decoded_record
from portkey_constructs.errors import ConfigurationError

MANIFEST = "---\n# Source: app/templates/a.yaml\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {p: hunter2}\n---\n"
RECORD = {
    "name": "portkey",
    "version": 3,
    "info": {"status": "deployed"},
    "chart": {"metadata": {"name": "app", "version": "1.7.6"}},
    "config": {"password": "hunter2"},
    "manifest": MANIFEST,
}


def packed(content: bytes) -> str:
    return base64.b64encode(base64.b64encode(content)).decode()


def secret(text: Any) -> dict[str, Any]:
    return {"metadata": {"name": "sh.helm.release.v1.portkey.v3"}, "data": {"release": text}}


def record_of(**changes: Any) -> dict[str, Any]:
    return secret(packed(gzip.compress(json.dumps({**RECORD, **changes}).encode())))


def test_a_record_has_its_chart_status_and_objects() -> None:
    record = decoded_record(record_of(), "cluster")
    assert (record.name, record.revision, record.status, record.chart, record.version) == ("portkey", 3, "deployed", "app", "1.7.6")
    assert [manifest["kind"] for manifest in record.objects] == ["Secret"]
    assert "hunter2" not in repr(record)


def test_a_record_without_compression_is_read() -> None:
    assert decoded_record(secret(packed(json.dumps(RECORD).encode())), "cluster").revision == 3


GOOD = gzip.compress(json.dumps(RECORD).encode())


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (secret(None), "has no data.release"),
        (secret(7), "has no data.release"),
        (secret("%%%"), "is not base64 of base64"),
        (secret(base64.b64encode(b"\xff\xfe").decode()), "is not base64 of base64"),
        (secret("größe"), "is not base64 of base64"),
        (secret(packed(GOOD[: len(GOOD) // 2])), "is truncated gzip data"),
        (secret(packed(GOOD[:10] + b"hunter2" * 9)), "is not gzip data"),
        (secret(packed(gzip.compress(bytes(65 * 1024 * 1024)))), "when it is unpacked"),
        (secret("A" * (3 * 1024 * 1024)), "characters"),
        (secret(packed(b"hunter2")), "is not JSON"),
        (secret(packed(b"[" * 100_000)), "is not JSON"),
        (secret(packed(b"[]")), "lacks its manifest"),
        (secret(packed(b'{"manifest": 3}')), "lacks its manifest"),
        (record_of(chart=None), "lacks its manifest"),
        (record_of(version="3"), "lacks its manifest"),
        (record_of(manifest="a: [hunter2"), "is not YAML"),
        (record_of(manifest="- hunter2"), "not a Kubernetes object"),
        (record_of(manifest="kind: A\napiVersion: v1\nmetadata: hunter2"), "not a Kubernetes object"),
        (record_of(manifest="!!python/object:os.system {}"), "is not YAML"),
    ],
)
def test_a_broken_record_is_a_problem_without_its_content(broken: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        decoded_record(broken, "cluster")
    (problem,) = error.value.problems
    assert message in problem.message
    assert problem.code == "PK-RELEASE-003"
    assert "hunter2" not in str(error.value)
