"""The AWS permissions of each component as policy statements, limited to the resources that the configuration uses.

Permissions of Portkey's services for S3 and Bedrock: https://portkey.ai/docs/self-hosting/hybrid-deployments/aws/eks
"""

from collections.abc import Iterable, Iterator
from typing import Final

from portkey_constructs.config.encryption import KmsEncryption
from portkey_constructs.config.features import BedrockBatches
from portkey_constructs.config.log_store import AssumedRole, S3LogStore
from portkey_constructs.config.redis import ElastiCache
from portkey_constructs.config.secrets import SecretGroup
from portkey_constructs.config.services import DataServiceConfig
from portkey_constructs.iam.arns import Arns
from portkey_constructs.iam.bedrock_models import any_model, application_profiles, model_arns
from portkey_constructs.iam.secret_entries import aws_entry
from portkey_constructs.iam.statements import Condition, Statement, one_or_more
from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.platform import Platform

__all__ = ["permissions", "reader_permissions"]

_READ: Final = ("s3:GetObject",)
_WRITE: Final = ("s3:GetObject", "s3:PutObject")
_KEEP: Final = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject")
_LIST: Final = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
_DECRYPT: Final = ("kms:Decrypt",)
_ENCRYPT: Final = ("kms:Decrypt", "kms:GenerateDataKey")
_INVOKE: Final = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
_PROFILES: Final = ("bedrock:GetInferenceProfile",)
_MANAGE_BATCHES: Final = ("bedrock:GetModelInvocationJob", "bedrock:StopModelInvocationJob", "bedrock:TagResource")
_LIST_BATCHES: Final = ("bedrock:ListFoundationModels", "bedrock:ListModelInvocationJobs")
_BATCH_FILES: Final = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject")
_BEDROCK_SERVICE: Final = "bedrock.amazonaws.com"
_SECRET: Final = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
_LOG_WRITERS: Final = ("gateway", "dataservice")


def permissions(platform: Platform, component: str, arns: Arns) -> Iterator[Statement]:
    """The permissions of a component's pods. The front end and the stores have none, unless they mount Secrets from a secret manager."""
    if component in NODE_SERVICES:
        yield from _logs(platform, component, arns)
        yield from _cache(platform, arns)
    if component == "gateway":
        yield from _bedrock(platform, arns)
        yield from _other_models(platform, arns)
    if component == "dataservice":
        yield from _own_buckets(platform, arns)
    mounted = platform.mounted_secrets.get(component, ())
    yield from _secrets("MountSecrets", platform, mounted, arns)


def reader_permissions(platform: Platform, component: str, arns: Arns) -> Iterator[Statement]:
    """The permissions of the External Secrets Operator for one of its stores: read access to the entries that fill Secrets."""
    groups = (secret.group for secret in platform.needed_secrets if secret.from_operator and secret.reader and secret.reader.component == component)
    yield from _secrets("ReadSecrets", platform, groups, arns)


def _secrets(sid: str, platform: Platform, groups: Iterable[SecretGroup], arns: Arns) -> Iterator[Statement]:
    for group in groups:
        if entry := aws_entry(platform, group):
            yield Statement(sid, _SECRET, (arns.secret(entry.name, entry.region),))
            # The key of the entries that the companion creates, all of them in the region of the platform.
            if entry.region == arns.region:
                yield _through("secretsmanager", "DecryptSecrets", _DECRYPT, platform.aws.entries_key_alias(entry.region), entry.region, arns)


def _logs(platform: Platform, component: str, arns: Arns) -> Iterator[Statement]:
    access = platform.log_store
    settings = access.settings
    if not isinstance(settings, S3LogStore) or not access.by_identity:
        return
    if settings.assume_role:
        yield _assume("AssumeLogStoreRole", settings.assume_role)
        return
    writes = component in _LOG_WRITERS
    objects = arns.objects(access.bucket, access.prefix)
    yield Statement("WriteLogs", _WRITE, objects) if writes else Statement("ReadLogs", _READ, objects)
    key = _log_key(platform, settings)
    if key:
        yield _through("s3", "EncryptLogs" if writes else "DecryptLogs", _ENCRYPT if writes else _DECRYPT, key, access.region, arns)
    if settings.replica:
        yield Statement("ReadReplica", _READ, arns.objects(access.replica_bucket, access.prefix))
        if key and settings.replica.bucket is None:
            alias = platform.aws.log_key_alias(settings.replica.region)
            yield _through("s3", "DecryptReplica", _DECRYPT, alias, settings.replica.region, arns)


def _assume(sid: str, role: AssumedRole) -> Statement:
    condition: Condition = {"StringEquals": {"sts:ExternalId": role.external_id}} if role.external_id else {}
    return Statement(sid, ("sts:AssumeRole",), (role.role_arn or "",), condition)


