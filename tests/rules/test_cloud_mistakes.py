"""Common mistakes with clouds (log stores, Bedrock, identities, secret managers): refused, warned about, or impossible to write."""

import json
from pathlib import Path
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from tests.rules.configuration_files import OPEN, PRODUCTION, Files, env, without
from tests.support.objects import main_container, named, of_kind, rendered

KEYLESS = without(PRODUCTION, "logStore")
LOGS = "logStore: {kind: s3, bucket: logs"
REGION = "aws: {region: us-west-2}\n"
ISSUER = "https://oidc.eks.us-west-2.amazonaws.com/id/E"
IRSA = f"identity: {{kind: irsa}}\naws: {{accountId: '111122223333', region: us-west-2, cluster: acme, oidcIssuer: '{ISSUER}'}}\n"
PODS = f"identity: {{kind: podIdentity}}\n{REGION}"
UUID = "0f1e2d3c-0000-4000-8000-000000000001"
AZURE = f"identity: {{kind: azureWorkloadIdentity, clientId: {UUID}}}\n"
BLOB = "logStore: {kind: azureBlob, storageAccount: acme, container: logs, login: "
KMS = "kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/9c1f'"
USERS = ("gateway", "backend", "dataservice")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def account(config: PortkeyConfig, component: str) -> Any:
    return named(rendered(config), "ServiceAccount", f"portkey-{component}")["metadata"].get("annotations", {})


