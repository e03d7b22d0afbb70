"""The type of the sources that may connect to an exposure."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from portkey_constructs.config.types import address_range

__all__ = ["PORTKEY_CONTROL_PLANE", "AllowedSource", "AllowedSources"]

PORTKEY_CONTROL_PLANE: Final = "portkeyControlPlane"
"""Stands for the addresses from which Portkey's hosted control plane calls gateways."""


def _source(text: str) -> str:
    return text if text == PORTKEY_CONTROL_PLANE else address_range(text, f", or {PORTKEY_CONTROL_PLANE}")


AllowedSource = Annotated[str, AfterValidator(_source)]
AllowedSources = Annotated[tuple[AllowedSource, ...], Field(min_length=1)]
"""Address ranges, and the word for Portkey's control plane; an empty list would allow nobody."""
