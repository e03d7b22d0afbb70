"""Decides which findings are reliable while settings are invalid, because invalid values and everything derived from them are missing."""

from collections.abc import Set
from typing import Final

from portkey_constructs.rules.registry import Rule
from portkey_constructs.rules.setting_patterns import ANY_KEY, is_related, matches, related_settings

__all__ = ["InvalidSettings"]

_DECIDE_EVERY_DEFAULT: Final = frozenset(("profile", "deployment.kind"))


class InvalidSettings:
    """The settings with invalid values."""

    def __init__(self, paths: Set[str]) -> None:
        self._paths = paths
        self._related = frozenset[str]().union(*map(related_settings, paths))

    @property
    def leave_nothing_certain(self) -> bool:
        """Whether an invalid setting affects every default, so that no finding is reliable."""
        return not self._related.isdisjoint(_DECIDE_EVERY_DEFAULT)

    def make_uncertain(self, rule: Rule, path: str) -> bool:
        """Whether a finding at `path` compares an invalid setting.

        If a rule checks each component separately (`*.replicas`), a finding depends only on the settings of its component.
        """
        if any(is_related(path, invalid) for invalid in self._paths):
            return True
        if rule.each_alone:
            return False
        patterns = rule.entry.settings
        about_component = any(pattern.startswith(ANY_KEY) and _is_at_or_in(path, pattern) for pattern in patterns)
        component = path.partition(".")[0]
        return any(
            matches(pattern, setting) and not (about_component and pattern.startswith(ANY_KEY) and setting.partition(".")[0] != component)
            for pattern in patterns
            for setting in self._related
        )


def _is_at_or_in(path: str, pattern: str) -> bool:
    parts = path.split(".")
    return any(matches(pattern, ".".join(parts[:length])) for length in range(1, len(parts) + 1))
