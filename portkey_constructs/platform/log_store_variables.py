"""The rows of the table of environment variables for the log store and for the cloud that it is in, as far as their values are plain."""

from typing import Final

from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.evidence import GATEWAY_NOTES, GCP
from portkey_constructs.platform.variable import Variable
from portkey_constructs.platform.variable_values import customer_key_algorithm, encryption_type, flag, google_auth_mode, kms

__all__ = ["LOG_STORE_VARIABLES"]

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
    Variable("GCP_AUTH_MODE", "workload: GKE workload identity gives access to the bucket", NODE_SERVICES, google_auth_mode, GCP),
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
)
