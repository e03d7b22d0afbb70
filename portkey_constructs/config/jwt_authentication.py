"""Authentication of API clients with JSON Web Tokens."""

from typing import Annotated

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Matching, OrganisationId

__all__ = ["JwtAuthentication", "JwtScope"]

JwtScope = Annotated[str, Matching(r"^(portkey\.)?[a-z_]+\.[a-z_]+$", "a scope of Portkey's gateway such as completions.write", 128)]


class JwtAuthentication(Model):
    """The gateway itself checks the JSON Web Tokens of API clients against the key set (JWKS) of their organization."""

    organisations: tuple[OrganisationId, ...] = ()
    """Organizations whose tokens the gateway accepts. For deployments of a gateway or a data plane, set deployment.organisations instead."""
    default_scopes: tuple[JwtScope, ...] = ()
    """Scopes for tokens without scopes, such as completions.write and mcp.invoke. Without any, such tokens are refused."""
