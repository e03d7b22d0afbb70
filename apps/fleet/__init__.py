"""Twelve environments of three tenants: three regions and three stages, in layers that `environments.yaml` merges.

`dist/fleet/` contains one environment per region, the production environment of the tenant acme, which runs in all of them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from portkey_constructs.environments import load_environments

if TYPE_CHECKING:
    from portkey_constructs.config import PortkeyConfig

__all__ = ["ENVIRONMENTS_FILE", "configurations"]

ENVIRONMENTS_FILE: Final = Path(__file__).with_name("environments.yaml")


def configurations() -> dict[str, "PortkeyConfig"]:
    """The configuration of every environment by name."""
    return load_environments(ENVIRONMENTS_FILE)
