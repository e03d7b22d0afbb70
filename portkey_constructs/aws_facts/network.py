"""Facts about the clients of the stores in a VPC."""

from typing import Final

__all__ = ["ALL_ADDRESSES", "CONNECTION_DESCRIPTION"]

ALL_ADDRESSES: Final = ("0.0.0.0/0", "::/0")
"""Address ranges that no store admits."""
CONNECTION_DESCRIPTION: Final = "Portkey"
"""Description of the rule that admits a client."""
