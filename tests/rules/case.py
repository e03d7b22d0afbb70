"""A case of a rule: a file that breaks the rule and nothing else, and a near twin that is fine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

__all__ = ["DEVELOPMENT", "PRODUCTION", "UNENCRYPTED", "Case", "document", "warning"]

UNENCRYPTED: Final = {"PK-MYSQL-009", "PK-CLICKHOUSE-010", "PK-REDIS-032", "PK-REDIS-033", "PK-EXPOSURE-026"}
"""Warnings about stores and exposures without encryption, which the short examples of other rules raise as well."""

DEVELOPMENT: Final = {
    "profile": "development",
    "clientAuth": "license",
    "jwtPrivateKey": "signing-key",
    "imagePull": "{kind: none}",
    "auth": "{kind: none}",
}
PRODUCTION: Final = {
    "profile": "production",
    "auth": "{kind: none}",
    "mysql": "{kind: inCluster}",
    "redis": "{kind: inCluster}",
    "clickhouse": "{kind: inCluster}",
    "logStore": "{kind: none}",
}
_BASES: Final[Mapping[str, Mapping[str, str]]] = {
    "production": PRODUCTION,
    "development": DEVELOPMENT,
    "without secrets": {name: value for name, value in DEVELOPMENT.items() if name not in ("clientAuth", "jwtPrivateKey")},
    "part": {"profile": "production", "redis": "{kind: inCluster}", "logStore": "{kind: controlPlane}"},
}


@dataclass(frozen=True)
class Case:
    """`wrong` raises only the code, at `line_column`; `fixed` raises nothing. The settings of `base` complete both."""

    code: str
    wrong: str
    path: str
    line_column: str
    message: str
    """A part of the message."""
    fix: str
    """A part of the fix."""
    fixed: str
    severity: str = "error"
    base: str = "production"
    others: tuple[str, ...] = ()
    """Codes of warnings that `wrong` raises as well."""


def warning(code: str, wrong: str, path: str, line_column: str, message: str, fix: str, fixed: str, base: str = "production") -> Case:
    """A case of a warning."""
    return Case(code, wrong, path, line_column, message, fix, fixed, "warning", base)


def document(text: str, base: str) -> str:
    """`text` with the settings of the base that it does not have."""
    present = yaml.safe_load(text)
    rest = [f"{name}: {value}" for name, value in _BASES[base].items() if name not in present]
    return "\n".join([text, *rest, ""])
