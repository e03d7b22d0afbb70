"""Redis in the cluster."""

from typing import Final

from portkey_constructs.config.quantities import amount
from portkey_constructs.config.redis import InClusterRedis
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set, store_probes
from portkey_constructs.platform.components import Store
from portkey_constructs.platform.platform import Platform

__all__ = ["redis"]

_PING: Final = 'test "$(redis-cli ping)" = PONG'
# A server that starts with an append-only file ignores the snapshot: without the copy, it would start empty. Redis reads a snapshot as the
# beginning of an append-only file, and Redis 7 moves the file into appendonlydir.
_WITH_LOG: Final = """\
set -e
cd /data
if [ -e dump.rdb ] && [ ! -e appendonlydir ] && [ ! -e appendonly.aof ]; then
    echo "The append-only file begins with the data of dump.rdb."
    cp dump.rdb appendonly.aof.copy
    sync
    mv appendonly.aof.copy appendonly.aof
fi
exec "$@" --appendonly yes
"""
# The last snapshot is complete if the server stopped regularly: it is newer than the append-only file then. Otherwise the file has the data.
_WITHOUT_LOG: Final = """\
set -e
cd /data
for log in appendonlydir appendonly.aof; do
    [ -e "$log" ] || continue
    if [ ! -e dump.rdb ] || find "$log" -type f -newer dump.rdb | grep -q .; then
        echo "The append-only file has later data than dump.rdb: it stays in use until the server stops regularly."
        exec "$@" --appendonly yes
    fi
    rm -rf "$log.old"
    mv "$log" "$log.old"
done
exec "$@" --appendonly no
"""


# The server reads its last settings from standard input, so that the list of processes does not show the password. A quoted text of its settings
# has a backslash before quotes and backslashes.
_WITH_PASSWORD: Final = """\
if [ -z "$REDISCLI_AUTH" ]; then
    echo "The Secret has no password for Redis." >&2
    exit 1
fi
quoted=$(printf %s "$REDISCLI_AUTH" | sed 's/[\\"]/\\\\&/g')
serve() {
    exec "$@" - <<SETTINGS
requirepass "$quoted"
SETTINGS
}
"""
_SCRIPTS: Final = {
    (append_only, password): (_WITH_PASSWORD + script.replace('exec "$@"', 'serve "$@"') if password else script)
    for append_only, script in ((True, _WITH_LOG), (False, _WITHOUT_LOG))
    for password in (True, False)
}


def _args(store: Store, *, append_only: bool, password: bool) -> list[str]:
    """The server's command: it evicts keys with an expiry at three quarters of the memory limit, before the kernel kills the process."""
    start = ["/bin/sh", "-c", _SCRIPTS[append_only, password], "sh"]
    args = [*start, "redis-server", "--dir", "/data", "--protected-mode", "no", "--maxmemory-policy", "volatile-lru"]
    limit = store.resources.limits.memory
    return [*args, "--maxmemory", str(int(amount(limit) * 3 / 4))] if limit else args


def redis(platform: Platform) -> tuple[KubernetesObject, ...]:
    """Redis' objects; empty if Redis runs outside this cluster."""
    store, settings = platform.stores.get("redis"), platform.redis.settings
    if store is None or not isinstance(settings, InClusterRedis):
        return ()
    tmp, mount = scratch(store, "tmp", "/tmp")
    args = _args(store, append_only=settings.append_only, password=platform.redis.has_password)
    main = stateful_set(platform, store, data_path="/data", probes=store_probes(store, _PING), args=args, mounts=[mount], volumes=[tmp])
    return (*common_objects(platform, store), main)
