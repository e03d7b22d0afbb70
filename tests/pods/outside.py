"""What an environment expects outside its cluster: MySQL, Redis and ClickHouse with TLS, next to the nodes, under the names of the configuration."""

import ipaddress
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import UrlWithPassword
from tests.pods.cluster import PodCluster
from tests.pods.images import IMAGES, OWN, layers

__all__ = ["Passwords", "Store", "own_addresses", "start", "stores"]

_IDS: Final = {"mysql": 999, "redis": 999, "clickhouse-server": 101}
_FOLDERS: Final = {"mysql": ("var/lib/mysql", "var/run/mysqld"), "redis": ("var/lib/redis",), "clickhouse-server": ("var/lib/clickhouse",)}
_CLICKHOUSE: Final = """\
<?xml version="1.0"?>
<clickhouse>
  <http_port remove="remove"/>
  <tcp_port remove="remove"/>
  <https_port>{http}</https_port>
  <tcp_port_secure>{native}</tcp_port_secure>
  <openSSL>
    <server>
      <certificateFile>/tls/server.crt</certificateFile>
      <privateKeyFile>/tls/server.key</privateKeyFile>
      <verificationMode>none</verificationMode>
      <loadDefaultCAFile>true</loadDefaultCAFile>
      <cacheSessions>true</cacheSessions>
      <disableProtocols>sslv2,sslv3</disableProtocols>
      <preferServerCiphers>true</preferServerCiphers>
    </server>
  </openSSL>
</clickhouse>
"""
_REDIS: Final = """\
port 0
tls-port {port}
tls-cert-file /tls/server.crt
tls-key-file /tls/server.key
tls-ca-cert-file /tls/ca.crt
tls-auth-clients no
requirepass "{password}"
protected-mode no
save ""
"""
# The folders of an image above one another, as containerd puts them, and what programs expect of a system.
_MOUNT: Final = """
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
mount --bind /dev "$2/root/dev"
mount -t proc proc "$2/root/proc"
"""


class Passwords(NamedTuple):
    """The passwords of the stores; the one of Redis is part of a URL."""

    mysql: str
    redis: str
    clickhouse: str

    @classmethod
    def new(cls) -> "Passwords":
        """Random passwords, with what URLs take for something else in the one of Redis."""
        return cls(secrets.token_hex(12), f"{secrets.token_hex(6)}@/:+ %?#{secrets.token_hex(6)}", secrets.token_hex(12))

    def in_url(self) -> str:
        """The password of Redis as a part of its URL."""
        return quote(self.redis, safe="")


class Store(NamedTuple):
    """A store outside the cluster: the image whose program runs, its host, and its ports with TLS."""

    image: str
    host: str
    ports: tuple[int, ...]


def stores(platform: Platform) -> list[Store]:
    """The stores that the configuration expects outside; all with TLS, as those of `dist/` are."""
    mysql, redis, clickhouse = platform.mysql, platform.redis, platform.clickhouse
    outside = []
    if mysql and not mysql.in_cluster:
        assert mysql.tls, "MySQL outside the cluster without TLS"
        outside.append(Store("mysql", mysql.host, (mysql.port,)))
    if not redis.in_cluster:
        assert redis.tls, "Redis outside the cluster without TLS"
        assert isinstance(redis.url, UrlWithPassword)
        outside.append(Store("redis", redis.host, (urlsplit(f"rediss://{redis.url.after}").port or 6379,)))
    if clickhouse and not clickhouse.in_cluster:
        assert clickhouse.tls, "ClickHouse outside the cluster without TLS"
        outside.append(Store("clickhouse-server", clickhouse.host, (clickhouse.http_port, clickhouse.native_port)))
    return outside


def own_addresses(cluster: PodCluster, *addresses: str) -> None:
    """Gives the machine next to the nodes further addresses; what is not for the nodes' own network is sent to it."""
    for address in addresses:
        cluster.cage.run("ip", "address", "add", f"{address}/32", "dev", "lan", path="/usr/sbin:/sbin:/usr/bin:/bin")


