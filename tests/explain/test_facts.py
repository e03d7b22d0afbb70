"""Pages about variables, Secret keys, objects, components and ports say what the tables and the rendered objects say."""

import pytest

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.explain.objects import COMPONENTS, component, kind, kind_named, objects, port_named, ports
from portkey_constructs.explain.secret_keys import key, keys, secret, secret_group
from portkey_constructs.explain.tree import tree
from portkey_constructs.explain.variables import variable, variables
from portkey_constructs.kubernetes.registry import PLATFORM_KINDS
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import MYSQL_HOST, REDIS_CONNECTION_URL, REDIS_PASSWORD, SECRET_KEYS
from portkey_constructs.platform.variables import VARIABLES
from tests.explain.mutations import objects_of, platform_of
from tests.support.all_settings import ALL_SETTINGS

DEFAULT_NAMES = {name: config for name, config in ALL_SETTINGS.items() if config.resolve().names[:2] == ("portkey", "portkey")}


def test_every_variable_has_its_rows() -> None:
    assert {page.name for page in variables() if not page.advice} == {row.name for row in VARIABLES}
    page = variable("CLICKHOUSE_USER")
    assert [use.key for use in page.uses] == ["clickhouse/clickhouse_user", "clickhouseFormer/clickhouse_user"]
    assert page.readers == ("backend", "migration", "dataservice", "clickhouse")
    assert variable("LOG_STORE_FILE_PATH_FORMAT").uses[0].since == "gateway 1.17.0, backend 1.5.0"
    with pytest.raises(KeyError):
        variable("NOTHING")


def test_a_variable_names_its_source_and_the_images_that_it_does_not_prove() -> None:
    chart, gateway_chart = "Portkey's Helm chart portkey-app 1.7.6", "Portkey's Helm chart portkey-gateway 1.7.7"
    public = "the gateway's public source code, branch 2.0.0; not proven for the default images"
    assert variable("CLICKHOUSE_USER").sources == (chart,)
    assert variable("LOKI_AUTH").sources == (public,)
    assert variable("AWS_REDIS_REGION").sources == (f"{gateway_chart}; not proven for the default images of backend, migration",)
    assert variable("ANALYTICS_STORE_ENDPOINT").sources == (f"{public} (gateway)", f"{gateway_chart} (dataservice)")


def test_a_variable_is_not_proven_exactly_where_a_row_says_so() -> None:
    unproven = {(row.name, reader) for row in VARIABLES for reader in row.unproven}
    for page in variables():
        assert all(page.sources)
        if page.advice:
            continue
        assert {(page.name, reader) for use in page.uses for reader in use.unproven} - {(page.name, "migration")} == {
            entry for entry in unproven if entry[0] == page.name
        }
        assert any("not proven" in text for text in page.sources) is any(name == page.name for name, _ in unproven)


def test_the_readers_of_a_variable_have_it_in_their_containers() -> None:
    for name, config in ALL_SETTINGS.items():
        for component_name, rows in config.resolve().environments.items():
            assert all(component_name in variable(row.name).readers for row in rows), name


def test_the_settings_of_a_variable_are_those_that_declare_it() -> None:
    assert variable("LOG_STORE_FILE_PATH_FORMAT").settings == ("logStore.filePathFormat",)
    assert "redis.tls" in variable("REDIS_URL").settings
    assert variable("PORT").settings == ()


def test_every_secret_key_has_a_page() -> None:
    assert [page.name for page in keys()] == [of.name for of in SECRET_KEYS]
    page = key(MYSQL_HOST)
    assert (page.place, page.entry, page.sensitive, page.variables) == ("portkey-mysql/mysql_host", "portkey/mysql", False, ("DB_HOST",))
    assert all(page.form for page in keys() if page.sensitive)
    assert (key(REDIS_CONNECTION_URL).composed_of, key(REDIS_PASSWORD).part_of) == ("redis_password", "redis_connection_url")
    assert key(REDIS_PASSWORD).variables == ("REDIS_URL", "REDISCLI_AUTH", "REDIS_PASSWORD")


@pytest.mark.parametrize("group", SecretGroup)
def test_a_secret_is_found_by_its_name_its_entry_and_its_name_in_settings(group: SecretGroup) -> None:
    page = secret(group)
    assert [secret_group(name) for name in (page.name, page.entry, page.group)] == [group] * 3
    assert {item.name for item in page.keys} == {of.name for of in SECRET_KEYS if group in (of.group, of.group.default)}


