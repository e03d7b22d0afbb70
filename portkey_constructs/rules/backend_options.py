"""Rules about the variables that stand for options of the backend."""

from collections.abc import Iterator, Mapping
from typing import Final

from portkey_constructs.platform.backend_options import BACKEND_OPTIONS, FEATURE_SWITCHES
from portkey_constructs.platform.environment import rendered_rows
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.user_environment import UserVariable
from portkey_constructs.platform.variable import Variable
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__ = ["replaced_in_backend"]

_ENV: Final = ("env", "env.*", "backend.env", "backend.env.*")
_OPTIONS: Final = {variable.name: variable for variable in BACKEND_OPTIONS}
_SWITCHES: Final = frozenset({*(variable.name for variable in FEATURE_SWITCHES), "SCIM_ENABLED"})


def replaced_in_backend(platform: Platform, options: Mapping[str, Variable]) -> Iterator[tuple[UserVariable, Variable]]:
    """Each variable of `env` that replaces the value of a setting in the backend, with its row of the table."""
    user = [variable for variable in platform.user_environments.get("backend", ()) if variable.name in options]
    rows = rendered_rows(platform, "backend") if user else {}
    yield from ((variable, options[variable.name]) for variable in user if variable.name in rows)


@rule(
    "PK-FEATURE-001",
    title="two values for an option of the backend",
    cause="A setting of the backend sets the variable, and the variable in env replaces its value.",
    fix="Remove the variable, and change the setting.",
    settings=("backend.features", "backend.features.*", "backend.*", *_ENV),
    example=Example(
        "backend: {features: {guardrails: false}, env: {GUARDRAILS_ENABLED: 'ON'}}\n",
        "backend: {features: {guardrails: true}}\n",
    ),
)
def option_by_variable(platform: Platform) -> Findings:
    for variable, row in replaced_in_backend(platform, _OPTIONS):
        yield Finding(variable.path, f"is set, but so is {row.setting}", f"remove it, and change {row.setting} instead")


@rule(
    "PK-FEATURE-002",
    title="a switch of a feature without effect",
    cause="The backend's switches of features have the values ON and OFF. Features that are on by default are off only with OFF, so that false, for "
    "example, leaves them on.",
    fix="Remove the variable, and set backend.features (auth.scim for SCIM); or write ON or OFF.",
    settings=_ENV,
    severity="warning",
    example=Example("backend: {env: {GUARDRAILS_ENABLED: 'false'}}\n", "backend: {features: {guardrails: false}}\n"),
)
def switch_without_effect(platform: Platform) -> Findings:
    for variable in platform.user_environments.get("backend", ()):
        if variable.name in _SWITCHES and isinstance(variable.source, str) and variable.source not in ("ON", "OFF"):
            setting = "auth.scim" if variable.name == "SCIM_ENABLED" else _OPTIONS[variable.name].setting
            yield Finding(variable.path, f"is {variable.source!r}, but only ON and OFF have an effect", f"remove it, and set {setting} instead")
