"""The architecture diagrams of the environments of this repository."""

from collections.abc import Mapping

from apps import ENVIRONMENTS, configuration
from portkey_constructs.diagram.build import build_graph
from portkey_constructs.diagram.svg import svg

__all__ = ["diagrams"]


def diagrams() -> Mapping[str, str]:
    """Return the SVG image of each environment by its path in the site."""
    return {f"pictures/{name}.svg": svg(build_graph(configuration(name).resolve())) for name in ENVIRONMENTS}
