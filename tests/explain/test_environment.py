"""Pages of variables and keys."""

import pytest

from portkey_constructs.explain.environment import key, keys, variable, variables
from portkey_constructs.explain.index import Source
from portkey_constructs.explain.purposes import PURPOSES
from portkey_constructs.explain.tree import tree
from portkey_constructs.platform import secret_keys
from portkey_constructs.platform.secret_keys import MYSQL_HOST, REDIS_CONNECTION_URL, REDIS_PASSWORD, REGISTRY_PASSWORD, SecretKey
from portkey_constructs.platform.variables import FROM_SECRETS

BOUND = {name for tables in FROM_SECRETS.values() for table in tables for name in table}


def test_every_variable_has_a_page_and_a_purpose_of_its_own_or_its_key_s() -> None:
    found = {page.name: page for page in variables()}
    assert found.keys() == BOUND | PURPOSES.keys()
    assert BOUND & PURPOSES.keys() == set()
    for page in found.values():
        assert page.purpose
        assert page.readers
        assert page.always or any(one.there for one in page.conditions), page.name
        assert set(page.follows) <= tree().keys()
        assert bool(page.keys) == (page.name in BOUND)


def test_every_key_has_a_page() -> None:
    found = keys()
    assert {(page.group, page.key) for page in found} == {(one.group, one.key) for one in vars(secret_keys).values() if isinstance(one, SecretKey)}
    assert len({page.name for page in found}) == len(found)
    for page in found:
        assert page.readers or page.key == REDIS_PASSWORD.key
        assert page.always or any(one.there for one in page.conditions) or not page.readers, page.name


def test_a_variable_of_a_key() -> None:
    page = variable("DB_SSL")
    assert page.keys == ("mysql/mysql_ssl_mode",)
    assert page.readers == ("backend", "dataservice", "migration")
    assert page.follows == ("mysql", "mysql.tls")
    assert not page.always
    assert [(one.path, one.there) for one in page.conditions] == [
        ("mysql", ("rds",)),
        ("mysql.tls", ("rds", "required", "verifyCa", "verifyIdentity")),
    ]


def test_a_variable_that_is_nobody_s_key() -> None:
    page = variable("KMS_KEY_ID")
    assert (page.keys, page.always) == ((), False)
    assert page.follows == ("logStore.encryption", "logStore.encryption.keyArn")
    assert page.conditions[0] == Source("logStore.encryption", ("kms", "kmsDsse"))
    assert variable("PORT").always
    assert variable("PORT").conditions == ()


def test_a_variable_is_there_while_its_component_is() -> None:
    """That the gateway runs elsewhere takes all its variables away, and is said of the gateway alone."""
    assert all(one.path != "gateway" for one in variable("ANALYTICS_DB").conditions)
    assert Source("deployment", (), ("gateway", "dataPlane")) in variable("ANALYTICS_DB").conditions


def test_the_same_name_of_two_images_is_told_of_both() -> None:
    page = variable("CLICKHOUSE_PASSWORD")
    assert page.keys == ("clickhouse/clickhouse_password", "clickhouseFormer/clickhouse_password")
    assert {"backend", "clickhouse"} <= set(page.readers)


def test_keys_say_where_they_stand_and_who_reads_them() -> None:
    host = key(MYSQL_HOST)
    assert (host.name, host.secret, host.sensitive) == ("mysql/mysql_host", "portkey-mysql", False)
    assert host.variables == ("DB_HOST",)
    assert {"mysql.host", "name", "namespace", "clusterDomain"} <= set(host.follows)
    assert key(REDIS_CONNECTION_URL).sensitive
    assert {"redis.tls", "redis.user", "redis.url"} <= set(key(REDIS_CONNECTION_URL).follows)
    assert key(REGISTRY_PASSWORD).readers == ("the nodes",)


def test_what_is_none_has_no_page() -> None:
    with pytest.raises(KeyError):
        variable("NOTHING")
