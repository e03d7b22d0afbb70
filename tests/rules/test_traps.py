"""What goes wrong with the Helm chart and the deployment guide today, mistake by mistake: refused, warned of, or impossible to say."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.manifests.platform import platform
from portkey_constructs.platform.addresses import control_plane_url, redirect_uri
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.secret_keys import MYSQL_ROOT_PASSWORD
from portkey_constructs.platform.variables import FROM_SECRETS
from tests.rules.files import DEVELOPMENT, OPEN, PRODUCTION, REACHED, Files, env, without
from tests.support.objects import main_container, named, rendered

TENANT = "0f1e2d3c-0000-4000-8000-000000000001"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def manifests(config: PortkeyConfig) -> list[Any]:
    return [staged.manifest for staged in platform(config)]


def pods(config: PortkeyConfig) -> Iterator[Any]:
    for manifest in manifests(config):
        if manifest["kind"] in WORKLOAD_KINDS:
            yield manifest["spec"]["template"]


class TestImagesAndNames:
    def test_a_pull_secret_that_pods_name_is_made_or_said_to_exist(self, files: Files) -> None:
        made = files.config(without(OPEN, "imagePull") + "imagePull: {username: me, password: pw}\n")
        named = {reference["name"] for pod in pods(made) for reference in pod["spec"].get("imagePullSecrets", ())}
        assert named == {"portkey-registry"}
        assert named <= {manifest["metadata"]["name"] for manifest in manifests(made) if manifest["kind"] == "Secret"}
        existing = files.config(without(OPEN, "imagePull") + "imagePull: {kind: existing, names: [a, b]}\n")
        assert {reference["name"] for pod in pods(existing) for reference in pod["spec"].get("imagePullSecrets", ())} == {"a", "b"}

    def test_a_list_of_pull_credentials_cannot_be_said(self, files: Files) -> None:
        found = files.errors(without(OPEN, "imagePull") + "imagePull:\n- {username: me, password: pw}\n")
        assert (found["imagePull"].message, found["imagePull"].fix) == (
            "is a list",
            "expected a map of settings; kind is one of registry, existing, none, such as imagePull: {kind: registry}",
        )

    @pytest.mark.parametrize("password", ['a"b', "a\\b", "'", "a: b\n", "ü${X}"])
    def test_any_registry_password_makes_sound_docker_json(self, files: Files, password: str) -> None:
        config = files.config(without(OPEN, "imagePull") + f"imagePull: {{username: me, password: {json.dumps(password)}}}\n")
        [secret] = [manifest for manifest in manifests(config) if manifest["metadata"]["name"] == "portkey-registry"]
        [(server, login)] = json.loads(secret["stringData"][".dockerconfigjson"])["auths"].items()
        assert server == "https://index.docker.io/v1/"
        assert login["password"] == password
        assert base64.b64decode(login["auth"]).decode() == f"me:{password}"

    def test_a_missing_registry_cannot_be_said(self, files: Files) -> None:
        assert (
            files.errors(without(OPEN, "imagePull") + "imagePull: {server: '', username: me, password: pw}\n")["imagePull.server"].message
            == "is empty"
        )

    def test_every_name_begins_with_the_prefix(self, files: Files) -> None:
        config = files.config(OPEN)
        assert Names(config).component("backend") == "portkey-backend"
        assert {manifest["metadata"]["name"].split("-")[0] for manifest in manifests(config)} == {"portkey"}

    def test_a_service_account_is_made_or_exists_never_both(self, files: Files) -> None:
        path = "gateway.serviceAccount"
        found = files.errors(f"{OPEN}gateway: {{serviceAccount: {{kind: existing, name: own, annotations: {{a: b}}}}}}\n")
        assert found[f"{path}.annotations"].message == "is not a setting"
        assert files.errors(f"{OPEN}gateway: {{serviceAccount: {{kind: both}}}}\n")[f"{path}.kind"].fix == "expected one of create, existing"
        config = files.config(f"{OPEN}gateway: {{serviceAccount: {{kind: existing, name: own}}}}\n")
        assert "own" not in {manifest["metadata"]["name"] for manifest in manifests(config)}
        assert "own" in {pod["spec"]["serviceAccountName"] for pod in pods(config)}

    @pytest.mark.parametrize("tag", ["latest", "''", "main"])
    def test_a_floating_or_empty_tag_is_warned_of_and_a_digest_goes_before_it(self, files: Files, tag: str) -> None:
        assert "gateway.image.tag" in files.warnings(f"{OPEN}gateway: {{image: {{tag: {tag}}}}}\n")
        digest = "sha256:" + "a" * 64
        assert files.warnings(f"{OPEN}gateway: {{image: {{tag: {tag}, digest: '{digest}'}}}}\n") == {}

    @pytest.mark.parametrize(
        "text",
        ["YOUR_CLIENT_ID", "YOUR-CLIENT-ID", "SECURE_VALUE", "arn:aws:iam::ACCOUNT_ID:role/x", "<client id>", "login.yourdomain.com", "CHANGE_ME"],
    )
    def test_a_placeholder_is_refused_outside_development_and_warned_of_there(self, files: Files, text: str) -> None:
        found = files.errors(f"{PRODUCTION}annotations: {{x: {json.dumps(text)}}}\n")
        assert found["annotations.x"].code == "PK-NAME-001"
        assert files.warnings(f"{OPEN}annotations: {{x: {json.dumps(text)}}}\n")["annotations.x"].code == "PK-NAME-001"
        assert files.config(f"{OPEN}annotations: {{x: {json.dumps(text)}}}\n").annotations == {"x": text}

    @pytest.mark.parametrize(
        "text",
        [
            "yours",
            "x.your-storagebox.example",
            "secure_values are fine",
            "a < b > c",
            "mydomain.com",
            "https://portkey.example.org",
            "insecure",
            "Portkey <portkey@a.b>",
        ],
    )
    def test_what_only_looks_like_a_placeholder_is_taken(self, files: Files, text: str) -> None:
        assert files.config(f"{PRODUCTION}annotations: {{x: {json.dumps(text)}}}\n").annotations == {"x": text}

    def test_an_unknown_key_names_the_nearest_known_one(self, files: Files) -> None:
        found = files.errors(f"{OPEN}gatewy: {{}}\ngateway: {{autoscalin: {{}}}}\n")
        assert found["gatewy"].fix == "did you mean gateway?"
        assert found["gateway.autoscalin"].fix == "did you mean autoscaling?"


class TestAuth:
    def test_one_login_is_chosen(self, files: Files) -> None:
        assert files.errors(without(OPEN, "auth"))["auth"].message == "is missing"
        assert files.errors(f"{DEVELOPMENT}auth: {{kind: none, issuer: https://x.example}}\n")["auth.issuer"].message == "is not a setting"
        assert "auth" in files.errors(f"{OPEN}noAuth: {{enabled: true}}\n")["noAuth"].fix

    def test_an_empty_jwt_key_is_refused(self, files: Files) -> None:
        assert files.errors(without(OPEN, "jwtPrivateKey") + "jwtPrivateKey: ''\n")["jwtPrivateKey"].message == "is empty"
        login = "auth: {kind: oidc, issuer: https://x.example, clientId: a, clientSecret: b}\n" + REACHED
        assert files.errors(without(DEVELOPMENT, "jwtPrivateKey") + login)["jwtPrivateKey"].code == "PK-SECRET-003"

    def test_oidc_needs_issuer_and_client_and_a_way_back(self, files: Files) -> None:
        found = files.errors(f"{DEVELOPMENT}auth: {{kind: oidc}}\n")
        assert {path for path, problem in found.items() if problem.message == "is missing"} == {"auth.issuer", "auth.clientId"}
        found = files.errors(f"{DEVELOPMENT}auth: {{kind: oidc, issuer: https://x.example, clientId: a, clientSecret: b}}\n")
        assert found["auth"].code == "PK-AUTH-002"

    def test_saml_needs_metadata(self, files: Files) -> None:
        assert files.errors(f"{DEVELOPMENT}auth: {{kind: saml}}\n{REACHED}")["auth"].message == "has no metadata"

    def test_the_redirect_address_follows_from_the_host(self, files: Files) -> None:
        login = "auth: {kind: oidc, issuer: https://x.example, clientId: a, clientSecret: b}\n"
        assert redirect_uri(files.config(DEVELOPMENT + login + REACHED)) == "https://portkey.example.org/v2/auth/callback"
        said = login.replace("}", ", redirectUri: https://other.example/v2/auth/callback}")
        assert redirect_uri(files.config(DEVELOPMENT + said + REACHED)) == "https://other.example/v2/auth/callback"
        old = login.replace("}", ", redirectUri: https://portkey.example.org/auth/callback}")
        assert files.warnings(DEVELOPMENT + old + REACHED)["auth.redirectUri"].code == "PK-AUTH-004"

    def test_the_control_plane_address_follows_from_the_front_end(self, files: Files) -> None:
        assert control_plane_url(files.config(OPEN + REACHED)) == "https://portkey.example.org"
        assert control_plane_url(files.config(f"{OPEN}{REACHED}controlPlaneUrl: https://own.example/\n")) == "https://own.example"

    @pytest.mark.parametrize("door", [REACHED, "frontend: {service: {type: LoadBalancer}}\n", "backend: {service: {type: LoadBalancer}}\n"])
    def test_an_open_platform_is_refused_unless_said(self, files: Files, door: str) -> None:
        assert files.errors(PRODUCTION + door)["auth"].code == "PK-AUTH-005"
        assert files.config(without(PRODUCTION, "auth") + "auth: {kind: none, allowPublic: true}\n" + door)

    def test_the_licence_is_required_and_comes_from_a_secret(self, files: Files) -> None:
        assert files.errors(without(OPEN, "clientAuth"))["clientAuth"].code == "PK-SECRET-003"
        for text in (OPEN, PRODUCTION):
            for pod in pods(files.config(text)):
                for variable in pod["spec"]["containers"][0].get("env", ()):
                    if variable["name"] == "PORTKEY_CLIENT_AUTH":
                        assert variable["valueFrom"]["secretKeyRef"] == {"name": "portkey-secrets", "key": "PORTKEY_CLIENT_AUTH"}

    @pytest.mark.parametrize(
        ("said", "issuer"),
        [
            ("google", "https://accounts.google.com"),
            ("entraId, tenantId: 0f1e2d3c-0000-4000-8000-000000000001", f"https://login.microsoftonline.com/{TENANT}/v2.0"),
            ("okta, domain: acme.okta.com", "https://acme.okta.com"),
            ("okta, domain: acme.okta.com, authorizationServer: default", "https://acme.okta.com/oauth2/default"),
            ("auth0, domain: acme.eu.auth0.com", "https://acme.eu.auth0.com/"),
        ],
    )
    def test_the_issuer_of_a_known_provider_need_not_be_known(self, files: Files, said: str, issuer: str) -> None:
        found = env(files.config(f"{without(PRODUCTION, 'auth')}auth: {{kind: {said}, clientId: a}}\n{REACHED}"), "backend")
        assert (found["AUTH_SSO_TYPE"], found["OIDC_ISSUER"], found["OIDC_CLIENTID"]) == ("oidc", issuer, "a")
        assert found["OIDC_REDIRECT_URI"] == "https://portkey.example.org/v2/auth/callback"
        assert found["OIDC_CLIENT_SECRET"] == {"secretKeyRef": {"name": "portkey-secrets", "key": "oauthClientSecret"}}


class TestMySql:
    @pytest.mark.parametrize("setting", ["user", "password", "database", "rootPassword"])
    def test_an_empty_user_password_or_database_is_refused(self, files: Files, setting: str) -> None:
        assert files.errors(f"{OPEN}mysql: {{kind: inCluster, {setting}: ''}}\n")[f"mysql.{setting}"].message == "is empty"

    @pytest.mark.parametrize("kind", ["inCluster", "external, host: db.example.org, password: pw"])
    def test_the_user_root_is_refused(self, files: Files, kind: str) -> None:
        assert files.errors(f"{OPEN}mysql: {{kind: {kind}, user: root}}\n")["mysql.user"].code == "PK-MYSQL-001"

    @pytest.mark.parametrize("port", ["3307", "'3307'"])
    def test_a_port_is_read_as_a_number_or_a_text(self, files: Files, port: str) -> None:
        config = files.config(f"{OPEN}mysql: {{kind: external, host: db.example.org, password: pw, port: {port}}}\n")
        assert getattr(config.mysql, "port", None) == 3307

    @pytest.mark.parametrize("port", ["true", "33.07", "mysql", "~", "[3306]"])
    def test_another_type_for_a_port_is_refused(self, files: Files, port: str) -> None:
        found = files.errors(f"{OPEN}mysql: {{kind: external, host: db.example.org, password: pw, port: {port}}}\n")
        assert found["mysql.port"].fix == "expected a port number from 1 to 65535"

    @pytest.mark.parametrize("flag", ["true", "'true'"])
    def test_a_boolean_is_read_quoted_or_not(self, files: Files, flag: str) -> None:
        assert files.config(f"{OPEN}backend: {{disableOrganisationCreation: {flag}}}\n").backend.disable_organisation_creation is True
        assert files.errors(f"{OPEN}backend: {{disableOrganisationCreation: yes}}\n")["backend.disableOrganisationCreation"].message == "is yes"

    def test_the_tls_profile_of_rds_is_refused_elsewhere(self, files: Files) -> None:
        found = files.errors(f"{OPEN}mysql: {{kind: external, host: db.mysql.database.azure.com, password: pw, tls: rds}}\n")["mysql.tls"]
        assert "CA bundle" in found.fix
        found = files.errors(f"{OPEN}mysql: {{kind: external, host: db.example.org, tls: Amazon RDS}}\n")["mysql.tls"]
        assert found.fix == "did you mean rds? expected one of rds, required, verifyCa, verifyIdentity"

    def test_a_certificate_is_checked_by_a_bundle_that_is_mounted(self, files: Files) -> None:
        azure = "kind: external, host: db.mysql.database.azure.com, tls: verifyIdentity"
        assert files.errors(f"{without(PRODUCTION, 'mysql')}mysql: {{{azure}}}\n")["mysql.tls"].code == "PK-MYSQL-004"
        config = files.config(f"{without(PRODUCTION, 'mysql')}mysql: {{{azure}, ca: {{kind: configMap, name: azure-ca, key: ca.pem}}}}\n")
        for component in ("backend", "dataservice"):
            found = env(config, component)
            assert (found["DB_SSL"], found["DB_SSL_CA"]) == ("VERIFY_IDENTITY", "/etc/portkey/mysql-ca/ca.pem")
            pod = named(rendered(config), "Deployment", f"portkey-{component}")["spec"]["template"]["spec"]
            assert {"name": "azure-ca", "items": [{"key": "ca.pem", "path": "ca.pem"}]} in [one.get("configMap") for one in pod["volumes"]]
            assert "/etc/portkey/mysql-ca" in [one["mountPath"] for one in pod["containers"][0]["volumeMounts"]]
        assert "DB_SSL" not in env(config, "gateway")

    def test_the_retired_user_of_azure_is_warned_of(self, files: Files) -> None:
        text = f"{OPEN}mysql: {{kind: external, host: db.mysql.database.azure.com, password: pw, user: me@db}}\n"
        assert files.warnings(text)["mysql.user"].code == "PK-MYSQL-003"

    def test_every_secret_that_pods_read_is_made_here_or_named_in_one_place(self, files: Files) -> None:
        for text in (OPEN, PRODUCTION, f"{PRODUCTION}secrets: {{kind: existing, names: {{redis: own-redis, mysql: own-mysql}}}}\n"):
            config = files.config(text)
            made = {manifest["metadata"]["name"]: set(manifest["stringData"]) for manifest in manifests(config) if manifest["kind"] == "Secret"}
            names = {Names(config).secret(group) for group in SecretGroup}
            for pod in pods(config):
                for variable in pod["spec"]["containers"][0].get("env", ()):
                    reference = variable.get("valueFrom", {}).get("secretKeyRef")
                    if reference and made:
                        assert reference["key"] in made[reference["name"]]
                    elif reference:
                        assert reference["name"] in names

    def test_the_root_password_is_for_mysql_alone(self, files: Files) -> None:
        readers = {component for component, tables in FROM_SECRETS.items() for table in tables if MYSQL_ROOT_PASSWORD in table.values()}
        assert readers == {"mysql"}
        for pod in pods(files.config(PRODUCTION)):
            main = pod["spec"]["containers"][0]
            assert ("mysql_root_password" in json.dumps(main)) is (main["name"] == "mysql")

    def test_the_probe_logs_in(self, files: Files) -> None:
        [main] = [pod["spec"]["containers"][0] for pod in pods(files.config(OPEN)) if pod["spec"]["containers"][0]["name"] == "mysql"]
        script = main["readinessProbe"]["exec"]["command"][-1]
        assert "mysqladmin" not in script
        assert '--user="$MYSQL_USER"' in script


class TestRedis:
    def test_scheme_and_tls_are_one_fact(self, files: Files) -> None:
        for tls, scheme in ((True, "redis"), (False, "rediss")):
            text = f"{OPEN}redis: {{kind: external, url: '{scheme}://redis.example.org', tls: {str(tls).lower()}}}\n"
            assert files.errors(text)["redis.tls"].code == "PK-REDIS-003"
        [secret] = [
            manifest
            for manifest in manifests(files.config(f"{OPEN}redis: {{kind: external, host: redis.example.org, tls: true, port: 6380}}\n"))
            if manifest["metadata"]["name"] == "portkey-redis" and manifest["kind"] == "Secret"
        ]
        assert secret["stringData"]["redis_connection_url"] == "rediss://redis.example.org:6380"
        assert secret["stringData"]["redis_tls_enabled"] == "true"

    def test_the_plain_redis_in_the_cluster_has_no_tls_setting(self, files: Files) -> None:
        assert files.errors(f"{OPEN}redis: {{kind: inCluster, tls: true}}\n")["redis.tls"].message == "is not a setting"

    def test_a_managed_cache_says_its_kind_and_a_cluster_its_mode(self, files: Files) -> None:
        cache = "host: clustercfg.c.x.usw2.cache.amazonaws.com"
        found = files.errors(f"{OPEN}redis: {{kind: external, {cache}}}\n")
        assert {"redis.kind", "redis.mode"} <= found.keys()
        assert files.config(f"{OPEN}redis: {{kind: elasticache, mode: cluster, {cache}}}\n")

    def test_a_password_is_not_in_the_url_and_is_encoded_in_the_secret(self, files: Files) -> None:
        found = files.errors(f"{OPEN}redis: {{kind: external, url: 'redis://:p@ss://w0rd@redis.example.org'}}\n")["redis.url"]
        assert found.code == "PK-REDIS-004"
        assert "w0rd" not in f"{found}"
        assert "p@ss" not in f"{found}"
        config = files.config(f"{OPEN}redis: {{kind: external, host: redis.example.org, user: a:b, password: 'p@/:#?%'}}\n")
        [secret] = [manifest for manifest in manifests(config) if manifest["metadata"]["name"] == "portkey-redis" and manifest["kind"] == "Secret"]
        assert secret["stringData"]["redis_connection_url"] == "redis://a%3Ab:p%40%2F%3A%23%3F%25@redis.example.org:6379"

    def test_iam_login_has_no_password_and_wants_tls_and_pods_that_are_somebody(self, files: Files) -> None:
        cache = "redis: {kind: elasticache, host: c.x.usw2.cache.amazonaws.com, iam: {clusterName: acme, user: portkey}"
        base = without(PRODUCTION, "redis")
        assert set(files.errors(f"{base}{cache}}}\n")) == {"redis.tls", "redis.iam"}
        config = files.config(f"{base}{cache}, tls: true}}\nidentity: {{kind: podIdentity}}\naws: {{region: us-west-2}}\n")
        for component in ("gateway", "backend", "dataservice"):
            found = env(config, component)
            assert found["REDIS_URL"] == "rediss://c.x.usw2.cache.amazonaws.com:6379"
            assert (found["CACHE_STORE"], found["AWS_REDIS_AUTH_MODE"], found["REDIS_USERNAME"]) == ("aws-elastic-cache", "iam", "portkey")
            assert (found["AWS_REDIS_CLUSTER_NAME"], found["AWS_REDIS_REGION"]) == ("acme", "us-west-2")
            assert "portkey-redis" not in json.dumps(found)

    def test_a_cache_without_a_password_needs_no_secret(self, files: Files) -> None:
        config = files.config(f"{without(PRODUCTION, 'redis')}redis: {{kind: memorystore, host: 10.0.0.3, auth: none}}\n")
        assert env(config, "gateway")["REDIS_URL"] == "redis://10.0.0.3:6379"
        assert "portkey-redis" in json.dumps(env(files.config(f"{without(PRODUCTION, 'redis')}redis: {{kind: external, host: r.b}}\n"), "gateway"))


class TestClickHouse:
    @pytest.mark.parametrize("user", ["''", "a-b", "a b", "<x>", "1a", "a&b"])
    def test_the_user_is_a_name_that_xml_takes(self, files: Files, user: str) -> None:
        for kind in ("inCluster", "external, host: ch.example.org, password: pw"):
            assert "does not begin with a digit" in files.errors(f'{OPEN}clickhouse: {{kind: {kind}, user: "{user}"}}\n')["clickhouse.user"].fix
        [file] = [manifest["data"]["users.xml"] for manifest in manifests(files.config(OPEN)) if "users.xml" in manifest.get("data", {})]
        assert "<portkey>" in file

    def test_a_plain_port_with_tls_or_the_reverse_names_the_right_port(self, files: Files) -> None:
        found = files.errors(f"{OPEN}clickhouse: {{kind: external, host: ch.example.org, password: pw, tls: true, port: 8123, nativePort: 9000}}\n")
        assert "8443" in found["clickhouse.port"].fix
        assert "9440" in found["clickhouse.nativePort"].fix
        found = files.errors(f"{OPEN}clickhouse: {{kind: external, host: ch.example.org, password: pw, port: 8443, nativePort: 9440}}\n")
        assert "8123" in found["clickhouse.port"].fix
        assert "9000" in found["clickhouse.nativePort"].fix

    @pytest.mark.parametrize("store", ["mysql", "redis", "clickhouse", "logStore"])
    def test_production_chooses_every_store(self, files: Files, store: str) -> None:
        assert files.errors(without(PRODUCTION, store))[store].code == "PK-STORE-001"

    def test_retention_https_and_settings_of_ones_own_work_each_alone(self, files: Files) -> None:
        wanted = {
            "retention: {mergeTimeout: 1h}": ("server.xml", "<merge_with_ttl_timeout>3600</merge_with_ttl_timeout>"),
            "https: {secretName: ch-tls}": ("server.xml", "<https_port>8443</https_port>"),
            "config: '<clickhouse><a>1</a></clickhouse>'": ("custom.xml", "<a>1</a>"),
        }
        for setting, (file, text) in wanted.items():
            objects = rendered(files.config(f"{OPEN}clickhouse: {{kind: inCluster, {setting}}}\n"))
            assert text in named(objects, "ConfigMap", "portkey-clickhouse")["data"][file]
            main = main_container(objects, "StatefulSet", "portkey-clickhouse")
            assert f"/etc/clickhouse-server/config.d/{file}" in [mount["mountPath"] for mount in main["volumeMounts"]]
        for absent in ("server.xml", "custom.xml"):
            assert absent not in named(rendered(files.config(OPEN)), "ConfigMap", "portkey-clickhouse")["data"]

    @pytest.mark.parametrize("setting", ["retention: 30", "https: true", "retention: {enabled: true}", "https: {port: 8443}"])
    def test_retention_and_https_take_nothing_that_would_do_nothing(self, files: Files, setting: str) -> None:
        assert any(path.startswith("clickhouse.") for path in files.errors(f"{OPEN}clickhouse: {{kind: inCluster, {setting}}}\n"))

    @pytest.mark.parametrize("setting", ["tls: true", "initImage: busybox", "customConfig: {}"])
    def test_an_init_image_and_tls_without_a_certificate_cannot_be_said(self, files: Files, setting: str) -> None:
        name = setting.split(":")[0]
        assert files.errors(f"{OPEN}clickhouse: {{kind: inCluster, {setting}}}\n")[f"clickhouse.{name}"].message == "is not a setting"
        pod = named(rendered(files.config(OPEN)), "StatefulSet", "portkey-clickhouse")["spec"]["template"]["spec"]
        assert "initContainers" not in pod

    def test_https_opens_ports_and_who_calls_uses_them(self, files: Files) -> None:
        config = files.config(f"{OPEN}customCa: {{kind: configMap, name: ca}}\nclickhouse: {{kind: inCluster, https: {{secretName: ch-tls}}}}\n")
        objects = rendered(config)
        ports = {port["name"]: port["port"] for port in named(objects, "Service", "portkey-clickhouse")["spec"]["ports"]}
        assert ports == {"ch": 8123, "ch-native": 9000, "ch-https": 8443, "ch-secure": 9440}
        open_ports = {port["name"]: port["containerPort"] for port in main_container(objects, "StatefulSet", "portkey-clickhouse")["ports"]}
        assert open_ports == ports
        secret = named(objects, "Secret", "portkey-clickhouse")["stringData"]
        assert (secret["clickhouse_port"], secret["clickhouse_native_port"], secret["clickhouse_tls"]) == ("8443", "9440", "true")
        assert env(config, "backend")["NODE_EXTRA_CA_CERTS"] == "/etc/portkey/ca/ca.crt"

    @pytest.mark.parametrize("store", ["mysql", "redis", "clickhouse"])
    @pytest.mark.parametrize("setting", ["replicas: 2", "autoscaling: {min: 1, max: 2}"])
    def test_a_store_in_the_cluster_is_one_server(self, files: Files, store: str, setting: str) -> None:
        found = files.errors(f"{OPEN}{store}: {{kind: inCluster, {setting}}}\n")[f"{store}.{setting.split(':')[0]}"]
        assert found.message == "is not a setting"
        assert "independent" in found.fix

    def test_own_volumes_are_beside_the_data(self, files: Files) -> None:
        config = files.config(f"{OPEN}clickhouse: {{kind: inCluster, volumes: [{{name: more, emptyDir: {{}}}}]}}\n")
        [found] = [one["spec"] for one in manifests(config) if one["kind"] == "StatefulSet" and one["metadata"]["name"] == "portkey-clickhouse"]
        assert [claim["metadata"]["name"] for claim in found["volumeClaimTemplates"]] == ["data"]
        assert "more" in {volume["name"] for volume in found["template"]["spec"]["volumes"]}
        assert {"data"} <= {mount["name"] for mount in found["template"]["spec"]["containers"][0]["volumeMounts"]}
        found = files.errors(f"{OPEN}clickhouse: {{kind: inCluster, volumes: [{{name: data, emptyDir: {{}}}}]}}\n")
        assert found["clickhouse.volumes.0.name"].code == "PK-WORKLOAD-004"

    def test_a_cluster_name_with_a_hyphen_is_refused(self, files: Files) -> None:
        text = f"{OPEN}clickhouse: {{kind: external, host: ch.example.org, password: pw, replication: true, clusterName: my-cluster}}\n"
        assert "no hyphen" in files.errors(text)["clickhouse.clusterName"].fix

    def test_data_can_move_out_of_the_cluster_while_the_old_server_stays(self, files: Files) -> None:
        text = "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster, user: old}}\n"
        config = files.config(without(PRODUCTION, "clickhouse") + text)
        objects = rendered(config)
        assert env(config, "backend")["CLICKHOUSE_HOST"] == "ch.example.org"
        found = json.dumps(named(objects, "StatefulSet", "portkey-clickhouse"))
        assert "portkey-clickhouse-former" in found
        assert '"key": "clickhouse_password"' in found
        assert "<old>" in named(objects, "ConfigMap", "portkey-clickhouse")["data"]["users.xml"]


class TestScaling:
    def test_a_target_without_a_request_is_refused_and_the_defaults_carry_requests(self, files: Files) -> None:
        scaled = "gateway: {autoscaling: {min: 2, max: 3, cpu: 60}"
        assert files.errors(f"{OPEN}{scaled}, resources: {{requests: {{memory: 1Gi}}}}}}\n")["gateway.autoscaling.cpu"].code == "PK-SCALE-001"
        assert files.config(f"{OPEN}{scaled}}}\n")
        assert files.errors(f"{PRODUCTION}gateway: {{resources: {{requests: {{cpu: 1}}}}}}\n")["gateway.resources"].code == "PK-SCALE-001"

    def test_migrations_are_a_job_or_for_one_pod(self, files: Files) -> None:
        assert files.warnings(f"{PRODUCTION}migration: {{kind: inPod}}\n")["migration.kind"].code == "PK-SCALE-005"
        jobs = [manifest for manifest in manifests(files.config(OPEN)) if manifest["kind"] == "Job"]
        assert len(jobs) == 1
        assert jobs != [manifest for manifest in manifests(files.config(f"{OPEN}backend: {{image: {{tag: '9'}}}}\n")) if manifest["kind"] == "Job"]

    def test_a_fixed_number_beside_an_autoscaler_is_refused_and_omitted(self, files: Files) -> None:
        assert files.errors(f"{OPEN}gateway: {{replicas: 2, autoscaling: {{min: 2, max: 3, cpu: 60}}}}\n")["gateway.replicas"].code == "PK-SCALE-002"
        config = files.config(f"{OPEN}gateway: {{autoscaling: {{min: 2, max: 3, cpu: 60}}}}\n")
        [found] = [one["spec"] for one in manifests(config) if one["kind"] == "Deployment" and one["metadata"]["name"] == "portkey-gateway"]
        assert "replicas" not in found

    def test_nothing_random_is_in_the_pods(self, files: Files) -> None:
        assert manifests(files.config(PRODUCTION)) == manifests(files.config(PRODUCTION))

    def test_probes_name_their_port(self, files: Files) -> None:
        for pod in pods(files.config(PRODUCTION)):
            main = pod["spec"]["containers"][0]
            names = {port["name"] for port in main.get("ports", ())}
            for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
                for action in ("httpGet", "tcpSocket"):
                    if action in main.get(kind, {}):
                        assert main[kind][action]["port"] in names

    def test_the_storage_class_is_the_clusters_unless_said(self, files: Files) -> None:
        for said, expected in (("", None), (", persistence: {storageClass: gp3}", "gp3")):
            config = files.config(f"{OPEN}mysql: {{kind: inCluster{said}}}\n")
            [found] = [one["spec"] for one in manifests(config) if one["kind"] == "StatefulSet" and one["metadata"]["name"] == "portkey-mysql"]
            assert found["volumeClaimTemplates"][0]["spec"].get("storageClassName") == expected

    def test_service_links_are_off(self, files: Files) -> None:
        assert {pod["spec"]["enableServiceLinks"] for pod in pods(files.config(PRODUCTION))} == {False}

    def test_scheduling_is_each_components_own(self, files: Files) -> None:
        spread = "topologySpread: [{maxSkew: 1, topologyKey: rack, whenUnsatisfiable: DoNotSchedule}]"
        for pod in pods(files.config(f"{PRODUCTION}gateway: {{{spread}}}\n")):
            assert ("rack" in json.dumps(pod["spec"].get("topologySpreadConstraints"))) is (pod["spec"]["containers"][0]["name"] == "gateway")

    def test_an_override_replaces_and_never_duplicates_a_variable(self, files: Files) -> None:
        config = files.config(f"{OPEN}env: {{PORT: 1, OWN: a}}\ngateway: {{env: {{PORT: 2}}}}\n")
        for pod in pods(config):
            main = pod["spec"]["containers"][0]
            names = [variable["name"] for variable in main.get("env", ())]
            assert len(names) == len(set(names))
            if main["name"] == "gateway":
                assert {"name": "PORT", "value": "2"} in main["env"]
        assert "1 A" in str(files.errors(f"{OPEN}env: {{'1 A': x}}\n"))
        assert files.errors(f"{OPEN}env: {{A: 1, A: 2}}\n")["env.A"].message.startswith("is set twice")

    def test_no_resolver_without_servers(self, files: Files) -> None:
        found = files.errors(f"{OPEN}gateway: {{dnsPolicy: None}}\n")
        assert found["gateway.dnsPolicy"].code == "PK-WORKLOAD-002"

    def test_short_store_names_are_refused_where_they_cannot_resolve(self, files: Files) -> None:
        store = "mysql: {kind: external, host: db, password: pw}\n"
        assert files.warnings(OPEN + store)["mysql.host"].code == "PK-STORE-003"
        found = files.errors(f"{OPEN}{store}gateway: {{dnsPolicy: None, dnsConfig: {{nameservers: [10.0.0.10]}}}}\n")["mysql.host"]
        assert found.fix == "give the full name, such as db.NAMESPACE.svc.cluster.local"
