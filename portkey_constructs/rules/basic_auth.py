"""Recognizes logins for basic authentication."""

from base64 import b64decode
from binascii import Error

from pydantic import SecretStr

__all__ = ["decoded", "is_login"]


def decoded(credential: SecretStr) -> str:
    """The text in base64; empty if it is not base64."""
    try:
        return b64decode(credential.get_secret_value(), validate=True).decode("latin-1")
    except (Error, ValueError):
        return ""


def is_login(text: str) -> bool:
    """Whether a text is USER:PASSWORD."""
    return bool(text.partition(":")[0]) and ":" in text and not text.lower().startswith(("basic ", "bearer "))