@pytest.mark.parametrize("name", DEFAULT_NAMES)
def test_every_rendered_object_has_a_page_with_its_component_and_stage(name: str) -> None:
    """Except those whose names the configuration sets."""
    config = DEFAULT_NAMES[name]
    pages = {(page.kind, page.name): page for page in objects()}
    for stage, manifest in config.resolve().objects():
        called = str(manifest["metadata"]["name"])
        called = called.rpartition("-")[0] if manifest["kind"] == "Job" else called
        page = pages.get((manifest["kind"], called))
        if page is None:
            assert f"'{called}'" in repr(config) or manifest["kind"] in ("SecretStore", "ServiceAccount"), (manifest["kind"], called)
        else:
            assert page.stage == str(stage)
            assert page.component in ("", manifest["metadata"]["labels"]["app.kubernetes.io/component"])


def rendered_somewhere() -> set[str]:
    platforms: list[Platform] = [config.resolve() for config in ALL_SETTINGS.values()]
    platforms.append(
        platform_of({"profile": "development", "gateway": {"mcp": {}}, "exposure": {"mcp": {"kind": "ingress", "host": "a.example.org"}}})
    )
    return {name.replace("acme-", "portkey-").replace("Namespace ai", "Namespace portkey") for item in platforms for name in objects_of(item)}


def test_every_page_is_of_an_object_that_some_configuration_renders() -> None:
    rendered = rendered_somewhere()
    assert {page.kind for page in objects()} == {pages.kind for pages in PLATFORM_KINDS}
    missing = [f"{page.kind} {page.name}" for page in objects() if f"{page.kind} {page.name}" not in rendered]
    assert all(name.startswith(("SecretProviderClass", "ExternalSecret", "ServiceAccount", "Secret", "ClusterSecretStore")) for name in missing), (
        missing
    )


def test_an_object_names_the_settings_that_render_and_change_it() -> None:
    page = next(page for page in objects() if (page.kind, page.name) == ("HorizontalPodAutoscaler", "portkey-gateway"))
    assert (page.component, page.stage) == ("gateway", "5-services")
    assert page.rendered_by == ("gateway.replicas (not rendered; in production it is the default)", "gateway.autoscaling (hpa)")
    assert {f"gateway.autoscaling.{name}" for name in ("min", "max", "cpu", "memory", "behavior")} == set(page.settings)
    assert all(path in tree() for page in objects() for path in page.settings)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        *((name, "HorizontalPodAutoscaler") for name in ("HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "HPA")),
        *((name, "Deployment") for name in ("deploy", "deployment", "Deployments")),
        *(("svc", "Service"), ("services", "Service"), ("sa", "ServiceAccount"), ("pdb", "PodDisruptionBudget"), ("sts", "StatefulSet")),
        *(("cm", "ConfigMap"), ("ing", "Ingress"), ("ns", "Namespace"), ("secrets", "Secret"), ("es", "ExternalSecret"), ("ingresses", "Ingress")),
        *(("pod", ""), ("", "")),
    ],
)
def test_a_kind_has_the_names_that_kubectl_accepts(name: str, found: str) -> None:
    assert kind_named(name) == found


def test_a_kind_lists_its_objects() -> None:
    page = kind("PodDisruptionBudget")
    assert (page.api_version, page.objects) == (
        "policy/v1",
        ("portkey-backend", "portkey-dataservice", "portkey-frontend", "portkey-gateway"),
    )


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_has_the_image_ports_and_variables_of_its_pods(name: str) -> None:
    page, platform = component(name), platform_of({"profile": "development"})
    workload = platform.components["backend" if name == "migration" else name]
    assert page.image == workload.image
    assert {row.name for row in platform.environments[name]} <= set(page.variables)
    assert name == "migration" or {port.name for port in workload.ports} <= set(page.ports)
    rendered = {text for text in objects_of(platform) if text.rpartition("-")[2] == name or name in text}
    assert rendered & set(page.objects)


def test_ports_say_which_setting_opens_them() -> None:
    assert {page.name: page.condition for page in ports() if page.condition} == {
        "mcp": "gateway.mcp",
        "ch-https": "clickhouse.https",
        "ch-secure": "clickhouse.https",
    }
    page = port_named("frontend")
    assert page is not None
    assert (page.container, page.service, page.setting) == (8080, 80, "frontend.service.port")
    assert port_named("none") is None
