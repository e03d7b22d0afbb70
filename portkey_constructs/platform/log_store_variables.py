"""The rows of the table of environment variables for the log store and for the cloud that it is in, as far as their values are plain."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.log_store import BucketLogStore, CircuitBreaker, S3LogStore
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.evidence import GATEWAY_NOTES
from portkey_constructs.platform.google_federation import GOOGLE_VARIABLES
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variable_values import customer_key_algorithm, encryption_type, flag, kms

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["LOG_STORE_VARIABLES"]


def _breaker(name: str, setting: str, meaning: str, value: Callable[[CircuitBreaker], str | None]) -> Variable:
    def of_store(platform: "Platform") -> str | None:
        store = platform.log_store.settings
        return value(store.circuit_breaker) if isinstance(store, BucketLogStore) else None

    return Variable(
        f"LOG_STORE_CONNECTION_{name}",
        meaning,
        ("gateway",),
        of_store,
        GATEWAY_NOTES,
        since="gateway 2.11.2",
        setting=f"logStore.circuitBreaker.{setting}",
    )


def _number(number: int | None, unit: str) -> str | None:
    return None if number is None else f"{number}{unit}"


LOG_STORE_VARIABLES: Final = (
    Variable(
        "LOG_STORE_FILE_PATH_FORMAT",
        "layout of the object paths: v1 by organisation, v2 by time",
        NODE_SERVICES,
        lambda p: p.log_store.file_path_format,
        GATEWAY_NOTES,
        since="gateway 1.17.0, backend 1.5.0",
        setting="logStore.filePathFormat",
    ),
    *GOOGLE_VARIABLES,
    Variable(
        "AWS_ENDPOINT_DOMAIN",
        "domain of the AWS services, for a partition whose domain is not amazonaws.com",
        NODE_SERVICES,
        lambda p: p.aws.endpoint_domain,
        GATEWAY_NOTES,
        since="gateway 1.10.14",
        setting="aws.region",
    ),
    Variable("SSE_ENCRYPTION_TYPE", "server-side encryption requested from S3", NODE_SERVICES, encryption_type, setting="logStore.encryption"),
    Variable("KMS_KEY_ID", "AWS KMS key that encrypts logs", NODE_SERVICES, kms(lambda kms: kms.key_arn), setting="logStore.encryption.keyArn"),
    Variable(
        "KMS_BUCKET_KEY_ENABLED",
        "whether S3 uses a bucket key",
        NODE_SERVICES,
        kms(lambda kms: None if kms.bucket_key is None else flag(kms.bucket_key)),
        setting="logStore.encryption.bucketKey",
    ),
    Variable(
        "KMS_ENCRYPTION_CONTEXT",
        "encryption context: a JSON object in base64",
        NODE_SERVICES,
        kms(lambda kms: kms.context or None),
        setting="logStore.encryption.context",
    ),
    Variable(
        "KMS_ENCRYPTION_ALGORITHM",
        "AES256: S3 encrypts with the customer's key",
        NODE_SERVICES,
        customer_key_algorithm,
        setting="logStore.encryption",
    ),
    Variable(
        "LOG_STORE_OBJECT_LOCK_RETENTION_ENABLED",
        "true: writes carry a checksum, as S3 requires for a bucket with Object Lock",
        ("gateway", "dataservice"),
        lambda p: "true" if isinstance(p.log_store.settings, S3LogStore) and p.log_store.settings.object_lock else None,
        GATEWAY_NOTES,
        since="gateway 1.11.9",
        setting="logStore.objectLock",
    ),
    _breaker("FAILURE_THRESHOLD", "failures", "failed writes after which logs are no longer written", lambda b: _number(b.failures, "")),
    _breaker("BACKOFF_MS", "backoff", "milliseconds until the gateway writes logs again", lambda b: _number(b.backoff, "000")),
    _breaker("TIMEOUT_MS", "timeout", "milliseconds after which a write of logs counts as failed", lambda b: _number(b.timeout, "000")),
)
