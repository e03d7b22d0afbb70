"""The environment of a container."""

from typing import Any

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.environment import container_environment
from tests.support.examples import development, external, production
from tests.support.objects import component


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
    config = development(gateway={"env": {"PORT": reference}})
    listed = container_environment(config.resolve(), component(config, "gateway"))
    assert [manifest for manifest in listed if manifest["name"] == "PORT"] == [{"name": "PORT", "valueFrom": reference}]


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
