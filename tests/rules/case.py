"""What a test of a rule is told: a file that breaks it and nothing else, and a near twin that is fine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

__all__ = ["DEVELOPMENT", "PRODUCTION", "Case", "document", "warning"]

DEVELOPMENT: Final = {
    "profile": "development",
    "clientAuth": "licence",
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
    "development scaled": DEVELOPMENT,
    "a part": {name: PRODUCTION[name] for name in ("profile", "redis", "logStore")},
}


@dataclass(frozen=True)
class Case:
    """`wrong` breaks the rule `code` alone, at `line_column`; `right` breaks none. Both stand before what `base` has besides."""

    code: str
    wrong: str
    path: str
    line_column: str
    message: str
    fix: str
    right: str
    severity: str = "error"
    base: str = "production"
    besides: tuple[str, ...] = ()
    """Codes of warnings that cannot be kept out."""


def warning(code: str, wrong: str, path: str, line_column: str, message: str, fix: str, right: str, base: str = "production") -> Case:
    """A case of what is taken, with a warning."""
    return Case(code, wrong, path, line_column, message, fix, right, "warning", base)


def document(text: str, base: str) -> str:
    """`text`, and after it what of the base it does not say."""
    said = yaml.safe_load(text)
    rest = [f"{name}: {value}" for name, value in _BASES[base].items() if name not in said]
    return "\n".join([text, *rest, ""])
