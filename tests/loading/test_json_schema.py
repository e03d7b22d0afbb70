"""The JSON Schema of portkey.yaml: it says what the loader says, as far as a schema can."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.clickhouse import ClickHouseRetention
from portkey_constructs.config.exposure import Exposures
from portkey_constructs.config.introspection import is_secret, kinds
from portkey_constructs.config.mysql import ExternalMySql
from portkey_constructs.config.nulls import NullRefused
from portkey_constructs.config.secret_facts import FACTS
from portkey_constructs.config.services import FrontendConfig, GatewayConfig, Mcp
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.tree import maps, tree
from portkey_constructs.loading.field_docs import meaning, meanings
from portkey_constructs.loading.json_schema import all_models, json_schema
from portkey_constructs.loading.pydantic_errors import MISSING
from portkey_constructs.loading.reading import examine
from tests.support.strategies import configurations, model_data

SCHEMA = json_schema()
VALIDATOR = jsonschema_rs.Draft7Validator(SCHEMA)
MODELS = sorted(all_models(), key=lambda model: model.__name__)
PLACES = [place for same_path in tree().values() for place in same_path]
NO_DEFAULT: tuple[Any, ...] = (PydanticUndefined, None, "", (), {})
Path = tuple[str | int, ...]

MINIMAL = {"profile": "development", "auth": {"kind": "none"}}


def part(model: type[BaseModel]) -> Any:
    return SCHEMA if model is PortkeyConfig else SCHEMA["definitions"][model.__name__]


def settings_of(model: type[BaseModel]) -> dict[str, Any]:
    """The settings of a model, those that it has in common with others too."""
    properties: dict[str, Any] = part(model)["properties"]
    return {name: SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema for name, schema in properties.items()}


def below(node: Any) -> Iterator[dict[str, Any]]:
    """Every map in the schema."""
    if isinstance(node, dict):
        yield node
        node = [*node.values()]
    if isinstance(node, list):
        for inner in node:
            yield from below(inner)


def at(data: Any, path: str) -> Any:
    """The value at the path of a problem, or None; keys may contain dots."""
    while path:
        names = [name for name in data if f"{path}.".startswith(f"{name}.")] if isinstance(data, dict) else []
        name = max(names, key=len, default=path.partition(".")[0])
        path = path[len(name) + 1 :]
        if isinstance(data, list):
            data = data[int(name)] if name.isdigit() and int(name) < len(data) else None
        else:
            data = data.get(name) if isinstance(data, dict) else None
    return data


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inner:
        yield from places(value, (*path, name))


def changed(data: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy of the data with the value at `path` changed."""
    if not path:
        return change(data)
    if isinstance(data, list):
        return [changed(value, path[1:], change) if index == path[0] else value for index, value in enumerate(data)]
    return {name: changed(value, path[1:], change) if name == path[0] else value for name, value in data.items()}


