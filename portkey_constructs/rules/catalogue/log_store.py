"""The log store and Bedrock."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry, Example

__all__ = ["LOG_STORE"]

_PODS: Final = "identity: {kind: podIdentity}\n"
_S3: Final = "logStore: {kind: s3, bucket: acme-logs, region: us-west-2"
_BEDROCK: Final = "bedrock: {region: us-west-2, models: ['anthropic.*']"
_KEYS: Final = "bedrock: {region: us-west-2, credentials: keys"

LOG_STORE: Final = (
    Entry(
        "PK-LOGSTORE-001",
        "a bucket without a region",
        "S3's requests are signed for a region, and neither logStore.region nor aws.region says it.",
        "Say the bucket's region, here or as aws.region.",
        ("logStore.region", "aws.region"),
        example=Example("logStore: {kind: s3, bucket: acme-logs}\n", f"{_S3}}}\n"),
    ),
    Entry(
        "PK-LOGSTORE-002",
        "a service that may not open the log store",
        "Gateway, backend and data service write or read logs as whoever they are to the cloud, and one of them is nobody there.",
        "Give all of them an identity of the store's cloud, as identity or each its own.",
        ("logStore.credentials", "logStore.login", "identity", "*.identity"),
        example=Example(
            "logStore: {kind: gcs, bucket: acme-logs, credentials: identity}\n",
            "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\nlogStore: {kind: gcs, bucket: acme-logs, credentials: identity}\n",
        ),
    ),
    Entry(
        "PK-LOGSTORE-003",
        "MongoDB as the log store",
        "Portkey only maintains it: new features of logs are made for buckets.",
        "Take a bucket for what is new.",
        ("logStore.kind",),
        "warning",
        Example("logStore: {kind: mongo, database: portkey}\n", f"{_S3}}}\n"),
    ),
    Entry(
        "PK-LOGSTORE-005",
        "an S3 client that signs with keys, where there are none",
        "client: s3 signs with access keys alone, and here the pods' identity opens the bucket.",
        "Leave client out: s3_assume follows.",
        ("logStore.client", "logStore.credentials"),
        "warning",
        Example(f"{_PODS}{_S3}, client: s3}}\n", f"{_PODS}{_S3}}}\n"),
    ),
    Entry(
        "PK-LOGSTORE-006",
        "a replica in the same place as its original",
        "S3 replicates to another bucket in another region.",
        "Take another bucket, and another region.",
        ("logStore.replica.bucket", "logStore.replica.region", "logStore.bucket", "logStore.region"),
        example=Example(
            f"{_S3}, replica: {{bucket: acme-logs-replica, region: us-west-2}}}}\n",
            f"{_S3}, replica: {{bucket: acme-logs-replica, region: us-east-2}}}}\n",
        ),
    ),
    Entry(
        "PK-LOGSTORE-007",
        "an encryption key in another region than the bucket",
        "S3 encrypts with keys of the bucket's own region: every write would be refused.",
        "Give the ARN of a key in the bucket's region.",
        ("logStore.encryption.keyArn", "logStore.region", "aws.region"),
        example=Example(
            f"{_S3}, encryption: {{kind: kms, keyArn: 'arn:aws:kms:us-east-1:111122223333:key/9c1f'}}}}\n",
            f"{_S3}, encryption: {{kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/9c1f'}}}}\n",
        ),
    ),
    Entry(
        "PK-LOGSTORE-008",
        "logs go to S3 as whoever the nodes are",
        "credentials is identity, and no pod has one of AWS': the client falls back to the role of the node, if the metadata service lets it.",
        "Say identity: {kind: irsa} or {kind: podIdentity}.",
        ("logStore.credentials", "identity"),
        "warning",
        Example(f"{_S3}, credentials: identity}}\n", f"{_PODS}{_S3}, credentials: identity}}\n"),
    ),
    Entry(
        "PK-LOGSTORE-009",
        "access keys that are not used",
        "The pods' identity opens the bucket, so the keys would do nothing but leak.",
        "Leave them out, or say credentials: keys.",
        ("logStore.accessKey", "logStore.secretKey", "logStore.credentials"),
        example=Example(f"{_PODS}{_S3}, accessKey: an-id, secretKey: a-key}}\n", f"{_PODS}{_S3}}}\n", "development"),
    ),
    Entry(
        "PK-LOGSTORE-010",
        "an S3 client that assumes no role, and a role to assume",
        "client: s3 never calls STS, so assumeRole would do nothing.",
        "Leave client out: s3_assume follows.",
        ("logStore.client", "logStore.assumeRole"),
        example=Example(
            f"{_S3}, client: s3, assumeRole: {{roleArn: 'arn:aws:iam::444455556666:role/logs'}}}}\n",
            f"{_S3}, assumeRole: {{roleArn: 'arn:aws:iam::444455556666:role/logs'}}}}\n",
        ),
    ),
    Entry(
        "PK-LOGSTORE-011",
        "the endpoint has the bucket in it",
        "The bucket is put behind the endpoint, so it would stand there twice.",
        "Leave the bucket out of the endpoint.",
        ("logStore.endpoint", "logStore.bucket"),
        example=Example(
            "logStore: {kind: s3Compatible, endpoint: 'https://minio.example.org/acme-logs', bucket: acme-logs}\n",
            "logStore: {kind: s3Compatible, endpoint: 'https://minio.example.org', bucket: acme-logs}\n",
        ),
    ),
    Entry(
        "PK-LOGSTORE-012",
        "a replica that nobody makes",
        "logStore.bucket is given, so the bucket is yours; the AWS companion makes a replica only for a bucket that it makes too.",
        "Name the replica's bucket, or leave logStore.bucket out.",
        ("logStore.replica.bucket", "logStore.bucket"),
        example=Example(f"{_S3}, replica: {{region: us-east-2}}}}\n", f"{_S3}, replica: {{bucket: acme-logs-replica, region: us-east-2}}}}\n"),
    ),
    Entry(
        "PK-BEDROCK-001",
        "Bedrock without a region",
        "Models are called in a region, and neither bedrock.region nor aws.region says it.",
        "Say the models' region, here or as aws.region.",
        ("bedrock.region", "aws.region"),
        example=Example("bedrock: {credentials: keys}\n", f"{_KEYS}}}\n"),
    ),
    Entry(
        "PK-BEDROCK-002",
        "Bedrock is called as whoever the nodes are",
        "credentials is identity, and the gateway has none of AWS': the client falls back to the role of the node, if the metadata service lets it.",
        "Say gateway.identity: {kind: irsa} or {kind: podIdentity}, or identity for all.",
        ("bedrock.credentials", "gateway.identity", "identity"),
        "warning",
        Example(f"{_BEDROCK}, credentials: identity}}\n", f"{_PODS}{_BEDROCK}, credentials: identity}}\n"),
    ),
    Entry(
        "PK-BEDROCK-003",
        "access keys for Bedrock that are not used",
        "The gateway's identity calls the models, so the keys would do nothing but leak.",
        "Leave them out, or say credentials: keys.",
        ("bedrock.accessKey", "bedrock.secretKey", "bedrock.credentials"),
        example=Example(f"{_PODS}{_BEDROCK}, accessKey: an-id, secretKey: a-key}}\n", f"{_PODS}{_BEDROCK}}}\n", "development"),
    ),
    Entry(
        "PK-BEDROCK-004",
        "the gateway's role may invoke no model",
        "The policies that are made for the gateway's role grant the models that bedrock.models names, and nothing else: every call would be denied.",
        "Name them, such as models: [anthropic.*].",
        ("bedrock.models",),
        "warning",
        Example(f"{_PODS}bedrock: {{region: us-west-2}}\n", f"{_PODS}{_BEDROCK}}}\n"),
    ),
    Entry(
        "PK-BEDROCK-005",
        "models are named, and access keys call Bedrock",
        "bedrock.models becomes the policy of the gateway's role. What access keys may do is said where they are made.",
        "Leave bedrock.models out, or give the gateway an identity.",
        ("bedrock.models", "bedrock.credentials", "identity", "gateway.identity"),
        example=Example(f"{_BEDROCK}, credentials: keys}}\n", f"{_KEYS}}}\n"),
    ),
)
