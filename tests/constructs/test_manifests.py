"""The constructs host the very manifests, whatever the chart chart them."""

from typing import Any

import pytest
from cdk8s import App

from portkey_constructs.constructs import Portkey, Stage
from portkey_constructs.errors import ConfigurationError
from tests.constructs.cases import CASES, CONFIGURATIONS, CONSTRUCTS, hosted
from tests.constructs.charts import new_chart, objects, synthesised
from tests.support.examples import production

ONES = pytest.mark.parametrize(("component", "name"), CASES)


def in_order(manifests: list[Any]) -> list[Any]:
    return sorted(manifests, key=lambda manifest: (manifest["kind"], manifest["metadata"]["name"]))


@ONES
def test_construct_synthesizes_the_rendered_manifests(component: str, name: str) -> None:
    config = CONFIGURATIONS[name]
    chart = new_chart()
    CONSTRUCTS[component](chart, "It", config=config)
    assert objects(chart) == in_order(hosted(component, config))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_each_stage_can_have_its_own_chart(name: str) -> None:
    config = CONFIGURATIONS[name]
    app = App()
    charts = {stage: new_chart(stage, app=app) for stage in Stage}
    Portkey(app, "Portkey", config=config, charts=charts)
    for stage, chart in charts.items():
        assert objects(chart) == in_order([staged.manifest for staged in config.resolve().objects() if staged.stage is stage])


def test_stages_can_share_a_chart() -> None:
    config = CONFIGURATIONS["minimal"]
    own, shared = new_chart("here", app=(app := App())), new_chart("shared", app=app)
    Portkey(own, "Portkey", config=config, charts={Stage.STORES: shared, Stage.ACCESS: shared, Stage.SERVICES: own})
    away = [staged.manifest for staged in config.resolve().objects() if staged.stage in (Stage.STORES, Stage.ACCESS)]
    assert objects(shared) == in_order(away)
    assert len(objects(own)) == len(config.resolve().objects()) - len(away)


@pytest.mark.parametrize("component", CONSTRUCTS)
def test_a_construct_refuses_a_dict_instead_of_a_configuration(component: str) -> None:
    construct: Any = CONSTRUCTS[component]
    with pytest.raises(ConfigurationError, match="pass a PortkeyConfig"):
        construct(new_chart(), "It", config={})


@pytest.mark.parametrize("component", CONSTRUCTS)
def test_names_and_order_are_independent_of_the_scope(component: str) -> None:
    """A selector or a name that moved with a construct's path would replace what runs."""
    config = CONFIGURATIONS[next(name for case, name in CASES if case == component)]
    first, other = new_chart("one"), new_chart("quite-another")
    CONSTRUCTS[component](first, "It", config=config)
    CONSTRUCTS[component](other, "RenamedSince", config=config)
    assert synthesised(first) == synthesised(other)


def test_labels_of_the_chart_are_added_and_its_namespace_is_not() -> None:
    config = CONFIGURATIONS["production"].model_copy(update={"create_namespace": True})
    chart = new_chart(namespace="another", labels={"cluster": "blue"})
    Portkey(chart, "Portkey", config=config)
    manifests = objects(chart)
    expected = in_order([staged.manifest for staged in config.resolve().objects()])
    for manifest in expected:
        manifest["metadata"] = {**manifest["metadata"], "labels": {**manifest["metadata"]["labels"], "cluster": "blue"}}
    assert manifests == expected
    assert {manifest["metadata"].get("namespace") for manifest in manifests} == {"ai", None}


def test_platform_labels_override_those_of_the_chart() -> None:
    """What selectors stand on cannot be taken away by a chart."""
    chart = new_chart(labels={"app.kubernetes.io/component": "mine"})
    CONSTRUCTS["gateway"](chart, "Gateway", config=CONFIGURATIONS["minimal"])
    assert {manifest["metadata"]["labels"]["app.kubernetes.io/component"] for manifest in objects(chart)} == {"gateway"}


@pytest.mark.parametrize("component", ["secrets", "migration", "gateway", "backend", "dataservice", "frontend", "portkey"])
def test_undeployed_store_prevents_synthesis(component: str) -> None:
    waiting = production(aws={"region": "us-west-2"}, mysql={"kind": "rds"})
    with pytest.raises(ConfigurationError, match="deploy the AWS companion"):
        CONSTRUCTS[component](new_chart(), "It", config=waiting)
