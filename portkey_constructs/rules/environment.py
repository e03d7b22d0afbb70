"""Rules about the environment variables that the configuration sets."""

from collections.abc import Mapping
from typing import Final

from portkey_constructs.platform.expansion import Expansion, referenced_names
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.user_environment import PAGE_PREFIX, UserVariable
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_ENV: Final = ("env", "env.*", "*.env", "*.env.*", "clickhouse.former.env", "clickhouse.former.env.*")


@rule(
    "PK-ENV-001",
    title="a reference to a variable that the container does not have",
    cause="In a value of env, $(NAME) stands for another variable of the same container. A reference to any other name is not replaced: the "
    "container gets the text as it is written.",
    fix="Correct the name, or set that variable too.",
    settings=_ENV,
    severity="warning",
    example=Example('gateway: {env: {TABLE: "$(ANALYTCS_DB).t"}}\n', 'gateway: {env: {TABLE: "$(ANALYTICS_DB).t"}}\n'),
)
def unknown_reference(platform: Platform) -> Findings:
    missing: dict[tuple[str, str], list[str]] = {}
    for component, variables in platform.user_environments.items():
        for variable in variables:
            for name in _unknown_names(variable):
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
