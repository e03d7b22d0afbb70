"""A default is what is there when nothing is said: saying it changes nothing."""

import pytest
import yaml
from pydantic import TypeAdapter

from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.beside import BASES
from portkey_constructs.explain.defaults import by_profile, own_default, written
from portkey_constructs.explain.effects import effects
from portkey_constructs.explain.grounds import configuration, pairs
from portkey_constructs.explain.tree import Place, maps, places, tree

PLACES = {place.path: place for place in places()}
GIVEN = [(path, profile) for path, place in PLACES.items() if place.info.default is None for profile in by_profile(place)]
NOT_THE_FIRST_STORE = ("clickhouse.former",)


def put(data: dict, parts: tuple[str, ...], value: object) -> dict:
    first, *rest = parts
    return {**data, first: put(data.get(first) or {}, tuple(rest), value) if rest else value}


@pytest.mark.parametrize(("path", "profile"), [one for one in GIVEN if not one[0].startswith(NOT_THE_FIRST_STORE)])
def test_saying_what_a_profile_gives_changes_nothing(path: str, profile: str) -> None:
    data = BASES[profile]
    if path.split(".")[0] in ("mysql", "redis", "clickhouse") and "." in path:
        data = put(data, (path.split(".")[0], "kind"), "inCluster")
    value = yaml.safe_load(by_profile(PLACES[path])[profile])
    found = effects(configuration(data), configuration(put(data, tuple(path.split(".")), value)))
    assert not found.keys
    assert not found.variables
    assert [change for change in found.objects if change.kind != "Job"] == [], "the migration takes a place that is said, and has none of its own"
    assert not found.restarts


def own() -> list[Place]:
    return [place for place in places() if own_default(place) and not place.info.is_required() and place.field != "kind"]


@pytest.mark.parametrize("model", sorted({place.model.__name__ for place in own()}))
def test_saying_a_type_s_own_default_changes_nothing(model: str) -> None:
    seen: set[str] = set()
    for place in own():
        if place.model.__name__ != model or place.field in seen or "*" in place.parts:
            continue
        seen.add(place.field)
        _, before, _ = next(iter(pairs(place)))
        parent = before
        for part in place.parts[:-1]:
            parent = parent[part]
        parent.pop(place.parts[-1], None)
        value = yaml.safe_load(own_default(place))
        assert configuration(before) == configuration(put(before, place.parts, value)), place.path


def test_what_the_documentation_calls_the_profile_s_is_given_by_one() -> None:
    from portkey_constructs.explain.settings import summary

    stores = ("mysql", "redis", "clickhouse", "clickhouse.former")
    for path in tree():
        if "the profile's when left out" in summary(path) and path not in [f"{store}.topologySpread" for store in stores]:
            assert by_profile(PLACES[path]), path


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("gateway.autoscaling", {"production": "{min: 2, max: 20, cpu: 60, memory: 80}"}),
        ("gateway.replicas", {"development": "1"}),
        ("frontend.replicas", {"development": "1", "production": "2"}),
        ("mysql.persistence.size", {"development": "5Gi", "production": "50Gi"}),
        ("mysql.persistence.subPath", {"development": "mysql", "production": "mysql"}),
        ("redis.persistence.subPath", {"development": "''", "production": "''"}),
        ("gateway.disruptionBudget", {"production": "{maxUnavailable: 1}"}),
        ("logStore", {"development": "{kind: none}"}),
        ("mysql", {"development": "{kind: inCluster}"}),
        ("secrets", {"development": "{kind: inline}", "production": "{kind: existing}"}),
        ("clickhouse.service.port", {"development": "8123", "production": "8123"}),
        ("clientAuth", {}),
    ],
)
def test_what_the_profiles_give(path: str, given: dict[str, str]) -> None:
    assert by_profile(PLACES[path]) == given


def test_values_are_written_as_yaml() -> None:
    assert written("8.4") == "'8.4'"
    assert written(True) == "true"
    assert written("") == "''"
    assert [own_default(PLACES[path]) for path in ("name", "createNamespace", "labels", "mysql", "frontend.loginDisclaimer")] == [
        *("portkey", "true", "{}", "", "''"),
    ]
    assert own_default(PLACES["gateway.tolerations"]) == "[]"
    assert {own_default(place) for place in places() if maps(place.annotation)} == {
        *("", "{kind: platform}", "{kind: none}", "{kind: job}"),
    }


def test_durations_are_written_as_one_says_them() -> None:
    said = {place.path: own_default(place) for place in places() if "a duration" in accepted(place.annotation) and own_default(place)}
    assert said["secrets.refreshInterval"] == "1h"
    assert said["clickhouse.retention.mergeTimeout"] == "4h"
    assert said["monitoring.serviceMonitor.interval"] == "30s"
    for path, text in said.items():
        assert TypeAdapter(PLACES[path].annotation).validate_python(text) == PLACES[path].info.default