class TestLogStore:
    @pytest.mark.parametrize("identity", [IRSA, PODS])
    def test_an_identity_gives_access_to_the_bucket_without_keys(self, files: Files, identity: str) -> None:
        config = files.config(f"{KEYLESS}{identity}{LOGS}}}\n")
        for component in USERS:
            variables = env(config, component)
            assert (variables["LOG_STORE"], variables["LOG_STORE_REGION"], variables["LOG_STORE_GENERATIONS_BUCKET"]) == (
                "s3_assume",
                "us-west-2",
                "logs",
            )
            assert {"LOG_STORE_ACCESS_KEY", "LOG_STORE_SECRET_KEY", "LOG_STORE_AWS_ROLE_ARN", "LOG_STORE_AWS_EXTERNAL_ID"}.isdisjoint(variables)
            assert "portkey-gateway" not in json.dumps([value for value in variables.values() if isinstance(value, dict)])

    def test_keys_come_from_the_secret_where_the_pods_have_no_identity(self, files: Files) -> None:
        variables = env(files.config(f"{KEYLESS}{REGION}{LOGS}}}\n"), "gateway")
        assert variables["LOG_STORE"] == "s3"
        assert variables["LOG_STORE_ACCESS_KEY"] == {"secretKeyRef": {"name": "portkey-gateway", "key": "logStoreAccessKey"}}

    def test_the_older_client_can_be_chosen_with_a_warning(self, files: Files) -> None:
        text = f"{KEYLESS}{IRSA}{LOGS}, client: s3}}\n"
        assert files.warnings(text)["logStore.client"].code == "PK-LOGSTORE-005"
        assert env(files.config(text), "gateway")["LOG_STORE"] == "s3"

    def test_a_role_of_another_account_is_assumed(self, files: Files) -> None:
        role = "arn:aws:iam::444455556666:role/logs"
        variables = env(files.config(f"{KEYLESS}{IRSA}{LOGS}, assumeRole: {{roleArn: '{role}', externalId: acme}}}}\n"), "backend")
        assert (variables["LOG_STORE_AWS_ROLE_ARN"], variables["LOG_STORE_AWS_EXTERNAL_ID"]) == (role, "acme")

    def test_two_log_stores_are_refused(self, files: Files) -> None:
        errors = files.errors(f"{KEYLESS}logStore: {{s3: {{}}, mongo: {{}}}}\n")
        assert errors["logStore.kind"].fix.startswith("expected one of none, controlPlane, s3, s3Compatible, netapp, wasabi, gcs, azureBlob, mongo")
        assert files.errors(f"{KEYLESS}{LOGS}, region: us-west-2, storageAccount: acme}}\n")["logStore.storageAccount"].message == "is not a setting"
        assert "is set twice" in files.errors(f"{KEYLESS}{LOGS}, region: us-west-2}}\nlogStore: {{kind: none}}\n")["logStore"].message

    @pytest.mark.parametrize("setting", ["basePath", "prefix", "base_path"])
    @pytest.mark.parametrize(
        "store",
        [
            "kind: s3, bucket: logs",
            "kind: gcs, bucket: logs",
            "kind: wasabi, region: eu-central-1, bucket: logs",
            "kind: netapp, endpoint: 'https://grid.example.org', bucket: logs",
        ],
    )
    def test_a_base_path_is_refused_with_the_bucket_as_the_place_of_a_prefix(self, files: Files, store: str, setting: str) -> None:
        problem = files.errors(f"{KEYLESS}{REGION}logStore: {{{store}, {setting}: generations/}}\n")[f"logStore.{setting}"]
        assert (problem.message, problem.code) == ("is not a setting", "PK-SETTING-001")
        assert "bucket: NAME/PREFIX" in problem.fix

    @pytest.mark.parametrize("store", ["{kind: s3Compatible, endpoint: 'https://minio.example.org', ", "{kind: gcs, credentials: identity, "])
    def test_a_dot_in_the_name_of_a_bucket_does_not_matter_in_a_path(self, files: Files, store: str) -> None:
        gke = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"
        assert "logStore.bucket" not in files.warnings(f"{KEYLESS}{gke}logStore: {store}bucket: acme.logs}}\n")

    @pytest.mark.parametrize(("kind", "word"), [("s3Compatible", "s3_custom"), ("netapp", "netapp")])
    def test_an_endpoint_is_required_and_the_base_path_follows(self, files: Files, kind: str, word: str) -> None:
        errors = files.errors(f"{KEYLESS}logStore: {{kind: {kind}, bucket: logs}}\n")
        assert errors["logStore.endpoint"].message == "is missing"
        address = "an address such as https://minio.example.org, optionally with a port from 1 to 65535"
        assert errors["logStore.endpoint"].fix == f"it has no default; expected {address}"
        variables = env(files.config(f"{KEYLESS}logStore: {{kind: {kind}, bucket: logs, endpoint: 'https://minio.example.org/'}}\n"), "gateway")
        assert (variables["LOG_STORE"], variables["LOG_STORE_BASEPATH"]) == (word, "https://minio.example.org/logs")

    @pytest.mark.parametrize(
        ("login", "mode", "keys"),
        [
            ("{kind: key}", "", {"AZURE_STORAGE_KEY": "azureStorageKey"}),
            ("{kind: managedIdentity}", "managed", {}),
            (f"{{kind: entra, tenantId: {UUID}, clientId: {UUID}}}", "entra", {"AZURE_ENTRA_CLIENT_SECRET": "azureEntraClientSecret"}),
        ],
    )
    def test_azure_reads_only_the_keys_of_its_login(self, files: Files, login: str, mode: str, keys: dict[str, str]) -> None:
        text = f"{KEYLESS}{BLOB}{login}}}\nsecrets: {{kind: existing, names: {{gateway: own}}}}\n"
        for component in USERS:
            variables = {name: value for name, value in env(files.config(text), component).items() if name.startswith("AZURE_")}
            assert variables["AZURE_AUTH_MODE"] == mode
            assert (variables["AZURE_STORAGE_ACCOUNT"], variables["AZURE_STORAGE_CONTAINER"]) == ("acme", "logs")
            secret = {name: value["secretKeyRef"] for name, value in variables.items() if isinstance(value, dict)}
            assert secret == {name: {"name": "own", "key": key} for name, key in keys.items()}
            assert ("AZURE_ENTRA_CLIENT_ID" in variables) is (mode == "entra")

    def test_azure_workload_identity_sets_a_label_and_an_annotation(self, files: Files) -> None:
        text = f"{KEYLESS}{BLOB}{{kind: workloadIdentity}}}}\n"
        assert files.errors(text)["logStore.login"].code == "PK-LOGSTORE-002"
        config = files.config(text + AZURE)
        for component in (*USERS, "frontend"):
            template = named(rendered(config), "Deployment", f"portkey-{component}")["spec"]["template"]
            somebody = component != "frontend"
            assert (template["metadata"]["labels"].get("azure.workload.identity/use") == "true") is somebody
            assert (account(config, component).get("azure.workload.identity/client-id") == UUID) is somebody
        assert env(config, "gateway")["AZURE_AUTH_MODE"] == "workload"
        assert not {"AZURE_CLIENT_ID", "AZURE_TENANT_ID"} & set(env(config, "gateway"))

    def test_gke_workload_identity_configures_the_services(self, files: Files) -> None:
        text = f"{KEYLESS}logStore: {{kind: gcs, bucket: logs}}\nidentity: {{kind: gkeWorkloadIdentity, project: acme-platform}}\n"
        config = files.config(text)
        for component in USERS:
            variables = env(config, component)
            assert (variables["LOG_STORE"], variables["GCP_AUTH_MODE"]) == ("gcs_assume", "workload")
            assert account(config, component) == {"iam.gke.io/gcp-service-account": f"portkey-{component}@acme-platform.iam.gserviceaccount.com"}


