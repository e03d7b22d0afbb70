"""The log store and Bedrock: regions, credentials, encryption."""

from collections.abc import Iterator

from portkey_constructs.config.encryption import KmsEncryption
from portkey_constructs.config.features import Bedrock
from portkey_constructs.config.identity import AzureWorkloadIdentity, GkeWorkloadIdentity, Irsa, PodIdentity
from portkey_constructs.config.log_store import (
    AzureBlobLogStore,
    AzureWorkload,
    GcsLogStore,
    KeyedLogStore,
    MongoLogStore,
    S3CompatibleLogStore,
    S3LogStore,
)
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import Problem
from portkey_constructs.platform.cloud_identity import (
    bedrock_by_identity,
    bedrock_region,
    identity,
    log_store_by_identity,
    log_store_region,
    log_store_services,
)
from portkey_constructs.platform.defaults import log_store, services

__all__ = ["check"]

_Kind = type[Irsa | PodIdentity | GkeWorkloadIdentity | AzureWorkloadIdentity]


def check(config: PortkeyConfig) -> Iterator[Problem]:
    """A store that all who write to it can open."""
    said = log_store(config)
    if isinstance(said, S3LogStore):
        yield from _s3(config, said)
    elif isinstance(said, S3CompatibleLogStore) and said.endpoint.rstrip("/").endswith(f"/{said.bucket}"):
        yield Problem("logStore.endpoint", "ends in the bucket", "leave the bucket out there: it is put behind the address", "PK-LOGSTORE-011")
    elif isinstance(said, GcsLogStore) and log_store_by_identity(config):
        yield from _spare_keys("logStore", said, "PK-LOGSTORE-009")
        yield from _opened(config, "logStore.credentials", "is identity", "gkeWorkloadIdentity", GkeWorkloadIdentity)
    elif isinstance(said, AzureBlobLogStore) and isinstance(said.login, AzureWorkload):
        yield from _opened(config, "logStore.login", "is workloadIdentity", "azureWorkloadIdentity", AzureWorkloadIdentity)
    elif isinstance(said, MongoLogStore):
        fix = "Portkey only maintains it: take a bucket for what is new"
        yield Problem("logStore.kind", "is mongo", fix, "PK-LOGSTORE-003", "warning")
    yield from _bedrock(config)


def _spare_keys(path: str, said: KeyedLogStore | Bedrock, code: str) -> Iterator[Problem]:
    for field, value in (("accessKey", said.access_key), ("secretKey", said.secret_key)):
        if value:
            fix = "leave it out, or say credentials: keys"
            yield Problem(f"{path}.{field}", "is given, and the pods' identity is what counts", fix, code)


def _s3(config: PortkeyConfig, said: S3LogStore) -> Iterator[Problem]:
    region = log_store_region(config, said)
    if not region:
        yield Problem("logStore.region", "is missing", "say the bucket's region, here or as aws.region", "PK-LOGSTORE-001")
    if said.client == "s3" and said.assume_role:
        fix = "leave it out: that client assumes no role"
        yield Problem("logStore.client", "is s3, and logStore.assumeRole is given", fix, "PK-LOGSTORE-010")
    if log_store_by_identity(config):
        yield from _spare_keys("logStore", said, "PK-LOGSTORE-009")
        if any(isinstance(identity(config, name), Irsa | PodIdentity) for name in log_store_services(config)):
            yield from _opened(config, "logStore.credentials", "is identity", "irsa or podIdentity", Irsa, PodIdentity)
        else:
            fix = "say identity: {kind: irsa} or {kind: podIdentity}; without one the pods are whoever their nodes are"
            yield Problem("logStore.credentials", "is identity, and the pods have none of AWS'", fix, "PK-LOGSTORE-008", "warning")
        if said.client == "s3":
            fix = "leave it out: that client signs with access keys alone, and there are none"
            yield Problem("logStore.client", "is s3, and the pods' identity opens the bucket", fix, "PK-LOGSTORE-005", "warning")
    same_bucket = said.replica is not None and said.bucket is not None and said.replica.bucket == said.bucket
    if said.replica and (same_bucket or said.replica.region == region):
        what = "bucket" if same_bucket else "region"
        yield Problem(f"logStore.replica.{what}", f"is {getattr(said.replica, what)}, as logStore.{what} is", "take another", "PK-LOGSTORE-006")
    if isinstance(said.encryption, KmsEncryption) and region:
        of_key = said.encryption.key_arn.split(":")[3]
        if of_key != region:
            fix = "S3 encrypts with keys of the bucket's own region"
            yield Problem("logStore.encryption.keyArn", f"is in {of_key}, and the bucket in {region}", fix, "PK-LOGSTORE-007")


def _opened(config: PortkeyConfig, path: str, says: str, kind: str, *kinds: _Kind) -> Iterator[Problem]:
    """Each service that writes logs is somebody to the store's cloud."""
    strangers = [f"the {name}'s is {who.kind}" for name in log_store_services(config) if not isinstance(who := identity(config, name), kinds)]
    if strangers:
        fix = f"give all of them an identity of kind {kind}, as identity or each its own"
        yield Problem(path, f"{says}, and of the pods' identities {', '.join(strangers)}", fix, "PK-LOGSTORE-002")


def _bedrock(config: PortkeyConfig) -> Iterator[Problem]:
    said = config.bedrock
    if said is None or "gateway" not in services(config):
        return
    if not bedrock_region(config, said):
        yield Problem("bedrock.region", "is missing", "say the models' region, here or as aws.region", "PK-BEDROCK-001")
    if bedrock_by_identity(config, said):
        yield from _spare_keys("bedrock", said, "PK-BEDROCK-003")
    if bedrock_by_identity(config, said) and not said.models:
        fix = "name what the gateway's role may invoke, such as models: [anthropic.*]; the policies that are made for it grant nothing else"
        yield Problem("bedrock.models", "names no model", fix, "PK-BEDROCK-004", "warning")
    if said.models and not bedrock_by_identity(config, said):
        fix = "leave it out: what access keys may do is said where they are made"
        yield Problem("bedrock.models", "is given, and access keys call Bedrock", fix, "PK-BEDROCK-005")
    if bedrock_by_identity(config, said) and not isinstance(identity(config, "gateway"), Irsa | PodIdentity):
        fix = "say gateway.identity: {kind: irsa} or {kind: podIdentity}; without one the pods are whoever their nodes are"
        yield Problem("bedrock.credentials", "is identity, and the gateway has none", fix, "PK-BEDROCK-002", "warning")
