"""Where the services get the prices and capabilities of models from."""

from typing import Annotated, Literal

from portkey_constructs.config.base import ByKind, Model
from portkey_constructs.config.fragments import Volume
from portkey_constructs.config.types import HttpUrl, Matching

__all__ = [
    "BundledPricing",
    "ControlPlanePricing",
    "LogStorePricing",
    "ModelPricing",
    "MountedPricing",
    "PortkeyPricing",
    "PriceFolders",
    "PricePath",
]

PricePath = Annotated[
    str,
    Matching(
        "^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$",
        "a relative path such as models/pricing, without a slash at either end",
        255,
    ),
]


class BundledPricing(Model):
    """The prices in the image of the gateway, which change only with its version."""

    kind: Literal["bundled"] = "bundled"
    """The gateway uses the prices in its image."""


class ControlPlanePricing(Model):
    """The prices of a control plane outside this cluster: Portkey's for a data plane, your application's for a standalone gateway."""

    kind: Literal["controlPlane"] = "controlPlane"
    """The gateway fetches the prices from its control plane."""


class PortkeyPricing(Model):
    """The prices that Portkey publishes. The backend fetches them, and the gateway fetches them from the backend."""

    kind: Literal["portkey"] = "portkey"
    """The backend fetches the prices that Portkey publishes. It needs access to the address."""
    url: HttpUrl = "https://configs.portkey.ai"
    """Address of the published prices, or of your mirror. The backend fetches /pricing/PROVIDER.json and /general/PROVIDER.json below it."""


class PriceFolders(Model):
    """Two folders with a file PROVIDER.json for each provider, as in Portkey's public repository Portkey-AI/models."""

    pricing: PricePath = "pricing"
    """Folder with the prices."""
    capabilities: PricePath = "general"
    """Folder with the capabilities."""


class LogStorePricing(PriceFolders):
    """Files in the bucket of the log store, which you upload and update. The backend reads them."""

    kind: Literal["logStore"] = "logStore"
    """The backend reads the prices from the bucket in logStore."""


class MountedPricing(PriceFolders):
    """Files in a volume of the backend's pods, which you fill and update."""

    kind: Literal["mounted"] = "mounted"
    """The backend reads the prices from a volume."""
    volume: Volume
    """Volume with the two folders, as Kubernetes defines it. Only the backend's Deployment mounts it, read-only."""


ModelPricing = Annotated[BundledPricing | ControlPlanePricing | PortkeyPricing | LogStorePricing | MountedPricing, ByKind()]
