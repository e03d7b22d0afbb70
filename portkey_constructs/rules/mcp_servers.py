"""Rules about how the MCP gateway calls MCP servers."""

import re
from base64 import b64decode
from binascii import Error
from typing import Final, NamedTuple

from portkey_constructs.config.duration import duration
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__ = ["KeyProblem", "problem_of_key"]

_MCP: Final = "gateway: {mcp: {externalUrl: 'https://mcp.example.org', "
_PEM: Final = re.compile(r"-----BEGIN PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*")
_RSA: Final = bytes.fromhex("2a864886f70d010101")
"""The object identifier rsaEncryption."""
_LEAST_BITS: Final = 2048
_SEQUENCE, _INTEGER, _OCTETS, _OID = 0x30, 0x02, 0x04, 0x06
_LONG_LENGTH: Final = 0x80
_CREATE: Final = "create one: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`"
_OTHER_FORMS: Final = (
    ("-----BEGIN RSA PRIVATE KEY-----", "is in PKCS#1 format", "convert it to PKCS#8: `openssl pkcs8 -topk8 -nocrypt -in key.pem`"),
    ("-----BEGIN ENCRYPTED PRIVATE KEY-----", "is encrypted with a passphrase", "remove the passphrase: `openssl pkcs8 -in encrypted.pem`"),
)


class KeyProblem(NamedTuple):
    """Why a text is no key that signs identities, without a part of the text, and what to do."""

    message: str
    fix: str


def problem_of_key(text: str) -> KeyProblem | None:
    """Why the gateway cannot sign identities with a key; None if it can: an RSA key of at least 2048 bits in PKCS#8 format as PEM."""
    for start, message, fix in _OTHER_FORMS:
        if text.startswith(start):
            return KeyProblem(message, fix)
    pem = _PEM.fullmatch(text)
    if pem is None:
        return KeyProblem("is no private key in PKCS#8 format as PEM, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----", _CREATE)
    try:
        bits = _modulus_bits(b64decode("".join(pem[1].split()), validate=True))
    except (Error, ValueError, IndexError):
        return KeyProblem("is no private key in PKCS#8 format: its content is damaged", _CREATE)
    if bits is None:
        return KeyProblem("is no RSA key", _CREATE)
    return None if bits >= _LEAST_BITS else KeyProblem(f"is an RSA key of {bits} bits, and signing needs at least {_LEAST_BITS}", _CREATE)


def _modulus_bits(key: bytes) -> int | None:
    """The length of an RSA key's modulus; None for a key of another algorithm. Raises `ValueError` or `IndexError` for damaged content."""
    info, rest = _content(key, _SEQUENCE)
    if rest:
        raise ValueError("trailing bytes")
    algorithm, rest = _content(_content(info, _INTEGER)[1], _SEQUENCE)
    if _content(algorithm, _OID)[0] != _RSA:
        return None
    numbers, _ = _content(_content(rest, _OCTETS)[0], _SEQUENCE)
    modulus, _ = _content(_content(numbers, _INTEGER)[1], _INTEGER)
    return int.from_bytes(modulus, "big").bit_length()


def _content(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the DER element at the start, and what follows it."""
    if data[0] != tag:
        raise ValueError("another element")
    length, start = data[1], 2
    if length >= _LONG_LENGTH:
        start += length - _LONG_LENGTH
        length = int.from_bytes(data[2:start], "big")
    if start + length > len(data):
        raise ValueError("truncated")
    return data[start : start + length], data[start + length :]


@rule(
    "PK-MCP-007",
    title="a key that cannot sign identities",
    cause="The gateway reads an RSA key of at least 2048 bits in PKCS#8 format, as PEM from its first character on, without a passphrase. With "
    "another key it signs nothing, and /.well-known/jwks.json answers with an error.",
    fix="Create a key: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`.",
    settings=("gateway.mcp.identityKey",),
    example=Example(
        f"{_MCP}identityKey: a-random-text}}}}\n",
        f"{_MCP}signIdentities: true}}}}\nsecretOverrides: {{gateway: {{kind: existing}}}}\n",
        "development",
    ),
    each_alone=True,
)
def unusable_key(platform: Platform) -> Findings:
    mcp = platform.mcp
    problem = problem_of_key(mcp.identity_key.get_secret_value()) if mcp and mcp.identity_key else None
    if problem:
        yield Finding("gateway.mcp.identityKey", problem.message, problem.fix)


@rule(
    "PK-MCP-008",
    title="calls of MCP servers that take longer than a request",
    cause="gateway.requestTimeout is the longest time that load balancers, proxies and stopping pods wait for an answer. It includes the MCP "
    "gateway.",
    fix="Set gateway.requestTimeout to at least gateway.mcp.requestTimeout.",
    settings=("gateway.mcp.requestTimeout", "gateway.requestTimeout"),
    example=Example(f"{_MCP}requestTimeout: 10m}}}}\n", f"{_MCP}requestTimeout: 10m}}, requestTimeout: 10m}}\n"),
)
def longer_than_a_request(platform: Platform) -> Findings:
    seconds = platform.mcp.request_timeout if platform.mcp else None
    if seconds and seconds > platform.request_timeout:
        message = f"is {duration(seconds)}, and gateway.requestTimeout is {duration(platform.request_timeout)}"
        yield Finding("gateway.mcp.requestTimeout", message, f"set gateway.requestTimeout to {duration(seconds)} or more")
