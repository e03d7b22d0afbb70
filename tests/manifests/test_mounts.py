"""What pods mount besides their own scratch folders."""

from typing import Any

import pytest

from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.manifests.mounts import shared_mounts, shared_volumes
from tests.support.examples import production
from tests.support.objects import pods, rendered, variables, variables_of

COMPONENTS = ("gateway", "backend", "dataservice", "frontend", "mysql", "redis", "clickhouse")
VAULT = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
CSI = {"kind": "secretsStoreCsi", "store": VAULT}
S3 = {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"}


def csi(**settings: Any) -> Any:
    return production(secrets={**CSI, **settings}, imagePull={"kind": "none"}, logStore=S3)


def test_default_has_no_mounts() -> None:
    for component in COMPONENTS:
        assert (shared_volumes(production().resolve(), component), shared_mounts(production().resolve(), component)) == ([], [])


@pytest.mark.parametrize(
    ("kind", "volume"),
    [
        ("configMap", {"configMap": {"name": "acme-ca", "items": [{"key": "bundle.pem", "path": "bundle.pem"}]}}),
        ("secret", {"secret": {"secretName": "acme-ca", "items": [{"key": "bundle.pem", "path": "bundle.pem"}]}}),
    ],
)
def test_services_mount_the_custom_ca(kind: str, volume: dict[str, Any]) -> None:
    config = production(customCa={"kind": kind, "name": "acme-ca", "key": "bundle.pem"})
    for component in ("gateway", "backend", "dataservice"):
        assert shared_volumes(config.resolve(), component) == [{"name": "custom-ca", **volume}]
        assert shared_mounts(config.resolve(), component) == [{"name": "custom-ca", "mountPath": "/etc/portkey/ca", "readOnly": True}]
        assert variables(config, component)["NODE_EXTRA_CA_CERTS"] == "/etc/portkey/ca/bundle.pem"
    for component in ("frontend", "mysql", "redis", "clickhouse"):
        assert shared_volumes(config.resolve(), component) == []


def test_mysql_clients_mount_its_ca_bundle() -> None:
    database = {"kind": "external", "host": "db.example.org", "tls": "verifyIdentity", "ca": {"kind": "secret", "name": "db", "key": "ca.pem"}}
    config = production(mysql=database)
    for component in ("backend", "dataservice"):
        (mount,) = shared_mounts(config.resolve(), component)
        (volume,) = shared_volumes(config.resolve(), component)
        assert mount == {"name": "mysql-ca", "mountPath": "/etc/portkey/mysql-ca", "readOnly": True}
        assert volume["secret"] == {"secretName": "db", "items": [{"key": "ca.pem", "path": "ca.pem"}]}
        assert variables(config, component)["DB_SSL_CA"] == f"{mount['mountPath']}/{volume['secret']['items'][0]['path']}"
    assert shared_mounts(config.resolve(), "gateway") == []


@pytest.mark.parametrize("ca", [{}, {"customCa": {"kind": "configMap", "name": "acme-ca"}}], ids=["bundle of MySQL", "custom CA"])
def test_mysql_clients_mount_their_certificate_and_its_key(ca: dict[str, Any]) -> None:
    bundle = {} if ca else {"ca": {"kind": "configMap", "name": "db"}}
    database = {"kind": "external", "host": "db.example.org", "tls": "verifyIdentity", **bundle, "clientCertificate": {"secretName": "db-client"}}
    config = production(mysql=database, **ca)
    specs = {pod.labels["app.kubernetes.io/component"]: pod.spec for pod in pods(rendered(config))}
    for component in ("backend", "dataservice", "migration"):
        (volume,) = [volume for volume in specs[component]["volumes"] if volume["name"] == "mysql-client"]
        (mount,) = [mount for mount in specs[component]["containers"][0]["volumeMounts"] if mount["name"] == "mysql-client"]
        items = [{"key": key, "path": key} for key in ("tls.crt", "tls.key")]
        assert volume == {"name": "mysql-client", "secret": {"secretName": "db-client", "items": items}}
        assert mount == {"name": "mysql-client", "mountPath": "/etc/portkey/mysql-client", "readOnly": True}
        environment = variables_of(specs[component]["containers"][0])
        assert environment["DB_SSL_CERT"] == "/etc/portkey/mysql-client/tls.crt"
        assert environment["DB_SSL_KEY"] == "/etc/portkey/mysql-client/tls.key"
    for component in ("gateway", "frontend"):
        assert "mysql-client" not in {volume["name"] for volume in specs[component]["volumes"]}
        assert {"DB_SSL_CERT", "DB_SSL_KEY"}.isdisjoint(variables(config, component))


def test_client_certificate_of_mysql_is_a_required_secret() -> None:
    database = {"kind": "external", "host": "db.example.org", "tls": "verifyCa", "clientCertificate": {"secretName": "db-client"}}
    config = production(mysql=database, customCa={"kind": "configMap", "name": "acme-ca"})
    (secret,) = [secret for secret in config.resolve().required_secrets if secret.name == "db-client"]
    assert (secret.kind, secret.type, secret.source) == ("Secret", "kubernetes.io/tls", "existing")
    assert [(key.name, key.readers) for key in secret.keys] == [(name, ("backend", "dataservice", "migration")) for name in ("tls.crt", "tls.key")]


def test_each_component_mounts_only_the_entries_it_reads() -> None:
    config = csi()
    app, mysql, redis, clickhouse, gateway = (
        *(SecretGroup.APP, SecretGroup.MYSQL, SecretGroup.REDIS),
        *(SecretGroup.CLICKHOUSE, SecretGroup.GATEWAY),
    )
    assert {component: config.resolve().mounted_secrets[component] for component in COMPONENTS} == {
        "gateway": (app, redis, clickhouse, gateway),
        "backend": (app, mysql, redis, clickhouse, gateway),
        "dataservice": (app, mysql, redis, clickhouse, gateway),
        "frontend": (),
        "mysql": (mysql,),
        "redis": (redis,),
        "clickhouse": (clickhouse,),
    }
    assert [volume["name"] for volume in shared_volumes(config.resolve(), "gateway")] == [
        *("secret-secrets", "secret-redis", "secret-clickhouse", "secret-gateway"),
    ]
    assert shared_volumes(config.resolve(), "mysql") == [
        {
            "name": "secret-mysql",
            "csi": {"driver": "secrets-store.csi.k8s.io", "readOnly": True, "volumeAttributes": {"secretProviderClass": "portkey-mysql"}},
        }
    ]
    assert shared_mounts(config.resolve(), "mysql") == [{"name": "secret-mysql", "mountPath": "/mnt/secrets/mysql", "readOnly": True}]


def test_volume_refers_to_the_renamed_provider_class() -> None:
    (volume,) = shared_volumes(csi(names={"mysql": "own"}).resolve(), "mysql")
    assert volume["csi"]["volumeAttributes"] == {"secretProviderClass": "own"}
    assert volume["name"] == "secret-mysql"


def test_migration_mounts_the_entries_of_the_backend() -> None:
    specs = {pod.labels["app.kubernetes.io/component"]: pod.spec for pod in pods(rendered(csi()))}
    for field in ("volumes", "mounts"):
        of = [specs[name]["volumes"] if field == "volumes" else specs[name]["containers"][0]["volumeMounts"] for name in ("migration", "backend")]
        assert of[0] == of[1]
        assert "secret-mysql" in {volume["name"] for volume in of[0]}


@pytest.mark.parametrize("delivery", ["synced", "files"])
def test_variables_read_secrets_or_contain_file_paths(delivery: str) -> None:
    config = csi(delivery=delivery)
    for component in ("backend", "dataservice"):
        source = variables(config, component)["DB_PASS"]
        expected = (
            "/mnt/secrets/mysql/mysql_password" if delivery == "files" else {"secretKeyRef": {"name": "portkey-mysql", "key": "mysql_password"}}
        )
        assert source == expected
    files = [value for value in variables(config, "gateway").values() if isinstance(value, str) and value.startswith("/mnt/secrets/")]
    assert len(files) == (5 if delivery == "files" else 0)
    for store, name in (("mysql", "MYSQL_PASSWORD"), ("redis", "REDISCLI_AUTH"), ("clickhouse", "CLICKHOUSE_PASSWORD")):
        assert variables(config, store)[name]["secretKeyRef"]["name"] == f"portkey-{store}"


def test_former_clickhouse_mounts_its_own_secret() -> None:
    clickhouse = {"kind": "external", "host": "ch.example.org", "former": {"kind": "inCluster"}}
    config = production(secrets=CSI, imagePull={"kind": "none"}, clickhouse=clickhouse)
    assert config.resolve().mounted_secrets["clickhouse"] == (SecretGroup.CLICKHOUSE_FORMER,)
    assert SecretGroup.CLICKHOUSE_FORMER not in config.resolve().mounted_secrets["gateway"]
    (volume,) = shared_volumes(config.resolve(), "clickhouse")
    assert volume["csi"]["volumeAttributes"] == {"secretProviderClass": "portkey-clickhouse-former"}
