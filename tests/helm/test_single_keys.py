"""Each key that stands alone reaches its setting with its value, except booleans, which are left out where they are the default."""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from portkey_constructs.helm import Chart, ChartKey, chart_keys, import_values

pytestmark = pytest.mark.slow

SAMPLES: dict[str, Any] = {"text": "sample", "integer": 7, "map": {"sample": "value"}, "list": [{"name": "SAMPLE", "value": "text"}]}
VARIABLES = {"SAMPLE": "text"}
CHARTS: tuple[Chart, ...] = get_args(Chart)
KEYS = [
    pytest.param(chart, key, id=f"{chart}-{key.path}")
    for chart in CHARTS
    for key in chart_keys(chart).values()
    if key.target and not key.handler and not key.outcome and key.conversion != "container" and key.type != "boolean"
]


@pytest.mark.parametrize(("chart", "key"), KEYS)
def test_a_key_reaches_its_setting(tmp_path: Path, chart: Chart, key: ChartKey) -> None:
    sample = SAMPLES[key.type]
    values: Any = sample
    for part in reversed(key.path.split(".")):
        values = {part: values}
    if chart == "gateway" and key.path.startswith("dataservice."):
        values["dataservice"] = {**values["dataservice"], "enabled": True}
    (tmp_path / "values.yaml").write_text(yaml.safe_dump(values))
    value: Any = yaml.safe_load(import_values([tmp_path / "values.yaml"], chart=chart).text)
    for part in key.target.split("."):
        value = value[part]

    if isinstance(key.default, dict) and key.conversion != "env":
        sample = {**key.default, **sample}
    if chart == "gateway" and isinstance(sample, dict) and sample.get("httpGet") and "port" not in sample["httpGet"]:
        sample = {**sample, "httpGet": {**sample["httpGet"], "port": 8787}}
    assert value == (VARIABLES if key.conversion == "env" else sample)
