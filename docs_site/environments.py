"""The pictures of the environments of this repository."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config import load
from portkey_constructs.pictures.graph import graph
from portkey_constructs.pictures.svg import svg

__all__ = ["AWS", "pictures"]

AWS: Final = Path(__file__).parents[1] / "apps" / "aws" / "portkey.yaml"
"""The configuration that the AWS companion serves, which has no twin in Python."""


def pictures() -> Mapping[str, str]:
    """An image of each, as `portkey-constructs graph --format svg` draws it."""
    configurations = {**{name: configuration(name) for name in ENVIRONMENTS}, "aws": load([AWS])}
    return {f"pictures/{name}.svg": svg(graph(config)) for name, config in configurations.items()}
