"""`repr` and dumps of models hide secrets in free text, and a dump in Python builds the same model."""

import json
from typing import Any

import pytest

from portkey_constructs.config import GatewayConfig, JsonOperation, Patch, PatchTarget, PortkeyConfig
from portkey_constructs.config.hidden_text import HiddenText

SECRET = "hunter2"
TOKEN = "gh" + "p_" + "0123456789abcdef" * 2 + "0123"
GATEWAY: dict[str, Any] = {
    "env": {"DB_PASSWORD": SECRET, "URL": f"https://me:{SECRET}@example.org", "MODE": "plain"},
    "args": ("--token", SECRET),
    "sidecars": [{"name": "a", "image": "a:1", "env": [{"name": "API_KEY", "value": SECRET}]}],
    "annotations": {TOKEN: "a", "example.org/api-key": SECRET},
}
MODELS = (
    GatewayConfig(**GATEWAY),
    Patch(target=PatchTarget(kind="Deployment"), merge={"metadata": {"annotations": {"password": SECRET, TOKEN: "a"}}}),
    JsonOperation(op="add", path="/metadata/annotations/example.org~1token", value=SECRET),
    JsonOperation(op="add", path="/metadata/annotations", value={"token": SECRET}),
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_no_secret_is_in_the_repr_or_a_dump(model: Any) -> None:
    for text in (repr(model), str(model), str(model.model_dump()), model.model_dump_json(), json.dumps(model.model_dump(mode="json", by_alias=True))):
        assert SECRET not in text
        assert TOKEN not in text
        assert "**********" in text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_a_dump_in_python_builds_the_same_model(model: Any) -> None:
    assert type(model)(**model.model_dump()) == model
    assert type(model).model_validate(model.model_dump(by_alias=True, exclude_unset=True), by_alias=True, by_name=False) == model


def test_other_text_is_shown() -> None:
    dumped = MODELS[0].model_dump(exclude_unset=True)
    assert dumped["env"]["MODE"] == "plain"
    assert isinstance(dumped["env"]["DB_PASSWORD"], HiddenText)
    assert dumped["env"]["DB_PASSWORD"].get_secret_value() == SECRET


def test_names_of_the_keys_of_secrets_are_shown() -> None:
    config = PortkeyConfig.from_dict(
        {
            "profile": "production",
            "auth": {"kind": "none"},
            "logStore": {"kind": "none"},
            **{store: {"kind": "inCluster"} for store in ("mysql", "redis", "clickhouse")},
            "secrets": {"kind": "existing", "keys": {"mysql": {"mysql_password": "password-of-portkey"}}},
        }
    )
    assert "password-of-portkey" in repr(config)
    assert "password-of-portkey" in config.model_dump_json()
