"""ExternalSecrets: what they ask a secret manager for, and the Secrets that they make of it."""

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from tests.support.examples import production
from tests.support.objects import Manifest, named, of_kind, rendered

VAULT = {"kind": "vault", "server": "https://vault.example.org", "role": "portkey"}
AZURE = {"kind": "azureWorkloadIdentity", "clientId": "0f1e2d3c-0000-4000-8000-000000000001", "tenantId": "0f1e2d3c-0000-4000-8000-000000000002"}
GKE = {"kind": "gkeWorkloadIdentity", "project": "acme-platform"}
REDIS = {"kind": "external", "host": "cache.example.org", "user": "us{{er", "tls": True}
S3 = {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"}
AWKWARD = "p@ss/w:rd+ %?#{{\"\\'$&=<é"


def externals(store: dict[str, Any] | None = None, other_settings: Mapping[str, Any] | None = None, /, **settings: Any) -> list[Manifest]:
    config = production(secrets={"kind": "externalSecrets", "store": store or VAULT, **settings}, **(other_settings or {}))
    return of_kind(rendered(config), "ExternalSecret")


def of_mysql(store: dict[str, Any] | None = None, other_settings: Mapping[str, Any] | None = None, /, **settings: Any) -> Manifest:
    (external,) = [
        external
        for external in externals(store, other_settings, **settings)
        if external["metadata"]["labels"]["app.kubernetes.io/component"] == "mysql"
    ]
    return external


def test_each_secret_with_secret_values_has_an_external_secret() -> None:
    assert [external["metadata"]["name"] for external in externals()] == [
        "portkey-secrets",
        "portkey-mysql",
        "portkey-redis",
        "portkey-clickhouse",
        "portkey-registry",
    ]
    more = externals(None, {"redis": REDIS, "logStore": S3, "imagePull": {"kind": "none"}})
    assert [external["metadata"]["name"] for external in more] == [
        *("portkey-secrets", "portkey-mysql", "portkey-redis", "portkey-clickhouse", "portkey-gateway"),
    ]


def test_mysql_external_secret_is_complete() -> None:
    external = of_mysql()
    assert external["apiVersion"] == "external-secrets.io/v1"
    assert external["metadata"]["namespace"] == "portkey"
    assert external["spec"] == {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "SecretStore", "name": "portkey"},
        "target": {
            "name": "portkey-mysql",
            "creationPolicy": "Owner",
            "deletionPolicy": "Retain",
            "template": {
                "engineVersion": "v2",
                "type": "Opaque",
                "mergePolicy": "Replace",
                "metadata": {"labels": external["metadata"]["labels"]},
                "data": {
                    "mysql_user": "portkey",
                    "mysql_password": "{{ .mysql_password }}",
                    "mysql_db": "portkey",
                    "mysql_host": "portkey-mysql.portkey.svc.cluster.local",
                    "mysql_port": "3306",
                    "mysql_root_password": "{{ .mysql_root_password }}",
                },
            },
        },
        "data": [{"secretKey": key, "remoteRef": {"key": "portkey/mysql", "property": key}} for key in ("mysql_password", "mysql_root_password")],
    }


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"refreshInterval": "90s"}, {"refreshInterval": "1m30s"}),
        ({"clusterWide": True}, {"secretStoreRef": {"kind": "ClusterSecretStore", "name": "portkey"}}),
    ],
)
def test_settings_configure_the_external_secret(settings: dict[str, Any], expected: dict[str, Any]) -> None:
    spec = of_mysql(**settings)["spec"]
    assert {key: spec[key] for key in expected} == expected


@pytest.mark.parametrize(("creation", "deletion"), [("Owner", "Delete"), ("Owner", "Merge"), ("Orphan", "Retain"), ("Merge", "Retain")])
def test_policies_configure_the_life_of_the_secret(creation: str, deletion: str) -> None:
    target = of_mysql(creationPolicy=creation, deletionPolicy=deletion)["spec"]["target"]
    assert (target["creationPolicy"], target["deletionPolicy"]) == (creation, deletion)


@pytest.mark.parametrize(
    ("store", "reference"),
    [
        ({"kind": "existing", "name": "company"}, {"kind": "SecretStore", "name": "company"}),
        ({"kind": "existing", "name": "company", "clusterWide": True}, {"kind": "ClusterSecretStore", "name": "company"}),
    ],
)
def test_existing_store_is_referenced(store: dict[str, Any], reference: dict[str, str]) -> None:
    assert {json.dumps(external["spec"]["secretStoreRef"]) for external in externals(store)} == {json.dumps(reference)}


