"""Redis in the cluster."""

from portkey_constructs.manifests.redis import redis
from tests.support.examples import development, external
from tests.support.objects import main_container


def test_elsewhere_it_has_no_objects() -> None:
    assert redis(external().resolve()) == ()


def test_it_evicts_before_the_kernel_kills_it() -> None:
    limits = {"limits": {"memory": "1Gi"}}
    args = main_container(redis(development(redis={"kind": "inCluster", "resources": limits}).resolve()), "StatefulSet", "portkey-redis")["args"]
    options = dict(zip(args[1::2], args[2::2], strict=True))
    assert args[0] == "redis-server"
    assert options.items() >= {"--dir": "/data", "--maxmemory-policy": "volatile-lru", "--maxmemory": str(768 * 1024 * 1024)}.items()


def test_without_a_limit_it_is_not_told_one() -> None:
    args = main_container(redis(development(redis={"kind": "inCluster", "resources": {}}).resolve()), "StatefulSet", "portkey-redis")["args"]
    assert "--maxmemory" not in args
