"""The addresses of a hosted control plane, and their rows in the table of environment variables."""

from typing import TYPE_CHECKING, Final, Literal

from portkey_constructs.config.services import DataPlane
from portkey_constructs.platform.evidence import EKS
from portkey_constructs.platform.login import BACKEND_PATH
from portkey_constructs.platform.variable import Variable

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["CONTROL_PLANE_PATHS", "CONTROL_PLANE_VARIABLES", "ControlPlanePart", "control_plane_address"]

ControlPlanePart = Literal["albus", "api", "sync", "model_configs"]

CONTROL_PLANE_PATHS: Final[dict[ControlPlanePart, str]] = {
    "albus": BACKEND_PATH,
    "api": "/api/v1",
    "sync": "/api/v1/sync",
    "model_configs": "/api/model-configs",
}
"""The path of each part below the address of a control plane, which Portkey documents for private connections."""


def control_plane_address(deployment: object, control_plane_url: str | None, part: ControlPlanePart) -> str | None:
    """The address of a part of a data plane's control plane; None for the address in the images, and without a data plane."""
    if not isinstance(deployment, DataPlane):
        return None
    address: str | None = getattr(deployment.control_plane, part)
    if address:
        return address.rstrip("/")
    return f"{control_plane_url}{CONTROL_PLANE_PATHS[part]}" if control_plane_url else None


def _row(name: str, meaning: str, part: ControlPlanePart, setting: str) -> Variable:
    def address(platform: "Platform") -> str | None:
        return control_plane_address(platform.config.deployment, platform.addresses.control_plane, part)

    return Variable(name, meaning, ("gateway",), address, EKS, setting=f"deployment.controlPlane.{setting}")


CONTROL_PLANE_VARIABLES: Final = (
    _row("CONTROL_PLANE_BASEPATH", "address of the control plane's API", "api", "api"),
    _row("SOURCE_SYNC_API_BASEPATH", "address that a data plane fetches changes from", "sync", "sync"),
)
"""ALBUS_BASEPATH and CONFIG_READER_PATH are not among them: they have values in other deployments too."""
