"""Checks the content of values whose type alone is not enough: lists of maps, variables, and URLs."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from portkey_constructs.helm.chart_keys import ChartKey

__all__ = ["misshapen"]

_URLS: Final = ("redis.external.connectionUrl", "environment.data.REDIS_URL", "config.oauth.oauthRedirectURI")
_HAS_MAPS: Final = frozenset(("store_volumes",))
_URL_FIX: Final = "write a URL with a host and a numeric port"


def misshapen(key: ChartKey, value: Any) -> Iterator[tuple[str, str, str]]:
    """The path, the fault and the fix of each part of a value that the chart, too, cannot use."""
    if key.path in _URLS and isinstance(value, str):
        yield from _url(key.path, value)
    elif key.conversion == "env" and isinstance(value, list):
        yield from _variables(key.path, value)
    elif key.handler in _HAS_MAPS and isinstance(value, list):
        for index, entry in enumerate(value):
            if not isinstance(entry, Mapping):
                yield f"{key.path}[{index}]", "is not a map", "write a map with name"
    elif key.conversion == "container" and isinstance(value, Mapping) and (own := value.get("env")):
        yield from (
            _variables(f"{key.path}.env", own) if isinstance(own, list) else [(f"{key.path}.env", "is not a list", "write a list of variables")]
        )


def _variables(path: str, variables: list[Any]) -> Iterator[tuple[str, str, str]]:
    for index, variable in enumerate(variables):
        if not isinstance(variable, Mapping) or not isinstance(variable.get("name"), str) or not variable["name"]:
            yield f"{path}[{index}]", "is not a variable", "write a map with name, and value or valueFrom"


def _url(path: str, url: str) -> Iterator[tuple[str, str, str]]:
    try:
        parts = urlsplit(url if "://" in url else f"redis://{url}")
        _ = parts.port
    except ValueError:
        yield path, "is not a URL", _URL_FIX
