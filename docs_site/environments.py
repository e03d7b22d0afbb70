"""The diagrams of the environments of this repository."""

from collections.abc import Mapping

from apps import ENVIRONMENTS, configuration
from portkey_constructs.diagram.graph import graph
from portkey_constructs.diagram.svg import svg

__all__ = ["pictures"]


def pictures() -> Mapping[str, str]:
    """The SVG image of each environment, as `portkey-constructs graph` draws it, by its path."""
    return {f"pictures/{name}.svg": svg(graph(configuration(name))) for name in ENVIRONMENTS}