def test_schema_is_valid_for_draft_7() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema_rs.meta.validate(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_every_reference_and_every_definition_is_used() -> None:
    references = [node["$ref"] for node in below(SCHEMA) if "$ref" in node]
    assert {f"#/definitions/{name}" for name in SCHEMA["definitions"]} == {*references}


def test_references_have_no_siblings_because_draft_7_ignores_them() -> None:
    assert [node for node in below(SCHEMA) if "$ref" in node and len(node) > 1] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_setting_has_its_description_in_the_schema(model: type[BaseModel]) -> None:
    descriptions = meanings(model)
    properties = settings_of(model)
    if model is not PortkeyConfig:
        assert re.match(rf"{re.escape(part(model)['title'])}[.,;:]", meaning(model))
    assert part(model)["additionalProperties"] is False
    assert set(properties) == {yaml_name(model, field) for field in model.model_fields}
    for field in model.model_fields:
        sentence, *default = properties[yaml_name(model, field)]["description"].split("\n\n")
        assert sentence == descriptions[field]
        assert sentence.endswith(".")
        assert len(default) == (
            model.model_fields[field].default not in NO_DEFAULT and not (field == "kind" and "kind" in part(model).get("required", ()))
        )


def test_defaults_are_in_the_schema() -> None:
    for model, name, value, default in (
        (ExternalMySql, "port", 3306, ["Default: 3306"]),
        (Mcp, "only", False, ["Default: false"]),
        (ClickHouseRetention, "mergeTimeout", "4h", ["Default: 4h"]),
        (FrontendConfig, "loginDisclaimer", "", []),
    ):
        schema = settings_of(model)[name]
        assert (schema["default"], schema["description"].split("\n\n")[1:]) == (value, default)
    assert "default" not in settings_of(ExternalMySql)["kind"]
    exposure = settings_of(Exposures)["frontend"]
    assert (exposure.get("default"), exposure["description"].split("\n\n")[1:]) == (None, ["Default: {kind: none}"])
    assert settings_of(GatewayConfig)["kind"]["default"] == "inCluster"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_error_messages_are_those_of_the_loader(model: type[BaseModel]) -> None:
    for place in PLACES:
        if place.model is model:
            schema = settings_of(model)[yaml_name(model, place.field)]
            expected = accepted(place.annotation)
            if expected.startswith("a map of settings"):
                assert schema["errorMessage"].split(";")[0] == "expected a map of settings"
                assert schema["errorMessage"].partition("; kind is one of ")[2] == expected.partition("; kind is one of ")[2]
            elif expected.startswith("a map; its keys: ") and "patternProperties" in schema:
                assert schema["errorMessage"] == f"expected a map, each key {expected.removeprefix('a map; its keys: ').split('; its values')[0]}"
            elif "pattern" in schema and not is_secret(place.annotation):
                assert schema["errorMessage"] == f"expected {expected}"


def test_union_lists_its_kinds_once_and_selects_one_variant() -> None:
    ours = {name: definition for name, definition in SCHEMA["definitions"].items() if not name.startswith("kubernetes.")}
    assert not any("oneOf" in node for node in below(ours))
    choices = {name: definition for name, definition in SCHEMA["definitions"].items() if name.startswith("kinds.")}
    expected = {
        tuple(kind for model in models for kind in kinds(model)): [meaning(model) for model in models for _ in kinds(model)]
        for models in (maps(place.annotation) for place in PLACES)
        if len(models) > 1
    }
    assert {tuple(choice["properties"]["kind"]["enum"]): choice["properties"]["kind"]["enumDescriptions"] for choice in choices.values()} == expected
    for choice in choices.values():
        led = [re.fullmatch(r"\^\((.*)\)\$", way["if"]["properties"]["kind"]["pattern"]) for way in choice["allOf"]]
        assert [kind for match in led if match for kind in match[1].split("|")] == choice["properties"]["kind"]["enum"]


def test_kubernetes_types_are_in_the_schema() -> None:
    assert "kubernetes.Toleration" in SCHEMA["definitions"]
    tolerated = {**MINIMAL, "gateway": {"tolerations": [{"operator": "Exists"}]}}
    assert VALIDATOR.is_valid(tolerated)
    assert not VALIDATOR.is_valid({**MINIMAL, "gateway": {"tolerations": [{"operater": "Exists"}]}})


def field_problems(data: Any) -> list[Any]:
    return [problem for _, problem in examine(data, yaml=True)[1] if problem.code.startswith("PK-SETTING")]


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole_fraction(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()


# What the loader refuses and a schema cannot: the end of what is expected, the values for which that is so, and why.
BEYOND_A_SCHEMA: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    (
        "a port number from 1 to 65535",
        lambda value: is_text(value) or is_whole_fraction(value),
        "bounds of a quoted number; 1.0 is an integer in a schema",
    ),
    ("a whole number from 1", lambda value: is_text(value) or is_whole_fraction(value), "bounds of a quoted number; 1.0 is an integer in a schema"),
    ("a whole number from 0", lambda value: is_text(value) or is_whole_fraction(value), "bounds of a quoted number; 1.0 is an integer in a schema"),
    ("0, the only number that KEDA supports", is_text, "bounds of a quoted number"),
    ("from 1 to 86400", lambda value: is_text(value) or is_whole_fraction(value), "bounds of a quoted number; 1.0 is an integer in a schema"),
    ("the name of a container port", is_number, "the digits of a number"),
    ("such as 80", lambda value: is_text(value) or is_whole_fraction(value), "bounds of a quoted number; 1.0 is an integer in a schema"),
    (
        "a duration of at most one week such as 90s, 5m or 1h30m",
        lambda value: is_text(value) or is_whole_fraction(value),
        "the sum of the parts",
    ),
    ("an AWS account ID of twelve digits", is_number, "the digits of a number"),
    ("an amount of CPU such as 500m, 2 or 0.5", is_number, "the digits of a number"),
    ("an amount of memory or storage in bytes such as 512Mi or 10Gi", is_number, "the digits of a number"),
    ("a number of pods or a percentage such as 25%", is_number, "the digits of a number"),
    ("without host bits", is_text, "bits of an address"),
    ("the store of the development profile", lambda value: value is None, "a rule reports it in the other profile"),
    ("secretKeyRef, configMapKeyRef and fieldRef", is_number, "the spelling of a number: the loader reads it in a file, and no float has it"),
)


def is_beyond_a_schema(data: Any, problem: Any) -> bool:
    if problem.code == MISSING and problem.path in FACTS:
        return True  # secrets.fromSecret makes these settings optional
    value = at(data, problem.path)
    return any(problem.fix.endswith(expected) and fits(value) for expected, fits, _ in BEYOND_A_SCHEMA)


def is_null_instead_of_a_fact(data: Any) -> bool:
    """Whether a setting is null that only a Secret could replace: a rule, PK-SECRET-020, reports it."""
    parents = ((at(data, path.rpartition(".")[0]), path.rpartition(".")[2]) for path in FACTS)
    return any(isinstance(parent, dict) and name in parent and parent[name] is None for parent, name in parents)


def compare(data: Any) -> None:
    problems = field_problems(data)
    if VALIDATOR.is_valid(data):
        surprising = [problem for problem in problems if not is_beyond_a_schema(data, problem)]
        assert not surprising, f"the schema accepts what the loader refuses: {surprising}"
    else:
        errors = [f"{error.instance_path}: {error.message[:300]}" for error in VALIDATOR.iter_errors(data)]
        assert problems or is_null_instead_of_a_fact(data), f"the schema refuses what the loader accepts: {errors}"


SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 3.0, 0.5, 65536, 10**7, "", " ", "x", "a b", "true", "5", "70000", "5m", "25%", "1.5", "-1", "10.0.0.1/8", "169h"),
    *("YES", "https://a.example", "us-west-2", "a.b", "A_b", "ä", "a\n", "x" * 64, "x" * 254, "inCluster", "external", "none", "oidc", "existing"),
)


