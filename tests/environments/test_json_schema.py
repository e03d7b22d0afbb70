"""The JSON Schema of environments.yaml."""

from typing import Any

import jsonschema_rs
import pytest

from portkey_constructs.environments.json_schema import environments_schema

VALIDATOR = jsonschema_rs.Draft7Validator(environments_schema())


def test_environments_with_every_setting_are_accepted() -> None:
    values = {"gateway": {"replicas": 3}, "mysql": {"host": "db.example.org"}, "namespace": None}
    definition = {"extends": "base", "files": ["base.yaml"], "cluster": "west", "context": "arn:aws:eks:west", "values": values}

    assert VALIDATOR.is_valid({"environments": {"base": {"files": ["base.yaml"]}, "eu.production": definition}})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"environment": {}},
        {"environments": {"EU": {"files": ["base.yaml"]}}},
        {"environments": {"eu": {"file": ["base.yaml"]}}},
        {"environments": {"eu": {"files": "base.yaml"}}},
        {"environments": {"eu": {"files": None}}},
        {"environments": {"eu": {"files": [3]}}},
        {"environments": {"eu": {"values": {"gateway": {"replica": 3}}}}},
        {"environments": {"eu": {"values": None}}},
    ],
)
def test_a_mistake_is_marked(data: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(data)
