"""No object twice in one app."""

import re
from dataclasses import replace

import pytest
from cdk8s import ApiObject, ApiObjectMetadata, App

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.constructs import Backend, Gateway, IrsaServiceAccount, MySql, Portkey, Secrets, mark_cluster
from portkey_constructs.errors import IdentityError
from tests.constructs.charts import new_chart, objects, synthesised
from tests.support.all_settings import ALL_SETTINGS, MINIMAL


def test_component_beside_the_whole_platform_clashes() -> None:
    chart = new_chart()
    Gateway(chart, "Mine", config=MINIMAL)
    with pytest.raises(IdentityError, match=r"ServiceAccount portkey/portkey-gateway is rendered by chart/Mine and by chart/Portkey/Gateway: "):
        Portkey(chart, "Portkey", config=MINIMAL)


def test_same_object_in_another_chart_of_the_app_clashes() -> None:
    app = App()
    Gateway(new_chart("one", app=app), "Gateway", config=MINIMAL)
    with pytest.raises(IdentityError, match="one/Gateway and by other/Gateway"):
        Gateway(new_chart("other", app=app), "Gateway", config=MINIMAL)


def test_apps_do_not_clash() -> None:
    for _ in range(2):
        Gateway(new_chart("same"), "Gateway", config=MINIMAL)


def test_another_name_or_namespace_does_not_clash() -> None:
    chart = new_chart()
    for update in ({}, {"name": "second"}, {"namespace": "second"}):
        Backend(chart, f"Backend{len(update)}{next(iter(update), '')}", config=MINIMAL.model_copy(update=update))
    assert len(objects(chart)) == 9


def test_refused_construct_leaves_no_objects() -> None:
    chart = new_chart()
    Gateway(chart, "Gateway", config=MINIMAL)
    with pytest.raises(IdentityError):
        Gateway(chart, "Second", config=MINIMAL)
    Backend(chart, "Second", config=MINIMAL)
    assert {manifest["metadata"]["name"] for manifest in objects(chart)} == {"portkey-gateway", "portkey-backend"}


def test_removed_construct_does_not_clash() -> None:
    chart = new_chart()
    Gateway(chart, "Gateway", config=MINIMAL)
    assert chart.node.try_remove_child("Gateway")
    Gateway(chart, "Again", config=MINIMAL)
    assert {manifest["metadata"]["name"] for manifest in objects(chart)} == {"portkey-gateway"}


def test_secret_of_a_store_is_rendered_once() -> None:
    chart = new_chart()
    Secrets(chart, "Secrets", config=MINIMAL)
    with pytest.raises(IdentityError, match="Secret portkey/portkey-mysql is rendered by chart/Secrets and by chart/MySql"):
        MySql(chart, "MySql", config=MINIMAL)
    MySql(chart, "MySql", config=MINIMAL, with_secret=False)


def test_own_service_accounts_do_not_clash() -> None:
    chart = new_chart()
    Gateway(chart, "Gateway", config=MINIMAL)
    with pytest.raises(IdentityError, match="chart/Gateway and by chart/Role"):
        IrsaServiceAccount(chart, "Role", name="portkey-gateway", namespace="portkey", role_arn="arn:aws:iam::111122223333:role/gateway")


def test_objects_of_other_constructs_are_checked_before_synthesis() -> None:
    chart = new_chart()
    ApiObject(chart, "Theirs", api_version="v1", kind="Service", metadata=ApiObjectMetadata(name="portkey-gateway", namespace="portkey"))
    Gateway(chart, "Gateway", config=MINIMAL)
    message = "Service portkey/portkey-gateway is rendered by chart/Gateway and by chart/Theirs: keep one of them"
    with pytest.raises(RuntimeError, match=re.escape(message)):
        synthesised(chart)


def test_objects_with_other_identities_do_not_clash() -> None:
    chart = new_chart(namespace="portkey")
    ApiObject(chart, "Theirs", api_version="v1", kind="ConfigMap", metadata=ApiObjectMetadata(name="portkey-gateway"))
    ApiObject(chart, "TheirsToo", api_version="v1", kind="ConfigMap", metadata=ApiObjectMetadata(name="portkey-gateway"))
    Gateway(chart, "Gateway", config=MINIMAL)
    assert len(objects(chart)) == 5


def _in(config: PortkeyConfig, namespace: str) -> PortkeyConfig:
    """The configuration for another namespace; outputs of AWS are then another platform's."""
    companion_outputs = config.aws.outputs
    if companion_outputs is None:
        return config.model_copy(update={"namespace": namespace})
    outputs = replace(companion_outputs, platform=f"{config.aws.cluster or ''}/{namespace}/{config.name}")
    return config.model_copy(update={"namespace": namespace, "aws": config.aws.model_copy(update={"outputs": outputs})})


def test_every_configuration_has_unique_identities() -> None:
    chart = new_chart()
    for name, config in ALL_SETTINGS.items():
        Portkey(chart, name, config=_in(config, name))
    identities = [(manifest["kind"], manifest["metadata"].get("namespace"), manifest["metadata"]["name"]) for manifest in objects(chart)]
    assert len(identities) == len(set(identities))


def test_clusters_of_one_app_do_not_clash() -> None:
    app = App()
    for region in ("eu", "us"):
        cluster = new_chart(region, app=app)
        mark_cluster(cluster)
        Portkey(cluster, "Portkey", config=MINIMAL)
        assert len(objects(cluster)) > 20


def test_within_a_marked_cluster_identities_are_checked() -> None:
    cluster = new_chart("eu")
    mark_cluster(cluster)
    Gateway(cluster, "Gateway", config=MINIMAL)
    with pytest.raises(IdentityError, match="eu/Gateway and by eu/Other"):
        Gateway(cluster, "Other", config=MINIMAL)
    ApiObject(cluster, "Theirs", api_version="v1", kind="Service", metadata=ApiObjectMetadata(name="portkey-gateway", namespace="portkey"))
    with pytest.raises(RuntimeError, match=r"Service portkey/portkey-gateway is rendered by eu/Gateway and by eu/Theirs"):
        synthesised(cluster)


def test_a_marked_cluster_is_apart_from_the_rest_of_the_app() -> None:
    app = App()
    Gateway(new_chart("rest", app=app), "Gateway", config=MINIMAL)
    cluster = new_chart("eu", app=app)
    mark_cluster(cluster)
    Gateway(cluster, "Gateway", config=MINIMAL)
    with pytest.raises(IdentityError, match=r"rest/Gateway and by other/Gateway: .*call mark_cluster\(chart\)"):
        Gateway(new_chart("other", app=app), "Gateway", config=MINIMAL)
