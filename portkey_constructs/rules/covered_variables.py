"""The rule about variables in `env` that a setting covers, and the comparison with the table of variables that rules about `env` share."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.platform.environment import row_of
from portkey_constructs.platform.other_variables import OTHER_VARIABLES
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.user_environment import PAGE_PREFIX, VariableSource
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variables import VARIABLES
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__ = ["ENV_SETTINGS", "Replacement", "component_names", "covered", "replaced_variables"]

ENV_SETTINGS: Final = ("intended", "env", "env.*", "*.env", "*.env.*", "clickhouse.former.env", "clickhouse.former.env.*")
_SETTINGS: Final = tuple(dict.fromkeys(row.setting for row in VARIABLES if row.setting))
_CONNECTIONS: Final = {
    SecretGroup.MYSQL: "mysql",
    SecretGroup.REDIS: "redis",
    SecretGroup.CLICKHOUSE: "clickhouse",
    SecretGroup.LOG_STORE: "logStore",
    SecretGroup.BEDROCK: "bedrock",
}
"""The settings that the keys of a Secret come from, where other output than the pods depends on them."""


_ROWS_OF_PAGE: Final = {
    (reader, name): Variable(name, other.meaning, other.readers, lambda _: None, other.evidence, setting=other.settings[0])
    for other in OTHER_VARIABLES
    for reader in other.readers
    for name in other.names
    if name.startswith(PAGE_PREFIX) and other.settings
}
"""Variables of the front end's page, which come from a file and not from the environment."""


class Replacement(NamedTuple):
    """A variable of the table that `env` sets in a component."""

    component: str
    row: Variable
    source: VariableSource
    rendered: VariableSource | None
    """What the component gets without `env`; None if it gets nothing."""

    @property
    def differs(self) -> bool:
        """Whether the component gets another value than without `env`."""
        return self.rendered is not None and self.source != self.rendered

    @property
    def breaks_others(self) -> bool:
        """Whether other objects depend on the replaced value (PK-ENV-003)."""
        return self.row.owned is not None and self.differs

    @property
    def connection(self) -> str:
        """The setting of the store whose connection it replaces a part of (PK-ENV-004); empty for other variables."""
        key = self.row.key if self.rendered is not None and not self.row.owned else None
        return _CONNECTIONS.get(key.group, "") if key else ""


_OF_OWN_RULE: Final = ("TLS_KEY_PATH", "TLS_CERT_PATH")
"""Variables that PK-TLS-004 refuses."""


def component_names(replacements: Iterable[Replacement]) -> str:
    return ", ".join(replacement.component for replacement in replacements)


def replaced_variables(platform: Platform) -> Mapping[str, list[Replacement]]:
    """The variables of the table that `env` sets, by their paths."""
    replacements: dict[str, list[Replacement]] = {}
    for component, variables in platform.user_environments.items():
        rendered = dict(platform.environments[component]) if variables else {}
        for variable in variables:
            if row := row_of(platform, component, variable.name) or _ROWS_OF_PAGE.get((component, variable.name)):
                replacement = Replacement(component, row, variable.source, rendered.get(row.name))
                replacements.setdefault(variable.path, []).append(replacement)
    return replacements


def covered(platform: Platform) -> Mapping[str, list[Replacement]]:
    """The variables in `env` that a setting covers, except those that other rules about `env` report, and those that are intended."""
    paths = {}
    for path, replacements in replaced_variables(platform).items():
        reported = path in platform.config.intended or any(replacement.breaks_others or replacement.connection for replacement in replacements)
        own_rule = any(replacement.row.name in _OF_OWN_RULE for replacement in replacements)
        rest = [] if reported or own_rule else [replacement for replacement in replacements if _covers(platform, replacement)]
        if rest:
            paths[path] = rest
    return paths


def _covers(platform: Platform, replacement: Replacement) -> bool:
    """Whether a setting of this configuration can set the variable: one that is no Secret cannot refer to a Secret of yours."""
    is_set = _is_set(platform, replacement.row.setting) if replacement.row.setting else None
    by_reference = isinstance(replacement.source, Mapping) and not replacement.row.key
    return bool(is_set) if by_reference else is_set is not None


def _is_set(platform: Platform, path: str) -> bool | None:
    """Whether the configuration has the setting; None if the kind of its map has no such setting."""
    value: Any = platform.config
    is_set = True
    for part in path.split("."):
        if not isinstance(value, BaseModel):
            return False
        names = {yaml_name(type(value), field): field for field in type(value).model_fields}
        if part not in names:
            return None
        is_set = is_set and names[part] in value.model_fields_set
        value = getattr(value, names[part])
    return is_set and value is not None


@rule(
    "PK-ENV-005",
    title="a variable that a setting covers",
    cause="A setting decides the value of this variable: it is checked, and it reaches every service that reads the variable and everything else "
    "that depends on it. This is an error if the setting is set and has another value, and a warning otherwise. A variable that refers to a Secret "
    "of yours is reported if its setting is set too, or if its value belongs into a Secret of the platform.",
    fix="Remove the variable and use the setting that the message names, or add the variable to intended if only this container is to differ.",
    settings=(*ENV_SETTINGS, *_SETTINGS, *(row.setting for row in _ROWS_OF_PAGE.values())),
    severity="either",
    example=Example("trustedHosts: [vllm.ai.svc]\ngateway: {env: {TRUSTED_CUSTOM_HOSTS: 10.1.2.3}}\n", "trustedHosts: [vllm.ai.svc, 10.1.2.3]\n"),
)
def covered_variable(platform: Platform) -> Findings:
    for path, replacements in covered(platform).items():
        setting = replacements[0].row.setting
        conflicts = [replacement for replacement in replacements if replacement.source != replacement.rendered] if _is_set(platform, setting) else []
        otherwise = f"or add {path} to intended"
        if conflicts:
            verb = "adds what {} leaves out in {}" if conflicts[0].rendered is None else "replaces what {} sets in {}"
            message = f"{verb.format(setting, component_names(conflicts))}{_shown(conflicts[0].rendered)}"
            yield Finding(path, message, f"remove it and change {setting}, {otherwise}", "error")
        elif all(replacement.source == replacement.rendered for replacement in replacements):
            yield Finding(path, f"repeats what {setting} sets in {component_names(replacements)}", f"remove it, {otherwise}", "warning")
        else:
            yield Finding(path, f"is set in {component_names(replacements)} instead of {setting}", f"set {setting} instead, {otherwise}", "warning")


def _shown(value: VariableSource | None) -> str:
    return f": {value}" if isinstance(value, str) else ""
