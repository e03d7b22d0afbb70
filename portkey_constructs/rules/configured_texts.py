"""Finds every text in a configuration, with its setting."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.base import yaml_name
from portkey_constructs.platform.platform import Platform

__all__ = ["configured_texts"]

Text = tuple[str, str | SecretStr]


# Several rules read the texts of one platform, one after the other.
@lru_cache(maxsize=1)
def configured_texts(platform: Platform) -> tuple[Text, ...]:
    """Path and value of every configured text, including those in lists and maps; defaults are excluded."""
    texts: list[Text] = []
    _collect(platform.config, "", texts)
    texts.sort(key=lambda text: text[0])
    return tuple(texts)


def _collect(value: Any, path: str, texts: list[Text]) -> None:
    # Appends to a list because nested generators are slower, and this runs for every rendering.
    if isinstance(value, str | SecretStr):
        texts.append((path, value))
    elif isinstance(value, BaseModel):
        start = f"{path}." if path else ""
        for name in value.model_fields_set:
            _collect(getattr(value, name), f"{start}{yaml_name(type(value), name)}", texts)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            _collect(item, f"{path}.{name}", texts)
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            _collect(item, f"{path}.{index}", texts)
