"""Whether the gateway signs the identities of users that it forwards to MCP servers."""

from portkey_constructs.config.services import Mcp

__all__ = ["signs_identities"]


def signs_identities(settings: Mcp) -> bool:
    """Whether the gateway has a key that signs the identities of users."""
    return settings.sign_identities or settings.identity_key is not None
