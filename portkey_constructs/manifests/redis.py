"""Redis in the cluster."""

from typing import Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import InClusterRedis
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set, store_probes
from portkey_constructs.platform.defaults import redis as chosen
from portkey_constructs.platform.defaults import resources

__all__ = ["redis"]

_PING: Final = 'test "$(redis-cli ping)" = PONG'


def _args(config: PortkeyConfig, said: InClusterRedis) -> list[str]:
    """Evicts what may expire, and before the kernel kills it: at three quarters of its memory limit."""
    args = ["redis-server", "--dir", "/data", "--protected-mode", "no", "--maxmemory-policy", "volatile-lru"]
    limit = resources(config, "redis", said).limits.memory
    return [*args, "--maxmemory", str(int(amount(limit) * 3 / 4))] if limit else args


def redis(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """Redis' objects, or nothing when it runs elsewhere."""
    said = chosen(config)
    if not isinstance(said, InClusterRedis):
        return ()
    tmp, mount = scratch("tmp", "/tmp")
    probes = store_probes("redis", _PING)
    main = stateful_set(config, "redis", said, data_path="/data", probes=probes, args=_args(config, said), mounts=[mount], volumes=[tmp])
    return (*common_objects(config, "redis", said), main)
