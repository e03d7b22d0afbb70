"""Redis in the cluster."""

from portkey_constructs.manifests.redis import redis
from tests.support.examples import development, external
from tests.support.objects import main_container


def test_external_redis_has_no_objects() -> None:
    assert redis(external().resolve()) == ()


def test_maxmemory_is_below_the_memory_limit() -> None:
    limits = {"limits": {"memory": "1Gi"}}
    args = main_container(redis(development(redis={"kind": "inCluster", "resources": limits}).resolve()), "StatefulSet", "portkey-redis")["args"]
    options = dict(zip(args[1::2], args[2::2], strict=True))
    assert args[0] == "redis-server"
    assert options.items() >= {"--dir": "/data", "--maxmemory-policy": "volatile-lru", "--maxmemory": str(768 * 1024 * 1024)}.items()


def test_without_memory_limit_there_is_no_maxmemory() -> None:
    args = main_container(redis(development(redis={"kind": "inCluster", "resources": {}}).resolve()), "StatefulSet", "portkey-redis")["args"]
    assert "--maxmemory" not in args
