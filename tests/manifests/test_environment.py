"""The environment of a container."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.environment import container_environment
from portkey_constructs.platform.expansion import referenced_names
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import config_from, development, external, production
from tests.support.kubelet import received_arguments, received_environment, received_probe_commands
from tests.support.objects import component, containers, main_container, pods, rendered
from tests.support.strategies import configurations

DOLLARS = "$$x$(PORT)$(Y${HOST}$é"
"""Text that Kubernetes or Flux would change."""


def environment(config: PortkeyConfig, component: str) -> dict[str, Any]:
    listed = container_environment(config.resolve(), config.resolve().components[component])
    assert len({manifest["name"] for manifest in listed}) == len(listed)
    return {manifest["name"]: manifest.get("value", manifest.get("valueFrom")) for manifest in listed}


def test_user_values_replace_defaults_in_place_and_others_are_appended() -> None:
    ours = list(environment(development(), "backend"))
    changed = environment(development(backend={"env": {"MINE": "1", "CONTROL_PLANE_URL": "https://x.example.org"}}), "backend")
    assert list(changed) == [*ours, "MINE"]
    assert changed["CONTROL_PLANE_URL"] == "https://x.example.org"


def test_component_values_override_common_values() -> None:
    config = development(env={"A": "all", "B": "all"}, gateway={"env": {"A": "own"}})
    assert {name: value for name, value in environment(config, "gateway").items() if name in "AB"} == {"A": "own", "B": "all"}
    assert environment(config, "dataservice")["A"] == "all"


def test_common_values_apply_to_the_four_services() -> None:
    config = development(env={"A": "all"}, mysql={"kind": "inCluster"})
    assert "A" not in {variable["name"] for variable in container_environment(config.resolve(), component(config, "mysql"))}


def test_user_reference_replaces_a_plain_value() -> None:
    reference = {"configMapKeyRef": {"name": "own", "key": "port"}}
    config = development(gateway={"env": {"SERVICE_NAME": reference}})
    listed = container_environment(config.resolve(), component(config, "gateway"))
    assert [manifest for manifest in listed if manifest["name"] == "SERVICE_NAME"] == [{"name": "SERVICE_NAME", "valueFrom": reference}]


def test_variables_follow_those_they_refer_to() -> None:
    names = list(environment(production(), "gateway"))
    assert names.index("ANALYTICS_DB") < names.index("ANALYTICS_LOG_TABLE")
    assert environment(production(), "gateway")["ANALYTICS_LOG_TABLE"] == "$(ANALYTICS_DB).generations"
    overridden = list(environment(production(gateway={"env": {"ANALYTICS_DB": "own"}}), "gateway"))
    assert overridden == names


def test_only_unknown_values_are_read_from_an_existing_secret() -> None:
    variables = environment(external(), "backend")
    assert variables["DB_PASS"] == {"secretKeyRef": {"name": "portkey-mysql", "key": "mysql_password"}}
    assert variables["DB_HOST"] == "db.cluster-x.us-west-2.rds.amazonaws.com"
    assert variables["DB_SSL"] == "Amazon RDS"
    named = environment(external(secrets={"kind": "existing", "names": {"mysql": "own-db"}}), "backend")
    assert named["DB_PASS"] == {"secretKeyRef": {"name": "own-db", "key": "mysql_password"}}


def test_unused_variables_are_absent() -> None:
    without_login = environment(production(auth={"kind": "none", "allowPublic": True}), "backend")
    assert not [name for name in without_login if name.startswith(("OIDC_", "SAML_", "AUTH_SSO", "LOG_STORE_"))]
    assert without_login["AUTH_MODE"] == "NO_AUTH"
    assert "DB_SSL" not in without_login
    assert not [name for name in environment(production(), "gateway") if name.startswith(("DB_", "JWT_", "OIDC_"))]


def test_every_value_is_a_string() -> None:
    variables = environment(development(gateway={"env": {"A": True, "B": 1, "C": "0.50"}}), "gateway")
    assert (variables["A"], variables["B"], variables["C"]) == ("true", "1", "0.50")


def received(config: PortkeyConfig, name: str) -> dict[str, str]:
    return received_environment({"env": container_environment(config.resolve(), component(config, name))}, reads_bytes=True)


def plain_texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path and value of each text of a model that is not secret, with the aliases of YAML."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for field in sorted(value.model_fields_set):
            yield from plain_texts(getattr(value, field), (*path, yaml_name(type(value), field)))


def with_text(config: PortkeyConfig, path: tuple[str, ...], text: str) -> PortkeyConfig | None:
    """The configuration with another text at a path; None if the setting does not take it."""

    def changed(model: BaseModel, path: tuple[str, ...]) -> BaseModel:
        field = next(field for field in type(model).model_fields if yaml_name(type(model), field) == path[0])
        inner = getattr(model, field)
        value = text if len(path) == 1 else changed(inner, path[1:])
        return type(model).model_validate({**{name: getattr(model, name) for name in model.model_fields_set}, field: value}, by_name=True)

    try:
        return changed(config, path)  # type: ignore[return-value]
    except ConfigurationError:
        return None


def test_every_text_setting_arrives_as_it_is_written() -> None:
    reached = set()
    for config in ALL_SETTINGS.values():
        before = {name: received(config, name) for name in config.resolve().components}
        for path, value in plain_texts(config):
            text = f"{value}{DOLLARS}"
            other = with_text(config, path, text)
            for name in before if other else ():
                after = received(other, name)  # type: ignore[arg-type]
                changed = {key for key, old in before[name].items() if old == value and after.get(key) != old}
                assert {after[key] for key in changed} <= {text}, path
                reached |= {".".join(path)} if changed else set()
    assert reached >= {"auth.clientId", "logStore.assumeRole.externalId", "redis.iam.user"}


def test_text_settings_reach_the_environment() -> None:
    config = external(smtp={"host": "mail.example.org", "user": f"svc{DOLLARS}", "fromAddress": "a@example.org"})
    assert received(config, "backend")["SMTP_USER"] == f"svc{DOLLARS}"
    role = {"roleArn": "arn:aws:iam::111122223333:role/logs", "externalId": "ab$$cd"}
    logs = production(logStore={"kind": "s3", "bucket": "acme-logs", "region": "us-west-2", "assumeRole": role})
    assert received(logs, "gateway")["LOG_STORE_AWS_EXTERNAL_ID"] == "ab$$cd"


@pytest.mark.parametrize("text", ["pa$$word", "$", "$$", "$(", "$(MISSING)", "$$(MISSING)", "a$é", "${TENANT}/x", "$(redis-cli ping)"])
def test_text_in_env_arrives_as_it_is_written(text: str) -> None:
    assert received(development(env={"DOL": text}), "dataservice")["DOL"] == text
    assert received(development(mysql={"kind": "inCluster", "env": {"DOL": text}}), "mysql")["DOL"] == text


def test_a_reference_in_env_is_replaced_wherever_the_variable_is_set() -> None:
    config = development(
        env={"DSN": "http://$(USER_NAME)@$(HOST)", "HOST": "$(DOMAIN)$$"}, gateway={"env": {"DOMAIN": "example.org", "USER_NAME": "$$(HOST)"}}
    )
    values = received(config, "gateway")
    assert values["DSN"] == "http://$example.org$$@example.org$$"
    assert values["HOST"] == "example.org$$"
    assert received(config, "backend")["HOST"] == "$(DOMAIN)$$"


def test_a_default_that_is_replaced_by_a_reference_moves_behind_the_variable() -> None:
    config = production(gateway={"env": {"ANALYTICS_DB": "$(TENANT)_db", "TENANT": "acme"}})
    names = list(environment(config, "gateway"))
    assert names.index("TENANT") < names.index("ANALYTICS_DB") < names.index("ANALYTICS_LOG_TABLE")
    assert received(config, "gateway")["ANALYTICS_LOG_TABLE"] == "acme_db.generations"


def test_an_intended_text_is_no_reference() -> None:
    config = development(env={"NOTE": "$(PORT) $$(PORT)", "OTHER": "$(PORT)"}, intended=["env.NOTE"])
    assert received(config, "gateway")["NOTE"] == "$(PORT) $$(PORT)"
    assert received(config, "gateway")["OTHER"] == "8787"


def test_a_circle_of_references_is_refused() -> None:
    with pytest.raises(ConfigurationError) as refused:
        development(env={"A": "$(B)", "B": "x$(C)"}, gateway={"env": {"C": "$(A)"}})
    assert {problem.path: problem.code for problem in refused.value.problems} == dict.fromkeys(("env.A", "env.B", "gateway.env.C"), "PK-ENV-002")


def test_variables_of_the_page_are_literal_in_both_places() -> None:
    config = development(frontend={"env": {"VITE_NOTE": "$(VITE_BASE_URL)", "VITE_BASE_URL": "/own"}})
    assert received(config, "frontend")["VITE_NOTE"] == "$(VITE_BASE_URL)"
    scripts = [manifest["data"]["config.js"] for manifest in rendered(config) if "config.js" in manifest.get("data", {})]
    assert '"VITE_NOTE": "$(VITE_BASE_URL)"' in scripts[0]
    assert not config.warnings() or "PK-ENV-001" not in {problem.code for problem in config.warnings()}


def test_containers_of_the_configuration_keep_kubernetes_syntax() -> None:
    sidecar = {"name": "own", "image": "busybox", "args": ["$(A)"], "env": [{"name": "A", "value": "$$"}]}
    config = development(gateway={"sidecars": [sidecar]})
    [own] = [item for pod in pods(rendered(config)) for item in containers(pod) if item["name"] == "own"]
    assert received_arguments(own) == ([], ["$"])


def test_commands_arguments_and_probes_arrive_as_they_are_written() -> None:
    redis = main_container(rendered(production()), "StatefulSet", "portkey-redis")
    assert received_probe_commands(redis)["readinessProbe"][-1] == 'test "$(redis-cli ping)" = PONG'
    assert 'quoted=$(printf %s "$REDISCLI_AUTH"' in received_arguments(redis)[1][2]
    for pod in pods(rendered(production(redis={"kind": "inCluster", "auth": "none"}))):
        for item in containers(pod):
            assert received_arguments(item) == (item.get("command", []), item.get("args", []))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(configurations())
def test_any_configuration_reaches_its_containers_as_it_is_written(data: dict[str, Any]) -> None:
    config = config_from(data)
    platform = config.resolve()
    for name, own in platform.components.items():
        values = received(config, name)
        texts: dict[str, Any] = {variable: source for variable, source in platform.environments[name] if isinstance(source, str)}
        texts |= config.env if own.component in platform.services else {}
        texts |= own.settings.env
        for variable, text in texts.items():
            if isinstance(text, str) and not set(referenced_names(text)) & values.keys():
                assert values[variable] == text, json.dumps(text)
