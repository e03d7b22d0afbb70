"""Hostile Python values at every entry point: each is accepted or refused by `ConfigurationError`, and never ends in another exception."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from cdk8s import App, Chart
from pydantic import BaseModel

import portkey_constructs
from portkey_constructs import ConfigurationError, Portkey, PortkeyConfig, Problem, load, load_with_warnings
from portkey_constructs.aws_facts.cache import CacheProps, cache_problems
from portkey_constructs.aws_facts.database import DatabaseProps, database_problems
from portkey_constructs.aws_facts.log_bucket import LogBucketProps, log_bucket_problems
from portkey_constructs.aws_facts.network import NetworkProps
from portkey_constructs.aws_facts.props import Props, validated
from portkey_constructs.config.base import Model
from portkey_constructs.config.secret_shapes import secret_shape
from portkey_constructs.config.services import GatewayConfig
from portkey_constructs.environments import load_environments
from portkey_constructs.helm.importing import import_values
from portkey_constructs.manifests.yaml_text import to_yaml
from portkey_constructs.terraform import terraform_json
from tests.support.examples import development

HUGE: Final = 10**5000
BASE: Final = {"profile": "development", "clientAuth": "license", "auth": {"kind": "none"}}

AWS_PROPS: Final[dict[type[Props], Callable[[Any], Iterable[Problem]]]] = {
    CacheProps: cache_problems,
    DatabaseProps: database_problems,
    LogBucketProps: log_bucket_problems,
    NetworkProps: lambda _: (),
}


def _recursive_map() -> Any:
    value: dict[str, Any] = {"name": "a"}
    value["inner"] = value
    return value


def _recursive_list() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


def _deep(levels: int, wrap: Callable[[Any], Any]) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = wrap(value)
    return value


class _Silent:
    def __repr__(self) -> str:
        raise RuntimeError

    __str__ = __repr__


HOSTILE: Final[dict[str, Any]] = {
    "lone surrogate": "a\ud800b",
    "key with a lone surrogate": {"\ud800": "x"},
    "lone surrogate in a list": ["\ud800"],
    "lone surrogate in a container": [{"name": "a", "image": "b", "env": [{"name": "\ud800", "value": "\ud800"}]}],
    "huge integer": HUGE,
    "negative huge integer": -HUGE,
    "huge integer in a map": {"name": "a", "value": HUGE, "x": [HUGE]},
    "huge integer in a container": [{"name": "a", "image": "b", "ports": [{"containerPort": HUGE}]}],
    "huge integer as a key": {HUGE: 1},
    "digits": "9" * 5000,
    "recursive map": _recursive_map(),
    "recursive list": _recursive_list(),
    "recursive map in a list": [_recursive_map()],
    "deep map": _deep(300, lambda inner: {"a": inner}),
    "very deep map": _deep(3000, lambda inner: {"a": inner}),
    "very deep list": _deep(3000, lambda inner: [inner]),
    "2 to the 60th values": _deep(60, lambda inner: [inner, inner]),
    "not a number": float("nan"),
    "infinite": float("inf"),
    "bytes": b"\xff",
    "null character": "\0",
    "keys of other types": {1: 2, None: 3, (1, 2): 4},
    "set": {1},
    "object": object(),
    "object without a text": _Silent(),
    "class": int,
    "generator": (number for number in range(3)),
    "complex": 1j,
    "long text": "x" * 20_000,
}


def _models() -> list[type[BaseModel]]:
    every: dict[type[BaseModel], None] = {}
    waiting: list[type[BaseModel]] = [Model]
    while waiting:
        for model in waiting.pop().__subclasses__():
            if model not in every:
                every[model] = None
                waiting.append(model)
    return [model for model in every if model.__module__.startswith(portkey_constructs.__name__)]


def _refused_or_accepted(call: Callable[[], object]) -> None:
    problems: tuple[Problem, ...] | None = None
    try:
        call()
    except ConfigurationError as error:
        problems = error.problems
        str(error).encode()
    assert problems != ()


def _calls(model: type[BaseModel], value: Any) -> Iterator[Callable[[], object]]:
    for name, field in model.model_fields.items():
        yield partial(model, **{name: value})
        yield partial(model.model_validate, {field.alias or name: value}, by_alias=True, by_name=False)
    yield lambda: model.model_validate(value)
    yield lambda: model.model_validate_json(value)
    yield lambda: model.model_validate_strings(value)
    yield lambda: model(**{"\ud800": value})


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_of_the_gateway_is_refused_or_accepted(value: Any) -> None:
    for call in (
        lambda: GatewayConfig(sidecars=value),
        lambda: GatewayConfig(affinity=value),
        lambda: GatewayConfig(env=value),
        lambda: GatewayConfig.model_validate(value),
    ):
        _refused_or_accepted(call)


@pytest.mark.slow
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_of_any_setting_of_any_model_is_refused_or_accepted(value: Any) -> None:
    for model in _models():
        for call in _calls(model, value):
            _refused_or_accepted(call)


@pytest.mark.slow
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_in_a_mapping_is_refused_or_rendered(value: Any) -> None:
    places: list[dict[str, Any]] = [{field.alias or name: value} for name, field in PortkeyConfig.model_fields.items()]
    places += [
        {part: {field: value}} for part in ("gateway", "backend", "mysql") for field in ("env", "sidecars", "podAnnotations", "args", "affinity")
    ]
    places += [{"patches": [{"target": {"kind": "Deployment"}, "merge": {"metadata": {"annotations": {"x": value}}}}]}]
    places += [{"patches": [{"target": {"kind": "Deployment"}, "json": [{"op": "add", "path": "/spec/x", "value": value}]}]}]
    places += [{"extraObjects": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": value}}]}]
    for place in places:
        _refused_or_accepted(partial(_render, {**BASE, **place}))
    _refused_or_accepted(lambda: PortkeyConfig.from_dict(value))


def _render(data: dict[str, Any]) -> None:
    to_yaml(staged.manifest for staged in PortkeyConfig.from_dict(data).resolve().objects()).encode()


FILES: Final[dict[str, bytes]] = {
    "empty": b"",
    "null character": b"\0",
    "every byte": bytes(range(256)),
    "deep list": b"[" * 3000,
    "deep map": b"{a: " * 3000,
    "recursive alias": b"a: &a [*a]",
    "aliases of aliases": b"a: &a [x,x,x]\n" + b"".join(b"%c: &%c [*%c,*%c,*%c]\n" % (i, i, i - 1, i - 1, i - 1) for i in range(98, 123)),
    "huge integer": b"gateway: {replicas: " + b"9" * 5000 + b"}",
    "huge hexadecimal integer": b"gateway: {replicas: 0x" + b"f" * 5000 + b"}",
    "lone surrogates": b'env: {"\\ud800": "\\ud800"}',
    "tag of Python": b"!!python/object:os.system {}",
    "long text": b"env: {X: " + b"x" * 900_000 + b"}",
    "long key": b"x" * 200_000 + b": 1",
    "environment with a lone surrogate": b'environments: {"\\ud800": {files: ["\\ud800"]}}',
    "environment that contains itself": b"environments: {a: &a {values: {x: *a}}}",
    "environment with a huge integer": b"environments: {a: {values: {env: {X: " + b"9" * 5000 + b"}}}}",
    "environment of a folder": b"environments: {a: {files: [.]}, b: {files: [/dev/null]}}",
    "values with a huge integer": b"gateway: {replicas: " + b"9" * 5000 + b"}\nenvironment: {data: {A: " + b"9" * 5000 + b"}}",
    "values with lone surrogates": b'environment: {data: {"\\ud800": "\\ud800"}}\nimages: 7\n',
    "values of other types": b"environment: [1]\nimages: {gatewayImage: []}\n",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_hostile_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_bytes(content)
    start = time.monotonic()
    _refuse_everywhere(file)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("path", ["missing", "a\0b", "\ud800", "x" * 5000, "", "/proc/self/mem", "/dev/null", "."])
def test_a_hostile_path_is_refused(path: str) -> None:
    _refuse_everywhere(path)


def _refuse_everywhere(file: str | Path) -> None:
    for call in (
        lambda: load(file),
        lambda: PortkeyConfig.from_file(file),
        lambda: load_environments(file),
        lambda: import_values([file], release="portkey", chart="gateway"),
        lambda: import_values([file], release="\ud800", namespace="\ud800", adopt=True, chart="app"),
    ):
        _refused_or_accepted(call)


@pytest.mark.parametrize("config", [BASE, None, "portkey.yaml"], ids=["dict", "null", "path"])
def test_a_construct_refuses_what_is_no_configuration(config: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass a PortkeyConfig"):
        Portkey(Chart(App(), "portkey"), "Portkey", config=config)


NO_PATHS: Final[dict[str, Any]] = {"number": 5, "null": None, **{name: value for name, value in HOSTILE.items() if name != "generator"}}


@pytest.mark.parametrize("value", NO_PATHS.values(), ids=NO_PATHS)
def test_what_is_no_path_is_refused(value: Any) -> None:
    for call in (
        partial(load, value),
        partial(load, "missing.yaml", value),
        partial(load_with_warnings, value),
        partial(PortkeyConfig.from_file, value),
        partial(load_environments, value),
        partial(import_values, value),
        partial(import_values, [value]),
    ):
        with pytest.raises(ConfigurationError) as caught:
            call()
        str(caught.value).encode()


def test_what_is_no_path_is_named_by_its_type() -> None:
    with pytest.raises(ConfigurationError, match="a file is of the type int, expected a path"):
        load(5)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match=r"a file is of the type dict, expected a path.*from_dict takes a mapping"):
        load({"profile": "development"})  # type: ignore[arg-type]


@pytest.mark.parametrize("call", [load, load_with_warnings, PortkeyConfig.from_file, partial(load, [])])
def test_no_file_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError, match="no file is named"):
        call()


@pytest.mark.parametrize("value", [BASE, None, 5, development(), GatewayConfig(), PortkeyConfig], ids=lambda value: type(value).__name__)
def test_terraform_refuses_what_is_no_platform(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass a Platform"):
        terraform_json(value)


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_prop_of_a_resource_in_aws_is_refused_or_accepted(value: Any) -> None:
    for model, rules in AWS_PROPS.items():
        for name in model.model_fields:
            _refused_or_accepted(partial(validated, "Database", model, {name: value}, rules))


def test_a_recursive_map_names_its_setting() -> None:
    with pytest.raises(ConfigurationError, match=r"gateway\.affinity .*none that contains itself"):
        PortkeyConfig.from_dict({**BASE, "gateway": {"affinity": _recursive_map()}})


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "a.",
        "://",
        "x:",
        "eyJ",
        "eyJ-",
        "eyJaaaaaaaaaa.eyJ-",
        "sk-",
        "-----BEGIN ",
        "x://a:",
        "basic ",
        "curl -u ",
        "%3a%2f%2fa%3a",
        "jdbc:oracle:a:",
    ],
)
def test_secrets_are_searched_in_linear_time(text: str) -> None:
    start = time.monotonic()
    secret_shape(text * (200_000 // len(text)))
    assert time.monotonic() - start < 5
