"""The registry of error codes, and the decorator that puts a rule into it.

A rule is a function that detects one problem in a resolved platform. Its decorator declares everything that is the same for each
occurrence: code, title, cause, fix, the settings that the rule compares, and an example. Codes that other modules raise are declared with
the same fields. The error catalogue is this registry, so that each code is defined once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from portkey_constructs.config.secret_shapes import masked
from portkey_constructs.errors import Problem
from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.setting_patterns import EVERY_SETTING, matches

__all__ = ["BASES", "REGISTRY", "RULES", "Base", "Command", "Entry", "Example", "Finding", "Findings", "Rule", "Severity", "declare", "rule"]

Severity = Literal["error", "warning", "either"]
"""`either` is a warning or an error, depending on the configuration; the cause states when it is an error."""

Base = Literal["production", "development", "part", "nothing"]

Command = Literal["validate", "aws policy", "aws eksctl"]

BASES: Final[Mapping[Base, Mapping[str, str]]] = {
    "production": {
        "profile": "production",
        "auth": "{kind: none}",
        "mysql": "{kind: inCluster}",
        "redis": "{kind: inCluster}",
        "clickhouse": "{kind: inCluster}",
        "logStore": "{kind: none}",
    },
    "development": {"profile": "development", "clientAuth": "license-from-portkey", "imagePull": "{kind: none}", "auth": "{kind: none}"},
    "part": {"profile": "production", "redis": "{kind: inCluster}", "logStore": "{kind: controlPlane}"},
    "nothing": {},
}
"""The configuration that completes an example: a profile, a part of the platform, or nothing."""


@dataclass(frozen=True, eq=False)
class Example:
    """A fragment of `portkey.yaml` that raises a code, and the fixed fragment; `base` completes both."""

    wrong: str
    fixed: str
    base: Base = "production"
    files: Mapping[str, str] = field(default_factory=dict)
    """Contents of additional files in the same folder, by name."""
    by: Command = "validate"
    """The command that reports the problem."""

    def document(self, text: str) -> str:
        """Complete `wrong` or `fixed` to a full `portkey.yaml`."""
        present = {line.partition(":")[0] for line in text.splitlines()}
        return "".join([text, *(f"{setting}: {value}\n" for setting, value in BASES[self.base].items() if setting not in present)])


@dataclass(frozen=True, eq=False)
class Entry:
    """A code of the error catalogue."""

    code: str
    title: str
    """What is wrong, in one line without a full stop."""
    cause: str
    """The reason for the error or warning, in full sentences."""
    fix: str
    """The fix, in full sentences that begin with an imperative."""
    settings: tuple[str, ...] = ()
    """Patterns of the settings that are compared: `*` is one part of a path, `**` any number of parts."""
    severity: Severity = "error"
    example: Example | None = None
    """None if a configuration alone cannot raise the code."""

    def concerns(self, path: str) -> bool:
        """Whether one of the entry's patterns matches a setting, other than the pattern for every setting."""
        return any(pattern != EVERY_SETTING and matches(pattern, path) for pattern in self.settings)


class Finding(NamedTuple):
    """One occurrence of a problem; the rule's entry has the parts common to all occurrences."""

    path: str
    """The setting in its YAML spelling, empty for the whole configuration."""
    message: str
    """Continues the path: `is 60, but gateway.resources.requests.cpu is not set`."""
    fix: str = ""
    """The specific fix, as an imperative without a full stop; if empty, the entry's fix applies."""
    severity: Literal["error", "warning", ""] = ""
    """Required if the entry's severity is `either`."""


Findings = Iterator[Finding]


class Rule(NamedTuple):
    """An entry with the function that detects its problem."""

    entry: Entry
    detect: Callable[[Platform], Findings]
    each_alone: bool
    """Whether a finding depends only on the setting at its path."""

    def problem(self, finding: Finding) -> Problem:
        """Convert a finding into a problem."""
        path, message, fix, severity = finding
        entry = self.entry
        if not severity:
            if entry.severity == "either":
                raise ValueError(f"a finding of {entry.code} needs a severity")
            severity = entry.severity
        return Problem(masked(path), masked(message), masked(fix) if fix else _as_clause(entry.fix), entry.code, severity)


REGISTRY: Final[dict[str, Entry]] = {}
"""Every registered entry by its code."""

RULES: Final[list[Rule]] = []
"""The rules, in the order in which they run."""


def declare(
    code: str, *, title: str, cause: str, fix: str, settings: tuple[str, ...] = (), severity: Severity = "error", example: Example | None = None
) -> Entry:
    """Register a code that no rule detects, such as a file error; raises `ValueError` if the code is already registered."""
    if code in REGISTRY:
        raise ValueError(f"{code} is registered already: take the next free number")
    REGISTRY[code] = entry = Entry(code, title, cause, fix, settings, severity, example)
    return entry


def rule(
    code: str,
    *,
    title: str,
    cause: str,
    fix: str,
    settings: tuple[str, ...],
    example: Example,
    severity: Severity = "error",
    each_alone: bool = False,
) -> Callable[[Callable[[Platform], Findings]], Callable[[Platform], Findings]]:
    """Register the decorated function as the rule that detects a problem.

    Args:
        code: stable code such as `PK-AUTH-001`; retired codes are never reused.
        title: what is wrong, in one line without a full stop.
        cause: the reason for the error or warning, in full sentences.
        fix: the fix in full sentences; applies to every finding without a specific fix.
        settings: patterns of every setting that the function compares. While one of them has an invalid value, nothing is reported.
        example: a configuration that raises only this code, and the fixed configuration.
        severity: the severity of every finding, or `either`.
        each_alone: whether a finding depends only on the setting at its path, so that an invalid value of another one does not matter.

    Example:
        >>> @rule("PK-AUTH-001", title="no login method is chosen", ...)
        ... def no_login(platform: Platform) -> Findings:
        ...     if platform.config.auth is None:
        ...         yield Finding("auth", "is missing")
    """
    entry = declare(code, title=title, cause=cause, fix=fix, settings=settings, severity=severity, example=example)

    def register(detect: Callable[[Platform], Findings]) -> Callable[[Platform], Findings]:
        RULES.append(Rule(entry, detect, each_alone))
        return detect

    return register


def _as_clause(sentence: str) -> str:
    return f"{sentence[0].lower()}{sentence[1:]}".removesuffix(".")
