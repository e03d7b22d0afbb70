"""The script of the Job that creates MySQL's user, with MariaDB's server and client, which Debian has in MySQL's place.

A program called mysql passes the options of MySQL's client for TLS on as those of MariaDB's. What MariaDB cannot show: that MySQL keeps the former
password, because MariaDB takes the clause for a comment.
"""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portkey_constructs.manifests.mysql_user import MYSQL_USER_SCRIPT
from tests.servers.pod import until
from tests.support.examples import config_from

pytestmark = pytest.mark.slow

PROGRAMS: Final = ("mariadbd", "mariadb-install-db", "mysql", "openssl", "bash")
ADMIN_PASSWORD: Final = """it's the "administrator's" \\ $HOME"""
CLIENT: Final = """\
#!/bin/bash
arguments=()
for argument; do
  case $argument in
    --ssl-mode=DISABLED) arguments+=(--skip-ssl) ;;
    --ssl-mode=PREFERRED | --get-server-public-key) ;;
    --ssl-mode=REQUIRED | --ssl-mode=VERIFY_CA) arguments+=(--ssl) ;;
    --ssl-mode=VERIFY_IDENTITY) arguments+=(--ssl --ssl-verify-server-cert) ;;
    --ssl-ca=*) arguments+=("--ssl-ca=$AUTHORITIES/${argument##*/}") ;;
    *) arguments+=("$argument") ;;
  esac
done
echo "${arguments[*]}" >> "$ARGUMENTS"
exec /usr/bin/mysql "${arguments[@]}"
"""
PASSWORDS: Final = [
    "plain",
    """it's a "quoted" one""",
    "$HOME ${HOME} $(id) `id` $$ $(DB_USER)",
    "back\\slash \\n \\' % _ # -- ; & | < > * ? ~ !",
    "'; DROP DATABASE portkey_1; -- ",
    "pässwörd ✓ 😀",
    "-p --help",
    "two\nlines\r and \x1a\ttab",
    "\\",
    "'",
]
Run = Callable[..., subprocess.CompletedProcess[str]]


class Server(NamedTuple):
    """A running server."""

    folder: Path
    port: int
    log: Path

    def sql(self, statements: str, user: str = "admin", password: str = ADMIN_PASSWORD, *options: str) -> subprocess.CompletedProcess[str]:
        command = ["/usr/bin/mysql", "--no-defaults", "--batch", "--skip-column-names", "--protocol=TCP", "--host=127.0.0.1", f"--port={self.port}"]
        command += [f"--user={user}", "--default-character-set=utf8mb4", *(options or ("--ssl",))]
        return subprocess.run(command, input=statements, capture_output=True, text=True, env={"PATH": os.environ["PATH"], "MYSQL_PWD": password})

    def accepts(self, user: str, password: str, *options: str) -> bool:
        return self.sql("SELECT 1", user, password, *options).returncode == 0


