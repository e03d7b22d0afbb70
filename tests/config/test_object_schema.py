"""The pinned schemas of whole objects."""

import pytest

from portkey_constructs.config.object_schema import field_names, has_schema, list_keys, object_problems, part_problems
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from tests.support.all_settings import ALL_SETTINGS
from tests.support.objects import rendered


@pytest.mark.parametrize("kind", [kind.kind for kind in PLATFORM_KINDS])
def test_the_schema_of_every_rendered_kind_is_pinned(kind: str) -> None:
    assert has_schema(kind)


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_every_rendered_object_is_valid(name: str) -> None:
    for manifest in rendered(ALL_SETTINGS[name]):
        assert [*object_problems(manifest["kind"], manifest)] == []
        assert [*part_problems(manifest["kind"], manifest)] == []


def test_a_part_needs_no_required_fields_but_must_fit() -> None:
    assert [*part_problems("Deployment", {"spec": {"template": {"spec": {"containers": [{"name": "a", "tty": True}]}}}})] == []
    (problem,) = part_problems("Deployment", {"spec": {"template": {"spec": {"containers": [{"name": "a", "tty": "yes"}]}}}})
    assert (problem.path, problem.message) == (("spec", "template", "spec", "containers", 0, "tty"), "expected true or false")


def test_a_whole_object_must_have_its_required_fields() -> None:
    (problem,) = object_problems("Service", {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}})
    assert "needs spec" in problem.message


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (("spec", "template", "spec", "containers"), ("name",)),
        (("spec", "template", "spec", "containers", 0, "ports"), ("containerPort", "protocol")),
        (("spec", "template", "spec", "containers", 0, "volumeMounts"), ("mountPath",)),
        (("spec", "template", "spec", "tolerations"), ()),
        (("spec", "unknown"), ()),
    ],
)
def test_list_keys_are_those_of_the_schema(path: tuple[str | int, ...], keys: tuple[str, ...]) -> None:
    assert list_keys("Deployment", path) == keys


def test_field_names_of_a_type() -> None:
    assert {"hostAliases", "runtimeClassName"} <= {*field_names("PodSpec")}
    assert field_names("Unknown") == ()
