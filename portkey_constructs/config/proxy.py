"""The proxy through which the services reach addresses outside the cluster."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import EXPECTED, PORT, Matching

__all__ = ["NoProxyEntry", "Proxy", "ProxyUrl"]

_EXAMPLE: Final = "http://proxy.example.org:3128"
_NO_PASSWORD: Final = (
    "an address without user and password; for a proxy with a password, leave this setting out, keep proxy for NO_PROXY, and read the variable "
    "from a Secret of your own: env: {HTTPS_PROXY: {secretKeyRef: {name: egress-proxy, key: url}}}"
)


def _explained(value: Any) -> Any:
    """Refuses what looks like the address of a proxy but cannot work, with the reason; the pattern of the type refuses the rest."""
    if not isinstance(value, str):
        return value
    scheme, separator, rest = value.partition("://")
    if "@" in value:
        expected = _NO_PASSWORD
    elif not separator:
        expected = f"an address with its scheme, such as {_EXAMPLE}"
    elif scheme.lower().startswith("socks"):
        expected = f"the address of an HTTP proxy, such as {_EXAMPLE}; Portkey documents no support for SOCKS"
    elif rest.partition("/")[2]:
        expected = f"an address without a path, such as {_EXAMPLE}"
    else:
        return value
    raise PydanticCustomError(EXPECTED, "{expected}", {"expected": expected})


ProxyUrl = Annotated[
    str, Matching(rf"^https?://[A-Za-z0-9.-]+(:{PORT})?/?$", f"the address of an HTTP proxy such as {_EXAMPLE}"), BeforeValidator(_explained)
]
NoProxyEntry = Annotated[
    str,
    Matching(
        rf"^((\*?\.)?[A-Za-z0-9_][A-Za-z0-9._-]*(:{PORT})?|[0-9.]+/[0-9]{{1,2}}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[0-9]{{1,3}})?)$",
        "a host, a domain such as .example.org, an IP address or an address range, without scheme and path",
        253,
    ),
]


class Proxy(Model):
    """The proxy through which the gateway, the backend and the data service reach addresses outside the cluster."""

    https: ProxyUrl | None = None
    """Address of the proxy for HTTPS addresses, usually with scheme http. Defaults to none, or to HTTPS_PROXY in env."""
    http: ProxyUrl | None = None
    """Address of the proxy for HTTP addresses. Defaults to none, or to HTTP_PROXY in env."""
    no_proxy: tuple[NoProxyEntry, ...] = ()
    """Further hosts, domains and addresses that are reached without the proxy.

    NO_PROXY contains the Services, the stores, the cluster's domain and the metadata addresses of the clouds anyway.
    """
