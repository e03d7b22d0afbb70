"""Labels, selectors and metadata."""

import pytest

from portkey_constructs.manifests.metadata import checksum, labels, metadata, selector_labels, substitution_guard
from tests.support.examples import development
from tests.support.objects import component

OURS = {"app.kubernetes.io/name": "portkey", "app.kubernetes.io/instance": "acme", "app.kubernetes.io/component": "gateway"}


def test_selectors_stand_on_three_labels_and_nothing_that_may_change() -> None:
    config = development(name="acme", labels={"team": "a"}, gateway={"labels": {"tier": "b"}})
    assert selector_labels(config.resolve(), "gateway") == OURS
    assert labels(config.resolve(), "gateway", component(config, "gateway").settings).items() >= {"team": "a", "tier": "b", **OURS}.items()
    assert "tier" not in labels(config.resolve(), "gateway")


def test_a_workloads_label_goes_before_the_common_one() -> None:
    config = development(labels={"team": "a"}, gateway={"labels": {"team": "b"}})
    assert labels(config.resolve(), "gateway", component(config, "gateway").settings)["team"] == "b"


def test_annotations_are_joined_and_left_out_when_there_are_none() -> None:
    assert "annotations" not in metadata(development().resolve(), "gateway", "x")
    config = development(annotations={"a": "common", "b": "common"})
    assert metadata(config.resolve(), "gateway", "x", annotations={"a": "own"})["annotations"] == {"a": "own", "b": "common"}
    assert "namespace" not in metadata(config.resolve(), "namespace", "x", namespaced=False)


@pytest.mark.parametrize(("text", "substituted"), [("${A}", True), ("a ${", True), ("$A", False), ("$(A)", False), ("{}$", False)])
def test_the_guard_is_for_what_flux_substitutes(text: str, substituted: bool) -> None:
    assert bool(substitution_guard({"a": "plain", "b": text})) is substituted


def test_a_checksum_follows_content_and_not_order() -> None:
    assert checksum({"a": 1, "b": [1, 2]}) == checksum({"b": [1, 2], "a": 1})
    assert checksum({"a": [1, 2]}) != checksum({"a": [2, 1]})
    assert checksum("1") != checksum(1)
