"""The charts that the tests install: a chart of our own with the shape of the real ones, and Portkey's charts where they can be had."""

import os
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from portkey_constructs.helm import Chart
from portkey_constructs.helm.chart_keys import chart_defaults

__all__ = ["DATABASES", "OWN_CHART", "defaults_file", "public_chart"]

OWN_CHART: Final = Path(__file__).with_name("release-chart")
"""A chart named app. It has no values of its own: `defaults_file` has the defaults of the real chart from our table."""
DATABASES: Final[dict[str, Any]] = {
    "mysql": {"external": {"user": "portkey", "password": "c0nf1dent1al", "database": "portkey", "rootPassword": "c0nf1dent1al"}},
    "clickhouse": {"external": {"user": "default", "password": "c0nf1dent1al"}},
}
"""The accounts of databases in the cluster, which the real chart leaves empty."""


def public_chart(chart: Chart) -> Path:
    """The folder of a public chart; skips the test where it cannot be had."""
    folder = os.environ.get("PORTKEY_HELM_CHARTS")
    if not folder:
        pytest.skip("PORTKEY_HELM_CHARTS does not name a folder with the charts portkey-app and portkey-gateway")
    return Path(folder) / f"portkey-{chart}"


def defaults_file(folder: Path) -> Path:
    """Writes the defaults of the real chart for `OWN_CHART`."""
    path = folder / "defaults.yaml"
    path.write_text(yaml.safe_dump(chart_defaults("app")), encoding="utf-8")
    return path
