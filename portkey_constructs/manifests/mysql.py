"""MySQL in the cluster."""

from typing import Final

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.stores import InClusterMySql
from portkey_constructs.kubernetes import KubernetesObject
from portkey_constructs.manifests.pod import scratch
from portkey_constructs.manifests.stateful_set import common_objects, stateful_set, store_probes
from portkey_constructs.platform.defaults import mysql as chosen
from portkey_constructs.platform.defaults import stores

__all__ = ["mysql"]

_ARGS: Final = ("--sql-mode=NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",)
_LOG_IN: Final = (
    'MYSQL_PWD="$MYSQL_PASSWORD" mysql --protocol=TCP --host=127.0.0.1 --user="$MYSQL_USER" --database="$MYSQL_DATABASE" --execute="SELECT 1"'
)


def mysql(config: PortkeyConfig) -> tuple[KubernetesObject, ...]:
    """MySQL's objects, or nothing when it runs elsewhere.

    The probe logs in over TCP: the image's first start opens no TCP port, and `mysqladmin ping` is content with a refused login.
    """
    said = chosen(config)
    if not isinstance(said, InClusterMySql) or "mysql" not in stores(config):
        return ()
    run, run_mount = scratch("run", "/var/run/mysqld")
    tmp, tmp_mount = scratch("tmp", "/tmp")
    main = stateful_set(
        config,
        "mysql",
        said,
        data_path="/var/lib/mysql",
        probes=store_probes("mysql", _LOG_IN),
        args=_ARGS,
        mounts=[run_mount, tmp_mount],
        volumes=[run, tmp],
    )
    return (*common_objects(config, "mysql", said), main)
