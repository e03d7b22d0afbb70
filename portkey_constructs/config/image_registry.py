"""The type of the registry that Portkey's images come from."""

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from portkey_constructs.config.types import EXPECTED, PORT, Matching

__all__ = ["ImageRegistry"]


def _without_scheme(value: Any) -> Any:
    if isinstance(value, str) and "://" in value:
        raise PydanticCustomError(EXPECTED, "a registry without a scheme, such as registry.example.org/portkey")
    return value


ImageRegistry = Annotated[
    str,
    Matching(
        rf"^[A-Za-z0-9.-]+(:{PORT})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
        "a registry with the path to the images if there is one, without tag and trailing slash, such as registry.example.org/portkey",
    ),
    BeforeValidator(_without_scheme),
]
