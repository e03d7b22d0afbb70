"""The registry of the images, and of the pull Secret for it."""

import json

import pytest
from pydantic import SecretStr

from portkey_constructs.config import NoAuth, NoImagePull, PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.images import pulled_images
from portkey_constructs.platform.images import DEFAULT_DIGESTS, DEFAULT_IMAGES, image_name, mirrored
from tests.support.examples import development, production
from tests.support.objects import named, rendered

SERVICES = ("gateway", "backend", "dataservice", "frontend")
STORES = ("mysql", "redis", "clickhouse")
CREDENTIALS = {"kind": "registry", "username": "me", "password": "secret"}


def default_image(component: str) -> str:
    return ":".join(DEFAULT_IMAGES[component]) + (f"@{DEFAULT_DIGESTS[component]}" if component in DEFAULT_DIGESTS else "")


def test_image_registry_is_the_registry_of_portkeys_images() -> None:
    components = production(imageRegistry="registry.airs-gw.portkey.ai").resolve().components
    names = ("gateway_enterprise", "backend", "data-service", "frontend")
    expected = {component: f"registry.airs-gw.portkey.ai/{name}" for component, name in zip(SERVICES, names, strict=True)}
    assert {component: components[component].image.rpartition(":")[0] for component in SERVICES} == expected
    assert {name: components[name].image for name in STORES} == {name: default_image(name) for name in STORES}


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


@pytest.mark.parametrize(
    ("image", "registry", "path", "tag", "digest"),
    [
        ("mysql", "docker.io", "library/mysql", "", ""),
        ("docker.io/mysql:8.4", "docker.io", "library/mysql", "8.4", ""),
        ("index.docker.io/acme/a:1@sha256:0", "docker.io", "acme/a", "1", "sha256:0"),
        ("acme/a@sha256:0", "docker.io", "acme/a", "", "sha256:0"),
        ("localhost/a", "localhost", "a", "", ""),
        ("localhost:5000/a/b:1", "localhost:5000", "a/b", "1", ""),
        ("quay.io/a/b/c", "quay.io", "a/b/c", "", ""),
    ],
)
def test_names_are_read_as_container_runtimes_read_them(image: str, registry: str, path: str, tag: str, digest: str) -> None:
    assert image_name(image) == (registry, path, tag, digest)


@pytest.mark.parametrize(
    ("image", "registry", "expected"),
    [
        ("docker.io/mysql:8.4", None, "docker.io/mysql:8.4"),
        ("docker.io/mysql:8.4", "r.example.org", "docker.io/mysql:8.4"),
        ("docker.io/mysql:8.4@sha256:0", {"docker.io": "r.example.org"}, "r.example.org/library/mysql:8.4@sha256:0"),
        ("mysql", {"docker.io": "r.example.org/hub"}, "r.example.org/hub/library/mysql"),
        ("mysql", {"index.docker.io/library": "r.example.org/hub"}, "r.example.org/hub/mysql"),
        ("acme/a:1", {"docker.io/library": "r.example.org", "docker.io": "s.example.org"}, "s.example.org/acme/a:1"),
        ("mysql:1", {"docker.io/library": "r.example.org", "docker.io": "s.example.org"}, "r.example.org/mysql:1"),
        ("mysql:1", {"docker.io/library/mysql": "r.example.org/db"}, "r.example.org/db:1"),
        ("mysqld:1", {"docker.io/library/mysql": "r.example.org/db"}, "mysqld:1"),
        ("quay.io/a/b:1", {"docker.io": "r.example.org"}, "quay.io/a/b:1"),
        ("quay.io/a/b:1", {"docker.io": "r.example.org", "*": "s.example.org/x"}, "s.example.org/x/a/b:1"),
        ("quay.iox/a:1", {"quay.io": "r.example.org"}, "quay.iox/a:1"),
        ("r.example.org/a:1", {"*": "r.example.org"}, "r.example.org/a:1"),
        ("r.example.org/a:1", {"*": "r.example.org/a/b"}, "r.example.org/a/b/a:1"),
    ],
)
def test_the_longest_prefix_of_an_image_is_replaced(image: str, registry: str | dict[str, str] | None, expected: str) -> None:
    assert mirrored(image, registry) == expected
    assert mirrored(expected, registry) == expected