def _log_key(platform: Platform, settings: S3LogStore) -> str | None:
    """ARN of the key that encrypts the logs: the configured key, or the key of the AWS companion's bucket."""
    if isinstance(settings.encryption, KmsEncryption):
        return settings.encryption.key_arn
    return platform.aws.log_key_alias() if platform.log_store.created_by_companion and settings.encryption is None else None


def _through(service: str, sid: str, actions: tuple[str, ...], key_arn: str, region: str, arns: Arns) -> Statement:
    """Allows a key only through a service. IAM accepts an alias only in a condition."""
    arn, alias, name = key_arn.partition(":alias/")
    via: Condition = {"StringEquals": {"kms:ViaService": f"{service}.{region}.{arns.partition.dns_suffix}"}}
    if not alias:
        return Statement(sid, actions, (key_arn,), via)
    return Statement(sid, actions, (f"{arn}:key/*",), {**via, "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{name}"}})


def _cache(platform: Platform, arns: Arns) -> Iterator[Statement]:
    settings = platform.redis.settings
    if isinstance(settings, ElastiCache) and settings.iam:
        iam, region = settings.iam, settings.iam.region or arns.region
        if iam.assume_role:
            yield _assume("AssumeCacheRole", iam.assume_role)
            return
        yield Statement("ConnectToCache", ("elasticache:Connect",), (*arns.cache(iam.cluster_name, region), arns.cache_user(iam.user, region)))


def _bedrock(platform: Platform, arns: Arns) -> Iterator[Statement]:
    bedrock = platform.bedrock
    if bedrock is None or not bedrock.by_identity:
        return
    settings = bedrock.settings
    if models := model_arns(arns, bedrock.region, settings.models):
        yield Statement("InvokeModels", _INVOKE, models)
        if applications := application_profiles(settings.models):
            through: Condition = {"StringLike": {"bedrock:InferenceProfileArn": one_or_more(applications)}}
            yield Statement("InvokeModelsOfProfiles", _INVOKE, (any_model(arns),), through)
        if profiles := tuple(arn for arn in models if "inference-profile/" in arn):
            yield Statement("ReadProfiles", _PROFILES, profiles)
    if settings.batches:
        yield from _batches(settings.batches, arns, bedrock.region, models)
    if settings.assume_roles:
        actions = ("sts:AssumeRole", "sts:TagSession") if settings.session_tags else ("sts:AssumeRole",)
        yield Statement("AssumeModelRoles", actions, settings.assume_roles)


def _batches(batches: BedrockBatches, arns: Arns, region: str, models: tuple[str, ...]) -> Iterator[Statement]:
    """What AWS and Portkey document for batch inference: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-permissions.html."""
    jobs = arns.invocation_jobs(region)
    yield Statement("CreateBatches", ("bedrock:CreateModelInvocationJob",), (*models, jobs))
    yield Statement("ManageBatches", _MANAGE_BATCHES, (jobs,))
    yield Statement("ListBatches", _LIST_BATCHES, ("*",))
    yield Statement("PassBatchRole", ("iam:PassRole",), (batches.role_arn,), {"StringEquals": {"iam:PassedToService": _BEDROCK_SERVICE}})
    yield Statement("KeepBatchFiles", _BATCH_FILES, arns.objects(batches.bucket))
    yield Statement("ListBatchFiles", _LIST, (arns.bucket(batches.bucket),))


def _other_models(platform: Platform, arns: Arns) -> Iterator[Statement]:
    if claude := platform.config.claude_platform:
        workspaces = tuple(arns.claude_workspace(workspace, claude.region or arns.region) for workspace in claude.workspaces)
        yield Statement("UseClaudePlatform", ("aws-external-anthropic:*",), workspaces)
    if entra := platform.config.entra_federation:
        audience: Condition = {"ForAllValues:StringEquals": {"sts:IdentityTokenAudience": entra.audience}}
        yield Statement("RequestTokensForEntra", ("sts:GetWebIdentityToken",), ("*",), audience)


def _own_buckets(platform: Platform, arns: Arns) -> Iterator[Statement]:
    """Only the data service accesses fine-tuning files and exported logs. If a fine-tuning role is set, only that role accesses the files."""
    settings = platform.config.dataservice
    if not isinstance(settings, DataServiceConfig):
        return
    if settings.finetunes_role_arn:
        yield Statement("AssumeFinetunesRole", ("sts:AssumeRole",), (settings.finetunes_role_arn,))
    buckets = (None if settings.finetunes_role_arn else settings.finetunes_bucket, settings.log_exports_bucket)
    for bucket in dict.fromkeys(bucket for bucket in buckets if bucket):
        yield Statement("KeepFiles", _KEEP, arns.objects(bucket))
        yield Statement("ListFiles", _LIST, (arns.bucket(bucket),))
