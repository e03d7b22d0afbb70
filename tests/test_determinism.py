"""The same configuration gives the same bytes: in any process, in any place, however the file is laid out.

The order of keys carries a meaning in `env` alone: a variable may use those before it. When the keys of the user's other maps (labels,
annotations, nodeSelector, Kubernetes' own fragments) change their order, theirs in the output does, and nothing else: the objects are equal
even then, and so are all digests and names.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portkey_constructs.output.yaml_text import to_yaml
from tests.support.examples import DEVELOPMENT, EXTERNAL, PRODUCTION, config_from
from tests.support.objects import rendered
from tests.support.strategies import configurations

APPS = Path(__file__).parents[1] / "apps"
EXAMPLES = ("quickstart.yaml", "production_internal.yaml")
PLACES = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "COLUMNS": "20", "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": "0"},
)


def output(file: Path, place: Mapping[str, str], folder: Path) -> bytes:
    command = (sys.executable, "-m", "portkey_constructs.cli", "render", "-f", str(file))
    paths = {"PYTHONPATH": str(APPS.parent)}
    return subprocess.run(command, cwd=folder, env={**os.environ, **place, **paths}, check=True, capture_output=True).stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_two_processes_write_the_same_bytes(name: str, tmp_path: Path) -> None:
    first, second = (output(APPS / name, place, folder) for place, folder in zip(PLACES, (APPS, tmp_path), strict=True))
    assert first == second
    assert len(first) > 10_000


def shuffled(data: Any, order: random.Random) -> Any:
    """The same data with the keys of every map but `env` in another order."""
    if isinstance(data, Mapping):
        keys = list(data)
        order.shuffle(keys)
        return {key: data[key] if key == "env" else shuffled(data[key], order) for key in keys}
    return [shuffled(item, order) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("seed", range(3))
def test_order_of_settings_does_not_change_the_files(name: str, seed: int) -> None:
    data = yaml.safe_load((APPS / name).read_text("utf-8"))
    other = shuffled(data, random.Random(seed))
    assert list(other) != list(data)
    assert to_yaml(rendered(config_from(other))) == to_yaml(rendered(config_from(data)))


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(configurations(), st.randoms(use_true_random=False))
def test_order_of_any_map_does_not_change_the_objects(data: dict[str, Any], order: random.Random) -> None:
    assert rendered(config_from(shuffled(data, order))) == rendered(config_from(data))


@pytest.mark.parametrize("data", [DEVELOPMENT, PRODUCTION, EXTERNAL])
def test_rendering_twice_gives_equal_independent_objects(data: Mapping[str, Any]) -> None:
    config = config_from(data)
    first, second = rendered(config), rendered(config)
    assert first == second
    before = json.dumps(second)
    for manifest in first:
        manifest.clear()
    assert json.dumps(second) == before
    assert json.dumps(rendered(config)) == before
