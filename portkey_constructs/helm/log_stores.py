"""The log store of the charts, and Amazon Bedrock, whose credentials are in the same Secret."""

import re
from collections.abc import Mapping
from typing import Any, Final

from portkey_constructs.helm.draft import MISSING, Draft
from portkey_constructs.helm.report import Outcome
from portkey_constructs.helm.secret_names import group_secret, keep_secret
from portkey_constructs.platform.secret_keys import CUSTOMER_KEY, CUSTOMER_KEY_MD5

__all__ = ["carry_bedrock", "carry_log_store", "log_store_of_variables"]

_WITH_BUCKET: Final = re.compile("(https?://[^/]+(?:/[^/]+)*)/([^/]+)")
"""An endpoint that ends with the name of the bucket, which is enough for the images."""


def carry_log_store(draft: Draft, full: str) -> None:
    """The log store of portkey-app, and its Secret."""
    kinds = [kind for kind in ("s3Compat", "s3Assume", "azure", "mongo") if draft.truth(f"logStorage.{kind}.enabled")]
    secret, existing = group_secret(draft, "logStore", f"{full}-gateway", "logStorage.existingSecretName")
    if not kinds:
        draft.set("logStore", {"kind": "none"})
        draft.report("logStorage", Outcome.DERIVED, "logStore", "no log store is enabled")
        return
    kind = kinds[-1]
    for other in kinds[:-1]:
        draft.report(
            f"logStorage.{other}", Outcome.FIXED, "logStore", f"two log stores were enabled; the Secret had the keys of both, and {kind} won"
        )
    values = {key.rpartition(".")[2]: draft.text(key) for key in draft.keys if key.startswith(f"logStorage.{kind}.")}
    draft.set("logStore", _log_store(kind, draft.text("logStorage.logStore"), values))
    if existing:
        draft.config["secrets"].setdefault("fromSecret", {})["logStore"] = ["all"]
        draft.report(f"logStorage.{kind}", Outcome.CARRIED, "secrets.fromSecret.logStore", "the Secret has the values")
    else:
        for key, name in _SECRET_KEYS.items():
            if values.get(key):
                keep_secret(draft, f"logStorage.{kind}.{key}", secret, name)
    _encryption(draft, kind, secret)
    if draft.get("logStore.endpoint") is MISSING:
        draft.report(f"logStorage.{kind}.LOG_STORE_BASEPATH", Outcome.DEAD, "logStore", "the images use it only for s3_custom and netapp")
    draft.report(f"logStorage.{kind}", Outcome.CARRIED, "logStore")
    if draft.get("logStore.kind") == "s3" and draft.get("logStore.credentials") is MISSING and kind == "s3Compat":
        draft.report(
            "logStorage.logStore",
            Outcome.FIXED,
            "logStore.client",
            "the client s3 needs access keys; without them it is s3_assume, which uses a role",
        )
    draft.report("logStorage.logStore", Outcome.CARRIED if kind == "s3Compat" else Outcome.DEAD, "logStore.kind")
    draft.report("logStorage", Outcome.DEAD, "logStore", "another log store is enabled")


_SECRET_KEYS: Final = {
    "LOG_STORE_ACCESS_KEY": "logStoreAccessKey",
    "LOG_STORE_SECRET_KEY": "logStoreSecretKey",
    "AZURE_STORAGE_KEY": "azureStorageKey",
    "AZURE_ENTRA_CLIENT_SECRET": "azureEntraClientSecret",
    "MONGO_DB_CONNECTION_URL": "mongoConnectionUrl",
}


_KINDS: Final = {"mongo": "mongo", "azure": "azure", "s3Assume": "s3_assume"}


