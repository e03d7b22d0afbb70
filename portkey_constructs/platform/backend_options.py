"""The rows of the table of environment variables for options of the backend: features, and values that it shows."""

from collections.abc import Callable
from typing import Final

from portkey_constructs.config.backend_features import BackendFeatures
from portkey_constructs.config.services import BackendConfig
from portkey_constructs.platform.evidence import BACKEND_NOTES, OPENSHIFT_SAMPLE, Evidence
from portkey_constructs.platform.variable import Variable

__all__ = ["BACKEND_OPTIONS"]


def _feature(name: str, feature: str, field: str, setting: str) -> Variable:
    """A feature that is on unless its variable is OFF."""

    def off(features: BackendFeatures) -> bool:
        return not getattr(features, field)

    return Variable(
        name,
        f"OFF: {feature}",
        ("backend",),
        lambda p: "OFF" if off(p.config.backend.features) else None,
        BACKEND_NOTES,
        "backend 1.9.0",
        serving_only=True,
        setting=f"backend.features.{setting}",
    )


def _shown(
    name: str, meaning: str, value: Callable[[BackendConfig], object], since: str, setting: str, evidence: Evidence = BACKEND_NOTES
) -> Variable:
    return Variable(
        name,
        meaning,
        ("backend",),
        lambda p: None if value(p.config.backend) is None else str(value(p.config.backend)),
        evidence,
        since,
        serving_only=True,
        setting=f"backend.{setting}",
    )


_FEATURE_SWITCHES: Final = (
    _feature("GUARDRAILS_ENABLED", "no guardrails", "guardrails", "guardrails"),
    _feature("API_ACCESS_ENABLED", "no access to the API", "api_access", "apiAccess"),
    _feature("DATA_EXPORTS_ENABLED", "no data exports", "data_exports", "dataExports"),
    _feature("USAGE_LIMITS_ENABLED", "no usage limits and rate limits", "usage_limits", "usageLimits"),
    _feature("AUDIT_LOGS_ENABLED", "no audit logs", "audit_logs", "auditLogs"),
    _feature("POLICY_ENABLED", "no policies", "policies", "policies"),
    Variable(
        "MODEL_CATALOG_ENABLED",
        "ON: the model catalog is available",
        ("backend",),
        lambda p: "ON" if p.config.backend.features.model_catalog else None,
        OPENSHIFT_SAMPLE,
        serving_only=True,
        setting="backend.features.modelCatalog",
    ),
)
_SHOWN_VALUES: Final = (
    _shown(
        "LOG_RETENTION_DISPLAY",
        "retention of logs in days that the dashboard shows",
        lambda backend: backend.log_retention_display,
        "backend 1.9.0",
        "logRetentionDisplay",
    ),
    _shown(
        "METRICS_RETENTION_DISPLAY",
        "retention of metrics in days that the dashboard shows",
        lambda backend: backend.metrics_retention_display,
        "backend 1.9.0",
        "metricsRetentionDisplay",
    ),
    _shown("API_KEY_PREFIX", "text with which new API keys begin", lambda backend: backend.api_key_prefix, "backend 1.15.0", "apiKeyPrefix"),
)
BACKEND_OPTIONS: Final = (*_FEATURE_SWITCHES, *_SHOWN_VALUES)
