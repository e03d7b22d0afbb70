"""Which findings can be trusted while settings are invalid: their values were left out or replaced, and with them what follows from them."""

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
        """Whether a setting is invalid on which every default depends."""
        return not self._related.isdisjoint(_DECIDE_EVERY_DEFAULT)

    def make_uncertain(self, rule: Rule, path: str) -> bool:
        """Whether a finding at `path` compares an invalid setting.

        A finding of a rule about each component, such as `*.replicas`, does not depend on the settings of other components.
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
