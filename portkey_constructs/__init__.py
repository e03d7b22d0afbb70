"""Typed constructs that render the Kubernetes manifests of Portkey Enterprise.

Names are looked up when they are first used: the constructs need Node, the configuration does not.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portkey_constructs.config import PortkeyConfig, load, load_with_warnings
    from portkey_constructs.constructs import (
        Backend,
        ClickHouse,
        DataService,
        Frontend,
        Gateway,
        IrsaServiceAccount,
        Migration,
        MySql,
        Portkey,
        PortkeyNamespace,
        Redis,
        Secrets,
        Stage,
    )
    from portkey_constructs.errors import ConfigurationError, IdentityError, OutputError, PortkeyError, Position, Problem

__all__ = [
    "Backend",
    "ClickHouse",
    "ConfigurationError",
    "DataService",
    "Frontend",
    "Gateway",
    "IdentityError",
    "IrsaServiceAccount",
    "Migration",
    "MySql",
    "OutputError",
    "Portkey",
    "PortkeyConfig",
    "PortkeyError",
    "PortkeyNamespace",
    "Position",
    "Problem",
    "Redis",
    "Secrets",
    "Stage",
    "load",
    "load_with_warnings",
]

_CONFIG = ("PortkeyConfig", "load", "load_with_warnings")
_ERRORS = ("ConfigurationError", "IdentityError", "OutputError", "PortkeyError", "Position", "Problem")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = "config" if name in _CONFIG else "errors" if name in _ERRORS else "constructs"
    found = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
