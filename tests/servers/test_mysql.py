"""The rendered MySQL: its arguments and probes, in its pod, with MariaDB's server and client, which Debian has in MySQL's place.

What MariaDB cannot show: that MySQL 8.4 accepts the same SQL modes, and its caching_sha2_password login, for which the two differ.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.servers.conftest import Begin
from tests.servers.pod import Pod, until
from tests.servers.probing import passes
from tests.servers.rendered import Rendered, configuration

pytestmark = pytest.mark.slow

PROGRAMS = ("mariadbd", "mariadb-install-db", "mysql", "mysqladmin", "busybox")
Serve = Callable[..., tuple[Pod, subprocess.Popen[bytes]]]
DEFAULTS = "--defaults-file=/etc/image.cnf"
# What the image is built with, and small.
FILES = {
    "/etc/image.cnf": """\
[client]
socket=/var/run/mysqld/mysqld.sock
default-character-set=utf8mb4
[mysqld]
datadir=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock
innodb-log-file-size=4M
innodb-buffer-pool-size=16M
innodb-flush-log-at-trx-commit=0
"""
}
PASSWORDS = [
    "plain",
    """it's a "quoted" one""",
    "$HOME ${HOME} $(id) `id` $$ $(MYSQL_USER)",
    "back\\slash \\n % _ # -- ; & | < > * ? ~ !",
    "pässwörd ✓",
    "-p --help",
]


@pytest.fixture(autouse=True)
def _programs(need: Callable[..., None]) -> None:
    need(*PROGRAMS)


def literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