@pytest.fixture(scope="module")
def server(need: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    need(*PROGRAMS)
    folder = tmp_path_factory.mktemp("mariadb")
    data, log = folder / "data", folder / "general.log"
    for name, host in (("ca", "localhost"), ("other", "db.example.org")):
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}"]
        files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
        subprocess.run([*command, "-addext", f"subjectAltName=DNS:{host}", *files], check=True, capture_output=True)
    user = ["--user=root"] if os.geteuid() == 0 else []
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", "--auth-root-authentication-method=normal", *user]
    subprocess.run(install, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place, tls = folder / "mysqld.sock", [f"--ssl-cert={folder}/ca.pem", f"--ssl-key={folder}/ca.key"]
    options = [f"--datadir={data}", f"--socket={place}", f"--port={port}", "--bind-address=127.0.0.1", "--general-log", f"--general-log-file={log}"]
    path = {"PATH": f"{os.environ['PATH']}:/usr/sbin"}
    with (folder / "server.log").open("wb") as sink:
        process = subprocess.Popen(["mariadbd", "--no-defaults", *options, *tls, *user], stdout=sink, stderr=sink, env=path)
    local = ["/usr/bin/mysql", "--no-defaults", f"--socket={place}", "--user=root"]
    try:
        assert until(lambda: subprocess.run([*local, "-e", "SELECT 1"], capture_output=True).returncode == 0, seconds=60)
        quoted = ADMIN_PASSWORD.replace("\\", "\\\\").replace("'", "''")
        script = f"CREATE USER admin@'%' IDENTIFIED BY '{quoted}'; GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION; CREATE DATABASE portkey_1; "
        subprocess.run(local, input=f"{script} CREATE DATABASE portkeyX1; CREATE DATABASE other;", text=True, check=True)
        yield Server(folder, port, log)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def run(server: Server, tmp_path: Path) -> Run:
    """Runs the rendered container's command, with the values of the rendered Secrets, as the kubelet expands it."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "mysql").write_text(CLIENT)
    (programs / "mysql").chmod(0o755)

    def run(mysql: Mapping[str, Any] | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        container, variables = rendered(server.port, mysql or {})
        variables |= {"PATH": f"{programs}:/usr/bin:/bin", "AUTHORITIES": str(server.folder), "ARGUMENTS": str(tmp_path / "arguments")}
        command = [text.replace("$$", "$") for text in (*container["command"], *container["args"])]
        return subprocess.run(command, capture_output=True, text=True, env={**variables, **environment}, cwd="/", timeout=60)

    return run


def rendered(port: int, mysql: Mapping[str, Any]) -> tuple[Any, dict[str, str]]:
    administrator = {"user": "admin", "password": ADMIN_PASSWORD, **mysql.get("administrator", {})}
    own = {"kind": "external", "host": "localhost", "port": port, "user": "portkey", "password": "first", "database": "portkey_1", "tls": "required"}
    config = config_from(
        {
            "profile": "development",
            "imagePull": {"kind": "none"},
            "clientAuth": "license",
            "auth": {"kind": "none"},
            "mysql": {**own, **mysql, "administrator": administrator},
        }
    )
    objects: list[Any] = [staged.manifest for staged in config.resolve().objects()]
    secrets = {item["metadata"]["name"]: item["stringData"] for item in objects if item["kind"] == "Secret"}
    (job,) = (item for item in objects if item["kind"] == "Job" and "-mysql-user-" in item["metadata"]["name"])
    (container,) = job["spec"]["template"]["spec"]["containers"]
    sources = {variable["name"]: variable["valueFrom"]["secretKeyRef"] for variable in container["env"]}
    return container, {name: secrets[source["name"]][source["key"]] for name, source in sources.items()}


def test_creates_a_user_with_every_privilege_on_its_database_alone(server: Server, run: Run) -> None:
    finished = run()
    assert finished.returncode == 0, finished.stderr
    assert server.sql("CREATE TABLE portkey_1.t (a int); DROP TABLE portkey_1.t", "portkey", "first").returncode == 0
    assert set(server.sql("SHOW DATABASES", "portkey", "first").stdout.split()) == {"information_schema", "portkey_1"}, "_ is no wildcard"
    for refused in ("CREATE TABLE portkeyX1.t (a int)", "CREATE TABLE other.t (a int)", "SELECT * FROM mysql.global_priv", "CREATE USER x"):
        assert "denied" in server.sql(refused, "portkey", "first").stderr
    assert not server.accepts("portkey", "first", "--skip-ssl"), "the user requires TLS"


def test_a_second_run_changes_nothing_and_another_password_replaces_the_first(server: Server, run: Run) -> None:
    assert run().returncode == 0
    before = server.sql("SELECT * FROM mysql.global_priv WHERE user = 'portkey'; SHOW GRANTS FOR portkey@'%'").stdout
    assert run().returncode == 0
    assert server.sql("SELECT * FROM mysql.global_priv WHERE user = 'portkey'; SHOW GRANTS FOR portkey@'%'").stdout == before
    assert run({"password": "second"}).returncode == 0
    assert server.accepts("portkey", "second")
    assert not server.accepts("portkey", "first")
    assert run().returncode == 0


def test_an_existing_user_gets_the_password_the_requirement_and_the_privileges(server: Server, run: Run) -> None:
    server.sql("DROP USER IF EXISTS portkey@'%'; CREATE USER portkey@'%' IDENTIFIED BY 'by hand'")
    assert run().returncode == 0
    assert server.accepts("portkey", "first", "--ssl", "--database=portkey_1")
    assert not server.accepts("portkey", "first", "--skip-ssl")


@pytest.mark.parametrize("password", PASSWORDS)
def test_any_password_works_and_is_in_no_argument_and_no_output(server: Server, run: Run, tmp_path: Path, password: str) -> None:
    server.sql("DROP USER IF EXISTS portkey@'%'")
    for value in ("first", password):
        finished = run(DB_PASS=value)
        assert finished.returncode == 0, finished.stderr
        assert server.accepts("portkey", value)
    if len(password) > 1:
        assert password not in finished.stdout + finished.stderr + (tmp_path / "arguments").read_text()
    assert ADMIN_PASSWORD not in (tmp_path / "arguments").read_text()
    assert "portkey_1" in server.sql("SHOW DATABASES").stdout.split()


@pytest.mark.parametrize("user", ["a.b@c-d_e", "-u", "--version", "it's"])
@pytest.mark.parametrize("database", ["port-key_1", "--help", "123", "a`b", "back\\slash_%"])
def test_any_user_and_database_works(server: Server, run: Run, user: str, database: str) -> None:
    quoted = database.replace("`", "``")
    server.sql(f"CREATE DATABASE `{quoted}`")
    finished = run(DB_USER=user, DB_NAME=database)
    try:
        assert finished.returncode == 0, finished.stderr
        assert server.accepts(user, "first", "--ssl", f"--database={database}")
        assert len(server.sql("SHOW DATABASES", user, "first").stdout.splitlines()) == 2
    finally:
        literal = user.replace("'", "''")
        server.sql(f"DROP DATABASE `{quoted}`; DROP USER '{literal}'@'%'")


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40), min_size=1, max_size=20))
def test_quoted_text_is_read_as_it_was(server: Server, texts: list[str]) -> None:
    """`sql_text` for any text, in the SQL mode of the script; the server answers with the bytes that it read."""
    functions = MYSQL_USER_SCRIPT.partition("\nclient=")[0].partition("shift\n")[2]
    script = f'{functions}\nfor text; do sql_text quoted "$text"; printf "SELECT HEX(%s);\\n" "$quoted"; done'
    statements = subprocess.run(["bash", "-c", script, "quote", *texts], capture_output=True, check=True).stdout.decode()
    answer = server.sql(f"SET SESSION sql_mode = '';\n{statements}")
    assert answer.stdout.split("\n")[:-1] == [text.encode().hex().upper() for text in texts], answer.stderr


def test_a_wrong_administrator_or_an_empty_password_ends_the_job_without_a_change(server: Server, run: Run) -> None:
    server.sql("DROP USER IF EXISTS portkey@'%'")
    refused = run(DB_ADMIN_PASS="wrong-secret")
    assert refused.returncode
    assert "Access denied for user 'admin'" in refused.stderr
    assert "wrong-secret" not in refused.stderr
    for name in ("DB_PASS", "DB_ADMIN_PASS"):
        empty = run(**{name: ""})
        assert empty.returncode
        assert "is empty" in empty.stderr
    assert not server.accepts("portkey", "first")


def test_an_error_does_not_repeat_a_statement_with_the_password(server: Server, run: Run) -> None:
    """A broken program is the only way to a syntax error: here, a requirement that no server knows."""
    container, variables = rendered(server.port, {"password": "secret-in-statement"})
    container["args"][1] = "NOTHING_KNOWN"
    server.sql("DROP USER IF EXISTS portkey@'%'")
    plain = ["/bin/bash", "-c", 'mysql() { /usr/bin/mysql "${@/--ssl-mode=REQUIRED/--ssl}"; }\nexport -f mysql\n' + MYSQL_USER_SCRIPT]
    finished = subprocess.run([*plain, *container["args"]], capture_output=True, text=True, env={**variables, "PATH": "/usr/bin:/bin"}, timeout=60)
    assert finished.returncode
    assert "ERROR 1064 (42000)" in finished.stderr
    assert "secret-in-statement" not in finished.stdout + finished.stderr


def test_an_unprivileged_administrator_cannot_create_the_user(server: Server, run: Run) -> None:
    server.sql("DROP USER IF EXISTS portkey@'%'; CREATE USER weak@'%' IDENTIFIED BY 'weak'")
    finished = run({"administrator": {"user": "weak", "password": "weak"}})
    server.sql("DROP USER weak@'%'")
    assert finished.returncode
    assert "ERROR 1227 (42000)" in finished.stderr
    assert not server.accepts("portkey", "first")


@pytest.mark.parametrize(
    ("mysql", "connects"),
    [
        ({"tls": "required"}, True),
        ({"tls": "verifyIdentity", "ca": {"kind": "configMap", "name": "ca", "key": "ca.pem"}}, True),
        ({"tls": "verifyIdentity", "ca": {"kind": "configMap", "name": "ca", "key": "other.pem"}}, False),
        ({"tls": "verifyCa", "ca": {"kind": "configMap", "name": "ca", "key": "ca.pem"}}, True),
        ({"tls": "verifyCa", "ca": {"kind": "configMap", "name": "ca", "key": "other.pem"}}, False),
        ({"tls": "required", "administrator": {"ca": {"kind": "configMap", "name": "ca", "key": "other.pem"}}}, False),
        ({"tls": "required", "administrator": {"ca": {"kind": "configMap", "name": "ca", "key": "ca.pem"}}}, True),
        ({"tls": "preferred"}, True),
        ({"tls": "disabled"}, True),
    ],
)
def test_the_server_is_verified_as_the_settings_say(server: Server, run: Run, mysql: Mapping[str, Any], connects: bool) -> None:
    finished = run(mysql)
    assert (finished.returncode == 0) is connects, finished.stderr
    if connects:
        assert server.accepts("portkey", "first", "--skip-ssl") is (mysql["tls"] in ("preferred", "disabled"))