class TestEncryption:
    def test_variables_are_texts_and_absent_where_they_are_not_set(self, files: Files) -> None:
        for flag, expected in (("", None), (", bucketKey: true", "true"), (", bucketKey: false", "false")):
            config = files.config(f"{KEYLESS}{IRSA}{LOGS}, encryption: {{{KMS}{flag}}}}}\n")
            for component in USERS:
                variables = {name: value for name, value in env(config, component).items() if name.startswith(("SSE_", "KMS_"))}
                assert variables.pop("KMS_BUCKET_KEY_ENABLED", None) == expected
                assert variables == {"SSE_ENCRYPTION_TYPE": "aws:kms", "KMS_KEY_ID": "arn:aws:kms:us-west-2:111122223333:key/9c1f"}

    def test_a_customer_key_comes_from_the_secret(self, files: Files) -> None:
        variables = env(files.config(f"{KEYLESS}{IRSA}{LOGS}, encryption: {{kind: customerKey}}}}\n"), "gateway")
        assert variables["KMS_ENCRYPTION_CUSTOMER_KEY"] == {"secretKeyRef": {"name": "portkey-gateway", "key": "kmsEncryptionCustomerKey"}}
        problem = files.errors(f"{KEYLESS}{IRSA}{LOGS}, encryption: {{kind: customerKey, key: a2V5}}}}\n")["logStore.encryption.key"]
        assert (problem.code, "a2V5" in f"{problem}") == ("PK-SECRET-002", False)

    @pytest.mark.parametrize(
        "store",
        [
            "none",
            "gcs, bucket: logs",
            "azureBlob, storageAccount: acme, container: logs, login: {kind: key}",
            "wasabi, bucket: logs, region: eu-central-1",
        ],
    )
    def test_encryption_is_refused_for_other_stores_than_s3(self, files: Files, store: str) -> None:
        problem = files.errors(f"{KEYLESS}logStore: {{kind: {store}, encryption: {{{KMS}}}}}\n")["logStore.encryption"]
        assert (problem.message, problem.fix) == ("is not a setting", "only Amazon S3 has it: set kind: s3, or leave it out")

    def test_env_replaces_a_variable(self, files: Files) -> None:
        own = "{KMS_KEY_ID: other, CONTROL_PLANE_URL: 'https://own.example.org'}"
        text = f"{KEYLESS}{IRSA}{LOGS}, encryption: {{{KMS}}}}}\nenv: {own}\nintended: [env.KMS_KEY_ID]\n"
        config = files.config(text)
        variables = main_container(rendered(config), "Deployment", "portkey-backend")["env"]
        names = [item["name"] for item in variables]
        assert len(names) == len(set(names))
        assert (env(config, "backend")["KMS_KEY_ID"], env(config, "backend")["CONTROL_PLANE_URL"]) == ("other", "https://own.example.org")


