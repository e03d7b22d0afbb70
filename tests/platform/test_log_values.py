"""The variables of the log store and of Bedrock: exactly those that each kind needs."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.config.log_store import LogStore
from portkey_constructs.platform import secret_keys as keys
from tests.support.examples import development, production
from tests.support.objects import key_reference, variables

SERVICES = ("gateway", "backend", "dataservice")
OF_LOGS = ("LOG_STORE", "AZURE_", "MONGO_", "GCP_", "KMS_", "SSE_")
OF_BEDROCK = "AWS_ASSUME_ROLE_"

AWS = {"accountId": "111122223333", "region": "eu-west-1", "oidcIssuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"}
IRSA = {"aws": AWS, "identity": {"kind": "irsa"}}
POD_IDENTITY = {"identity": {"kind": "podIdentity"}}
GKE = {"identity": {"kind": "gkeWorkloadIdentity", "project": "acme-platform"}}
UUID = "0f1e2d3c-0000-4000-8000-00000000000{}"
ENTRA = {"identity": {"kind": "azureWorkloadIdentity", "clientId": UUID.format(1)}}
ROLE = "arn:aws:iam::444455556666:role/logs"
KEY = "arn:aws:kms:us-west-2:111122223333:key/9c1f"
BUCKET = {"LOG_STORE_REGION": "us-west-2", "LOG_STORE_GENERATIONS_BUCKET": "acme-logs"}


def key(name: str) -> dict[str, Any]:
    return key_reference("portkey-gateway", name)


KEYS = {"LOG_STORE_ACCESS_KEY": key("logStoreAccessKey"), "LOG_STORE_SECRET_KEY": key("logStoreSecretKey")}
S3 = {"kind": "s3", "bucket": "acme-logs", "region": "us-west-2"}
AZURE = {"kind": "azureBlob", "storageAccount": "acmelogs", "container": "logs"}
BLOB = {"LOG_STORE": "azure", "AZURE_STORAGE_ACCOUNT": "acmelogs", "AZURE_STORAGE_CONTAINER": "logs"}

CASES: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]] = {
    "none": ({"kind": "none"}, {}, {"LOG_STORE": ""}),
    "the control plane": ({"kind": "controlPlane"}, {}, {"LOG_STORE": "control_plane"}),
    "s3 by keys": (S3, {}, {"LOG_STORE": "s3", **BUCKET, **KEYS}),
    "s3 by IRSA": (S3, IRSA, {"LOG_STORE": "s3_assume", **BUCKET}),
    "s3 by Pod Identity": (S3, POD_IDENTITY, {"LOG_STORE": "s3_assume", **BUCKET}),
    "s3 by whoever the nodes are": ({**S3, "credentials": "identity"}, {}, {"LOG_STORE": "s3_assume", **BUCKET}),
    "s3 by keys in spite of an identity": ({**S3, "credentials": "keys"}, IRSA, {"LOG_STORE": "s3", **BUCKET, **KEYS}),
    "s3 as it is told": ({**S3, "client": "s3"}, IRSA, {"LOG_STORE": "s3", **BUCKET}),
    "s3 by keys and the other client": ({**S3, "client": "s3_assume"}, {}, {"LOG_STORE": "s3_assume", **BUCKET, **KEYS}),
    "s3 by a role": ({**S3, "assumeRole": {"roleArn": ROLE}}, IRSA, {"LOG_STORE": "s3_assume", **BUCKET, "LOG_STORE_AWS_ROLE_ARN": ROLE}),
    "s3 by a role from keys": (
        {**S3, "assumeRole": {"roleArn": ROLE, "externalId": "7"}},
        {},
        {"LOG_STORE": "s3_assume", **BUCKET, **KEYS, "LOG_STORE_AWS_ROLE_ARN": ROLE, "LOG_STORE_AWS_EXTERNAL_ID": "7"},
    ),
    "s3 in the account's region": (
        {"kind": "s3", "bucket": "acme-logs"},
        IRSA,
        {"LOG_STORE": "s3_assume", **BUCKET, "LOG_STORE_REGION": "eu-west-1"},
    ),
    "s3 by time": ({**S3, "filePathFormat": "v2"}, IRSA, {"LOG_STORE": "s3_assume", **BUCKET, "LOG_STORE_FILE_PATH_FORMAT": "v2"}),
    "s3 with a replica": (
        {**S3, "replica": {"bucket": "acme-copies", "region": "eu-west-1"}},
        IRSA,
        {
            "LOG_STORE": "s3_assume",
            **BUCKET,
        },
    ),
    "s3 with its own keys": ({**S3, "encryption": {"kind": "s3"}}, IRSA, {"LOG_STORE": "s3_assume", **BUCKET, "SSE_ENCRYPTION_TYPE": "AES256"}),
    "s3 with KMS": (
        {**S3, "encryption": {"kind": "kms", "keyArn": KEY}},
        IRSA,
        {"LOG_STORE": "s3_assume", **BUCKET, "SSE_ENCRYPTION_TYPE": "aws:kms", "KMS_KEY_ID": KEY},
    ),
    "s3 with KMS twice": (
        {**S3, "encryption": {"kind": "kmsDsse", "keyArn": KEY, "bucketKey": False, "context": "e30="}},
        IRSA,
        {
            "LOG_STORE": "s3_assume",
            **BUCKET,
            "SSE_ENCRYPTION_TYPE": "aws:kms:dsse",
            "KMS_KEY_ID": KEY,
            "KMS_BUCKET_KEY_ENABLED": "false",
            "KMS_ENCRYPTION_CONTEXT": "e30=",
        },
    ),
    "s3 with the customer's key": (
        {**S3, "encryption": {"kind": "customerKey"}},
        IRSA,
        {
            "LOG_STORE": "s3_assume",
            **BUCKET,
            "KMS_ENCRYPTION_ALGORITHM": "AES256",
            "KMS_ENCRYPTION_CUSTOMER_KEY": key("kmsEncryptionCustomerKey"),
            "KMS_ENCRYPTION_CUSTOMER_KEY_MD5": key("kmsEncryptionCustomerKeyMd5"),
        },
    ),
    "another that speaks S3": (
        {"kind": "s3Compatible", "endpoint": "https://minio.example.org/", "bucket": "acme-logs"},
        {},
        {**BUCKET, "LOG_STORE": "s3_custom", "LOG_STORE_REGION": "auto", "LOG_STORE_BASEPATH": "https://minio.example.org/acme-logs", **KEYS},
    ),
    "NetApp": (
        {"kind": "netapp", "endpoint": "https://s3.example.org:8082", "bucket": "acme-logs", "region": "us-west-2"},
        {},
        {"LOG_STORE": "netapp", **BUCKET, "LOG_STORE_BASEPATH": "https://s3.example.org:8082/acme-logs", **KEYS},
    ),
    "Wasabi": (
        {"kind": "wasabi", "bucket": "acme-logs", "region": "us-west-2"},
        {},
        {"LOG_STORE": "wasabi", **BUCKET, **KEYS},
    ),
    "gcs by keys": (
        {"kind": "gcs", "bucket": "acme-logs", "region": "us-west-2", "credentials": "keys"},
        GKE,
        {"LOG_STORE": "gcs", **BUCKET, **KEYS},
    ),
    "gcs by identity": (
        {"kind": "gcs", "bucket": "acme-logs"},
        GKE,
        {"LOG_STORE": "gcs_assume", **BUCKET, "LOG_STORE_REGION": "auto", "GCP_AUTH_MODE": "workload"},
    ),
    "Azure by key": ({**AZURE, "login": {"kind": "key"}}, {}, {**BLOB, "AZURE_AUTH_MODE": "", "AZURE_STORAGE_KEY": key("azureStorageKey")}),
    "Azure by the nodes": ({**AZURE, "login": {"kind": "managedIdentity"}}, {}, {**BLOB, "AZURE_AUTH_MODE": "managed"}),
    "Azure by one of the nodes": (
        {**AZURE, "login": {"kind": "managedIdentity", "clientId": UUID.format(2)}},
        {},
        {**BLOB, "AZURE_AUTH_MODE": "managed", "AZURE_MANAGED_CLIENT_ID": UUID.format(2)},
    ),
    "Azure by an application": (
        {**AZURE, "login": {"kind": "entra", "tenantId": UUID.format(3), "clientId": UUID.format(4)}, "filePathFormat": "v1"},
        {},
        {
            **BLOB,
            "AZURE_AUTH_MODE": "entra",
            "AZURE_ENTRA_TENANT_ID": UUID.format(3),
            "AZURE_ENTRA_CLIENT_ID": UUID.format(4),
            "AZURE_ENTRA_CLIENT_SECRET": key("azureEntraClientSecret"),
            "LOG_STORE_FILE_PATH_FORMAT": "v1",
        },
    ),
    "Azure by identity": ({**AZURE, "login": {"kind": "workloadIdentity"}}, ENTRA, {**BLOB, "AZURE_AUTH_MODE": "workload"}),
    "Mongo": (
        {"kind": "mongo", "database": "portkey", "hooksCollection": "hooks"},
        {},
        {
            "LOG_STORE": "mongo",
            "MONGO_DB_CONNECTION_URL": key("mongoConnectionUrl"),
            "MONGO_DATABASE": "portkey",
            "MONGO_COLLECTION_NAME": "generations",
            "MONGO_GENERATION_HOOKS_COLLECTION_NAME": "hooks",
        },
    ),
}


def of(prefix: str | tuple[str, ...], environment: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in environment.items() if name.startswith(prefix)}


@pytest.mark.parametrize("component", SERVICES)
@pytest.mark.parametrize("case", CASES)
def test_log_store_sets_these_variables(case: str, component: str) -> None:
    log_store, other_settings, expected = CASES[case]
    assert of(OF_LOGS, variables(production(logStore=log_store, **other_settings), component)) == expected


WITH_PREFIX: Mapping[str, tuple[Mapping[str, Any], str, str]] = {
    "s3": ({**S3, "bucket": "acme-logs/team/a"}, "LOG_STORE_GENERATIONS_BUCKET", "acme-logs/team/a"),
    "s3Compatible": (
        {"kind": "s3Compatible", "endpoint": "https://minio.example.org/", "bucket": "acme-logs/team/a"},
        "LOG_STORE_BASEPATH",
        "https://minio.example.org/acme-logs/team/a",
    ),
    "netapp": (
        {"kind": "netapp", "endpoint": "https://s3.example.org:8082", "bucket": "acme-logs/team/a"},
        "LOG_STORE_BASEPATH",
        "https://s3.example.org:8082/acme-logs/team/a",
    ),
    "wasabi": ({"kind": "wasabi", "bucket": "acme-logs/team/a", "region": "us-west-2"}, "LOG_STORE_GENERATIONS_BUCKET", "acme-logs/team/a"),
    "gcs": ({"kind": "gcs", "bucket": "acme-logs/team/a"}, "LOG_STORE_GENERATIONS_BUCKET", "acme-logs/team/a"),
    "azureBlob": ({**AZURE, "container": "logs/team/a", "login": {"kind": "key"}}, "AZURE_STORAGE_CONTAINER", "logs/team/a"),
}
WITHOUT_BUCKET = {"none", "controlPlane", "mongo"}


@pytest.mark.parametrize("component", SERVICES)
@pytest.mark.parametrize("kind", WITH_PREFIX)
def test_prefix_is_part_of_the_bucket(kind: str, component: str) -> None:
    settings, name, expected = WITH_PREFIX[kind]
    actual = variables(production(logStore=settings), component)
    assert actual[name] == expected
    assert ("LOG_STORE_BASEPATH" in actual) == (kind in ("s3Compatible", "netapp"))


def test_every_kind_of_bucket_accepts_a_prefix() -> None:
    kinds = {kind for model in get_args(get_args(LogStore)[0]) for kind in get_args(model.model_fields["kind"].annotation)}
    assert kinds - WITHOUT_BUCKET == WITH_PREFIX.keys()


@pytest.mark.parametrize("component", SERVICES)
@pytest.mark.parametrize("case", CASES)
def test_services_know_no_replica_of_the_log_store(case: str, component: str) -> None:
    log_store, other_settings, _ = CASES[case]
    assert of("LOG_STORE_REPLICA", variables(production(logStore=log_store, **other_settings), component)) == {}


@pytest.mark.parametrize(("settings", "expected"), [({}, "control_plane"), ({"logStore": {"kind": "none"}}, "")], ids=["default", "none"])
@pytest.mark.parametrize("deployment", [{"kind": "dataPlane", "organisations": ["acme"]}, {"kind": "gateway", "backendUrl": "http://backend"}])
def test_gateway_with_a_control_plane_elsewhere_leaves_logs_to_it_unless_told_otherwise(
    deployment: Mapping[str, Any], settings: Mapping[str, Any], expected: str
) -> None:
    config = PortkeyConfig.from_dict(
        {"profile": "development", "deployment": deployment, "clientAuth": "license", "imagePull": {"kind": "none"}, **settings}
    )
    assert config.resolve().secret("gateway").keys[keys.LOG_STORE] == expected


@pytest.mark.parametrize("case", CASES)
def test_frontend_and_stores_have_no_log_variables(case: str) -> None:
    log_store, other_settings, _ = CASES[case]
    config = production(logStore=log_store, **other_settings)
    for component in ("frontend", "mysql", "redis", "clickhouse"):
        assert of((*OF_LOGS, "AWS_"), variables(config, component)) == {}


@pytest.mark.parametrize(
    ("other_settings", "settings", "expected"),
    [
        (
            {},
            {"region": "us-east-1"},
            {
                "AWS_ASSUME_ROLE_ACCESS_KEY_ID": key("bedrockAssumedAccessKey"),
                "AWS_ASSUME_ROLE_SECRET_ACCESS_KEY": key("bedrockAssumedSecretKey"),
                "AWS_ASSUME_ROLE_REGION": "us-east-1",
            },
        ),
        (IRSA, {}, {"AWS_ASSUME_ROLE_REGION": "eu-west-1"}),
        (POD_IDENTITY, {"region": "us-east-1"}, {"AWS_ASSUME_ROLE_REGION": "us-east-1"}),
        ({}, {"region": "us-east-1", "credentials": "identity"}, {"AWS_ASSUME_ROLE_REGION": "us-east-1"}),
        ({"gateway": {"identity": {"kind": "podIdentity"}}}, {"region": "us-east-1"}, {"AWS_ASSUME_ROLE_REGION": "us-east-1"}),
        (
            IRSA,
            {"credentials": "keys"},
            {
                "AWS_ASSUME_ROLE_ACCESS_KEY_ID": key("bedrockAssumedAccessKey"),
                "AWS_ASSUME_ROLE_SECRET_ACCESS_KEY": key("bedrockAssumedSecretKey"),
                "AWS_ASSUME_ROLE_REGION": "eu-west-1",
            },
        ),
    ],
    ids=["by keys", "by IRSA", "by Pod Identity", "by the nodes", "by the gateway's own", "by keys in spite of it"],
)
def test_bedrock_sets_these_variables(other_settings: Mapping[str, Any], settings: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    config = production(bedrock=settings, **other_settings)
    assert of(OF_BEDROCK, variables(config, "gateway")) == expected
    for component in ("backend", "dataservice", "frontend"):
        assert of("AWS_", variables(config, component)) == {}


def test_without_bedrock_its_variables_are_absent() -> None:
    assert of("AWS_", variables(production(**IRSA), "gateway")) == {}


def test_configured_values_are_read_from_the_secret() -> None:
    config = development(logStore={**S3, "accessKey": "id", "secretKey": "key"})
    assert of("LOG_STORE", variables(config, "gateway")) == {
        "LOG_STORE": key("logStore"),
        "LOG_STORE_REGION": key("logStoreRegion"),
        "LOG_STORE_GENERATIONS_BUCKET": key("logStoreGenerationsBucket"),
        **KEYS,
    }