@pytest.mark.parametrize(
    ("store", "other_settings", "settings", "entry"),
    [
        (VAULT, {}, {}, "portkey/mysql"),
        (VAULT, {"name": "acme"}, {}, "acme/mysql"),
        (VAULT, {}, {"path": "teams/ai/{name}"}, "teams/ai/mysql"),
        ({"kind": "azureKeyVault", "vault": "acme"}, {"identity": AZURE}, {}, "portkey-mysql"),
        ({"kind": "gcpSecretManager", "project": "acme-models"}, {"identity": GKE}, {}, "portkey-mysql"),
        (VAULT, {}, {"path": "one/for/all"}, "one/for/all"),
        (VAULT, {}, {"path": "teams/{name}", "remote": {"mysql": {"key": "rds!db-1"}}}, "rds!db-1"),
    ],
)
def test_path_determines_the_entry(store: dict[str, Any], other_settings: dict[str, Any], settings: dict[str, Any], entry: str) -> None:
    assert {entry["remoteRef"]["key"] for entry in of_mysql(store, other_settings, **settings)["spec"]["data"]} == {entry}


def test_remote_names_key_and_properties() -> None:
    remote = {"mysql": {"key": "rds!db-1", "properties": {"mysql_password": "password"}}}
    assert {entry["secretKey"]: entry["remoteRef"] for entry in of_mysql(remote=remote)["spec"]["data"]} == {
        "mysql_password": {"key": "rds!db-1", "property": "password"},
        "mysql_root_password": {"key": "rds!db-1", "property": "mysql_root_password"},
    }


def test_secret_can_have_another_name() -> None:
    external = of_mysql(names={"mysql": "own"})
    assert (external["metadata"]["name"], external["spec"]["target"]["name"]) == ("own", "own")
    assert external["spec"]["data"][0]["remoteRef"]["key"] == "portkey/mysql"


def test_override_changes_the_source_of_a_single_secret() -> None:
    own = {"kind": "externalSecrets", "store": {"kind": "existing", "name": "databases"}, "path": "db/{name}"}
    config = production(secretOverrides={"mysql": own}, secrets={"kind": "existing"})
    (external,) = of_kind(rendered(config), "ExternalSecret")
    assert external["spec"]["secretStoreRef"] == {"kind": "SecretStore", "name": "databases"}
    assert external["spec"]["data"][0]["remoteRef"]["key"] == "db/mysql"
    spared = production(secretOverrides={"mysql": {"kind": "existing"}}, secrets={"kind": "externalSecrets", "store": VAULT})
    assert "portkey-mysql" not in [external["metadata"]["name"] for external in of_kind(rendered(spared), "ExternalSecret")]


def test_templates_are_guarded_against_flux_substitution() -> None:
    external = of_mysql(None, {"mysql": {"kind": "inCluster"}})
    assert "annotations" not in external["metadata"]
    saml = externals(None, {"auth": {"kind": "saml", "metadataXml": "<a>${X}</a>"}})[0]
    assert saml["metadata"]["annotations"] == {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}


def made_by(external: Manifest, folder: Path, values: Mapping[str, str] | None = None) -> dict[str, str]:
    """The Secret's data, when each property in the secret manager is `AWKWARD` or that of `values`: by Helm, whose functions are the operator's."""
    helm = shutil.which("helm", path=str(Path(sys.executable).parent)) or shutil.which("helm")
    if helm is None:
        pytest.skip("helm is not installed; it knows the functions of the operator's templates")
    name = external["metadata"]["name"]
    chart = folder / name
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 0.0.0\n")
    properties = {entry["secretKey"]: (values or {}).get(entry["remoteRef"]["property"], AWKWARD) for entry in external["spec"]["data"]}
    (chart / "values.yaml").write_text(json.dumps(properties))
    texts = external["spec"]["target"]["template"]["data"]
    pieces = [f'{{{{- define "{number}" }}}}{text}{{{{ end }}}}' for number, text in enumerate(texts.values())]
    (chart / "templates/_texts.tpl").write_text("".join(pieces))
    lines = [f'  {json.dumps(key)}: {{{{ include "{number}" .Values | toJson }}}}\n' for number, key in enumerate(texts)]
    (chart / "templates/it.yaml").write_text("data:\n" + "".join(lines))
    done = subprocess.run([helm, "template", "it", str(chart)], capture_output=True, text=True, encoding="utf-8", check=True)
    return {key: json.loads(value) for key, value in re.findall(r'^  "([^"]+)": (".*")$', done.stdout, re.MULTILINE)}


