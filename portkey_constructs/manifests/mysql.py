"""MySQL in the cluster."""

from typing import Final

from portkey_constructs.config.mysql import InClusterMySql
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set, store_probes
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.stores import MYSQL_SQL_MODE
from portkey_constructs.platform.volumes import FILES_VOLUME

__all__ = ["mysql"]

_ARGS: Final = (
    f"--sql-mode={MYSQL_SQL_MODE}",
    # Three days of binary logs; MySQL keeps thirty by default, on the volume of the data.
    "--binlog-expire-logs-seconds=259200",
)
_LOGIN: Final = (
    'MYSQL_PWD="$MYSQL_PASSWORD" mysql --protocol=TCP --host=127.0.0.1 --user="$MYSQL_USER" --database="$MYSQL_DATABASE" --execute="SELECT 1"'
)


def _args(platform: Platform) -> tuple[str, ...]:
    settings = platform.config.mysql
    maximum = settings.max_connections if isinstance(settings, InClusterMySql) else None
    return (*_ARGS, f"--max-connections={maximum}") if maximum else _ARGS


def mysql(platform: Platform) -> tuple[KubernetesObject, ...]:
    """MySQL's objects; empty if MySQL runs outside this cluster.

    The probe signs in over TCP, because the image opens no TCP port while it initializes the database, and `mysqladmin ping` succeeds even if
    the login fails.
    """
    store = platform.stores.get("mysql")
    if store is None:
        return ()
    folders = [("run", "/var/run/mysqld"), ("tmp", "/tmp")]
    if platform.config.openshift:
        # The server checks this folder when it starts, and in the image it belongs to the image's user.
        folders.append((FILES_VOLUME, "/var/lib/mysql-files"))
    volumes, mounts = zip(*(scratch(store, name, path) for name, path in folders), strict=True)
    main = stateful_set(
        platform,
        store,
        data_path="/var/lib/mysql",
        probes=store_probes(store, _LOGIN),
        args=_args(platform),
        mounts=mounts,
        volumes=volumes,
    )
    return (*common_objects(platform, store), main)
