"""The tables of versions, and the page about upgrades that contains them."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from portkey_constructs.platform.compatibility import FEATURES, FORBIDDEN, NEWEST, OLDEST, RELEASE_NOTES, REQUIREMENTS, SHIPPED_SETS, UPGRADE_ORDER
from portkey_constructs.platform.components import SERVICE_NAMES
from portkey_constructs.platform.image_version import ImageVersion, image_version
from portkey_constructs.platform.images import DEFAULT_IMAGES
from portkey_constructs.platform.notable_changes import NOTABLE_CHANGES
from tests.support.examples import production
from tests.support.upgrade_tables import changes_table, features_table, forbidden_table, oldest_table, order_sentence, requirements_table, sets_table

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "upgrade.md"
SOURCE = re.compile(rf"(({'|'.join(map(re.escape, RELEASE_NOTES.values()))}|chart portkey-app) [0-9]+[.][0-9]+[.][0-9]+|[a-z-]+(/[a-z-]+)+[.]mdx)")


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("2.13.0", ImageVersion(2, 13, 0)),
        ("v2.13.0", ImageVersion(2, 13, 0)),
        ("2.13", None),
        ("2", None),
        ("2.13.0-acme.1", None),
        ("2.13.0.1", None),
        ("latest", None),
        ("", None),
        ("sha-0f1e2d3", None),
        ("2026-08-03", None),
    ],
)
def test_only_three_numbers_are_a_version(tag: str, version: ImageVersion | None) -> None:
    assert image_version(tag) == version


@pytest.mark.parametrize(
    ("tag", "version"),
    [("7.2-alpine", ImageVersion(7, 2)), ("6.2.14", ImageVersion(6, 2, 14)), ("8.4", ImageVersion(8, 4)), ("7", None), ("alpine", None)],
)
def test_tags_of_stores_may_name_a_variant(tag: str, version: ImageVersion | None) -> None:
    assert image_version(tag, variants=True) == version


@pytest.mark.parametrize(
    ("image", "version"),
    [
        ({}, ImageVersion(2, 13, 0)),
        ({"repository": "registry.example.org/gateway"}, ImageVersion(2, 13, 0)),
        ({"tag": "2.9.0"}, ImageVersion(2, 9, 0)),
        ({"tag": "2.9.0", "digest": f"sha256:{'0' * 64}"}, ImageVersion(2, 9, 0)),
        ({"digest": f"sha256:{'0' * 64}"}, None),
        ({"tag": "stable"}, None),
        ({"tag": ""}, None),
    ],
)
def test_component_has_the_version_that_its_tag_names(image: dict[str, str], version: ImageVersion | None) -> None:
    gateway = production(gateway={"image": image}).resolve().gateway
    assert gateway is not None
    assert gateway.version == version


def test_default_images_are_the_newest_set_that_portkey_shipped() -> None:
    assert {service: DEFAULT_IMAGES[service][1] for service in SERVICE_NAMES} == {
        "gateway": "2.13.0",
        "backend": "1.19.0",
        "dataservice": "1.9.0",
        "frontend": "1.9.3",
    }
    for service in SERVICE_NAMES:
        versions = [getattr(row, service) for row in SHIPPED_SETS]
        assert versions == sorted(versions)
        assert str(versions[-1]) == DEFAULT_IMAGES[service][1]
        assert versions[-1] <= NEWEST[service]


def test_newest_documented_versions_are_known() -> None:
    assert {service: str(version) for service, version in NEWEST.items()} == {
        "gateway": "2.18.0",
        "backend": "1.22.0",
        "dataservice": "1.9.0",
        "frontend": "1.9.4",
    }


ROWS = [*FORBIDDEN, *REQUIREMENTS, *FEATURES, *OLDEST, *NOTABLE_CHANGES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{type(row).__name__} of {row.source}")
def test_every_row_names_its_source(row: object) -> None:
    assert SOURCE.fullmatch(row.source)  # type: ignore[attr-defined]


def test_every_needed_version_exists_and_the_order_names_every_service() -> None:
    assert sorted(UPGRADE_ORDER) == sorted(SERVICE_NAMES)
    needed = [(row.needs, row.at_least) for row in REQUIREMENTS] + [(row.component, row.since) for row in REQUIREMENTS]
    needed += [(row.component, row.instead) for row in FORBIDDEN] + [pair for row in FEATURES for pair in row.needs.items()]
    assert [(name, version) for name, version in needed if version > NEWEST[name]] == []
    assert all(row.instead > row.version for row in FORBIDDEN)


def test_notable_changes_are_in_order_of_service_and_version() -> None:
    keys = [(UPGRADE_ORDER.index(row.component), row.version) for row in NOTABLE_CHANGES]
    assert all(before < after for before, after in pairwise(keys))
    assert all(before.date <= after.date for before, after in pairwise(NOTABLE_CHANGES) if before.component == after.component)


@pytest.mark.parametrize(
    "text",
    [order_sentence(), sets_table(), requirements_table(), forbidden_table(), features_table(), oldest_table(), *map(changes_table, UPGRADE_ORDER)],
    ids=["order", "sets", "requirements", "forbidden", "features", "oldest", *UPGRADE_ORDER],
)
def test_page_about_upgrades_contains_the_tables(text: str) -> None:
    assert text in re.sub(r"(?<![|\n])\n(?![|\n])", " ", PAGE.read_text("utf-8"))