@pytest.fixture(scope="module")
def everything() -> PortkeyConfig:
    auth = {"kind": "saml", "metadataXml": '<a b="{{ .c }}">{{{ x }}</a>{{-}}'}
    push = {"prometheusPush": {"url": "https://push.example.org"}, "lokiPush": {"url": "https://loki.example.org"}}
    mail = {"host": "mail.example.org", "user": "portkey", "fromAddress": '"{{Portkey}}" <portkey@example.org>'}
    secrets = {"kind": "externalSecrets", "store": VAULT}
    image = {"server": "https://registry.example.org/{{x}}/"}
    return production(auth=auth, monitoring=push, smtp=mail, redis=REDIS, logStore=S3, secrets=secrets, imagePull=image)


@pytest.mark.parametrize("group", [SecretGroup.APP, SecretGroup.MYSQL, SecretGroup.CLICKHOUSE, SecretGroup.GATEWAY])
def test_secret_contains_remote_and_configured_values(everything: PortkeyConfig, group: SecretGroup, tmp_path: Path) -> None:
    external = named(rendered(everything), "ExternalSecret", f"portkey-{'secrets' if group is SecretGroup.APP else group}")
    expected = {key.key: value if isinstance(value, str) else AWKWARD for key, value in everything.resolve().secrets[group].keys.items()}
    assert made_by(external, tmp_path) == expected
    assert AWKWARD in expected.values()


def test_password_in_an_address_is_encoded(everything: PortkeyConfig, tmp_path: Path) -> None:
    external = named(rendered(everything), "ExternalSecret", "portkey-redis")
    assert [entry["secretKey"] for entry in external["spec"]["data"]] == ["redis_password"]
    values = made_by(external, tmp_path)
    address = urlsplit(values.pop("redis_connection_url"))
    assert (address.scheme, address.hostname, address.port) == ("rediss", "cache.example.org", 6379)
    assert (unquote(address.username or ""), unquote(address.password or "")) == ("us{{er", AWKWARD)
    assert not set(address.netloc) & set(' "\\<+')
    assert values == {"redis_tls_enabled": "true", "redis_mode": "standalone", "redis_store": "redis"}


def test_pull_secret_is_a_valid_docker_configuration(everything: PortkeyConfig, tmp_path: Path) -> None:
    external = named(rendered(everything), "ExternalSecret", "portkey-registry")
    assert external["spec"]["target"]["template"]["type"] == "kubernetes.io/dockerconfigjson"
    ((key, content),) = made_by(external, tmp_path).items()
    assert key == ".dockerconfigjson"
    ((server, account),) = json.loads(content)["auths"].items()
    assert server == "https://registry.example.org/{{x}}/"
    assert (account["username"], account["password"]) == (AWKWARD, AWKWARD)
    assert base64.b64decode(account["auth"]).decode() == f"{AWKWARD}:{AWKWARD}"


def test_pull_secret_has_the_login_of_each_registry(tmp_path: Path) -> None:
    registries = {"team-a": {"server": "registry.example.org/{{a}}"}, "quay": {"server": "quay.io", "credentials": "auth"}}
    renamed = {"registry": {"properties": {"team_a_username": "user"}}}
    image = {"imagePull": {"credentials": "auth", "additionalRegistries": registries}}
    external = named(externals(None, image, remote=renamed), "ExternalSecret", "portkey-registry")
    properties = {"auth": "bWU6YQ==", "user": "robot", "team_a_password": AWKWARD, "quay_auth": "cm9ib3Q6YQ=="}
    assert [entry["remoteRef"]["property"] for entry in external["spec"]["data"]] == list(properties)
    assert {entry["remoteRef"]["key"] for entry in external["spec"]["data"]} == {"portkey/registry"}
    accounts = json.loads(made_by(external, tmp_path, properties)[".dockerconfigjson"])["auths"]
    encoded = accounts["registry.example.org/{{a}}"].pop("auth")
    assert base64.b64decode(encoded).decode() == f"robot:{AWKWARD}"
    assert accounts == {
        "https://index.docker.io/v1/": {"auth": "bWU6YQ=="},
        "registry.example.org/{{a}}": {"username": "robot", "password": AWKWARD},
        "quay.io": {"auth": "cm9ib3Q6YQ=="},
    }
