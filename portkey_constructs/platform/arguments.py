"""The arguments of constructs and functions that take a configuration or a platform: anything else is refused like an invalid setting."""

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError, Problem
from portkey_constructs.platform.platform import Platform

__all__ = ["platform_of", "refused", "require_platform"]


def refused(setting: str, message: str, fix: str) -> ConfigurationError:
    """The error of a construct whose arguments are invalid, or whose configuration renders no objects for it."""
    return ConfigurationError([Problem(setting, message, fix, "PK-CONSTRUCT-001")])


def platform_of(config: PortkeyConfig) -> Platform:
    """The platform of a construct's configuration; raises `ConfigurationError` for anything else, such as a dict."""
    if not isinstance(config, PortkeyConfig):
        raise refused("config", f"is of the type {type(config).__name__}", "pass a PortkeyConfig, such as PortkeyConfig.from_dict({...})")
    return config.resolve()


def require_platform(platform: Platform) -> None:
    """Raises `ConfigurationError` for anything that is no platform, such as a `PortkeyConfig`."""
    if not isinstance(platform, Platform):
        raise refused("platform", f"is of the type {type(platform).__name__}", "pass a Platform, such as PortkeyConfig.from_dict({...}).resolve()")
