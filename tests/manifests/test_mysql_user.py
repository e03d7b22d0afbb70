"""The Job that creates MySQL's user; tests/servers/test_mysql_user.py runs its script."""

from typing import Any, Final

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.kubernetes.registry import Stage
from portkey_constructs.manifests.mysql_user import mysql_user
from tests.support.examples import development, external, production
from tests.support.objects import Manifest, of_kind

HOST: Final = "db.cluster-x.us-west-2.rds.amazonaws.com"
MYSQL: Final[dict[str, Any]] = {"kind": "external", "host": HOST, "tls": "rds", "user": "portkey_app"}
BUNDLE: Final = {"kind": "configMap", "name": "rds-ca", "key": "bundle.pem"}


def with_administrator(administrator: dict[str, Any] | None = None, mysql: dict[str, Any] | None = None, **settings: Any) -> PortkeyConfig:
    return external(mysql={**MYSQL, **(mysql or {}), "administrator": {"user": "admin", **(administrator or {})}}, **settings)


def job(config: PortkeyConfig) -> Manifest:
    (job,) = of_kind(mysql_user(config.resolve()), "Job")
    return job


def pod(config: PortkeyConfig) -> Any:
    return job(config)["spec"]["template"]["spec"]


def test_no_job_without_an_administrator() -> None:
    assert mysql_user(external(mysql=MYSQL).resolve()) == ()
    assert mysql_user(production().resolve()) == ()
    names = [staged.manifest["metadata"]["name"] for staged in external(mysql=MYSQL).resolve().objects()]
    assert not [name for name in names if "mysql-user" in name or "administrator" in name]


def test_only_the_job_reads_the_secret_of_the_administrator() -> None:
    objects: list[Any] = [staged.manifest for staged in with_administrator().resolve().objects()]
    readers = {item["metadata"]["name"] for item in objects if "template" in item.get("spec", {}) and "portkey-mysql-administrator" in repr(item)}
    assert readers == {job(with_administrator())["metadata"]["name"]}


def test_the_services_log_in_as_the_user_and_not_as_the_administrator() -> None:
    objects: list[Any] = [staged.manifest for staged in with_administrator().resolve().objects()]
    for item in objects:
        if item["kind"] == "Deployment" and item["metadata"]["name"] in ("portkey-backend", "portkey-dataservice"):
            (container,) = item["spec"]["template"]["spec"]["containers"]
            variables = {variable["name"]: variable for variable in container["env"]}
            assert variables["DB_USER"]["value"] == "portkey_app"
            assert variables["DB_PASS"]["valueFrom"]["secretKeyRef"]["name"] == "portkey-mysql"
            assert not [name for name in variables if "ADMIN" in name]


def test_no_value_is_in_the_command() -> None:
    (container,) = pod(with_administrator())["containers"]
    text = repr((container["command"], container["args"]))
    assert not [value for value in (HOST, "portkey_app", "3306") if value in text]
    sources = {variable["name"]: variable.get("valueFrom", {}).get("secretKeyRef", {}).get("name") for variable in container["env"]}
    assert sources["DB_PASS"] == "portkey-mysql"
    assert sources["DB_ADMIN_PASS"] == "portkey-mysql-administrator"


