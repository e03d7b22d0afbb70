"""The log store of a data plane whose values name the client s3_assume."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from portkey_constructs.helm import import_values

STORE = {"LOG_STORE": "s3_assume", "LOG_STORE_REGION": "eu-west-1", "LOG_STORE_GENERATIONS_BUCKET": "models-logs"}


@pytest.mark.parametrize(
    ("data", "environment", "credentials"),
    [
        ({}, {}, "identity"),
        ({"LOG_STORE_ACCESS_KEY": "a", "LOG_STORE_SECRET_KEY": "b"}, {}, "keys"),
        ({}, {"existingSecret": "models"}, None),
    ],
    ids=["neither keys nor role", "keys", "the user's Secret may have keys"],
)
def test_credentials_follow_from_the_values(tmp_path: Path, data: dict[str, str], environment: dict[str, Any], credentials: str | None) -> None:
    (tmp_path / "values.yaml").write_text(yaml.safe_dump({"environment": {**environment, "data": {**STORE, **data}}}))
    config = yaml.safe_load(import_values([tmp_path / "values.yaml"], chart="gateway").text)

    assert config["logStore"].get("credentials") == credentials