def _log_store(kind: str, client: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The log store of a map of the chart."""
    return log_store_of_variables(_KINDS.get(kind, client), values, keys=bool(values.get("LOG_STORE_ACCESS_KEY")))


def log_store_of_variables(client: str, values: Mapping[str, str], *, keys: bool) -> dict[str, Any]:
    """The log store that the variables of the images describe; `keys` says whether access keys exist."""
    bucket, region = values.get("LOG_STORE_GENERATIONS_BUCKET", ""), values.get("LOG_STORE_REGION", "")
    credentials = "keys" if keys else ""
    store: dict[str, Any]
    match client:
        case "mongo":
            names = {"generationsCollection": "MONGO_COLLECTION_NAME", "hooksCollection": "MONGO_GENERATION_HOOKS_COLLECTION_NAME"}
            store = {"kind": "mongo", "database": values.get("MONGO_DATABASE", "")} | {name: values.get(key, "") for name, key in names.items()}
        case "azure":
            account = {"storageAccount": values.get("AZURE_STORAGE_ACCOUNT", ""), "container": values.get("AZURE_STORAGE_CONTAINER", "")}
            store = {"kind": "azureBlob", **account, "login": _azure_login(values)}
        case "s3_assume":
            role = {"roleArn": values.get("LOG_STORE_AWS_ROLE_ARN", ""), "externalId": values.get("LOG_STORE_AWS_EXTERNAL_ID", "")}
            assumed = {key: value for key, value in role.items() if value}
            store = {"kind": "s3", "bucket": bucket, "region": region, "assumeRole": assumed, "credentials": credentials}
        case "wasabi":
            store = {"kind": "wasabi", "bucket": bucket, "region": region}
        case "gcs":
            store = {"kind": "gcs", "bucket": bucket, "region": region, "credentials": credentials}
        case "s3_custom" | "netapp":
            endpoint = values.get("LOG_STORE_BASEPATH", "").removesuffix("/")
            if bucket:
                endpoint = endpoint.removesuffix(f"/{bucket}")
            elif matched := _WITH_BUCKET.fullmatch(endpoint):
                endpoint, bucket = matched.groups()
            store = {"kind": "netapp" if client == "netapp" else "s3Compatible", "endpoint": endpoint, "bucket": bucket, "region": region}
        case "control_plane":
            store = {"kind": "controlPlane"}
        case _:
            store = {"kind": "s3", "bucket": bucket, "region": region, "credentials": credentials}
    return {key: value for key, value in store.items() if value}


def _azure_login(values: Mapping[str, str]) -> dict[str, str]:
    match values.get("AZURE_AUTH_MODE", ""):
        case "managed":
            login = {"kind": "managedIdentity", "clientId": values.get("AZURE_MANAGED_CLIENT_ID", "")}
        case "entra":
            login = {"kind": "entra", "tenantId": values.get("AZURE_ENTRA_TENANT_ID", ""), "clientId": values.get("AZURE_ENTRA_CLIENT_ID", "")}
        case "workload":
            login = {"kind": "workloadIdentity"}
        case _:
            login = {"kind": "key"}
    return {key: value for key, value in login.items() if value}


def _encryption(draft: Draft, kind: str, secret: str) -> None:
    prefix = "logStorage.encryptionSettings"
    if not draft.truth(f"{prefix}.enabled"):
        draft.report(prefix, Outcome.DERIVED, "logStore.encryption", "off, which is the default of the bucket")
        return
    if kind not in ("s3Compat", "s3Assume") or draft.get("logStore.kind") != "s3":
        draft.report(prefix, Outcome.DEAD, "logStore.encryption", "only Amazon S3 has it")
        return

    def value(key: str) -> str:
        # The template writes these values without quotes, so that a boolean only works with quotes in the value.
        text = draft.text(f"{prefix}.{key}")
        return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text

    method = value("SSE_ENCRYPTION_TYPE")
    if method in ("aws:kms", "aws:kms:dsse"):
        encryption: dict[str, Any] = {"kind": "kms" if method == "aws:kms" else "kmsDsse", "keyArn": value("KMS_KEY_ID")}
        if value("KMS_BUCKET_KEY_ENABLED") in ("true", "false"):
            encryption["bucketKey"] = value("KMS_BUCKET_KEY_ENABLED") == "true"
        if context := value("KMS_ENCRYPTION_CONTEXT"):
            encryption["context"] = context
    elif draft.truth(f"{prefix}.KMS_ENCRYPTION_CUSTOMER_KEY"):
        encryption = {"kind": "customerKey"}
    else:
        encryption = {"kind": "s3"}
    draft.set("logStore.encryption", encryption)
    for key, name in (("KMS_ENCRYPTION_CUSTOMER_KEY", CUSTOMER_KEY.key), ("KMS_ENCRYPTION_CUSTOMER_KEY_MD5", CUSTOMER_KEY_MD5.key)):
        if draft.truth(f"{prefix}.{key}"):
            keep_secret(draft, f"{prefix}.{key}", secret, name)
    draft.report(prefix, Outcome.FIXED, "logStore.encryption", "booleans and numbers made the chart's manifests invalid")


def carry_bedrock(draft: Draft, full: str) -> None:
    """Amazon Bedrock of portkey-app."""
    secret, existing = group_secret(draft, "bedrock", f"{full}-gateway", "bedrockAssumed.existingSecretName")
    if not draft.truth("bedrockAssumed.enabled"):
        draft.report("bedrockAssumed", Outcome.DERIVED, "bedrock", "off, which is the default")
        return
    region = draft.text("bedrockAssumed.AWS_ASSUME_ROLE_REGION")
    keys = existing or draft.truth("bedrockAssumed.AWS_ASSUME_ROLE_ACCESS_KEY_ID")
    draft.set("bedrock", {key: value for key, value in (("region", region), ("credentials", "keys" if keys else "")) if value})
    if existing and not region:
        draft.config["secrets"].setdefault("fromSecret", {})["bedrock"] = ["bedrockAssumedRegion"]
    keep_secret(draft, "bedrockAssumed.AWS_ASSUME_ROLE_ACCESS_KEY_ID", secret, "bedrockAssumedAccessKey")
    keep_secret(draft, "bedrockAssumed.AWS_ASSUME_ROLE_SECRET_ACCESS_KEY", secret, "bedrockAssumedSecretKey")
    draft.report("bedrockAssumed", Outcome.CARRIED, "bedrock")
    if not keys:
        draft.need("bedrock.models", "the models that the gateway's role may invoke: bedrock: {models: [anthropic.*]}")
