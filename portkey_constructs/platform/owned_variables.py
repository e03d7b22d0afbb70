"""Environment variables that `env` cannot set, because other objects depend on their values."""

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["OWNED", "STORE_OWNED", "Owned"]


class Owned(NamedTuple):
    """Why a variable belongs to the manifests."""

    reason: str
    """What depends on the value: a clause."""
    fix: str
    """What to do instead: an imperative."""


OWNED: Final[Mapping[str, Owned]] = {
    "PORT": Owned(
        "the image listens on it, and the probes and the Service lead there", "leave it out; service.port of a component sets the port of its Service"
    ),
    "MCP_PORT": Owned("the image listens on it, and the Service and the MCP exposure lead there", "leave it out"),
    "SERVER_MODE": Owned("the ports, the probes and the Service depend on it", "set gateway.mcp.only instead"),
    "NODE_EXTRA_CA_CERTS": Owned("the pods mount the certificates of customCa there", "put the certificates into the bundle of customCa"),
    "DB_SSL_CA": Owned("the pods mount the certificates of mysql.ca there", "put the certificates into the bundle of mysql.ca"),
}
"""By name, for the variables of Portkey's services."""

STORE_OWNED: Final = Owned("the services connect to the store with it", "set it in the settings of the store, or in its Secret")
"""For the variables of the stores in the cluster."""
