"""The Job that migrates the databases."""

from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.migration import migration
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development, external
from tests.support.objects import Manifest, main_container, of_kind, variables_of


def job(config: PortkeyConfig) -> Manifest:
    (job,) = of_kind(migration(config.resolve()), "Job")
    return job


def test_in_pod_migration_has_no_job() -> None:
    assert migration(development(migration={"kind": "inPod"}).resolve()) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"backend": {"image": {"tag": "9.9.9"}}},
        {"backend": {"env": {"A": "1"}}},
        {"migration": {"kind": "job", "retries": 3}},
        {"migration": {"kind": "job", "deadline": "1h"}},
        {"clientAuth": "another"},
        {"mysql": {"kind": "inCluster", "database": "another"}},
    ],
)
def test_name_changes_with_the_content(changed: dict[str, Any]) -> None:
    assert job(development(**changed))["metadata"]["name"] != job(development())["metadata"]["name"]


@pytest.mark.parametrize(
    "changed",
    [{"gateway": {"image": {"tag": "9.9.9"}}}, {"backend": {"replicas": 3}}, {"annotations": {"a": "b"}}, {"frontend": {"loginDisclaimer": "x"}}],
)
def test_name_is_stable_for_the_same_content(changed: dict[str, Any]) -> None:
    before, after = job(development()), job(development(**changed))
    assert after["spec"] == before["spec"]
    assert after["metadata"]["name"] == before["metadata"]["name"]


def test_job_has_the_environment_of_the_backend_and_no_ports() -> None:
    container = job(external())["spec"]["template"]["spec"]["containers"][0]
    assert variables_of(container)["DB_PASS"] == {"secretKeyRef": {"name": "portkey-mysql", "key": "mysql_password"}}
    assert not container.keys() & {"ports", "startupProbe", "readinessProbe", "livenessProbe", "lifecycle"}
    assert "pm2" not in container["command"][-1]


def test_job_mounts_the_volumes_of_the_backend() -> None:
    bundle = {"kind": "configMap", "name": "acme-ca"}
    spec = job(external(customCa=bundle, mysql={"kind": "external", "host": "db.example.org", "tls": "verifyCa"}))["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert variables_of(container)["DB_SSL_CA"] == variables_of(container)["NODE_EXTRA_CA_CERTS"] == "/etc/portkey/ca/ca.crt"
    assert {"name": "custom-ca", "mountPath": "/etc/portkey/ca", "readOnly": True} in container["volumeMounts"]
    assert "custom-ca" in [volume["name"] for volume in spec["volumes"]]


@pytest.mark.parametrize("config", [config_from(ALONE), config_from(HYBRID)], ids=["alone", "hybrid"])
def test_without_a_backend_there_is_no_job(config: PortkeyConfig) -> None:
    assert migration(config.resolve()) == ()


def test_pods_are_not_selected_by_the_backend() -> None:
    template = job(development(backend={"sidecars": [{"name": "proxy", "image": "p"}]}))["spec"]["template"]
    assert template["metadata"]["labels"]["app.kubernetes.io/component"] == "migration"
    assert [container["name"] for container in template["spec"]["containers"]] == ["migration"]
    assert (template["spec"]["restartPolicy"], template["spec"]["serviceAccountName"]) == ("OnFailure", "portkey-migration")


def test_resources_can_differ_from_the_backend() -> None:
    settings = {"kind": "job", "resources": {"requests": {"cpu": "1"}}}
    assert job(development(migration=settings))["spec"]["template"]["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "1"}}
    assert "resources" not in job(development(migration={"kind": "job", "resources": {}}))["spec"]["template"]["spec"]["containers"][0]
    assert main_container(migration(development().resolve()), "Job", job(development())["metadata"]["name"])["resources"]["limits"]["memory"] == "2Gi"