class TestIdentity:
    def test_irsa_without_an_issuer_is_refused_with_an_alternative(self, files: Files) -> None:
        problem = files.errors(f"{PRODUCTION}identity: {{kind: irsa}}\naws: {{accountId: '111122223333'}}\n")["aws.oidcIssuer"]
        assert problem.message == "is missing, but identity is irsa"
        assert "or use podIdentity" in problem.fix

    def test_the_role_follows_from_account_cluster_and_component(self, files: Files) -> None:
        config = files.config(PRODUCTION + IRSA)
        roles = {component: account(config, component).get("eks.amazonaws.com/role-arn") for component in USERS}
        assert roles == {component: f"arn:aws:iam::111122223333:role/acme-portkey-{component}" for component in USERS}

    def test_front_end_and_stores_get_a_role_only_if_it_is_set(self, files: Files) -> None:
        config = files.config(PRODUCTION + IRSA)
        assert {component: account(config, component) for component in ("frontend", "mysql", "redis", "clickhouse", "migration")} == {
            component: {} for component in ("frontend", "mysql", "redis", "clickhouse", "migration")
        }
        asked = files.config(f"{PRODUCTION}{IRSA}frontend: {{identity: {{kind: irsa}}}}\n")
        assert account(asked, "frontend") == {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/acme-portkey-frontend"}

    def test_bedrock_with_an_identity_needs_only_the_region(self, files: Files) -> None:
        bedrock = {name for name in env(files.config(f"{PRODUCTION}{IRSA}bedrock: {{}}\n"), "gateway") if name.startswith("AWS_ASSUME")}
        assert bedrock == {"AWS_ASSUME_ROLE_REGION"}
        by_keys = files.config(f"{PRODUCTION}{REGION}bedrock: {{}}\n")
        assert env(by_keys, "gateway")["AWS_ASSUME_ROLE_SECRET_ACCESS_KEY"]["secretKeyRef"]["name"] == "portkey-gateway"
        assert not [name for component in ("backend", "dataservice") for name in env(by_keys, component) if name.startswith("AWS_ASSUME")]


class TestExternalSecrets:
    MANAGED = f"{PRODUCTION}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}}}\n"

    def test_external_secrets_use_the_served_api_version(self, files: Files) -> None:
        objects = rendered(files.config(self.MANAGED + IRSA))
        kinds = {item["kind"]: item["apiVersion"] for item in objects if "external-secrets.io" in item["apiVersion"]}
        assert kinds == {"SecretStore": "external-secrets.io/v1", "ExternalSecret": "external-secrets.io/v1"}

    def test_every_secret_has_every_key_that_pods_read(self, files: Files) -> None:
        redis = "redis: {kind: external, host: redis.example.org, tls: true}\n"
        login = "auth: {kind: oidc, issuer: 'https://l.example', clientId: a}\ncontrolPlaneUrl: https://p.example.org\n"
        objects = rendered(files.config(without(self.MANAGED, "redis", "auth") + redis + login + IRSA))
        secrets = {item["spec"]["target"]["name"]: set(item["spec"]["target"]["template"]["data"]) for item in of_kind(objects, "ExternalSecret")}
        assert {"portkey-secrets", "portkey-mysql", "portkey-redis", "portkey-clickhouse", "portkey-registry"} == set(secrets)
        read = 0
        for kind, names in (("Deployment", USERS), ("StatefulSet", ("mysql", "clickhouse"))):
            for name in names:
                for variable in main_container(objects, kind, f"portkey-{name}")["env"]:
                    if reference := variable.get("valueFrom", {}).get("secretKeyRef"):
                        assert reference["key"] in secrets[reference["name"]]
                        read += 1
        assert read > 10
        assert {"mysql_user", "mysql_password", "mysql_host", "mysql_port", "mysql_db", "mysql_root_password"} <= secrets["portkey-mysql"]

    def test_the_template_encodes_a_password_in_a_url(self, files: Files) -> None:
        text = without(self.MANAGED, "redis") + f"{IRSA}redis: {{kind: external, host: redis.example.org, tls: true, user: a b}}\n"
        item = named(rendered(files.config(text)), "ExternalSecret", "portkey-redis")["spec"]
        assert item["target"]["template"]["data"]["redis_connection_url"] == (
            'rediss://a%20b:{{ .redis_password | urlquery | replace "+" "%20" }}@redis.example.org:6379'
        )
        assert [entry["remoteRef"] for entry in item["data"]] == [{"key": "acme-portkey/redis", "property": "redis_password"}]

    def test_a_token_with_pod_identity_is_refused(self, files: Files) -> None:
        errors = files.errors(f"{PRODUCTION}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager, auth: jwt}}}}\n{PODS}")
        assert errors["secrets.store.auth"].message == "is jwt, but EKS Pod Identity does not accept the token of a service account"
        assert "podIdentity" in errors["secrets.store.auth"].fix
        by_pods = rendered(files.config(self.MANAGED + PODS))
        assert "auth" not in of_kind(by_pods, "SecretStore")[0]["spec"]["provider"]["aws"]
        by_token = rendered(files.config(self.MANAGED + IRSA))
        account = of_kind(by_token, "SecretStore")[0]["spec"]["provider"]["aws"]["auth"]["jwt"]["serviceAccountRef"]["name"]
        assert named(by_token, "ServiceAccount", account)["metadata"]["annotations"] == {
            "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/acme-portkey-external-secrets"
        }

    def test_vault_needs_no_cloud_role(self, files: Files) -> None:
        text = f"{PRODUCTION}{IRSA}secrets: {{kind: externalSecrets, store: {{kind: vault, server: 'https://v.example', role: portkey}}}}\n"
        assert account(files.config(text), "external-secrets") == {}

    def test_a_rotated_secret_is_read_from_its_own_entry(self, files: Files) -> None:
        remote = "remote: {mysql: {key: 'rds!cluster-1', properties: {mysql_password: password}}}"
        text = f"{PRODUCTION}{IRSA}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}, {remote}}}\n"
        item = named(rendered(files.config(text)), "ExternalSecret", "portkey-mysql")["spec"]
        assert {"secretKey": "mysql_password", "remoteRef": {"key": "rds!cluster-1", "property": "password"}} in item["data"]

    def test_values_next_to_a_secret_manager_are_refused(self, files: Files) -> None:
        text = f"{without(OPEN, 'imagePull')}{IRSA}secrets: {{kind: externalSecrets, store: {{kind: awsSecretsManager}}}}\n"
        errors = files.errors(text)
        assert set(errors) == {"clientAuth", "jwtPrivateKey"}
        assert errors["clientAuth"].fix == "remove it: secrets.kind is externalSecrets, and the pods read it from a Secret"


class TestSecretsStoreCsi:
    def test_pods_mount_the_secrets_that_they_read(self, files: Files) -> None:
        text = f"{PRODUCTION}{PODS}imagePull: {{kind: none}}\nsecrets: {{kind: secretsStoreCsi, store: {{kind: awsSecretsManager}}}}\n"
        objects = rendered(files.config(text))
        classes = {item["metadata"]["name"] for item in of_kind(objects, "SecretProviderClass")}
        pod = named(objects, "Deployment", "portkey-gateway")["spec"]["template"]["spec"]
        mounted = {item["csi"]["volumeAttributes"]["secretProviderClass"] for item in pod["volumes"] if "csi" in item}
        assert mounted == {"portkey-secrets", "portkey-redis", "portkey-clickhouse"}
        assert mounted <= classes

    def test_the_image_pull_secret_cannot_come_from_the_pod_that_needs_it(self, files: Files) -> None:
        text = f"{PRODUCTION}{PODS}secrets: {{kind: secretsStoreCsi, store: {{kind: awsSecretsManager}}}}\n"
        assert "only after the image is pulled" in files.errors(text)["imagePull"].message