@st.composite
def mutations(draw: st.DrawFn) -> Any:
    """A valid configuration with one thing that is different."""
    data = draw(configurations())
    path = draw(st.sampled_from(list(places(data))))
    if not path:
        model = draw(st.sampled_from(MODELS))
        name = draw(st.sampled_from(sorted(data)))
        return {**data, name: draw(model_data(model))}
    below: Path = path[:-1]
    last = path[-1]
    sort = draw(st.sampled_from(["scalar", "container", "gone", "more", "renamed"]))
    if sort == "scalar":
        scalar = draw(st.sampled_from(SCALARS) | st.integers(-2, 70000) | st.text("a1-. :/@A_%mMGi", max_size=6))
        return changed(data, path, lambda _: scalar)
    if sort == "container":
        wrapped = draw(st.sampled_from([[], {}, [1], {"a": 1}, {"kind": "none"}, {"secretKeyRef": {"name": "a", "key": "b"}}, [{}]]))
        return changed(data, path, lambda value: [value] if wrapped == [1] else wrapped)
    if isinstance(last, int):
        return changed(data, below, lambda values: values[:-1] if sort == "gone" else [*values, draw(st.sampled_from(SCALARS))])
    if sort == "gone":
        return changed(data, below, lambda value: {key: inner for key, inner in value.items() if key != last})
    if sort == "more":
        more = draw(st.sampled_from(["tls", "replicas", "kind", "host", "client_auth", "-bad-", "name"]))
        return changed(data, below, lambda value: {more: draw(st.sampled_from(SCALARS)), **value})
    return changed(data, below, lambda value: {key.swapcase() if key == last else key: inner for key, inner in value.items()})


