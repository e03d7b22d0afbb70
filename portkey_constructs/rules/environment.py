"""Rules about the environment variables that the configuration sets."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.platform.environment import rendered_rows
from portkey_constructs.platform.expansion import Expansion, referenced_names
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.user_environment import PAGE_PREFIX, UserVariable
from portkey_constructs.platform.variable import Variable
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_CONNECTIONS: Final = {
    SecretGroup.MYSQL: "mysql",
    SecretGroup.REDIS: "redis",
    SecretGroup.CLICKHOUSE: "clickhouse",
    SecretGroup.LOG_STORE: "logStore",
    SecretGroup.BEDROCK: "bedrock",
}
"""The settings that the keys of a Secret come from, where other output than the pods depends on them."""

_ENV: Final = ("intended", "env", "env.*", "*.env", "*.env.*", "clickhouse.former.env", "clickhouse.former.env.*")


@rule(
    "PK-ENV-001",
    title="a reference to a variable that the container does not have",
    cause="In a value of env, $(NAME) stands for another variable of the same container. A reference to any other name is not replaced: the "
    "container gets the text as it is written.",
    fix="Correct the name, set that variable too, or add the setting to intended if the text is meant as it is.",
    settings=_ENV,
    severity="warning",
    example=Example('gateway: {env: {TABLE: "$(ANALYTCS_DB).t"}}\n', 'gateway: {env: {TABLE: "$(ANALYTICS_DB).t"}}\n'),
)
def unknown_reference(platform: Platform) -> Findings:
    missing: dict[tuple[str, str], list[str]] = {}
    for component, variables in platform.user_environments.items():
        for variable in variables:
            for name in _unknown_names(variable) if variable.path not in platform.config.intended else ():
                missing.setdefault((variable.path, name), []).append(component)
    for (path, name), components in missing.items():
        yield Finding(path, f"refers to $({name}), which is no variable of {', '.join(components)}")


def _unknown_names(variable: UserVariable) -> tuple[str, ...]:
    source = variable.source
    if variable.name.startswith(PAGE_PREFIX) or isinstance(source, Mapping):
        return ()
    literals = (source,) if isinstance(source, str) else (part for part in source.parts if isinstance(part, str))
    return tuple(name for literal in literals for name in referenced_names(literal))


@rule(
    "PK-ENV-002",
    title="environment variables that refer to themselves",
    cause="Kubernetes replaces a reference by the value of a variable that the list has before. A variable cannot come before itself, and the "
    "values that an image sets are unknown to Kubernetes.",
    fix="Write the value without the reference.",
    settings=_ENV,
    example=Example('gateway: {env: {NODE_PATH: "$(NODE_PATH):/opt/modules"}}\n', "gateway: {env: {NODE_PATH: /opt/modules}}\n"),
)
def circular_reference(platform: Platform) -> Findings:
    reported = set()
    for variables in platform.user_environments.values():
        expansions = {variable.name: variable.source for variable in variables if isinstance(variable.source, Expansion)}
        for variable in variables:
            circle = _circle(variable.name, expansions)
            if circle and variable.path not in reported:
                reported.add(variable.path)
                yield Finding(variable.path, f"refers to itself: {' -> '.join(circle)}")


def _circle(start: str, expansions: Mapping[str, Expansion]) -> list[str]:
    """The names on the way from a variable back to it; empty if there is no way."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        for name in expansions[way[-1]].names if way[-1] in expansions else ():
            if name == start:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _overridden(platform: Platform) -> Iterator[tuple[str, Variable, list[str]]]:
    """Each setting that replaces a variable of the table, the variable, and the components in which it does."""
    replaced: dict[str, tuple[Variable, list[str]]] = {}
    for component, variables in platform.user_environments.items():
        rows = rendered_rows(platform, component) if variables else {}
        for variable in variables:
            if variable.name in rows:
                replaced.setdefault(variable.path, (rows[variable.name], []))[1].append(component)
    yield from ((path, row, components) for path, (row, components) in replaced.items())


@rule(
    "PK-ENV-003",
    title="a variable that belongs to the manifests",
    cause="Other objects depend on the value: the probes and the Service lead to the port that the image listens on, the pods mount certificates "
    "at the path of their variable, and the services connect to a store in the cluster with the values that its container gets. A different value "
    "in the container alone breaks the platform.",
    fix="Leave the variable out, and use the setting that the message names.",
    settings=_ENV,
    example=Example('env: {PORT: "9999"}\n', "gateway: {service: {port: 9999}}\n"),
)
def owned_variable(platform: Platform) -> Findings:
    for path, row, components in _overridden(platform):
        if row.owned:
            yield Finding(path, f"belongs to the manifests of {', '.join(components)}: {row.owned.reason}", row.owned.fix)


@rule(
    "PK-ENV-004",
    title="a variable replaces a part of a store's connection",
    cause="The container connects to what env names. Everything else still follows the settings of the store: the other components, the Secrets "
    "that must exist, IAM policies, verify and diagrams.",
    fix="Change the settings of the store instead, or add the setting to intended if only the container is to use another store.",
    settings=_ENV,
    severity="warning",
    example=Example("backend: {env: {DB_HOST: db.example.org}}\n", "mysql: {kind: external, host: db.example.org}\n"),
)
def replaced_connection(platform: Platform) -> Findings:
    for path, row, components in _overridden(platform):
        setting = _CONNECTIONS.get(row.key.group) if row.key and not row.owned and path not in platform.config.intended else None
        if setting:
            yield Finding(path, f"replaces what {setting} sets in {', '.join(components)}", f"change {setting} instead, or add {path} to intended")
