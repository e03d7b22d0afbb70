"""The source of model prices, and the rows of the table of environment variables for it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.model_pricing import (
    BundledPricing,
    ControlPlanePricing,
    LogStorePricing,
    ModelPricing,
    MountedPricing,
    PortkeyPricing,
    PriceFolders,
)
from portkey_constructs.platform.control_planes import control_plane_address
from portkey_constructs.platform.evidence import CONFIG_READER, MODEL_PRICING
from portkey_constructs.platform.files import MODEL_PRICES_FOLDER
from portkey_constructs.platform.login import BACKEND_PATH
from portkey_constructs.platform.variable import PlainValue, Variable

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["MODEL_PRICING_VARIABLES", "PRICE_SWITCH", "fetches_prices", "mounted_prices", "price_source"]

PRICE_SWITCH: Final = "MODEL_CONFIGS_PROXY_FETCH_ENABLED"
"""With a control plane of your own, only ON counts: the gateway's image sets true, which counts for a data plane."""

_BACKEND_PRICES: Final = "/v2/utils/model-configs"
_BUNDLED: Final = BundledPricing.model_construct()
_CONTROL_PLANE: Final = ControlPlanePricing.model_construct()


def price_source(platform: "Platform") -> ModelPricing:
    """Where the prices come from, with the default of the deployment."""
    return platform.config.model_pricing or (_CONTROL_PLANE if platform.deployment == "dataPlane" else _BUNDLED)


def fetches_prices(platform: "Platform") -> bool:
    """Whether the gateway fetches prices from a backend of your own."""
    return platform.deployment != "dataPlane" and price_source(platform).kind != "bundled"


def mounted_prices(platform: "Platform") -> MountedPricing | None:
    """The volume of prices that the backend mounts."""
    pricing = platform.config.model_pricing
    return pricing if isinstance(pricing, MountedPricing) and platform.backend else None


def _config_reader_path(platform: "Platform") -> str | None:
    if platform.deployment == "dataPlane":
        return control_plane_address(platform.config.deployment, platform.addresses.control_plane, "model_configs")
    if not fetches_prices(platform):
        return None
    if platform.deployment == "gateway":
        return f"{platform.addresses.backend}{_BACKEND_PRICES}" if platform.addresses.backend else None
    return f"{platform.addresses.control_plane or platform.services['frontend'].url}{BACKEND_PATH}{_BACKEND_PRICES}"


def _mirror(platform: "Platform") -> PortkeyPricing | None:
    pricing = platform.config.model_pricing
    return pricing if isinstance(pricing, PortkeyPricing) else None


def _url(platform: "Platform") -> str | None:
    mirror = _mirror(platform)
    return mirror.url.rstrip("/") if mirror else None


def _folder(kind: type[PriceFolders], base: str, folder: Callable[[PriceFolders], str]) -> PlainValue:
    def path(platform: "Platform") -> str | None:
        pricing = platform.config.model_pricing
        return f"{base}{folder(pricing)}" if isinstance(pricing, PriceFolders) and isinstance(pricing, kind) else None

    return path


def _pricing(folders: PriceFolders) -> str:
    return folders.pricing


def _capabilities(folders: PriceFolders) -> str:
    return folders.capabilities


def _backend(name: str, meaning: str, value: PlainValue, setting: str) -> Variable:
    return Variable(name, meaning, ("backend",), value, MODEL_PRICING, "backend 1.7.0", serving_only=True, setting=setting)


_SETTING: Final = "modelPricing"
_MOUNT: Final = f"{MODEL_PRICES_FOLDER}/"
MODEL_PRICING_VARIABLES: Final = (
    Variable("CONFIG_READER_PATH", "address of model prices and capabilities", ("gateway",), _config_reader_path, CONFIG_READER, setting=_SETTING),
    Variable(
        PRICE_SWITCH,
        "ON: the gateway fetches model prices from the backend",
        ("gateway",),
        lambda p: "ON" if fetches_prices(p) else None,
        MODEL_PRICING,
        "gateway 2.0.0",
        setting=_SETTING,
    ),
    _backend(PRICE_SWITCH, "ON: the backend fetches published model prices", lambda p: "ON" if _mirror(p) else None, _SETTING),
    _backend("MODEL_CONFIGS_PROXY_URL", "address of published model prices", _url, f"{_SETTING}.url"),
    _backend(
        "MODEL_CONFIGS_PRICING_LOG_STORE_PATH",
        "folder of model prices in the log store's bucket",
        _folder(LogStorePricing, "", _pricing),
        f"{_SETTING}.pricing",
    ),
    _backend(
        "MODEL_CONFIGS_CAPABILITIES_LOG_STORE_PATH",
        "folder of model capabilities in the log store's bucket",
        _folder(LogStorePricing, "", _capabilities),
        f"{_SETTING}.capabilities",
    ),
    _backend("MODEL_CONFIGS_PRICING_LOCAL_PATH", "mounted folder of model prices", _folder(MountedPricing, _MOUNT, _pricing), f"{_SETTING}.pricing"),
    _backend(
        "MODEL_CONFIGS_CAPABILITIES_LOCAL_PATH",
        "mounted folder of model capabilities",
        _folder(MountedPricing, _MOUNT, _capabilities),
        f"{_SETTING}.capabilities",
    ),
)
