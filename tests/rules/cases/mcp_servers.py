"""Cases of how the MCP gateway calls MCP servers."""

import json
from typing import Final

from tests.rules.case import Case
from tests.support.private_keys import private_key

__all__ = ["CASES"]

_URL: Final = "externalUrl: 'https://mcp.example.org'"
_KEY: Final = private_key()
_NO_KEY: Final = "is no private key in PKCS#8 format as PEM"
_DAMAGED: Final = "is no private key in PKCS#8 format: its content is damaged"
_CREATE: Final = "openssl genpkey -algorithm RSA"
_ED25519: Final = "2b6570"

CASES: Final = [
    *(
        Case(
            "PK-MCP-007",
            f"gateway: {{mcp: {{{_URL},\n  identityKey: {json.dumps(key)}}}}}",
            "gateway.mcp.identityKey",
            "2:3",
            message,
            fix,
            f"gateway: {{mcp: {{{_URL}, identityKey: {json.dumps(private_key(4096))}}}}}",
            base="development",
        )
        for key, message, fix in (
            ("a-long-random-text", _NO_KEY, _CREATE),
            (_KEY.replace("\n", r"\n"), _NO_KEY, _CREATE),
            (f"\n{_KEY}", _NO_KEY, _CREATE),
            (f"{_KEY}{_KEY}", _NO_KEY, _CREATE),
            (_KEY.replace("-----END PRIVATE KEY-----\n", ""), _NO_KEY, _CREATE),
            (_KEY.replace("PRIVATE", "PUBLIC"), _NO_KEY, _CREATE),
            (_KEY.replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"), "is in PKCS#1 format", "openssl pkcs8 -topk8 -nocrypt -in key.pem"),
            (_KEY.replace("PRIVATE", "ENCRYPTED PRIVATE"), "is encrypted with a passphrase", "openssl pkcs8 -in encrypted.pem"),
            (_KEY.replace("M", "N", 1), _DAMAGED, _CREATE),
            (f"{_KEY[:400]}\n{_KEY[-26:]}", _DAMAGED, _CREATE),
            ("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n", _DAMAGED, _CREATE),
            (private_key(algorithm=_ED25519), "is no RSA key", _CREATE),
            (private_key(1024), "is an RSA key of 1024 bits, and signing needs at least 2048", _CREATE),
        )
    ),
    *(
        Case(
            "PK-MCP-008",
            f"gateway: {{mcp: {{{_URL},\n  requestTimeout: {seconds}}}{request}}}",
            "gateway.mcp.requestTimeout",
            "2:3",
            message,
            fix,
            f"gateway: {{mcp: {{{_URL}, requestTimeout: {seconds}}}, requestTimeout: {seconds}}}",
        )
        for seconds, request, message, fix in (
            ("301s", "", "is 5m1s, and gateway.requestTimeout is 5m", "set gateway.requestTimeout to 5m1s or more"),
            ("61s", ", requestTimeout: 1m", "is 1m1s, and gateway.requestTimeout is 1m", "set gateway.requestTimeout to 1m1s or more"),
        )
    ),
]
