"""Secrets in free text, as `repr` and `model_dump` show them: hidden, like the settings for secrets."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from portkey_constructs.config.frozen import check_size
from portkey_constructs.config.secret_shapes import SECRET_DATA, secret_in, secret_shape

__all__ = ["HiddenText", "concealed", "masked_in_json", "revealed"]

_MASK: Final = "**********"


class HiddenText(SecretStr):
    """A text of a dump that is secret by its name or form. The models accept it where they accept the text."""


def masked_in_json(text: str) -> str:
    """What JSON contains instead of a secret, as of pydantic's `SecretStr`."""
    return _MASK


def concealed(value: Any, name: str = "", named: bool = True, hide: Callable[[str], Any] = HiddenText) -> Any:
    """The value with `hide(text)` for each secret in its texts, maps and lists; the value itself if it has none. Models hide their own secrets.

    Args:
        value: any value of a setting.
        name: the name of the value; empty without one.
        named: whether the keys of maps are names of their values.
        hide: makes what stands instead of a secret.
    """
    if isinstance(value, str):
        return hide(value) if secret_in(name if named else "", value) else value
    if isinstance(value, Mapping):
        original = value
        if value.get("kind") == "Secret":
            value = {key: _all_hidden(entry, hide) if key in SECRET_DATA else entry for key, entry in value.items()}
        beside = value.get("name")
        entries = [
            (
                hide(key) if isinstance(key, str) and secret_shape(key) else key,
                concealed(entry, beside if key == "value" and isinstance(beside, str) else str(key), named, hide),
            )
            for key, entry in value.items()
        ]
        same = all(key is before[0] and entry is before[1] for (key, entry), before in zip(entries, original.items(), strict=True))
        return original if same else dict(entries)
    if isinstance(value, list | tuple):
        options = ("", *(item if isinstance(item, str) and item[:1] == "-" else "" for item in value))
        items = [concealed(item, option or name, named, hide) for option, item in zip(options, value, strict=False)]
        same = all(item is before for item, before in zip(items, value, strict=True))
        return value if same else type(value)(items)
    return value


def _all_hidden(values: Any, hide: Callable[[str], Any]) -> Any:
    """The data of a Secret, whose values are secret whatever their names are."""
    return (
        {key: hide(value) if isinstance(value, str) and value else value for key, value in values.items()} if isinstance(values, Mapping) else values
    )


def revealed(value: Any) -> Any:
    """The value with the text of each `HiddenText`; the value itself if it has none, or if it is too deep or too large for a setting."""
    try:
        check_size(value)
    except PydanticCustomError:
        return value
    return _revealed(value)


def _revealed(value: Any) -> Any:
    if isinstance(value, HiddenText):
        return value.get_secret_value()
    if isinstance(value, dict):
        entries = [(_revealed(key), _revealed(entry)) for key, entry in value.items()]
        same = all(key is before[0] and entry is before[1] for (key, entry), before in zip(entries, value.items(), strict=True))
        return value if same else dict(entries)
    if type(value) in (list, tuple):
        items = [_revealed(item) for item in value]
        return value if all(item is before for item, before in zip(items, value, strict=True)) else type(value)(items)
    return value
