"""Reads values of Portkey's Helm charts, and writes the equivalent configuration."""

from portkey_constructs.helm.chart_keys import Chart, ChartKey, chart_keys
from portkey_constructs.helm.importing import Imported, import_values
from portkey_constructs.helm.report import Entry, Outcome

__all__ = ["Chart", "ChartKey", "Entry", "Imported", "Outcome", "chart_keys", "import_values"]
