"""Compares what Portkey's Helm charts render with what this library renders."""

from portkey_constructs.helm.compare.comparison import compare_with_chart
from portkey_constructs.helm.compare.model import Comparison, Difference, Fact, Mark, Value

__all__ = ["Comparison", "Difference", "Fact", "Mark", "Value", "compare_with_chart"]
