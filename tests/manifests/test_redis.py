"""Redis in the cluster."""

import pytest

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.redis import redis
from tests.support.examples import development, external, production
from tests.support.objects import main_container, rendered, variables


def test_external_redis_has_no_objects() -> None:
    assert redis(external().resolve()) == ()


def test_maxmemory_is_below_the_memory_limit() -> None:
    limits = {"limits": {"memory": "1Gi"}}
    args = main_container(redis(development(redis={"kind": "inCluster", "resources": limits}).resolve()), "StatefulSet", "portkey-redis")["args"]
    start = args.index("redis-server")
    options = dict(zip(args[start + 1 :: 2], args[start + 2 :: 2], strict=True))
    assert options.items() >= {"--dir": "/data", "--maxmemory-policy": "volatile-lru", "--maxmemory": str(768 * 1024 * 1024)}.items()


def test_without_memory_limit_there_is_no_maxmemory() -> None:
    args = main_container(redis(development(redis={"kind": "inCluster", "resources": {}}).resolve()), "StatefulSet", "portkey-redis")["args"]
    assert "--maxmemory" not in args


@pytest.mark.parametrize(("append_only", "word"), [(True, "yes"), (False, "no")])
def test_append_only_decides_the_last_option_of_the_server(append_only: bool, word: str) -> None:
    settings = {"kind": "inCluster", "appendOnly": append_only}
    args = main_container(redis(development(redis=settings).resolve()), "StatefulSet", "portkey-redis")["args"]
    assert args[:2] == ["/bin/sh", "-c"]
    assert args[2].endswith(f'exec "$@" --appendonly {word}\n')
    assert args[3:5] == ["sh", "redis-server"]


def test_append_only_is_the_default() -> None:
    default, explicit = (development(redis={"kind": "inCluster", **more}).resolve() for more in ({}, {"appendOnly": True}))
    assert redis(default) == redis(explicit)


def test_only_a_redis_with_a_password_has_its_key() -> None:
    silent = rendered(development())
    assert "env" not in main_container(silent, "StatefulSet", "portkey-redis")
    objects = rendered(development(redis={"kind": "inCluster", "auth": "password"}))
    secret = next(each for each in objects if each["kind"] == "Secret" and each["metadata"]["name"] == "portkey-redis")
    assert secret["stringData"]["redis_connection_url"] == "redis://:portkey-development@portkey-redis.portkey.svc.cluster.local:6379"
    source = {"secretKeyRef": {"name": "portkey-redis", "key": "redis_password"}}
    assert main_container(objects, "StatefulSet", "portkey-redis")["env"] == [{"name": "REDISCLI_AUTH", "valueFrom": source}]
    assert secret["stringData"]["redis_password"] == "portkey-development"


def test_an_existing_secret_has_the_password_and_the_url() -> None:
    platform = production().resolve()
    [secret] = [required for required in platform.required_secrets if required.name == "portkey-redis"]
    readers = {key.name: key.readers for key in secret.keys}
    services = ("gateway", "backend", "dataservice")
    assert readers == {
        "redis_connection_url": (*services, "migration"),
        "redis_password": ("redis",),
    }


def test_the_services_of_production_get_the_password_in_the_url_alone() -> None:
    for component in ("gateway", "backend", "dataservice"):
        environment = variables(production(), component)
        assert environment["REDIS_URL"] == {"secretKeyRef": {"name": "portkey-redis", "key": "redis_connection_url"}}
        assert "REDIS_PASSWORD" not in environment


def test_auth_none_leaves_production_without_a_password() -> None:
    config = production(redis={"kind": "inCluster", "auth": "none"})
    container = main_container(rendered(config), "StatefulSet", "portkey-redis")
    assert "env" not in container
    assert "requirepass" not in str(container["args"])
    assert variables(config, "gateway")["REDIS_URL"] == "redis://portkey-redis.portkey.svc.cluster.local:6379"
    assert "portkey-redis" not in {secret.name for secret in config.resolve().required_secrets}


def test_a_password_with_auth_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="PK-REDIS-009"):
        development(redis={"kind": "inCluster", "auth": "none", "password": "a1b2"})
