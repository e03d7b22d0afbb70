"""The entry points that pydantic adds raise ConfigurationError, and their errors hold no value."""

import pytest

from portkey_constructs import ConfigurationError, PortkeyConfig
from portkey_constructs.config.mysql import ExternalMySql

HOSTILE = {
    "no JSON": "{",
    "a lone surrogate": '{"password": "\\ud800"}',
    "a huge integer": '{"port": ' + "1" * 5000 + "}",
    "deep": "[" * 3000,
    "a list": "[]",
    "a wrong type": '{"password": {"a": "hunter2"}}',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("model", [PortkeyConfig, ExternalMySql])
def test_hostile_json_is_refused(model: type[PortkeyConfig | ExternalMySql], text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        model.model_validate_json(text)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__context__ is None


def test_texts_are_refused() -> None:
    with pytest.raises(ConfigurationError):
        PortkeyConfig.model_validate_strings({"gateway": {"replicas": "many"}})


@pytest.mark.parametrize(
    "settings", [{"env": {"X": 10**5000}}, {"namespaceLabels": {"x": 10**5000}}, {"gateway": {"replicas": 10**5000}}], ids=["text", "label", "number"]
)
def test_a_huge_integer_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        PortkeyConfig.from_dict({"profile": "development", "clientAuth": "license", "auth": {"kind": "none"}, **settings})
