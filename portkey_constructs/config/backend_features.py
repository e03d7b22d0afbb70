"""Features of the application that the backend switches on or off, and values that it shows."""

from typing import Annotated

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Boolean, Matching

__all__ = ["ApiKeyPrefix", "BackendFeatures"]

ApiKeyPrefix = Annotated[
    str, Matching("^[A-Za-z0-9][A-Za-z0-9._-]*$", "a prefix of at most 32 letters, digits, dots, hyphens and underscores, such as acme-", 32)
]


class BackendFeatures(Model):
    """Features of the application. The first six are on by default in backend 1.9.0 and later. auth.scim switches SCIM."""

    guardrails: Boolean = True
    """Whether guardrails are available."""
    api_access: Boolean = True
    """Whether the API is available (API_ACCESS_ENABLED)."""
    data_exports: Boolean = True
    """Whether data exports are available."""
    usage_limits: Boolean = True
    """Whether usage limits and rate limits are available."""
    audit_logs: Boolean = True
    """Whether audit logs are available."""
    policies: Boolean = True
    """Whether policies are available."""
    model_catalog: Boolean = False
    """Whether MODEL_CATALOG_ENABLED is ON. Without it, the image decides whether the model catalog is available."""