@settings(max_examples=120)
@given(configurations())
def test_schema_accepts_every_valid_configuration(data: Any) -> None:
    assert [f"{error.instance_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)] == []


@pytest.mark.parametrize("kind", [{}, {"kind": "hpa"}, {"kind": "keda"}])
def test_the_kind_of_autoscaling_is_optional_and_decides_its_settings(kind: dict[str, str]) -> None:
    data = {"profile": "development", "auth": {"kind": "none"}, "gateway": {"autoscaling": {**kind, "min": 1, "max": 2, "cpu": 60}}}
    assert list(VALIDATOR.iter_errors(data)) == []
    data["gateway"]["autoscaling"]["triggers"] = [{"type": "cron", "metadata": {"start": "0 8 * * *"}}]  # type: ignore[index]
    assert bool(list(VALIDATOR.iter_errors(data))) == (kind.get("kind") != "keda")


@pytest.mark.slow
@settings(max_examples=250, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(mutations())
def test_schema_and_loader_agree_on_nearly_valid_configurations(data: Any) -> None:
    compare(data)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_null_is_accepted_for_optional_settings(model: type[BaseModel]) -> None:
    for field, info in model.model_fields.items():
        allowed = jsonschema_rs.Draft7Validator({**settings_of(model)[yaml_name(model, field)], "definitions": SCHEMA["definitions"]})
        refused = any(isinstance(item, NullRefused) and item.profile is None for item in info.metadata)
        assert allowed.is_valid(None) is (info.default is None and not info.is_required() and not refused)


@pytest.mark.parametrize("value", [None, 1, "text", [1], {"replicas": "many"}, {"x-common": {}}])
def test_top_level_keys_that_begin_with_x_have_no_effect(value: Any) -> None:
    data = {**MINIMAL, "imagePull": {"kind": "none"}, "clientAuth": "license"}
    extended = {"x-common": value, **data, "x-": value}
    assert VALIDATOR.is_valid(extended)
    assert examine(extended) == examine(data)
    assert examine(extended)[0] is not None
    assert PortkeyConfig.from_dict(extended) == PortkeyConfig.from_dict(data)
    for refused in ({**data, "gateway": {"x-common": value}}, {**data, "x_common": value}, {**data, "X-common": value}):
        assert not VALIDATOR.is_valid(refused)
        assert [problem.code for problem in field_problems(refused)] == ["PK-SETTING-001"]


def test_kind_is_required_where_the_loader_requires_it() -> None:
    for name in ("auth", "mysql", "secrets", "imagePull", "migration"):
        compare({**MINIMAL, name: {}})
    gateways: tuple[dict[str, Any], ...] = ({"serviceAccount": {}}, {"mcp": {}}, {"kind": "inCluster"}, {"kind": "external"}, {"identity": {}})
    for gateway in gateways:
        compare({**MINIMAL, "gateway": gateway})
    may_be_left_out = ("Autoscaling", "CreateServiceAccount", "DataServiceConfig", "GatewayConfig", "Persistence", "RegistryCredentials")
    for model in MODELS:
        if kinds(model):
            assert ("kind" in part(model).get("required", ())) is (model.__name__ not in may_be_left_out)


@pytest.mark.parametrize(
    ("setting", "refused"),
    [
        ({"mysql": {"kind": "external", "host": "db.example.org", "port": "70000"}}, "mysql.port"),
        ({"gateway": {"replicas": 3.0}}, "gateway.replicas"),
        ({"gateway": {"gracePeriod": "169h"}}, "gateway.gracePeriod"),
        ({"gateway": {"service": {"sourceRanges": ["10.0.0.1/8"]}}}, "gateway.service.sourceRanges.0"),
        ({"gateway": {"resources": {"requests": {"cpu": -1}}}}, "gateway.resources.requests.cpu"),
    ],
)
def test_loader_checks_what_the_schema_cannot_express(setting: Any, refused: str) -> None:
    data = {**MINIMAL, **setting}
    assert VALIDATOR.is_valid(data)
    [problem] = field_problems(data)
    assert problem.path == refused
    assert is_beyond_a_schema(data, problem)
