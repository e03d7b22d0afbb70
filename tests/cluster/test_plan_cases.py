"""The changes that are tried in a cluster cover every field of every kind that this library renders."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from tests.cluster.environments import DIST, Object, environments, identity
from tests.cluster.plan_cases import CASES
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import config_from
from tests.support.matrix import combinations, settings_of
from tests.support.objects import rendered

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
Field = tuple[str, ...]


def fields(manifest: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """The fields of a manifest: of the object, of its specification, and of the pods and their main container."""
    kind = manifest["kind"]
    for name, value in manifest.items():
        if name in ("metadata", "spec"):
            yield from (((kind, name, inner), value[inner]) for inner in value if inner not in ("name", "namespace", "template"))
        elif name not in ("apiVersion", "kind"):
            yield (kind, name), value
    template = (manifest.get("spec") or {}).get("template") or {}
    for name, value in template.get("metadata", {}).items():
        yield (kind, "template", "metadata", name), value
    for name, value in template.get("spec", {}).items():
        if name != "containers":
            yield (kind, "template", name), value
    for container in template.get("spec", {}).get("containers", ())[:1]:
        yield from (((kind, "template", "container", name), value) for name, value in container.items() if name != "name")


def emitted(objects: Iterable[Mapping[str, Any]]) -> set[Field]:
    return {field for manifest in objects for field, _ in fields(manifest)}


def changed(old: Iterable[Object], new: Iterable[Object]) -> Iterator[Field]:
    """The fields that differ; a Job has another name when it changes."""
    before, after = ({_place(manifest): dict(fields(manifest)) for manifest in side} for side in (old, new))
    for place in before.keys() & after.keys():
        yield from (field for field in before[place].keys() | after[place].keys() if before[place].get(field) != after[place].get(field))


def _place(manifest: Object) -> tuple[str, str]:
    kind, name = identity(manifest)
    return kind, "migration" if kind == "Job" else name


@pytest.fixture(scope="module")
def sides() -> dict[str, tuple[list[Object], list[Object]]]:
    """The manifests before and after each change."""
    return {case.name: (case.before("a"), case.after("a")) for case in CASES}


@pytest.fixture(scope="module")
def covered(sides: dict[str, tuple[list[Object], list[Object]]]) -> set[Field]:
    """The fields that differ in at least one case."""
    return {field for old, new in sides.values() for field in changed(old, new)}


@pytest.mark.slow
def test_every_field_of_the_examples_and_of_every_setting_changes_in_a_case(covered: set[Field]) -> None:
    examples = emitted(manifest for environment in environments(DIST) for manifest in environment.objects)
    settings = emitted(manifest for config in ALL_SETTINGS.values() for manifest in rendered(config))
    assert sorted((examples | settings) - covered) == []


@pytest.mark.slow
def test_every_field_of_the_matrix_changes_in_a_case(covered: set[Field]) -> None:
    matrix = emitted(manifest for row in combinations() for manifest in rendered(config_from(settings_of(row))))
    assert sorted(matrix - covered) == []


@pytest.mark.slow
def test_every_kind_changes_in_a_case(covered: set[Field]) -> None:
    assert {kind.kind for kind in PLATFORM_KINDS} <= {kind for kind, *_ in covered}


@pytest.mark.slow
def test_every_case_changes_something(sides: dict[str, tuple[list[Object], list[Object]]]) -> None:
    assert [name for name, (old, new) in sides.items() if old == new] == []


def test_cases_have_different_names() -> None:
    names = [case.name for case in CASES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("page", ["how-to/plan.md", "project/status.md"])
def test_the_documentation_says_how_many_changes_are_tried(page: str) -> None:
    assert f"{len(CASES)} changes" in (DOCS / page).read_text()