def start(cluster: PodCluster, platform: Platform, passwords: Passwords) -> None:
    """Starts the stores, and waits until they listen; those that the configuration names by their addresses get these."""
    outside = stores(platform)
    own_addresses(cluster, *sorted({store.host for store in outside if _is_address(store.host)}))
    for store in outside:
        _start(cluster, store, platform, passwords)
    for store in outside:
        for port in store.ports:
            cluster.processes.wait(f"{store.image} listens on {port}", lambda port=port: _listens(cluster, port), 90)  # type: ignore[misc]


def _listens(cluster: PodCluster, port: int) -> bool:
    return "LISTEN" in cluster.cage.run("ss", "-Hltn", f"sport = :{port}")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _start(cluster: PodCluster, store: Store, platform: Platform, passwords: Passwords) -> None:
    folder = cluster.folder / f"outside-{store.image}"
    upper, owner = folder / "upper", _IDS[store.image]
    for path in (folder / "work", folder / "root", *(upper / name for name in ("dev", "proc", "tmp", "tls", "etc"))):
        path.mkdir(parents=True, exist_ok=True)
    (upper / "tmp").chmod(0o1777)
    (upper / "etc/passwd").write_text(f"root:x:0:0::/:/bin/sh\nstore:x:{owner}:{owner}::/tmp:/bin/sh\n")
    (upper / "etc/group").write_text(f"root:x:0:\nstore:x:{owner}:\n")
    for name, source in IMAGES[store.image].files.items():
        (upper / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(OWN / source, upper / name)
    credentials = cluster.credentials
    for name, file in {"ca.crt": credentials.authority, "server.crt": credentials.certificate, "server.key": credentials.key}.items():
        shutil.copy(file, upper / "tls" / name)
    arguments, environment = _PROGRAMS[store.image](upper, store, platform, passwords)
    for path in (upper / "tls").iterdir():
        shutil.chown(path, owner, owner)
    for name in _FOLDERS[store.image]:
        (upper / name).mkdir(parents=True, exist_ok=True)
        for path in (upper / name, *(upper / name).rglob("*")):
            shutil.chown(path, owner, owner)
    lower = ":".join(map(str, layers(store.image)))
    cluster.cage.run("sh", "-ec", _MOUNT, "mount", lower, folder)
    command: list[str | Path] = ["chroot", f"--userspec={owner}:{owner}", folder / "root", "/entrypoint.sh", *arguments]
    system = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/tmp", "TMPDIR": "/tmp"}
    cluster.processes.start(f"outside-{store.image}", cluster.cage.command(command), {**system, **environment})


def _mysql(upper: Path, store: Store, platform: Platform, passwords: Passwords) -> tuple[list[str], Mapping[str, str]]:
    assert platform.mysql
    settings = platform.mysql.settings
    variables = {"USER": settings.user, "PASSWORD": passwords.mysql, "DATABASE": settings.database, "ROOT_PASSWORD": secrets.token_hex(12)}
    tls = ["--ssl-ca=/tls/ca.crt", "--ssl-cert=/tls/server.crt", "--ssl-key=/tls/server.key", "--require-secure-transport=ON"]
    return ["mysqld", f"--port={store.ports[0]}", *tls], {f"MYSQL_{name}": value for name, value in variables.items()}


def _redis(upper: Path, store: Store, platform: Platform, passwords: Passwords) -> tuple[list[str], Mapping[str, str]]:
    file = upper / "tls/redis.conf"
    file.touch(mode=0o600)
    file.write_text(_REDIS.format(port=store.ports[0], password=passwords.redis))
    return ["redis-server", "/tls/redis.conf"], {}


def _clickhouse(upper: Path, store: Store, platform: Platform, passwords: Passwords) -> tuple[list[str], Mapping[str, str]]:
    assert platform.clickhouse
    settings = platform.clickhouse.settings
    (upper / "etc/clickhouse-server/config.d").mkdir(parents=True)
    http, native = store.ports
    (upper / "etc/clickhouse-server/config.d/tls.xml").write_text(_CLICKHOUSE.format(http=http, native=native))
    # ClickHouse has a database for each folder with metadata.
    for folder in ("metadata", "data"):
        (upper / "var/lib/clickhouse" / folder / settings.database).mkdir(parents=True)
    return [], {"CLICKHOUSE_USER": settings.user, "CLICKHOUSE_PASSWORD": passwords.clickhouse, "TZ": "UTC"}


_PROGRAMS: Final = {"mysql": _mysql, "redis": _redis, "clickhouse-server": _clickhouse}
