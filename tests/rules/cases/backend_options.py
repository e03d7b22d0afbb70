"""Cases of the variables that stand for options of the backend."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_ENV: Final = "backend:\n  env: {"
_OWN: Final = "backend.env."
_CATALOG: Final = "MODEL_CATALOG_ENABLED"
_SECRET: Final = "{secretKeyRef: {name: own, key: prefix}}"

CASES: Final = [
    *(
        Case(
            "PK-FEATURE-001",
            f"{env}\n  {setting}",
            path,
            position,
            f"is set, but so is backend.{name}",
            f"remove it, and change backend.{name} instead",
            f"backend:\n  {setting}",
        )
        for env, path, position, setting, name in (
            (f"{_ENV}GUARDRAILS_ENABLED: 'ON'}}", f"{_OWN}GUARDRAILS_ENABLED", "2:9", "features: {guardrails: false}", "features.guardrails"),
            (f"env: {{{_CATALOG}: 'OFF'}}\nbackend:", f"env.{_CATALOG}", "1:7", "features: {modelCatalog: true}", "features.modelCatalog"),
            (f"{_ENV}LOG_RETENTION_DISPLAY: '7'}}", f"{_OWN}LOG_RETENTION_DISPLAY", "2:9", "logRetentionDisplay: 30", "logRetentionDisplay"),
            (f"{_ENV}API_KEY_PREFIX: {_SECRET}}}", f"{_OWN}API_KEY_PREFIX", "2:9", "apiKeyPrefix: acme-", "apiKeyPrefix"),
        )
    ),
    *(
        warning(
            "PK-FEATURE-002",
            f"{prefix}env: {{{name}: '{value}'}}",
            f"{path}env.{name}",
            position,
            f"is '{value}', but only ON and OFF have an effect",
            f"remove it, and set {setting} instead",
            f"{prefix}env: {{{name}: 'OFF'}}",
        )
        for prefix, path, position, name, value, setting in (
            ("backend:\n  ", "backend.", "2:9", "AUDIT_LOGS_ENABLED", "false", "backend.features.auditLogs"),
            ("", "", "1:7", "SCIM_ENABLED", "off", "auth.scim"),
            ("backend:\n  ", "backend.", "2:9", "MODEL_CATALOG_ENABLED", "true", "backend.features.modelCatalog"),
        )
    ),
]
