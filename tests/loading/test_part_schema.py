"""The JSON Schema of a part of portkey.yaml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from portkey_constructs.loading.part_schema import part_schema

SCHEMA = part_schema()
VALIDATOR = jsonschema_rs.Draft7Validator(SCHEMA)
DOCUMENTS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(Path("apps").glob("*.yaml"))}


def errors(data: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data)]


def pieces(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The data with only one of its settings each, with the maps that lead to it, and the same with null."""
    for name, value in data.items():
        yield {name: value}
        yield {name: None}
        if isinstance(value, dict):
            yield from ({name: piece} for piece in pieces(value))


def requirements(node: Any) -> Iterator[Any]:
    """Every list of required settings that is not part of a condition."""
    if isinstance(node, dict):
        yield from [node["required"]] if isinstance(node.get("required"), list) else []
        node = [value for key, value in node.items() if key not in ("if", "not")]
    for inner in node if isinstance(node, list) else ():
        yield from requirements(inner)


def test_nothing_is_required() -> None:
    assert [*requirements(SCHEMA)] == []
    assert errors({}) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_part_of_a_configuration_is_accepted(name: str) -> None:
    parts = [DOCUMENTS[name], *pieces(DOCUMENTS[name])]

    assert len(parts) > 15
    assert {str(part): messages for part in parts if (messages := errors(part))} == {}


def test_null_unsets_every_setting() -> None:
    maps = {"": SCHEMA, **SCHEMA["definitions"]}
    settings = {f"{name}.{setting}": schema for name, each in maps.items() for setting, schema in each.get("properties", {}).items()}
    validator = jsonschema_rs.Draft7Validator({"properties": settings, "definitions": SCHEMA["definitions"]})

    assert len(settings) > 1000
    assert [list(error.instance_path) for error in validator.iter_errors(dict.fromkeys(settings))] == []


@pytest.mark.parametrize(
    "data",
    [
        {"ingres": {}},
        {"mysql": {"hots": "db.example.org"}},
        {"mysql": {"kind": "rds", "host": "db.example.org"}},
        {"mysql": {"kind": "rdss"}},
        {"gateway": {"replicas": "many"}},
        {"gateway": {"autoscaling": {"maximum": 3}}},
        {"exposure": {"frontend": {"hostname": "a.example.org"}}},
    ],
)
def test_a_mistake_is_still_marked(data: dict[str, Any]) -> None:
    assert len(errors(data)) == 1


def test_a_map_without_kind_takes_the_settings_of_every_kind() -> None:
    assert errors({"redis": {"iam": {"user": "portkey"}, "url": "redis.example.org"}}) == []


def test_fields_of_kubernetes_that_exclude_each_other_are_still_marked() -> None:
    root = {"runAsNonRoot": True, "runAsUser": 0}
    assert len(errors({"gateway": {"securityContext": root}})) == 1
    assert errors({"gateway": {"probes": {"liveness": {"periodSeconds": 5}}, "securityContext": {"runAsUser": 1000}}}) == []
