"""ClickHouse in the cluster."""

from xml.etree.ElementTree import fromstring

import pytest

from portkey_constructs.manifests.clickhouse import clickhouse, users_xml
from tests.examples import development, external
from tests.objects import env_of, found, main_container, named, rendered


def test_elsewhere_it_has_no_objects() -> None:
    assert clickhouse(external()) == ()


def test_the_users_file_gives_rights_to_the_user_and_holds_no_password() -> None:
    root = fromstring(users_xml("analyst"))
    (user,) = root.findall("users/*")
    assert user.tag == "analyst"
    assert user.findtext("access_management") == "1"
    assert user.find("password") is None
    assert root.findtext("profiles/default/async_insert") == "1"


def test_its_pods_roll_with_the_users_file_alone() -> None:
    def checksum(user: str) -> str:
        (stateful,) = found(clickhouse(development(clickhouse={"kind": "inCluster", "user": user})), "StatefulSet")
        return str(stateful["spec"]["template"]["metadata"]["annotations"]["checksum/config"])

    assert checksum("a") == checksum("a") != checksum("b")


def test_the_users_file_lies_over_a_folder_that_the_image_may_write_to() -> None:
    mounts = main_container(clickhouse(development()), "StatefulSet", "portkey-clickhouse")["volumeMounts"]
    by_path = {mount["mountPath"]: mount for mount in mounts}
    assert by_path["/etc/clickhouse-server/users.d/users.xml"]["subPath"] == "users.xml"
    assert by_path["/etc/clickhouse-server/users.d"]["name"] == "users"
    paths = list(by_path)
    assert paths.index("/etc/clickhouse-server/users.d") < paths.index("/etc/clickhouse-server/users.d/users.xml")


@pytest.mark.parametrize("said", [{}, {"service": {"port": 18123}}])
def test_everybody_is_told_the_port_of_the_service(said: dict[str, object]) -> None:
    objects = rendered(development(clickhouse={"kind": "inCluster", **said}))
    ports = {port["name"]: str(port["port"]) for port in named(objects, "Service", "portkey-clickhouse")["spec"]["ports"]}
    held = named(objects, "Secret", "portkey-clickhouse")["stringData"]
    assert (held["clickhouse_port"], held["clickhouse_native_port"]) == (ports["ch"], ports["ch-native"])
    source = env_of(main_container(objects, "Deployment", "portkey-backend"))["CLICKHOUSE_PORT"]
    assert source == {"secretKeyRef": {"name": "portkey-clickhouse", "key": "clickhouse_port"}}
