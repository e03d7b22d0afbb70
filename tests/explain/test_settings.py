"""Pages of settings."""

from typing import Literal, get_args, get_origin

import pytest

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.introspection import is_secret, kinds
from portkey_constructs.explain.settings import Part, SettingPage, becomes, setting, settings, summary
from portkey_constructs.explain.tree import maps, places, tree
from portkey_constructs.loading.field_docs import meanings
from portkey_constructs.rules.catalogue import CATALOGUE


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
    assert (tls.default, tls.model) == ("false", "RemoteRedis")


def test_a_map_has_its_kinds_and_what_is_in_it() -> None:
    page = setting("logStore.encryption")
    assert list(page.kinds) == ["s3", "kms", "kmsDsse", "customerKey"]
    assert [(one.path.rpartition(".")[2], one.kinds) for one in page.below] == [
        *(("kind", ()), ("keyArn", ("kms", "kmsDsse")), ("bucketKey", ("kms", "kmsDsse")), ("context", ("kms", "kmsDsse"))),
        *(("key", ("customerKey",)), ("keyMd5", ("customerKey",))),
    ]
    assert setting("secretOverrides").below[0].path == "secretOverrides.*.kind"
    assert setting("gateway.labels").below == ()


def test_a_setting_that_means_something_else_in_some_kinds_is_told_of_twice() -> None:
    found = [(one.kinds, one.meaning) for one in setting("mysql").below if one.path == "mysql.database"]
    assert found == [
        (("inCluster",), "Name of the database, which is made at the first start."),
        (("external", "rds"), "Name of the database, which must exist."),
    ]


def kinds_of(path: str) -> list[str]:
    return [kind for place in tree()[path] for model in maps(place.annotation) for kind in kinds(model)]


CHOICES = {path: kinds_of(path) for path in tree() if kinds_of(path)}


@pytest.mark.parametrize("path", [path for path in CHOICES if path.split(".")[0] not in ("secretOverrides",) and path.count(".") < 2])
def test_a_page_of_one_kind_tells_of_that_kind_alone(path: str) -> None:
    for kind in CHOICES[path]:
        page = setting(path, {path: kind})
        [model] = {model for place in tree()[path] for model in maps(place.annotation) if kind in kinds(model)}
        assert list(page.kinds) in ([kind], [])
        assert {one.path.rpartition(".")[2] for one in page.below} == {yaml_name(model, name) for name in model.model_fields}
        for one in page.below:
            name = next(field for field in model.model_fields if yaml_name(model, field) == one.path.rpartition(".")[2])
            assert one.kinds == ()
            assert name == "kind" or one.meaning == meanings(model)[name]
        assert all(kind in variant.accepted for variant in page.variants)


def test_what_becomes_of_a_kind_is_that_kind_s_alone() -> None:
    external = setting("mysql", {"mysql": "external"}).becomes
    assert [key.key for key in external.keys] == ["mysql_host"]
    assert [key.key for key in external.lost_keys] == ["mysql_root_password"]
    assert external.variables == (("backend", "DB_HOST"), ("dataservice", "DB_HOST"))
    assert external.lost_variables == ()
    assert "AZURE_REDIS_AUTH_MODE" not in {name for _, name in setting("redis", {"redis": "elasticache"}).becomes.variables}
    here = setting("mysql", {"mysql": "inCluster"}).becomes
    assert ("StatefulSet", "portkey-mysql", "made") in {(one.kind, one.name, one.what) for one in here.objects}


def test_below_a_kind_it_is_of_that_kind_too() -> None:
    page = setting("redis.host", {"redis": "elasticache"})
    assert [one.under for one in page.variants] == [{"redis": ("elasticache",)}]
    assert dict(page.of) == {"redis": "elasticache"}


def test_every_word_of_a_choice_has_a_meaning_of_its_own() -> None:
    seen = set()
    for place in places():
        words = get_args(place.bare) if get_origin(place.bare) is Literal else ()
        if len(words) < 2 or (place.model, place.field) in seen:
            continue
        seen.add((place.model, place.field))
        found = next(variant for variant in setting(place.path).variants if list(variant.words) == list(words)).words
        assert len(set(found.values())) == len(words), place.path
        assert all(meaning.endswith(".") and len(meaning) > 12 for meaning in found.values()), place.path
    assert len(seen) > 20


def test_every_kind_has_a_meaning_of_its_own() -> None:
    for path in CHOICES:
        found = setting(path).kinds if path.count(".") < 2 else {}
        assert len(set(found.values())) == len(found), path


def test_no_meaning_is_a_bare_noun() -> None:
    """`The key.` tells nobody which."""
    short = {one.meaning for path in tree() for one in [Part(path, summary(path))] if len(one.meaning.split()) < 3}
    assert short == {"Fewest replicas.", "Most replicas."}


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
