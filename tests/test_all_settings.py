"""`tests/support/all_settings` covers every setting: a new setting must be added there."""

from collections.abc import Iterator, Mapping

import pytest
from pydantic import BaseModel

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.introspection import models_within
from tests.support.all_settings import ALL_SETTINGS, MINIMAL

Setting = tuple[str, str]

REFUSED = {(f"exposure.{exposure}.path", model) for exposure in ("frontend", "gateway") for model in ("IngressExposure", "HttpRouteExposure")} | {
    (f"exposure.{exposure}.allow_from", "HttpRouteExposure") for exposure in ("frontend", "gateway", "mcp")
}
"""What no configuration can set to something else: PK-EXPOSURE-006, PK-EXPOSURE-022."""


def settable(model: type[BaseModel], path: str = "") -> Iterator[Setting]:
    """Every setting of every variant: the path, and the model that has it."""
    for name, field in model.model_fields.items():
        yield f"{path}.{name}".lstrip("."), model.__name__
        # What stands there for one Secret is what stands in `secrets` for all.
        for inner in () if name == "secret_overrides" else models_within(field.annotation):
            yield from settable(inner, f"{path}.{name}")


def changed_settings(value: BaseModel, path: str = "") -> Iterator[Setting]:
    """The settings of a configuration that differ from their default."""
    for name, field in type(value).model_fields.items():
        setting = getattr(value, name)
        if name == "kind" or field.is_required() or setting != field.get_default():
            yield f"{path}.{name}".lstrip("."), type(value).__name__
        for inner in setting.values() if isinstance(setting, Mapping) else setting if isinstance(setting, tuple) else (setting,):
            if isinstance(inner, BaseModel):
                yield from changed_settings(inner, f"{path}.{name}")


@pytest.mark.parametrize("field", PortkeyConfig.model_fields)
def test_every_setting_differs_from_its_default_somewhere(field: str) -> None:
    expected = {setting for setting in settable(PortkeyConfig) if setting[0].split(".")[0] == field}
    settings = {setting for config in ALL_SETTINGS.values() for setting in changed_settings(config)}
    assert expected - settings == {setting for setting in REFUSED if setting in expected}


def test_missing_settings_are_detected() -> None:
    missing = set(settable(PortkeyConfig)) - set(changed_settings(MINIMAL))
    assert {("gateway.probes.liveness", "Probes"), ("mysql.tls", "ExternalMySql"), ("exposure.gateway.tls.secret_name", "TlsFromSecret")} <= missing
    assert len(missing) > 700
