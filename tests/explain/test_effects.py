"""What settings become, where it is known from elsewhere."""

import pytest

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.effects import Change, Effects, effects, together
from portkey_constructs.explain.grounds import configuration, least
from portkey_constructs.explain.settings import becomes
from tests.explain.set_leaves import data, said, without
from tests.support.all_settings import EVERY


def of(path: str) -> Effects:
    return becomes(path)[0]


def test_a_fact_of_a_store_becomes_keys_and_the_variables_of_who_reads_them() -> None:
    found = of("redis.tls")
    assert [key.key for key in found.keys] == ["redis_connection_url", "redis_tls_enabled"]
    assert set(found.variables) == {(one, name) for one in ("gateway", "backend", "dataservice") for name in ("REDIS_URL", "REDIS_TLS_ENABLED")}
    assert set(found.restarts) == {"gateway", "backend", "dataservice"}
    assert found.objects == ()


def test_a_number_of_replicas_takes_the_autoscaler_away_and_restarts_nobody() -> None:
    assert of("gateway.replicas") == Effects(
        objects=(
            Change("HorizontalPodAutoscaler", "portkey-gateway", "gone"),
            Change("Deployment", "portkey-gateway", "changed", ("spec.replicas",)),
        )
    )


def test_a_target_is_one_field() -> None:
    [change] = of("gateway.autoscaling.memory").objects
    assert (change.kind, change.what) == ("HorizontalPodAutoscaler", "changed")
    assert all(field.startswith("spec.metrics") for field in change.fields)
    assert of("gateway.autoscaling.memory").restarts == ()


def test_what_every_object_has_is_said_once() -> None:
    found = of("namespace").objects
    assert found[0] == Change("", "", "changed", ("metadata.namespace",))
    assert all(change.fields != ("metadata.namespace",) for change in found[1:])
    assert of("name").objects[0] == Change("", "", "made")


def test_keys_and_names_of_ones_own_are_not_repeated() -> None:
    assert ("gateway", "*") in of("env").variables
    assert ("redis", "*") in of("redis.env").variables
    assert of("labels").objects[0] == Change("", "", "changed", ("metadata.labels.*",))
    assert Change("ServiceAccount", "<its value>", "made") in of("gateway.serviceAccount.name").objects


def test_roles_follow_where_pods_are_somebody_to_aws() -> None:
    assert of("bedrock.models") == Effects(roles=(Change("IAM role", "portkey-gateway", "changed", ("permissions",)),))
    assert {change.fields for change in of("aws.oidcIssuer").roles} == {("trust",)}
    assert {change.name for change in of("logStore.bucket").roles} == {"portkey-gateway", "portkey-backend", "portkey-dataservice"}


def test_a_secret_value_stands_in_its_secret_and_nowhere_in_the_effects() -> None:
    found = of("mysql.password")
    assert [key.key for key in found.keys] == ["mysql_password"]
    assert Change("Secret", "portkey-mysql", "changed", ("stringData.mysql_password",)) in found.objects
    assert ("mysql", "MYSQL_PASSWORD") in found.variables


def test_the_same_differs_in_nothing() -> None:
    assert not effects(least(), least().model_copy())
    assert not together([])


@pytest.mark.parametrize("name", EVERY)
def test_the_one_setting_that_becomes_nothing_becomes_nothing_anywhere(name: str) -> None:
    assert not of("auth.allowPublic")
    found = data(EVERY[name])
    for path in (path for path in said(found) if path == ("auth", "allowPublic")):
        assert not effects(configuration(found), configuration(without(found, path)))


def test_what_cannot_be_rendered_is_refused() -> None:
    unknown = configuration({"profile": "production", "mysql": {"kind": "rds"}, "aws": {"region": "us-west-2"}})
    with pytest.raises(ConfigurationError, match="made by the AWS companion"):
        effects(least(), unknown)
