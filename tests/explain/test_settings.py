"""Pages about settings say what the models say, and defaults are what configurations resolve to."""

from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from portkey_constructs.config.root import PortkeyConfig, Rules
from portkey_constructs.explain.accepted import accepted
from portkey_constructs.explain.defaults import PROFILES, default_of
from portkey_constructs.explain.settings import SettingPage, setting, settings, summary
from portkey_constructs.explain.tree import ANY, maps, places, tree
from portkey_constructs.platform.components import SERVICE_NAMES, STORE_NAMES
from portkey_constructs.rules import check
from tests.explain.mutations import platform_of


def every_model(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    for field in model.model_fields:
        for inner in maps(model.model_fields[field].annotation):
            if inner not in seen:
                every_model(inner, seen | {inner})
                seen |= {inner} | every_model(inner, seen | {inner})
    return seen


def test_the_tree_has_every_field_of_every_model() -> None:
    fields = {(place.model, place.field) for place in places()}
    models = every_model(PortkeyConfig, {PortkeyConfig})
    assert fields == {(model, field) for model in models for field in model.model_fields}


def test_every_setting_has_a_meaning_and_says_what_it_accepts() -> None:
    for page in settings():
        assert all(variant.meaning and variant.accepted for variant in page.variants), page.path
        assert summary(page.path), page.path


def test_variants_that_differ_name_their_kinds() -> None:
    page = setting("exposure.gateway.host")
    assert {variant.required: variant.under["exposure.gateway"] for variant in page.variants} == {
        False: ("loadBalancer",),
        True: ("ingress", "httpRoute"),
    }


def test_parts_name_the_kinds_that_have_them() -> None:
    kinds = {part.path: part.kinds for part in setting("redis").parts}
    assert kinds["redis.iam"] == ("elasticache",)
    assert kinds["redis.tls"] == ("external", "memorystore", "azure", "custom", "elasticache")
    assert kinds["redis.kind"] == ()


def test_parts_of_a_map_with_own_keys_are_found_below_the_key() -> None:
    assert f"secrets.remote.{ANY}.key" in {part.path for part in setting("secrets.remote").parts}


def test_secret_settings_are_marked() -> None:
    marked = {page.path for page in settings() if page.secret and not page.parts}
    assert {"clientAuth", "mysql.password", "redis.url", "imagePull.username"} & marked >= {"clientAuth", "mysql.password"}
    assert not {"mysql.host", "name", "redis.tls"} & marked


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("redis.tls", "false"),
        ("gateway.autoscaling", "{kind: hpa, min: 2, max: 20, cpu: 60, memory: 80} in the production profile; (not set) in the development profile"),
        ("gateway.autoscaling.cpu", "(not set); if you leave out all of gateway.autoscaling, 60 in the production profile"),
        ("mysql.persistence.size", "50Gi in the production profile; 5Gi in the development profile"),
        ("gateway.image.repository", "docker.io/portkeyai/gateway_enterprise"),
        ("gateway.priorityClass", "(not set)"),
        ("gateway.tolerations", "[]"),
        ("identity", "{kind: none}"),
        ("gateway.image", "the defaults of its settings"),
        ("secrets.refreshInterval", "1h"),
        ("secrets.path", "portkey/{name}, or portkey-{name} where names have no slash"),
        ("redis", "required in the production profile; {kind: inCluster} in the development profile"),
        ("auth", "required"),
        ("logStore.credentials", "identity if the pods have one, else keys"),
        ("frontend.loginDisclaimer", "''"),
        ("logStore.bucket", "CLUSTER-portkey-logs-ACCOUNT-REGION, which the AWS companion creates"),
        ("claudePlatform.region", "aws.region"),
        ("gateway.clickhouseEndpoint", "url if ClickHouse uses TLS, else host"),
        ("gateway.gracePeriod", "gateway.requestTimeout plus 15s"),
        ("exposure.gateway.controller", "the one that the class is named after"),
    ],
)  # fmt: skip
def test_a_default_is_one_line_of_yaml_or_of_words(path: str, text: str) -> None:
    assert default_of(tree()[path][0]).text == text


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", [*SERVICE_NAMES, *STORE_NAMES])
def test_the_defaults_of_components_are_what_a_configuration_resolves_to(profile: str, name: str) -> None:
    component = platform_of({"profile": profile}).components[name]
    facts: dict[str, Any] = {
        "service.port": component.service_port,
        "serviceAccount.name": component.service_account,
        "resources": component.resources.model_dump(by_alias=True, exclude_defaults=True),
    }
    facts["image"] = component.image
    if name in SERVICE_NAMES:
        replicas = component.replicas  # type: ignore[attr-defined]
        facts |= {
            "replicas": replicas.fixed,
            "autoscaling": replicas.autoscaling and replicas.autoscaling.model_dump(by_alias=True, exclude_none=True),
        }
    else:
        facts |= {"persistence.size": component.volume_size, "persistence.subPath": component.sub_path}  # type: ignore[attr-defined]
    image = facts.pop("image")
    digest = stated(f"{name}.image.digest", profile)
    assert image == f"{stated(f'{name}.image.repository', profile)}:{stated(f'{name}.image.tag', profile)}" + (f"@{digest}" if digest else "")
    assert {path: stated(f"{name}.{path}", profile) for path in facts} == facts


def stated(path: str, profile: str) -> Any:
    """The default that a page states, as data."""
    default = default_of(tree()[path][0])
    text = default.value or default.by_profile.get(profile, "~")
    return text if path.endswith("tag") and text.startswith("8") else yaml.safe_load(text)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("path", [path for path in tree() if "." not in path])
def test_a_setting_is_required_where_the_rules_refuse_to_leave_it_out(profile: str, path: str) -> None:
    config = PortkeyConfig.model_validate({"profile": profile}, by_alias=True, by_name=False, context=Rules.LATER)
    missing = {
        problem.path for problem in check(config.resolve()) if problem.severity == "error" and problem.message in ("is missing", "is not chosen")
    }
    page = setting(path)
    required = path == "profile" or profile in page.variants[0].default.required_by
    assert required == (path in missing or path == "profile")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mysql.port", "a port number from 1 to 65535"),
        ("gateway.tolerations", "a list; each entry: a map, Kubernetes' Toleration"),
        ("secrets.remote", "a map of settings"),
        ("labels", "a label value"),
        ("redis", "kind is one of inCluster, external"),
        ("logStore.client", "one of s3, s3_assume"),
    ],
)
def test_what_a_setting_accepts_is_in_the_words_of_its_errors(path: str, text: str) -> None:
    assert text in accepted(tree()[path][0].annotation)


def test_the_python_spelling_leads_to_the_same_field() -> None:
    pages: dict[str, SettingPage] = {page.path: page for page in settings()}
    assert pages["logStore.encryption.keyArn"].python == "log_store.encryption.key_arn"
    assert pages["exposure.gateway.class"].python == "exposure.gateway.ingress_class"
