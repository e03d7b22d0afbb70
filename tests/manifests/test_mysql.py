"""MySQL in the cluster."""

import re
from pathlib import Path

import pytest

from portkey_constructs.manifests.mysql import mysql
from tests.support.examples import external, production
from tests.support.objects import main_container, named, variables_of

ROOT = Path(__file__).parents[2]


def test_external_mysql_has_no_objects() -> None:
    assert mysql(external().resolve()) == ()


def test_binary_logs_are_kept_for_three_days() -> None:
    arguments = main_container(mysql(production().resolve()), "StatefulSet", "portkey-mysql")["args"]
    assert "--binlog-expire-logs-seconds=259200" in arguments


def test_server_accepts_the_configured_number_of_connections() -> None:
    settings = {"kind": "inCluster", "maxConnections": 300}
    arguments = main_container(mysql(production(mysql=settings).resolve()), "StatefulSet", "portkey-mysql")["args"]
    assert "--max-connections=300" in arguments
    default = main_container(mysql(production().resolve()), "StatefulSet", "portkey-mysql")["args"]
    assert [argument for argument in default if "connections" in argument] == []


def test_documentation_recommends_the_same_sql_mode_for_other_servers() -> None:
    arguments = main_container(mysql(production().resolve()), "StatefulSet", "portkey-mysql")["args"]
    (mode,) = [argument.partition("=")[2] for argument in arguments if argument.startswith("--sql-mode=")]
    page = (ROOT / "docs/how-to/mysql.md").read_text("utf-8")
    assert set(re.findall(r"sql_mode(?: = '|=| --value |,ParameterValue=\")([A-Z_,]+)", page)) == {mode}
    assert page.count(mode) == 4


def test_readiness_probe_logs_in() -> None:
    container = main_container(mysql(production().resolve()), "StatefulSet", "portkey-mysql")
    script = container["readinessProbe"]["exec"]["command"][-1]
    assert 'MYSQL_PWD="$MYSQL_PASSWORD"' in script
    assert "--protocol=TCP" in script.split()
    assert container["livenessProbe"]["tcpSocket"] == {"port": "mysql"}


def test_passwords_come_from_the_secret_and_the_user_is_not_root() -> None:
    variables = variables_of(main_container(mysql(production().resolve()), "StatefulSet", "portkey-mysql"))
    assert {name: source["secretKeyRef"]["key"] for name, source in variables.items() if isinstance(source, dict)} == {
        "MYSQL_PASSWORD": "mysql_password",
        "MYSQL_ROOT_PASSWORD": "mysql_root_password",
    }
    assert variables["MYSQL_USER"] == "portkey"


@pytest.mark.parametrize("openshift", [False, True])
def test_folder_for_files_is_a_volume_for_an_assigned_user_only(openshift: bool) -> None:
    pod = named(mysql(production(openshift=openshift).resolve()), "StatefulSet", "portkey-mysql")["spec"]["template"]["spec"]
    mounts = {mount["mountPath"]: mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
    assert mounts.get("/var/lib/mysql-files") == ("files" if openshift else None)
    assert ({"name": "files", "emptyDir": {"sizeLimit": "10Gi"}} in pod["volumes"]) is openshift
