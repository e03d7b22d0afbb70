"""Pages of settings."""

import pytest

from portkey_constructs.catalogue import CATALOGUE
from portkey_constructs.config.introspection import is_secret
from portkey_constructs.reference.settings import SettingPage, becomes, setting, settings, summary
from portkey_constructs.reference.tree import maps, tree


def test_every_setting_has_a_page_that_says_what_becomes_of_it() -> None:
    """One test for all, since each is rendered several times."""
    pages = {page.path: page for page in settings()}
    assert list(pages) == list(tree())
    assert {path for path, page in pages.items() if page.refused} == {"exposure.frontend.path", "exposure.gateway.path"}
    assert {path for path, page in pages.items() if not (page.becomes or page.below or page.refused)} == {"auth.allowPublic"}
    assert {path for path, page in pages.items() if not all(one.meaning and one.accepted for one in page.variants)} == set()
    for path, page in pages.items():
        assert set(page.codes) <= CATALOGUE.keys()
        assert page.codes, path
        if any(is_secret(place.annotation) and not maps(place.annotation) for place in tree()[path]):
            assert page.secret
            assert any(key.sensitive for key in page.becomes.keys), path


def test_a_setting_of_several_stores_has_a_variant_for_each_that_differs() -> None:
    page = setting("redis.host")
    assert [(one.under, one.required) for one in page.variants] == [
        ({"redis": ("external", "memorystore", "azure", "custom")}, False),
        ({"redis": ("elasticache",)}, False),
    ]
    assert len({one.meaning for one in page.variants}) == 2
    [tls] = setting("redis.tls").variants
    assert tls.under == {"redis": ("external", "memorystore", "azure", "custom", "elasticache")}
    assert (tls.default, tls.model) == ("false", "ElsewhereRedis")


def test_a_map_has_its_kinds_and_what_is_in_it() -> None:
    page = setting("logStore.encryption")
    assert list(page.kinds) == ["s3", "kms", "kmsDsse", "customerKey"]
    assert page.below == tuple(f"logStore.encryption.{name}" for name in ("kind", "keyArn", "bucketKey", "context", "key", "keyMd5"))
    assert setting("secretOverrides").below[0] == "secretOverrides.*.kind"
    assert setting("gateway.labels").below == ()


def test_both_spellings_are_told() -> None:
    assert setting("logStore.encryption.keyArn").python == "log_store.encryption.key_arn"
    assert setting("exposure.gateway.class").python == "exposure.gateway.ingress_class"
    assert setting("secretOverrides.*.store").python == "secret_overrides.*.store"


def test_codes_are_those_of_the_rules_and_of_the_type() -> None:
    assert setting("mysql.user").codes[:2] == ("PK-MYSQL-001", "PK-MYSQL-003")
    assert "PK-SETTING-002" in setting("logStore.encryption.keyArn").codes
    assert "PK-SETTING-003" in setting("identity").codes
    assert "PK-SETTING-005" in setting("gateway.tolerations").codes
    assert "PK-IMAGE-002" in setting("clickhouse.former.image.tag").codes
    assert "PK-NAME-001" not in setting("gateway.replicas").codes


def test_what_is_refused_always_says_by_what() -> None:
    assert becomes("exposure.gateway.path")[1] == ("PK-EXPOSURE-006",)


def test_a_kind_becomes_what_its_map_does() -> None:
    assert becomes("migration.kind") == becomes("migration")
    assert becomes("clickhouse.former.kind")[0].objects


@pytest.mark.parametrize("path", ["", "gatway", "gateway.nothing", "logStore.s3"])
def test_what_is_none_has_no_page(path: str) -> None:
    with pytest.raises(KeyError):
        setting(path)
    with pytest.raises(KeyError):
        summary(path)


def test_a_page_holds_no_value_of_a_secret() -> None:
    assert "value" not in repr(setting("clientAuth").becomes.variables)
    assert "sample" not in repr(setting("clientAuth").becomes)
    assert isinstance(setting("clientAuth"), SettingPage)
