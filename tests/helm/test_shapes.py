"""Values of the right type whose content no chart can use are refused with their path, and without the value."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.helm import Chart, import_values


@pytest.mark.parametrize(
    ("chart", "values", "path"),
    [
        ("app", {"commonEnv": ["c0nf1dent1al"]}, "commonEnv[0]"),
        ("app", {"commonEnv": [{"name": "A", "value": "b"}, {"value": "c0nf1dent1al"}]}, "commonEnv[1]"),
        ("gateway", {"extraContainerConfig": {"env": {"A": "c0nf1dent1al"}}}, "extraContainerConfig.env"),
        ("app", {"mysql": {"statefulSet": {"volumes": ["data"]}}}, "mysql.statefulSet.volumes[0]"),
        ("app", {"redis": {"external": {"enabled": True, "connectionUrl": "redis://:c0nf1dent1al@[host"}}}, "redis.external.connectionUrl"),
        ("gateway", {"environment": {"data": {"REDIS_URL": "redis://:c0nf1dent1al@host:port"}}}, "environment.data.REDIS_URL"),
    ],
)
def test_content_of_another_shape_is_refused_with_its_path(tmp_path: Path, chart: Chart, values: dict[str, Any], path: str) -> None:
    (tmp_path / "values.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        import_values([tmp_path / "values.yaml"], chart=chart)

    assert [(problem.code, problem.path) for problem in error.value.problems] == [("PK-HELM-003", path)]
    assert "c0nf1dent1al" not in str(error.value)
