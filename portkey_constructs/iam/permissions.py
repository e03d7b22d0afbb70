"""What each component does with AWS, as policy statements: nothing but what the configuration makes it do.

What Portkey's services ask of S3 and Bedrock: https://portkey.ai/docs/self-hosting/hybrid-deployments/aws/eks
"""

from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.config.encryption import KmsEncryption
from portkey_constructs.config.log_store import S3LogStore
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secrets import ExternalSecrets, SecretGroup
from portkey_constructs.config.services import DataServiceConfig
from portkey_constructs.config.stores import ElastiCache
from portkey_constructs.iam.entries import aws_entry
from portkey_constructs.iam.models import model_arns
from portkey_constructs.iam.names import Arns
from portkey_constructs.iam.statements import Condition, Statement
from portkey_constructs.manifests.mounts import mounted_groups
from portkey_constructs.manifests.secrets import from_manager
from portkey_constructs.platform.cloud_identity import (
    bedrock_by_identity,
    bedrock_region,
    log_store_by_identity,
    log_store_region,
    log_store_services,
)
from portkey_constructs.platform.defaults import log_store, redis
from portkey_constructs.platform.names import Names

__all__ = ["permissions", "reader_permissions"]

_READ: Final = ("s3:GetObject",)
_WRITE: Final = ("s3:GetObject", "s3:PutObject")
_KEEP: Final = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject")
_LIST: Final = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
_DECRYPT: Final = ("kms:Decrypt",)
_ENCRYPT: Final = ("kms:Decrypt", "kms:GenerateDataKey")
_INVOKE: Final = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
_SECRET: Final = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
_LOG_WRITERS: Final = ("gateway", "dataservice")


def permissions(config: PortkeyConfig, component: str, arns: Arns) -> Iterator[Statement]:
    """What a component's pods do with AWS; nothing of the front end and the stores, unless they mount a secret manager's entries."""
    if component in log_store_services(config):
        yield from _logs(config, component, arns)
        yield from _cache(config, arns)
    if component == "gateway":
        yield from _bedrock(config, arns)
    if component == "dataservice":
        yield from _own_buckets(config, arns)
    yield from _secrets("MountSecrets", config, mounted_groups(config, "backend" if component == "migration" else component), arns)


def reader_permissions(config: PortkeyConfig, component: str, arns: Arns) -> Iterator[Statement]:
    """What the External Secrets Operator does as one of its components: it reads the entries that it fills Secrets from."""
    readers = (group for group in from_manager(config, ExternalSecrets) if Names(config).reader(group) == component)
    yield from _secrets("ReadSecrets", config, readers, arns)


def _secrets(sid: str, config: PortkeyConfig, groups: Iterable[SecretGroup], arns: Arns) -> Iterator[Statement]:
    for group in groups:
        if entry := aws_entry(config, group):
            yield Statement(sid, _SECRET, (arns.secret(entry.name, entry.region),))


def _logs(config: PortkeyConfig, component: str, arns: Arns) -> Iterator[Statement]:
    said = log_store(config)
    if not isinstance(said, S3LogStore) or not log_store_by_identity(config):
        return
    if said.assume_role:
        external = said.assume_role.external_id
        condition: Condition = {"StringEquals": {"sts:ExternalId": external}} if external else {}
        yield Statement("AssumeLogStoreRole", ("sts:AssumeRole",), (said.assume_role.role_arn,), condition)
        return
    names, region = Names(config), log_store_region(config, said)
    writes = component in _LOG_WRITERS
    objects = arns.objects(names.log_bucket(said), said.base_path)
    yield Statement("WriteLogs", _WRITE, objects) if writes else Statement("ReadLogs", _READ, objects)
    key = _log_key(names, said)
    if key:
        yield _through_s3("EncryptLogs" if writes else "DecryptLogs", _ENCRYPT if writes else _DECRYPT, key, region)
    if said.replica:
        yield Statement("ReadReplica", _READ, arns.objects(names.replica_bucket(said.replica), said.base_path))
        if key and said.replica.bucket is None:
            yield _through_s3("DecryptReplica", _DECRYPT, names.log_key_alias(said.replica.region), said.replica.region)


def _log_key(names: Names, said: S3LogStore) -> str | None:
    """The key of the logs: the one that is said, or that of the AWS companion's bucket."""
    if isinstance(said.encryption, KmsEncryption):
        return said.encryption.key_arn
    return names.log_key_alias() if said.bucket is None and said.encryption is None else None


def _through_s3(sid: str, actions: tuple[str, ...], key_arn: str, region: str) -> Statement:
    """Use of a key by S3 on the role's behalf and in no other way; IAM knows keys by their aliases in a condition alone."""
    arn, alias, name = key_arn.partition(":alias/")
    suffix = "amazonaws.com.cn" if arn.startswith("arn:aws-cn:") else "amazonaws.com"
    via: dict[str, dict[str, str]] = {"StringEquals": {"kms:ViaService": f"s3.{region}.{suffix}"}}
    if not alias:
        return Statement(sid, actions, (key_arn,), via)
    return Statement(sid, actions, (f"{arn}:key/*",), {**via, "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{name}"}})


def _cache(config: PortkeyConfig, arns: Arns) -> Iterator[Statement]:
    said = redis(config)
    if isinstance(said, ElastiCache) and said.iam:
        region = said.iam.region or arns.region
        yield Statement(
            "ConnectToCache", ("elasticache:Connect",), (*arns.cache(said.iam.cluster_name, region), arns.cache_user(said.iam.user, region))
        )


def _bedrock(config: PortkeyConfig, arns: Arns) -> Iterator[Statement]:
    said = config.bedrock
    if said and said.models and bedrock_by_identity(config, said):
        yield Statement("InvokeModels", _INVOKE, model_arns(arns, bedrock_region(config, said), said.models))


def _own_buckets(config: PortkeyConfig, arns: Arns) -> Iterator[Statement]:
    """Fine-tunes and exports of logs are the data service's own; with a role for the fine-tunes it reaches them by that alone."""
    said = config.dataservice
    if not isinstance(said, DataServiceConfig):
        return
    if said.finetunes_role_arn:
        yield Statement("AssumeFinetunesRole", ("sts:AssumeRole",), (said.finetunes_role_arn,))
    kept = (None if said.finetunes_role_arn else said.finetunes_bucket, said.log_exports_bucket)
    for bucket in dict.fromkeys(one for one in kept if one):
        yield Statement("KeepFiles", _KEEP, arns.objects(bucket))
        yield Statement("ListFiles", _LIST, (arns.bucket(bucket),))
