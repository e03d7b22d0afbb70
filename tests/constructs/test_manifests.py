"""The constructs host the very manifests, whatever the chart around them."""

from typing import Any

import pytest
from cdk8s import App

from portkey_constructs.constructs import Portkey, Stage
from portkey_constructs.errors import ConfigurationError
from tests.constructs.cases import CASES, CONFIGURATIONS, CONSTRUCTS, hosted
from tests.constructs.charts import chart, objects, synthesised
from tests.support.examples import production

ONES = pytest.mark.parametrize(("component", "name"), CASES)


def in_order(manifests: list[Any]) -> list[Any]:
    return sorted(manifests, key=lambda manifest: (manifest["kind"], manifest["metadata"]["name"]))


@ONES
def test_objects_are_the_manifests(component: str, name: str) -> None:
    config = CONFIGURATIONS[name]
    around = chart()
    CONSTRUCTS[component](around, "It", config=config)
    assert objects(around) == in_order(hosted(component, config))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_chart_a_stage(name: str) -> None:
    config = CONFIGURATIONS[name]
    app = App()
    charts = {stage: chart(stage, app=app) for stage in Stage}
    Portkey(app, "Portkey", config=config, charts=charts)
    for stage, around in charts.items():
        assert objects(around) == in_order([staged.manifest for staged in config.resolve().objects() if staged.stage is stage])


def test_stages_may_share_a_chart_and_the_others_stay() -> None:
    config = CONFIGURATIONS["least"]
    own, shared = chart("here", app=(app := App())), chart("shared", app=app)
    Portkey(own, "Portkey", config=config, charts={Stage.STORES: shared, Stage.ACCESS: shared, Stage.SERVICES: own})
    away = [staged.manifest for staged in config.resolve().objects() if staged.stage in (Stage.STORES, Stage.ACCESS)]
    assert objects(shared) == in_order(away)
    assert len(objects(own)) == len(config.resolve().objects()) - len(away)


@pytest.mark.parametrize("component", CONSTRUCTS)
def test_names_and_order_do_not_follow_from_the_scope(component: str) -> None:
    """A selector or a name that moved with a construct's path would replace what runs."""
    config = CONFIGURATIONS["least"]
    first, other = chart("one"), chart("quite-another")
    CONSTRUCTS[component](first, "It", config=config)
    CONSTRUCTS[component](other, "RenamedSince", config=config)
    assert synthesised(first) == synthesised(other)


def test_chart_labels_join_and_its_namespace_does_not() -> None:
    config = CONFIGURATIONS["production"].model_copy(update={"create_namespace": True})
    around = chart(namespace="another", labels={"cluster": "blue"})
    Portkey(around, "Portkey", config=config)
    manifests = objects(around)
    wanted = in_order([staged.manifest for staged in config.resolve().objects()])
    for manifest in wanted:
        manifest["metadata"] = {**manifest["metadata"], "labels": {**manifest["metadata"]["labels"], "cluster": "blue"}}
    assert manifests == wanted
    assert {manifest["metadata"].get("namespace") for manifest in manifests} == {"ai", None}


def test_our_labels_go_before_the_charts() -> None:
    """What selectors stand on cannot be taken away by a chart."""
    around = chart(labels={"app.kubernetes.io/component": "mine"})
    CONSTRUCTS["gateway"](around, "Gateway", config=CONFIGURATIONS["least"])
    assert {manifest["metadata"]["labels"]["app.kubernetes.io/component"] for manifest in objects(around)} == {"gateway"}


@pytest.mark.parametrize("component", ["secrets", "migration", "gateway", "backend", "dataservice", "frontend", "portkey"])
def test_nothing_is_hosted_before_it_is_known_where_a_store_is(component: str) -> None:
    waiting = production(aws={"region": "us-west-2"}, mysql={"kind": "rds"})
    with pytest.raises(ConfigurationError, match="deploy the AWS companion"):
        CONSTRUCTS[component](chart(), "It", config=waiting)