def test_job_runs_before_the_migration_and_has_no_rights() -> None:
    config = with_administrator()
    stages = {staged.manifest["metadata"]["name"]: staged.stage for staged in config.resolve().objects() if staged.manifest["kind"] == "Job"}
    assert sorted(stages.values()) == [Stage.STORES, Stage.MIGRATION]
    assert stages[job(config)["metadata"]["name"]] == Stage.STORES
    spec = pod(config)
    assert (spec["automountServiceAccountToken"], spec["enableServiceLinks"], spec["restartPolicy"]) == (False, False, "OnFailure")
    assert spec["securityContext"]["runAsNonRoot"] is True
    (container,) = spec["containers"]
    assert container["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True}
    assert container["resources"]["limits"].keys() == {"cpu", "memory", "ephemeral-storage"}
    assert "runAsUser" not in pod(with_administrator(openshift=True))["securityContext"]


@pytest.mark.parametrize(
    ("mysql", "administrator", "arguments"),
    [
        ({}, {}, ["SSL", "--ssl-mode=REQUIRED"]),
        ({}, {"ca": BUNDLE}, ["SSL", "--ssl-mode=VERIFY_IDENTITY", "--ssl-ca=/etc/portkey/mysql-ca/bundle.pem"]),
        ({"tls": None}, {}, ["NONE", "--ssl-mode=PREFERRED", "--get-server-public-key"]),
        ({"tls": "disabled"}, {}, ["NONE", "--ssl-mode=DISABLED", "--get-server-public-key"]),
        ({"tls": "preferred"}, {}, ["NONE", "--ssl-mode=PREFERRED", "--get-server-public-key"]),
        ({"tls": "required"}, {}, ["SSL", "--ssl-mode=REQUIRED"]),
        ({"tls": "verifyCa", "ca": BUNDLE}, {}, ["SSL", "--ssl-mode=VERIFY_CA", "--ssl-ca=/etc/portkey/mysql-ca/bundle.pem"]),
        (
            {"tls": "verifyIdentity", "ca": {**BUNDLE, "key": "other.pem"}},
            {"ca": BUNDLE},
            ["SSL", "--ssl-mode=VERIFY_IDENTITY", "--ssl-ca=/etc/portkey/mysql-ca/bundle.pem"],
        ),
        (
            {"tls": "verifyIdentity", "ca": BUNDLE, "clientCertificate": {"secretName": "client"}},
            {},
            [
                *("SSL", "--ssl-mode=VERIFY_IDENTITY", "--ssl-ca=/etc/portkey/mysql-ca/bundle.pem"),
                *("--ssl-cert=/etc/portkey/mysql-client/tls.crt", "--ssl-key=/etc/portkey/mysql-client/tls.key"),
            ],
        ),
    ],
)
def test_client_connects_as_the_settings_say(mysql: dict[str, Any], administrator: dict[str, Any], arguments: list[str]) -> None:
    settings = {key: value for key, value in {**MYSQL, **mysql}.items() if value is not None}
    config = external(mysql={**settings, "administrator": {"user": "admin", **administrator}})
    spec = pod(config)
    (container,) = spec["containers"]
    assert container["args"] == ["mysql-user", *arguments]
    mounted = {mount["name"]: mount["mountPath"] for mount in container.get("volumeMounts", ())}
    assert mounted.keys() == {volume["name"] for volume in spec.get("volumes", ())}
    for argument in arguments:
        folder = argument.partition("=")[2].rpartition("/")[0]
        assert not folder or folder in mounted.values()


def test_custom_ca_verifies_the_server_for_the_job_too() -> None:
    config = external(customCa={"kind": "secret", "name": "company-ca"}, mysql={**MYSQL, "tls": "verifyIdentity", "administrator": {"user": "admin"}})
    (volume,) = pod(config)["volumes"]
    assert volume == {"name": "mysql-ca", "secret": {"secretName": "company-ca", "items": [{"key": "ca.crt", "path": "ca.crt"}]}}


@pytest.mark.parametrize(
    "changed",
    [
        {"mysql": {"user": "another"}},
        {"mysql": {"database": "another"}},
        {"administrator": {"user": "another"}},
        {"administrator": {"ca": BUNDLE}},
        {"administrator": {"podAnnotations": {"rotated": "2026-12-01"}}},
        {"administrator": {"image": {"tag": "8.4.99"}}},
    ],
)
def test_a_change_of_its_content_runs_it_again(changed: dict[str, Any]) -> None:
    assert job(with_administrator(**changed))["metadata"]["name"] != job(with_administrator())["metadata"]["name"]


@pytest.mark.parametrize("setting", [{"backend": {"image": {"tag": "9.9.9"}}}, {"env": {"A": "1"}}, {"labels": {"team": "a"}}])
def test_other_changes_do_not_run_it_again(setting: dict[str, Any]) -> None:
    assert job(with_administrator(**setting))["metadata"]["name"] == job(with_administrator())["metadata"]["name"]


def test_a_value_of_a_rendered_secret_runs_it_again() -> None:
    def rendered(**passwords: str) -> str:
        administrator = {"user": "admin", "password": passwords.get("administrator", "a")}
        mysql = {**MYSQL, "password": passwords.get("user", "b"), "administrator": administrator}
        return str(job(development(mysql=mysql))["metadata"]["name"])

    assert len({rendered(), rendered(administrator="c"), rendered(user="c")}) == 3


def test_pods_have_the_settings_of_the_administrator() -> None:
    settings = {
        "podLabels": {"team": "a"},
        "nodeSelector": {"pool": "jobs"},
        "tolerations": [{"key": "jobs", "operator": "Exists"}],
        "retries": 3,
        "image": {"pullPolicy": "Always"},
    }
    rendered = job(with_administrator(settings))
    template = rendered["spec"]["template"]
    assert template["metadata"]["labels"]["team"] == "a"
    assert template["spec"]["nodeSelector"] == {"pool": "jobs"}
    assert template["spec"]["tolerations"] == [{"key": "jobs", "operator": "Exists"}]
    assert rendered["spec"]["backoffLimit"] == 3
    assert template["spec"]["containers"][0]["imagePullPolicy"] == "Always"


def test_policy_lets_the_job_reach_the_writer_and_dns_alone() -> None:
    config = with_administrator(mysql={"reader": {"host": "10.0.0.9", "port": 3310}, "host": "10.0.0.8", "tls": "required"})
    objects: list[Any] = [staged.manifest for staged in config.resolve().objects()]
    (policy,) = [item for item in objects if item["kind"] == "NetworkPolicy" and item["metadata"]["name"] == "portkey-mysql-user"]
    writer, dns = policy["spec"]["egress"]
    assert writer == {"to": [{"ipBlock": {"cidr": "10.0.0.8/32"}}], "ports": [{"port": 3306, "protocol": "TCP"}]}
    assert {port["port"] for port in dns["ports"]} == {53}
    assert "ingress" not in policy["spec"]
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_a_patch_of_the_job_runs_it_again() -> None:
    patch = {"target": {"kind": "Job", "component": "mysql-user"}, "merge": {"spec": {"activeDeadlineSeconds": 600}}}
    objects: list[Any] = [staged.manifest for staged in with_administrator(patches=[patch]).resolve().objects()]
    (patched,) = [item for item in objects if item["kind"] == "Job" and item["metadata"]["labels"]["app.kubernetes.io/component"] == "mysql-user"]
    assert patched["spec"]["activeDeadlineSeconds"] == 600
    assert patched["metadata"]["name"].startswith("portkey-mysql-user-")
    assert patched["metadata"]["name"] != job(with_administrator())["metadata"]["name"]


def test_quota_counts_the_pod_of_the_job() -> None:
    def pods(config: PortkeyConfig) -> int:
        objects: list[Any] = [staged.manifest for staged in config.resolve().objects()]
        return int(next(item["spec"]["hard"]["pods"] for item in objects if item["kind"] == "ResourceQuota"))

    quota = {"kind": "computed", "headroom": 0}
    assert pods(with_administrator(resourceQuota=quota)) == pods(external(mysql=MYSQL, resourceQuota=quota)) + 1
