"""Common mistakes with the Helm chart and the deployment guide: refused, warned about, or impossible to write."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.kubernetes.registry import WORKLOAD_KINDS
from portkey_constructs.platform.secret_keys import MYSQL_ROOT_PASSWORD
from portkey_constructs.platform.variables import VARIABLES
from tests.rules.configuration_files import DEVELOPMENT, EXPOSED, OPEN, PRODUCTION, Files, env, without
from tests.support.objects import main_container, named, rendered

TENANT = "0f1e2d3c-0000-4000-8000-000000000001"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def pods(config: PortkeyConfig) -> Iterator[Any]:
    for manifest in rendered(config):
        if manifest["kind"] in WORKLOAD_KINDS:
            yield manifest["spec"]["template"]


class TestImagesAndNames:
    def test_a_pull_secret_of_pods_is_created_or_exists(self, files: Files) -> None:
        config = files.config(without(OPEN, "imagePull") + "imagePull: {username: me, password: pw}\n")
        named = {reference["name"] for pod in pods(config) for reference in pod["spec"].get("imagePullSecrets", ())}
        assert named == {"portkey-registry"}
        assert named <= {manifest["metadata"]["name"] for manifest in rendered(config) if manifest["kind"] == "Secret"}
        existing = files.config(without(OPEN, "imagePull") + "imagePull: {kind: existing, names: [a, b]}\n")
        assert {reference["name"] for pod in pods(existing) for reference in pod["spec"].get("imagePullSecrets", ())} == {"a", "b"}

    def test_a_list_of_pull_credentials_is_refused(self, files: Files) -> None:
        errors = files.errors(without(OPEN, "imagePull") + "imagePull:\n- {username: me, password: pw}\n")
        assert (errors["imagePull"].message, errors["imagePull"].fix) == (
            "is a list",
            "expected a map of settings; kind is one of registry, existing, none, such as imagePull: {kind: registry}",
        )

    @pytest.mark.parametrize("password", ['a"b', "a\\b", "'", "a: b\n", "ü${X}"])
    def test_any_registry_password_gives_valid_docker_json(self, files: Files, password: str) -> None:
        config = files.config(without(OPEN, "imagePull") + f"imagePull: {{username: me, password: {json.dumps(password)}}}\n")
        [secret] = [manifest for manifest in rendered(config) if manifest["metadata"]["name"] == "portkey-registry"]
        [(server, login)] = json.loads(secret["stringData"][".dockerconfigjson"])["auths"].items()
        assert server == "https://index.docker.io/v1/"
        assert login["password"] == password
        assert base64.b64decode(login["auth"]).decode() == f"me:{password}"

    def test_an_empty_registry_is_refused(self, files: Files) -> None:
        assert (
            files.errors(without(OPEN, "imagePull") + "imagePull: {server: '', username: me, password: pw}\n")["imagePull.server"].message
            == "is empty"
        )

    def test_every_name_begins_with_the_prefix(self, files: Files) -> None:
        config = files.config(OPEN)
        assert config.resolve().names.component("backend") == "portkey-backend"
        assert {manifest["metadata"]["name"].split("-")[0] for manifest in rendered(config)} == {"portkey"}

    def test_a_service_account_is_either_created_or_exists(self, files: Files) -> None:
        path = "gateway.serviceAccount"
        errors = files.errors(f"{OPEN}gateway: {{serviceAccount: {{kind: existing, name: own, annotations: {{a: b}}}}}}\n")
        assert errors[f"{path}.annotations"].message == "is not a setting"
        assert files.errors(f"{OPEN}gateway: {{serviceAccount: {{kind: both}}}}\n")[f"{path}.kind"].fix == "expected one of create, existing"
        config = files.config(f"{OPEN}gateway: {{serviceAccount: {{kind: existing, name: own}}}}\n")
        assert "own" not in {manifest["metadata"]["name"] for manifest in rendered(config)}
        assert "own" in {pod["spec"]["serviceAccountName"] for pod in pods(config)}

    @pytest.mark.parametrize("tag", ["latest", "''", "main"])
    def test_a_moving_or_empty_tag_is_a_warning_unless_a_digest_is_set(self, files: Files, tag: str) -> None:
        assert "gateway.image.tag" in files.warnings(f"{OPEN}gateway: {{image: {{tag: {tag}}}}}\n")
        digest = "sha256:" + "a" * 64
        assert files.warnings(f"{OPEN}gateway: {{image: {{tag: {tag}, digest: '{digest}'}}}}\n") == {}

    @pytest.mark.parametrize(
        "text",
        ["YOUR_CLIENT_ID", "YOUR-CLIENT-ID", "SECURE_VALUE", "arn:aws:iam::ACCOUNT_ID:role/x", "<client id>", "login.yourdomain.com", "CHANGE_ME"],
    )
    def test_a_placeholder_is_an_error_in_production_and_a_warning_in_development(self, files: Files, text: str) -> None:
        errors = files.errors(f"{PRODUCTION}annotations: {{x: {json.dumps(text)}}}\n")
        assert errors["annotations.x"].code == "PK-NAME-001"
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
    def test_text_that_only_looks_like_a_placeholder_is_accepted(self, files: Files, text: str) -> None:
        assert files.config(f"{PRODUCTION}annotations: {{x: {json.dumps(text)}}}\n").annotations == {"x": text}

    @pytest.mark.parametrize("text", [r"(?P<ts>\d+)", r"(?<ts>\d+) \k<ts>", "<b>", "<b>now</b>", '<a href="/">', "ACCOUNT_ID", "OIDC_ID"])
    @pytest.mark.parametrize("setting", ["annotations", "env", "gateway.podAnnotations", "frontend.env"])
    def test_free_text_is_not_taken_for_a_placeholder(self, files: Files, setting: str, text: str) -> None:
        first, *rest = setting.split(".")
        value = {rest[0]: {"X": text}} if rest else {"X": text}
        assert files.config(f"{PRODUCTION}{first}: {json.dumps(value)}\n")

    def test_an_unknown_key_proposes_the_nearest_one(self, files: Files) -> None:
        errors = files.errors(f"{OPEN}gatewy: {{}}\ngateway: {{autoscalin: {{}}}}\n")
        assert errors["gatewy"].fix == "did you mean gateway?"
        assert errors["gateway.autoscalin"].fix == "did you mean autoscaling?"


class TestAuth:
    def test_a_login_must_be_chosen(self, files: Files) -> None:
        assert files.errors(without(OPEN, "auth"))["auth"].message == "is missing"
        assert files.errors(f"{DEVELOPMENT}auth: {{kind: none, issuer: https://x.example}}\n")["auth.issuer"].message == "is not a setting"
        assert "auth" in files.errors(f"{OPEN}noAuth: {{enabled: true}}\n")["noAuth"].fix

    def test_an_empty_jwt_key_is_refused(self, files: Files) -> None:
        assert files.errors(without(OPEN, "jwtPrivateKey") + "jwtPrivateKey: ''\n")["jwtPrivateKey"].message == "is empty"
        login = "auth: {kind: oidc, issuer: https://x.example, clientId: a, clientSecret: b}\n" + EXPOSED
        assert files.errors(without(DEVELOPMENT, "jwtPrivateKey") + login)["jwtPrivateKey"].code == "PK-SECRET-003"

    def test_oidc_needs_an_issuer_a_client_and_a_redirect_address(self, files: Files) -> None:
        errors = files.errors(f"{DEVELOPMENT}auth: {{kind: oidc}}\n")
        assert {path for path, problem in errors.items() if problem.message == "is missing"} == {"auth.issuer", "auth.clientId"}
        errors = files.errors(f"{DEVELOPMENT}auth: {{kind: oidc, issuer: https://x.example, clientId: a, clientSecret: b}}\n")
        assert errors["auth"].code == "PK-AUTH-002"

    def test_saml_needs_metadata(self, files: Files) -> None:
        assert files.errors(f"{DEVELOPMENT}auth: {{kind: saml}}\n{EXPOSED}")["auth"].message == "has no metadata"

    def test_the_redirect_address_follows_from_the_host(self, files: Files) -> None:
        login = "auth: {kind: oidc, issuer: https://x.example, clientId: a, clientSecret: b}\n"
        assert files.config(DEVELOPMENT + login + EXPOSED).resolve().addresses.redirect_uri == "https://portkey.example.org/v2/auth/callback"
        settings = login.replace("}", ", redirectUri: https://other.example/v2/auth/callback}")
        assert files.config(DEVELOPMENT + settings + EXPOSED).resolve().addresses.redirect_uri == "https://other.example/v2/auth/callback"
        old = login.replace("}", ", redirectUri: https://portkey.example.org/auth/callback}")
        assert files.warnings(DEVELOPMENT + old + EXPOSED)["auth.redirectUri"].code == "PK-AUTH-004"

    def test_the_control_plane_address_follows_from_the_front_end(self, files: Files) -> None:
        assert files.config(OPEN + EXPOSED).resolve().addresses.control_plane == "https://portkey.example.org"
        assert files.config(f"{OPEN}{EXPOSED}controlPlaneUrl: https://own.example/\n").resolve().addresses.control_plane == "https://own.example"

    @pytest.mark.parametrize("exposure", [EXPOSED, "frontend: {service: {type: LoadBalancer}}\n", "backend: {service: {type: LoadBalancer}}\n"])
    def test_a_public_platform_without_login_must_be_allowed(self, files: Files, exposure: str) -> None:
        assert files.errors(PRODUCTION + exposure)["auth"].code == "PK-AUTH-005"
        assert files.config(without(PRODUCTION, "auth") + "auth: {kind: none, allowPublic: true}\n" + exposure)

    def test_the_license_is_required_and_comes_from_a_secret(self, files: Files) -> None:
        assert files.errors(without(OPEN, "clientAuth"))["clientAuth"].code == "PK-SECRET-003"
        for text in (OPEN, PRODUCTION):
            for pod in pods(files.config(text)):
                for variable in pod["spec"]["containers"][0].get("env", ()):
                    if variable["name"] == "PORTKEY_CLIENT_AUTH":
                        assert variable["valueFrom"]["secretKeyRef"] == {"name": "portkey-secrets", "key": "PORTKEY_CLIENT_AUTH"}

    @pytest.mark.parametrize(
        ("settings", "issuer"),
        [
            ("google", "https://accounts.google.com"),
            ("entraId, tenantId: 0f1e2d3c-0000-4000-8000-000000000001", f"https://login.microsoftonline.com/{TENANT}/v2.0"),
            ("okta, domain: acme.okta.com", "https://acme.okta.com"),
            ("okta, domain: acme.okta.com, authorizationServer: default", "https://acme.okta.com/oauth2/default"),
            ("auth0, domain: acme.eu.auth0.com", "https://acme.eu.auth0.com/"),
        ],
    )
    def test_the_issuer_of_a_provider_is_derived(self, files: Files, settings: str, issuer: str) -> None:
        variables = env(files.config(f"{without(PRODUCTION, 'auth')}auth: {{kind: {settings}, clientId: a}}\n{EXPOSED}"), "backend")
        assert (variables["AUTH_SSO_TYPE"], variables["OIDC_ISSUER"], variables["OIDC_CLIENTID"]) == ("oidc", issuer, "a")
        assert variables["OIDC_REDIRECT_URI"] == "https://portkey.example.org/v2/auth/callback"
        assert variables["OIDC_CLIENT_SECRET"] == {"secretKeyRef": {"name": "portkey-secrets", "key": "oauthClientSecret"}}


class TestMySql:
    @pytest.mark.parametrize("setting", ["user", "password", "database", "rootPassword"])
    def test_an_empty_user_password_or_database_is_refused(self, files: Files, setting: str) -> None:
        assert files.errors(f"{OPEN}mysql: {{kind: inCluster, {setting}: ''}}\n")[f"mysql.{setting}"].message == "is empty"

    @pytest.mark.parametrize("kind", ["inCluster", "external, host: db.example.org, password: pw"])
    def test_the_user_root_is_refused(self, files: Files, kind: str) -> None:
        assert files.errors(f"{OPEN}mysql: {{kind: {kind}, user: root}}\n")["mysql.user"].code == "PK-MYSQL-001"

    @pytest.mark.parametrize("port", ["3307", "'3307'"])
    def test_a_port_may_be_quoted(self, files: Files, port: str) -> None:
        config = files.config(f"{OPEN}mysql: {{kind: external, host: db.example.org, password: pw, port: {port}}}\n")
        assert getattr(config.mysql, "port", None) == 3307

    @pytest.mark.parametrize("port", ["true", "33.07", "mysql", "~", "[3306]"])
    def test_a_port_of_another_type_is_refused(self, files: Files, port: str) -> None:
        errors = files.errors(f"{OPEN}mysql: {{kind: external, host: db.example.org, password: pw, port: {port}}}\n")
        assert errors["mysql.port"].fix == "expected a port number from 1 to 65535"

    @pytest.mark.parametrize("flag", ["true", "'true'"])
    def test_a_boolean_may_be_quoted(self, files: Files, flag: str) -> None:
        assert files.config(f"{OPEN}backend: {{disableOrganisationCreation: {flag}}}\n").backend.disable_organisation_creation is True
        assert files.errors(f"{OPEN}backend: {{disableOrganisationCreation: yes}}\n")["backend.disableOrganisationCreation"].message == "is yes"

    @pytest.mark.parametrize("host", ["db.mysql.database.azure.com", "portkey-db.example.org", "10.0.0.3"])
    def test_the_tls_profile_of_rds_for_a_host_that_may_be_an_alias_is_a_warning(self, files: Files, host: str) -> None:
        text = f"{OPEN}mysql: {{kind: external, host: {host}, password: pw, tls: rds}}\n"
        problem = files.warnings(text)["mysql.tls"]
        assert "alias" in problem.fix
        assert "CA bundle" in problem.fix
        assert files.config(text).resolve().mysql.tls_mode == "Amazon RDS"  # type: ignore[union-attr]

    def test_a_word_of_the_driver_is_refused_with_the_word_of_the_setting(self, files: Files) -> None:
        problem = files.errors(f"{OPEN}mysql: {{kind: external, host: db.example.org, tls: Amazon RDS}}\n")["mysql.tls"]
        assert problem.fix == "did you mean rds? expected one of rds, disabled, preferred, required, verifyCa, verifyIdentity"

    def test_a_certificate_is_verified_against_a_mounted_bundle(self, files: Files) -> None:
        azure = "kind: external, host: db.mysql.database.azure.com, tls: verifyIdentity"
        assert files.errors(f"{without(PRODUCTION, 'mysql')}mysql: {{{azure}}}\n")["mysql.tls"].code == "PK-MYSQL-004"
        config = files.config(f"{without(PRODUCTION, 'mysql')}mysql: {{{azure}, ca: {{kind: configMap, name: azure-ca, key: ca.pem}}}}\n")
        for component in ("backend", "dataservice"):
            variables = env(config, component)
            assert (variables["DB_SSL"], variables["DB_SSL_CA"]) == ("VERIFY_IDENTITY", "/etc/portkey/mysql-ca/ca.pem")
            pod = named(rendered(config), "Deployment", f"portkey-{component}")["spec"]["template"]["spec"]
            assert {"name": "azure-ca", "items": [{"key": "ca.pem", "path": "ca.pem"}]} in [item.get("configMap") for item in pod["volumes"]]
            assert "/etc/portkey/mysql-ca" in [item["mountPath"] for item in pod["containers"][0]["volumeMounts"]]
        assert "DB_SSL" not in env(config, "gateway")

    def test_the_retired_form_of_an_azure_user_is_a_warning(self, files: Files) -> None:
        text = f"{OPEN}mysql: {{kind: external, host: db.mysql.database.azure.com, password: pw, user: me@db}}\n"
        assert files.warnings(text)["mysql.user"].code == "PK-MYSQL-003"

    def test_every_secret_that_pods_read_is_rendered_or_named_in_the_configuration(self, files: Files) -> None:
        for text in (OPEN, PRODUCTION, f"{PRODUCTION}secrets: {{kind: existing, names: {{redis: own-redis, mysql: own-mysql}}}}\n"):
            config = files.config(text)
            secrets = {manifest["metadata"]["name"]: set(manifest["stringData"]) for manifest in rendered(config) if manifest["kind"] == "Secret"}
            names = {config.resolve().secret(group).name for group in SecretGroup}
            for pod in pods(config):
                for variable in pod["spec"]["containers"][0].get("env", ()):
                    reference = variable.get("valueFrom", {}).get("secretKeyRef")
                    if reference and secrets:
                        assert reference["key"] in secrets[reference["name"]]
                    elif reference:
                        assert reference["name"] in names

    def test_the_root_password_is_for_mysql_alone(self, files: Files) -> None:
        readers = {reader for variable in VARIABLES if variable.key is MYSQL_ROOT_PASSWORD for reader in variable.readers}
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
    def test_the_scheme_follows_from_tls(self, files: Files) -> None:
        for tls, scheme in ((True, "redis"), (False, "rediss")):
            text = f"{OPEN}redis: {{kind: external, url: '{scheme}://redis.example.org', tls: {str(tls).lower()}}}\n"
            assert files.errors(text)["redis.tls"].code == "PK-REDIS-003"
        [secret] = [
            manifest
            for manifest in rendered(files.config(f"{OPEN}redis: {{kind: external, host: redis.example.org, tls: true, port: 6380}}\n"))
            if manifest["metadata"]["name"] == "portkey-redis" and manifest["kind"] == "Secret"
        ]
        assert secret["stringData"]["redis_connection_url"] == "rediss://redis.example.org:6380"
        assert secret["stringData"]["redis_tls_enabled"] == "true"

    def test_redis_in_the_cluster_has_no_tls_setting(self, files: Files) -> None:
        assert files.errors(f"{OPEN}redis: {{kind: inCluster, tls: true}}\n")["redis.tls"].message == "is not a setting"

    def test_a_managed_cache_needs_its_kind_and_a_cluster_its_mode(self, files: Files) -> None:
        cache = "host: clustercfg.c.x.usw2.cache.amazonaws.com"
        errors = files.errors(f"{OPEN}redis: {{kind: external, {cache}}}\n")
        assert {"redis.kind", "redis.mode"} <= errors.keys()
        assert files.config(f"{OPEN}redis: {{kind: elasticache, mode: cluster, {cache}}}\n")

    def test_a_password_is_not_in_the_url_and_is_encoded_in_the_secret(self, files: Files) -> None:
        problem = files.errors(f"{OPEN}redis: {{kind: external, url: 'redis://:p@ss://w0rd@redis.example.org'}}\n")["redis.url"]
        assert problem.code == "PK-REDIS-004"
        assert "w0rd" not in f"{problem}"
        assert "p@ss" not in f"{problem}"
        config = files.config(f"{OPEN}redis: {{kind: external, host: redis.example.org, user: a:b, password: 'p@/:#?%'}}\n")
        [secret] = [manifest for manifest in rendered(config) if manifest["metadata"]["name"] == "portkey-redis" and manifest["kind"] == "Secret"]
        assert secret["stringData"]["redis_connection_url"] == "redis://a%3Ab:p%40%2F%3A%23%3F%25@redis.example.org:6379"

    def test_iam_authentication_needs_tls_and_identities_and_no_password(self, files: Files) -> None:
        cache = "redis: {kind: elasticache, host: c.x.usw2.cache.amazonaws.com, iam: {clusterName: acme, user: portkey}"
        base = without(PRODUCTION, "redis")
        assert set(files.errors(f"{base}{cache}}}\n")) == {"redis.tls", "redis.iam"}
        config = files.config(f"{base}{cache}, tls: true}}\nidentity: {{kind: podIdentity}}\naws: {{region: us-west-2}}\n")
        for component in ("gateway", "backend", "dataservice"):
            variables = env(config, component)
            assert variables["REDIS_URL"] == "rediss://c.x.usw2.cache.amazonaws.com:6379"
            assert (variables["CACHE_STORE"], variables["AWS_REDIS_AUTH_MODE"], variables["REDIS_USERNAME"]) == (
                "aws-elastic-cache",
                "iam",
                "portkey",
            )
            assert (variables["AWS_REDIS_CLUSTER_NAME"], variables["AWS_REDIS_REGION"]) == ("acme", "us-west-2")
            assert "portkey-redis" not in json.dumps(variables)

    def test_a_cache_without_a_password_needs_no_secret(self, files: Files) -> None:
        config = files.config(f"{without(PRODUCTION, 'redis')}redis: {{kind: memorystore, host: 10.0.0.3, auth: none}}\n")
        assert env(config, "gateway")["REDIS_URL"] == "redis://10.0.0.3:6379"
        assert "portkey-redis" in json.dumps(env(files.config(f"{without(PRODUCTION, 'redis')}redis: {{kind: external, host: r.b}}\n"), "gateway"))


class TestClickHouse:
    @pytest.mark.parametrize("user", ["''", "a-b", "a b", "<x>", "1a", "a&b"])
    def test_the_user_is_a_name_that_xml_allows(self, files: Files, user: str) -> None:
        for kind in ("inCluster", "external, host: ch.example.org, password: pw"):
            assert "does not begin with a digit" in files.errors(f'{OPEN}clickhouse: {{kind: {kind}, user: "{user}"}}\n')["clickhouse.user"].fix
        [file] = [manifest["data"]["users.xml"] for manifest in rendered(files.config(OPEN)) if "users.xml" in manifest.get("data", {})]
        assert "<portkey>" in file

    def test_a_plain_port_with_tls_or_the_reverse_proposes_the_right_port(self, files: Files) -> None:
        errors = files.errors(f"{OPEN}clickhouse: {{kind: external, host: ch.example.org, password: pw, tls: true, port: 8123, nativePort: 9000}}\n")
        assert "8443" in errors["clickhouse.port"].fix
        assert "9440" in errors["clickhouse.nativePort"].fix
        errors = files.errors(f"{OPEN}clickhouse: {{kind: external, host: ch.example.org, password: pw, port: 8443, nativePort: 9440}}\n")
        assert "8123" in errors["clickhouse.port"].fix
        assert "9000" in errors["clickhouse.nativePort"].fix

    @pytest.mark.parametrize("store", ["mysql", "redis", "clickhouse", "logStore"])
    def test_production_requires_every_store(self, files: Files, store: str) -> None:
        assert files.errors(without(PRODUCTION, store))[store].code == "PK-STORE-001"

    def test_retention_https_and_config_work_independently(self, files: Files) -> None:
        expected = {
            "retention: {mergeTimeout: 1h}": ("server.xml", "<merge_with_ttl_timeout>3600</merge_with_ttl_timeout>"),
            "https: {secretName: ch-tls}": ("server.xml", "<https_port>8443</https_port>"),
            "config: '<clickhouse><a>1</a></clickhouse>'": ("custom.xml", "<a>1</a>"),
        }
        for setting, (file, text) in expected.items():
            objects = rendered(files.config(f"{OPEN}clickhouse: {{kind: inCluster, {setting}}}\n"))
            assert text in named(objects, "ConfigMap", "portkey-clickhouse")["data"][file]
            main = main_container(objects, "StatefulSet", "portkey-clickhouse")
            assert f"/etc/clickhouse-server/config.d/{file}" in [mount["mountPath"] for mount in main["volumeMounts"]]
        for absent in ("server.xml", "custom.xml"):
            assert absent not in named(rendered(files.config(OPEN)), "ConfigMap", "portkey-clickhouse")["data"]

    @pytest.mark.parametrize("setting", ["retention: 30", "https: true", "retention: {enabled: true}", "https: {port: 8443}"])
    def test_retention_and_https_refuse_settings_without_effect(self, files: Files, setting: str) -> None:
        assert any(path.startswith("clickhouse.") for path in files.errors(f"{OPEN}clickhouse: {{kind: inCluster, {setting}}}\n"))

    @pytest.mark.parametrize("setting", ["tls: true", "initImage: busybox", "customConfig: {}"])
    def test_settings_of_the_helm_chart_are_refused(self, files: Files, setting: str) -> None:
        name = setting.split(":")[0]
        assert files.errors(f"{OPEN}clickhouse: {{kind: inCluster, {setting}}}\n")[f"clickhouse.{name}"].message == "is not a setting"
        pod = named(rendered(files.config(OPEN)), "StatefulSet", "portkey-clickhouse")["spec"]["template"]["spec"]
        assert "initContainers" not in pod

    def test_https_opens_ports_and_the_services_use_them(self, files: Files) -> None:
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
        errors = files.errors(f"{OPEN}{store}: {{kind: inCluster, {setting}}}\n")[f"{store}.{setting.split(':')[0]}"]
        assert errors.message == "is not a setting"
        assert "independent" in errors.fix

    def test_additional_volumes_do_not_replace_the_data(self, files: Files) -> None:
        config = files.config(f"{OPEN}clickhouse: {{kind: inCluster, volumes: [{{name: more, emptyDir: {{}}}}]}}\n")
        [statefulset] = [
            item["spec"] for item in rendered(config) if item["kind"] == "StatefulSet" and item["metadata"]["name"] == "portkey-clickhouse"
        ]
        assert [claim["metadata"]["name"] for claim in statefulset["volumeClaimTemplates"]] == ["data"]
        assert "more" in {volume["name"] for volume in statefulset["template"]["spec"]["volumes"]}
        assert {"data"} <= {mount["name"] for mount in statefulset["template"]["spec"]["containers"][0]["volumeMounts"]}
        errors = files.errors(f"{OPEN}clickhouse: {{kind: inCluster, volumes: [{{name: data, emptyDir: {{}}}}]}}\n")
        assert errors["clickhouse.volumes.0.name"].code == "PK-WORKLOAD-004"

    def test_a_cluster_name_with_a_hyphen_is_refused(self, files: Files) -> None:
        text = f"{OPEN}clickhouse: {{kind: external, host: ch.example.org, password: pw, replication: true, clusterName: my-cluster}}\n"
        assert "no hyphen" in files.errors(text)["clickhouse.clusterName"].fix

    def test_the_former_server_stays_while_its_data_moves(self, files: Files) -> None:
        text = "clickhouse: {kind: external, host: ch.example.org, former: {kind: inCluster, user: old}}\n"
        config = files.config(without(PRODUCTION, "clickhouse") + text)
        objects = rendered(config)
        assert env(config, "backend")["CLICKHOUSE_HOST"] == "ch.example.org"
        statefulset = json.dumps(named(objects, "StatefulSet", "portkey-clickhouse"))
        assert "portkey-clickhouse-former" in statefulset
        assert '"key": "clickhouse_password"' in statefulset
        assert "<old>" in named(objects, "ConfigMap", "portkey-clickhouse")["data"]["users.xml"]


class TestScaling:
    def test_a_target_without_a_request_is_refused_and_the_defaults_have_requests(self, files: Files) -> None:
        scaled = "gateway: {autoscaling: {min: 2, max: 3, cpu: 60}"
        assert files.errors(f"{OPEN}{scaled}, resources: {{requests: {{memory: 1Gi}}}}}}\n")["gateway.autoscaling.cpu"].code == "PK-SCALE-001"
        assert files.config(f"{OPEN}{scaled}}}\n")
        assert files.errors(f"{PRODUCTION}gateway: {{resources: {{requests: {{cpu: 1}}}}}}\n")["gateway.resources"].code == "PK-SCALE-001"

    def test_migrations_in_several_pods_are_a_warning(self, files: Files) -> None:
        assert files.warnings(f"{PRODUCTION}migration: {{kind: inPod}}\n")["migration.kind"].code == "PK-SCALE-005"
        jobs = [manifest for manifest in rendered(files.config(OPEN)) if manifest["kind"] == "Job"]
        assert len(jobs) == 1
        assert jobs != [manifest for manifest in rendered(files.config(f"{OPEN}backend: {{image: {{tag: '9'}}}}\n")) if manifest["kind"] == "Job"]

    def test_replicas_next_to_an_autoscaler_are_refused_and_not_rendered(self, files: Files) -> None:
        assert files.errors(f"{OPEN}gateway: {{replicas: 2, autoscaling: {{min: 2, max: 3, cpu: 60}}}}\n")["gateway.replicas"].code == "PK-SCALE-002"
        config = files.config(f"{OPEN}gateway: {{autoscaling: {{min: 2, max: 3, cpu: 60}}}}\n")
        deployment = named(rendered(config), "Deployment", "portkey-gateway")["spec"]
        assert "replicas" not in deployment

    def test_rendering_is_deterministic(self, files: Files) -> None:
        assert rendered(files.config(PRODUCTION)) == rendered(files.config(PRODUCTION))

    def test_probes_use_named_ports(self, files: Files) -> None:
        for pod in pods(files.config(PRODUCTION)):
            main = pod["spec"]["containers"][0]
            names = {port["name"] for port in main.get("ports", ())}
            for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
                for action in ("httpGet", "tcpSocket"):
                    if action in main.get(kind, {}):
                        assert main[kind][action]["port"] in names

    def test_the_storage_class_is_the_cluster_default_unless_it_is_set(self, files: Files) -> None:
        for settings, expected in (("", None), (", persistence: {storageClass: gp3}", "gp3")):
            config = files.config(f"{OPEN}mysql: {{kind: inCluster{settings}}}\n")
            [statefulset] = [
                item["spec"] for item in rendered(config) if item["kind"] == "StatefulSet" and item["metadata"]["name"] == "portkey-mysql"
            ]
            assert statefulset["volumeClaimTemplates"][0]["spec"].get("storageClassName") == expected

    def test_service_links_are_off(self, files: Files) -> None:
        assert {pod["spec"]["enableServiceLinks"] for pod in pods(files.config(PRODUCTION))} == {False}

    def test_scheduling_applies_to_one_component(self, files: Files) -> None:
        spread = "topologySpread: [{maxSkew: 1, topologyKey: rack, whenUnsatisfiable: DoNotSchedule}]"
        for pod in pods(files.config(f"{PRODUCTION}gateway: {{{spread}}}\n")):
            assert ("rack" in json.dumps(pod["spec"].get("topologySpreadConstraints"))) is (pod["spec"]["containers"][0]["name"] == "gateway")

    def test_env_replaces_a_variable_and_never_duplicates_it(self, files: Files) -> None:
        config = files.config(f"{OPEN}env: {{SERVICE_NAME: 1, OWN: a}}\ngateway: {{env: {{SERVICE_NAME: 2}}}}\n")
        for pod in pods(config):
            main = pod["spec"]["containers"][0]
            names = [variable["name"] for variable in main.get("env", ())]
            assert len(names) == len(set(names))
            if main["name"] == "gateway":
                assert {"name": "SERVICE_NAME", "value": "2"} in main["env"]
        assert "1 A" in str(files.errors(f"{OPEN}env: {{'1 A': x}}\n"))
        assert files.errors(f"{OPEN}env: {{A: 1, A: 2}}\n")["env.A"].message.startswith("is set twice")

    def test_pods_without_a_name_server_are_refused(self, files: Files) -> None:
        errors = files.errors(f"{OPEN}gateway: {{dnsPolicy: None}}\n")
        assert errors["gateway.dnsPolicy"].code == "PK-WORKLOAD-002"

    def test_short_host_names_are_refused_where_they_cannot_resolve(self, files: Files) -> None:
        store = "mysql: {kind: external, host: db, password: pw}\n"
        assert files.warnings(OPEN + store)["mysql.host"].code == "PK-STORE-003"
        problem = files.errors(f"{OPEN}{store}gateway: {{dnsPolicy: None, dnsConfig: {{nameservers: [10.0.0.10]}}}}\n")["mysql.host"]
        assert problem.fix == "set the full name, such as db.NAMESPACE.svc.cluster.local"
