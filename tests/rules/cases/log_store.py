"""Cases of the log store."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

S3: Final = "logStore: {kind: s3, bucket: logs, region: us-west-2"
GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}"
UUID: Final = "0f1e2d3c-0000-4000-8000-000000000001"
AZURE: Final = f"identity: {{kind: azureWorkloadIdentity, clientId: {UUID}}}"
POD_IDENTITY: Final = "identity: {kind: podIdentity}"

CASES: Final = [
    Case("PK-LOGSTORE-001", "logStore: {kind: s3, bucket: logs}", "logStore.region", "1:1", "is missing", "here or as aws.region", f"{S3}}}"),
    Case(
        "PK-LOGSTORE-002",
        "logStore: {kind: gcs, bucket: logs,\n  credentials: identity}",
        "logStore.credentials",
        "2:3",
        "is identity, but the identity of the gateway is none, the identity of the backend is none, the identity of the dataservice is none",
        "set identity to gkeWorkloadIdentity, for the platform or for each of these components",
        "logStore: {kind: gcs, bucket: logs,\n  credentials: identity}\n" + GKE,
    ),
    Case(
        "PK-LOGSTORE-002",
        f"logStore:\n  kind: azureBlob\n  storageAccount: acme\n  container: logs\n  login: {{kind: workloadIdentity}}\n{AZURE}\n"
        "backend: {identity: {kind: none}}",
        "logStore.login",
        "5:3",
        "is workloadIdentity, but the identity of the backend is none",
        "set identity to azureWorkloadIdentity, for the platform or for each of these components",
        f"logStore: {{kind: azureBlob, storageAccount: acme, container: logs, login: {{kind: workloadIdentity}}}}\n{AZURE}\n"
        "frontend: {identity: {kind: none}}",
    ),
    Case(
        "PK-LOGSTORE-002",
        f"{S3}}}\n{POD_IDENTITY}\nbackend: {{identity: {{kind: none}}}}",
        "logStore.credentials",
        "1:1",
        "is identity, but the identity of the backend is none",
        "set identity to irsa or podIdentity, for the platform or for each of these components",
        f"{S3}, credentials: keys}}\n{POD_IDENTITY}\nbackend: {{identity: {{kind: none}}}}",
    ),
    warning(
        "PK-LOGSTORE-003",
        "logStore: {kind: mongo, database: portkey}",
        "logStore.kind",
        "1:12",
        "is mongo",
        "use a bucket for a new platform",
        f"{S3}}}",
    ),
    warning(
        "PK-LOGSTORE-005",
        f"{S3},\n  client: s3}}\n{POD_IDENTITY}",
        "logStore.client",
        "2:3",
        "is s3, but the pods' identity gives access to the bucket",
        "remove client to use s3_assume: s3 signs only with access keys",
        f"{S3},\n  client: s3_assume}}\n{POD_IDENTITY}",
    ),
    Case(
        "PK-LOGSTORE-006",
        f"{S3},\n  replica: {{bucket: more, region: us-west-2}}}}",
        "logStore.replica.region",
        "2:27",
        "is us-west-2, but so is the region of the bucket",
        "choose another region",
        f"{S3},\n  replica: {{bucket: more, region: us-east-2}}}}",
    ),
    Case(
        "PK-LOGSTORE-006",
        f"{S3},\n  replica: {{bucket: logs, region: us-east-2}}}}",
        "logStore.replica.bucket",
        "2:13",
        "is logs, but so is the bucket of the logs",
        "choose another bucket",
        f"{S3},\n  replica: {{bucket: logs-2, region: us-east-2}}}}",
    ),
    Case(
        "PK-LOGSTORE-006",
        "logStore: {kind: s3, bucket: logs/team, region: us-west-2,\n  replica: {bucket: logs, region: us-east-2}}",
        "logStore.replica.bucket",
        "2:13",
        "is logs, but so is the bucket of the logs",
        "choose another bucket",
        "logStore: {kind: s3, bucket: logs/team, region: us-west-2,\n  replica: {bucket: logs-2, region: us-east-2}}",
    ),
    Case(
        "PK-LOGSTORE-007",
        f"{S3},\n  encryption: {{kind: kms, keyArn: 'arn:aws:kms:us-east-2:111122223333:key/9c1f'}}}}",
        "logStore.encryption.keyArn",
        "2:27",
        "is in us-east-2, but the bucket is in us-west-2",
        "set the ARN of a key in the bucket's region: S3 encrypts only with those",
        f"{S3},\n  encryption: {{kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/9c1f'}}}}",
    ),
    warning(
        "PK-LOGSTORE-008",
        f"{S3},\n  credentials: identity}}",
        "logStore.credentials",
        "2:3",
        "is identity, but the pods have no AWS identity",
        "set identity: {kind: irsa} or {kind: podIdentity}, so that the pods do not use the role of their nodes",
        f"{S3},\n  credentials: identity}}\n{POD_IDENTITY}",
    ),
    Case(
        "PK-LOGSTORE-009",
        f"{S3},\n  accessKey: a}}\n{POD_IDENTITY}",
        "logStore.accessKey",
        "2:3",
        "is set, but the pods' identity gives access",
        "remove it, or set credentials: keys",
        f"{S3},\n  accessKey: a, secretKey: b, credentials: keys}}\n{POD_IDENTITY}",
        base="development",
    ),
    Case(
        "PK-LOGSTORE-009",
        f"logStore: {{kind: gcs, bucket: logs,\n  secretKey: a}}\n{GKE}",
        "logStore.secretKey",
        "2:3",
        "is set, but the pods' identity gives access",
        "remove it, or set credentials: keys",
        f"logStore: {{kind: gcs, bucket: logs}}\n{GKE}",
        base="development",
    ),
    Case(
        "PK-LOGSTORE-010",
        f"{S3}, assumeRole: {{roleArn: 'arn:aws:iam::111122223333:role/a'}},\n  client: s3}}",
        "logStore.client",
        "2:3",
        "is s3, but logStore.assumeRole is set",
        "remove client to use s3_assume: s3 assumes no role",
        f"{S3}, assumeRole: {{roleArn: 'arn:aws:iam::111122223333:role/a'}}}}",
    ),
    Case(
        "PK-LOGSTORE-011",
        "logStore: {kind: s3Compatible, bucket: logs,\n  endpoint: 'https://minio.example.org/logs/'}",
        "logStore.endpoint",
        "2:3",
        "ends with the name of the bucket",
        "remove the bucket from the endpoint, to which it is appended",
        "logStore: {kind: s3Compatible, bucket: logs,\n  endpoint: 'https://minio.example.org/all-logs'}",
    ),
    Case(
        "PK-LOGSTORE-012",
        "logStore: {kind: s3, bucket: logs, region: us-west-2,\n  replica: {region: eu-west-1}}",
        "logStore.replica.bucket",
        "2:3",
        "is missing, but logStore.bucket is set",
        "set the name of the replica, or remove logStore.bucket as well: the AWS companion creates both",
        "logStore: {kind: s3, bucket: logs, region: us-west-2, replica: {region: eu-west-1, bucket: more}}",
    ),
    *(
        Case(
            "PK-LOGSTORE-011",
            f"logStore: {{kind: netapp, bucket: logs/team,\n  endpoint: 'https://grid.example.org/{end}'}}",
            "logStore.endpoint",
            "2:3",
            "ends with the name of the bucket",
            "remove the bucket from the endpoint, to which it is appended",
            "logStore: {kind: netapp, bucket: logs/team,\n  endpoint: 'https://grid.example.org'}",
        )
        for end in ("logs", "logs/team")
    ),
    *(
        warning(
            "PK-LOGSTORE-013",
            f"deployment: {deployment}\nlogStore: {{kind: none}}",
            "logStore.kind",
            "2:12",
            "is none, but deployment.kind is",
            "set a bucket if the bodies must stay with you, or set kind: controlPlane",
            f"deployment: {deployment}\nlogStore: {{kind: controlPlane}}",
            "part",
        )
        for deployment in (
            "{kind: dataPlane, organisations: [acme]}",
            "{kind: gateway, organisations: [acme], backendUrl: 'http://backend.example.org'}",
        )
    ),
    warning(
        "PK-LOGSTORE-014",
        "logStore: {kind: controlPlane}",
        "logStore.kind",
        "1:12",
        "is controlPlane, but the control plane is this platform",
        "set a bucket",
        "logStore: {kind: none}",
    ),
    *(
        warning(
            "PK-LOGSTORE-015",
            wrong,
            path,
            place,
            "is acme.logs: no certificate fits a host name that begins with it",
            "choose a bucket without dots in its name",
            wrong.replace("acme.logs", "acme-logs"),
        )
        for wrong, path, place in (
            ("logStore: {kind: s3, region: us-west-2,\n  bucket: acme.logs}", "logStore.bucket", "2:3"),
            ("logStore: {kind: s3, region: us-west-2,\n  bucket: acme.logs/generations}", "logStore.bucket", "2:3"),
            (f"{S3},\n  replica: {{region: us-east-2, bucket: acme.logs}}}}", "logStore.replica.bucket", "2:32"),
            ("logStore: {kind: wasabi, region: eu-central-1,\n  bucket: acme.logs}", "logStore.bucket", "2:3"),
            ("logStore: {kind: gcs,\n  bucket: acme.logs}", "logStore.bucket", "2:3"),
            ("dataservice: {finetunesBucket: acme.logs}", "dataservice.finetunesBucket", "1:15"),
            ("dataservice: {logExportsBucket: acme.logs}", "dataservice.logExportsBucket", "1:15"),
        )
    ),
]