def test_a_map_changes_every_image_but_those_of_patches() -> None:
    sidecar, init = {"name": "envoy", "image": "envoyproxy/envoy:1"}, {"name": "init", "image": "quay.io/a/init:1"}
    container = {"name": "dump", "image": "mysql:8.4"}
    cron = {"schedule": "0 0 * * *", "jobTemplate": {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [container]}}}}}
    config = production(
        imageRegistry={"docker.io": "r.example.org", "*": "r.example.org/others"},
        gateway={"sidecars": [sidecar]},
        backend={"sidecars": [sidecar], "initContainers": [init], "image": {"repository": "ghcr.io/acme/backend", "tag": "1.19.0"}},
        extraObjects=[{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "dump"}, "spec": cron}],
        patches=[
            {
                "target": {"kind": "Deployment", "component": "frontend"},
                "merge": {"spec": {"template": {"spec": {"containers": [{"name": "frontend", "image": "docker.io/acme/frontend:1"}]}}}},
            }
        ],
    )
    pulled = {image.image for manifest in rendered(config) for image in pulled_images(manifest)}
    assert pulled == {
        "docker.io/acme/frontend:1",
        "r.example.org/clickhouse/clickhouse-server:24.10-alpine",
        "r.example.org/envoyproxy/envoy:1",
        "r.example.org/library/mysql:8.4",
        f"r.example.org/library/mysql:8.4@{DEFAULT_DIGESTS['mysql']}",
        "r.example.org/others/a/init:1",
        "r.example.org/others/acme/backend:1.19.0",
        *(
            f"r.example.org/portkeyai/{name}:{DEFAULT_IMAGES[component][1]}"
            for name, component in (("gateway_enterprise", "gateway"), ("data-service", "dataservice"))
        ),
        f"r.example.org/library/redis:7.2-alpine@{DEFAULT_DIGESTS['redis']}",
    }
    without = production(imageRegistry="r.example.org", backend={"sidecars": [sidecar]})
    assert "envoyproxy/envoy:1" in {image.image for manifest in rendered(without) for image in pulled_images(manifest)}


def test_another_registry_gives_the_migration_another_name() -> None:
    """The Job cannot change, and the images of its sidecars are a part of it."""
    sidecar = {"name": "proxy", "image": "quay.io/a/proxy:1"}
    names = {
        manifest["metadata"]["name"]
        for registry in (None, {"quay.io": "r.example.org"})
        for manifest in rendered(production(imageRegistry=registry, migration={"kind": "job", "sidecars": [sidecar]}))
        if manifest["kind"] == "Job"
    }
    assert len(names) == 2


@pytest.mark.parametrize("image", [{"tag": "8.4"}, {"repository": "registry.example.org/mysql"}, {"digest": f"sha256:{'0' * 64}"}])
def test_the_default_digest_is_only_for_the_default_image(image: dict[str, str]) -> None:
    mysql = {"kind": "inCluster", "image": image}
    assert DEFAULT_DIGESTS["mysql"] not in production(mysql=mysql).resolve().components["mysql"].image
    assert (
        production(mysql={"kind": "inCluster", "image": {"pullPolicy": "Always"}})
        .resolve()
        .components["mysql"]
        .image.endswith(DEFAULT_DIGESTS["mysql"])
    )


@pytest.mark.parametrize(
    ("registry", "server"),
    [({"docker.io": "r.example.org:5000/a"}, "r.example.org:5000"), ({"quay.io": "r.example.org"}, "https://index.docker.io/v1/")],
)
def test_pull_secret_is_for_the_mirror_of_portkeys_images(registry: dict[str, str], server: str) -> None:
    assert production(imageRegistry=registry).resolve().pull_registries[0].server == server


@pytest.mark.parametrize(
    ("wrong", "path", "expected"),
    [
        ({"docker.io": "https://r.example.org"}, "imageRegistry.docker.io", "without a scheme"),
        ({"docker.io": "r.example.org/"}, "imageRegistry.docker.io", "without tag and trailing slash"),
        ({"docker.io": None}, "imageRegistry.docker.io", "a registry"),
        ({"portkeyai": "r.example.org"}, "imageRegistry.portkeyai", "or * for all others"),
        ({"docker.io/": "r.example.org"}, "imageRegistry.docker.io/", "or * for all others"),
        ({}, "imageRegistry", "or a map of such prefixes"),
        (["r.example.org"], "imageRegistry", "or a map of such prefixes"),
    ],
)
def test_what_is_no_map_of_registries_is_refused_at_its_key(wrong: object, path: str, expected: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        production(imageRegistry=wrong)
    (problem,) = error.value.problems
    assert problem.path == path
    assert expected in f"{problem.message} {problem.fix}"


def test_a_map_in_python_is_read_only_and_compared_by_value() -> None:
    config = PortkeyConfig(
        profile="development", auth=NoAuth(), client_auth=SecretStr("a"), image_pull=NoImagePull(), image_registry={"docker.io": "r.example.org"}
    )
    assert config.model_dump()["image_registry"] == {"docker.io": "r.example.org"}
    with pytest.raises(TypeError):
        config.image_registry["docker.io"] = "s.example.org"  # type: ignore[index]
