"""The registry of the images, and of the pull Secret for it."""

import json

import pytest

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.platform.images import DEFAULT_IMAGES
from tests.support.examples import development, production
from tests.support.objects import named, rendered

SERVICES = ("gateway", "backend", "dataservice", "frontend")
STORES = ("mysql", "redis", "clickhouse")
CREDENTIALS = {"kind": "registry", "username": "me", "password": "secret"}


def test_image_registry_is_the_registry_of_portkeys_images() -> None:
    components = production(imageRegistry="registry.airs-gw.portkey.ai").resolve().components
    names = ("gateway_enterprise", "backend", "data-service", "frontend")
    expected = {component: f"registry.airs-gw.portkey.ai/{name}" for component, name in zip(SERVICES, names, strict=True)}
    assert {component: components[component].image.rpartition(":")[0] for component in SERVICES} == expected
    assert {name: components[name].image for name in STORES} == {name: ":".join(DEFAULT_IMAGES[name]) for name in STORES}


def test_repository_of_a_component_overrides_the_registry() -> None:
    image = {"repository": "registry.example.org/gateway", "tag": "2.13.0"}
    components = production(imageRegistry="registry.example.org/portkey", gateway={"image": image}).resolve().components
    assert components["gateway"].image == "registry.example.org/gateway:2.13.0"
    assert components["backend"].image.startswith("registry.example.org/portkey/backend:")


@pytest.mark.parametrize(
    ("settings", "server"),
    [
        ({}, "https://index.docker.io/v1/"),
        ({"imageRegistry": "docker.io/acme"}, "https://index.docker.io/v1/"),
        ({"imageRegistry": "registry.example.org:5000/portkey"}, "registry.example.org:5000"),
        ({"imageRegistry": "registry.airs-gw.portkey.ai"}, "registry.airs-gw.portkey.ai"),
        ({"imageRegistry": "registry.example.org", "imagePull": {**CREDENTIALS, "server": "other.example.org"}}, "other.example.org"),
    ],
)
def test_pull_secret_is_for_the_image_registry(settings: dict[str, object], server: str) -> None:
    secret = named(rendered(development(**{"imagePull": CREDENTIALS, **settings})), "Secret", "portkey-registry")
    assert list(json.loads(secret["stringData"][".dockerconfigjson"])["auths"]) == [server]


def test_pull_secret_of_the_operator_is_for_the_image_registry() -> None:
    secrets = {"kind": "externalSecrets", "store": {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}}
    secret = named(rendered(production(secrets=secrets, imageRegistry="registry.example.org/portkey")), "ExternalSecret", "portkey-registry")
    assert '{"auths":{"registry.example.org":' in secret["spec"]["target"]["template"]["data"][".dockerconfigjson"]


@pytest.mark.parametrize(
    "wrong", ["https://registry.example.org", "registry.example.org/", "registry.example.org/portkey:2.13.0", "", "registry.example.org:70000"]
)
def test_what_is_no_registry_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        production(imageRegistry=wrong)
    (problem,) = error.value.problems
    assert problem.path == "imageRegistry"
    assert "such as registry.example.org/portkey" in str(error.value)
