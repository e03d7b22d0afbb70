"""The rows of the table of environment variables for how the MCP gateway calls MCP servers."""

from typing import Final

from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.evidence import GATEWAY_NOTES, IDENTITY_FORWARDING
from portkey_constructs.platform.variable import Variable, from_secret
from portkey_constructs.platform.variable_rows import GATEWAY
from portkey_constructs.platform.variable_values import mcp

__all__ = ["MCP_VARIABLES"]


MCP_VARIABLES: Final = (
    Variable(
        "MCP_REQUEST_TIMEOUT_MS",
        "milliseconds that a call of an MCP server may take",
        GATEWAY,
        mcp(lambda settings: f"{settings.request_timeout}000" if settings.request_timeout else None),
        GATEWAY_NOTES,
        "gateway 2.6.0",
        setting="gateway.mcp.requestTimeout",
    ),
    from_secret(
        "JWT_PRIVATE_KEY",
        GATEWAY,
        keys.MCP_IDENTITY_KEY,
        IDENTITY_FORWARDING,
        since="gateway 2.0.0",
        setting="gateway.mcp.identityKey",
    ),
)
