"""A configuration is immutable at every depth, and dumps to plain data."""

import copy
import json
import pickle
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from portkey_constructs.config import ExistingSecrets, InlineSecrets, PortkeyConfig, SecretGroup
from portkey_constructs.config.frozen import freeze, thaw
from portkey_constructs.config.root import Rules
from portkey_constructs.output.yaml_text import to_yaml
from tests.support.all_settings import ALL_SETTINGS, MINIMAL

SECRET_TEXT = "only-for-tests"


def values(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A value and everything inside it, each with its path."""
    yield path, value
    if isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from values(f"{path}.{field}", getattr(value, field))
    elif isinstance(value, MappingProxyType | dict):
        for key, inner in value.items():
            yield from values(f"{path}.{key}", inner)
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from values(f"{path}.{index}", inner)


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_nothing_in_a_configuration_can_be_changed(name: str) -> None:
    for path, value in values(name, ALL_SETTINGS[name]):
        if isinstance(value, BaseModel):
            for field in type(value).model_fields:
                with pytest.raises(ValidationError, match="frozen"):
                    setattr(value, field, None)
        elif isinstance(value, MappingProxyType):
            changing: Any = value
            with pytest.raises(TypeError):
                changing["added"] = "value"
            for key in value:
                with pytest.raises(TypeError):
                    del changing[key]
            assert not hasattr(value, "update")
        else:
            assert not isinstance(value, dict | list | set), path


def test_the_configurations_have_maps_and_lists_at_every_depth() -> None:
    kinds = {path.partition(".")[2]: type(value) for name in ALL_SETTINGS for path, value in values(name, ALL_SETTINGS[name])}
    for path in ("labels", "gateway.env.FROM_SECRET", "gateway.affinity.nodeAffinity", "secret_overrides", "gateway.volumes.0.emptyDir"):
        assert kinds[path] is MappingProxyType, path
    for path in ("gateway.tolerations", "gateway.dns_config.options"):
        assert kinds[path] is tuple, path


def test_changing_a_map_of_secrets_fails_and_changes_no_object() -> None:
    before = to_yaml(staged.manifest for staged in MINIMAL.resolve().objects())
    overrides: Any = MINIMAL.secret_overrides
    with pytest.raises(TypeError):
        overrides[SecretGroup.MYSQL] = ExistingSecrets()
    assert to_yaml(staged.manifest for staged in MINIMAL.resolve().objects()) == before


def test_a_configuration_is_independent_of_the_data_it_was_built_from() -> None:
    affinity: dict[str, Any] = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{}]}}}
    overrides = {SecretGroup.MYSQL: InlineSecrets()}
    config = MINIMAL.model_copy(update={"gateway": {"affinity": affinity}, "secret_overrides": overrides})
    affinity["nodeAffinity"].clear()
    overrides.clear()
    assert config.gateway.model_dump(exclude_unset=True)["affinity"]["nodeAffinity"] != {}
    assert config.secret_overrides == {SecretGroup.MYSQL: InlineSecrets()}


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_a_dump_is_plain_data_that_builds_the_same_configuration(name: str) -> None:
    config = ALL_SETTINGS[name]
    dumped = config.model_dump()
    assert not [path for path, value in values(name, dumped) if isinstance(value, MappingProxyType | BaseModel)]
    # Rules ask which settings were set, and a dump sets them all; outputs are written as the path of a file.
    dumped["aws"]["outputs"] = config.aws.outputs
    assert PortkeyConfig.model_validate(dumped, context=Rules.LATER) == config
    text = json.dumps(config.model_dump(mode="json"))
    assert text == json.dumps(json.loads(config.model_dump_json()))
    assert SECRET_TEXT not in text


@pytest.mark.parametrize("name", ALL_SETTINGS)
def test_copies_are_equal_and_as_immutable(name: str) -> None:
    config = ALL_SETTINGS[name]
    for copied in (config.model_copy(), config.model_copy(deep=True), copy.deepcopy(config), pickle.loads(pickle.dumps(config))):
        assert copied == config
        assert copied is not config
        assert {path: type(value) for path, value in values(name, copied)} == {path: type(value) for path, value in values(name, config)}


def test_the_text_of_a_configuration_shows_no_secret_and_no_environment() -> None:
    config = MINIMAL.model_copy(
        update={"env": {"TOKEN": SECRET_TEXT}, "gateway": {"env": {"TOKEN": SECRET_TEXT}}, "client_auth": SecretStr(SECRET_TEXT)}
    )
    assert SECRET_TEXT not in repr(config) + str(config)


def test_thaw_is_the_inverse_of_freeze() -> None:
    data = {"a": [{"b": [1, "x", None]}, []], "c": {}}
    frozen = freeze(data)
    assert frozen == MappingProxyType({"a": (MappingProxyType({"b": (1, "x", None)}), ()), "c": MappingProxyType({})})
    assert thaw(frozen) == data
