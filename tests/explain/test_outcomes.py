"""The values that a variable is said to have are those that it has."""

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.explain.environment import variables
from portkey_constructs.explain.facts import OfComponent, facts
from portkey_constructs.explain.index import ANY_VALUE, index
from portkey_constructs.explain.outcomes import Condition, outcomes
from portkey_constructs.platform.defaults import log_store, redis
from portkey_constructs.platform.secret_keys import LOG_STORE, MYSQL_PASSWORD, REDIS_CONNECTION_URL, REDIS_STORE, SecretKey
from tests.explain.set_leaves import data
from tests.support.all_settings import EVERY

CLOSED = {fact: outcomes(fact) for fact in index() if isinstance(fact, OfComponent | SecretKey) and outcomes(fact)}


def value_of(config: PortkeyConfig, fact: object) -> object:
    held = facts(config).get(fact)  # type: ignore[call-overload]
    return held[1] if isinstance(held, tuple) and isinstance(fact, OfComponent) and not fact.is_port else held


def says(config: PortkeyConfig, condition: Condition) -> bool:
    """Whether a configuration says all of it; a choice that is left out says its default."""
    for path, words in condition:
        top, *rest = path.split(".")
        held: object = redis(config) if top == "redis" else log_store(config) if top == "logStore" else getattr(config, top)
        for part in rest:
            model = type(held)
            name = next((one for one, info in getattr(model, "model_fields", {}).items() if info.alias == part), "")
            held = getattr(held, name, None) if name else None
        word = getattr(held, "kind", str(held).lower() if isinstance(held, bool) else held)
        if held is None or (ANY_VALUE not in words and word not in words):
            return False
    return True


@pytest.mark.parametrize("name", EVERY)
def test_every_value_of_every_configuration_is_told_with_what_leads_to_it(name: str) -> None:
    config = EVERY[name]
    for fact, told in CLOSED.items():
        if fact not in facts(config):
            continue
        value = value_of(config, fact)
        by_value = {one.value: one.conditions for one in told}
        assert value in by_value, fact
        if fact in (LOG_STORE, REDIS_STORE):
            assert any(says(config, condition) for condition in by_value[str(value)]), (fact, value, data(config).keys())


def test_what_a_log_store_is_called_and_by_which_setting() -> None:
    told = {one.value: one.conditions for one in outcomes(LOG_STORE)}
    assert set(told) == {"", "control_plane", "s3", "s3_assume", "s3_custom", "gcs", "gcs_assume", "netapp", "wasabi", "azure", "mongo"}
    assert told["s3_custom"] == ((("logStore", ("s3Compatible",)),),)
    assert told["gcs_assume"] == ((("identity", ("gkeWorkloadIdentity",)), ("logStore", ("gcs",))),)
    assert told["s3_assume"] == (
        (("identity", ("irsa", "podIdentity")), ("logStore", ("s3",))),
        (("logStore", ("s3",)), ("logStore.client", ("s3_assume",))),
        (("logStore", ("s3",)), ("logStore.assumeRole", ("*",))),
    )
    assert told["control_plane"] == ((("deployment", ("gateway", "dataPlane")), ("logStore", ("none",))),)


def test_whose_redis_it_is() -> None:
    assert [(one.value, one.conditions) for one in outcomes(REDIS_STORE)] == [
        ("redis", ((("redis", ("inCluster", "external")),),)),
        ("memory-store", ((("redis", ("memorystore",)),),)),
        ("azure-redis", ((("redis", ("azure",)),),)),
        ("custom", ((("redis", ("custom",)),),)),
        ("aws-elastic-cache", ((("redis", ("elasticache",)),),)),
    ]


def test_a_value_of_one_s_own_or_a_secret_one_is_no_list() -> None:
    assert outcomes(MYSQL_PASSWORD) == ()
    assert outcomes(REDIS_CONNECTION_URL) == ()
    for name in ("SERVICE_NAME", "DB_HOST", "DB_PORT", "LOG_STORE_REGION", "ORGANISATIONS_TO_SYNC", "KMS_KEY_ID", "CLICKHOUSE_PORT"):
        assert all(not outcomes(fact) for fact in index() if isinstance(fact, OfComponent) and fact.name == name), name


def test_what_has_one_value_alone_has_no_condition() -> None:
    assert [(one.value, one.conditions) for one in outcomes(OfComponent("gateway", "PORT"))] == [("8787", ())]
    assert {one.name for one in variables() if one.values} >= {"LOG_STORE", "CACHE_STORE", "AUTH_MODE", "DB_SSL", "SERVER_MODE", "NODE_ENV"}
    port = next(one for one in variables() if one.name == "PORT")
    assert {of.components: of.outcomes[0].value for of in port.values} == {
        ("backend", "migration"): "8080",
        ("dataservice",): "8081",
        ("gateway",): "8787",
    }
