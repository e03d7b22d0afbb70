"""The type of the hosts that Portkey's services may call although their addresses are private."""

import re
from ipaddress import AddressValueError, IPv6Address
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from portkey_constructs.config.types import ANY_CASE_LABEL, EXPECTED, Matching

__all__ = ["TrustedHost"]

_NAME: Final = rf"(\*\.)?({ANY_CASE_LABEL}\.)*{ANY_CASE_LABEL}"
_IPV6: Final = "[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*"
_RANGE: Final = re.compile("[0-9A-Fa-f:.]+/[0-9]{1,3}")
_URL: Final = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*://)?([^/@\s]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|(\*\.)?[A-Za-z0-9][A-Za-z0-9.-]*)(:[0-9]+)?([/?#].*)?"
)


def _only_host(value: Any) -> Any:
    """Refuses an address with more than the host, of which the images would ignore the rest."""
    if not isinstance(value, str):
        return value
    if _RANGE.fullmatch(value):
        raise PydanticCustomError(EXPECTED, "host names, *.domain and single IP addresses, because the images read no ranges")
    url = _URL.fullmatch(value)
    if url and (host := url["host"].strip("[].")) != value:
        raise PydanticCustomError(EXPECTED, f"only the host, without scheme, port and path: {host}")
    return value


def _canonical(host: str) -> str:
    if ":" not in host:
        return host
    try:
        return str(IPv6Address(host))
    except AddressValueError:
        raise PydanticCustomError(EXPECTED, "an IPv6 address such as fd00:10::7") from None


TrustedHost = Annotated[
    str,
    Matching(
        f"^({_NAME}|{_IPV6})$",
        "a host name, *.domain or an IP address, without scheme, port and path, such as vllm.ai.svc",
        253,
        lower=True,
    ),
    BeforeValidator(_only_host),
    AfterValidator(_canonical),
]
"""A host name, a domain with all names below it, or an IP address, as the images compare them."""
