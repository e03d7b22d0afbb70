"""Labels, selectors and metadata."""

from portkey_constructs.manifests.metadata import checksum, labels, metadata, selector_labels
from tests.support.examples import development
from tests.support.objects import component

OURS = {"app.kubernetes.io/name": "portkey", "app.kubernetes.io/instance": "acme", "app.kubernetes.io/component": "gateway"}


def test_selectors_use_only_the_three_stable_labels() -> None:
    config = development(name="acme", labels={"team": "a"}, gateway={"labels": {"tier": "b"}})
    assert selector_labels(config.resolve(), "gateway") == OURS
    assert labels(config.resolve(), "gateway", component(config, "gateway").settings).items() >= {"team": "a", "tier": "b", **OURS}.items()
    assert "tier" not in labels(config.resolve(), "gateway")


def test_component_label_overrides_the_common_label() -> None:
    config = development(labels={"team": "a"}, gateway={"labels": {"team": "b"}})
    assert labels(config.resolve(), "gateway", component(config, "gateway").settings)["team"] == "b"


def test_annotations_are_merged_and_left_out_if_empty() -> None:
    assert "annotations" not in metadata(development().resolve(), "gateway", "x")
    config = development(annotations={"a": "common", "b": "common"})
    assert metadata(config.resolve(), "gateway", "x", annotations={"a": "own"})["annotations"] == {"a": "own", "b": "common"}
    assert "namespace" not in metadata(config.resolve(), "namespace", "x", namespaced=False)


def test_checksum_depends_on_content_and_not_on_order() -> None:
    assert checksum({"a": 1, "b": [1, 2]}) == checksum({"b": [1, 2], "a": 1})
    assert checksum({"a": [1, 2]}) != checksum({"a": [2, 1]})
    assert checksum("1") != checksum(1)
