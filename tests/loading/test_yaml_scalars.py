"""Scalars without quotes: a setting that takes text gets the text as written, or the loader says that it must be quoted."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, TypeAdapter, ValidationError

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.introspection import inner
from portkey_constructs.config.quantities import amount
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.explain.tree import Place, maps, places
from portkey_constructs.loading.reading import load
from portkey_constructs.loading.yaml_composer import compose

DEVELOPMENT = "profile: development\nclientAuth: license\nimagePull: {kind: none}\nauth: {kind: none}\n"
AMBIGUOUS = (
    *("1.10", "1.0", "0o17", "0777", "007", "1e3", "1E+3", "1_000", ".5", "+1", "-0", "0x10", "0xFF", "123456789012345678901234567890"),
    *("true", "TRUE", "True", "false", "FALSE", "yes", "no", "on", "off", "y", "N", "2026-01-01", "2026-01-01T10:00:00Z", "12:30:45", "190:20:30"),
)
EMPTY = ("~", "null", "Null", "NULL", "")


def accepts_text(place: Place) -> bool:
    """Whether some text is a value of the setting itself or of an entry of its list or map."""
    return not maps(place.annotation) and any(takes(leaf, text) for leaf in leaves(place.annotation) for text in ("x", "1", "5Gi", "111122223333"))


def leaves(annotation: Any) -> Iterator[Any]:
    """The types of the single values in a setting: its own, that of the entries of a list, or that of the values of a map."""
    bare = inner(annotation)
    if get_origin(bare) in (tuple, Mapping):
        yield get_args(bare)[0 if get_origin(bare) is tuple else 1]
    else:
        yield annotation


def takes(annotation: Any, value: Any) -> bool:
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return False
    return True


TEXT_SETTINGS = {f"{place.model.__name__}.{place.field}": place for place in places() if accepts_text(place)}


def composed(path: tuple[str, ...], scalar: str) -> Any:
    """The data of a document that sets `path` to a scalar as written."""
    text = "".join(f"{'  ' * depth}{name}:\n" for depth, name in enumerate(path)).rstrip("\n") + f" {scalar}\n"
    node, problems = compose(text, "portkey.yaml")
    assert node is not None
    assert problems == []
    value = node.data()
    for name in path:
        value = value[name]
    return value


def test_most_settings_take_text() -> None:
    assert len(TEXT_SETTINGS) > 100


@pytest.mark.parametrize("place", TEXT_SETTINGS.values(), ids=TEXT_SETTINGS)
def test_no_text_differs_from_what_the_file_contains(place: Place) -> None:
    path = tuple("key" if part == "*" else part for part in place.parts)
    for leaf in leaves(place.annotation):
        for scalar in AMBIGUOUS:
            value = composed((*path, "NAME") if place.field == "env" else path, scalar)
            if not takes(leaf, value):
                continue
            text = TypeAdapter(leaf).validate_python(value)
            text = text.get_secret_value() if isinstance(text, SecretStr) else text
            if isinstance(value, str):
                # Host names are lower case.
                assert value == scalar
                assert not isinstance(text, str) or text in (scalar, scalar.lower())
            elif isinstance(text, str):
                # An amount is a number, which may be written in several ways.
                assert amount(text) == Decimal(str(value))


ENV_PATHS = sorted({place.path for place in places() if place.field == "env"})


@pytest.mark.parametrize("path", ENV_PATHS)
@given(
    scalar=st.sampled_from(AMBIGUOUS) | st.from_regex(r"[-+.0-9xoeE_:TtRrUuEeFfAaLlSs]{1,12}", fullmatch=True).filter(lambda text: text[-1] != ":")
)
def test_variable_of_any_component_has_the_text_as_written(path: str, scalar: str) -> None:
    if scalar in ("-", "---", "...") or scalar.startswith("- ") or ": " in scalar:
        return
    text = "".join(f"{'  ' * depth}{name}:\n" for depth, name in enumerate(path.split("."))) + f"{'  ' * 9}NAME: {scalar}\n"
    node, problems = compose(text, "portkey.yaml")
    if node is None:
        assert {problem.code for problem in problems} <= {"PK-FILE-007", "PK-FILE-019"}
        return
    value = node.data()
    for name in path.split("."):
        value = value[name]
    assert value["NAME"] in (scalar, None)
    assert value["NAME"] is not None or scalar in EMPTY


def test_variable_has_the_text_as_written_in_the_pod(tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    lines = "".join(f"  V{index}: {scalar}\n" for index, scalar in enumerate(AMBIGUOUS))
    file.write_text(f"{DEVELOPMENT}env:\n{lines}backend:\n  env: {{API_VERSION: 1.10, FLAG: !!bool TRUE}}\n")
    config = load(file)
    assert dict(config.env) == {f"V{index}": scalar for index, scalar in enumerate(AMBIGUOUS)}
    assert dict(config.backend.env) == {"API_VERSION": "1.10", "FLAG": "TRUE"}


def test_alias_has_the_text_as_written_where_it_is_text(tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(f"{DEVELOPMENT}backend:\n  replicas: &count 0x2\n  env: {{COUNT: *count}}\n")
    config = load(file)
    assert config.backend.replicas == 2
    assert dict(config.backend.env) == {"COUNT": "0x2"}


@pytest.mark.parametrize("scalar", ["1.10", "5", "TRUE", "0x10"])
@pytest.mark.parametrize(
    "setting", ["gateway: {image: {tag: %s}}", "labels: {team: %s}", "annotations: {team: %s}", "mysql: {kind: external, host: %s}"]
)
def test_number_in_place_of_text_is_refused_with_its_line(setting: str, scalar: str, tmp_path: Path) -> None:
    file = tmp_path / "portkey.yaml"
    file.write_text(DEVELOPMENT + setting % scalar + "\n")
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert problem.fix.startswith("quote it: expected")
    assert problem.position is not None
    assert (problem.position.file, problem.position.line) == (str(file), 5)


def test_float_from_python_is_refused_because_its_spelling_is_lost() -> None:
    data: dict[str, Any] = {"profile": "development", "env": {"API_VERSION": 1.10}}
    for read in (PortkeyConfig.from_dict, lambda settings: PortkeyConfig(**settings)):
        with pytest.raises(ConfigurationError) as caught:
            read(data)
        [fix] = [problem.fix for problem in caught.value.problems if problem.path == "env.API_VERSION"]
        assert fix.startswith("quote it: expected text")
