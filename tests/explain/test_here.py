"""What a name comes to in a configuration is what its rendered objects have, and never a secret value."""

from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.secrets import ExternalSecrets, InlineSecrets, SecretGroup
from portkey_constructs.explain.components import component, components
from portkey_constructs.explain.environment import KeyPage, VariablePage, keys, variables
from portkey_constructs.explain.here import HerePage, by_default_names, here
from portkey_constructs.explain.lookup import find
from portkey_constructs.explain.secrets import secret_page
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.manifests.metadata import COMPONENT
from portkey_constructs.manifests.platform import platform
from portkey_constructs.manifests.required import required_secrets
from portkey_constructs.platform.values import DEVELOPMENT_SECRET
from tests.support.all_settings import EVERY, LEAST
from tests.support.all_settings.pieces import SECRET

VARIABLES, KEYS = variables(), keys()
SECRETS = (SECRET.get_secret_value(), DEVELOPMENT_SECRET)


def rows(page: HerePage | None) -> list[tuple[str, tuple[str, ...]]]:
    assert page
    return list(page.rows)


def told(config: PortkeyConfig, name: str) -> str:
    [page] = [page for page in find(name).pages if isinstance(page, VariablePage | KeyPage)]
    return " ".join(f"{label} {' '.join(said)}" for label, said in rows(here(config, page)))


def rendered(config: PortkeyConfig) -> dict[tuple[str, str], list[dict]]:
    """Every variable of every main container, by its name and component."""
    found: dict[tuple[str, str], list[dict]] = {}
    manifests: list[Any] = [manifest for _, manifest in platform(config)]
    for manifest in manifests:
        if manifest["kind"] in WORKLOAD_KINDS:
            for one in manifest["spec"]["template"]["spec"]["containers"][0].get("env", ()):
                found.setdefault((one["name"], manifest["metadata"]["labels"][COMPONENT]), []).append(one)
    return found


@pytest.mark.parametrize("name", EVERY)
def test_a_variable_is_where_it_is_rendered_and_from_where(name: str) -> None:
    config = EVERY[name]
    found = rendered(config)
    for page in VARIABLES:
        told = rows(here(config, page))
        having = {component for (variable, component) in found if variable == page.name}
        named = {one.partition(" ")[0] for label, said in told if label == "in" for one in said[0].split(", ")}
        assert having <= named, page.name
        assert (told[0][0] == "is") == (not named)
        for (variable, owner), [one] in found.items():
            if variable != page.name:
                continue
            said = next(has for (_, within), (_, has) in zip(told[::2], told[1::2], strict=True) if owner in within[0].split(", "))
            reference = one.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                assert said[0] == f"from Secret {reference['name']}, key {reference['key']}"
                required = [each for each in required_secrets(config) if each.kind == "Secret" and each.name == reference["name"]]
                assert (required[0].entry if required and required[0].source != "existing" else "") in said[1]
            elif "value" in one and not said[0].startswith("a value of your own"):
                assert one["value"][:100] in said[0] or (one["value"] == "" and said[0] == "the empty value")


@pytest.mark.parametrize("name", [*EVERY, "least"])
def test_no_secret_value_is_told(name: str) -> None:
    config = EVERY.get(name, LEAST)
    pages = [*VARIABLES, *KEYS, *components(), *map(secret_page, SecretGroup)]
    told = repr([here(config, page) for page in pages])
    assert not any(secret in told for secret in SECRETS)


def test_every_way_to_a_secret_is_told_in_its_words() -> None:
    by_source = {type(config.secrets): config for config in EVERY.values() if config.secrets and config.redis and config.redis.kind != "inCluster"}
    managed = by_source[ExternalSecrets]
    assert "put together by the External Secrets Operator from property redis_password of entry" in told(managed, "REDIS_URL")
    assert "filled by the External Secrets Operator from property" in told(managed, "JWT_PRIVATE_KEY")
    inline = next(config for config in EVERY.values() if isinstance(config.secrets, InlineSecrets) or config.profile == "development")
    assert "which is among the objects, made from values of this configuration" in told(inline, "JWT_PRIVATE_KEY")
    texts = {told(config, "JWT_PRIVATE_KEY") for config in EVERY.values()}
    assert any("which must exist: you make it" in text for text in texts)
    assert any("the Secrets Store CSI driver" in text for text in texts)
    all_rows = [row for config in EVERY.values() for page in VARIABLES for row in rows(here(config, page))]
    files = [row for row in all_rows if row[1][0].startswith("the file /mnt/secrets/")]
    assert files
    assert all("filled by the Secrets Store CSI driver" in said[1] for _, said in files)
    assert "redis_connection_url alone here" in told(LEAST, "redis/redis_password")
    assert told(LEAST, "REDIS_URL") == (
        "in migration, gateway, backend, dataservice has the value redis://portkey-redis.portkey.svc.cluster.local:6379"
    )
    assert told(LEAST, "registry/password").startswith("Secret portkey-registry, key .dockerconfigjson which is among the objects")


def test_a_component_is_told_as_it_runs() -> None:
    assert rows(here(LEAST, component("gateway")))[1] == ("pods", ("1",))
    away = next(config for config in EVERY.values() if config.mysql and config.mysql.kind == "external")
    assert rows(here(away, component("mysql"))) == [("runs", ("not here",))]
    scaled = next(config for config in EVERY.values() if config.profile == "production" and getattr(config.gateway, "autoscaling", None))
    assert "by load" in dict(rows(here(scaled, component("gateway"))))["pods"][0]


def test_what_is_the_same_everywhere_is_told_of_no_configuration() -> None:
    assert [here(LEAST, page) for page in (*find("PK-MYSQL-001").pages, *find("storageClass").pages, *find("8787").pages)] == [None] * 3


def test_names_may_have_the_prefix_of_the_configuration() -> None:
    other = LEAST.model_copy(update={"name": "acme"})
    assert by_default_names(other, "Deployment/acme-gateway") == "Deployment/portkey-gateway"
    assert by_default_names(LEAST, "portkey-gateway") == "portkey-gateway"
    [page] = find(by_default_names(other, "Deployment/acme-gateway")).pages
    assert rows(here(other, page)) == [("is", ("Deployment acme-gateway in namespace portkey",))]
