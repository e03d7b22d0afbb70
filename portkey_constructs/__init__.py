"""Typed constructs that render the Kubernetes manifests of Portkey Enterprise.

Names are looked up when they are first used: the constructs need Node, the configuration does not.
"""

from importlib import import_module
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
        MySqlUser,
        NetworkPolicies,
        Portkey,
        PortkeyApp,
        PortkeyNamespace,
        Redis,
        ResourceQuota,
        Secrets,
        Stage,
        mark_cluster,
    )
    from portkey_constructs.errors import ConfigurationError, IdentityError, OutputError, PortkeyError, Position, Problem
    from portkey_constructs.platform import Platform

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
    "MySqlUser",
    "NetworkPolicies",
    "OutputError",
    "Platform",
    "Portkey",
    "PortkeyApp",
    "PortkeyConfig",
    "PortkeyError",
    "PortkeyNamespace",
    "Position",
    "Problem",
    "Redis",
    "ResourceQuota",
    "Secrets",
    "Stage",
    "load",
    "load_with_warnings",
    "mark_cluster",
]

_MODULES = {
    **dict.fromkeys(("PortkeyConfig", "load", "load_with_warnings"), "config"),
    **dict.fromkeys(("ConfigurationError", "IdentityError", "OutputError", "PortkeyError", "Position", "Problem"), "errors"),
    "Platform": "platform",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES.get(name, 'constructs')}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
