"""MySQL in the cluster."""

from typing import Final

from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set, store_probes
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import FILES_VOLUME

__all__ = ["mysql"]

_ARGS: Final = (
    "--sql-mode=NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
    # Three days of binary logs; MySQL keeps thirty by default, on the volume of the data.
    "--binlog-expire-logs-seconds=259200",
)
_LOGIN: Final = (
    'MYSQL_PWD="$MYSQL_PASSWORD" mysql --protocol=TCP --host=127.0.0.1 --user="$MYSQL_USER" --database="$MYSQL_DATABASE" --execute="SELECT 1"'
)


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
    volumes, mounts = zip(*(scratch(name, path) for name, path in folders), strict=True)
    main = stateful_set(
        platform,
        store,
        data_path="/var/lib/mysql",
        probes=store_probes(store, _LOGIN),
        args=_ARGS,
        mounts=mounts,
        volumes=volumes,
    )
    return (*common_objects(platform, store), main)
