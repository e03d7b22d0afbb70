"""Texts that have the form of private keys, with numbers that are no real keys."""

from base64 import encodebytes
from typing import Final

__all__ = ["RSA", "private_key"]

RSA: Final = "2a864886f70d010101"
"""The object identifier rsaEncryption."""


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + content


def _number(value: int) -> bytes:
    return _element(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def private_key(bits: int = 2048, algorithm: str = RSA) -> str:
    """A text in PKCS#8 format as PEM, whose modulus has this length."""
    numbers = b"".join(map(_number, (0, 2**bits - 1, 65537, 1, 1, 1, 1, 1, 1)))
    identifier = _element(0x30, _element(6, bytes.fromhex(algorithm)) + _element(5, b""))
    key = _element(0x30, _number(0) + identifier + _element(4, _element(0x30, numbers)))
    return f"-----BEGIN PRIVATE KEY-----\n{encodebytes(key).decode()}-----END PRIVATE KEY-----\n"
