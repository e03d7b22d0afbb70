"""The resolved platform: immutable, and every answer from the same decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from portkey_constructs.config import PortkeyConfig, SecretGroup
from portkey_constructs.platform import Platform, resolve
from tests.support.all_settings import ALL_SETTINGS, MINIMAL
from tests.support.examples import development, production

CONFIGURATIONS = {"minimal": MINIMAL, **ALL_SETTINGS}
IMMUTABLE = (str, int, float, bool, bytes, type(None), Enum, SecretStr, type, frozenset)
DERIVED = ("components", "secrets", "needed_secrets", "required_secrets", "pull_secrets", "environments", "read_secrets", "mounted_secrets")


def reachable(value: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """Every value below a platform, with its path; each object once."""
    if id(value) in seen:
        return
    seen.add(id(value))
    yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from reachable(getattr(value, name), f"{path}.{name}", seen)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from reachable(getattr(value, field.name), f"{path}.{field.name}", seen)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from reachable(key, f"{path}[{key!r}]", seen)
            yield from reachable(inner, f"{path}[{key!r}]", seen)
    elif isinstance(value, tuple):  # a NamedTuple too
        for index, inner in enumerate(value):
            yield from reachable(inner, f"{path}[{index}]", seen)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_everything_below_a_platform_is_immutable(name: str) -> None:
    platform = CONFIGURATIONS[name].resolve()
    roots = {"platform": platform, **{attribute: getattr(platform, attribute) for attribute in DERIVED}}
    seen: set[int] = set()
    values = [pair for root, value in roots.items() for pair in reachable(value, root, seen)]
    assert len(values) > 200
    for path, value in values:
        if isinstance(value, BaseModel):
            assert value.model_config.get("frozen"), path
        elif is_dataclass(value):
            assert vars(type(value))["__dataclass_params__"].frozen, path
        else:
            assert isinstance(value, (*IMMUTABLE, tuple, MappingProxyType)), (path, type(value))


def test_attributes_cannot_be_replaced() -> None:
    platform = development().resolve()
    with pytest.raises(FrozenInstanceError):
        platform.profile = "production"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        platform.redis.tls = True  # type: ignore[misc]
    with pytest.raises(TypeError):
        platform.services["gateway"] = platform.services["backend"]  # type: ignore[index]


def test_a_map_of_the_configuration_cannot_change_afterwards() -> None:
    """Names and manifests disagreed after such a change."""
    config = production()
    with pytest.raises(TypeError):
        config.secret_overrides[SecretGroup.MYSQL] = ALL_SETTINGS["aws"].secrets  # type: ignore[index]
    with pytest.raises(TypeError):
        config.labels["team"] = "a"  # type: ignore[index]
    names = {secret.name for secret in config.resolve().secrets.values()}
    assert {"portkey-mysql", "portkey-secrets"} <= names


def test_a_configuration_is_resolved_once() -> None:
    config = production()
    assert config.resolve() is config.resolve()
    assert resolve(config) is not config.resolve()
    assert config.model_copy(update={"name": "acme"}).resolve().secret("mysql").name == "acme-mysql"


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_resolving_twice_gives_the_same_objects(name: str) -> None:
    config = CONFIGURATIONS[name]
    first, second = resolve(config).objects(), resolve(config).objects()
    assert first == second
    for staged, other in zip(first, second, strict=True):
        assert staged.manifest is not other.manifest


def test_secrets_are_found_by_group_or_by_its_name() -> None:
    platform = production().resolve()
    assert platform.secret("redis") is platform.secret(SecretGroup.REDIS) is platform.secrets[SecretGroup.REDIS]
    with pytest.raises(ValueError, match="redi"):
        platform.secret("redi")


def test_parts_are_present_or_none() -> None:
    def parts(platform: Platform) -> set[str]:
        return {name for name in ("gateway", "backend", "dataservice", "frontend") if getattr(platform, name) is not None}

    assert parts(development().resolve()) == {"gateway", "backend", "dataservice", "frontend"}
    assert parts(ALL_SETTINGS["hybrid"].resolve()) == {"gateway", "dataservice"}
    assert parts(ALL_SETTINGS["alone"].resolve()) == {"gateway"}
    assert ALL_SETTINGS["hybrid"].resolve().mysql is None
    assert ALL_SETTINGS["hybrid"].resolve().clickhouse is None


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_no_secret_value_is_in_the_representation(name: str) -> None:
    config: PortkeyConfig = CONFIGURATIONS[name]
    platform = config.resolve()
    text = f"{platform!r} {platform.secrets!r} {platform.environments!r} {platform.required_secrets!r}"
    values = [value.get_secret_value() for secret in platform.secrets.values() for value in secret.keys.values() if isinstance(value, SecretStr)]
    assert [value for value in values if len(value) > 6 and value in text] == []
