"""Rules about the log store: whether it stores anything, region, bucket names, credentials, encryption and replica."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.encryption import KmsEncryption
from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Irsa, PodIdentity
from portkey_constructs.config.log_store import (
    AzureBlobLogStore,
    AzureWorkload,
    ControlPlaneLogStore,
    GcsLogStore,
    KeyedLogStore,
    MongoLogStore,
    NoLogStore,
    S3CompatibleLogStore,
    S3LogStore,
    WasabiLogStore,
)
from portkey_constructs.config.services import DataServiceConfig
from portkey_constructs.platform.components import NODE_SERVICES, Service
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.secret_keys import LOG_STORE_REGION
from portkey_constructs.rules.identities import IDENTITY_SETTINGS
from portkey_constructs.rules.registry import Example, Finding, Findings, rule
from portkey_constructs.rules.secret_sources import FROM_SECRET

__all__: list[str] = []

_POD_IDENTITY: Final = "identity: {kind: podIdentity}\n"
_GKE: Final = "identity: {kind: gkeWorkloadIdentity, project: acme-platform}\n"
_S3: Final = "logStore: {kind: s3, bucket: acme-logs, region: us-west-2"
_DATA_PLANE: Final = "deployment: {kind: dataPlane, organisations: [acme]}\n"
_ROLE: Final = "assumeRole: {roleArn: 'arn:aws:iam::444455556666:role/logs'}"


def _s3(platform: Platform) -> S3LogStore | None:
    settings = platform.log_store.settings
    return settings if isinstance(settings, S3LogStore) else None


def _users(platform: Platform) -> Iterator[Service]:
    """The services in this cluster that read or write logs."""
    return (platform.services[name] for name in NODE_SERVICES if name in platform.services)


@rule(
    "PK-LOGSTORE-001",
    title="a bucket without a region",
    cause="Requests to S3 are signed for a region, but neither logStore.region nor aws.region is set.",
    fix="Set the region of the bucket, here or as aws.region.",
    settings=("logStore.region", "logStore.kind", "aws.region", *FROM_SECRET),
    example=Example("logStore: {kind: s3, bucket: acme-logs}\n", f"{_S3}}}\n"),
)
def no_region(platform: Platform) -> Findings:
    if _s3(platform) and not platform.log_store.region and LOG_STORE_REGION not in platform.from_secrets.keys:
        yield Finding("logStore.region", "is missing")


@rule(
    "PK-LOGSTORE-002",
    title="a service has no access to the log store",
    cause="Gateway, backend and data service read or write logs with their cloud identities, and the identity of one of them does not belong to the "
    "cloud of the log store.",
    fix="Set identity to one of the log store's cloud, for the platform or for each of these components.",
    settings=("logStore.credentials", "logStore.login", "logStore.kind", *IDENTITY_SETTINGS),
    example=Example(
        "logStore: {kind: gcs, bucket: acme-logs, credentials: identity}\n",
        f"{_GKE}logStore: {{kind: gcs, bucket: acme-logs, credentials: identity}}\n",
    ),
)
def service_without_access(platform: Platform) -> Findings:
    settings = platform.log_store.settings
    if isinstance(settings, AzureBlobLogStore) and isinstance(settings.login, AzureWorkload):
        yield from _without_access(platform, "logStore.login", "is workloadIdentity", "azureWorkloadIdentity", AzureWorkloadIdentity)
    elif not platform.log_store.by_identity:
        return
    elif isinstance(settings, GcsLogStore):
        yield from _without_access(platform, "logStore.credentials", "is identity", "gkeWorkloadIdentity", GkeWorkloadIdentity)
    elif any(isinstance(service.identity, Irsa | PodIdentity) for service in _users(platform)):
        # If no service has an AWS identity, the nodes' role may give access, and PK-LOGSTORE-008 warns instead.
        yield from _without_access(platform, "logStore.credentials", "is identity", "irsa or podIdentity", Irsa, PodIdentity)


def _without_access(platform: Platform, path: str, message: str, accepted: str, *kinds: type) -> Findings:
    others = [
        f"the identity of the {service.component} is {service.identity.kind}"
        for service in _users(platform)
        if not isinstance(service.identity, kinds)
    ]
    if others:
        fix = f"set identity to {accepted}, for the platform or for each of these components"
        yield Finding(path, f"{message}, but {', '.join(others)}", fix)


@rule(
    "PK-LOGSTORE-003",
    title="MongoDB as the log store",
    cause="Portkey only maintains it: new features for logs require a bucket.",
    fix="Use a bucket for a new platform.",
    settings=("logStore.kind",),
    severity="warning",
    example=Example("logStore: {kind: mongo, database: portkey}\n", f"{_S3}}}\n"),
)
def mongo(platform: Platform) -> Findings:
    if isinstance(platform.log_store.settings, MongoLogStore):
        yield Finding("logStore.kind", "is mongo, which Portkey only maintains")


@rule(
    "PK-LOGSTORE-005",
    title="an S3 client that needs access keys, without access keys",
    cause="client: s3 signs only with access keys, but here the pods' identity gives access to the bucket.",
    fix="Remove client to use s3_assume: s3 signs only with access keys.",
    settings=("logStore.client", "logStore.credentials", *IDENTITY_SETTINGS),
    severity="warning",
    example=Example(f"{_POD_IDENTITY}{_S3}, client: s3}}\n", f"{_POD_IDENTITY}{_S3}}}\n"),
)
def client_without_keys(platform: Platform) -> Findings:
    s3 = _s3(platform)
    if s3 and s3.client == "s3" and platform.log_store.by_identity:
        yield Finding("logStore.client", "is s3, but the pods' identity gives access to the bucket")


@rule(
    "PK-LOGSTORE-006",
    title="a replica in the same place as the original",
    cause="S3 replicates to another bucket in another region.",
    fix="Choose another bucket in another region.",
    settings=("logStore.replica.bucket", "logStore.replica.region", "logStore.bucket", "logStore.region", "aws.region"),
    example=Example(
        f"{_S3}, replica: {{bucket: acme-logs-replica, region: us-west-2}}}}\n",
        f"{_S3}, replica: {{bucket: acme-logs-replica, region: us-east-2}}}}\n",
    ),
)
def replica_in_same_place(platform: Platform) -> Findings:
    s3 = _s3(platform)
    if s3 is None or s3.replica is None:
        return
    bucket = platform.log_store.bucket
    if s3.bucket is not None and s3.replica.bucket == bucket:
        yield Finding("logStore.replica.bucket", f"is {bucket}, but so is the bucket of the logs", "choose another bucket")
    elif s3.replica.region == platform.log_store.region:
        yield Finding("logStore.replica.region", f"is {s3.replica.region}, but so is the region of the bucket", "choose another region")


@rule(
    "PK-LOGSTORE-007",
    title="an encryption key in another region than the bucket",
    cause="S3 encrypts only with keys of the bucket's region: it would refuse every write.",
    fix="Set the ARN of a key in the bucket's region: S3 encrypts only with those.",
    settings=("logStore.encryption.keyArn", "logStore.region", "aws.region"),
    example=Example(
        f"{_S3}, encryption: {{kind: kms, keyArn: 'arn:aws:kms:us-east-1:111122223333:key/9c1f'}}}}\n",
        f"{_S3}, encryption: {{kind: kms, keyArn: 'arn:aws:kms:us-west-2:111122223333:key/9c1f'}}}}\n",
    ),
)
def key_in_other_region(platform: Platform) -> Findings:
    s3, region = _s3(platform), platform.log_store.region
    if s3 and isinstance(s3.encryption, KmsEncryption) and region:
        key_region = s3.encryption.key_arn.split(":")[3]
        if key_region != region:
            yield Finding("logStore.encryption.keyArn", f"is in {key_region}, but the bucket is in {region}")


@rule(
    "PK-LOGSTORE-008",
    title="logs are written to S3 with the role of the nodes",
    cause="credentials is identity, but no pod has an AWS identity. The client falls back to the role of the node, if the metadata "
    "service allows it.",
    fix="Set identity: {kind: irsa} or {kind: podIdentity}, so that the pods do not use the role of their nodes.",
    settings=("logStore.credentials", *IDENTITY_SETTINGS),
    severity="warning",
    example=Example(f"{_S3}, credentials: identity}}\n", f"{_POD_IDENTITY}{_S3}, credentials: identity}}\n"),
)
def role_of_nodes(platform: Platform) -> Findings:
    if _s3(platform) and platform.log_store.by_identity and not any(isinstance(service.identity, Irsa | PodIdentity) for service in _users(platform)):
        yield Finding("logStore.credentials", "is identity, but the pods have no AWS identity")


@rule(
    "PK-LOGSTORE-009",
    title="access keys that are not used",
    cause="The pods' identity gives access to the bucket, so the keys have no effect and can only leak.",
    fix="Remove it, or set credentials: keys.",
    settings=("logStore.accessKey", "logStore.secretKey", "logStore.credentials", *IDENTITY_SETTINGS),
    example=Example(f"{_POD_IDENTITY}{_S3}, accessKey: an-id, secretKey: a-key}}\n", f"{_POD_IDENTITY}{_S3}}}\n", "development"),
)
def unused_keys(platform: Platform) -> Findings:
    settings = platform.log_store.settings
    if isinstance(settings, KeyedLogStore) and platform.log_store.by_identity:
        for field, value in (("accessKey", settings.access_key), ("secretKey", settings.secret_key)):
            if value:
                yield Finding(f"logStore.{field}", "is set, but the pods' identity gives access")


@rule(
    "PK-LOGSTORE-010",
    title="a role to assume, for an S3 client that assumes none",
    cause="client: s3 never calls STS, so assumeRole has no effect.",
    fix="Remove client to use s3_assume: s3 assumes no role.",
    settings=("logStore.client", "logStore.assumeRole"),
    example=Example(f"{_S3}, client: s3, {_ROLE}}}\n", f"{_S3}, {_ROLE}}}\n"),
)
def client_without_role(platform: Platform) -> Findings:
    s3 = _s3(platform)
    if s3 and s3.client == "s3" and s3.assume_role:
        yield Finding("logStore.client", "is s3, but logStore.assumeRole is set")


@rule(
    "PK-LOGSTORE-011",
    title="the endpoint contains the bucket",
    cause="The bucket is appended to the endpoint, so the address would contain it twice.",
    fix="Remove the bucket from the endpoint, to which it is appended.",
    settings=("logStore.endpoint", "logStore.bucket"),
    example=Example(
        "logStore: {kind: s3Compatible, endpoint: 'https://minio.example.org/acme-logs', bucket: acme-logs}\n",
        "logStore: {kind: s3Compatible, endpoint: 'https://minio.example.org', bucket: acme-logs}\n",
    ),
)
def bucket_in_endpoint(platform: Platform) -> Findings:
    settings = platform.log_store.settings
    if not isinstance(settings, S3CompatibleLogStore):
        return
    bucket, endpoint = settings.bucket or "", settings.endpoint or ""
    name = bucket.partition("/")[0]
    if name and endpoint.rstrip("/").endswith((f"/{name}", f"/{bucket}")):
        yield Finding("logStore.endpoint", "ends with the name of the bucket")


@rule(
    "PK-LOGSTORE-012",
    title="a replica of an existing bucket without a name",
    cause="logStore.bucket is set, so the bucket is yours. The AWS companion creates a replica only of a bucket that it creates too.",
    fix="Set the name of the replica, or remove logStore.bucket as well: the AWS companion creates both.",
    settings=("logStore.replica.bucket", "logStore.bucket"),
    example=Example(f"{_S3}, replica: {{region: us-east-2}}}}\n", f"{_S3}, replica: {{bucket: acme-logs-replica, region: us-east-2}}}}\n"),
)
def replica_without_name(platform: Platform) -> Findings:
    s3 = _s3(platform)
    if s3 and s3.bucket is not None and s3.replica and s3.replica.bucket is None:
        yield Finding("logStore.replica.bucket", "is missing, but logStore.bucket is set")


@rule(
    "PK-LOGSTORE-013",
    title="a gateway without a log store may send prompts and responses to its control plane",
    cause="With kind: none, LOG_STORE is empty. The gateway's public source then sends the bodies of all requests to the control plane, which runs "
    "outside this cluster. Whether Portkey's newer images do so too is not documented.",
    fix="Set a bucket if the bodies must stay with you, or set kind: controlPlane if the control plane may store them.",
    settings=("logStore.kind", "deployment.kind"),
    severity="warning",
    example=Example(f"{_DATA_PLANE}logStore: {{kind: none}}\n", f"{_DATA_PLANE}logStore: {{kind: controlPlane}}\n", "part"),
)
def bodies_may_leave(platform: Platform) -> Findings:
    if platform.deployment != "platform" and isinstance(platform.log_store.settings, NoLogStore):
        yield Finding("logStore.kind", f"is none, but deployment.kind is {platform.deployment}: the bodies may go to the control plane")


@rule(
    "PK-LOGSTORE-014",
    title="the control plane has no log store",
    cause="With kind: controlPlane, the gateway sends the bodies of all requests to the backend. Here the backend has the same setting and no store; "
    "what it does with the bodies is not documented.",
    fix="Set a bucket here: data planes and standalone gateways with kind controlPlane then use it, too.",
    settings=("logStore.kind", "deployment.kind"),
    severity="warning",
    example=Example("logStore: {kind: controlPlane}\n", f"{_S3}}}\n"),
)
def control_plane_without_store(platform: Platform) -> Findings:
    if platform.deployment == "platform" and isinstance(platform.log_store.settings, ControlPlaneLogStore):
        yield Finding("logStore.kind", "is controlPlane, but the control plane is this platform")


@rule(
    "PK-LOGSTORE-015",
    title="a bucket with a dot in its name",
    cause="The bucket is part of the host name, and the certificates of the providers cover one label: they fit acme-logs.s3.REGION.amazonaws.com, "
    "but not acme.logs.s3.REGION.amazonaws.com. TLS connections to the bucket fail.",
    fix="Choose a bucket without dots in its name.",
    settings=("logStore.bucket", "logStore.replica.bucket", "logStore.credentials", "dataservice.finetunesBucket", "dataservice.logExportsBucket"),
    severity="warning",
    example=Example("logStore: {kind: s3, bucket: acme.portkey.logs, region: us-west-2}\n", f"{_S3}}}\n"),
)
def dotted_bucket(platform: Platform) -> Findings:
    for path, bucket in _buckets_in_host_names(platform):
        name = (bucket or "").partition("/")[0]
        if "." in name:
            yield Finding(path, f"is {name}: no certificate fits a host name that begins with it")


def _buckets_in_host_names(platform: Platform) -> Iterator[tuple[str, str | None]]:
    """The buckets that the services address as BUCKET.HOST, by setting; with GKE workload identity and for s3Compatible, they use HOST/BUCKET."""
    settings = platform.log_store.settings
    if isinstance(settings, S3LogStore | WasabiLogStore) or (isinstance(settings, GcsLogStore) and not platform.log_store.by_identity):
        yield "logStore.bucket", settings.bucket
    if isinstance(settings, S3LogStore) and settings.replica:
        yield "logStore.replica.bucket", settings.replica.bucket
    dataservice = platform.config.dataservice
    if isinstance(dataservice, DataServiceConfig):
        yield "dataservice.finetunesBucket", dataservice.finetunes_bucket
        yield "dataservice.logExportsBucket", dataservice.log_exports_bucket
