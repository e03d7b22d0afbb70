"""The defaults of custom resources: all of those that the pinned definitions have, and what they do to a plan."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from imports.crds import file_of
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.plan import compare
from portkey_constructs.plan.custom_resource_defaults import CUSTOM_RESOURCE_DEFAULTS


def defaults(schema: Mapping[str, Any], *path: str) -> Iterator[tuple[str, Any]]:
    if "default" in schema:
        yield ".".join(path), schema["default"]
    for name, field in schema.get("properties", {}).items():
        if path or name != "status":
            yield from defaults(field, *path, name)
    for part, place in (("items", "[]"), ("additionalProperties", "*")):
        if isinstance(schema.get(part), Mapping):
            yield from defaults(schema[part], *path, place)


@pytest.mark.slow
def test_the_defaults_are_those_of_the_pinned_definitions() -> None:
    kinds = {kind.kind: kind for kind in PLATFORM_KINDS if kind.custom}
    pinned: dict[str, dict[str, Any]] = {}
    for group in sorted({kind.group for kind in kinds.values()}):
        for definition in yaml.load_all(file_of(group).read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            kind = kinds.get(definition["spec"]["names"]["kind"])
            for version in definition["spec"]["versions"]:
                if kind and version["name"] == kind.version and (found := dict(defaults(version["schema"]["openAPIV3Schema"]))):
                    pinned[kind.kind] = found
    assert pinned == CUSTOM_RESOURCE_DEFAULTS


def test_outer_fields_come_before_inner_ones() -> None:
    for fields in CUSTOM_RESOURCE_DEFAULTS.values():
        assert [path.count(".") for path in fields] == sorted(path.count(".") for path in fields)


def route(**rule: Any) -> dict[str, Any]:
    head = {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "a", "namespace": "n"}}
    return {**head, "spec": {"rules": [{"backendRefs": [{"name": "a"}], **rule}]}}


@pytest.mark.parametrize(
    "rule",
    [
        {"backendRefs": [{"name": "a", "kind": "Service", "group": "", "weight": 1}]},
        {"matches": [{"path": {"value": "/"}}]},
        {"matches": [{"path": {"type": "PathPrefix"}}]},
        {"matches": [{}]},
    ],
)
def test_an_explicit_default_is_no_change(rule: dict[str, Any]) -> None:
    assert compare([route()], [route(**rule)]).empty
    assert compare([route(**rule)], [route()]).empty


@pytest.mark.parametrize("rule", [{"backendRefs": [{"name": "a", "weight": 2}]}, {"matches": [{"path": {"value": "/a"}}]}])
def test_another_value_is_a_change(rule: dict[str, Any]) -> None:
    (change,) = compare([route()], [route(**rule)]).changes
    assert all(field.path.startswith("spec.rules[0].") for field in change.fields)
