"""What the gateway accepts of a request, and what it keeps of its headers."""

from typing import Annotated, Final

from pydantic import Field

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import PORT, Matching, PositiveInt

__all__ = ["Cors", "HeaderName", "JsonSize", "LabelPrefix", "Limits", "Origin"]

_HOST: Final = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]"
Origin = Annotated[
    str,
    Matching(
        rf"^(\*|[a-z][a-z0-9+.-]*://({_HOST})(:{PORT})?)$",
        "* or an origin as browsers send it, such as https://app.example.org: scheme and host in lower case, without path and trailing slash",
        300,
    ),
]
Method = Annotated[str, Matching(r"^([A-Z]{1,20}|\*)$", "an HTTP method in capital letters such as POST, or *")]
HeaderName = Annotated[
    str, Matching(r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$", "the name of a header such as x-request-id, without its value", lower=True)
]
JsonSize = Annotated[str, Matching(r"^[1-9][0-9]{0,3}(Mi|Gi)$", "a whole number of Mi or Gi such as 20Mi")]
LabelPrefix = Annotated[
    str, Matching(r"^[a-z][a-z0-9_-]{0,31}$", "up to 32 lowercase letters, digits, - and _ that begin with a letter, such as acme_")
]


class Cors(Model):
    """Websites whose pages may call the gateway from a browser."""

    origins: tuple[Origin, ...] = Field(min_length=1)
    """Origins of the websites, such as https://app.example.org. * stands for every website."""
    methods: tuple[Method, ...] = ()
    """HTTP methods that the pages may use. Defaults to all."""
    headers: tuple[HeaderName, ...] = ()
    """Headers that the pages may send. Defaults to *, which stands for all except Authorization: browsers want its name."""
    exposed_headers: tuple[HeaderName, ...] = ()
    """Headers of the answer that the pages may read. Defaults to all."""


class Limits(Model):
    """Limits of a request. A request above a limit is refused."""

    json_body: JsonSize | None = None
    """Largest body of type application/json. Defaults to no limit in the gateway. Proxies of these manifests let at least as much through."""
    root_targets: PositiveInt | None = None
    """Most targets of a config. Defaults to 100 in the image."""
    conditional_root_targets: PositiveInt | None = None
    """Most targets of a config with the strategy conditional. Defaults to 1000 in the image."""
    nested_targets: PositiveInt | None = None
    """Most targets within a target of a config. Defaults to 50 in the image."""