@pytest.fixture(scope="module")
def data(namespaces: None, need: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the image's entry point makes it at the first start."""
    need(*PROGRAMS)
    with Pod(Rendered(configuration(), "mysql"), tmp_path_factory.mktemp("mysql"), files=FILES) as pod:
        process = pod.run(["mariadb-install-db", DEFAULTS, "--skip-test-db", "--auth-root-authentication-method=normal", "--skip-name-resolve"])
        assert process.returncode == 0, process.stderr
        return pod.volume("data")


@pytest.fixture
def serve(begin: Begin, data: Path) -> Callable[..., tuple[Pod, subprocess.Popen[bytes]]]:
    """What the image's entry point does: the server with our arguments, the database and the user of the environment."""

    def serve(settings: dict[str, Any] | None = None) -> tuple[Pod, subprocess.Popen[bytes]]:
        pod = begin("mysql", {"mysql": {"kind": "inCluster", **(settings or {})}}, files=FILES)
        subprocess.run(["cp", "-a", f"{data}/.", pod.volume("data")], check=True)
        server = start(pod)
        environment = pod.rendered.environment
        name, user, password = (environment[key] for key in ("MYSQL_DATABASE", "MYSQL_USER", "MYSQL_PASSWORD"))
        account = f"{literal(user)}@'%'"
        assert until(lambda: root(pod, "SELECT 1") == "1"), pod.printed()
        root(pod, f"CREATE DATABASE `{name}`; CREATE USER {account} IDENTIFIED BY {literal(password)}; GRANT ALL ON `{name}`.* TO {account};")
        return pod, server

    return serve


def start(pod: Pod, *more: str) -> subprocess.Popen[bytes]:
    assert not pod.rendered.command
    return pod.start(["mariadbd", DEFAULTS, *pod.rendered.args, *more])


def root(pod: Pod, script: str) -> str:
    return pod.run(["mysql", DEFAULTS, "--user=root", "--batch", "--skip-column-names"], text=script).stdout.strip()


def test_serves_with_the_rendered_arguments(serve: Serve) -> None:
    pod, server = serve({"max_connections": 300})
    assert passes(pod, "startup")
    assert passes(pod, "readiness")
    assert passes(pod, "liveness")
    sql_mode = next(arg for arg in pod.rendered.args if arg.startswith("--sql-mode=")).partition("=")[2]
    assert set(root(pod, "SELECT @@GLOBAL.sql_mode").split(",")) == set(sql_mode.split(","))

    assert root(pod, "SELECT @@GLOBAL.binlog_expire_logs_seconds") == "259200"
    assert root(pod, "SELECT @@GLOBAL.max_connections") == "300"

    environment = pod.rendered.environment
    root(pod, f"ALTER USER {literal(environment['MYSQL_USER'])}@'%' IDENTIFIED BY 'changed'")
    assert pod.run(["mysqladmin", DEFAULTS, "--protocol=TCP", "--host=127.0.0.1", "ping"]).returncode == 0, "a ping is content with a refused login"
    assert not passes(pod, "readiness")
    assert not passes(pod, "startup")
    assert passes(pod, "liveness"), "a changed password restarts nothing"

    assert pod.stop(server) == 0
    assert not passes(pod, "readiness")
    assert not passes(pod, "liveness")

    start(pod)
    assert until(lambda: root(pod, "SELECT 1") == "1"), pod.printed()
    root(pod, f"ALTER USER {literal(environment['MYSQL_USER'])}@'%' IDENTIFIED BY {literal(environment['MYSQL_PASSWORD'])}")
    assert passes(pod, "readiness"), "the volume keeps the database over a restart"
    root(pod, f"DROP DATABASE `{environment['MYSQL_DATABASE']}`")
    assert not passes(pod, "readiness")


def test_is_not_ready_before_it_accepts_connections(serve: Serve) -> None:
    """The image's first start makes the user with a server that has a socket alone."""
    pod, server = serve()
    assert pod.stop(server) == 0
    start(pod, "--skip-networking")
    assert until(lambda: root(pod, "SELECT 1") == "1"), pod.printed()
    assert not passes(pod, "readiness")
    assert not passes(pod, "liveness")


def test_probe_accepts_only_the_right_password(serve: Serve) -> None:
    pod, _ = serve()
    command = pod.rendered.container["readinessProbe"]["exec"]["command"]
    user = f"{literal(pod.rendered.environment['MYSQL_USER'])}@'%'"
    for password in PASSWORDS:
        root(pod, f"ALTER USER {user} IDENTIFIED BY {literal(password)}")
        for attempt, accepted in ((password, True), (f"{password}x", False), ("", False)):
            for asked in (command, ["busybox", "sh", *command[1:]]):
                tried = pod.run(asked, environment={"MYSQL_PASSWORD": attempt})
                assert (tried.returncode == 0) is accepted, (attempt, tried.stderr)


@pytest.mark.parametrize(
    "settings",
    [
        {"user": "a.b@c-d_e", "database": "port-key_1", "password": """it's "so" $HOME \\ `x` ✓"""},
        {"user": "-u", "database": "123", "password": "--help"},
        {"user": "--version", "database": "--help", "password": "x"},
    ],
    ids=["signs", "short", "options"],
)
def test_configured_user_can_log_in(serve: Serve, settings: dict[str, Any]) -> None:
    pod, server = serve(settings)
    environment = pod.rendered.environment
    assert (environment["MYSQL_USER"], environment["MYSQL_DATABASE"], environment["MYSQL_PASSWORD"]) == tuple(settings.values())
    assert passes(pod, "readiness")
    pod.stop(server)
    assert not passes(pod, "readiness")


MUTUAL_TLS = {
    "kind": "external",
    "host": "localhost",
    "password": "pw",
    "tls": "verifyIdentity",
    "ca": {"kind": "secret", "name": "mysql-ca"},
    "client_certificate": {"secret_name": "mysql-client"},
}
TMP = "/tmp/server"


def issue(folder: Path, name: str, subject: str, authority: str) -> None:
    """Makes a certificate and its key, signed by the authority, which it makes too if there is none."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ["req", "-newkey", "rsa:2048", "-nodes", "-subj"]
    if not (folder / f"{authority}.crt").exists():
        openssl(*new, f"/CN={authority}", "-x509", "-days", "2", "-keyout", f"{authority}.key", "-out", f"{authority}.crt")
    openssl(*new, f"/CN={subject}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
    signing = ["-CA", f"{authority}.crt", "-CAkey", f"{authority}.key", "-CAcreateserial", "-days", "2"]
    openssl("x509", "-req", "-in", f"{name}.csr", *signing, "-out", f"{name}.crt")


def test_mounted_client_certificate_opens_a_server_that_requires_one(begin: Begin, data: Path, need: Callable[..., None], tmp_path: Path) -> None:
    """The data service's pod, because the manifests name its user; the backend and the migration have the same mounts and variables."""
    need("openssl")
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    issue(certificates, "server", "localhost", "ca")
    issue(certificates, "client", "portkey", "ca")
    issue(certificates, "stranger", "portkey", "other")
    pod = begin("dataservice", {"mysql": MUTUAL_TLS}, files=FILES)
    environment = pod.rendered.environment
    for source, volume, name in (
        ("ca.crt", "mysql-ca", "ca.crt"),
        ("client.crt", "mysql-client", "tls.crt"),
        ("client.key", "mysql-client", "tls.key"),
        *((name, "tmp", name) for name in ("ca.crt", "server.crt", "server.key", "stranger.crt", "stranger.key")),
    ):
        target = pod.volume(volume) / name
        target.write_bytes((certificates / source).read_bytes())
        target.chmod(0o644)
    server = pod.volume("tmp") / "server"
    subprocess.run(["cp", "-r", data / "mysql", server], check=True)
    subprocess.run(["chown", "-R", f"{pod.user}:{pod.group}", server], check=True)
    socket = "--socket=/tmp/mysqld.sock"
    tls = ["--ssl-ca=/tmp/ca.crt", "--ssl-cert=/tmp/server.crt", "--ssl-key=/tmp/server.key"]
    pod.start(["mariadbd", DEFAULTS, f"--datadir={TMP}", socket, "--pid-file=/tmp/mysqld.pid", "--port", environment["DB_PORT"], *tls])
    admin = ["mysql", DEFAULTS, socket, "--user=root", "--skip-ssl"]
    assert until(lambda: pod.run(admin, text="SELECT 1").returncode == 0), pod.printed()
    user = f"{literal(environment['DB_USER'])}@'%'"
    made = pod.run(admin, text=f"CREATE DATABASE portkey; CREATE USER {user} IDENTIFIED BY 'pw' REQUIRE X509; GRANT ALL ON portkey.* TO {user};")
    assert made.returncode == 0, made.stderr

    def login(*options: str) -> subprocess.CompletedProcess[str]:
        account = ["--protocol=TCP", f"--host={environment['DB_HOST']}", f"--port={environment['DB_PORT']}", f"--user={environment['DB_USER']}"]
        verified = ["--ssl-verify-server-cert", f"--ssl-ca={environment['DB_SSL_CA']}", *options]
        query = ["--database", environment["DB_NAME"], "--skip-column-names", "--execute=SHOW STATUS LIKE 'Ssl_cipher'"]
        return pod.run(["mysql", "--no-defaults", *account, *verified, *query], environment={"MYSQL_PWD": environment["DB_PASS"]})

    accepted = login(f"--ssl-cert={environment['DB_SSL_CERT']}", f"--ssl-key={environment['DB_SSL_KEY']}")
    assert accepted.returncode == 0, accepted.stderr
    assert accepted.stdout.split()[1:], "the connection is encrypted"
    assert login().returncode != 0, "without a certificate"
    assert login("--ssl-cert=/tmp/stranger.crt", "--ssl-key=/tmp/stranger.key").returncode != 0, "a certificate of another authority"
