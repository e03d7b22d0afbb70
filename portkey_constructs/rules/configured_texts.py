"""Finds every text in a configuration, with its setting and with the name that the text itself has in a map or in a list."""

from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.patches import JsonOperation
from portkey_constructs.config.secret_shapes import HIDDEN, masked
from portkey_constructs.platform.platform import Platform

__all__ = ["configured_texts", "owner_of_secret_key"]

Text = tuple[str, str | SecretStr, str]


# Several rules read the texts of one platform, one after the other.
@lru_cache(maxsize=1)
def configured_texts(platform: Platform) -> tuple[Text, ...]:
    """Path, value and name of every configured text, including those in lists and maps; defaults are excluded.

    The name is the key of a map, what stands beside a value as its name, the option before an argument, or the field that a patch sets. It is
    empty for a setting.
    """
    texts: list[Text] = []
    _collect(platform.config, "", "", texts)
    texts.sort(key=_path)
    return tuple(texts)


def owner_of_secret_key(path: str) -> str:
    """The path of the map that has a key with a secret, if a path leads through one; else empty."""
    public = masked(path)
    return "" if public == path else public.removesuffix(HIDDEN).rstrip(".")


_path = itemgetter(0)


def _collect(value: Any, path: str, name: str, texts: list[Text]) -> None:
    # Appends to a list because nested generators are slower, and this runs for every rendering.
    if isinstance(value, str | SecretStr):
        texts.append((path, value, name))
    elif isinstance(value, BaseModel):
        start = f"{path}." if path else ""
        patched = value.field if isinstance(value, JsonOperation) else ""
        for field in value.model_fields_set:
            _collect(getattr(value, field), f"{start}{yaml_name(type(value), field)}", patched if field == "value" else "", texts)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            beside = value.get("name") if key == "value" else None
            _collect(item, f"{path}.{key}", beside if isinstance(beside, str) else key, texts)
    elif isinstance(value, tuple | list):
        option = ""
        for index, item in enumerate(value):
            _collect(item, f"{path}.{index}", option or name, texts)
            option = item if isinstance(item, str) and item[:1] == "-" else ""
