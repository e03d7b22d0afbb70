"""Facts about the network of the stores in a VPC and about their clients."""

from typing import Annotated, Final

from portkey_constructs.aws_facts.props import Props
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import Matching, NonEmptyText

__all__ = ["ALL_ADDRESSES", "CONNECTION_DESCRIPTION", "NetworkProps"]

ALL_ADDRESSES: Final = ("0.0.0.0/0", "::/0")
"""Address ranges that no store admits."""
CONNECTION_DESCRIPTION: Final = "Portkey"
"""Description of the rule that admits a client."""

_Client = Annotated[
    str,
    Matching(
        r"^(sg-[0-9a-z-]+|([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*/[0-9]{1,3}|.*\$\{Token\[.*)$",
        "a security group such as sg-0123, or an address range such as 10.0.0.0/16",
    ),
]


class NetworkProps(Props):
    vpc_id: NonEmptyText
    subnets: FrozenMap[NonEmptyText, NonEmptyText]
    clients: tuple[_Client, ...]
