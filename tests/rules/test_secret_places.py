"""A secret of every form in every place for text: production refuses it, and no output contains it.

The places are all texts, maps and lists of the configurations that set everything, so that a new setting is tested without a change here.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel, SecretStr

from portkey_constructs.cli.app import program
from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.base import MAPS_OF_KEYS, yaml_name
from portkey_constructs.config.outputs import Outputs
from portkey_constructs.errors import ConfigurationError, Problem
from tests.support.all_settings import ALL_SETTINGS
from tests.support.secret_samples import CORE, NAME, SAMPLES

pytestmark = pytest.mark.slow

Place = tuple[str | int, ...]

HELM: Final = Path(__file__).parents[1] / "helm"
CODE: Final = "PK-SECRET-029"
OTHER_RULES: Final = {"redis.url": ("PK-REDIS-004", "PK-REDIS-009")}
"""Settings whose passwords other rules report, with their codes."""
WITH_CAPITALS: Final = ("google", "random")
"""The forms that a setting destroys which ignores case, such as the name of a host."""
COMPONENTS: Final = ("gateway", "backend", "dataservice", "frontend", "mysql", "redis", "clickhouse", "former")
NOT_FREE: Final = {"profile", "kind", "intended"}
BATCH: Final = 20
"""Places that get a secret in one configuration."""
TYPES: Final = "PK-SETTING-"
"""Codes of values that the type of the setting refuses."""


def as_yaml(value: Any) -> Any:
    """A model as its author writes it: without what is not set, and with the values of secrets."""
    if isinstance(value, Outputs):
        return None
    if isinstance(value, BaseModel):
        model = type(value)
        fields = [field for field in model.model_fields if field == "kind" or field in value.model_fields_set]
        return {yaml_name(model, field): as_yaml(getattr(value, field)) for field in fields}
    if isinstance(value, SecretStr):
        return value
    if isinstance(value, Mapping):
        return {str(key): as_yaml(entry) for key, entry in value.items()}
    return [as_yaml(entry) for entry in value] if isinstance(value, list | tuple) else value


def texts(value: Any, place: Place = ()) -> Iterator[Place]:
    """The places of texts that are no settings for secrets."""
    if isinstance(value, str):
        if place[-1] not in NOT_FREE and place[0] not in NOT_FREE:
            yield place
    elif isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(entry, (*place, key))


def maps(value: Any, place: Place = ()) -> Iterator[Place]:
    """The places of maps."""
    if isinstance(value, dict):
        yield place
    for key, entry in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from maps(entry, (*place, key))


@cache
def data_of(name: str) -> dict[str, Any]:
    data = {**as_yaml(ALL_SETTINGS[name]), "profile": "production"}
    return {key: value for key, value in data.items() if key != "intended"}


def with_value(data: dict[str, Any], place: Place, value: Any) -> dict[str, Any]:
    """A copy of the data with another value at a place."""
    changed = copy.copy(data)
    owner: Any = changed
    for key in place[:-1]:
        owner[key] = copy.copy(owner[key])
        owner = owner[key]
    owner[place[-1]] = value
    return changed


def problems_of(data: dict[str, Any]) -> tuple[Problem, ...]:
    """The errors of production data, which no secret is in."""
    with pytest.raises(ConfigurationError) as refused:
        PortkeyConfig.from_dict(data)
    assert CORE not in str(refused.value)
    assert CORE not in repr(refused.value)
    return refused.value.problems


def is_refused(problems: tuple[Problem, ...], place: Place, *codes: str) -> bool:
    """Whether a rule reports the secret, or the type of the setting, or of a map around it, refuses the text."""
    path = ".".join(map(str, place))
    return any(problem.code in codes and problem.path == path for problem in problems) or any(
        problem.code.startswith(TYPES) and f"{path}.".startswith(f"{problem.path}.") for problem in problems
    )


def ignores_case(data: dict[str, Any], text: str) -> bool:
    """Whether a configuration is valid, and keeps a text only in lower case."""
    try:
        config = str(as_yaml(PortkeyConfig.from_dict(data)))
    except ConfigurationError:
        return False
    return text not in config and text.lower() in config


def pattern(place: Place) -> Place:
    """A place without its index in lists, and without the component: the components share their settings."""
    return tuple("*" if isinstance(part, int) else "component" if part in COMPONENTS else part for part in place)


@cache
def new_places(name: str, find: Callable[[Any], Iterator[Place]]) -> tuple[Place, ...]:
    """The places of a configuration that no earlier one has."""
    names = [*ALL_SETTINGS]
    earlier = {pattern(place) for other in names[: names.index(name)] for place in find(data_of(other))}
    return tuple({pattern(place): place for place in find(data_of(name)) if pattern(place) not in earlier}.values())


def refused_together(data: dict[str, Any], values: Mapping[Place, str], codes: Mapping[Place, tuple[str, ...]]) -> set[Place]:
    """The places whose own problems show that their values are refused, when several places have one. A problem can hide another."""
    for place, value in values.items():
        data = with_value(data, place, value)
    try:
        PortkeyConfig.from_dict(data)
    except ConfigurationError as refused:
        printed, problems = f"{refused} {refused!r}", refused.problems
    else:
        return set()
    assert CORE not in printed
    reported = {(problem.path, problem.code) for problem in problems}
    typed = {problem.path for problem in problems if problem.code.startswith(TYPES)}
    paths = {place: ".".join(map(str, place)) for place in values}
    return {place for place, path in paths.items() if path in typed or any((path, code) in reported for code in codes[place])}


def left_of(data: dict[str, Any], values: Mapping[Place, str], codes: Mapping[Place, tuple[str, ...]]) -> list[Place]:
    """The places that are not refused together with some others, and have to be tested alone.

    The second round tells what rules report, which is nothing as long as the type of another setting refuses its value.
    """
    places = [*values]
    for _ in range(2):
        batches = [places[start : start + BATCH] for start in range(0, len(places), BATCH)]
        refused = [refused_together(data, {place: values[place] for place in batch}, codes) for batch in batches]
        places = [place for place in places if not any(place in each for each in refused)]
    return places


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_production_refuses_secrets_in_each_text(name: str) -> None:
    forms = [*SAMPLES]
    places = new_places(name, texts)
    codes = {place: OTHER_RULES.get(".".join(map(str, place)), (CODE,)) for place in places}
    # A few forms for each place, and each form in many places.
    for choice in (("github",), ("url",), forms):
        form_of = {place: choice[index % len(choice)] for index, place in enumerate(places)}
        for place in left_of(data_of(name), {place: SAMPLES[form] for place, form in form_of.items()}, codes):
            form = form_of[place]
            data = with_value(data_of(name), place, SAMPLES[form])
            if form in WITH_CAPITALS and ignores_case(data, SAMPLES[form]):
                continue
            assert is_refused(problems_of(data), place, *codes[place]), (place, form)


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_production_refuses_a_value_with_the_name_of_a_secret_in_each_map(name: str) -> None:
    owners = [owner for owner in new_places(name, maps) if owner[:1] not in (("secrets",), ("secretOverrides",))]
    places = [(*owner, NAME) for owner in owners]
    for place in left_of(data_of(name), dict.fromkeys(places, CORE), dict.fromkeys(places, (CODE,))):
        assert is_refused(problems_of(with_value(data_of(name), place, CORE)), place, CODE), place


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_production_refuses_a_secret_as_a_key_of_each_map(name: str) -> None:
    for owner in new_places(name, maps):
        problems = problems_of(with_value(data_of(name), (*owner, SAMPLES["github"]), "a"))
        assert is_refused(problems, owner, CODE) or any(problem.path.endswith("(hidden)") for problem in problems), owner


@pytest.mark.parametrize("form", SAMPLES)
def test_production_refuses_each_form_in_env(form: str) -> None:
    place = ("env", "VALUE")
    data = {**data_of("production"), "env": {}}
    assert is_refused(problems_of(with_value(data, place, SAMPLES[form])), place, CODE)


def test_enough_places_are_tested() -> None:
    assert sum(len(new_places(name, texts)) for name in ALL_SETTINGS) > 400
    assert sum(len(new_places(name, maps)) for name in ALL_SETTINGS) > 200


def accepted(name: str, secret: str) -> dict[str, Any]:
    """The data of a development configuration, with a secret in each place that accepts it."""
    data = {**data_of(name), "profile": "development"}
    return with_accepted(data, dict.fromkeys(texts(data), secret))


def with_values(data: dict[str, Any], values: Mapping[Place, str]) -> dict[str, Any]:
    for place, value in values.items():
        data = with_value(data, place, value)
    return data


def with_accepted(data: dict[str, Any], values: Mapping[Place, str]) -> dict[str, Any]:
    """The data with those of the values that are accepted."""
    try:
        PortkeyConfig.from_dict(changed := with_values(data, values))
    except ConfigurationError as error:
        problems = error.problems
    else:
        return changed
    # One report has all that the types refuse; what rules refuse depends on the other values.
    refused = {problem.path for problem in problems if problem.code.startswith(TYPES)}
    places = [place for place in values if ".".join(map(str, place)) not in refused]
    if len(places) < len(values):
        return with_accepted(data, {place: values[place] for place in places})
    half = len(places) // 2
    for part in (places[:half], places[half:]) if half else ():
        data = with_accepted(data, {place: values[place] for place in part})
    return data


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value.get_secret_value() if isinstance(value, SecretStr) else value


@pytest.mark.parametrize("form", [*SAMPLES, "name"])
def test_no_output_contains_a_secret(form: str, tmp_path: Path) -> None:
    name = "development"
    data = accepted(name, SAMPLES.get(form, "plain"))
    if form == "name":
        places = [(*place, NAME) for place in maps(data) if not {*MAPS_OF_KEYS, "secrets", "secretOverrides"} & {*place}]
        data = with_accepted(data, dict.fromkeys(places, CORE))
    config = PortkeyConfig.from_dict(data)
    assert str(plain(data)).count(CORE) > 10
    for text in (repr(config), str(config.model_dump()), config.model_dump_json(), repr(config.resolve()), repr(config.warnings())):
        assert CORE not in text
    new, old = tmp_path / "new.yaml", tmp_path / "old"
    new.write_text(yaml.safe_dump(plain(data)), encoding="utf-8")
    base = tmp_path / "base.yaml"
    base.write_text(yaml.safe_dump(plain({**data_of(name), "profile": "development"})), encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(program, ["render", "-f", str(base), "-o", str(old)]).exit_code == 0
    settings = sorted({str(place[0]) for place in texts(data)} | {".".join(map(str, place)) for place in texts(data) if place[-1] == NAME})
    compare = ["compare", "--chart", str(HELM / "chart"), "--values", str(HELM / "chart-values.yaml"), "-f", str(new)]
    # `render` and `images` print what the manifests contain.
    commands = [
        ["validate", "-f", str(new)],
        ["validate", "-f", str(new), "--strict"],
        ["plan", "-f", str(new), "--against", str(old)],
        ["plan", "-f", str(new), "--against", str(old), "--format", "json"],
        ["secrets", "-f", str(new)],
        *(["explain", "-f", str(new), setting] for setting in settings),
        *(["graph", "-f", str(new), "--format", picture] for picture in ("mermaid", "json")),
        *([*compare, "--format", output_format] for output_format in ("text", "json", "markdown")),
    ]
    for command in commands:
        result = runner.invoke(program, command)
        assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
        assert CORE not in result.output, command
        assert command[0] != "compare" or "gateway" in result.output
