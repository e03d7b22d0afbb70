"""Redis in the cluster."""

from typing import Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set, store_probes
from portkey_constructs.platform.components import Store
from portkey_constructs.platform.platform import Platform

__all__ = ["redis"]

_PING: Final = 'test "$(redis-cli ping)" = PONG'


def _args(store: Store) -> list[str]:
    """The server's command: it evicts keys with an expiry at three quarters of the memory limit, before the kernel kills the process."""
    args = ["redis-server", "--dir", "/data", "--protected-mode", "no", "--maxmemory-policy", "volatile-lru"]
    limit = store.resources.limits.memory
    return [*args, "--maxmemory", str(int(amount(limit) * 3 / 4))] if limit else args


def redis(platform: Platform) -> tuple[KubernetesObject, ...]:
    """Redis' objects; empty if Redis runs outside this cluster."""
    store = platform.stores.get("redis")
    if store is None:
        return ()
    tmp, mount = scratch("tmp", "/tmp")
    main = stateful_set(platform, store, data_path="/data", probes=store_probes(store, _PING), args=_args(store), mounts=[mount], volumes=[tmp])
    return (*common_objects(platform, store), main)
